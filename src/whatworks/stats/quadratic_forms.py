"""The distribution of a weighted sum of squared standard normal numbers."""

from __future__ import annotations

import numpy as np
from scipy.integrate import quad
from scipy.special import chdtrc

from .effect_size import Floats


def chance_above(q: float, weights: Floats) -> float:
    """P(sum of weights (r,) times independent chi-squared with 1 df > q), for weights above 0.

    Imhof 1961, eq. 3.2, the integral taken wave by wave until what is left is below 1e-11; equal weights are
    a chi-squared distribution.
    """
    scale = float(np.max(weights))
    w, x = np.asarray(weights, dtype=float) / scale, q / scale
    w = w[w > 1e-14]
    if x <= 0:
        return 1.0
    if np.ptp(w) < 1e-12:
        return float(chdtrc(w.size, x / float(np.mean(w))))

    def damping(u: float) -> float:
        return float(u * np.exp(np.sum(np.log1p((w * u) ** 2)) / 4))

    def wave(u: float) -> float:
        return float(np.sin((np.sum(np.arctan(w * u)) - x * u) / 2) / damping(u))

    whole, left, step = 0.0, 0.0, 2 * np.pi / max(x, float(np.sum(w)) / 4)
    for _ in range(WAVES):
        whole += quad(wave, left, left + step, epsabs=1e-13, epsrel=1e-11, limit=200)[0]
        left += step
        if damping(left) > 1e11:
            break
    return float(min(1.0, max(0.0, 0.5 + whole / np.pi)))


WAVES = 4000
