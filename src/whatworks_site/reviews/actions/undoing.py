"""Undoing a whole import: everything that came with it goes, and all else is as if it had not come."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import Review, SearchRow, SourceFile
from whatworks_site.evidence.rows import drop
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..aside import take_aside
from ..clustering import joined_to, recluster_around
from ..models import Link, ReferenceRow, RejectedRow, SearchImport, WorkRow
from ..models.collating import ImportState
from ..restating import set_adrift
from ..works import in_parts


def undo_import(*, by: User, review: str, number: int, why: str) -> SearchImport:
    """Take a search out with all that came with it; decisions on what goes are set aside.

    The file is kept: read in again, it brings the decisions on its records back.
    """
    require(by, "reviews.search", review=review)
    with transaction.atomic():
        held = Review.objects.select_for_update().filter(key=review).first()
        row = SearchImport.objects.select_for_update().filter(review=held, pk=number).first()
        if held is None or row is None or row.state != ImportState.IN:
            raise NotPossible("This search is not in: someone may have undone it a moment ago.")
        gone = _take_out(held, row)
        row.records_aside = take_aside(held, gone)
        row.state, row.why = ImportState.UNDONE, why
        row.ended_by, row.ended_at = by, timezone.now()
        row.save()
        set_adrift(held)
        record(
            by=by,
            action="reviews.undo_import",
            object_kind="import",
            object_id=str(row.pk),
            changed={"review": review, "search": row.search, "references": len(gone)},
            reason=why,
        )
    return row


def _take_out(review: Review, row: SearchImport) -> set[str]:
    """Remove a search's rows, and bring the works that lose a copy into line; the references that went."""
    mine = ReferenceRow.objects.filter(review=review, search=row.search)
    gone = set(mine.values_list("key", flat=True))
    near = joined_to(review, gone) - gone
    works = set(mine.exclude(work=None).values_list("work_id", flat=True))
    file = SourceFile.objects.filter(review=review, path=row.document["file"]).first()
    if file is not None:
        row.aside, row.digest = bytes(file.content), file.digest
        file.delete()
    drop(review, SearchRow, row.search)
    mine.delete()
    RejectedRow.objects.filter(review=review, search=row.search).delete()
    for part in in_parts(gone):
        Link.objects.filter(review=review, a__in=part).delete()
        Link.objects.filter(review=review, b__in=part).delete()
    for part in in_parts(map(str, works)):
        WorkRow.objects.filter(pk__in=part, references=None).delete()
    recluster_around(review, near)
    return gone
