"""Empirical Bayes estimates of each study's own effect, drawn towards the mean."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from whatworks.stats.pooling.random_effects import random_effects
from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical


class Shrunken(NamedTuple):
    """For each study (k,): the estimate, its standard error, and the ends of its prediction interval."""

    pred: Floats
    se: Floats
    pi_lb: Floats
    pi_ub: Floats


def shrunken(yi: ArrayLike, vi: ArrayLike, *, method: str = "REML", level: float = 95.0) -> Shrunken:
    """Best linear unbiased predictions: l y_i + (1 - l) b with l = tau2 / (tau2 + v_i).

    Raudenbush and Bryk 1985 (J Educ Stat 10:75). The variance l v_i + (1 - l)^2 var(b) adds the mean's; that
    of tau2 is left out. Intervals are normal.
    """
    fit = random_effects(yi, vi, method=method, test="z", level=level)
    y, v = np.array(yi, dtype=float).ravel(), np.array(vi, dtype=float).ravel()
    keep = fit.tau2 / (fit.tau2 + v)
    pred = keep * y + (1 - keep) * fit.b[0]
    se = np.sqrt(keep * v + (1 - keep) ** 2 * fit.se[0] ** 2)
    reach = critical(level) * se
    return Shrunken(pred, se, pred - reach, pred + reach)
