"""What every effect-size formula gives back, and how it refuses what it cannot use."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class EffectSize(NamedTuple):
    """Estimates on the analysis scale (ratios as logarithms) and their sampling variances, in one shape."""

    yi: Floats
    vi: Floats


class InconsistentNumbers(ValueError):
    """Numbers in print that cannot all be true.

    Where one formula found rows at fault, `rows` holds their places (from 0), `what` the fault, `shown` their
    values and `advice` what to do, so that a caller who knows the rows by name can say it again.
    """

    def __init__(
        self, message: str, *, rows: Sequence[int] = (), what: str = "", shown: Sequence[float] = (),
        advice: str = "",
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.rows, self.what, self.shown, self.advice = tuple(rows), what, tuple(shown), advice


def refuse(wrong: Any, what: str, advice: str, values: Any) -> None:
    """Raise InconsistentNumbers naming the rows and values that are wrong, if any are."""
    rows = np.flatnonzero(np.atleast_1d(wrong))
    if rows.size == 0:
        return
    flat = np.atleast_1d(np.asarray(values, dtype=float)).ravel()
    where = "" if flat.size == 1 else f" in row {', '.join(str(r + 1) for r in rows[:10])}"
    shown = [float(flat[r]) for r in rows]
    words = ", ".join(f"{value:g}" for value in shown[:10])
    raise InconsistentNumbers(
        f"{what}{where} ({words}): {advice}", rows=rows.tolist(), what=what, shown=shown, advice=advice
    )


def together(*values: ArrayLike) -> tuple[Floats, ...]:
    """Numbers or arrays as float arrays of one shape. Raises ValueError where they do not fit together."""
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in values)))


def known(yi: ArrayLike, vi: ArrayLike) -> EffectSize:
    """An effect size, with nan for both numbers wherever one of them cannot be computed."""
    estimate, variance = together(yi, vi)
    usable = np.isfinite(estimate) & np.isfinite(variance)
    return EffectSize(np.where(usable, estimate, np.nan), np.where(usable, variance, np.nan))


def one_of(name: str, value: str, allowed: Sequence[str]) -> str:
    """The value, if it is one of those allowed. Raises ValueError listing them if it is not."""
    if value not in allowed:
        raise ValueError(f"{name} {value!r} is not known; use one of {', '.join(allowed)}")
    return value


def weighted_mean(values: Floats, weights: Floats) -> float:
    """The mean of the known values, the same to the last digit in whatever order they come."""
    usable = np.isfinite(values) & np.isfinite(weights)
    total = _exact_sum(weights[usable])
    return _exact_sum((weights * values)[usable]) / total if total > 0 else float("nan")


def _exact_sum(values: Floats) -> float:
    return math.fsum(values.ravel().tolist())
