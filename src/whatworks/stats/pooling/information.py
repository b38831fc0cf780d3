"""How well a model fits: log-likelihood and the information criteria made from it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from whatworks.stats.sizes.effect_size import Floats

from .least_squares import weighted_fit
from .model_input import ModelInput


class FitStats(NamedTuple):
    """Log-likelihood, Akaike's and Schwarz's criterion, and Akaike's corrected for few studies."""

    logLik: float | None
    AIC: float | None
    BIC: float | None
    AICc: float | None


NO_FIT = FitStats(None, None, None, None)


def fit_stats(data: ModelInput, tau2: float, beta: Floats, free: int) -> tuple[FitStats, FitStats]:
    """By likelihood and by restricted likelihood, at this tau2 and beta (p,) in the model's units.

    `free` is the number of parameters; beta differs from the best where the caller gave weights.

    The restricted one has the constant log|X'X| / 2 (Harville 1974) and needs more studies than coefficients;
    its criteria count k-p observations. Burnham and Anderson 2002, eq. 2.4 for AICc.
    """
    k, p = data.x.shape
    fit = weighted_fit(data.y, data.v, data.x, np.array([tau2]))
    loss = 0.0
    if data.weights is not None:
        loss = float(np.sum((data.y - data.x @ beta) ** 2 / (data.v + tau2)) - fit.rss[0]) / 2
    shift = math.log(2 * math.pi) / 2 + math.log(data.unit)
    full = criteria(float(fit.log_likelihood_ml[0]) - loss - k * shift, free, k)
    if k == p:
        return full, NO_FIT
    log_det = 2 * float(np.sum(np.log(np.abs(np.diagonal(np.linalg.qr(data.x, mode="r"))))))
    restricted = float(fit.log_likelihood[0]) - loss - (k - p) * shift + log_det / 2
    return full, criteria(restricted, free, k - p)


def criteria(log_likelihood: float, free: int, n: int) -> FitStats:
    """The criteria of a model with `free` parameters fitted to n observations."""
    deviance, least = -2 * log_likelihood, max(n, free + 2)
    return FitStats(
        log_likelihood,
        deviance + 2 * free,
        deviance + free * math.log(n),
        deviance + 2 * free * least / (least - free - 1),
    )
