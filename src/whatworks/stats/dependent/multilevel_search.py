"""Finding the variances that make a model with random effects most likely.

The search runs over standard deviations and correlations (Cholesky entries where G is free), by slopes,
from several starts; variances that want to be zero are set to exactly zero; Newton's method then settles
the digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from whatworks.stats.sizes.effect_size import Floats

from .multilevel_likelihood import Mixed, Solved, slopes, solve

NOTHING = 1e-4
"""Standard deviations below this part of the largest are tried at exactly zero."""
SETTLED = 1e-9
FLAT = 1e-7
APART, APART_STEEP = 0.05, 1e-6
RIDGE = 1e-7
"""Points as high as the best to within this lie on a ridge and are no peaks of their own."""
NEWTON = 30
GRID, GRID_KEPT, GRID_LARGEST = (0.003, 0.03, 0.3, 1.0, 3.0), 4, 200
STEP = 1e-4


@dataclass(frozen=True)
class Layout:
    """Which variances are free: `fixed` (factors,) holds nan where sigma2 is to be estimated."""

    model: Mixed
    fixed: Floats
    scale: float

    @property
    def free(self) -> NDArray[np.intp]:
        """The factors whose sigma2 is estimated."""
        return np.flatnonzero(np.isnan(self.fixed))

    def parts(self, at: Floats) -> tuple[Floats, Floats | None, Floats]:
        """sigma2, G and the free parameters of G at a point of the search."""
        sigma2 = self.fixed.copy()
        n = self.free.size
        sigma2[self.free] = (at[:n] * self.scale) ** 2
        inner = self.model.inner
        if inner is None:
            return sigma2, None, at[n:]
        own = at[n:] * self._units()
        return sigma2, inner.matrix(own), own

    def bounds(self) -> list[tuple[float, float]]:
        """Ends of every free parameter."""
        inner = self.model.inner
        return [(0.0, np.inf)] * self.free.size + ([] if inner is None else inner.bounds())

    def height(self, at: Floats) -> tuple[float, Floats, Solved | None]:
        """The log-likelihood, its slopes in the search's own parameters, and the fit."""
        sigma2, g, own = self.parts(at)
        fit = solve(self.model, sigma2, g)
        if fit is None:
            return -np.inf, np.zeros(at.size), None
        inner = self.model.inner
        by_factor, by_change = slopes(self.model, fit, [] if inner is None else inner.derivatives(own))
        n = self.free.size
        first = 2 * at[:n] * self.scale**2 * by_factor[self.free]
        second = by_change * (self._units() if inner is not None else 1.0)
        return fit.log_likelihood, np.concatenate([first, second]), fit

    def spreads(self) -> NDArray[np.bool_]:
        """Which parameters are standard deviations, for which zero is an end."""
        return np.array([low == 0 and np.isinf(high) for low, high in self.bounds()], dtype=bool)

    def _units(self) -> Floats:
        inner = self.model.inner
        assert inner is not None  # noqa: S101 - only called with `inner`
        units = np.full(inner.size, self.scale)
        if inner.correlates:
            units[-1] = 1.0
        return units


class Found(NamedTuple):
    """The best point, how the search ended, and the log-likelihoods of the peaks it met."""

    at: Floats
    height: float
    steepest: float
    curvature: Floats
    peaks: tuple[float, ...]


def search(layout: Layout, warm: Floats | None = None) -> Found:
    """The highest point of the likelihood. `warm` is a point to start from instead of the usual ones."""
    if not layout.bounds():
        return Found(np.zeros(0), layout.height(np.zeros(0))[0], 0.0, np.zeros((0, 0)), ())
    starts = [warm] if warm is not None else _starts(layout)
    ends = [end for start in starts if (end := _climb(layout, start)) is not None]
    if not ends:
        raise ValueError("the likelihood could not be searched: the covariance is singular; check V")
    ends.sort(key=lambda end: -end[1])
    best, peaks = ends[0], [ends[0]]
    for other in ends[1:]:
        if all(_apart(other[0], peak[0]) for peak in peaks):
            peaks.append(other)
    settled = [_settle(layout, best[0])]
    for peak in peaks[1:]:
        top = _settle(layout, peak[0])
        if top[2] < APART_STEEP and all(_apart(top[0], one[0]) for one in settled):
            settled.append(top)
    settled.sort(key=lambda one: -one[1])
    heights = [one[1] for one in settled]
    level = [h for n, h in enumerate(heights) if n == 0 or abs(h - heights[0]) > RIDGE]
    return Found(*settled[0], tuple(level))


def _apart(one: Floats, other: Floats) -> bool:
    return bool(np.max(np.abs(np.abs(one) - np.abs(other))) > APART)


def _starts(layout: Layout) -> list[Floats]:
    """Even shares of the total variance, each variance leading in turn, and nearly nothing."""
    n, inner = layout.free.size, layout.model.inner
    groups = n + (inner is not None)
    shares = [np.full(groups, 1 / groups)]
    if groups > 1:
        shares += [np.where(np.arange(groups) == lead, 0.9, 0.1 / (groups - 1)) for lead in range(groups)]
    shares.append(np.full(groups, 0.01))
    found = []
    for number, share in enumerate(shares):
        own = np.zeros(0) if inner is None else inner.start(share[-1], (0.5, 0.0, 0.9, -0.5)[number % 4])
        found.append(np.concatenate([np.sqrt(share[:n]), own]))
    return found + _highest_of_grid(layout)


def _highest_of_grid(layout: Layout) -> list[Floats]:
    """The best points of a coarse grid, where there are few variances and effects enough to afford it."""
    n, inner = layout.free.size, layout.model.inner
    if inner is not None or n > 3 or layout.model.y.size > GRID_LARGEST:
        return []
    grid = [np.array(point) for point in product(GRID, repeat=n)]
    heights = [solve(layout.model, layout.parts(point)[0], None) for point in grid]
    rank = np.argsort([np.inf if fit is None else -fit.log_likelihood for fit in heights], kind="stable")
    return [grid[i] for i in rank[:GRID_KEPT]]


def _climb(layout: Layout, start: Floats) -> tuple[Floats, float] | None:
    def down(at: Floats) -> tuple[float, Floats]:
        height, slope, fit = layout.height(at)
        return (1e10, np.zeros(at.size)) if fit is None else (-height, -slope)

    if layout.height(start)[2] is None:
        return None
    end = minimize(down, start, jac=True, method="L-BFGS-B", bounds=layout.bounds(),
                   options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 300})  # fmt: skip
    at, height = _zeros(layout, np.asarray(end.x, dtype=float), -float(end.fun))
    return at, height


def _zeros(layout: Layout, at: Floats, height: float) -> tuple[Floats, float]:
    """Set standard deviations to exactly zero where that is no worse; lift those wrongly stuck at zero."""
    largest = max(1.0, float(np.max(np.abs(at))))
    for j in np.flatnonzero(layout.spreads()):
        if abs(at[j]) < 0.05 * largest:
            for value in (0.0, 0.02):
                moved = at.copy()
                moved[j] = value
                other = layout.height(moved)[0]
                if other > height - (1e-9 if value == 0 else -1e-9) and other >= height - 1e-9:
                    at, height = moved, other
    return at, height


def _settle(layout: Layout, at: Floats) -> tuple[Floats, float, float, Floats]:
    """Newton's method on what is not at an end, with the curvature from differences of the slopes."""
    height, slope, _ = layout.height(at)
    moving = _moving(layout, at, slope)
    curvature = np.zeros((at.size, at.size))
    for _ in range(NEWTON):
        if not moving.any():
            break
        curvature = _curvature(layout, at, moving)
        step = _step(curvature[np.ix_(moving, moving)], slope[moving])
        size = 1.0
        while size > 1e-6:
            moved = at.copy()
            moved[moving] += size * step
            moved = _within(layout, moved)
            other, other_slope, fit = layout.height(moved)
            if fit is not None and other >= height - 1e-10 * max(1.0, abs(height)):
                break
            size /= 4
        else:
            break
        change = float(np.max(np.abs(moved - at)))
        at, height, slope = moved, other, other_slope
        moving = _moving(layout, at, slope)
        if change < SETTLED:
            break
    steepest = float(np.max(np.abs(slope[moving]), initial=0.0))
    return at, height, steepest, curvature


def _moving(layout: Layout, at: Floats, slope: Floats) -> NDArray[np.bool_]:
    low, high = (np.array(ends) for ends in zip(*layout.bounds(), strict=True))
    stuck = ((at <= low) & (slope <= 0)) | ((at >= high) & (slope >= 0))
    return ~stuck


def _within(layout: Layout, at: Floats) -> Floats:
    low, high = (np.array(ends) for ends in zip(*layout.bounds(), strict=True))
    return np.asarray(np.clip(at, low, high))


def _curvature(layout: Layout, at: Floats, moving: NDArray[np.bool_]) -> Floats:
    result = np.zeros((at.size, at.size))
    low, high = (np.array(ends) for ends in zip(*layout.bounds(), strict=True))
    for j in np.flatnonzero(moving):
        step = STEP * max(abs(at[j]), 0.05)
        up, down = at.copy(), at.copy()
        up[j], down[j] = min(at[j] + step, high[j]), max(at[j] - step, low[j])
        result[j] = (layout.height(up)[1] - layout.height(down)[1]) / (up[j] - down[j])
    return (result + result.T) / 2


def _step(curvature: Floats, slope: Floats) -> Floats:
    values, vectors = np.linalg.eigh(curvature)
    size = np.maximum(np.abs(values), FLAT * max(1.0, float(np.max(np.abs(values)))))
    return np.asarray(vectors @ ((vectors.T @ slope) / size))
