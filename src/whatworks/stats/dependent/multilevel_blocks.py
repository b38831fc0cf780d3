"""Which effects go together, and their covariance cut into blocks that can be handled one batch at a time.

The covariance of the estimates is M = R + Z L Z': R holds the sampling covariance and the random effects that
fit into small blocks, Z L Z' the few groups that would tie the blocks together (a crossed factor, or a top
level of very large groups). Blocks of one size are stacked, so that numpy handles them in one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from whatworks.stats.sizes.effect_size import Floats

from .covariances_inner import Inner

Codes = NDArray[np.intp]

FIXED_COST = 5e5
"""What one group tied outside the blocks costs at least, in floating-point operations."""


@dataclass(frozen=True)
class Batch:
    """Blocks of n effects each: `rows` (b, n) says which, `v` (b, n, n) is their sampling covariance.

    `alike` holds for each factor (by its number) a (b, n, n) array of ones where two effects share its level;
    `inner` (b, n) the levels within a cluster and `same` (b, n, n) ones within a cluster.
    """

    rows: Codes
    v: Floats
    alike: dict[int, Floats]
    inner: Codes | None
    same: Floats | None


@dataclass(frozen=True)
class Blocks:
    """The batches, and the factors left outside them with Z (k, q) and each factor's columns of it."""

    batches: tuple[Batch, ...]
    outside: tuple[int, ...]
    z: Any
    columns: dict[int, slice]

    @property
    def q(self) -> int:
        """How many groups tie blocks together."""
        return 0 if self.z is None else int(self.z.shape[1])


def cut(v: Floats, off: Any, factors: Sequence[Codes], inner: Inner | None) -> Blocks:
    """The cheapest cut: v (k,) variances, `off` (k, k) sparse covariances, each factor's codes (k,)."""
    k = v.size
    base = [off.tocoo()] if off.nnz else []
    if inner is not None:
        base.append(_links(inner.outer))
    inside = _cheapest(k, base, factors)
    label = _components(k, [*base, *(_links(factors[s]) for s in inside)])
    outside = tuple(s for s in range(len(factors)) if s not in inside)
    z, columns = _design(factors, outside)
    kept = {s: factors[s] for s in inside}
    batches = tuple(_batch(rows, v, off, kept, inner) for rows in _by_size(label))
    return Blocks(batches, outside, z, columns)


def _links(codes: Codes) -> Any:
    """A graph that joins every effect to the first of its group."""
    _, first, place = np.unique(codes, return_index=True, return_inverse=True)
    ones = np.ones(codes.size)
    return sparse.coo_array((ones, (np.arange(codes.size), first[place])), shape=(codes.size,) * 2)


def _components(k: int, graphs: list[Any]) -> Codes:
    if not graphs:
        return np.arange(k)
    rows = np.concatenate([g.row for g in graphs])
    cols = np.concatenate([g.col for g in graphs])
    graph = sparse.csr_array((np.ones(rows.size), (rows, cols)), shape=(k, k))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.intp)


def _cheapest(k: int, base: list[Any], factors: Sequence[Codes]) -> tuple[int, ...]:
    best: tuple[int, ...] = ()
    least = np.inf
    everything = range(len(factors))
    for size in range(len(factors), -1, -1):
        for inside in combinations(everything, size):
            label = _components(k, [*base, *(_links(factors[s]) for s in inside)])
            sizes = np.bincount(label).astype(float)
            q = sum(int(factors[s].max()) + 1 for s in everything if s not in inside)
            cost = 4 * np.sum(sizes**3) + (q > 0) * FIXED_COST + 4.0 * q**3 + (q > 0) * 50 * np.sum(sizes**2)
            if cost < least:
                best, least = inside, cost
    return best


def _by_size(label: Codes) -> list[Codes]:
    """Rows (b, n) of the blocks of each size."""
    order = np.argsort(label, kind="stable")
    sizes = np.bincount(label)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    found = []
    for n in np.unique(sizes):
        found.append(order[starts[sizes == n][:, None] + np.arange(n)])
    return found


def _design(factors: Sequence[Codes], outside: tuple[int, ...]) -> tuple[Any, dict[int, slice]]:
    if not outside:
        return None, {}
    parts, columns, at = [], {}, 0
    for s in outside:
        codes = factors[s]
        levels = int(codes.max()) + 1
        parts.append(sparse.csr_array((np.ones(codes.size), (np.arange(codes.size), codes)),
                                      shape=(codes.size, levels)))  # fmt: skip
        columns[s] = slice(at, at + levels)
        at += levels
    return sparse.hstack(parts, format="csr"), columns


def _batch(rows: Codes, v: Floats, off: Any, factors: dict[int, Codes], inner: Inner | None) -> Batch:
    b, n = rows.shape
    block = np.zeros((b, n, n))
    block[:, np.arange(n), np.arange(n)] = v[rows]
    if off.nnz and n > 1:
        left, right = (np.broadcast_to(side, (b, n, n)).ravel() for side in (rows[:, :, None], rows[:, None]))
        block += np.asarray(off[left, right]).reshape(b, n, n)
    alike = {s: _same(codes[rows]) for s, codes in factors.items()}
    if inner is None:
        return Batch(rows, block, alike, None, None)
    return Batch(rows, block, alike, inner.inner[rows], _same(inner.outer[rows]))


def _same(codes: Codes) -> Floats:
    return np.asarray(codes[:, :, None] == codes[:, None, :], dtype=float)
