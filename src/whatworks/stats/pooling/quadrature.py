"""Adaptive quadrature of a density over 0 to infinity, kept as nodes and weights."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from whatworks.stats.sizes.effect_size import Floats

NODES = 20
CLOSE = 1e-13
"""A panel whose halves differ from it by less, as a share of the whole, is not divided again."""
DEEPEST, MOST = 60, 5000
"""How often a panel may be divided, and how many may wait for it, before the integral is given up."""
ROOM = 2_000_000
_X, _W = np.polynomial.legendre.leggauss(NODES)
LogDensity = Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class Panels:
    """Where a density was looked at: `nodes` (n,) with `weights` (n,) that add up to one.

    `edges` (m, 2) are the panels in order, `masses` (m,) the probability in each. A panel of the tail holds
    u = end / tau from low to high. `log_total` is the logarithm of the integral before it was scaled to one,
    `error` its relative error as far as two ways of dividing tell.
    """

    log_density: LogDensity
    end: float
    nodes: Floats
    weights: Floats
    edges: Floats
    in_tail: Floats
    masses: Floats
    log_total: float
    error: float

    def density(self, t: float) -> float:
        """The density at t, 0 beyond where it ends."""
        if t < 0 or (t > self.end and not self.in_tail.any()):
            return 0.0
        return float(np.exp(self.log_density(np.array([t])) - self.log_total)[0])

    def below(self, t: float) -> float:
        """The probability of less than t."""
        if t <= 0:
            return 0.0
        before = self._tops() <= t
        found = float(np.sum(self.masses[before]))
        if before.all():
            return 1.0
        j = int(np.flatnonzero(~before)[0])
        low, high = self.edges[j]
        part = (self.end / t, high) if self.in_tail[j] else (low, t)
        if part[0] < part[1]:
            nodes, weights = _nodes(np.array([part]))
            found += float(np.sum(self._values(nodes, weights, bool(self.in_tail[j]))))
        return min(found, 1.0)

    def bracket(self, p: float) -> tuple[float, float]:
        """Two values between which the quantile of p lies."""
        j = min(int(np.searchsorted(np.cumsum(self.masses), p)), len(self.masses) - 1)
        tops = self._tops()
        low = float(tops[j - 1]) if j else 0.0
        high = float(tops[j])
        if math.isinf(high):
            high = 2 * low
            while self.below(high) < p:
                high *= 2
        while self.below(high) < p and j + 1 < len(tops):
            j += 1
            high = float(tops[j])
        while low > 0 and self.below(low) > p:
            low /= 2
        return low, high

    def _tops(self) -> Floats:
        """Where each panel ends, in units of t."""
        with np.errstate(divide="ignore"):
            return np.where(self.in_tail > 0, self.end / self.edges[:, 0], self.edges[:, 1])

    def _values(self, nodes: Floats, weights: Floats, tail: bool) -> Floats:
        _, values = _scaled(self.log_density, nodes, weights, self.log_total, self.end if tail else None)
        return values


def integrate(log_density: LogDensity, least: float, end: float, *, tail: bool, width: int = 1) -> Panels:
    """Integrate exp(log_density) from 0 to `end`, or with `tail` to infinity.

    Panels begin at 0, `least` and its doubles. The tail is taken over u = end / t, in which a density that
    falls as a power of t is smooth. `width` numbers are held for each node. Raises ArithmeticError if the
    panels do not settle.
    """
    safe = _in_chunks(log_density, max(NODES, ROOM // max(width, 1)))
    doubles = least * 2.0 ** np.arange(max(1, math.ceil(math.log2(end / least))))
    marks = np.concatenate([[0.0], doubles[doubles < end], [end]])
    body = np.column_stack([marks[:-1], marks[1:]])
    outside = np.array([[0.0, 0.25], [0.25, 0.5], [0.5, 1.0]]) if tail else np.empty((0, 2))
    peak = float(np.max(safe(np.concatenate([marks, *_nodes(body)[:1]], axis=None))))
    pieces = [_settle(safe, body, peak, None, end), _settle(safe, outside, peak, end, end)]
    edges = np.concatenate([pieces[0][0], pieces[1][0][::-1]])
    in_tail = np.concatenate([np.zeros(len(pieces[0][0])), np.ones(len(pieces[1][0]))])
    nodes = np.concatenate([pieces[0][1], pieces[1][1][::-1]])
    values = np.concatenate([pieces[0][2], pieces[1][2][::-1]])
    total = float(np.sum(values))
    error = (pieces[0][3] + pieces[1][3]) / total if total > 0 else math.inf
    if not error < 1e-9:
        raise ArithmeticError(f"the integral over tau is not settled (relative error {error:.2g})")
    return Panels(
        safe, end, nodes.ravel(), values.ravel() / total, edges, in_tail, values.sum(axis=1) / total,
        math.log(total) + peak, error,
    )  # fmt: skip


def _settle(
    log_density: LogDensity, panels: Floats, peak: float, over: float | None, end: float
) -> tuple[Floats, Floats, Floats, float]:
    """Divide panels until their halves agree with them: edges, nodes, values of those kept, error."""
    total, error = 0.0, 0.0
    kept: list[tuple[Floats, Floats, Floats]] = []
    for _ in range(DEEPEST):
        if not 0 < len(panels) <= MOST:
            break
        whole = _panel_values(log_density, panels, peak, over)[1].sum(axis=1)
        middle = panels.mean(axis=1)
        halves = np.stack(
            [np.column_stack([panels[:, 0], middle]), np.column_stack([middle, panels[:, 1]])], axis=1
        )
        nodes, values = _panel_values(log_density, halves.reshape(-1, 2), peak, over)
        gap = np.abs(values.sum(axis=1).reshape(-1, 2).sum(axis=1) - whole)
        total = max(total, float(whole.sum()) + sum(float(v.sum()) for _, _, v in kept))
        done = gap <= CLOSE * total
        both = np.repeat(done, 2)
        kept.append((halves.reshape(-1, 2)[both], nodes[both], values[both]))
        error += float(gap[done].sum())
        panels = halves[~done].reshape(-1, 2)
    if len(panels):
        error = math.inf
    if not kept:
        return np.empty((0, 2)), np.empty((0, NODES)), np.empty((0, NODES)), error
    edges, nodes, values = (np.concatenate([k[j] for k in kept]) for j in range(3))
    order = np.argsort(edges[:, 0])
    return edges[order], nodes[order], values[order], error


def _panel_values(
    log_density: LogDensity, panels: Floats, peak: float, over: float | None
) -> tuple[Floats, Floats]:
    """The nodes of each panel in units of t, and weight times density there."""
    return _scaled(log_density, *_nodes(panels), peak, over)


def _scaled(
    log_density: LogDensity, nodes: Floats, weights: Floats, peak: float, over: float | None
) -> tuple[Floats, Floats]:
    t = nodes if over is None else over / nodes
    jacobian = 1.0 if over is None else over / nodes**2
    return t, np.asarray(weights * jacobian * np.exp(log_density(t.ravel()).reshape(t.shape) - peak))


def _nodes(panels: Floats) -> tuple[Floats, Floats]:
    half = (panels[:, 1:] - panels[:, :1]) / 2
    return panels[:, :1] + half * (1 + _X), half * _W


def _in_chunks(log_density: LogDensity, size: int) -> LogDensity:
    def chunked(t: Floats) -> Floats:
        if t.size <= size:
            return log_density(t)
        return np.concatenate([log_density(t[i : i + size]) for i in range(0, t.size, size)])

    return chunked
