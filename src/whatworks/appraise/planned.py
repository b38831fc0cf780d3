"""What was planned against what was reported: outcomes switched, measures changed, results missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from whatworks.terms import Result

Kind = Literal[
    "not reported", "not planned", "measure changed", "time changed", "primary lost", "primary gained",
    "analysis changed", "subgroup added",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PlannedOutcome:
    """One outcome as a plan names it; None = the plan does not say."""

    outcome: str
    measure: str | None = None
    months: float | None = None
    primary: bool | None = None
    adjusted: bool | None = None
    subgroup: str | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A registration, protocol or analysis plan of a study.

    `settled` is the day this version was made public or locked; `data_from` the first day on which anyone
    could have seen outcomes by group; `analysis` says whether it lays down the analysis.
    """

    id: str
    source: str
    settled: dt.date | None = None
    data_from: dt.date | None = None
    analysis: bool | None = None
    outcomes: tuple[PlannedOutcome, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One way in which what was reported is not what was planned."""

    kind: Kind
    outcome: str
    says: str
    result: str | None = None


def switches(plan: Plan, results: Sequence[Result]) -> tuple[Switch, ...]:
    """Every difference between a plan's outcomes and a study's results, planned ones first.

    A plan that names no outcomes gives none: nothing can be told from it. Times and measures count only
    where both plan and result state them.
    """
    if not plan.outcomes:
        return ()
    told = [r for r in results if r.months is None or r.months > 0]
    found = [switch for planned in plan.outcomes for switch in _planned(planned, told)]
    for result in told:
        found += _reported(plan, result)
    return tuple(dict.fromkeys(found))


def as_planned(plan: Plan, result: Result) -> tuple[PlannedOutcome, ...]:
    """The planned outcomes that a result fits: the same outcome, measure and time, as far as stated."""
    return tuple(p for p in plan.outcomes if fits(p, result))


def fits(planned: PlannedOutcome, result: Result) -> bool:
    """Whether a result is of the outcome, measure and time planned, as far as both state them."""
    return (
        planned.outcome == result.outcome
        and (planned.measure is None or _same(planned.measure, result.measure))
        and (planned.months is None or result.months is None or abs(planned.months - result.months) < 0.5)
    )


def planned_words(planned: PlannedOutcome) -> str:
    """A planned outcome in words."""
    measure = f" by {planned.measure}" if planned.measure else ""
    return f"{planned.outcome}{measure}" + (
        "" if planned.months is None else f" at {planned.months:g} months"
    )


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _planned(planned: PlannedOutcome, results: Sequence[Result]) -> list[Switch]:
    fitting = [r for r in results if fits(planned, r)]
    if not fitting:
        says = f"{planned_words(planned)} was planned and no result of it is reported"
        return [Switch(kind="not reported", outcome=planned.outcome, says=says)]
    if planned.primary and all(r.primary is False for r in fitting):
        says = f"{planned_words(planned)} was planned as primary and is not reported as such"
        return [Switch(kind="primary lost", outcome=planned.outcome, says=says, result=fitting[0].id)]
    return []


def _reported(plan: Plan, result: Result) -> list[Switch]:
    same = [p for p in plan.outcomes if p.outcome == result.outcome]
    if not same:
        says = f"{result.outcome} is reported and was not planned"
        return [Switch(kind="not planned", outcome=result.outcome, says=says, result=result.id)]
    fitting = [p for p in same if fits(p, result)]
    if not fitting:
        by_measure = [p for p in same if p.measure is None or _same(p.measure, result.measure)]
        kind: Kind = "time changed" if by_measure else "measure changed"
        when = "" if result.months is None else f" at {result.months:g} months"
        planned = "; ".join(planned_words(p) for p in same)
        says = f"{result.measure}{when} is reported; planned was {planned}"
        return [Switch(kind=kind, outcome=result.outcome, says=says, result=result.id)]
    return [*_primary(fitting, result), *analysis_switches(fitting, result)]


def _primary(fitting: Sequence[PlannedOutcome], result: Result) -> list[Switch]:
    if not result.primary or any(p.primary is not False for p in fitting):
        return []
    says = f"{result.outcome} is reported as primary and was planned as secondary"
    return [Switch(kind="primary gained", outcome=result.outcome, says=says, result=result.id)]


def analysis_switches(fitting: Sequence[PlannedOutcome], result: Result) -> list[Switch]:
    """How the analysis of a result differs from all the planned ones it fits."""
    found = []
    planned = {p.adjusted for p in fitting}
    if result.adjusted is not None and None not in planned and result.adjusted not in planned:
        words = ("an unadjusted", "an adjusted") if result.adjusted else ("an adjusted", "an unadjusted")
        says = f"{words[0]} analysis was planned and {words[1]} one is reported"
        found.append(Switch(kind="analysis changed", outcome=result.outcome, says=says, result=result.id))
    if result.subgroup and all(p.subgroup != result.subgroup for p in fitting):
        says = f"the result is of a part of the sample that was not planned: {result.subgroup}"
        found.append(Switch(kind="subgroup added", outcome=result.outcome, says=says, result=result.id))
    return found
