"""Cumulative meta-analysis: the model fitted again each time a study comes in.

Lau et al. 1992 (N Engl J Med 327:248).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.stats.pooling.random_effects import Fit, random_effects


def cumulative(
    yi: ArrayLike,
    vi: ArrayLike,
    order: ArrayLike | None = None,
    *,
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
) -> tuple[Fit, ...]:
    """Fit the first study, the first two, and so on. `order` (k,) sorts them, such as years; None keeps them.

    Studies with the same `order` keep the order they are given in. The intervals are those of a single look:
    who decides after each study whether to go on needs `sequential` or `confidence_sequence`.
    """
    y, v = np.array(yi, dtype=float).ravel(), np.array(vi, dtype=float).ravel()
    place = in_order(order, y.size)
    if y.size != v.size:
        raise ValueError(f"{y.size} estimates but {v.size} variances; give one for each")
    return tuple(
        random_effects(y[place[:j]], v[place[:j]], method=method, test=test, level=level)
        for j in range(1, max(2, y.size + 1))
    )


def in_order(order: ArrayLike | None, k: int) -> NDArray[np.intp]:
    """The places of k studies sorted by `order`, ties as given. Raises ValueError where one has no place."""
    if order is None:
        return np.arange(k)
    values = np.array(order, dtype=float).ravel()
    if values.size != k:
        raise ValueError(f"{k} studies but {values.size} places in order; give one for each")
    lost = np.flatnonzero(~np.isfinite(values))
    if lost.size:
        raise ValueError(f"row {int(lost[0]) + 1}: no place in order; give one or leave the row out")
    return np.argsort(values, kind="stable")
