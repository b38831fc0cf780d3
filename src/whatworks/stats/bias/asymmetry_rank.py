"""The rank correlation test of Begg and Mazumdar 1994 (Biometrics 50:1088), and Kendall's tau under it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from whatworks.stats.pooling.model_input import prepare
from whatworks.stats.sizes.effect_size import Floats

LARGEST_EXACT = 150
"""Up to here the exact distribution is counted out; beyond it the normal one is the same to the eye."""


class RankTest(NamedTuple):
    """Kendall's tau-b, its two-sided p value, whether that is exact, and the number of studies."""

    tau: float | None
    p: float | None
    exact: bool
    k: int


def begg(yi: ArrayLike, vi: ArrayLike) -> RankTest:
    """Rank correlation of the standardised deviates (y_i - mean) / sqrt(v_i - var(mean)) with v_i.

    The mean is the common-effect one. Exact p where there are no ties, else the normal approximation with
    Kendall's variance for ties. tau is None where all variances are the same. Needs two studies.
    """
    data = prepare(yi, vi, None, spare=False)
    if data.k < 2:
        raise ValueError("the rank test of asymmetry needs two studies")
    w = 1 / data.v
    mean = float(np.sum(w * data.y) / np.sum(w))
    others = np.sum(np.where(np.eye(data.k, dtype=bool), 0.0, w), axis=1)
    deviates = (data.y - mean) / np.sqrt(data.v * others)  # times a constant, which no rank sees
    return kendall(deviates, data.v)


def kendall(x: ArrayLike, y: ArrayLike) -> RankTest:
    """Kendall's tau-b of x (n,) and y (n,) with its two-sided test (Kendall 1970)."""
    a, b = np.array(x, dtype=float).ravel(), np.array(y, dtype=float).ravel()
    if a.size != b.size or a.size < 2:
        raise ValueError(f"{a.size} and {b.size} numbers; give two or more pairs")
    n = a.size
    signs = np.sign(a[:, None] - a) * np.sign(b[:, None] - b)
    score = float(np.sum(signs)) / 2
    pairs = n * (n - 1) / 2
    ties = [_tie_sizes(values) for values in (a, b)]
    free = [pairs - float(np.sum(t * (t - 1))) / 2 for t in ties]
    if min(free) == 0:
        return RankTest(None, None, False, n)
    tau = score / float(np.sqrt(free[0] * free[1]))
    exact = free[0] == free[1] == pairs and n <= LARGEST_EXACT
    chance = _exact(score, n) if exact else 2 * float(ndtr(-abs(score) / np.sqrt(_variance(n, *ties))))
    return RankTest(tau, chance, exact, n)


def _tie_sizes(values: Floats) -> Floats:
    return np.unique(values, return_counts=True)[1].astype(float)


def _exact(score: float, n: int) -> float:
    """Two-sided p from the distribution of the number of concordant pairs, which is symmetric."""
    chances = np.ones(1)
    for size in range(2, n + 1):
        chances = np.convolve(chances, np.full(size, 1 / size))
    concordant = round((score + n * (n - 1) / 2) / 2)
    tail = min(float(np.sum(chances[: concordant + 1])), float(np.sum(chances[concordant:])))
    return min(1.0, 2 * tail)


def _variance(n: int, t: Floats, u: Floats) -> float:
    """Variance of the score under ties of sizes t and u (Kendall 1970, eq. 4.3)."""

    def triple(sizes: Floats) -> float:
        return float(np.sum(sizes * (sizes - 1) * (2 * sizes + 5)))

    first = (n * (n - 1) * (2 * n + 5) - triple(t) - triple(u)) / 18
    second = float(np.sum(t * (t - 1)) * np.sum(u * (u - 1))) / (2 * n * (n - 1))
    third = float(np.sum(t * (t - 1) * (t - 2)) * np.sum(u * (u - 1) * (u - 2)))
    return first + second + third / (9 * n * (n - 1) * (n - 2))
