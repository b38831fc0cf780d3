"""An interval about the common-effect mean that allows for heterogeneity and resists small-study bias.

Henmi and Copas 2010 (Stat Med 29:2969).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import gammainc

from whatworks.stats.pooling.model_input import prepare
from whatworks.stats.pooling.random_effects import random_effects
from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

NODES, WEIGHTS = np.polynomial.legendre.leggauss(400)
REACH = 10.0


class HenmiCopas(NamedTuple):
    """The common-effect mean, its standard error under random effects, interval, tau2 and p value."""

    b: float
    se: float
    ci_lb: float
    ci_ub: float
    p: float
    tau2: float
    quantile: float


class _Moments(NamedTuple):
    """Of Q given the standardised mean r: mean m0 + m1 r^2, variance v0 + v1 r^2; `share` is W2 / W1."""

    m0: float
    m1: float
    v0: float
    v1: float
    inflation: float
    share: float
    slope: float
    df: int


def henmi_copas(yi: ArrayLike, vi: ArrayLike, *, level: float = 95.0) -> HenmiCopas:
    """Weights of the common-effect model, tau2 of DerSimonian and Laird, and the quantile of their ratio.

    The pivot is (mean - mu) / se with both estimated; its distribution is found by integrating over the mean
    the distribution of Q given the mean, taken as gamma with the right mean and variance (section 3). The
    variance between studies in it is the estimate. Needs two studies.
    """
    critical(level)
    data = prepare(yi, vi, None, spare=True)
    if data.k < 2:
        raise ValueError("the Henmi-Copas interval needs two studies")
    w = 1 / data.v
    centre = float(np.sum(w * data.y) / np.sum(w))
    tau2 = random_effects(yi, vi, method="DL", test="z").tau2 / data.unit**2
    moments = _moments(w, tau2)
    se = float(np.sqrt(moments.inflation / np.sum(w)))
    tail = (1 - level / 100) / 2
    quantile = _quantile(moments, tail)
    mean, error = centre * data.unit + data.shift, se * data.unit
    stat = abs(mean) / error
    chance = min(1.0, 2 * _beyond(stat, moments)) if stat > 0 else 1.0
    return HenmiCopas(
        mean, error, mean - quantile * error, mean + quantile * error, chance,
        tau2 * data.unit**2, quantile,
    )  # fmt: skip


def _moments(w: Floats, tau2: float) -> _Moments:
    """With A = W - ww'/W1 and c = w / sqrt(W1): Q = y'Ay and r = c'y, both of y ~ N(0, V + tau2).

    Given r, y is normal with mean D c r / var(r) and variance D - D cc'D / var(r); the moments of the
    quadratic form follow (Searle 1971, section 2.5).
    """
    total = float(np.sum(w))
    spread = 1 / w + tau2
    c = w / np.sqrt(total)
    form = np.diag(w) - np.outer(c, c)
    inflation = float(np.sum(c**2 * spread))
    lead = spread * c / inflation
    rest = np.diag(spread) - inflation * np.outer(lead, lead)
    product = form @ rest
    share = float(np.sum(w**2)) / total
    return _Moments(
        m0=float(np.trace(product)), m1=float(lead @ form @ lead), v0=2 * float(np.sum(product * product.T)),
        v1=4 * float(lead @ product @ form @ lead), inflation=inflation, share=share, slope=total - share,
        df=w.size - 1,
    )  # fmt: skip


def _quantile(moments: _Moments, tail: float) -> float:
    low, high = 1e-3, 2.0
    while _beyond(high, moments) > tail:
        high *= 2
    return float(brentq(lambda t: _beyond(t, moments) - tail, low, high, xtol=1e-13))


def _beyond(t: float, moments: _Moments) -> float:
    """P(pivot > t): the chance that tau2 is estimated small enough, over the density of r from t on."""
    sd = np.sqrt(moments.inflation)
    if t >= REACH * sd:
        return 0.0
    half = (REACH * sd - t) / 2
    r = t + half * (NODES + 1)
    bound = moments.df + moments.slope / moments.share * ((r / t) ** 2 - 1)
    mean, variance = moments.m0 + moments.m1 * r**2, moments.v0 + moments.v1 * r**2
    below = gammainc(mean**2 / variance, bound * mean / variance)
    density = np.exp(-((r / sd) ** 2) / 2) / (sd * np.sqrt(2 * np.pi))
    return float(np.sum(WEIGHTS * below * density) * half)
