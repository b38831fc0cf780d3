"""Effect sizes from an estimate as a report prints it, with its interval, standard error or p value.

On ratio scales the work is done on logarithms. Rounding in print is allowed for; numbers that contradict one
another are refused, not mended.
"""

from __future__ import annotations

import math
from decimal import Decimal
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from .effect_size import EffectSize, Floats, InconsistentNumbers, refuse

OFF_CENTRE = 0.2
"""How far, in half widths of the interval, an estimate may lie from its middle beyond rounding."""


class OffCentre(InconsistentNumbers):
    """An estimate inside its interval, but too far from the middle for a standard error to be read off."""


def effect_from_interval(
    estimate: ArrayLike, ci_low: ArrayLike, ci_high: ArrayLike,
    *, ratio: bool, level: float = 95.0, df: ArrayLike | None = None,
) -> EffectSize:  # fmt: skip
    """Estimate and variance from a confidence interval of the normal kind: se = width / (2 z).

    `ratio` says that the numbers are ratios (RR, OR, HR, IRR) and are taken to logarithms; `level` is in per
    cent; with `df` the interval is by t with these degrees of freedom, as for means of few people. Raises
    InconsistentNumbers where the interval does not hold the estimate, and OffCentre where the estimate is not
    about the middle. Cochrane Handbook (version 6), 6.3.1 (differences) and 6.3.2 (ratios).
    """
    values = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (estimate, ci_low, ci_high)))
    for est, low, high in zip(*(v.ravel().tolist() for v in values), strict=True):
        check_interval(est, low, high, ratio=ratio)
    est, low, high = (np.log(v) if ratio else v.copy() for v in values)
    reach = critical(level) if df is None else stdtrit(np.asarray(df, dtype=float), 0.5 + level / 200)
    return EffectSize(est, ((high - low) / (2 * reach)) ** 2)


def effect_from_se(estimate: ArrayLike, se: ArrayLike, *, ratio: bool) -> EffectSize:
    """Estimate and variance from a standard error, which for a ratio is that of its logarithm."""
    est, error = np.broadcast_arrays(np.asarray(estimate, dtype=float), np.asarray(se, dtype=float))
    refuse(error <= 0, "the standard error is not above zero", "check it", error)
    return EffectSize(_analysis_scale(est, ratio), error**2)


def effect_from_p(
    estimate: ArrayLike, p: ArrayLike, *, ratio: bool, df: ArrayLike | None = None
) -> EffectSize:
    """Estimate and variance from an exact two-sided p value of a normal test: se = |estimate| / z.

    With `df` the test is by t with these degrees of freedom (Cochrane Handbook, version 6, 6.5.2.3). Not for
    "p < .05": the p value must be printed as it came out. Raises InconsistentNumbers where p is not between 0
    and 1 or the estimate is exactly no difference. Altman and Bland 2011, BMJ 343:d2090.
    """
    est, chance = np.broadcast_arrays(np.asarray(estimate, dtype=float), np.asarray(p, dtype=float))
    refuse((chance <= 0) | (chance >= 1), "the p value is not between 0 and 1", "check it", chance)
    yi = _analysis_scale(est, ratio)
    refuse(yi == 0, "the estimate is no difference", "a p value cannot give its standard error", est)
    reach = ndtri(chance / 2) if df is None else stdtrit(np.asarray(df, dtype=float), chance / 2)
    return EffectSize(yi, (yi / reach) ** 2)


def check_interval(estimate: float, low: float, high: float, *, ratio: bool) -> None:
    """Raise InconsistentNumbers unless the interval holds its estimate, and about the middle (OffCentre).

    Values that are not known (nan) pass.
    """
    shown = f"{estimate:g} ({low:g} to {high:g})"
    if low >= high:
        raise InconsistentNumbers(f"{shown}: the interval's lower end is not below its upper end; check both")
    if ratio and min(estimate, low, high) <= 0:
        raise InconsistentNumbers(f"{shown}: a ratio is above 0; check the numbers, or the scale")
    if not math.isnan(estimate) and not low <= estimate <= high:
        raise InconsistentNumbers(f"{shown}: the interval does not hold its estimate; check all three")
    if abs(_off_middle(estimate, low, high, ratio)) > OFF_CENTRE:
        where = "the middle (on logarithms)" if ratio else "the middle"
        raise OffCentre(f"{shown}: the estimate is not about {where} of its interval; check all three")


def critical(level: float) -> float:
    """The normal quantile of a two-sided interval of this level in per cent. Raises ValueError if not one."""
    if not isinstance(level, Real) or not 50 <= level < 100:
        raise ValueError(f"level {level!r} is not a level in per cent; write 95 for a 95% interval")
    return float(-ndtri((1 - level / 100) / 2))


def printed_unit(*values: float) -> float:
    """Half a unit of the last decimal that the most finely printed of these values shows."""
    places = max(-int(Decimal(repr(float(v))).normalize().as_tuple().exponent) for v in values)
    return 0.5 * 10.0 ** -max(places, 0)


def _off_middle(estimate: float, low: float, high: float, ratio: bool) -> float:
    if not all(math.isfinite(v) for v in (estimate, low, high)):
        return 0.0
    unit = printed_unit(estimate, low, high)
    slack = 2 * unit
    if ratio:
        slack = unit / estimate + (unit / low + unit / high) / 2
        estimate, low, high = math.log(estimate), math.log(low), math.log(high)
    return max(0.0, abs(estimate - (low + high) / 2) - slack) / ((high - low) / 2)


def _analysis_scale(estimate: ArrayLike, ratio: bool) -> Floats:
    values = np.asarray(estimate, dtype=float)
    if not ratio:
        return values.copy()
    refuse(values <= 0, "a ratio is not above 0", "check the number, or the scale", values)
    return np.asarray(np.log(values))
