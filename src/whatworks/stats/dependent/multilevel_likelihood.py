"""The (restricted) likelihood of a model with random effects, its slopes, and the fit at given variances.

l = -1/2 [ (k-p) log 2 pi + log|M| + log|X'M^-1 X| - log|X'X| + y'Py ] for REML (Harville 1977), without the
terms of X for ML. Slopes: -1/2 [ tr(P dM) - y'P dM Py ], P replaced by M^-1 in the trace for ML.
The design enters by an orthonormal basis, so that badly scaled moderators cost no digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from whatworks.stats.sizes.effect_size import Floats

from .covariances_inner import Inner
from .multilevel_blocks import Batch, Blocks


@dataclass(frozen=True)
class Mixed:
    """What a fit needs: y (k,), an orthonormal basis q (k, p) of the design, the blocks, what to estimate."""

    y: Floats
    q: Floats
    blocks: Blocks
    factors: int
    inner: Inner | None
    restricted: bool


@dataclass(frozen=True)
class Solved:
    """The fit at given variances. `inverse` is a block of M^-1 per batch, before what ties blocks together.

    `gamma` (p,) are coefficients of the basis and `cov` (p, p) their covariance; `my` (k,) is M^-1 times the
    residuals, `mq` (k, p) M^-1 times the basis; `tie` (k, q) and `core` (q, q) complete M^-1 as
    inverse - tie core tie'.
    """

    gamma: Floats
    cov: Floats
    my: Floats
    mq: Floats
    rss: float
    log_det: float
    log_likelihood: float
    inverse: tuple[Floats, ...]
    tie: Any
    core: Floats | None


def solve(model: Mixed, sigma2: Floats, g: Floats | None) -> Solved | None:
    """Fit at variances sigma2 (one a factor) and G; None where M is no covariance."""
    inverse, log_det = [], 0.0
    for batch in model.blocks.batches:
        try:
            root = np.linalg.cholesky(_covariance(batch, sigma2, g))
        except np.linalg.LinAlgError:
            return None
        log_det += 2 * float(np.sum(np.log(np.diagonal(root, axis1=1, axis2=2))))
        back = np.linalg.inv(root)
        inverse.append(np.swapaxes(back, 1, 2) @ back)
    both = np.column_stack([model.q, model.y])
    solved = _times(model.blocks, inverse, both)
    tie, core = None, None
    if model.blocks.q:
        tie, core, more = _tie(model.blocks, inverse, sigma2)
        log_det += more
        solved = solved - tie @ (core @ (model.blocks.z.T @ solved))
    return _finish(model, both, solved, log_det, (tuple(inverse), tie, core))


def _finish(model: Mixed, both: Floats, solved: Floats, log_det: float, kept: tuple[Any, ...]) -> Solved:
    k, p = model.q.shape
    mq, my = solved[:, :p], solved[:, p]
    information = model.q.T @ mq
    root = np.linalg.cholesky((information + information.T) / 2)
    back = np.linalg.inv(root)
    cov = back.T @ back
    gamma = cov @ (mq.T @ model.y)
    weighted = my - mq @ gamma
    rss = float((model.y - model.q @ gamma) @ weighted)
    design = 2 * float(np.sum(np.log(np.diagonal(root)))) if model.restricted else 0.0
    left = k - p if model.restricted else k
    height = -0.5 * (left * np.log(2 * np.pi) + log_det + design + rss)
    return Solved(gamma, cov, weighted, mq, rss, log_det, float(height), *kept)


def slopes(model: Mixed, fit: Solved, changes: list[Floats]) -> tuple[Floats, Floats]:
    """Slopes of the log-likelihood in each factor's sigma2, and along each change (levels, levels) of G."""
    by_factor, by_change = np.zeros(model.factors), np.zeros(len(changes))
    for n, batch in enumerate(model.blocks.batches):
        for s, alike in batch.alike.items():
            by_factor[s] += _slope(model, fit, n, batch, alike)
        for c, change in enumerate(changes):
            by_change[c] += _slope(model, fit, n, batch, spread(batch, change))
    if fit.core is not None:
        z = model.blocks.z
        zr, zq = z.T @ fit.my, z.T @ fit.mq
        a = np.asarray((z.T @ fit.tie).toarray())
        inner = np.diagonal(a) - np.einsum("ij,jk,ki->i", a, fit.core, a, optimize=True)
        if model.restricted:
            inner = inner - np.einsum("ip,pq,iq->i", zq, fit.cov, zq, optimize=True)
        for s, columns in model.blocks.columns.items():
            by_factor[s] = -0.5 * (np.sum(inner[columns]) - np.sum(zr[columns] ** 2))
    return by_factor, by_change


def spread(batch: Batch, matrix: Floats) -> Floats:
    """A (levels, levels) matrix laid out over a batch's blocks."""
    assert batch.inner is not None and batch.same is not None  # noqa: S101 - only called with `inner`
    return np.asarray(matrix[batch.inner[:, :, None], batch.inner[:, None, :]] * batch.same)


def covariance(model: Mixed, sigma2: Floats, g: Floats | None) -> Any:
    """M (k, k) as a sparse array."""
    k = model.y.size
    total = _sparse(model.blocks, [_covariance(b, sigma2, g) for b in model.blocks.batches], k)
    for s, columns in model.blocks.columns.items():
        z = model.blocks.z[:, columns]
        total = total + sigma2[s] * (z @ z.T)
    return sparse.csr_array(total)


def trace_of_p(fit: Solved) -> float:
    """tr(P), for a fit without ties between blocks."""
    total = sum(float(np.trace(block, axis1=1, axis2=2).sum()) for block in fit.inverse)
    return total - float(np.sum((fit.mq @ fit.cov) * fit.mq))


def _covariance(batch: Batch, sigma2: Floats, g: Floats | None) -> Floats:
    total = batch.v.copy()
    for s, alike in batch.alike.items():
        if sigma2[s] > 0:
            total += sigma2[s] * alike
    return total if g is None else total + spread(batch, g)


def _times(blocks: Blocks, inverse: list[Floats], right: Floats) -> Floats:
    out = np.empty_like(right)
    for batch, block in zip(blocks.batches, inverse, strict=True):
        out[batch.rows] = block @ right[batch.rows]
    return out


def _sparse(blocks: Blocks, parts: list[Floats], k: int) -> Any:
    rows = [np.broadcast_to(b.rows[:, :, None], p.shape).ravel()
            for b, p in zip(blocks.batches, parts, strict=True)]  # fmt: skip
    cols = [np.broadcast_to(b.rows[:, None, :], p.shape).ravel()
            for b, p in zip(blocks.batches, parts, strict=True)]  # fmt: skip
    values = np.concatenate([p.ravel() for p in parts])
    return sparse.csr_array((values, (np.concatenate(rows), np.concatenate(cols))), shape=(k, k))


def _tie(blocks: Blocks, inverse: list[Floats], sigma2: Floats) -> tuple[Any, Floats, float]:
    """Woodbury's identity, in a form that stands a variance of 0: core = S (I + S Z'R^-1 Z S)^-1 S."""
    root = np.empty(blocks.q)
    for s, columns in blocks.columns.items():
        root[columns] = np.sqrt(sigma2[s])
    tie = _sparse(blocks, inverse, blocks.z.shape[0]) @ blocks.z
    a = np.asarray((blocks.z.T @ tie).toarray())
    low = np.linalg.cholesky(np.eye(blocks.q) + root[:, None] * a * root)
    back = np.linalg.inv(low) * root
    return tie, back.T @ back, 2 * float(np.sum(np.log(np.diagonal(low))))


def _slope(model: Mixed, fit: Solved, n: int, batch: Batch, change: Floats) -> float:
    r, q = fit.my[batch.rows], fit.mq[batch.rows]
    trace = float(np.sum(fit.inverse[n] * change))
    if fit.core is not None:
        tie = fit.tie[batch.rows.ravel()]
        b, size = batch.rows.shape
        block = np.asarray(change)
        index = np.arange(b * size).reshape(b, size)
        rows = np.broadcast_to(index[:, :, None], block.shape).ravel()
        cols = np.broadcast_to(index[:, None, :], block.shape).ravel()
        laid = sparse.csr_array((block.ravel(), (rows, cols)), shape=(b * size,) * 2)
        trace -= float(np.sum(np.asarray((tie.T @ laid @ tie).toarray()) * fit.core))
    if model.restricted:
        trace -= float(np.sum((q @ fit.cov) * (change @ q)))
    return -0.5 * (trace - float(np.sum(r * np.squeeze(change @ r[:, :, None], axis=2))))
