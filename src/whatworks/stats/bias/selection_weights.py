"""How likely a study is to be seen, as a function of its p value: the weights of selection models.

A family says on which pieces of the z scale its weight is constant (intervals) and where it is curved (nodes
of a quadrature), so that one likelihood serves all. p is one-sided, small for large z; or two-sided.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr, ndtri

from whatworks.stats.sizes.effect_size import Floats

FURTHEST = 8.3
"""z beyond which one minus a p value cannot be told from one."""

CENSORED = 1e-5
"""Where weights would be infinite, p values nearer to 0 or 1 are moved here (Citkowicz and Vevea 2017)."""

MOST = 100.0
"""Parameters of selection are kept from going beyond this."""

NODES = np.polynomial.legendre.leggauss(24)


class Pieces(NamedTuple):
    """Intervals of z with constant weight, (m, 2); quadrature nodes and their weights (n,)."""

    intervals: Floats
    nodes: Floats
    node_weights: Floats


class Family(NamedTuple):
    """A selection function with its parameters' null values and bounds.

    `log_weight(delta, z)` gives log w and its derivatives (d, n) at z of every interval, node and study.
    `at` holds one z inside each interval (or its mirror image where p is two-sided); studies beyond `reach`
    are moved there.
    """

    kind: str
    null: Floats
    lower: Floats
    upper: Floats
    starts: tuple[tuple[float, ...], ...]
    pieces: Pieces
    at: Floats
    reach: tuple[float, float]
    log_weight: Callable[[Floats, Floats], tuple[Floats, Floats]]


KINDS = ("stepfun", "beta", "halfnorm", "negexp", "logistic", "power")


def family(kind: str, steps: tuple[float, ...], two_sided: bool) -> Family:
    """The family `kind`, one of KINDS. `steps` are the cut-offs of stepfun, rising, without the last, 1."""
    if kind == "stepfun":
        return _steps(steps, two_sided)
    floor = CENSORED if kind in ("beta", "power") else 0.0
    pieces, at, reach = _curved(floor, two_sided)
    d = 2 if kind == "beta" else 1
    tell = {"beta": _beta, "halfnorm": _half_normal, "negexp": _exponential, "logistic": _logistic,
            "power": _power}[kind]  # fmt: skip

    def log_weight(delta: Floats, z: Floats) -> tuple[Floats, Floats]:
        return tell(delta, *_log_p(z, two_sided))

    starts = ((1, 1), (0.5, 1), (1, 2), (0.7, 1.5), (1.5, 1), (2, 1.2)) if d == 2 else ((0.0,), (1,), (5,))
    return Family(
        kind, np.full(d, 1.0 if d == 2 else 0.0), np.full(d, CENSORED if d == 2 else 0.0), np.full(d, MOST),
        starts, pieces, at, reach, log_weight,
    )  # fmt: skip


def group(p: Floats, steps: tuple[float, ...]) -> Floats:
    """The interval of each p value: 0 up to the first step (included), 1 up to the next, and so on."""
    return np.asarray(np.searchsorted(np.array(steps), p, side="left"), dtype=float)


def _steps(steps: tuple[float, ...], two_sided: bool) -> Family:
    cuts = -ndtri(np.array(steps) / (2 if two_sided else 1))
    edges = np.concatenate([[np.inf], cuts, [0.0 if two_sided else -np.inf]])
    upper = np.column_stack([edges[1:], edges[:-1]])
    intervals = np.concatenate([upper, -upper[:, ::-1]]) if two_sided else upper
    d = len(steps)
    last = cuts[-1] / 2 if two_sided else cuts[-1] - 1
    inside = np.concatenate([[cuts[0] + 1], (cuts[1:] + cuts[:-1]) / 2, [last]])

    def log_weight(delta: Floats, z: Floats) -> tuple[Floats, Floats]:
        place = np.searchsorted(-cuts, -(np.abs(z) if two_sided else z), side="left")
        values = np.maximum(np.concatenate([[1.0], delta]), 1e-200)
        logs, slopes = np.log(values), 1 / values
        slope = np.zeros((d, z.size))
        for j in range(d):
            slope[j, place == j + 1] = slopes[j + 1]
        return logs[place], slope

    at = np.tile(inside, 2) if two_sided else inside
    empty = Pieces(intervals, np.empty(0), np.empty(0))
    starts = ((1.0,) * d, (0.2,) * d, (4.0,) * d, (0.02,) * d)
    return Family(
        "stepfun", np.ones(d), np.zeros(d), np.full(d, MOST), starts, empty, at, (-np.inf, np.inf), log_weight
    )  # fmt: skip


def _curved(floor: float, two_sided: bool) -> tuple[Pieces, Floats, tuple[float, float]]:
    far = float(-ndtri(floor / (2 if two_sided else 1))) if floor else FURTHEST
    if not two_sided:
        edges = np.linspace(-far, far, 13)
        intervals = np.array([[-np.inf, -far], [far, np.inf]])
        return _panels(edges, intervals), np.array([-far, far]), (-far, far)
    near = float(-ndtri((1 - floor) / 2)) if floor else 0.0
    graded = [e for e in (near, 1e-4, 1e-3, 1e-2, 0.1) if e >= near]
    edges = np.concatenate([graded, np.linspace(0.5, far, 9)])
    right = _panels(edges, np.array([[far, np.inf]]))
    middle = [[-near, near]] if near else []
    intervals = np.array([[far, np.inf], [-np.inf, -far], *middle])
    at = np.array([far, far, *([near] if near else [])])
    nodes = np.concatenate([right.nodes, -right.nodes])
    return Pieces(intervals, nodes, np.tile(right.node_weights, 2)), at, (near, far)


def _panels(edges: Floats, intervals: Floats) -> Pieces:
    half = np.diff(edges)[:, None] / 2
    nodes = (edges[:-1, None] + half * (NODES[0] + 1)).ravel()
    return Pieces(intervals, nodes, (half * NODES[1]).ravel())


def _log_p(z: Floats, two_sided: bool) -> tuple[Floats, Floats]:
    """Logarithms of p and of 1 - p."""
    if not two_sided:
        return log_ndtr(-z), log_ndtr(z)
    log_p = np.log(2) + log_ndtr(-np.abs(z))
    return log_p, np.log(np.maximum(-np.expm1(log_p), 1e-300))


def _beta(delta: Floats, log_p: Floats, log_q: Floats) -> tuple[Floats, Floats]:
    return (delta[0] - 1) * log_p + (delta[1] - 1) * log_q, np.stack([log_p, log_q])


def _half_normal(delta: Floats, log_p: Floats, log_q: Floats) -> tuple[Floats, Floats]:
    square = np.exp(2 * log_p)
    return -delta[0] * square, -square[None]


def _exponential(delta: Floats, log_p: Floats, log_q: Floats) -> tuple[Floats, Floats]:
    p = np.exp(log_p)
    return -delta[0] * p, -p[None]


def _logistic(delta: Floats, log_p: Floats, log_q: Floats) -> tuple[Floats, Floats]:
    p = np.exp(log_p)
    down = np.exp(-delta[0] * p)
    return np.log(2) - delta[0] * p - np.log1p(down), (-p / (1 + down))[None]


def _power(delta: Floats, log_p: Floats, log_q: Floats) -> tuple[Floats, Floats]:
    return delta[0] * log_q, log_q[None]
