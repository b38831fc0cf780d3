"""Estimators of tau2 from quadratic forms in the estimates.

Each sets y'Ay, for a matrix A that takes the fitted mean out, against its expectation under the model, whose
variance is Sigma = V + tau2 I. Standard errors follow from Var(y'Ay) = 2 tr(A Sigma A Sigma).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri

from whatworks.stats.sizes.effect_size import Floats

from .least_squares import Projection, projection, spread_out, weighted_fit

TIGHT = 8.9e-16


class Tau2(NamedTuple):
    """An estimate of tau2, its standard error, and all peaks of the likelihood where one was searched."""

    value: float
    se: float | None
    peaks: tuple[float, ...] = ()


def dersimonian_laird(y: Floats, v: Floats, x: Floats) -> Tau2:
    """The method of moments with inverse variances as weights, cut off at zero.

    DerSimonian and Laird 1986, eq. 8; with moderators Raudenbush 2009.
    """
    return generalised_q(y, v, x, 1 / v)


def hedges(y: Floats, v: Floats, x: Floats) -> Tau2:
    """The method of moments with equal weights, cut off at zero. Hedges and Olkin 1985, eq. 9.14."""
    return generalised_q(y, v, x, np.ones_like(v))


def generalised_q(y: Floats, v: Floats, x: Floats, a: Floats) -> Tau2:
    """The method of moments with any weights a (k,), cut off at zero. DerSimonian and Kacker 2007, eq. 6."""
    form = projection(y, v, x, a)
    value = max(0.0, (form.rss - form.trace_pv) / form.trace_p)
    return Tau2(value, _deviation(form, value) / form.trace_p)


def hunter_schmidt(y: Floats, v: Floats, x: Floats) -> Tau2:
    """(Q - k) / sum of weights, cut off at zero. Schmidt and Hunter 2015; Viechtbauer 2005, eq. 14."""
    form = projection(y, v, x, 1 / v)
    total = float(np.sum(1 / v))
    value = max(0.0, (form.rss - y.size) / total)
    return Tau2(value, _deviation(form, value) / total)


def hunter_schmidt_corrected(y: Floats, v: Floats, x: Floats) -> Tau2:
    """Hunter and Schmidt's with Q raised by k / (k-p), which takes its bias away in large samples.

    Brannick, Potter, Benitez and Morris 2019.
    """
    form = projection(y, v, x, 1 / v)
    total, factor = float(np.sum(1 / v)), y.size / (y.size - x.shape[1])
    value = max(0.0, (factor * form.rss - y.size) / total)
    return Tau2(value, factor * _deviation(form, value) / total)


def sidik_jonkman(y: Floats, v: Floats, x: Floats, start: float | None = None) -> Tau2:
    """A first guess of tau2 (`start`, else the variance of the estimates over k) improved once; never zero.

    Sidik and Jonkman 2005. Where all estimates agree exactly the first guess is 0, and so is the answer.
    """
    first = float(np.mean((y - np.mean(y)) ** 2)) if start is None else start
    if first <= 0:
        return Tau2(0.0, None)
    form = projection(y, v, x, 1 / (v + first))
    df = y.size - x.shape[1]
    value = first * form.rss / df
    return Tau2(value, first * _deviation(form, value) / df)


def paule_mandel(y: Floats, v: Floats, x: Floats) -> Tau2:
    """The tau2 at which the weighted residual sum of squares is what is expected of it, k-p.

    Paule and Mandel 1982; the same as the empirical Bayes estimator of Morris 1983.
    """
    return _settled(y, v, x, float(y.size - x.shape[1]))


def paule_mandel_median(y: Floats, v: Floats, x: Floats) -> Tau2:
    """The tau2 at which the weighted residual sum of squares is the median of chi-squared with k-p df.

    Viechtbauer 2021.
    """
    return _settled(y, v, x, float(chdtri(y.size - x.shape[1], 0.5)))


def tau2_where_q_is(y: Floats, v: Floats, x: Floats, target: float) -> float | None:
    """The tau2 at which the weighted residual sum of squares falls to `target`; None if it starts lower."""

    def over(tau2: float) -> float:
        return float(weighted_fit(y, v, x, np.array([tau2])).rss[0]) - target

    if over(0.0) < 0:
        return None
    upper = max(0.0, spread_out(y, x) / target - float(v.min())) * 1.0001
    if upper == 0 or over(upper) >= 0:
        return upper
    return float(brentq(over, 0.0, upper, xtol=1e-16 * upper, rtol=TIGHT, maxiter=1000))


def _settled(y: Floats, v: Floats, x: Floats, target: float) -> Tau2:
    value = tau2_where_q_is(y, v, x, target) or 0.0
    total = float(np.sum(1 / (v + value)))
    return Tau2(value, math.sqrt(2 / (y.size - x.shape[1])) * y.size / total)


def _deviation(form: Projection, tau2: float) -> float:
    """The standard deviation of the quadratic form."""
    return math.sqrt(2 * (form.trace_pvpv + 2 * tau2 * form.trace_pvp + tau2**2 * form.trace_pp))
