"""Numbers of one result where one gives the size of another: interval, standard error, p, spread, time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from scipy.special import ndtri

from whatworks.stats import critical, printed_unit
from whatworks.terms import Result, Scale

from .asking import Question
from .printed import estimate_of, has_interval, means_of

ROOM = 1.35
"""How much wider than the normal interval one may be: a t distribution with few degrees of freedom."""
UNLIKELY = 3.0
"""More standard deviations between two means than nearly any study of people finds."""
THRESHOLDS = (0.1, 0.05, 0.01, 0.005, 0.001, 0.0005, 0.0001)
"""What is often printed after "p <"."""

Range = tuple[float, float]


def _level(result: Result) -> Iterator[Question]:
    if not _is_level(result):
        words = f"an interval of {result.ci_level:g}%: its level is written in per cent, as 95"
        yield Question(words, "level", "ci_level")


def _time(result: Result) -> Iterator[Question]:
    if result.months is None or result.months_after_end is None:
        return
    from_start = (result.months_from or "").strip().lower() in ("", "baseline", "randomisation", "the start")
    if from_start and result.months_after_end > result.months:
        words = (
            f"{result.months_after_end:g} months after the end, but {result.months:g} from the start: "
            "the end cannot come before the start"
        )
        yield Question(words, "time", "months", "months_after_end")


def _error(result: Result) -> Iterator[Question]:
    width, se = _half_width(result), result.se
    if width is None or se is None or se <= 0:
        return
    unit = printed_unit(se)
    low, high = width[0] / (critical(result.ci_level) * ROOM), width[1] / critical(result.ci_level)
    if low - unit <= se * 1.02 and se <= high * 1.03 + unit:
        return
    hint = ""
    if result.scale is not None and result.scale.is_ratio and result.ci_low and result.ci_high:
        plain = (result.ci_high - result.ci_low) / (2 * critical(result.ci_level))
        if abs(plain - se) <= 0.1 * se:
            hint = " (it fits the ratio itself; here the error of its logarithm is kept)"
    shown = f"{result.ci_low:g} to {result.ci_high:g}"
    words = f"the interval {shown} goes with a standard error of about {(low + high) / 2:.2g}"
    yield Question(f"{words}, but {se:g} is printed{hint}", "se-interval", "se", "ci_low", "ci_high")


def _p_of_interval(result: Result) -> Iterator[Question]:
    width, estimate = _half_width(result), estimate_of(result)
    if width is None or estimate is None or result.p is None or near_null(result):
        return
    z = critical(result.ci_level)
    yield from _p(result, (width[0] / z, width[1] / z), "interval", ("ci_low", "ci_high"))


def _p_of_error(result: Result) -> Iterator[Question]:
    if result.se is None or result.se <= 0 or _half_width(result) is not None:
        return
    unit = printed_unit(result.se)
    yield from _p(result, (max(result.se - unit, 0.0), result.se + unit), "standard error", ("se",))


def _p(result: Result, errors: Range, what: str, fields: tuple[str, ...]) -> Iterator[Question]:
    """Whether p fits an estimate with a standard error between these two. Tests other than Wald's differ."""
    size, p, estimate = _size(result), result.p, result.estimate
    if size is None or p is None or not 0 < p <= 1 or errors[0] <= 0:
        return
    low, high = size[0] / errors[1], size[1] / errors[0]
    unit = printed_unit(p)
    told = (-ndtri(min(p + unit, 1.0) / 2), math.inf if p <= unit else -ndtri((p - unit) / 2))
    slack = max(0.5, 0.3 * high)
    if p in THRESHOLDS:
        told = (told[0], math.inf)
    if told[1] >= low - slack and told[0] <= high + slack:
        return
    got = math.erfc((low + high) / 2 / math.sqrt(2))
    near = "less than 0.001" if got < 0.001 else f"about {got:.2g}"
    kind = "p-interval" if what == "interval" else "p-se"
    words = f"{estimate:g} with the {what} printed gives p {near}, but p = {p:g} is printed"
    yield Question(words, kind, "p", "estimate", *fields)


def _spread(result: Result) -> Iterator[Question]:
    """Standard errors written down as standard deviations."""
    means = means_of(result)
    if means is None:
        return
    fields = ("sd_t", "sd_c", "mean_t", "mean_c")
    if result.se is not None and result.se in (means.sd_t, means.sd_c):
        words = f"{result.se:g} stands both as a standard deviation and as the standard error: which is it?"
        yield Question(words, "sd-is-se", "se", *fields)
        return
    as_sd = math.sqrt(means.sd_t**2 / means.n_t + means.sd_c**2 / means.n_c)
    as_se = math.sqrt(means.sd_t**2 + means.sd_c**2)
    shown = f"standard deviations of {means.sd_t:g} and {means.sd_c:g}"
    found = _error_of_difference(result)
    if found is not None and abs(found - as_se) <= 0.2 * as_se and found > 2 * as_sd:
        words = f"{shown} fit the interval printed only if they are standard errors: which are they?"
        yield Question(words, "sd-is-se", *fields)
        return
    both = max(means.sd_t, means.sd_c)
    if abs(means.mean_t - means.mean_c) > UNLIKELY * both:
        many = abs(means.mean_t - means.mean_c) / both
        words = f"means of {means.mean_t:g} and {means.mean_c:g} lie {many:.1f} standard deviations apart"
        yield Question(
            f"{words}: are {means.sd_t:g} and {means.sd_c:g} standard errors?", "sd-is-se", *fields
        )


def _error_of_difference(result: Result) -> float | None:
    """The standard error of a difference in means, from its interval or as printed."""
    if result.scale is not Scale.MD:
        return None
    width = _half_width(result)
    return result.se if width is None else sum(width) / 2 / critical(result.ci_level)


def near_null(result: Result) -> bool:
    """Whether rounding alone may have moved an end of the interval onto, or over, no difference."""
    if result.scale is None or result.ci_low is None or result.ci_high is None:
        return False
    null, unit = (1.0 if result.scale.is_ratio else 0.0), printed_unit(result.ci_low, result.ci_high)
    return any(abs(end - null) <= 1.01 * unit for end in (result.ci_low, result.ci_high))


def _is_level(result: Result) -> bool:
    return 50 <= result.ci_level < 100


def _half_width(result: Result) -> Range | None:
    """Half the interval's width on the analysis scale, at least and at most, as rounding leaves it."""
    low, high, scale = result.ci_low, result.ci_high, result.scale
    if low is None or high is None or scale is None or not has_interval(result) or not _is_level(result):
        return None
    unit = printed_unit(low, high, *(() if result.estimate is None else (result.estimate,)))
    narrow, wide = (low + unit, high - unit), (low - unit, high + unit)
    if scale.is_ratio:
        if wide[0] <= 0 or narrow[0] >= narrow[1]:
            return None
        narrow, wide = tuple(map(math.log, narrow)), tuple(map(math.log, wide))  # type: ignore[assignment]
    return max((narrow[1] - narrow[0]) / 2, 0.0), (wide[1] - wide[0]) / 2


def _size(result: Result) -> Range | None:
    """How far the estimate lies from no difference on the analysis scale, as rounding leaves it."""
    estimate, scale = estimate_of(result), result.scale
    if estimate is None or scale is None:
        return None
    unit = printed_unit(estimate)
    if scale.is_ratio and estimate <= unit:
        return None
    ends = [math.log(v) if scale.is_ratio else v for v in (estimate - unit, estimate + unit)]
    least = 0.0 if ends[0] <= 0 <= ends[1] else min(map(abs, ends))
    return least, max(map(abs, ends))


CLASHES: tuple[Callable[[Result], Iterator[Question]], ...] = (
    _level, _time, _error, _p_of_interval, _p_of_error, _spread,
)  # fmt: skip
"""The checks, each giving the questions it has of a result."""
