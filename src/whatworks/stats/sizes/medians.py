"""A mean and a standard deviation from a median with quartiles, a range, or both.

They are estimates for an outcome that is about normal; `skewed` says where the numbers speak against that.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from .effect_size import Floats, InconsistentNumbers, one_of, refuse, together

METHODS = ("luo", "wan")
"""The mean by Luo et al. 2018 (weights that depend on n) or by Wan et al. 2014 (fixed weights)."""


class Spread(NamedTuple):
    """Mean and standard deviation, and whether the five numbers are too skewed for them."""

    mean: Floats
    sd: Floats
    skewed: Floats


def mean_and_sd(
    median: ArrayLike, n: ArrayLike, *, q1: ArrayLike | None = None, q3: ArrayLike | None = None,
    low: ArrayLike | None = None, high: ArrayLike | None = None, method: str = "luo",
) -> Spread:  # fmt: skip
    """Mean and standard deviation from a median, with quartiles (q1, q3), range (low, high), or both.

    The standard deviation is that of Wan et al. 2014 (eq. 9, 15 and 13 there); the mean by `method`, "luo"
    (Luo et al. 2018, eq. 7, 11 and 15) or "wan" (Wan et al. 2014). `skewed` is 1 where the test of Shi et
    al. 2023 finds the numbers skewed at the 5% level. Raises InconsistentNumbers where the numbers are not
    in order or fewer than three people were measured.
    """
    one_of("method", method, METHODS)
    if (q1 is None) != (q3 is None) or (low is None) != (high is None):
        raise ValueError("quartiles and ranges come in pairs; give q1 with q3, and low with high")
    if q1 is None and low is None:
        raise ValueError("a median alone has no spread; give its quartiles (q1, q3) or range (low, high)")
    ends = [np.nan if end is None else end for end in (low, q1, q3, high)]
    a, b, c, d, m, n_ = together(*ends, median, n)
    _in_order(a, b, m, c, d)
    refuse(n_ < 3, "a median with its spread needs three people", "give the number measured", n_)
    quartiles, whole = (b, m, c), (a, m, d)
    if low is None:
        parts = _from_quartiles(quartiles, n_, method)
        return Spread(*parts, _flag(_lean(quartiles) > 2.65 / np.sqrt(n_) - 6 / n_**2))
    if q1 is None:
        parts = _from_range(whole, n_, method)
        return Spread(*parts, _flag(_lean(whole) > 1.01 / np.log(n_ + 9) + 2.43 / (n_ + 1)))
    lean = np.maximum(2.65 * np.log(0.6 * n_) / np.sqrt(n_) * _lean(whole), _lean(quartiles))
    flag = _flag(lean > 2.97 / np.sqrt(n_) - 39.1 / n_**3)
    return Spread(*_from_both(quartiles, whole, n_, method), flag)


Three = tuple[Floats, Floats, Floats]


def _from_quartiles(three: Three, n: Floats, method: str) -> tuple[Floats, Floats]:
    q1, m, q3 = three
    weight = 0.7 + 0.39 / n if method == "luo" else 2 / 3
    return np.asarray(weight * (q1 + q3) / 2 + (1 - weight) * m), (q3 - q1) / (2 * _quartile(n))


def _from_range(three: Three, n: Floats, method: str) -> tuple[Floats, Floats]:
    low, m, high = three
    weight = 4 / (4 + n**0.75) if method == "luo" else 1 / 2
    return np.asarray(weight * (low + high) / 2 + (1 - weight) * m), (high - low) / (2 * _extreme(n))


def _from_both(quartiles: Three, whole: Three, n: Floats, method: str) -> tuple[Floats, Floats]:
    q1, m, q3 = quartiles
    low, _, high = whole
    outer = 2.2 / (2.2 + n**0.75) if method == "luo" else 1 / 4
    inner = 0.7 - 0.72 / n**0.55 if method == "luo" else 1 / 2
    mean = outer * (low + high) / 2 + inner * (q1 + q3) / 2 + (1 - outer - inner) * m
    sd = (high - low) / (4 * _extreme(n)) + (q3 - q1) / (4 * _quartile(n))
    return np.asarray(mean), np.asarray(sd)


def _quartile(n: Floats) -> Floats:
    return np.asarray(ndtri((0.75 * n - 0.125) / (n + 0.25)))


def _extreme(n: Floats) -> Floats:
    return np.asarray(ndtri((n - 0.375) / (n + 0.25)))


def _lean(three: Three) -> Floats:
    one, middle, other = three
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.abs(one + other - 2 * middle) / (other - one)


def _flag(found: NDArray[np.bool_]) -> Floats:
    return np.where(found, 1.0, 0.0)


def _in_order(*values: Floats) -> None:
    """Raise InconsistentNumbers unless each known value is at least the known ones before it."""
    rows = np.stack([value.ravel() for value in values], axis=1)
    for place, row in enumerate(rows.tolist()):
        told = [value for value in row if value == value]  # noqa: PLR0124 - nan differs from itself
        if told != sorted(told) or (len(told) > 1 and told[0] == told[-1]):
            shown = ", ".join(f"{value:g}" for value in told)
            what = "the median and the numbers about it are not in order, or have no spread"
            raise InconsistentNumbers(
                f"{what} ({shown}): check them", rows=(place,), what=what, shown=told, advice="check them"
            )
