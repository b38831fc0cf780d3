"""What searches brought: imports, references, what could not be read, copies, and works."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from whatworks import terms
from whatworks.terms import Record, RetrievalState
from whatworks_site.evidence.columns import columns_of, record_of, values_of
from whatworks_site.evidence.models import Review

USER = settings.AUTH_USER_MODEL


class ImportState(models.TextChoices):
    """Where an import stands."""

    ASKED = "asked", "waits for your answer"
    READING = "reading", "being read"
    IN = "in", "read in"
    REFUSED = "refused", "could not be read"
    UNDONE = "undone", "undone"


class SearchImport(models.Model):
    """One search's file, as it came in: what was read, what was not, and whether it was undone."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="imports")
    search = models.CharField(max_length=100, help_text="The search's name in this review")
    document = models.JSONField(help_text="The search as its record says")
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READING)
    upload = models.CharField(max_length=40, blank=True, help_text="Where the file waits to be read")
    name = models.CharField(max_length=200, blank=True, help_text="The file's name as it came")
    digest = models.CharField(max_length=64, blank=True, help_text="The file's digest")
    aside = models.BinaryField(null=True, help_text="The file, once its import is undone")
    records_aside = models.JSONField(default=dict, help_text="What hung on it then, until it is read again")
    read = models.PositiveIntegerField(default=0, help_text="Records read")
    rejected = models.PositiveIntegerField(default=0, help_text="Records that could not be read")
    known = models.PositiveIntegerField(default=0, help_text="Of those read, copies of what was there")
    fresh = models.PositiveIntegerField(default=0, help_text="Works that only this search had found then")
    why = models.TextField(blank=True, help_text="Why it was refused or undone")
    job = models.PositiveBigIntegerField(null=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("review_id", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "search"],
                condition=models.Q(state__in=["asked", "reading", "in"]),
                name="search_in_once",
            )
        ]


class WorkRow(models.Model):
    """What one or more references are copies of: what is screened."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="works")
    key = models.CharField(max_length=100, help_text="Id of the reference that stands for it")
    search = models.CharField(max_length=100, help_text="The search that counts as having found it")
    title = models.TextField(blank=True)
    year = models.IntegerField(null=True)
    place = models.PositiveIntegerField(default=0, help_text="Its place by likeness to the question")
    chance = models.PositiveIntegerField(default=0, help_text="Its place in random order")
    retrieval = models.CharField(
        max_length=20, blank=True, choices=[(s.value, s.value) for s in RetrievalState]
    )

    class Meta:
        ordering = ("review_id", "key")
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "key"], name="work_once")]


class _Kept(models.Model):
    """A record derived from a search's file, kept so that it need not be read again."""

    RECORD: ClassVar[type[Record]]
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def from_record(cls, review: Review, record: Record, **more: Any) -> _Kept:
        """A row for a record, not yet saved."""
        return cls(review=review, **values_of(record), **more)

    def to_record(self) -> Any:
        """The record that the row holds."""
        return record_of(self.RECORD, self)


def _kept(record: type[Record], name: str, meta: dict[str, Any], **more: Any) -> Any:
    parts: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": record.__doc__,
        "RECORD": record,
        "Meta": type("Meta", (_Kept.Meta,), {"abstract": False, **meta}),
        **columns_of(record),
        **more,
    }
    return type(name, (_Kept,), parts)


ReferenceRow = _kept(
    terms.Reference,
    "ReferenceRow",
    {
        "constraints": [models.UniqueConstraint(fields=["review", "key"], name="reference_once")],
        "indexes": [models.Index(fields=["review", "search"], name="reference_search")],
    },
    work=models.ForeignKey(WorkRow, null=True, on_delete=models.SET_NULL, related_name="references"),
)
RejectedRow = _kept(terms.RejectedRecord, "RejectedRow", {})


class Link(models.Model):
    """Two references that the comparison found alike. A person's word on it is among the review's records."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    a = models.CharField(max_length=100)
    b = models.CharField(max_length=100)
    band = models.CharField(max_length=20)
    score = models.FloatField()
    why = models.TextField()
    held = models.BooleanField(default=False, help_text="Held apart until a person decides")

    class Meta:
        ordering = ("review_id", "-score", "a", "b")
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "a", "b"], name="link_once")]
