"""What is to be appraised with each instrument, who has done what, and what was kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whatworks.publish.numbers import DESIGN_WORDS, count
from whatworks.terms import Appraisal, ReviewRecords
from whatworks_site.evidence.models import Review

from ..handing_in import needed_for
from ..models import AppraisalDraft, Seat
from ..seats import ways_of
from .appraisals_objects import Target, targets
from .appraising_instruments import INSTRUMENT, OBJECT_WORDS, Tool, instrument_of, tools
from .appraising_sheet import Judged, judged_overall, listed

WORDS = {
    "kept": "Settled",
    "settle": "To settle",
    "waiting": "Waits for a colleague",
    "begun": "You have begun",
    "open": "To appraise",
}
KINDS = {"kept": "help", "settle": "harm", "waiting": "", "begun": "open", "open": "open"}
Drafts = Mapping[tuple[str, str], Sequence[AppraisalDraft]]


@dataclass(frozen=True)
class AppraisalLine:
    """One thing in the list of what is to be appraised."""

    object: str
    name: str
    under: str
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
    """What one instrument is to appraise, and what does not come into it."""

    tool: Tool
    lines: tuple[AppraisalLine, ...]
    counts: dict[str, int]
    in_analyses: int
    others: int
    """How many of its kind it does not fit, by their design."""

    @property
    def total(self) -> int:
        """How many could be appraised in all."""
        return sum(self.counts.values())

    @property
    def to_begin(self) -> int:
        """How many this person has not begun, and not as many others as are needed."""
        return sum(line.state == "open" and line.begun < line.needed for line in self.lines)

    @property
    def href(self) -> str:
        """What an address asks for to come to this list."""
        return f"?with={self.tool.id}"


@dataclass(frozen=True)
class AppraisalDesk:
    """Everything that is to be appraised, instrument by instrument."""

    parts: tuple[Appraisals, ...]

    @property
    def total(self) -> int:
        """How many appraisals there are to be made in all."""
        return sum(part.total for part in self.parts)

    @property
    def to_begin(self) -> int:
        """How many this person may begin."""
        return sum(part.to_begin for part in self.parts)

    @property
    def settled(self) -> int:
        """How many are settled."""
        return sum(part.counts.get("kept", 0) for part in self.parts)

    @property
    def to_begin_words(self) -> str:
        """'3 results and 1 body of evidence'."""
        kinds: Counter[str] = Counter()
        for part in self.parts:
            kinds[part.tool.object] += part.to_begin
        return listed(count(n, *OBJECT_WORDS[kind]) for kind, n in kinds.items() if n)

    def of(self, name: str) -> Appraisals | None:
        """The part of one instrument; without a name, the first in which something is to be done."""
        busy = [p for p in self.parts if p.lines]
        if not name:
            return next(iter(busy), next(iter(self.parts), None))
        return next((p for p in self.parts if p.tool.id == name), None)


def appraisal_desk(
    review: Review, records: ReviewRecords, seat: Seat | None, *, everything: bool = False
) -> AppraisalDesk:
    """Every instrument in use, and each with which something is begun or kept."""
    drafts = _drafts(review)
    begun = {instrument for _, instrument in drafts}
    kept = {a.instrument for a in records.appraisals}
    shown = [t for t in tools(review) if t.is_used or t.id in begun | kept]
    reader = _Reader(review, records, seat, drafts)
    return AppraisalDesk(tuple(reader.part(tool, everything=everything) for tool in shown))


def appraisals(
    review: Review,
    records: ReviewRecords,
    seat: Seat | None,
    *,
    all_results: bool = False,
    instrument: str = INSTRUMENT,
) -> Appraisals:
    """What one instrument is to appraise: of results, only those that speak in an analysis unless all are."""
    tool = next(t for t in tools(review) if t.id == instrument)
    return _Reader(review, records, seat, _drafts(review)).part(tool, everything=all_results)


def _drafts(review: Review) -> Drafts:
    found: dict[tuple[str, str], list[AppraisalDraft]] = defaultdict(list)
    rows = AppraisalDraft.objects.filter(review=review, aside_at=None).select_related("seat")
    for draft in rows.defer("document"):
        found[draft.object, draft.instrument].append(draft)
    return found


class _Reader:
    """Reads off a review what an instrument is to appraise, each kind of object once."""

    def __init__(self, review: Review, records: ReviewRecords, seat: Seat | None, drafts: Drafts) -> None:
        self.review, self.records, self.seat, self.drafts = review, records, seat, drafts
        self.needed = ways_of(review).appraisers_needed
        self.kept = {(a.object, a.instrument): a for a in records.appraisals}
        self._targets: dict[str, tuple[Target, ...]] = {}

    def targets(self, kind: str) -> tuple[Target, ...]:
        """What there is of a kind."""
        if kind not in self._targets:
            self._targets[kind] = targets(self.records, kind)
        return self._targets[kind]

    def part(self, tool: Tool, *, everything: bool) -> Appraisals:
        """What this instrument is to appraise."""
        all_ = self.targets(tool.object)
        fitting = [t for t in all_ if tool.is_used and tool.fits(t.design)]
        leading = [t for t in fitting if t.leads]
        chosen = {t.id for t in (leading if leading and not everything else fitting)}
        chosen |= {object_ for object_, instrument in self.drafts if instrument == tool.id}
        chosen |= {object_ for object_, instrument in self.kept if instrument == tool.id}
        lines = tuple(self._line(tool, t) for t in all_ if t.id in chosen)
        counts = Counter(line.state for line in lines)
        return Appraisals(
            tool,
            lines,
            {s: counts[s] for s in WORDS if counts[s]},
            in_analyses=len(leading),
            others=len(all_) - len(fitting) if tool.is_used else 0,
        )

    def _line(self, tool: Tool, target: Target) -> AppraisalLine:
        drafts = self.drafts.get((target.id, tool.id), ())
        kept = self.kept.get((target.id, tool.id))
        handed = tuple(d.seat.name for d in drafts if d.handed_in_at)
        mine = next((d for d in drafts if self.seat and d.seat_id == self.seat.pk), None)
        needed = needed_for(drafts, self.needed)
        is_settled = kept is not None and (not drafts or any(d.settled_at for d in drafts))
        return AppraisalLine(
            object=target.id,
            name=target.name,
            under=target.under,
            design=DESIGN_WORDS[target.design] if target.design else "",
            state=_state(is_settled, mine, len(handed) >= needed),
            handed=handed,
            begun=len(drafts),
            needed=needed,
            kept=self._overall(kept) if kept and is_settled else None,
        )

    def _overall(self, kept: Appraisal) -> Judged:
        return judged_overall(kept, instrument_of(self.review, kept.instrument, kept.version))


def _state(is_settled: bool, mine: AppraisalDraft | None, is_open: bool) -> str:
    if is_settled:
        return "kept"
    if is_open:
        return "settle"
    if mine is None:
        return "open"
    return "waiting" if mine.handed_in_at else "begun"


def standing_words(held: Any) -> str:
    """'2 settled, 1 to appraise'."""
    words = {
        "kept": "settled",
        "settle": "to settle",
        "waiting": "waiting for a colleague",
        "begun": "begun by you",
        "open": "to appraise",
    }
    return ", ".join(f"{n} {words[state]}" for state, n in held.counts.items())
