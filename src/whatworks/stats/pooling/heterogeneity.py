"""The estimators of tau2, the variance between studies, by their names."""

from __future__ import annotations

from collections.abc import Callable

from whatworks.stats.sizes.effect_size import Floats

from .tau2_likelihood import maximum_likelihood, restricted_likelihood
from .tau2_moments import (
    Tau2,
    dersimonian_laird,
    hedges,
    hunter_schmidt,
    hunter_schmidt_corrected,
    paule_mandel,
    paule_mandel_median,
    sidik_jonkman,
)

__all__ = ["ESTIMATORS", "KNOWS_K", "RANDOM", "Tau2", "estimate"]

ESTIMATORS: dict[str, Callable[[Floats, Floats, Floats], Tau2]] = {
    "REML": restricted_likelihood,
    "ML": maximum_likelihood,
    "DL": dersimonian_laird,
    "HE": hedges,
    "HS": hunter_schmidt,
    "HSk": hunter_schmidt_corrected,
    "SJ": sidik_jonkman,
    "EB": paule_mandel,
    "PM": paule_mandel,
    "PMM": paule_mandel_median,
}
RANDOM = tuple(ESTIMATORS)

KNOWS_K = ("DL", "HE", "HS", "HSk", "SJ", "EB", "PM", "PMM")
"""Estimators that count studies, so that one with hardly any information still moves them."""


def estimate(y: Floats, v: Floats, x: Floats, method: str, start: float | None = None) -> Tau2:
    """tau2 by the method named; `start` is Sidik and Jonkman's first guess, which others do not use."""
    if method == "SJ":
        return sidik_jonkman(y, v, x, start)
    return ESTIMATORS[method](y, v, x)
