"""Mixtures of normal distributions: what a posterior is once tau is integrated over by quadrature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from whatworks.stats.sizes.effect_size import Floats

INTERVALS = ("shortest", "central")
"""The shortest interval that holds the probability, or the one with as much left out on either side."""
STARTS = 24


@dataclass(frozen=True, eq=False)
class Mixture:
    """Normal distributions with `weights` (n,) that add up to one, `means` (n,) and `sds` (n,)."""

    weights: Floats
    means: Floats
    sds: Floats

    @property
    def mean(self) -> float:
        """The mean, where it exists."""
        return float(self.weights @ self.means)

    @property
    def sd(self) -> float:
        """The standard deviation, where it exists."""
        return float(np.sqrt(self.weights @ (self.sds**2 + (self.means - self.mean) ** 2)))

    def density(self, x: float) -> float:
        """The density at x."""
        z = (x - self.means) / self.sds
        return float(self.weights @ (np.exp(-(z**2) / 2) / self.sds)) / float(np.sqrt(2 * np.pi))

    def below(self, x: float) -> float:
        """The probability of less than x."""
        return float(self.weights @ ndtr((x - self.means) / self.sds))

    def above(self, x: float) -> float:
        """The probability of more than x, exact in the far tail."""
        return float(self.weights @ ndtr((self.means - x) / self.sds))

    def quantile(self, p: float) -> float:
        """The value below which the probability is p."""
        middle, reach = float(np.median(self.means)), float(self.sds.min())

        def beyond(x: float) -> float:
            return self.below(x) - p if p <= 0.5 else (1 - p) - self.above(x)

        low, high = middle - reach, middle + reach
        while beyond(low) > 0:
            low -= high - low
        while beyond(high) < 0:
            high += high - low
        return float(brentq(beyond, low, high, xtol=1e-15 * reach, rtol=1e-14, maxiter=500))

    def interval(self, level: float, kind: str = "shortest") -> tuple[float, float]:
        """The interval that holds `level` per cent. Raises ValueError for a kind that is none."""
        return interval_of(self.quantile, self.density, level, kind)


def interval_of(
    quantile: Callable[[float], float],
    density: Callable[[float], float],
    level: float,
    kind: str,
    *,
    least: float | None = None,
) -> tuple[float, float]:
    """An interval with `level` per cent of a distribution, by its quantiles and density.

    The shortest one has the same density at both ends, or begins at `least`, the smallest value there can be.
    """
    if kind not in INTERVALS:
        raise ValueError(f"interval {kind!r} is not known; use one of {', '.join(INTERVALS)}")
    inside = level / 100
    outside = 1 - inside
    if kind == "central":
        return quantile(outside / 2), quantile(1 - outside / 2)

    def ends(p: float) -> tuple[float, float]:
        return quantile(p), quantile(p + inside)

    def tilt(p: float) -> float:
        low, high = ends(p)
        return density(low) - density(high)

    tails = outside * np.arange(1, STARTS) / STARTS
    widths = [high - low for low, high in map(ends, tails)]
    best = int(np.argmin(widths))
    if best == 0 and least is not None and density(least) >= density(quantile(inside)):
        return least, quantile(inside)
    low = outside * 1e-9 if best == 0 else float(tails[best - 1])
    high = outside * (1 - 1e-9) if best == STARTS - 2 else float(tails[best + 1])
    if tilt(low) >= 0 or tilt(high) <= 0:
        return min(map(ends, (low, float(tails[best]), high)), key=lambda e: e[1] - e[0])
    return ends(float(brentq(tilt, low, high, xtol=1e-16, rtol=1e-13)))
