"""The distribution of a weighted sum of squared standard normal numbers."""

from __future__ import annotations

import numpy as np

from whatworks.stats.sizes.effect_size import Floats

NODES = 28


def chance_above(q: float, weights: Floats) -> float:
    """P(sum of weights (r,) times independent chi-squared with 1 df > q), for weights above 0.

    The Laplace transform of the distribution, the product of 1 / sqrt(1 + 2 w z) over z, is turned back along
    a parabola about its singularities, which all lie on the negative axis (Weideman and Trefethen 2007:
    step 3 / N, breadth pi N / 12). Exact to 1e-12.
    """
    if q <= 0:
        return 1.0
    u = (np.arange(NODES) + 0.5) * 3 / NODES
    breadth = np.pi * NODES / (12 * q)
    z = breadth * (1j * u + 1) ** 2
    slope = 2j * breadth * (1 + 1j * u)
    root = np.prod(np.sqrt(1 + 2 * np.asarray(weights)[:, None] * z), axis=0)
    below = 3 / NODES / np.pi * np.sum((np.exp(z * q) / (z * root) * slope).imag)
    return float(min(1.0, max(0.0, 1 - below)))
