"""tau2 of many data sets at once, for models with a mean alone.

A block is a table of k studies by c data sets: column j is data set j, so that sums over studies run down the
columns, many at a time. Variances are in units of each data set's smallest; a place that holds no study has
an infinite variance and the estimate 0. Formulas as in `tau2_moments` and `tau2_likelihood`, of which these
functions must give the digits; what they cannot settle safely they leave to those (`doubtful`).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri

from whatworks.stats.sizes.effect_size import Floats

Bools = NDArray[np.bool_]
COARSE, FINE = (1.6, 0.15), (1.06, 0.01)
"""Two scans: the ratio of 1 + tau2 between neighbouring points, and how near to a change of sign a turning
point of the score must be to be looked at closely."""
ROUNDS = 40


class Block(NamedTuple):
    """y and v (k, c), and the number of studies in each data set (c,)."""

    y: Floats
    v: Floats
    k: Floats

    def only(self, columns: NDArray[np.intp]) -> Block:
        """Some of the data sets."""
        return Block(self.y[:, columns], self.v[:, columns], self.k[columns])


class Found(NamedTuple):
    """tau2 and its standard error (c,), how many peaks were seen, and which data sets need a closer look."""

    tau2: Floats
    se: Floats
    peaks: NDArray[np.int64]
    doubtful: Bools


class Sums(NamedTuple):
    """What a value of tau2 for each data set leads to (c,)."""

    total: Floats
    """Sum of weights."""
    mean: Floats
    rss: Floats
    """y'Py."""
    pull: Floats
    """y'PPy."""
    squares: Floats
    """Sum of squared weights."""

    @property
    def trace_p(self) -> Floats:
        """tr(P)."""
        return self.total - self.squares / self.total


def dot(a: Floats, b: Floats) -> Floats:
    """Sums of products down the columns."""
    return np.asarray(np.einsum("km,km->m", a, b))


def sums(block: Block, tau2: Floats) -> Sums:
    """Weighted sums at tau2 (c,)."""
    w = 1 / (block.v + tau2)
    total = np.add.reduce(w, 0)
    mean = dot(w, block.y) / total
    r = block.y - mean
    u = w * r
    return Sums(total, mean, dot(u, r), dot(u, u), dot(w, w))


def estimate_many(block: Block, method: str, *, closely: bool = False) -> Found:
    """tau2 of each data set by the method named, one of RANDOM; `closely` scans likelihoods finely."""
    if method in ("REML", "ML"):
        return _by_likelihood(block, restricted=method == "REML", how=FINE if closely else COARSE)
    if method in ("PM", "EB", "PMM"):
        return _by_q(block, median=method == "PMM")
    return _by_moments(block, method)


def _by_moments(block: Block, method: str) -> Found:
    y, v, k = block
    there = np.isfinite(v)
    df, first = k - 1, np.ones_like(k)
    a = 1 / v
    if method == "HE":
        a = there.astype(float)
    elif method == "SJ":
        middle = np.add.reduce(y, 0) / k
        first = np.add.reduce(np.where(there, y - middle, 0) ** 2, 0) / k
        a = 1 / (v + first)
    at = _projected(block, a)
    known = np.add.reduce(1 / v, 0)
    factor = k / df if method == "HSk" else 1.0
    if method == "SJ":
        value, scale = first * at.rss / df, first / df
    elif method in ("HS", "HSk"):
        value, scale = (factor * at.rss - k) / known, factor / known
    else:
        value, scale = (at.rss - at.trace_pv) / at.trace_p, 1 / at.trace_p
    value = np.maximum(value, 0)
    form = at.trace_pvpv + 2 * value * at.trace_pvp + value**2 * at.trace_pp
    se = np.where(first > 0, scale * np.sqrt(2 * np.maximum(form, 0)), np.nan)
    return Found(value, se, np.ones(k.shape, dtype=int), np.zeros(k.shape, dtype=bool))


class _Projected(NamedTuple):
    rss: Floats
    trace_p: Floats
    trace_pp: Floats
    trace_pv: Floats
    trace_pvp: Floats
    trace_pvpv: Floats


def _projected(block: Block, a: Floats) -> _Projected:
    total = np.add.reduce(a, 0)
    r = block.y - dot(a, block.y) / total
    v = np.where(np.isfinite(block.v), block.v, 0)
    aa, av = a * a, a * v
    one, two, three = np.add.reduce(aa, 0), dot(aa, v), dot(av, av)
    cube, cube_v, cube_vv = dot(aa, a), dot(aa, av), dot(av, av * a)
    return _Projected(
        rss=dot(a * r, r),
        trace_p=total - one / total,
        trace_pp=one - 2 * cube / total + (one / total) ** 2,
        trace_pv=np.add.reduce(av, 0) - two / total,
        trace_pvp=two - 2 * cube_v / total + one * two / total**2,
        trace_pvpv=three - 2 * cube_vv / total + (two / total) ** 2,
    )


def _by_q(block: Block, *, median: bool) -> Found:
    """Newton's method on 1 / Q, which is nearly a straight line in tau2."""
    df = block.k - 1
    target = np.asarray(chdtri(df, 0.5)) if median else df
    tau2 = np.zeros(df.shape)
    for _ in range(ROUNDS):
        at = sums(block, tau2)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.where(at.rss > 0, at.rss * (at.rss / target - 1) / at.pull, -np.inf)
        new = np.maximum(tau2 + step, 0)
        moving, tau2 = np.abs(new - tau2) > 1e-9 * new, new
        if not moving.any():
            break
    total = np.add.reduce(1 / (block.v + tau2), 0)
    return Found(tau2, np.sqrt(2 / df) * block.k / total, np.ones(df.shape, dtype=int), moving)


def _by_likelihood(block: Block, *, restricted: bool, how: tuple[float, float]) -> Found:
    brackets = _scan(block, _upper_bound(block, restricted), restricted, how)
    places, doubtful = brackets.places, brackets.doubtful
    several = places.size > block.k.size
    every = block.only(places) if several else block
    risen, unsettled = _climb(every, brackets.ends, restricted)
    np.logical_or.at(doubtful, places, unsettled)
    if several:
        order = np.lexsort((-_height(every, risen, restricted), places))
        first = np.unique(places[order], return_index=True)[1]
        risen = risen[order[first]]
    w = 1 / (block.v + risen)
    squares = dot(w, w)
    if restricted:
        total = np.add.reduce(w, 0)
        squares = squares - 2 * dot(w * w, w) / total + (squares / total) ** 2
    return Found(risen, np.sqrt(2 / squares), np.bincount(places, minlength=block.k.size), doubtful)


def _upper_bound(block: Block, restricted: bool) -> Floats:
    there = np.isfinite(block.v)
    middle = np.add.reduce(block.y, 0) / block.k
    spread = np.add.reduce(np.where(there, block.y - middle, 0) ** 2, 0)
    m = spread / (block.k - 1 if restricted else block.k)
    largest = np.max(np.where(there, block.v, 1.0), axis=0)
    root = np.sqrt(m) * np.sqrt(m / 4 + (largest - 1))
    return np.asarray(np.maximum(1.0001 * (m / 2 - 1 + root), 0))


class _Brackets(NamedTuple):
    """Peaks: below, above and near which tau2 (3, n), of which data set (n,); what is doubtful (c,)."""

    ends: Floats
    places: NDArray[np.intp]
    doubtful: Bools


def _scan(block: Block, upper: Floats, restricted: bool, how: tuple[float, float]) -> _Brackets:
    """Find where the score falls through zero, at least once in each data set.

    The scan is of the ratio of the score's two parts, which is above one where the likelihood rises. Doubtful
    is a ratio that turns close to one, so that two crossings may lie between points; in a coarse scan also
    one that crosses upwards.
    """
    step, near = how
    points = 2 + math.ceil(math.log1p(float(upper.max(initial=0))) / math.log(step))
    tau2 = np.expm1(np.linspace(0, 1, points)[:, None] * np.log1p(upper))
    ratio = np.array([_ratio(block, row, restricted) for row in tau2])
    rising = ratio > 1
    before, here, after = ratio[:-2], ratio[1:-1], ratio[2:]
    top = (here >= before) & (here >= after) & (here <= 1) & (here > 1 - near)
    bottom = (here <= before) & (here <= after) & (here > 1) & (here < 1 + near)
    doubtful = (top | bottom).any(axis=0) & (upper > 0)
    if how is COARSE:
        doubtful |= (~rising[:-1] & rising[1:]).any(axis=0)
        place, column = np.minimum(np.sum(rising, axis=0), points - 1), np.arange(upper.size)
    else:
        rising[-1] = False
        place, column = np.nonzero(np.vstack([~rising[:1], rising[:-1] & ~rising[1:]]))
    last = np.maximum(place - 1, 0)
    low, high, one, other = tau2[last, column], tau2[place, column], ratio[last, column], ratio[place, column]
    with np.errstate(divide="ignore", invalid="ignore"):
        start = low + (high - low) * np.where(one > other, (one - 1) / (one - other), 0.5)
    return _Brackets(np.array([low, high, np.clip(start, low, high)]), column, doubtful)


def _height(block: Block, tau2: Floats, restricted: bool) -> Floats:
    at = sums(block, tau2)
    spread = np.where(np.isfinite(block.v), block.v + tau2, 1)
    height = -np.add.reduce(np.log(spread), 0) - at.rss
    return np.asarray(height - np.log(at.total) if restricted else height)


def _ratio(block: Block, tau2: Floats, restricted: bool) -> Floats:
    w = 1 / (block.v + tau2)
    wy = w * block.y
    total, squares, cross = np.add.reduce(w, 0), dot(w, w), dot(w, wy)
    mean = np.add.reduce(wy, 0) / total
    pull = dot(wy, wy) - mean * (2 * cross - mean * squares)
    return np.asarray(pull / (total - squares / total if restricted else total))


def _climb(block: Block, ends: Floats, restricted: bool) -> tuple[Floats, Bools]:
    """Newton's method on the score, kept between the values that hold the peak; what did not settle."""
    result, left = ends[2].copy(), np.arange(ends.shape[1])
    low, high, tau2 = ends
    for _ in range(ROUNDS):
        score, slope = _score(block, tau2, restricted)
        low, high = np.where(score > 0, tau2, low), np.where(score > 0, high, tau2)
        with np.errstate(divide="ignore", invalid="ignore"):
            new = tau2 - score / slope
        new = np.where((slope < 0) & (new >= low) & (new <= high), new, (low + high) / 2)
        moving, tau2 = np.abs(new - tau2) > 1e-8 * new, new
        result[left] = tau2
        if 2 * np.count_nonzero(moving) < left.size:
            keep = np.flatnonzero(moving)
            left, low, high, tau2, block = left[keep], low[keep], high[keep], tau2[keep], block.only(keep)
        if not left.size:
            break
    unsettled = np.zeros(result.shape, dtype=bool)
    unsettled[left] = True
    return result, unsettled


def _score(block: Block, tau2: Floats, restricted: bool) -> tuple[Floats, Floats]:
    """Twice the score and its derivative."""
    w = 1 / (block.v + tau2)
    total = np.add.reduce(w, 0)
    u = w * (block.y - dot(w, block.y) / total)
    wu = w * u
    squares = dot(w, w)
    bend = dot(wu, u) - np.add.reduce(wu, 0) ** 2 / total
    if not restricted:
        return dot(u, u) - total, squares - 2 * bend
    trace_pp = squares - 2 * dot(w * w, w) / total + (squares / total) ** 2
    return dot(u, u) - (total - squares / total), trace_pp - 2 * bend
