"""The test of excess significance: more significant studies than their power allows?

Ioannidis and Trikalinos 2007 (Clin Trials 4:245); the exact form is Francis 2013 (J Math Psychol 57:153).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import comb, ndtr, ndtri

from whatworks.stats.pooling.model_input import prepare
from whatworks.stats.sizes.effect_size import Floats

MOST_SUBSETS = 1e6
"""Above so many ways to pick the significant studies, chi-squared replaces the exact test."""


class ExcessSignificance(NamedTuple):
    """Significant studies observed (O) and expected (E), one-sided p, X2 where chi-squared was used."""

    O: int  # noqa: E741 - the name in the paper
    E: float
    p: float
    X2: float | None
    theta: float
    power: tuple[float, ...]


def excess_significance(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    theta: float | None = None,
    tau2: float = 0.0,
    alpha: float = 0.05,
    exact: bool | None = None,
) -> ExcessSignificance:
    """Compare the number of two-sided p < `alpha` with the sum of the studies' powers at `theta`.

    `theta` is the common-effect mean unless given; `tau2` spreads the power over normal true effects. `exact`
    uses the distribution of a sum of unlike coin tosses, else Pearson's chi-squared; None takes the exact one
    where at most a million subsets are in question, as metafor does. One-sided: more than expected.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha {alpha:g} is not between 0 and 1")
    if not tau2 >= 0:
        raise ValueError(f"tau2 {tau2:g} is below zero")
    data = prepare(yi, vi, None, spare=False)
    y, v = data.y * data.unit + data.shift, data.v * data.unit**2
    mean = float(np.sum(y / v) / np.sum(1 / v)) if theta is None else theta
    critical = float(ndtri(1 - alpha / 2))
    seen = int(np.sum(np.abs(y) / np.sqrt(v) >= critical))
    spread, limit = np.sqrt(v + tau2), critical * np.sqrt(v)
    power = ndtr((mean - limit) / spread) + ndtr((-mean - limit) / spread)
    expected = float(np.sum(power))
    if exact is None:
        exact = float(sum(comb(data.k, j) for j in range(seen, data.k + 1))) <= MOST_SUBSETS
    given = np.empty(data.k)
    given[data.order] = power
    shown = tuple(given.tolist())
    if exact:
        return ExcessSignificance(seen, expected, _tail(power, seen), None, mean, shown)
    x2 = (seen - expected) ** 2 * (1 / expected + 1 / (data.k - expected))
    chance = float(ndtr(-np.sign(seen - expected) * np.sqrt(x2)))
    return ExcessSignificance(seen, expected, chance, float(x2), mean, shown)


def _tail(chances: Floats, least: int) -> float:
    """P(at least `least` successes) of independent tosses with these chances."""
    counts = np.ones(1)
    for chance in chances:
        counts = np.convolve(counts, [1 - chance, chance])
    return min(1.0, float(np.sum(counts[least:])))
