"""Which results are to be appraised, who has done what, and what was kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from whatworks.publish.numbers import DESIGN_WORDS, months
from whatworks.review.members import members_of
from whatworks.terms import Appraisal, ReviewRecords
from whatworks_site.evidence.models import Review

from ..handing_in import needed_for
from ..models import AppraisalDraft, Seat
from ..seats import ways_of
from .appraising_sheet import INSTRUMENT, Judged, judged_overall, listed

WORDS = {
    "kept": "Settled",
    "settle": "To settle",
    "waiting": "Waits for a colleague",
    "begun": "You have begun",
    "open": "To appraise",
}
KINDS = {"kept": "help", "settle": "harm", "waiting": "", "begun": "open", "open": "open"}


@dataclass(frozen=True)
class AppraisalLine:
    """A result in the list of what is to be appraised."""

    object: str
    study: str
    outcome: str
    measure: str
    when: str
    design: str
    state: str
    handed: tuple[str, ...]
    begun: int
    """How many have begun, whether or not they have handed in."""
    needed: int
    kept: Judged | None

    @property
    def words(self) -> str:
        """Where it stands."""
        return WORDS[self.state]

    @property
    def kind(self) -> str:
        """The kind of tag that goes with it."""
        return KINDS[self.state]

    @property
    def who(self) -> str:
        """Who has handed in."""
        if not self.handed:
            return f"Nobody yet, of {self.needed}"
        lacking = self.needed - len(self.handed)
        return listed(self.handed) + (f"; {lacking} more to come" if lacking > 0 else "")


@dataclass(frozen=True)
class Appraisals:
    """The list, and what does not come into it."""

    lines: tuple[AppraisalLine, ...]
    counts: dict[str, int]
    in_analyses: int
    other_designs: int

    @property
    def total(self) -> int:
        """How many results could be appraised in all."""
        return sum(self.counts.values())

    @property
    def to_begin(self) -> int:
        """How many this person has not begun, and not as many others as are needed."""
        return sum(line.state == "open" and line.begun < line.needed for line in self.lines)


def appraisals(
    review: Review, records: ReviewRecords, seat: Seat | None, *, all_results: bool = False
) -> Appraisals:
    """Results of randomised studies; unless all are asked for, only those that speak in an analysis."""
    studies, outcomes = {s.id: s for s in records.studies}, {o.id: o.name for o in records.outcomes}
    known = tuple(r for r in records.results if r.study in studies and r.outcome in outcomes)
    records = replace(records, results=known)
    randomised = [r for r in known if studies[r.study].design.is_randomised]
    speaking = {r.id for s in records.evidence_sets for _, _, r, _ in members_of(s, records)}
    in_analyses = [r for r in randomised if r.id in speaking]
    shown = randomised if all_results or not in_analyses else in_analyses
    drafts = _drafts(review)
    kept = {a.object: a for a in records.appraisals if a.instrument == INSTRUMENT}
    needed = ways_of(review).appraisers_needed
    found = sorted(shown, key=lambda r: (studies[r.study].name.casefold(), r.outcome, r.id))
    lines = tuple(
        AppraisalLine(
            object=r.id,
            study=studies[r.study].name,
            outcome=outcomes[r.outcome],
            measure=r.measure,
            when=months(r.months),
            design=DESIGN_WORDS[studies[r.study].design],
            begun=len(drafts[r.id]),
            needed=needed_for(drafts[r.id], needed),
            kept=judged_overall(kept[r.id]) if r.id in kept else None,
            **_standing(drafts[r.id], kept.get(r.id), seat, needed),
        )
        for r in found
    )
    counts = Counter(line.state for line in lines)
    other = len({r.study for r in records.results} - {r.study for r in randomised})
    return Appraisals(lines, {s: counts[s] for s in WORDS if counts[s]}, len(in_analyses), other)


def _drafts(review: Review) -> dict[str, list[AppraisalDraft]]:
    found: dict[str, list[AppraisalDraft]] = defaultdict(list)
    rows = AppraisalDraft.objects.filter(review=review, instrument=INSTRUMENT).select_related("seat")
    for draft in rows.defer("document"):
        found[draft.object].append(draft)
    return found


def _standing(
    drafts: Sequence[AppraisalDraft], kept: Appraisal | None, seat: Seat | None, needed: int
) -> dict[str, Any]:
    handed = tuple(d.seat.name for d in drafts if d.handed_in_at)
    mine = next((d for d in drafts if seat and d.seat_id == seat.pk), None)
    return {"handed": handed, "state": _state(kept, mine, len(handed) >= needed_for(drafts, needed))}


def _state(kept: Appraisal | None, mine: AppraisalDraft | None, is_open: bool) -> str:
    if kept is not None:
        return "kept"
    if is_open:
        return "settle"
    if mine is None:
        return "open"
    return "waiting" if mine.handed_in_at else "begun"
