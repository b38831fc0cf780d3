"""A review's records in and out of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from whatworks.terms import Record, ReviewRecords, digest
from whatworks.terms import Review as ReviewRecord

from .models import TABLES, Review, Row


def records_of(review: Review) -> ReviewRecords:
    """A review as its records, in the order in which they were entered."""
    held: dict[str, Any] = {
        table.HOLDER: tuple(row.to_record() for row in table.objects.filter(review=review).order_by("place"))
        for table in TABLES
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
    """Replace the rows of one table."""
    table.objects.filter(review=review).delete()
    rows = [table.from_record(review, place, record) for place, record in enumerate(records, start=1)]
    table.objects.bulk_create(rows, batch_size=500)


def evidence_digest(records: ReviewRecords, files: Mapping[str, str]) -> str:
    """A digest of all that the road reads: the records and files, but not the editors' words."""
    plain = records.to_json()
    plain.pop("pages")
    return digest({"records": plain, "files": dict(sorted(files.items()))}, 64)
