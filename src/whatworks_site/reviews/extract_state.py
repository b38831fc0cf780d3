"""Where the extraction of a study stands. Nothing here shows what a draft says."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from whatworks_site.evidence.models import ResultRow, Review, StudyRow

from .handing_in import needed_for
from .models import Extraction, Reconciliation, Seat
from .seats import ways_of


class ExtractionState(enum.StrEnum):
    """Where a study stands between its reports and the record."""

    WAITING = "to be extracted"
    BEGUN = "being extracted"
    TO_RECONCILE = "to reconcile"
    AGREED = "agreed"
    IN_FOLDER = "came with the folder"


@dataclass(frozen=True)
class ExtractionStanding:
    """How far a study is."""

    state: ExtractionState
    begun: int
    handed_in: int
    needed: int
    mine: Extraction | None
    is_reopened: bool = False

    @property
    def is_open(self) -> bool:
        """Whether as many have handed in as are needed, so that the drafts may be compared."""
        return self.handed_in >= self.needed

    @property
    def words(self) -> str:
        """The state as a person reads it."""
        if self.state is ExtractionState.BEGUN:
            done = f", {self.handed_in} handed in" if self.handed_in else ""
            return f"being extracted by {self.begun} of {self.needed}{done}"
        return "to reconcile again" if self.is_reopened else self.state.value


def standings(review: Review, seat: Seat | None = None) -> dict[str, ExtractionStanding]:
    """Every study of a review and how far it is, with this person's own draft."""
    needed = ways_of(review).extractors_needed
    drafts: dict[str, list[Extraction]] = {}
    for draft in Extraction.objects.filter(review=review).select_related("seat"):
        drafts.setdefault(draft.study, []).append(draft)
    last = {held.study: held for held in Reconciliation.objects.filter(review=review).order_by("number")}
    with_results = set(ResultRow.objects.filter(review=review).values_list("study", flat=True))
    studies = StudyRow.objects.filter(review=review).order_by("place").values_list("key", flat=True)
    return {
        key: _standing(drafts.get(key, []), last.get(key), key in with_results, needed, seat)
        for key in studies
    }


def standing_of(review: Review, study: str, seat: Seat | None = None) -> ExtractionStanding:
    """How far one study is."""
    drafts = list(Extraction.objects.filter(review=review, study=study).select_related("seat"))
    last = Reconciliation.objects.filter(review=review, study=study).order_by("-number").first()
    has_results = ResultRow.objects.filter(review=review, study=study).exists()
    return _standing(drafts, last, has_results, ways_of(review).extractors_needed, seat)


def _standing(
    drafts: Iterable[Extraction],
    last: Reconciliation | None,
    has_results: bool,
    needed: int,
    seat: Seat | None,
) -> ExtractionStanding:
    held = list(drafts)
    needed = needed_for(held, needed)
    handed_in = sum(draft.handed_in_at is not None for draft in held)
    mine = next((draft for draft in held if seat is not None and draft.seat_id == seat.pk), None)
    reopened = False
    taken_back = last is not None and len(last.drafts) == 1 and bool(held) and not handed_in
    if last is not None and last.kept_at is not None and not taken_back:
        state = ExtractionState.AGREED
    elif held and handed_in >= needed:
        state, reopened = ExtractionState.TO_RECONCILE, last is not None and last.number > 1
    elif held:
        state = ExtractionState.BEGUN
    else:
        state = ExtractionState.IN_FOLDER if has_results else ExtractionState.WAITING
    return ExtractionStanding(state, len(held), handed_in, needed, mine, reopened)


def handed_in(review: Review, study: str) -> list[Extraction]:
    """The drafts that may be compared: none until as many have handed in as are needed."""
    drafts = Extraction.objects.filter(review=review, study=study, handed_in_at__isnull=False)
    held = list(drafts.select_related("seat").order_by("handed_in_at", "pk"))
    return held if len(held) >= needed_for(held, ways_of(review).extractors_needed) else []
