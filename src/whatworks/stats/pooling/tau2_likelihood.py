"""Estimators of tau2 by likelihood, searched over the whole range that tau2 can take."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri

from whatworks.stats.sizes.effect_size import Floats

from .least_squares import spread_out, weighted_fit
from .tau2_moments import TIGHT, Tau2

Kind = Literal["REML", "ML"]
POINTS_PER_DECADE = 24
CHUNK = 64


def restricted_likelihood(y: Floats, v: Floats, x: Floats) -> Tau2:
    """Restricted maximum likelihood; standard error from the expected information. Viechtbauer 2005."""
    best, peaks = _highest(y, v, x, "REML")
    trace_pp = float(weighted_fit(y, v, x, np.array([best])).trace_pp[0])
    return Tau2(best, float(np.sqrt(2 / trace_pp)), peaks)


def maximum_likelihood(y: Floats, v: Floats, x: Floats) -> Tau2:
    """Maximum likelihood; standard error from the expected information. Hardy and Thompson 1996."""
    best, peaks = _highest(y, v, x, "ML")
    return Tau2(best, float(np.sqrt(2 / np.sum(1 / (v + best) ** 2))), peaks)


def likelihood_interval(
    y: Floats, v: Floats, x: Floats, kind: Kind, *, best: float, level: float
) -> tuple[float, float]:
    """The values of tau2 that a likelihood-ratio test does not reject; where they lie apart, all they span.

    Hardy and Thompson 1996. The likelihood is profiled over the coefficients.
    """
    floor = float(_heights(y, v, x, np.array([best]), kind)[0]) - float(chdtri(1, 1 - level / 100)) / 2

    def above(tau2: float) -> float:
        return float(_heights(y, v, x, np.array([tau2]), kind)[0]) - floor

    top = 2 * max(best, _upper_bound(y, v, x, kind), float(v.min()))
    while above(top) > 0:
        top *= 4
    grid = _grid(v, top)
    inside = np.flatnonzero(_heights(y, v, x, grid, kind) >= floor)
    first, last = (int(inside[0]), int(inside[-1])) if inside.size else _around(grid, best)
    low = 0.0 if grid[first] == 0 else _cross(above, float(grid[first - 1]), min(float(grid[first]), best))
    return low, _cross(above, max(float(grid[last]), best), float(grid[last + 1]))


def _around(grid: Floats, best: float) -> tuple[int, int]:
    place = int(np.searchsorted(grid, best))
    return place, max(place - 1, 0)


def _cross(above: object, low: float, high: float) -> float:
    return float(brentq(above, low, high, xtol=1e-15 * high, rtol=TIGHT, maxiter=500))


def _highest(y: Floats, v: Floats, x: Floats, kind: Kind) -> tuple[float, tuple[float, ...]]:
    """The highest peak of the likelihood and all of its peaks.

    The score is scanned on a grid from zero to a bound beyond which it is negative, each change of sign is
    refined to machine precision, and the highest peak wins, so that a likelihood with two peaks is not
    settled in silence.
    """
    upper = _upper_bound(y, v, x, kind)
    peaks = _peaks(y, v, x, upper, kind) if upper > 0 else [0.0]
    heights = _heights(y, v, x, np.array(peaks), kind)
    return peaks[int(np.argmax(heights))], tuple(peaks)


def _peaks(y: Floats, v: Floats, x: Floats, upper: float, kind: Kind) -> list[float]:
    grid = _grid(v, upper)
    score = _scan(y, v, x, grid, _SCORE[kind])
    peaks = [0.0] if score[0] <= 0 else []
    for i in np.flatnonzero((score[:-1] > 0) & (score[1:] <= 0)):
        peaks.append(_refine(y, v, x, kind, (float(grid[i]), float(grid[i + 1]))))
    return peaks or [upper]


def _grid(v: Floats, upper: float) -> Floats:
    lowest = 1e-6 * min(float(v.min()), upper)
    points = 2 + int(POINTS_PER_DECADE * np.log10(upper / lowest))
    return np.concatenate([[0.0], np.geomspace(lowest, upper, points)])


def _refine(y: Floats, v: Floats, x: Floats, kind: Kind, between: tuple[float, float]) -> float:
    low, high = between

    def score(tau2: float) -> float:
        return float(getattr(weighted_fit(y, v, x, np.array([tau2])), _SCORE[kind])[0])

    if score(high) == 0:
        return high
    return float(brentq(score, low, high, xtol=1e-15 * high, rtol=TIGHT, maxiter=500))


_SCORE = {"REML": "score", "ML": "score_ml"}
_HEIGHT = {"REML": "log_likelihood", "ML": "log_likelihood_ml"}


def _heights(y: Floats, v: Floats, x: Floats, tau2: Floats, kind: Kind) -> Floats:
    return _scan(y, v, x, tau2, _HEIGHT[kind])


def _scan(y: Floats, v: Floats, x: Floats, tau2: Floats, what: str) -> Floats:
    parts = [tau2[i : i + CHUNK] for i in range(0, tau2.size, CHUNK)]
    return np.concatenate([getattr(weighted_fit(y, v, x, part), what) for part in parts])


def _upper_bound(y: Floats, v: Floats, x: Floats, kind: Kind) -> float:
    """A value of tau2 from which on the score is negative.

    With R the unweighted residual sum of squares, y'PPy is at most R / (T + min v)^2, and tr(P), or for ML
    the sum of weights, at least d / (T + max v), d being k-p, or for ML k. So with m = R / d the score is
    negative once (T + min v)^2 > m (T + max v).
    """
    m = spread_out(y, x) / (y.size - x.shape[1] if kind == "REML" else y.size)
    smallest, largest = float(v.min()), float(v.max())
    root = math.sqrt(m) * math.sqrt(m / 4 + (largest - smallest))
    bound: float = 1.0001 * (m / 2 - smallest + root)
    return max(0.0, bound)
