"""Estimators of tau2, the variance between studies."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from .effect_size import Floats
from .least_squares import weighted_fit

POINTS_PER_DECADE = 24
CHUNK = 64


class Tau2(NamedTuple):
    """An estimate of tau2, its standard error, and all peaks of the likelihood where one was searched."""

    value: float
    se: float | None
    peaks: tuple[float, ...] = ()


def dersimonian_laird(y: Floats, v: Floats, x: Floats) -> Tau2:
    """The method of moments, cut off at zero.

    DerSimonian and Laird 1986, eq. 8; with moderators Raudenbush 2009. Standard error as metafor's.
    """
    fit = weighted_fit(y, v, x, np.zeros(1))
    df = y.size - x.shape[1]
    trace = float(fit.trace_p[0])
    value = max(0.0, (float(fit.rss[0]) - df) / trace)
    spread = 2 * df + 4 * value * trace + 2 * value**2 * float(fit.trace_pp[0])
    return Tau2(value, float(np.sqrt(spread)) / trace)


def restricted_likelihood(y: Floats, v: Floats, x: Floats) -> Tau2:
    """Restricted maximum likelihood, searched over the whole range that tau2 can take.

    The score is scanned on a grid from zero to a bound beyond which it is negative, each change of sign is
    refined to machine precision, and the highest peak wins; `peaks` holds them all, so that a likelihood with
    two peaks is not settled in silence. Viechtbauer 2005; standard error from the expected information.
    """
    upper = _upper_bound(y, v, x)
    peaks = _peaks(y, v, x, upper) if upper > 0 else [0.0]
    heights = _scan(y, v, x, np.array(peaks), "log_likelihood")
    best = peaks[int(np.argmax(heights))]
    trace_pp = float(weighted_fit(y, v, x, np.array([best])).trace_pp[0])
    return Tau2(best, float(np.sqrt(2 / trace_pp)), tuple(peaks))


def _peaks(y: Floats, v: Floats, x: Floats, upper: float) -> list[float]:
    lowest = 1e-6 * min(float(v.min()), upper)
    points = 2 + int(POINTS_PER_DECADE * np.log10(upper / lowest))
    grid = np.concatenate([[0.0], np.geomspace(lowest, upper, points)])
    score = _scan(y, v, x, grid, "score")
    peaks = [0.0] if score[0] <= 0 else []
    for i in np.flatnonzero((score[:-1] > 0) & (score[1:] <= 0)):
        peaks.append(_refine(y, v, x, float(grid[i]), float(grid[i + 1])))
    return peaks or [upper]


def _refine(y: Floats, v: Floats, x: Floats, low: float, high: float) -> float:
    def score(tau2: float) -> float:
        return float(weighted_fit(y, v, x, np.array([tau2])).score[0])

    if score(high) == 0:
        return high
    return float(brentq(score, low, high, xtol=1e-15 * high, rtol=4 * np.finfo(float).eps, maxiter=500))


def _scan(y: Floats, v: Floats, x: Floats, tau2: Floats, what: str) -> Floats:
    parts = [tau2[i : i + CHUNK] for i in range(0, tau2.size, CHUNK)]
    return np.concatenate([getattr(weighted_fit(y, v, x, part), what) for part in parts])


def _upper_bound(y: Floats, v: Floats, x: Floats) -> float:
    """A value of tau2 from which on the score is negative.

    With m the unweighted residual mean square, tr(P) is at least (k-p) / (T + max v) and y'PPy at most
    m (k-p) / (T + min v)^2, so the score is negative once (T + min v)^2 > m (T + max v).
    """
    beta, *_ = np.linalg.lstsq(x, y, rcond=None)
    m = float(np.sum((y - x @ beta) ** 2)) / (y.size - x.shape[1])
    smallest, largest = float(v.min()), float(v.max())
    root = math.sqrt(m) * math.sqrt(m / 4 + (largest - smallest))
    bound: float = 1.0001 * (m / 2 - smallest + root)
    return max(0.0, bound)
