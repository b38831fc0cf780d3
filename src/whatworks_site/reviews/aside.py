"""What hangs on references and goes with them when their import is undone, and comes back with them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from whatworks_site.evidence.models import (
    AssignmentRow,
    CorrectionRow,
    DuplicateLinkRow,
    ReportRow,
    RetrievalRow,
    Review,
    Row,
)

from .models import SearchImport
from .models.collating import ImportState
from .works import in_parts

_HANGING: tuple[tuple[type[Row], tuple[str, ...]], ...] = (
    (DuplicateLinkRow, ("a", "b")),
    (CorrectionRow, ("record",)),
    (AssignmentRow, ("reference",)),
    (RetrievalRow, ("reference",)),
)
"""Records that name references, and by which of their fields."""


def take_aside(review: Review, gone: Collection[str]) -> dict[str, Any]:
    """Take out what names these references, as it was; reports stay and lose the name."""
    kept: dict[str, Any] = {}
    for table, names in _HANGING:
        rows = [
            row
            for row in table.objects.filter(review=review).order_by("place", "pk")
            if any(getattr(row, name) in gone for name in names)
        ]
        kept[table.HOLDER] = [[row.place, row.to_record().to_json()] for row in rows]
        for part in in_parts(str(row.pk) for row in rows):
            table.objects.filter(pk__in=part).delete()
    reports = ReportRow.objects.filter(review=review).exclude(Q(reference=None) | Q(reference=""))
    told = {row.key: row.reference for row in reports if row.reference in gone}  # type: ignore[attr-defined]
    for part in in_parts(told):
        ReportRow.objects.filter(review=review, key__in=part).update(reference=None)
    return kept | {"reports": told}


def bring_back(review: Review, search: str) -> None:
    """Put back what was taken aside when this search was last undone, each where it stood."""
    undone = SearchImport.objects.filter(review=review, search=search, state=ImportState.UNDONE)
    last = undone.exclude(records_aside={}).order_by("-pk").first()
    if last is None:
        return
    kept = last.records_aside
    for table, _ in _HANGING:
        rows = [
            table.from_record(review, place, table.RECORD.from_json(each))
            for place, each in kept.get(table.HOLDER, ())
        ]
        table.objects.bulk_create(rows, batch_size=200)
    for key, reference in kept.get("reports", {}).items():
        ReportRow.objects.filter(review=review, key=key, reference=None).update(reference=reference)
    SearchImport.objects.filter(pk=last.pk).update(records_aside={})
