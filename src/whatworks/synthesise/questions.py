"""Numbers in print that cannot all be true, as questions to whoever extracted them. Nothing is mended."""

from __future__ import annotations

import math
from collections.abc import Iterator

from whatworks import stats
from whatworks.stats import printed_unit
from whatworks.terms import Direction, Outcome, Result, Scale, Signal

from .asking import Question
from .clashes import CLASHES, near_null
from .effects import derive_effect
from .printed import counts_of, estimate_of, has_interval, interval_fault, means_of, percents_of, rounding
from .words import scale_name

ARMS = (("t", "intervention"), ("c", "comparison"))
SLACK = 0.02
"""Beyond rounding, the share by which a ratio may differ from what counts or percentages give."""
HIDES = {"p-interval": frozenset({"p-null", "interval"}), "p-se": frozenset({"p-null"})}
"""Checks that are not worth asking where these have asked already: they would say the same twice."""
COUNTS = ("events_t", "total_t", "events_c", "total_c")
INTERVAL = ("estimate", "ci_low", "ci_high")


def question_result(result: Result, outcome: Outcome) -> tuple[Question, ...]:
    """What in this result cannot all be true as printed, one sentence each; empty where nothing clashes.

    Rounding in print is allowed for. An estimate marked as adjusted is not held against raw counts.
    """
    checks = (_arms, _estimate, _percents_against_estimate, _data_against_estimate, _chance, _direction)
    asked = [question for check in checks for question in check(result, outcome)]
    known = {question.check for question in asked}
    asked += (q for clash in CLASHES for q in clash(result) if not known & HIDES.get(q.check, frozenset()))
    return tuple(asked)


def _arms(result: Result, _: Outcome) -> Iterator[Question]:
    for letter, arm in ARMS:
        events, total = getattr(result, f"events_{letter}"), getattr(result, f"total_{letter}")
        percent, sd = getattr(result, f"percent_{letter}"), getattr(result, f"sd_{letter}")
        if events is not None and total is not None and events > total:
            words = f"{events:g} events of {total:g} in the {arm} arm: more events than there are to count"
            yield Question(words, "too-many-events", f"events_{letter}", f"total_{letter}")
        for name, field, count in (("events", "events", events), ("a total", "total", total)):
            if count is not None and count < 0:
                words = f"{name} of {count:g} in the {arm} arm: a count cannot be negative"
                yield Question(words, "count", f"{field}_{letter}")
            elif count is not None and count != int(count):
                words = f"{name} of {count:g} in the {arm} arm: not a whole number"
                yield Question(words, "count", f"{field}_{letter}")
        if sd is not None and sd <= 0:
            words = f"a standard deviation of {sd:g} in the {arm} arm: it must be above 0"
            yield Question(words, "sd", f"sd_{letter}")
        if percent is not None:
            fields = tuple(f"{name}_{letter}" for name in ("percent", "events", "total"))
            for words in _percent(percent, events, total, arm):
                yield Question(words, "percent", *fields)


def _percent(percent: float, events: float | None, total: float | None, arm: str) -> Iterator[str]:
    if not 0 <= percent <= 100:
        yield f"{percent:g}% in the {arm} arm: not between 0 and 100"
        return
    if total is None or total <= 0 or total != int(total):
        return
    low, high = rounding(percent)
    if events is not None:
        share = 100 * events / total
        if 0 <= events <= total and not low - 1e-9 <= share <= high + 1e-9:
            yield f"{events:g} of {total:g} in the {arm} arm is {share:.1f}%, but {percent:g}% is printed"
        return
    if math.floor((high + 1e-9) * total / 100) < math.ceil((low - 1e-9) * total / 100):
        below = math.floor(percent * total / 100)
        near = " and ".join(f"{n} is {100 * n / total:.1f}%" for n in (below, below + 1))
        yield f"{percent:g}% in the {arm} arm fits no whole number of {total:g} ({near})"


def _estimate(result: Result, _: Outcome) -> Iterator[Question]:
    if result.estimate is not None and result.scale is None:
        words = f"an estimate of {result.estimate:g} is printed, but its scale is not given"
        yield Question(words, "scale", "estimate", "scale")
    if result.scale and result.scale.is_ratio and result.estimate is not None and result.estimate <= 0:
        words = f"a {scale_name(result.scale)} of {result.estimate:g}: a ratio is above 0"
        yield Question(words, "ratio", "estimate", "scale")
    elif (fault := interval_fault(result)) is not None:
        yield Question(str(fault), "interval", *INTERVAL)
    if (result.ci_low is None) != (result.ci_high is None):
        yield Question("only one end of the interval is given", "interval", "ci_low", "ci_high")
    if result.scale is Scale.RD and result.estimate is not None and abs(result.estimate) > 1:
        points = f"{result.estimate:g} looks like percentage points"
        words = f"{points}: a risk difference is kept as a share of one, {result.estimate / 100:g}"
        yield Question(words, "points", "estimate", "scale")
    if result.se is not None and result.se <= 0:
        yield Question(f"a standard error of {result.se:g}: it must be above 0", "se", "se")
    if result.p is not None and not 0 <= result.p <= 1:
        yield Question(f"p = {result.p:g}: a p value lies between 0 and 1", "p", "p")


def _percents_against_estimate(result: Result, _: Outcome) -> Iterator[Question]:
    pair, estimate, scale = percents_of(result), estimate_of(result), result.scale
    if pair is None or estimate is None or scale is None or result.adjusted:
        return
    (t_low, t_high), (c_low, c_high) = (_share(value) for value in pair)
    if scale not in (Scale.RR, Scale.OR, Scale.RD):
        return
    low, high = _contrast(t_low, c_high, scale), _contrast(t_high, c_low, scale)
    if low is None or high is None or _agrees(estimate, low, high, scale):
        return
    t, c = pair
    got = _contrast(t / 100, c / 100, scale)
    if got is None:
        return
    hint = _other_reading(estimate, (t / 100, c / 100), scale)
    kind = "a difference" if scale is Scale.RD else "a ratio" if scale is Scale.RR else "an odds ratio"
    shown = f"{got:.3f}" if scale is Scale.RD else f"{got:.2f}"
    words = f"{t:g}% against {c:g}% is {kind} of {shown}, but {scale} {estimate:g} is printed{hint}"
    yield Question(words, "percents-estimate", "percent_t", "percent_c", "estimate", "scale")


def _other_reading(estimate: float, shares: tuple[float, float], scale: Scale) -> str:
    t, c = shares
    other = Scale.OR if scale is Scale.RR else Scale.RR
    kind = "difference in" if scale is Scale.RD else "ratio of"
    readings = (
        (f"{estimate:g} is the {scale_name(other)}", _contrast(t, c, other)),
        (f"{estimate:g} is the comparison against the intervention", _contrast(c, t, scale)),
        (f"{estimate:g} is the {kind} not having it", _contrast(1 - t, 1 - c, scale)),
        (f"{estimate:g} is the {kind} not having it", _contrast(1 - c, 1 - t, scale)),
    )
    for words, value in readings:
        if value is not None and _agrees(estimate, value, value, scale):
            return f" ({words})"
    return ""


def _data_against_estimate(result: Result, _: Outcome) -> Iterator[Question]:
    estimate, scale = estimate_of(result), result.scale
    if estimate is None or scale is None or result.adjusted:
        return
    counts, means = counts_of(result), means_of(result)
    if counts and scale in (Scale.RR, Scale.OR, Scale.RD):
        got = _contrast(counts.events_t / counts.total_t, counts.events_c / counts.total_c, scale)
        if got is not None and not _agrees(estimate, got, got, scale):
            raw = f"{counts.events_t:g}/{counts.total_t:g} against {counts.events_c:g}/{counts.total_c:g}"
            words = f"{raw} gives {scale} {got:.3g}, but {estimate:g} is printed; is it adjusted?"
            yield Question(words, "counts-estimate", *COUNTS, "estimate", "scale")
    if means and scale is Scale.MD:
        got = means.mean_t - means.mean_c
        room = 1.01 * (2 * printed_unit(means.mean_t, means.mean_c) + printed_unit(estimate))
        if abs(got - estimate) > room:
            told = f"means of {means.mean_t:g} and {means.mean_c:g} differ by {got:.3g}"
            words = f"{told}, but MD {estimate:g} is printed; is it adjusted?"
            yield Question(words, "means-estimate", "mean_t", "mean_c", "estimate", "scale")


def _chance(result: Result, _: Outcome) -> Iterator[Question]:
    if result.scale is None or result.ci_low is None or result.ci_high is None or not has_interval(result):
        return
    null = 1.0 if result.scale.is_ratio else 0.0
    includes = result.ci_low <= null <= result.ci_high
    shown = f"{result.ci_level:g}% interval {result.ci_low:g} to {result.ci_high:g}"
    chance = 1 - result.ci_level / 100
    p = None if near_null(result) else result.p
    if p is not None and includes and p < 0.8 * chance:
        words = f"the {shown} includes no difference, but p = {p:g} is printed"
        yield Question(words, "p-null", "ci_low", "ci_high", "p")
    if p is not None and not includes and 1.2 * chance < p <= 1:
        words = f"the {shown} leaves out no difference, but p = {p:g} is printed"
        yield Question(words, "p-null", "ci_low", "ci_high", "p")
    worded = {Signal.INCLUDES: not includes, Signal.EXCLUDES: includes}
    if result.ci_level == 95 and result.signal is not None and worded[result.signal]:
        words = f"the source is noted as saying that the interval {result.signal}, but it prints {shown}"
        yield Question(words, "signal", "ci_low", "ci_high", "signal")


def _direction(result: Result, outcome: Outcome) -> Iterator[Question]:
    effect = derive_effect(result.__class__(**{**vars(result), "direction": None}), outcome)
    found = effect.direction if effect else None
    if found is None or result.direction is None or found is result.direction:
        return
    if Direction.NULL in (found, result.direction) and _within_rounding(result):
        return
    words = f"the source is noted as saying '{result.direction}', but its numbers say '{found}'"
    yield Question(words, "direction", "direction", "estimate")


def _within_rounding(result: Result) -> bool:
    pair, estimate = percents_of(result), estimate_of(result)
    if estimate is not None and result.scale is not None:
        return abs(estimate - (1 if result.scale.is_ratio else 0)) <= 2.01 * printed_unit(estimate)
    return pair is not None and abs(pair[0] - pair[1]) <= 2.01 * printed_unit(*pair)


def _share(percent: float) -> tuple[float, float]:
    low, high = rounding(percent)
    return max(0.0, low / 100), min(1.0, high / 100)


def _contrast(t: float, c: float, scale: Scale) -> float | None:
    if scale is Scale.RD:
        return t - c
    if scale is Scale.OR:
        return t / (1 - t) / (c / (1 - c)) if 0 < c < 1 and t < 1 else None
    return t / c if c > 0 else None


def _agrees(estimate: float, low: float, high: float, scale: Scale) -> bool:
    unit = 2 * stats.printed_unit(estimate)
    if scale is Scale.RD:
        return low - unit - 1e-9 <= estimate <= high + unit + 1e-9
    return low * (1 - SLACK) - unit <= estimate <= high * (1 + SLACK) + unit
