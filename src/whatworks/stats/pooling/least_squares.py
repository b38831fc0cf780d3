"""Weighted least squares for many values of tau2 at once, and the traces that the estimators of tau2 need.

Notation as in Viechtbauer 2005: W holds 1 / (v + tau2) on its diagonal, and P = W - W X (X'W X)^-1 X'W.
The model with a mean alone has its own formulas, which lose no digits when one study outweighs all others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from whatworks.stats.sizes.effect_size import Floats


class Weighted(NamedTuple):
    """A weighted fit at each of m values of tau2, for k studies and p coefficients."""

    beta: Floats
    """(m, p) coefficients."""
    cov: Floats
    """(m, p, p): (X'WX)^-1."""
    rss: Floats
    """(m,) weighted residual sum of squares, y'Py."""
    trace_p: Floats
    """(m,)."""
    trace_pp: Floats
    """(m,)."""
    score: Floats
    """(m,) derivative of the restricted log-likelihood with respect to tau2."""
    log_likelihood: Floats
    """(m,) restricted log-likelihood, without its constant."""
    score_ml: Floats
    """(m,) derivative of the log-likelihood, with the coefficients at their best for each tau2."""
    log_likelihood_ml: Floats
    """(m,) log-likelihood, without its constant."""


def weighted_fit(y: Floats, v: Floats, x: Floats, tau2: Floats) -> Weighted:
    """Fit y (k,) on x (k, p) with weights 1 / (v + tau2), for each of tau2 (m,)."""
    w = 1 / (v + tau2[:, None])
    root = np.sqrt(w)
    q, r, left = _mean_basis(w) if is_mean_alone(x) else _basis(root[:, :, None] * x)
    z = root * y
    c = np.einsum("mkp,mk->mp", q, z)
    inverse = np.linalg.inv(r)
    residual = z - np.einsum("mkp,mp->mk", q, c)
    rss = np.sum(residual**2, axis=1)
    trace_p = np.sum(w * left, axis=1)
    pull = np.sum(w * residual**2, axis=1)
    log_weights = np.sum(np.log(w), axis=1)
    log_det = 2 * np.sum(np.log(np.abs(np.diagonal(r, axis1=1, axis2=2))), axis=1)
    return Weighted(
        beta=np.einsum("mpq,mq->mp", inverse, c),
        cov=np.asarray(inverse @ np.swapaxes(inverse, 1, 2), dtype=float),
        rss=rss,
        trace_p=trace_p,
        trace_pp=_trace_pp(w, q, left, is_mean_alone(x)),
        score=(pull - trace_p) / 2,
        log_likelihood=(log_weights - log_det - rss) / 2,
        score_ml=(pull - np.sum(w, axis=1)) / 2,
        log_likelihood_ml=(log_weights - rss) / 2,
    )


class Projection(NamedTuple):
    """y'Py and the traces of P with V, for P = A - A X (X'AX)^-1 X'A and any weights a on A's diagonal."""

    rss: float
    trace_p: float
    trace_pp: float
    trace_pv: float
    trace_pvp: float
    trace_pvpv: float


def projection(y: Floats, v: Floats, x: Floats, a: Floats) -> Projection:
    """The quadratic form of y (k,) on x (k, p) with weights a (k,), and its traces with V = diag(v)."""
    alone, one = is_mean_alone(x), np.ones_like(v)
    w = a[None, :]
    q, _, left = _mean_basis(w) if alone else _basis(np.sqrt(w)[:, :, None] * x)
    z = np.sqrt(a) * y
    residual = z - q[0] @ (q[0].T @ z)

    def trace(m: Floats, n: Floats) -> float:
        if alone:
            share = w / np.sum(w)
            between = np.sum(w**2 * n * _sum_of_others(share**2 * m))
            return float(np.sum((w * left) ** 2 * m * n) + between)
        first, second = ((q[0] * (a * s)[:, None]).T @ q[0] for s in (m, n))
        return float(np.sum(a**2 * m * n * (2 * left[0] - 1)) + np.sum(first * second))

    return Projection(
        rss=float(np.sum(residual**2)),
        trace_p=float(np.sum(a * left[0])),
        trace_pp=trace(one, one),
        trace_pv=float(np.sum(a * v * left[0])),
        trace_pvp=trace(v, one),
        trace_pvpv=trace(v, v),
    )


def spread_out(y: Floats, x: Floats) -> float:
    """The residual sum of squares of ordinary least squares."""
    beta, *_ = np.linalg.lstsq(x, y, rcond=None)
    return float(np.sum((y - x @ beta) ** 2))


def weighted_otherwise(y: Floats, s: Floats, x: Floats, a: Floats) -> tuple[Floats, Floats]:
    """Coefficients (p,) and covariance (p, p) with weights a (k,) that need not be 1 / s, the variances."""
    root = np.sqrt(a)
    q, r = np.linalg.qr(root[:, None] * x)
    inverse = np.linalg.inv(r)
    middle = (q * (a * s)[:, None]).T @ q
    cov = inverse @ middle @ inverse.T
    return inverse @ (q.T @ (root * y)), np.asarray((cov + cov.T) / 2, dtype=float)


def is_mean_alone(x: Floats) -> bool:
    """Whether the design matrix holds one column of ones."""
    return x.shape[1] == 1 and bool(np.all(x == 1))


def _basis(a: Floats) -> tuple[Floats, Floats, Floats]:
    q, r = np.linalg.qr(a)
    return q, r, np.clip(1 - np.sum(q**2, axis=2), 0, 1)


def _mean_basis(w: Floats) -> tuple[Floats, Floats, Floats]:
    total = np.sum(w, axis=1, keepdims=True)
    q = np.sqrt(w / total)[:, :, None]
    return q, np.sqrt(total)[:, :, None], _sum_of_others(w) / total


def _sum_of_others(w: Floats) -> Floats:
    """For each study the sum over all the others, by adding only."""
    m, k = w.shape
    before = np.zeros((m, k))
    after = np.zeros((m, k))
    before[:, 1:] = np.cumsum(w[:, :-1], axis=1)
    after[:, :-1] = np.cumsum(w[:, :0:-1], axis=1)[:, ::-1]
    return before + after


def _trace_pp(w: Floats, q: Floats, left: Floats, mean_alone: bool) -> Floats:
    if mean_alone:
        share = w / np.sum(w, axis=1, keepdims=True)
        between = np.sum(w**2 * _sum_of_others(share**2), axis=1)
        return np.asarray(np.sum((w * left) ** 2, axis=1) + between)
    cross = np.einsum("mka,mk,mkb->mab", q, w, q)
    return np.asarray(np.sum(w**2 * (2 * left - 1), axis=1) + np.sum(cross**2, axis=(1, 2)))
