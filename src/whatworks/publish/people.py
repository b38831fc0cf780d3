"""Effects in whole people: what a relative effect comes to where so many need it without the intervention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log
from statistics import median

from whatworks.synthesise.absolute import SCALES, absolute
from whatworks.terms import Good, Outcome, Pool, Result, Scale

PER = 100
CLOSE = 1.5
"""Points by which a printed percentage and the printed ratio may differ and still tell of one thing."""


def in_people(pool: Pool, outcome: Outcome, results: Iterable[Result]) -> str:
    """The pooled effect in people, at the middle risk of the comparison groups; empty where none is known."""
    risk = comparison_risk(results)
    if pool.b is None or pool.scale not in SCALES or risk is None or not outcome.event:
        return ""
    better = 1 if outcome.good is Good.HIGHER else -1
    (found,) = absolute(pool, risk / 100, per=PER, better=better)
    if found.risk.low is None or found.risk.high is None:
        return ""
    low, high = _whole(100 * found.risk.low), _whole(100 * found.risk.high)
    return (
        f"In people: where {_whole(risk)} of every {PER} are {outcome.event} without it (the middle of these "
        f"studies’ comparison groups), expect {_whole(100 * found.risk.estimate)} with it, "
        f"and anything from {low} to {high} would fit these studies."
    )


def comparison_risk(results: Iterable[Result]) -> float | None:
    """The median risk of the comparison groups that print it, in per cent."""
    risks = [risk for r in results if (risk := _risk(r)) is not None and 0 < risk < 100]
    return median(risks) if risks else None


def gap_of(result: Result) -> tuple[float, float] | None:
    """The interval of the difference, in points: as printed, or from a printed ratio and the risk without.

    None where nothing tells it, or where the printed ratio is of something else than the percentages are.
    """
    low, high, estimate = result.ci_low, result.ci_high, result.estimate
    if low is None or high is None or result.scale is None:
        return None
    if result.scale is Scale.RD:
        return low * 100, high * 100
    risk, with_ = result.percent_c, result.percent_t
    if result.scale not in SCALES or estimate is None or risk is None or with_ is None or not 0 < risk < 100:
        return None
    if min(low, estimate, high) <= 0 or not low <= estimate <= high:
        return None
    (found,) = absolute(_logs((estimate, low, high)), risk / 100, scale=result.scale, per=PER)
    ends = found.difference
    if ends.low is None or ends.high is None or abs(100 * found.risk.estimate - with_) > CLOSE:
        return None
    return 100 * ends.low, 100 * ends.high


def _logs(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(log(v) for v in values)


def _risk(result: Result) -> float | None:
    if result.events_c is not None and result.total_c:
        return 100 * result.events_c / result.total_c
    return result.percent_c


def _whole(value: float) -> int:
    return int(value + 0.5)
