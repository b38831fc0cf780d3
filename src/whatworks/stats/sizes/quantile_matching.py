"""A mean and a standard deviation from quantiles of an outcome that need not be normal."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares
from scipy.special import gamma, gammaincinv, ndtri

from .effect_size import Floats, InconsistentNumbers


class Matched(NamedTuple):
    """Mean and standard deviation of the distribution that fits best, its name, and the squares left over."""

    mean: float
    sd: float
    distribution: str
    squares: float


class _Family(NamedTuple):
    """Quantiles at two free parameters; their mean and standard deviation; where to start from."""

    quantile: Callable[[Floats, Floats], Floats]
    moments: Callable[[Floats], tuple[float, float]]
    start: Callable[[float, float], list[float]]


def match_quantiles(
    median: float, n: float, *, q1: float | None = None, q3: float | None = None,
    low: float | None = None, high: float | None = None,
) -> Matched:  # fmt: skip
    """Mean and standard deviation by matching quantiles: the QE method of McGrath et al. 2020.

    Normal, lognormal, gamma and Weibull distributions are fitted to the numbers by least squares, the lowest
    and highest taken as the quantiles of 1/n and 1 - 1/n; the one that fits best gives mean and standard
    deviation. Numbers that are not all above zero leave the normal alone. The beta, which the paper takes for
    shares, is not tried. Raises InconsistentNumbers where the numbers do not rise, or with fewer than three.
    """
    shares = {0.25: q1, 0.5: median, 0.75: q3, 1 / n: low, 1 - 1 / n: high}
    given = sorted((share, value) for share, value in shares.items() if value is not None)
    p, q = (np.array(part, dtype=float) for part in zip(*given, strict=True))
    if len(q) < 3 or n < 5 or np.any(np.diff(q) <= 0):
        shown = ", ".join(f"{value:g}" for value in q)
        raise InconsistentNumbers(
            f"{shown} of {n:g} people: give a median with numbers on both sides, each above the one before, "
            "and five people or more"
        )
    spread = float((q[-1] - q[0]) / (ndtri(p[-1]) - ndtri(p[0])))
    names = FAMILIES if q[0] > 0 else ("normal",)
    return min((_fit(name, p, q, spread) for name in names), key=lambda fit: fit.squares)


def _fit(name: str, p: Floats, q: Floats, spread: float) -> Matched:
    family = FAMILIES[name]
    found = least_squares(
        lambda theta: family.quantile(p, theta) - q, family.start(float(q.mean()), spread), x_scale="jac",
        xtol=1e-14, ftol=1e-14, gtol=1e-14, max_nfev=2000,
    )  # fmt: skip
    return Matched(*family.moments(found.x), name, float(2 * found.cost))


def _lognormal_moments(theta: Floats) -> tuple[float, float]:
    variance = math.exp(2 * theta[1])
    mean = math.exp(theta[0] + variance / 2)
    return mean, mean * math.sqrt(math.expm1(variance))


def _weibull_moments(theta: Floats) -> tuple[float, float]:
    shape, scale = math.exp(-theta[0]), math.exp(theta[1])
    first, second = float(gamma(1 + shape)), float(gamma(1 + 2 * shape))
    return scale * first, scale * math.sqrt(second - first**2)


FAMILIES = {
    "normal": _Family(
        lambda p, theta: np.asarray(theta[0] + theta[1] * ndtri(p)),
        lambda theta: (float(theta[0]), float(abs(theta[1]))),
        lambda mean, sd: [mean, sd],
    ),
    "lognormal": _Family(
        lambda p, theta: np.asarray(np.exp(theta[0] + np.exp(theta[1]) * ndtri(p))),
        _lognormal_moments,
        lambda mean, sd: [math.log(mean), math.log(sd / mean)],
    ),
    "gamma": _Family(
        lambda p, theta: np.asarray(gammaincinv(np.exp(theta[0]), p) * np.exp(theta[1])),
        lambda theta: (math.exp(theta[0] + theta[1]), math.exp(theta[0] / 2 + theta[1])),
        lambda mean, sd: [2 * math.log(mean / sd), 2 * math.log(sd) - math.log(mean)],
    ),
    "weibull": _Family(
        lambda p, theta: np.asarray(np.exp(theta[1]) * (-np.log1p(-p)) ** np.exp(-theta[0])),
        _weibull_moments,
        lambda mean, sd: [math.log(mean / sd), math.log(mean)],
    ),
}
"""The distributions that are tried, by name."""
