"""What a result prints: which of its numbers can be used together, and how finely they are rounded."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks.stats import InconsistentNumbers, OffCentre, check_interval, printed_unit
from whatworks.terms import Result, Scale

SMALLEST = 1e-6
"""A cell smaller than this, and not empty, is no count."""


@dataclass(frozen=True)
class Counts:
    """Events and totals in both arms."""

    events_t: float
    total_t: float
    events_c: float
    total_c: float

    @property
    def sign(self) -> int:
        """Which risk is higher: +1 the intervention's, -1 the comparison's, 0 neither. Exact."""
        return _sign(self.events_t * self.total_c - self.events_c * self.total_t)


@dataclass(frozen=True)
class Means:
    """Means, standard deviations and numbers in both arms."""

    mean_t: float
    sd_t: float
    n_t: float
    mean_c: float
    sd_c: float
    n_c: float


def counts_of(result: Result) -> Counts | None:
    """The two-by-two table, where it is printed whole and can be true."""
    r = result
    if r.events_t is None or r.total_t is None or r.events_c is None or r.total_c is None:
        return None
    cells = (r.events_t, r.total_t - r.events_t, r.events_c, r.total_c - r.events_c)
    fits = all(cell == 0 or cell > SMALLEST for cell in cells) and min(r.total_t, r.total_c) > 0
    return Counts(r.events_t, r.total_t, r.events_c, r.total_c) if fits else None


def means_of(result: Result) -> Means | None:
    """Means with spread and numbers, where they are printed whole and can be true."""
    r = result
    if r.mean_t is None or r.sd_t is None or r.n_t is None:
        return None
    if r.mean_c is None or r.sd_c is None or r.n_c is None:
        return None
    fits = r.sd_t > 0 and r.sd_c > 0 and r.n_t >= 2 and r.n_c >= 2
    return Means(r.mean_t, r.sd_t, r.n_t, r.mean_c, r.sd_c, r.n_c) if fits else None


def interval_fault(result: Result) -> InconsistentNumbers | None:
    """Why the printed interval cannot be used with its estimate; None where it can or none is printed."""
    if result.scale is None or result.ci_low is None or result.ci_high is None:
        return None
    estimate = float("nan") if result.estimate is None else result.estimate
    try:
        check_interval(estimate, result.ci_low, result.ci_high, ratio=result.scale.is_ratio)
    except InconsistentNumbers as fault:
        return fault
    return None


def has_interval(result: Result) -> bool:
    """Whether an interval is printed that does not contradict its estimate."""
    if result.scale is None or result.ci_low is None or result.ci_high is None:
        return False
    fault = interval_fault(result)
    return fault is None or isinstance(fault, OffCentre)


def estimate_of(result: Result) -> float | None:
    """The printed estimate, where its scale can hold it and its interval does not contradict it."""
    if result.estimate is None or result.scale is None:
        return None
    if result.scale.is_ratio and result.estimate <= 0:
        return None
    if result.scale in (Scale.RD, Scale.COR) and abs(result.estimate) > 1:
        return None
    fault = interval_fault(result)
    return None if fault is not None and not isinstance(fault, OffCentre) else result.estimate


def percents_of(result: Result) -> tuple[float, float] | None:
    """The pair of percentages, where both are printed and can be true."""
    t, c = result.percent_t, result.percent_c
    if t is None or c is None or not (0 <= t <= 100 and 0 <= c <= 100):
        return None
    return t, c


def rounding(value: float) -> tuple[float, float]:
    """The range of values that would be printed like this one."""
    unit = printed_unit(value)
    return value - unit, value + unit


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
