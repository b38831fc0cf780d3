"""The one variance between studies of a network, once its contrasts are made independent.

With V the sampling covariances and R those of random effects per unit of tau2, the rows of T (y, X), where
T V T' = diag(v) and T R T' = I, are independent with variances v + tau2. So the network becomes a regression
with one variance component, and T is found study by study.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from whatworks.stats.pooling.least_squares import spread_out, weighted_fit
from whatworks.stats.sizes.effect_size import Floats

from .data import Block, Network

METHODS = ("REML", "ML", "DL")
POINTS_PER_DECADE = 24
CHUNK = 64


class Independent(NamedTuple):
    """Rows made independent: y (k,), v (k,), x (k, p), and log |T|, which the likelihood needs."""

    y: Floats
    v: Floats
    x: Floats
    log_det: float


class NetworkTau2(NamedTuple):
    """An estimate of tau2, its standard error, and all peaks of the likelihood where one was searched."""

    value: float
    se: float | None
    peaks: tuple[float, ...] = ()


def independent(network: Network, x: Floats) -> Independent:
    """Turn contrasts and their design x (k, p) into independent rows with variances v + tau2.

    Random effects of arms are independent with variance tau2 / 2 each, so that every contrast has tau2 and
    contrasts that share an arm have half of it in common (Higgins and Whitehead 1996; Lu and Ades 2004).
    """
    parts, at, log_det = [], 0, 0.0
    for block in network.blocks:
        end = at + len(block.rows)
        turn, v = _turn(block)
        parts.append((turn @ block.y, v, turn @ x[at:end]))
        log_det += float(np.linalg.slogdet(turn)[1])
        at = end
    y, v, rows = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return Independent(y, v, rows, log_det)


def _turn(block: Block) -> tuple[Floats, Floats]:
    lower = np.linalg.cholesky(block.v)
    half = block.contrasts(block.arms) / math.sqrt(2)
    u, s, _ = np.linalg.svd(np.linalg.solve(lower, half), full_matrices=False)
    return np.linalg.solve(lower.T, u).T / s[:, None], 1 / s**2


def estimate_tau2(data: Independent, method: str) -> NetworkTau2:
    """tau2 by REML, ML or DL (the method of moments of DerSimonian and Laird, as netmeta has for networks).

    The score of a likelihood is scanned over its whole range and the highest peak wins. Needs more rows than
    coefficients; callers see to that.
    """
    if method == "DL":
        fit = weighted_fit(data.y, data.v, data.x, np.zeros(1))
        df, trace = data.y.size - data.x.shape[1], float(fit.trace_p[0])
        value = max(0.0, (float(fit.rss[0]) - df) / trace)
        spread = 2 * df + 4 * value * trace + 2 * value**2 * float(fit.trace_pp[0])
        return NetworkTau2(value, math.sqrt(spread) / trace)
    restricted = method == "REML"
    peaks = _peaks(data, restricted)
    heights = _points(data, np.array(peaks), restricted)[1]
    best = peaks[int(np.argmax(heights))]
    fit = weighted_fit(data.y, data.v, data.x, np.array([best]))
    information = float(fit.trace_pp[0]) if restricted else float(np.sum((data.v + best) ** -2.0))
    return NetworkTau2(best, math.sqrt(2 / information), tuple(peaks))


def _points(data: Independent, tau2: Floats, restricted: bool) -> tuple[Floats, Floats]:
    """The score and the log-likelihood, without its constants, at each of tau2 (m,)."""
    fit = weighted_fit(data.y, data.v, data.x, tau2)
    return (fit.score, fit.log_likelihood) if restricted else (fit.score_ml, fit.log_likelihood_ml)


def _peaks(data: Independent, restricted: bool) -> list[float]:
    """Where the score turns from above to below zero.

    It is negative from S on, the unweighted residual sum of squares: with a the eigenvalues of the errors'
    covariance and u the residuals in their directions, it is half of sum (u^2 / (a + T) - 1) / (a + T), where
    no u^2 is above S and together they are S. The score of the likelihood that is not restricted is lower.
    """
    lowest = 1e-6 * float(data.v.min())
    upper = lowest + 2 * spread_out(data.y, data.x)
    points = 2 + int(POINTS_PER_DECADE * math.log10(upper / lowest))
    grid = np.concatenate([[0.0], np.geomspace(lowest, upper, points)])

    def score(tau2: float) -> float:
        return float(_points(data, np.array([tau2]), restricted)[0][0])

    parts = [grid[i : i + CHUNK] for i in range(0, grid.size, CHUNK)]
    values = np.concatenate([_points(data, part, restricted)[0] for part in parts])
    peaks = [0.0] if values[0] <= 0 else []
    for i in np.flatnonzero((values[:-1] > 0) & (values[1:] <= 0)):
        peaks.append(_refine(score, float(grid[i]), float(grid[i + 1])))
    return peaks


def _refine(score: Callable[[float], float], low: float, high: float) -> float:
    if score(high) == 0:
        return high
    return float(brentq(score, low, high, xtol=1e-15 * high, rtol=4 * np.finfo(float).eps, maxiter=500))
