"""Test statistics of one model on many permutations of its data at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from whatworks.stats.sizes.effect_size import Floats

from .model_input import ModelInput
from .random_effects import EQUAL, random_effects

GRID = 8
"""Points a decade at which the score of the likelihood is looked at for a change of sign."""
HALVINGS = 60


@dataclass(frozen=True)
class Statistics:
    """z or t of the coefficients (n, p) and the omnibus statistic (n,); nan where not defined."""

    z: Floats
    q: Floats

    @property
    def first(self) -> Statistics:
        """Those of the first permutation."""
        return Statistics(self.z[:1], self.q[:1])

    @property
    def defined(self) -> list[bool]:
        """Whether each statistic of the first permutation is a number."""
        return [bool(v) for v in np.isfinite([*self.z[0], self.q[0]])]

    def as_far_as(self, first: Statistics, tie: float) -> Floats:
        """How many of each are at least as far from zero as the first's."""
        z = np.sum(np.abs(self.z) >= np.abs(first.z) - tie, axis=0)
        return np.array([*z, np.sum(self.q >= first.q - tie)], dtype=float)


def statistics(data: ModelInput, deals: Any, *, signs: bool, method: str, test: str) -> Statistics:
    """The statistics for each of `deals` (n, k): signs of the estimates, or places of the rows of x."""
    y = data.y + data.shift / data.unit
    ys = deals * y if signs else np.broadcast_to(y, deals.shape)
    xs = np.broadcast_to(data.x, (len(deals), *data.x.shape)) if signs else data.x[deals]
    if method not in (*EQUAL, "DL", "REML", "ML", "PM"):
        return _one_by_one(ys, data.v, xs, method, test)
    size = np.linalg.norm(data.x, axis=0)
    fits = _Fits(ys, data.v, xs / size)
    return _tested(fits, fits.tau2(method), data.tested, test)


def _one_by_one(ys: Floats, v: Floats, xs: Floats, method: str, test: str) -> Statistics:
    found = [random_effects(y, v, x, method=method, test=test) for y, x in zip(ys, xs, strict=True)]
    z = [[np.nan if s is None else s for s in fit.stat] for fit in found]
    return Statistics(np.array(z), np.array([np.nan if f.QM is None else f.QM for f in found]))


class _Fits:
    """Weighted fits of ys (n, k) on xs (n, k, p) with variances v (k,)."""

    def __init__(self, ys: Floats, v: Floats, xs: Floats) -> None:
        self.ys, self.v, self.xs = ys, v, xs
        self.left = ys.shape[1] - xs.shape[2]

    def at(self, tau2: Floats, which: Any = slice(None)) -> tuple[Floats, ...]:
        """Coefficients, (X'WX)^-1, residuals and weights of permutation `which` at each tau2 (n,)."""
        xs, ys = self.xs[which], self.ys[which]
        w = 1 / (self.v + tau2[:, None])
        wx = w[:, :, None] * xs
        inverse = np.linalg.inv(np.swapaxes(xs, 1, 2) @ wx)
        beta = (inverse @ (np.swapaxes(wx, 1, 2) @ ys[:, :, None]))[:, :, 0]
        return beta, inverse, ys - (xs @ beta[:, :, None])[:, :, 0], w

    def tau2(self, method: str) -> Floats:
        """The estimate of tau2 for each permutation."""
        n, k = self.ys.shape
        if method in EQUAL or k == 1:
            return np.zeros(n)
        if method == "DL":
            _, inverse, rest, w = self.at(np.zeros(n))
            trace = np.sum(w, axis=1) - self._inner(inverse, w**2, slice(None))
            return np.asarray(np.maximum(0.0, (np.sum(w * rest**2, axis=1) - self.left) / trace))
        return self._root(method)

    def _inner(self, inverse: Floats, w: Floats, which: Any) -> Floats:
        """tr((X'WX)^-1 X' diag(w) X)."""
        xs = self.xs[which]
        return np.asarray(np.sum(np.einsum("nkp,npq,nkq->nk", xs, inverse, xs, optimize=True) * w, axis=1))

    def _slope(self, method: str, tau2: Floats, which: Any) -> Floats:
        """What is zero at the estimate and falls through it."""
        _, inverse, rest, w = self.at(tau2, which)
        if method == "PM":
            return np.asarray(np.sum(w * rest**2, axis=1) - self.left)
        trace = np.sum(w, axis=1) - (self._inner(inverse, w**2, which) if method == "REML" else 0.0)
        return np.asarray(np.sum((w * rest) ** 2, axis=1) - trace)

    def _height(self, method: str, tau2: Floats, which: Any) -> Floats:
        """The likelihood's logarithm, without its constant; PM has one root and nothing to choose from."""
        _, inverse, rest, w = self.at(tau2, which)
        value = np.sum(np.log(w) - w * rest**2, axis=1)
        return np.asarray(value + (np.linalg.slogdet(inverse)[1] if method == "REML" else 0.0))

    def _root(self, method: str) -> Floats:
        """The highest of all roots, or zero where none is higher. Viechtbauer 2005; Paule and Mandel 1982."""
        n = len(self.ys)
        grid = self._grid()
        slopes = np.array([self._slope(method, np.full(n, t), slice(None)) for t in grid])
        best = np.zeros(n)
        height = np.where(slopes[0] <= 0, self._height(method, best, slice(None)), -np.inf)
        place, which = np.nonzero((slopes[:-1] > 0) & (slopes[1:] <= 0))
        roots = self._halve(method, grid[place], grid[place + 1], which)
        heights = self._height(method, roots, which)
        for root, high, i in zip(roots, heights, which, strict=True):
            if high > height[i]:
                best[i], height[i] = root, high
        return best

    def _grid(self) -> Floats:
        """From zero to a tau2 beyond which every slope is negative."""
        upper = float(self.v.max() + 2 * np.sum(self.ys**2, axis=1).max() / self.left)
        lowest = 1e-6 * float(self.v.min())
        points = 2 + int(GRID * np.log10(upper / lowest))
        return np.concatenate([[0.0], np.geomspace(lowest, upper, points)])

    def _halve(self, method: str, low: Floats, high: Floats, which: Any) -> Floats:
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            above = self._slope(method, middle, which) > 0
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        return (low + high) / 2


def _tested(fits: _Fits, tau2: Floats, tested: list[int], test: str) -> Statistics:
    beta, cov, rest, w = fits.at(tau2)
    if test in ("knha", "adhoc") and fits.left > 0:
        s2w = np.sum(w * rest**2, axis=1) / fits.left
        cov = cov * (np.maximum(s2w, 1.0) if test == "adhoc" else s2w)[:, None, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        z = beta / np.sqrt(np.diagonal(cov, axis1=1, axis2=2))
        inner = cov[:, tested][:, :, tested]
        b = beta[:, tested]
        try:
            q = np.einsum("np,np->n", b, np.linalg.solve(inner, b[:, :, None])[:, :, 0])
        except np.linalg.LinAlgError:
            q = np.full(len(b), np.nan)
    return Statistics(np.asarray(z), np.asarray(q))
