"""Weighted least squares for many values of tau2 at once, and the traces that the estimators of tau2 need.

Notation as in Viechtbauer 2005: W holds 1 / (v + tau2) on its diagonal, and P = W - W X (X'W X)^-1 X'W.
The model with a mean alone has its own formulas, which lose no digits when one study outweighs all others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .effect_size import Floats


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
    log_det = 2 * np.sum(np.log(np.abs(np.diagonal(r, axis1=1, axis2=2))), axis=1)
    return Weighted(
        beta=np.einsum("mpq,mq->mp", inverse, c),
        cov=np.asarray(inverse @ np.swapaxes(inverse, 1, 2), dtype=float),
        rss=rss,
        trace_p=trace_p,
        trace_pp=_trace_pp(w, q, left, is_mean_alone(x)),
        score=(np.sum(w * residual**2, axis=1) - trace_p) / 2,
        log_likelihood=(np.sum(np.log(w), axis=1) - log_det - rss) / 2,
    )


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
