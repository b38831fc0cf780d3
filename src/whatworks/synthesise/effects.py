"""From a result as printed to an effect on one scale. What is not printed stays unknown."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from whatworks import stats
from whatworks.stats import EffectSize
from whatworks.terms import Direction, Effect, Good, Outcome, Result, Scale, Signal, digest

from .printed import (
    Counts,
    Means,
    counts_of,
    estimate_of,
    has_interval,
    interval_fault,
    means_of,
    percents_of,
)
from .words import scale_name

COUNT_SCALES = (Scale.RR, Scale.OR, Scale.RD)
MEAN_SCALES = (Scale.SMD, Scale.MD)
NUMBERS = (
    "events_t", "total_t", "events_c", "total_c", "percent_t", "percent_c", "mean_t", "sd_t", "n_t", "mean_c",
    "sd_c", "n_c", "scale", "estimate", "ci_low", "ci_high", "ci_level", "se", "p", "direction", "signal",
)  # fmt: skip
FROM_COUNTS: dict[Scale, tuple[Callable[..., EffectSize], str]] = {
    Scale.RR: (stats.risk_ratio, "log risk ratio from counts (Katz et al. 1978)"),
    Scale.OR: (stats.odds_ratio, "log odds ratio from counts (Woolf 1955)"),
    Scale.RD: (stats.risk_difference, "risk difference from counts (Borenstein et al. 2009, eq. 5.15)"),
}
FROM_MEANS: dict[Scale, tuple[Callable[..., EffectSize], str]] = {
    Scale.SMD: (stats.standardised_mean_difference, "Hedges' g from means (Hedges 1981, exact correction)"),
    Scale.MD: (stats.mean_difference, "mean difference from means (Borenstein et al. 2009, eq. 4.2)"),
}
EMPTY_CELL = "; a cell is empty, so one half was added to each"


@dataclass(frozen=True)
class Derived:
    """An estimate on the analysis scale, perhaps its variance, which way it points, and how it came about."""

    scale: Scale
    yi: float
    vi: float | None
    sign: int
    formula: str


def derive_effect(result: Result, outcome: Outcome, scale: Scale | None = None) -> Effect | None:
    """The effect of a result, on `scale` if one is asked for, else on the scale its numbers lie nearest.

    Taken from counts, else means, else the printed estimate with its interval or standard error; else the
    estimate or the percentages alone, which have no variance: they can be drawn but not pooled, and no count
    is worked back from a percentage. A scale that cannot be reached leaves yi empty and says so in `formula`;
    direction and signal stay. None where the result prints nothing that has a scale and none is asked for.
    """
    natural = _derive(result, None)
    chosen = natural if scale is None else _derive(result, scale)
    named = scale or (natural.scale if natural else result.scale)
    if named is None:
        return None
    better = 1 if outcome.good is Good.HIGHER else -1
    formula = chosen.formula if chosen else _unreached(result, natural, named)
    numbers = {name: getattr(result, name) for name in NUMBERS}
    return Effect(
        id=digest([result.id, numbers, named, better, formula]),
        study=result.study, result=result.id, scale=named,
        yi=chosen.yi if chosen else None, vi=chosen.vi if chosen else None,
        formula=formula, better=better,
        direction=_direction(natural or chosen, better, result),
        signal=signal_of(result),
    )  # fmt: skip


def signal_of(result: Result) -> Signal | None:
    """Whether the interval leaves out no difference.

    By the printed interval (taken to 95%), else that of the counts or means, else a printed p value against
    .05, else in the source's words.
    """
    for found in (_printed_interval(result), _own_interval(result), _printed_p(result)):
        if found is not None:
            return Signal.EXCLUDES if found else Signal.INCLUDES
    return result.signal


def _derive(result: Result, scale: Scale | None) -> Derived | None:
    for attempt in (_from_counts, _from_means, _from_estimate, _from_percents, _from_bare_means):
        found = attempt(result, scale)
        if found is not None and math.isfinite(found.yi):
            sound = found.vi is not None and 0 < found.vi < math.inf
            return found if sound else replace(found, vi=None)
    return None


def _target(result: Result, asked: Scale | None, possible: tuple[Scale, ...]) -> Scale | None:
    wanted = asked or (result.scale if result.scale in possible else possible[0])
    return wanted if wanted in possible else None


def _from_counts(result: Result, asked: Scale | None) -> Derived | None:
    counts, scale = counts_of(result), _target(result, asked, COUNT_SCALES)
    if counts is None or scale is None:
        return None
    formula, words = FROM_COUNTS[scale]
    yi, vi = _numbers(formula, counts)
    words += EMPTY_CELL if _has_empty_cell(counts) else ""
    return Derived(scale, yi, vi, counts.sign, words)


def _from_means(result: Result, asked: Scale | None) -> Derived | None:
    means, scale = means_of(result), _target(result, asked, MEAN_SCALES)
    if means is None or scale is None:
        return None
    formula, words = FROM_MEANS[scale]
    yi, vi = _numbers(formula, means)
    return Derived(scale, yi, vi, _sign(means.mean_t - means.mean_c), words)


def _from_estimate(result: Result, asked: Scale | None) -> Derived | None:
    estimate, scale = estimate_of(result), result.scale
    if estimate is None or scale is None or asked not in (None, scale):
        return None
    kind = "adjusted estimate" if result.adjusted else "estimate"
    name = f"log {scale_name(scale)}" if scale.is_ratio else scale_name(scale)
    sign = _sign(estimate - (1 if scale.is_ratio else 0))
    yi = math.log(estimate) if scale.is_ratio else estimate
    if has_interval(result) and interval_fault(result) is None:
        size = stats.effect_from_interval(
            estimate, result.ci_low or 0.0, result.ci_high or 0.0, ratio=scale.is_ratio, level=result.ci_level
        )
        source = f"from the printed {kind} and its {result.ci_level:g}% interval (Cochrane Handbook 6.3)"
        return Derived(scale, yi, float(size.vi), sign, f"{name} {source}")
    if result.se is not None and result.se > 0:
        return Derived(
            scale, yi, result.se**2, sign, f"{name} from the printed {kind} and its standard error"
        )
    fault = interval_fault(result)
    why = "its interval is not used, since the estimate is not about the middle" if fault else "no interval"
    return Derived(scale, yi, None, sign, f"{name} from the printed {kind} alone; {why}")


def _from_percents(result: Result, asked: Scale | None) -> Derived | None:
    pair, scale = percents_of(result), asked or Scale.RD
    if pair is None or scale not in COUNT_SCALES:
        return None
    t, c = pair
    words = f"{scale_name(scale)} from the two percentages alone; no interval"
    if scale is Scale.RD:
        return Derived(scale, round(t - c, 9) / 100, None, _sign(t - c), words)
    if not (0 < t < 100 and 0 < c < 100):
        return None
    yi = math.log(t) - math.log(c)
    if scale is Scale.OR:
        yi -= math.log(100 - t) - math.log(100 - c)
    return Derived(scale, yi, None, _sign(t - c), f"log {words}")


def _from_bare_means(result: Result, asked: Scale | None) -> Derived | None:
    if result.mean_t is None or result.mean_c is None or asked not in (None, Scale.MD):
        return None
    difference = result.mean_t - result.mean_c
    words = "mean difference from the two means alone; no interval"
    return Derived(Scale.MD, difference, None, _sign(difference), words)


def _numbers(formula: Callable[..., EffectSize], arms: Counts | Means) -> tuple[float, float]:
    with np.errstate(all="ignore"):
        size = formula(**vars(arms))
    return float(size.yi) + 0.0, float(size.vi)


def _has_empty_cell(counts: Counts) -> bool:
    return 0 in (counts.events_t, counts.events_c) or (
        counts.events_t == counts.total_t or counts.events_c == counts.total_c
    )


def _unreached(result: Result, natural: Derived | None, scale: Scale) -> str:
    if natural is not None:
        return f"no {scale_name(scale)}: what is printed gives the {scale_name(natural.scale)} alone"
    fault = interval_fault(result)
    if fault is not None:
        return f"no {scale_name(scale)}: {fault}"
    return f"no {scale_name(scale)}: no number is printed that gives one"


def _direction(derived: Derived | None, better: int, result: Result) -> Direction | None:
    if derived is None:
        return result.direction
    if derived.sign == 0:
        return Direction.NULL
    return Direction.FAVOURS if derived.sign == better else Direction.AGAINST


def _printed_interval(result: Result) -> bool | None:
    scale, low, high = result.scale, result.ci_low, result.ci_high
    if scale is None:
        return None
    null = 1.0 if scale.is_ratio else 0.0
    if low is not None and high is not None and result.ci_level == 95 and has_interval(result):
        return not low <= null <= high
    derived = _from_estimate(result, None)
    return None if derived is None else _wald(derived.yi, derived.vi)


def _own_interval(result: Result) -> bool | None:
    derived = _from_counts(result, None) or _from_means(result, None)
    return None if derived is None else _wald(derived.yi, derived.vi)


def _wald(yi: float, vi: float | None) -> bool | None:
    return None if vi is None or not math.isfinite(yi + vi) else abs(yi) > stats.critical(95) * math.sqrt(vi)


def _printed_p(result: Result) -> bool | None:
    if result.p is None or not 0 <= result.p <= 1:
        return None
    return result.p < 0.05


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
