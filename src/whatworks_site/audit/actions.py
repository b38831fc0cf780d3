"""Adding to the record, and erasing a person from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from .chain import START, digest_of, new_salt, personal_digest, take_turn
from .models import Event, Head, PersonalValue, exact


class Actor(Protocol):
    """Whoever did it: anything with a number."""

    pk: Any


def record(
    *,
    by: Actor | None,
    action: str,
    object_kind: str,
    object_id: str,
    changed: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    reason: str = "",
    about: int | None = None,
) -> Event:
    """Add one event to the chain, in the caller's transaction: if that is undone, so is the event.

    What names a person goes in `personal`, never in `changed` or `reason`. `about` is the number of the
    person whom the personal values concern: unless it is said, the object if that is a person, else `by`.
    """
    with transaction.atomic(savepoint=False):
        take_turn()
        head, _ = Head.objects.get_or_create(pk=1)
        event = Event(
            sequence=head.count + 1,
            at=timezone.now(),
            actor=None if by is None else by.pk,
            action=action,
            object_kind=object_kind,
            object_id=_kept(str(object_id)),
            changed=json.loads(exact(dict(changed or {}))),
            reason=_kept(reason),
            previous=head.digest or START,
        )
        values = _personal_values(event, personal or {}, about)
        event.personal = {
            value.field: personal_digest(value.salt, value.field, value.value) for value in values
        }
        event.digest = digest_of(event)
        event.save()
        PersonalValue.objects.bulk_create(values)
        Head.objects.filter(pk=1).update(count=event.sequence, digest=event.digest)
    return event


def erase_person(user_id: int) -> int:
    """Remove every personal value about this person, and say how many. The events and their digests stay."""
    removed, _ = PersonalValue.objects.filter(person=user_id).delete()
    return removed


def _personal_values(event: Event, given: Mapping[str, Any], about: int | None) -> list[PersonalValue]:
    if about is None:
        is_person = event.object_kind == "person" and event.object_id.isdigit()
        about = int(event.object_id) if is_person else event.actor
    return [
        PersonalValue(
            sequence=event.sequence, field=field, person=about, salt=new_salt(), value=_kept(str(value))
        )
        for field, value in given.items()
        if value is not None
    ]


def _kept(text: str) -> str:
    """Without what PostgreSQL cannot keep."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
