"""Is it worth its cost? Increments of cost and effect, the ratio of the two, and net benefit.

Effects are counted so that more is better: outcomes avoided, or gained. Costs and effects are those of the
intervention less those of the comparison, a person (or another unit) each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from whatworks.stats.pooling.inference import quantile
from whatworks.stats.sizes.effect_size import Floats


class Quadrant(StrEnum):
    """Where a pair of increments lies on the cost-effectiveness plane."""

    DOMINANT = "dominant"
    DOMINATED = "dominated"
    TRADE_OFF = "trade-off"
    LESS_FOR_LESS = "less for less"
    NO_EFFECT = "no effect"


LARGEST = 1e30


@dataclass(frozen=True)
class Increments:
    """Mean differences of cost and effect with standard errors and their correlation `rho`.

    Raises ValueError for standard errors below zero and a correlation beyond -1 to 1.
    """

    cost: float
    se_cost: float
    effect: float
    se_effect: float
    rho: float = 0.0

    def __post_init__(self) -> None:
        for name in ("cost", "se_cost", "effect", "se_effect", "rho"):
            if not math.isfinite(getattr(self, name)):
                raise ValueError(f"{name} is {getattr(self, name)!r}; give a number")
            if abs(getattr(self, name)) > LARGEST:
                raise ValueError(f"{name} is {getattr(self, name):g}, beyond {LARGEST:g}; check the numbers")
        for name in ("se_cost", "se_effect"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} is {getattr(self, name):g}; a standard error is not below zero")
        if not -1 <= self.rho <= 1:
            raise ValueError(f"rho is {self.rho:g}; a correlation lies between -1 and 1")

    @property
    def covariance(self) -> float:
        """Of cost and effect."""
        return self.rho * self.se_cost * self.se_effect


@dataclass(frozen=True)
class NetBenefit:
    """Incremental net benefit at a threshold, its interval, and the chance that it is above zero.

    The chance is None where nothing varies and the net benefit is exactly zero.
    """

    threshold: float
    estimate: float
    se: float
    ci_lb: float
    ci_ub: float
    probability: float | None


@dataclass(frozen=True)
class Ratio:
    """The incremental cost-effectiveness ratio, its quadrant, and its interval where one exists.

    The ratio is None where one side dominates or the effects are equal: a ratio would mislead there.
    """

    quadrant: Quadrant
    icer: float | None
    ci_lb: float | None
    ci_ub: float | None


def quadrant_of(cost: float, effect: float) -> Quadrant:
    """Which side is better: works better and costs no more is dominant; and so round the plane."""
    if effect == 0:
        return Quadrant.NO_EFFECT
    if effect > 0:
        return Quadrant.TRADE_OFF if cost > 0 else Quadrant.DOMINANT
    return Quadrant.LESS_FOR_LESS if cost < 0 else Quadrant.DOMINATED


def cost_effect_ratio(given: Increments, level: float = 95.0) -> Ratio:
    """Cost per outcome with Fieller's interval, which exists only where the effect is beyond chance.

    Willan and O'Brien 1996; Briggs, O'Brien and Blackhouse 2002. `level` in per cent.
    """
    quadrant = quadrant_of(given.cost, given.effect)
    if quadrant not in (Quadrant.TRADE_OFF, Quadrant.LESS_FOR_LESS):
        return Ratio(quadrant, None, None, None)
    z2 = quantile(level, None) ** 2
    a = given.effect**2 - z2 * given.se_effect**2
    b = given.cost * given.effect - z2 * given.covariance
    c = given.cost**2 - z2 * given.se_cost**2
    icer = given.cost / given.effect
    if a <= 0:
        return Ratio(quadrant, icer, None, None)
    root = math.sqrt(max(0.0, b * b - a * c))
    return Ratio(quadrant, icer, (b - root) / a, (b + root) / a)


def net_benefit(given: Increments, threshold: float, level: float = 95.0) -> NetBenefit:
    """Threshold x effect - cost, with a normal interval: Stinnett and Mullahy 1998.

    Its variance is t^2 var(E) + var(C) - 2 t cov(C, E). Raises ValueError for a threshold below zero.
    """
    _check_threshold(threshold)
    estimate = threshold * given.effect - given.cost
    variance = threshold**2 * given.se_effect**2 + given.se_cost**2 - 2 * threshold * given.covariance
    se = math.sqrt(max(0.0, variance))
    reach = quantile(level, None) * se
    if se > 0:
        chance: float | None = float(ndtr(estimate / se))
    else:
        chance = None if estimate == 0 else float(estimate > 0)
    return NetBenefit(threshold, estimate, se, estimate - reach, estimate + reach, chance)


def net_benefit_of_draws(
    costs: ArrayLike, effects: ArrayLike, threshold: float, level: float = 95.0
) -> NetBenefit:
    """The same from draws (a bootstrap's, or a posterior's): mean, spread, percentiles, share above zero.

    Half of the draws at exactly zero count as above it. Raises ValueError as `increments_of_draws`.
    """
    _check_threshold(threshold)
    c, e = _draws(costs, effects)
    values = threshold * e - c
    low, high = np.quantile(values, [(1 - level / 100) / 2, (1 + level / 100) / 2])
    share = float(np.mean(values > 0) + np.mean(values == 0) / 2)
    return NetBenefit(
        threshold, float(np.mean(values)), float(np.std(values, ddof=1)), float(low), float(high), share
    )


def increments_of_draws(costs: ArrayLike, effects: ArrayLike) -> Increments:
    """Means, standard deviations and correlation of paired draws.

    Raises ValueError for fewer than two draws, columns of other lengths, and values that are not numbers.
    """
    c, e = _draws(costs, effects)
    sd_c, sd_e = float(np.std(c, ddof=1)), float(np.std(e, ddof=1))
    rho = float(np.corrcoef(c, e)[0, 1]) if sd_c > 0 and sd_e > 0 else 0.0
    return Increments(float(np.mean(c)), sd_c, float(np.mean(e)), sd_e, rho)


def draw_pairs(given: Increments, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Draws of cost and effect from their bivariate normal distribution; the same seed, the same draws."""
    z = np.random.default_rng(seed).standard_normal((2, draws))
    mixed = given.rho * z[0] + math.sqrt(max(0.0, 1 - given.rho**2)) * z[1]
    return given.cost + given.se_cost * z[0], given.effect + given.se_effect * mixed


def _check_threshold(threshold: float) -> None:
    if not (math.isfinite(threshold) and threshold >= 0):
        raise ValueError(f"threshold {threshold!r} is not an amount of money of zero or more")


def _draws(costs: ArrayLike, effects: ArrayLike) -> tuple[Floats, Floats]:
    c, e = np.array(costs, dtype=float).ravel(), np.array(effects, dtype=float).ravel()
    if c.size != e.size:
        raise ValueError(f"{c.size} draws of cost but {e.size} of effect; draw them in pairs")
    if c.size < 2:
        raise ValueError("give two draws or more; a thousand is usual")
    if not (np.all(np.isfinite(c)) and np.all(np.isfinite(e))):
        row = int(np.flatnonzero(~(np.isfinite(c) & np.isfinite(e)))[0]) + 1
        raise ValueError(f"draw {row} is missing or infinite; leave out the pair")
    return c, e
