"""A review's records in and out of their tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Max, QuerySet, Sum

from whatworks.terms import Record, ReviewRecords, digest
from whatworks.terms import Review as ReviewRecord

from .models import (
    TABLES,
    AppraisalRow,
    ArmRow,
    DecisionRow,
    EvidenceSetRow,
    FactEntryRow,
    InterventionRow,
    Openness,
    OutcomeRow,
    PageRow,
    ResultRow,
    Review,
    ReviewFindingRow,
    Row,
    StudyRow,
)
from .signals import rated_changed

RATED = (
    InterventionRow, OutcomeRow, StudyRow, ArmRow, ResultRow, ReviewFindingRow, EvidenceSetRow, FactEntryRow,
    AppraisalRow,
)  # fmt: skip
"""The tables on which ratings rest."""


def rows_of(review: Review, table: type[Row]) -> QuerySet[Row]:
    """The rows of one table that may be read by all and may leave: not what screeners decided blind."""
    found = table.objects.filter(review=review)
    return found.filter(openness=Openness.OPEN) if table is DecisionRow else found


def records_of(review: Review, *, without: Iterable[type[Row]] = ()) -> ReviewRecords:
    """A review as its records, in the order in which they were entered, without what was decided blind."""
    held: dict[str, Any] = {
        table.HOLDER: tuple(row.to_record() for row in rows_of(review, table).order_by("place", "pk"))
        for table in TABLES
        if table not in tuple(without)
    }
    return ReviewRecords(review=ReviewRecord.from_json(review.document), **held)


def write_records(review: Review, records: ReviewRecords) -> None:
    """Replace a review's rows by these records. Tables in which nothing changed are left alone."""
    now = records_of(review)
    for table in TABLES:
        new: tuple[Record, ...] = getattr(records, table.HOLDER)
        if new != getattr(now, table.HOLDER):
            write_table(review, table, new)


def write_table(review: Review, table: type[Row], records: Iterable[Record]) -> None:
    """Replace the rows of one table; what was decided blind stays."""
    rows_of(review, table).delete()
    rows = [table.from_record(review, place, record) for place, record in enumerate(records, start=1)]
    table.objects.bulk_create(rows, batch_size=500)
    _tell(review, table)


def put(review: Review, table: type[Row], record: Record) -> None:
    """Keep one record: in the place of the one with its id, else as the last. For actions, inside theirs."""
    old = table.objects.filter(review=review, key=record.id).first() if hasattr(record, "id") else None
    row = table.from_record(review, old.place if old else next_place(review, table), record)
    row.pk = old.pk if old else None
    row.save()
    touch(review)
    _tell(review, table)


def drop(review: Review, table: type[Row], key: str) -> bool:
    """Take one record out; whether it was there."""
    gone, _ = table.objects.filter(review=review, key=key).delete()
    touch(review)
    if gone:
        _tell(review, table)
    return bool(gone)


def _tell(review: Review, table: type[Row]) -> None:
    if table in RATED:
        rated_changed.send(sender=Review, review=review)


def next_place(review: Review, table: type[Row]) -> int:
    """The place after the last."""
    return int(table.objects.filter(review=review).aggregate(last=Max("place"))["last"] or 0) + 1


def touch(review: Review) -> None:
    """Count a change of a review's records."""
    Review.objects.filter(pk=review.pk).update(revision=F("revision") + 1)


def decisions_mark(review: Review) -> list[int]:
    """What changes whenever the decisions that all may read do, without reading them all."""
    found = rows_of(review, DecisionRow).aggregate(n=Count("pk"), last=Max("pk"), total=Sum("pk"))
    return [found["n"], found["last"] or 0, int(found["total"] or 0)]


def evidence_digest(review: Review) -> str:
    """A digest of all that the road reads: the records and files, but not the editors' words."""
    plain = _records_digest(review.pk, review.revision, review.imported_at)
    files = dict(review.files.order_by("path").values_list("path", "digest"))
    return digest({"records": plain, "files": files, "decisions": decisions_mark(review)}, 64)


# Records change only with their review's revision. Decisions come one by one and have a mark of their own.
@lru_cache(maxsize=64)
def _records_digest(pk: int, revision: int, imported_at: dt.datetime) -> str:
    review = Review.objects.get(pk=pk)
    return digest(records_of(review, without=(DecisionRow, PageRow)).to_json(), 64)
