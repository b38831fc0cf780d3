"""What the screeners' verdicts add up to, stage by stage."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from whatworks.terms import Assignment, Decision, Stage, Verdict, Work


class State(StrEnum):
    """Where a work stands at a stage."""

    AGREED = "agreed"
    RESOLVED = "resolved"
    CONFLICT = "conflict"
    AWAITING = "awaiting"


@dataclass(frozen=True, kw_only=True)
class StageOutcome:
    """A work's outcome at one stage; `verdict` is None in a conflict, or while people are waited for."""

    stage: Stage
    state: State
    verdict: Verdict | None = None
    criterion: str | None = None
    criteria_differ: bool = False
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    resolved_by: str | None = None
    waiting_for: int = 0

    @property
    def settled(self) -> bool:
        """Whether the work is in or out; an agreed `maybe` is neither."""
        return self.verdict in (Verdict.INCLUDE, Verdict.EXCLUDE)


def when(at: dt.datetime | None) -> dt.datetime:
    """A time that compares with any other: without a zone it is taken as UTC, and unknown comes first."""
    if at is None:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)


def work_of(works: Iterable[Work]) -> dict[str, str]:
    """Each reference's work."""
    return {reference: work.id for work in works for reference in work.references}


def people_needed(works: Sequence[Work], assignments: Sequence[Assignment]) -> dict[tuple[str, Stage], int]:
    """How many must read each work at each stage, where the reading is shared out; absent where it is not.

    An assignment of any copy is one of the work. Those of unknown references are left out.
    """
    owner = work_of(works)
    readers: defaultdict[tuple[str, Stage], set[str]] = defaultdict(set)
    for given in assignments:
        if given.reference in owner:
            readers[owner[given.reference], given.stage].add(given.by)
    return {place: len(people) for place, people in readers.items()}


def is_open(decisions: Sequence[Decision], needed: int) -> bool:
    """Whether a work's verdicts at one stage may be shown to its screeners: blind until all have spoken.

    `decisions` are those on one work at one stage. Open once at least `needed` people have given a verdict
    of their own, or once someone has resolved it; a conflict between two of three readers is not yet open to
    the third.
    """
    own = {d.by for d in decisions if not d.resolves}
    return len(own) >= max(1, needed) or any(d.resolves for d in decisions)


def visible_to(
    person: str,
    works: Sequence[Work],
    decisions: Sequence[Decision],
    *,
    screeners_needed: int = 2,
    assignments: Sequence[Assignment] = (),
) -> tuple[Decision, ...]:
    """The decisions that a screener may see: all of their own, and those of works that are open (`is_open`).

    Decisions on unknown references are shown to the one who made them only.
    """
    owner = work_of(works)
    needed = people_needed(works, assignments)
    places: defaultdict[tuple[str, Stage], list[Decision]] = defaultdict(list)
    for d in decisions:
        if d.reference in owner:
            places[owner[d.reference], d.stage].append(d)
    seen = {place for place, said in places.items() if is_open(said, needed.get(place, screeners_needed))}
    return tuple(d for d in decisions if d.by == person or (owner.get(d.reference), d.stage) in seen)


def screen(
    works: Sequence[Work],
    decisions: Sequence[Decision],
    *,
    screeners_needed: int = 2,
    assignments: Sequence[Assignment] = (),
) -> dict[str, dict[Stage, StageOutcome]]:
    """Each work's outcome at both stages.

    Where a work is given to people at a stage (`assignments`), that many distinct people are needed there
    in place of `screeners_needed`. A decision on any copy is a decision on the work. Decisions are only ever
    added: the latest by each person counts, by time and then by order. Outcomes: *agreed* when at least as
    many as needed say the same and nobody says otherwise; *conflict* when two say different things;
    *awaiting* while too few have spoken. A decision that `resolves` settles a conflict, whoever made it,
    until a later one that resolves; saying `maybe` there opens it again. Where people exclude for different
    criteria, the earliest standing one is counted. Decisions on unknown references are left out;
    `check_decisions` names them.
    """
    owner = work_of(works)
    needed = people_needed(works, assignments)
    by_work: defaultdict[tuple[str, Stage], list[Decision]] = defaultdict(list)
    for decision in sorted(decisions, key=lambda d: when(d.at)):
        if decision.reference in owner:
            by_work[owner[decision.reference], decision.stage].append(decision)
    return {
        work.id: {
            stage: _outcome(
                stage, by_work.get((work.id, stage), []), needed.get((work.id, stage), screeners_needed)
            )
            for stage in Stage
        }
        for work in works
    }


def _outcome(stage: Stage, decisions: Sequence[Decision], needed: int) -> StageOutcome:
    standing = {d.by: d for d in decisions if not d.resolves}
    verdicts = {by: standing[by].verdict for by in sorted(standing)}
    resolution = next((d for d in reversed(decisions) if d.resolves), None)
    if resolution and resolution.verdict is not Verdict.MAYBE:
        return StageOutcome(
            stage=stage,
            state=State.RESOLVED,
            verdict=resolution.verdict,
            criterion=resolution.criterion or _criterion(standing.values(), resolution.verdict)[0],
            verdicts=verdicts,
            resolved_by=resolution.by,
        )
    if len(set(verdicts.values())) > 1:
        return StageOutcome(stage=stage, state=State.CONFLICT, verdicts=verdicts)
    if len(verdicts) < max(1, needed):
        waiting = max(1, needed) - len(verdicts)
        return StageOutcome(stage=stage, state=State.AWAITING, verdicts=verdicts, waiting_for=waiting)
    verdict = next(iter(verdicts.values()))
    criterion, differ = _criterion(standing.values(), verdict)
    return StageOutcome(
        stage=stage,
        state=State.AGREED,
        verdict=verdict,
        criterion=criterion,
        criteria_differ=differ,
        verdicts=verdicts,
    )


def _criterion(standing: Iterable[Decision], verdict: Verdict) -> tuple[str | None, bool]:
    if verdict is not Verdict.EXCLUDE:
        return None, False
    named = [d for d in standing if d.verdict is verdict and d.criterion]
    first = min(named, key=lambda d: (when(d.at), d.by), default=None)
    return (first.criterion if first else None), len({d.criterion for d in named}) > 1
