"""Trim and fill: how many studies a symmetric funnel would have beside those found, and where.

Duval and Tweedie 2000a (JASA 95:89) and 2000b (Biometrics 56:455).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from whatworks.stats.pooling.random_effects import Fit, random_effects
from whatworks.stats.sizes.effect_size import Floats

from .asymmetry import egger

ESTIMATORS = ("L0", "R0", "Q0")
SIDES = ("left", "right")
ROUNDS = 100


@dataclass(frozen=True, kw_only=True)
class TrimFill:
    """k0 studies taken to be missing on `side`, with standard error; the model refitted with them in.

    `filled_yi` and `filled_vi` are the mirror images, in the order of the studies that they mirror from the
    least to the most extreme; `p_k0` tests that none is missing (R0 only). `settled`: the count came to rest.
    `tied`: of studies with the same estimate some were trimmed and some not, in the order they were given.
    """

    k0: int
    se_k0: float
    p_k0: float | None
    side: str
    side_chosen: bool
    estimator: str
    filled_yi: tuple[float, ...]
    filled_vi: tuple[float, ...]
    before: Fit
    fit: Fit
    settled: bool
    tied: bool


class _Sorted(NamedTuple):
    """Estimates turned so that studies are missing on the left, in ascending order."""

    y: Floats
    v: Floats
    sign: float


def trim_fill(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    side: str | None = None,
    estimator: str = "L0",
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
) -> TrimFill:
    """Trim the k0 most extreme studies, refit, count again until k0 settles; then fill their mirror images.

    `side` on which studies are missing: left or right; None takes it from the sign of the slope of the
    regression on the standard error with the same `method`. `estimator` of k0: L0, R0 or Q0. Needs three
    studies. The answer depends on the model's weights and on the estimator, so it is a sensitivity analysis
    and not a corrected result.
    """
    for value, allowed, what in ((estimator, ESTIMATORS, "estimator"), (side, (None, *SIDES), "side")):
        if value not in allowed:
            shown = ", ".join(str(a) for a in allowed if a)
            raise ValueError(f"{what} {value!r} is not known; use one of {shown}")
    before = random_effects(yi, vi, method=method, test=test, level=level)
    y, v = np.array(yi, dtype=float).ravel(), np.array(vi, dtype=float).ravel()
    if y.size < 3:
        raise ValueError(f"trim and fill needs three studies, and there are {y.size}")
    where = side or _side(y, v, method)
    data = _arrange(y, v, where)
    k0, centre, raw, settled = _settle(data, estimator, method)
    filled = data.sign * (2 * centre - data.y[y.size - k0 :])
    filled_v = data.v[y.size - k0 :]
    fit = random_effects(
        np.concatenate([y, filled]), np.concatenate([v, filled_v]), method=method, test=test, level=level
    )
    return TrimFill(
        k0=k0, se_k0=_error(raw, y.size, estimator), p_k0=_chance(k0) if estimator == "R0" else None,
        side=where, side_chosen=side is None, estimator=estimator, filled_yi=tuple(filled.tolist()),
        filled_vi=tuple(filled_v.tolist()), before=before, fit=fit, settled=settled,
        tied=0 < k0 < y.size and bool(data.y[y.size - k0 - 1] == data.y[y.size - k0]),
    )  # fmt: skip


def _side(y: Floats, v: Floats, method: str) -> str:
    if np.unique(v).size < 2:
        raise ValueError("all variances are the same, so the funnel has no side; give side left or right")
    slope = egger(y, v, predictor="sei", model="rma", method=method).coef[1]
    return "right" if slope < 0 else "left"


def _arrange(y: Floats, v: Floats, side: str) -> _Sorted:
    sign = -1.0 if side == "right" else 1.0
    order = np.argsort(sign * y, kind="stable")
    return _Sorted(sign * y[order], v[order], sign)


def _settle(data: _Sorted, estimator: str, method: str) -> tuple[int, float, float, bool]:
    k, k0 = data.y.size, 0
    for _ in range(ROUNDS):
        kept = k - k0
        centre = random_effects(data.y[:kept], data.v[:kept], method=method, test="z").b[0]
        raw = _missing(data.y - centre, estimator)
        found = max(0, min(k - 1, round(raw)))
        if found == k0:
            return k0, centre, raw, True
        k0 = found
    return k0, centre, raw, False


def _missing(centred: Floats, estimator: str) -> float:
    """The number of missing studies before rounding: Duval and Tweedie 2000a, eqs 3.1 to 3.3."""
    k = centred.size
    ranks = np.empty(k)
    ranks[np.argsort(np.abs(centred), kind="stable")] = np.arange(1, k + 1)
    above = float(np.sum(ranks[centred > 0]))
    if estimator == "R0":
        below = ranks[centred < 0]
        return k - (float(below.max()) if below.size else 0.0) - 1
    if estimator == "L0":
        return (4 * above - k * (k + 1)) / (2 * k - 1)
    return k - 0.5 - float(np.sqrt(max(0.0, 2 * k**2 - 4 * above + 0.25)))


def _error(k0: float, k: int, estimator: str) -> float:
    """Standard error of k0 before rounding: Duval and Tweedie 2000a, section 3."""
    if estimator == "R0":
        return float(np.sqrt(2 * max(0.0, k0) + 2))
    spread = (
        k * (k + 1) * (2 * k + 1) + 10 * k0**3 + 27 * k0**2 + 17 * k0
        - 18 * k * k0**2 - 18 * k * k0 + 6 * k**2 * k0
    ) / 24  # fmt: skip
    error = float(np.sqrt(max(0.0, spread)))
    if estimator == "L0":
        return 4 * error / (2 * k - 1)
    left = k - 0.5 - k0
    return 2 * error / left if left > 0 else float("nan")


def _chance(k0: int) -> float:
    """P(R0 >= k0) where none is missing: the run of extreme ranks on one side is geometric, 1/2 each."""
    return float(0.5 ** (k0 + 1))
