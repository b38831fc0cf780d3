"""What is kept of who did what: events in a chain, the personal values they speak of, and the chain's end."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

REFUSAL = "The audit record is only ever added to: an event cannot be changed or removed."


class AppendOnly(Exception):
    """Somebody tried to change or remove what may only be added."""


def exact(value: Any) -> str:
    """JSON in one form only, so that the same content always has the same digest."""
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), allow_nan=False)


class ExactJSON(models.TextField):
    """JSON kept as the text it was written in: a database's own JSON type may rewrite numbers."""

    def get_prep_value(self, value: Any) -> Any:
        """The text that is kept."""
        return None if value is None else exact(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """What the text says; text that is no JSON is shown as it is, for `verify` to find."""
        if value is None:
            return None
        try:
            return json.loads(value)
        except ValueError:
            return {"unreadable": value}


class AddOnly(models.QuerySet["Event"]):
    """A query that refuses to change or remove."""

    def update(self, **values: Any) -> int:
        """Refused."""
        raise AppendOnly(REFUSAL)

    def bulk_update(self, *args: Any, **values: Any) -> int:
        """Refused."""
        raise AppendOnly(REFUSAL)

    def delete(self) -> Any:
        """Refused."""
        raise AppendOnly(REFUSAL)


class Event(models.Model):
    """One thing that somebody did. It names nobody: the actor is a number, a personal value its digest."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True, db_index=True)
    action = models.CharField(max_length=100)
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=200)
    changed = ExactJSON(default=dict)
    reason = models.TextField(blank=True)
    personal = ExactJSON(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = AddOnly.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-sequence"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_kind", "object_id"], name="audit_event_object")
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.action} {self.object_kind} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the event; an event that is there already is never written over."""
        if not self._state.adding:
            raise AppendOnly(REFUSAL)
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        raise AppendOnly(REFUSAL)


class PersonalValue(models.Model):
    """A name, an address or words about a person: kept apart from the event, so that it can be erased."""

    sequence = models.BigIntegerField(db_index=True)
    field = models.CharField(max_length=60)
    person = models.BigIntegerField(null=True, db_index=True)
    salt = models.CharField(max_length=64)
    value = models.TextField()

    class Meta:
        """One value for each field of an event."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sequence", "field"], name="audit_one_personal_value")
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.field}"


class Head(models.Model):
    """Where the chain ends: how many events there are, and the last one's digest. One row."""

    count = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.count}: {self.digest}"
