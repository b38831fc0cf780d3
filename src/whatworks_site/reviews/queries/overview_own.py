"""What of extraction and appraisal waits for one person; what a draft says is not looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from whatworks_site.evidence.models import ResultRow, Review, StudyRow

from ..models import AppraisalDraft, Extraction, Reconciliation, Seat


@dataclass(frozen=True, kw_only=True)
class Own:
    """What one person has begun and not handed in, has yet to begin, and what waits to be settled."""

    begun: int = 0
    to_begin: int = 0
    to_settle: int = 0


def extracted_by(review: Review, seat: Seat | None, needed: int) -> Own:
    """What this person is to extract and has begun, and the studies on which enough have handed in."""
    last = Reconciliation.objects.filter(review=review, study=OuterRef("study")).order_by("-number")
    agreed = Subquery(last.values("kept_at")[:1])
    each = _drafts(Extraction, review, seat, "study").annotate(agreed=agreed).filter(agreed=None)
    counted = ("all", "handed", "mine", "begun", "told")
    rows = {study: counts for study, *counts in each.values_list("study", *counted)}
    reported = ResultRow.objects.filter(review=review).values("study")
    fresh = StudyRow.objects.filter(review=review).exclude(key__in=reported).values_list("key", flat=True)
    known = Reconciliation.objects.filter(review=review).values_list("study", flat=True)
    to_begin = len(set(fresh) - rows.keys() - set(known))
    to_join = sum(not mine and all_ < (told or needed) for all_, _, mine, _, told in rows.values())
    return Own(
        begun=sum(begun for _, _, _, begun, _ in rows.values()) if seat else 0,
        to_begin=to_begin + to_join,
        to_settle=sum(handed >= (told or max(1, needed)) for _, handed, _, _, told in rows.values()),
    )


def appraised_by(review: Review, seat: Seat | None, needed: int) -> Own:
    """What this person has begun to appraise, and what enough have handed in to be settled."""
    settled = AppraisalDraft.objects.filter(
        review=review,
        object=OuterRef("object"),
        instrument=OuterRef("instrument"),
        aside_at=None,
        settled_at__isnull=False,
    )
    open_ = _drafts(AppraisalDraft, review, seat, "object", "instrument", aside_at=None).filter(
        ~Exists(settled)
    )
    rows = list(open_.values_list("handed", "begun", "told"))
    return Own(
        begun=sum(begun for _, begun, _ in rows) if seat else 0,
        to_settle=sum(handed >= (told or max(1, needed)) for handed, _, told in rows),
    )


def _drafts(table: Any, review: Review, seat: Seat | None, *names: str, **live: None) -> QuerySet[Any]:
    mine = Q(seat=seat) if seat else Q(pk=None)
    return (
        table.objects.filter(review=review, **live)
        .order_by()
        .values(*names)
        .annotate(
            all=Count("pk"),
            handed=Count("handed_in_at"),
            mine=Count("pk", filter=mine),
            begun=Count("pk", filter=mine & Q(handed_in_at=None)),
            told=Max("needed", filter=Q(handed_in_at__isnull=False)),
        )
    )
