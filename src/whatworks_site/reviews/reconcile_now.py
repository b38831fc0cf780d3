"""The reconciliation of a study as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whatworks_site.evidence.models import ResultRow, Review

from .extract_draft import Draft
from .extract_state import handed_in
from .models import Extraction, Reconciliation
from .reconcile_compare import Group, compare


def current(review: Review, study: str) -> Reconciliation | None:
    """The reconciliation begun last, open or kept; a new one, unsaved, once all have handed in."""
    last = last_of(review, study)
    if last is not None:
        return last
    drafts = handed_in(review, study)
    if not drafts:
        return None
    return Reconciliation(
        review=review,
        study=study,
        number=1,
        drafts=_snapshot(drafts),
        matches={"base": names_of(review, study)},
    )


def last_of(review: Review, study: str) -> Reconciliation | None:
    """The reconciliation begun last; None where there is none."""
    return Reconciliation.objects.filter(review=review, study=study).order_by("-number").first()


def _snapshot(drafts: Sequence[Extraction]) -> list[dict[str, Any]]:
    return [{"name": draft.seat.name, "document": draft.document} for draft in drafts]


def groups_of(review: Review, now: Reconciliation) -> tuple[Group, ...]:
    """The drafts of a reconciliation side by side."""
    drafts = [Draft.from_document(each["document"]) for each in now.drafts]
    return compare(drafts, base_of(review, now), now.matches, now.choices)


def names_of(review: Review, study: str) -> list[str]:
    """The names that a study's results have in the record."""
    return list(ResultRow.objects.filter(review=review, study=study).values_list("key", flat=True))


def base_of(review: Review, now: Reconciliation) -> list[str]:
    """The names that results had in the record when the drafts were begun; kept, for the record changes."""
    return list(now.matches["base"]) if "base" in now.matches else names_of(review, now.study)
