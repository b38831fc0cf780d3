"""Which treatment comes first? P-scores, and the chance of each place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from whatworks.stats.sizes.effect_size import Floats

from .network import NetworkFit

SMALL_VALUES = ("good", "bad")
DRAWS = 2**16
WHERE_ENDS = 2.0**-40
"""A draw of 0 is taken as this; the sequence never reaches 1."""


class Ranking(NamedTuple):
    """One entry a treatment, in the order of the fit's treatments.

    P-score: the mean certainty, over all others, that the treatment is better; 1 is best. It is SUCRA with
    normal distributions. `chances` [i][r] is the chance that treatment i has place r + 1.
    """

    treatments: tuple[str, ...]
    p_scores: tuple[float, ...]
    chances: tuple[tuple[float, ...], ...]
    mean_ranks: tuple[float, ...]
    sucra: tuple[float, ...]
    draws: int
    seed: int


def p_scores(fit: NetworkFit, small_values: str) -> tuple[float, ...]:
    """P-scores, one a treatment. `small_values`: good where less of the outcome is better, else bad.

    The mean over the others j of Phi((d_i - d_j) / se_ij), signs turned where small values are good (Rücker
    and Schwarzer 2015, eq. 3 and 4). Raises ValueError for another word.
    """
    d, cov = _turned(fit, small_values)
    n = d.size
    spread = np.diagonal(cov)[:, None] + np.diagonal(cov)[None, :] - 2 * cov
    error = np.sqrt(np.where(np.eye(n, dtype=bool), 1.0, spread))
    certain = ndtr((d[:, None] - d[None, :]) / error)
    np.fill_diagonal(certain, 0.0)
    return tuple((np.sum(certain, axis=1) / (n - 1)).tolist())


def rank(fit: NetworkFit, small_values: str, *, draws: int = DRAWS, seed: int = 2015) -> Ranking:
    """P-scores, and the chance of each place from draws of the effects' normal distribution.

    The draws are a scrambled Sobol sequence, spread more evenly than chance: with 65,536 a chance is right to
    about 0.001. The same seed gives the same digits. SUCRA is (n - mean rank) / (n - 1), from the draws
    (Salanti, Ades and Ioannidis 2011). Raises ValueError for fewer than 1,000 draws.
    """
    if draws < 1000:
        raise ValueError(f"{draws} draws tell too little of ranks; use 1000 or more")
    d, cov = _turned(fit, small_values)
    n, size = d.size, 2 ** int(np.ceil(np.log2(draws)))
    against_first = (cov - cov[:1] - cov[:, :1] + cov[0, 0])[1:, 1:]
    uniform = qmc.Sobol(n - 1, scramble=True, seed=seed).random(size)
    normal = ndtri(np.maximum(uniform, WHERE_ENDS))
    drawn = np.zeros((size, n))
    drawn[:, 1:] = normal @ np.linalg.cholesky(against_first).T
    places = np.argsort(np.argsort(-(drawn + d), axis=1, kind="stable"), axis=1, kind="stable")
    chances = np.stack([np.mean(places == r, axis=0) for r in range(n)], axis=1)
    means = chances @ np.arange(1, n + 1)
    return Ranking(
        fit.treatments, p_scores(fit, small_values), tuple(tuple(row) for row in chances.tolist()),
        tuple(means.tolist()), tuple(((n - means) / (n - 1)).tolist()), size, seed,
    )  # fmt: skip


def _turned(fit: NetworkFit, small_values: str) -> tuple[Floats, Floats]:
    """Effects with more being better, and their covariances."""
    if small_values not in SMALL_VALUES:
        raise ValueError(f"small_values {small_values!r} is not known; use one of {', '.join(SMALL_VALUES)}")
    sign = -1.0 if small_values == "good" else 1.0
    effects = fit.effects
    return sign * np.array([effects[t] for t in fit.treatments]), np.array(fit.cov)
