"""The records of reviews, what the road made of them, and what was published."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from whatworks import terms
from whatworks.terms import Record

from .columns import columns_of, record_of, values_of
from .living_models import KeptScheme, RatingChange  # noqa: F401 - Django looks for tables here

USER = settings.AUTH_USER_MODEL


class Review(models.Model):
    """A review: its own description, and where it stands."""

    key = models.SlugField(max_length=100, unique=True, help_text="The review's name")
    title = models.TextField()
    document = models.JSONField(help_text="The review as its record says")
    revision = models.PositiveIntegerField(default=1, help_text="Counts every change of its records")
    is_example = models.BooleanField(default=False)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class ImportedFolder(models.Model):
    """A review as its folder last said, by which a later reading tells what was changed on the site."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="folder")
    records = models.JSONField()
    digest = models.CharField(max_length=64)


class Row(models.Model):
    """One record of a review, in its place."""

    RECORD: ClassVar[type[Record]]
    HOLDER: ClassVar[str]
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField(help_text="Its place among the records of its kind")

    class Meta:
        abstract = True
        ordering = ("review_id", "place")

    @classmethod
    def from_record(cls, review: Review, place: int, record: Record) -> Row:
        """A row for a record, not yet saved."""
        return cls(review=review, place=place, **values_of(record))

    def to_record(self) -> Record:
        """The record that the row holds."""
        return record_of(self.RECORD, self)


def _table(record: type[Record], holder: str, extra: type | None = None) -> type[Row]:
    """The table of one kind of record. Its columns are the record's fields.

    `extra` is an abstract model with columns that the site needs beside the record's own.
    """
    columns = columns_of(record)
    taken = set(columns) & set(dir(Row))
    if taken:
        raise TypeError(f"{record.__name__} has fields that the table needs for itself: {sorted(taken)}")
    unique = (
        [models.UniqueConstraint(fields=["review", "key"], name=f"{holder}_once")] if "key" in columns else []
    )
    more: tuple[Any, ...] = (extra,) if extra else ()
    indexes = list(extra.Meta.indexes) if extra else []  # type: ignore[attr-defined]
    unique += list(extra.Meta.constraints) if extra else []  # type: ignore[attr-defined]
    meta = type("Meta", (Row.Meta,), {"abstract": False, "constraints": unique, "indexes": indexes})
    parts: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": record.__doc__,
        "Meta": meta,
        "RECORD": record,
        "HOLDER": holder,
        **columns,
    }
    return type(f"{record.__name__}Row", (*more, Row), parts)


class Openness(models.TextChoices):
    """Whether a screener's decision may be seen by others and leave the site."""

    OPEN = "open", "everyone who was to decide has decided"
    BLIND = "blind", "others have yet to decide"
    UNDONE = "undone", "taken back by who made it"
    ADRIFT = "adrift", "the search that found its record was undone"


class Deciding(models.Model):
    """What the site keeps of a decision beside the record: whether it may be seen, and whence it came."""

    openness = models.CharField(max_length=10, choices=Openness.choices, default=Openness.OPEN)
    made_here = models.BooleanField(default=False, help_text="Decided on the desk, not read from a folder")
    token = models.CharField(max_length=40, null=True, help_text="What makes a form sent twice count once")
    undone_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True, help_text="When others could first see it; never unsaid")

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(fields=["review", "reference"], name="decision_of"),
            models.Index(fields=["review", "stage", "by", "at"], name="decision_by"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "token"], name="decision_once"),
        ]


SearchRow = _table(terms.Search, "searches")
DuplicateLinkRow = _table(terms.DuplicateLink, "duplicate_decisions")
CorrectionRow = _table(terms.Correction, "corrections")
ProtocolVersionRow = _table(terms.ProtocolVersion, "protocol_versions")
AssignmentRow = _table(terms.Assignment, "assignments")
DecisionRow = _table(terms.Decision, "decisions", Deciding)
RetrievalRow = _table(terms.Retrieval, "retrievals")
ReportRow = _table(terms.Report, "reports")
InterventionRow = _table(terms.Intervention, "interventions")
OutcomeRow = _table(terms.Outcome, "outcomes")
StudyRow = _table(terms.Study, "studies")
ArmRow = _table(terms.Arm, "arms")
PopulationRow = _table(terms.Population, "populations")
ResultRow = _table(terms.Result, "results")
ReviewFindingRow = _table(terms.ReviewFinding, "review_findings")
EvidenceSetRow = _table(terms.EvidenceSet, "evidence_sets")
FactEntryRow = _table(terms.FactEntry, "fact_entries")
PublishedRatingRow = _table(terms.PublishedRating, "published_ratings")
AppraisalRow = _table(terms.Appraisal, "appraisals")
PageRow = _table(terms.Page, "pages")

TABLES: tuple[type[Row], ...] = (
    SearchRow, DuplicateLinkRow, CorrectionRow, ProtocolVersionRow, AssignmentRow, DecisionRow,
    RetrievalRow, ReportRow, InterventionRow, OutcomeRow, StudyRow, ArmRow, PopulationRow, ResultRow,
    ReviewFindingRow, EvidenceSetRow, FactEntryRow, PublishedRatingRow, AppraisalRow, PageRow,
)  # fmt: skip


class SourceFile(models.Model):
    """A file of a review folder that is kept as it came: a search's export, a scheme of the review's own."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=300)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("review_id", "path")
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "path"], name="file_once")]


class Assessment(models.Model):
    """What the road made of a review's records at one revision, from which pages are published."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="assessments")
    number = models.PositiveIntegerField()
    rests_on = models.CharField(max_length=64, help_text="A digest of the records and files it was made from")
    engine = models.CharField(max_length=60, help_text="The version of the software that computed it")
    findings = models.JSONField(help_text="What was derived")
    schemes = models.JSONField(help_text="The rating schemes in words")
    scheme_files = models.JSONField(default=dict, help_text="A digest of each scheme's file, by its name")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("review_id", "-number")
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "number"], name="assessment_once")]


class State(models.TextChoices):
    """Where a version of a page stands. What may follow what is in `states`."""

    PROPOSED = "proposed", "waits for a second editor"
    PUBLISHED = "published", "published"
    REPLACED = "replaced", "replaced by a later version"
    WITHDRAWN = "withdrawn", "withdrawn"
    DECLINED = "declined", "sent back"
    TAKEN_BACK = "taken-back", "taken back by its author"


class Kind(models.TextChoices):
    """What a published page is of."""

    INTERVENTION = "intervention", "an intervention"
    REVIEW = "review", "a review"


class Publication(models.Model):
    """One version of a page: a snapshot of everything it shows, who proposed it, who decided, and why."""

    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=100, help_text="The intervention's or the review's name")
    version = models.PositiveIntegerField(null=True, help_text="Given when it is published; not before")
    title = models.TextField()
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="publications")
    state = models.CharField(max_length=20, choices=State.choices)
    document = models.JSONField(help_text="The snapshot")
    digest = models.CharField(max_length=64, help_text="A digest of the snapshot")
    proposed_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    reason = models.TextField(help_text="Why this version, as its author says")
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    withdrawn_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("kind", "key", "-id")
        indexes: ClassVar = [models.Index(fields=["kind", "key", "state"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(state="published"), name="one_in_force"
            ),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(state="proposed"), name="one_waiting"
            ),
            models.UniqueConstraint(fields=["kind", "key", "version"], name="version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}" if self.version else self.title
