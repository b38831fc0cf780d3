"""Do the economic figures of a report follow from one another? Rounding in print is allowed for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from scipy.special import ndtr

from whatworks.stats.pooling.inference import quantile
from whatworks.stats.sizes.reported import printed_unit


@dataclass(frozen=True)
class Reported:
    """Figures as printed; None what is not. Effects count so that more is better; one currency and year.

    `probabilities` holds the probability of being cost-effective by threshold, as shares of one.
    """

    cost: float | None = None
    effect: float | None = None
    icer: float | None = None
    threshold: float | None = None
    net_benefit: float | None = None
    net_benefit_ci: tuple[float, float] | None = None
    probabilities: Mapping[float, float] | None = None
    level: float = 95.0


@dataclass(frozen=True)
class EconomicCheck:
    """One figure against the others: what is printed, the range in which it would follow, and in words."""

    what: str
    reported: float
    low: float
    high: float
    follows: bool
    words: str


def check_economics(given: Reported) -> tuple[EconomicCheck, ...]:
    """Every check for which the report prints what is needed. Nothing is judged wrong: it follows, or not.

    Raises ValueError for shares beyond 0 to 1, and an interval whose ends are turned.
    """
    ends = given.net_benefit_ci
    if ends is not None and not ends[0] < ends[1]:
        raise ValueError(f"net_benefit_ci {ends}: its lower end is not below its upper end; check both")
    for threshold, share in (given.probabilities or {}).items():
        if not 0 <= share <= 1:
            raise ValueError(f"probability {share:g} at {threshold:g} is not a share between 0 and 1")
    found = [_icer(given), _net_benefit(given), _middle(given), *_sides(given), _normal(given), _turns(given)]
    return tuple(check for check in found if check is not None)


def _span(value: float) -> tuple[float, float]:
    """What a printed number may have been before it was rounded."""
    unit = printed_unit(value)
    return value - unit, value + unit


def _check(what: str, reported: float, low: float, high: float, how: str) -> EconomicCheck:
    unit = printed_unit(reported)
    follows = low - unit - 1e-12 <= reported <= high + unit + 1e-12
    verdict = "follows from" if follows else "does not follow from"
    words = f"{what}: {reported:g} {verdict} {how}, which gives {_range(low, high)}"
    return EconomicCheck(what, reported, low, high, follows, words)


def _range(low: float, high: float) -> str:
    a, b = (f"{end:,.0f}" if abs(end) >= 1000 else f"{end:.3g}" for end in (low, high))
    return a if a == b else f"{a} to {b}"


def _icer(given: Reported) -> EconomicCheck | None:
    if given.icer is None or given.cost is None or given.effect is None:
        return None
    effects = _span(given.effect)
    if effects[0] <= 0 <= effects[1]:
        return None
    ends = [c / e for c in _span(given.cost) for e in effects]
    return _check("Cost per outcome", given.icer, min(ends), max(ends), "the increments of cost and effect")


def _net_benefit(given: Reported) -> EconomicCheck | None:
    t = given.threshold
    if given.net_benefit is None or given.cost is None or given.effect is None or t is None:
        return None
    low, high = _benefit_span(replace(given, net_benefit=None), t)
    how = f"the increments at a threshold of {t:g}"
    return _check("Net benefit", given.net_benefit, low, high, how)


def _middle(given: Reported) -> EconomicCheck | None:
    if given.net_benefit is None or given.net_benefit_ci is None:
        return None
    low, high = given.net_benefit_ci
    slack = (printed_unit(low) + printed_unit(high)) / 2 + 0.05 * (high - low)
    middle = (low + high) / 2
    return _check(
        "Net benefit in its interval", given.net_benefit, middle - slack, middle + slack,
        "the middle of its interval, as a normal approximation would have it",
    )  # fmt: skip


def _sides(given: Reported) -> list[EconomicCheck]:
    """Whether each probability is on the side of a half that the sign of the net benefit says."""
    found = []
    for threshold, share in sorted((given.probabilities or {}).items()):
        low, high = _benefit_span(given, threshold)
        if low <= 0 <= high:
            continue
        ends = (0.5, 1.0) if low > 0 else (0.0, 0.5)
        how = "the sign of the net benefit under a normal approximation"
        found.append(_check(f"Probability at a threshold of {threshold:g}", share, *ends, how))
    return found


def _benefit_span(given: Reported, threshold: float) -> tuple[float, float]:
    """Where the net benefit at a threshold lies, as printed or from the increments; all if not known."""
    if given.net_benefit is not None and threshold == given.threshold:
        return _span(given.net_benefit)
    if given.cost is None or given.effect is None:
        return -math.inf, math.inf
    ends = [threshold * e - c for c in _span(given.cost) for e in _span(given.effect)]
    return min(ends), max(ends)


def _normal(given: Reported) -> EconomicCheck | None:
    share = None if given.threshold is None else (given.probabilities or {}).get(given.threshold)
    if given.net_benefit is None or given.net_benefit_ci is None or share is None:
        return None
    low, high = given.net_benefit_ci
    wide = high - low
    slack = printed_unit(low) + printed_unit(high)
    ends = []
    for benefit in _span(given.net_benefit):
        for reach in (wide - slack, wide + slack):
            se = reach / (2 * quantile(given.level, None))
            ends.append(float(ndtr(benefit / se)) if se > 0 else float(benefit > 0))
    how = "a normal approximation from the net benefit and its interval"
    return _check("Probability cost-effective", share, min(ends), max(ends), how)


def _turns(given: Reported) -> EconomicCheck | None:
    """With normal increments the curve's slope has the sign of a line in the threshold: one turn at most."""
    known = sorted((given.probabilities or {}).items())
    if len(known) < 4:
        return None
    units = printed_unit(*(share for _, share in known))
    steps = [b - a for (_, a), (_, b) in pairwise(known)]
    ways = [math.copysign(1, step) for step in steps if abs(step) > 2.001 * units]
    turns = sum(a != b for a, b in pairwise(ways))
    follows = turns <= 1
    verdict = "follows from" if follows else "does not follow from"
    words = (
        f"Acceptability curve: it turns {turns} times, and {verdict} a normal approximation, "
        "under which it turns once at most"
    )
    return EconomicCheck("Turns of the acceptability curve", float(turns), 0.0, 1.0, follows, words)
