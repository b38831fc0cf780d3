"""GOSH: the model fitted to every subset of the studies, or to many drawn at random.

Olkin, Dahabreh and Trikalinos 2012 (Res Synth Methods 3:214).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.stats.pooling.model_input import prepare
from whatworks.stats.sizes.effect_size import Floats

EQUAL = ("EE", "FE", "CE")
METHODS = (*EQUAL, "DL", "REML")
BLOCK = 4096
STEPS = 200


class Gosh(NamedTuple):
    """One row a subset: which studies are `included` (m, k) in the order given, their number, and the fit.

    I2 in per cent. `complete`: all subsets, not a sample.
    """

    included: NDArray[np.bool_]
    k: NDArray[np.intp]
    b: Floats
    tau2: Floats
    I2: Floats
    H2: Floats
    QE: Floats
    complete: bool


def gosh(yi: ArrayLike, vi: ArrayLike, *, method: str = "EE", subsets: int = 100_000, seed: int = 1) -> Gosh:
    """Fit all 2^k - 1 subsets where they are no more than `subsets`, else so many drawn with `seed`.

    `method`: EE (FE, CE), DL or REML, the last by Fisher scoring from DL's value, so that of two peaks of a
    likelihood the nearer one is found. In a drawn subset each study is in or out with even chances. The same
    studies and seed give the same numbers in whatever order they come.
    """
    if method not in METHODS:
        raise ValueError(f"method {method!r} is not known; use one of {', '.join(METHODS)}")
    if subsets < 1:
        raise ValueError(f"{subsets} subsets cannot be fitted; give one or more")
    data = prepare(yi, vi, None, spare=False)
    complete = data.k < 40 and 2**data.k - 1 <= subsets
    masks = _all(data.k) if complete else _drawn(data.k, subsets, seed)
    parts = [_fit(data.y, data.v, masks[i : i + BLOCK], method) for i in range(0, len(masks), BLOCK)]
    b, tau2, i2, h2, qe = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    given = np.empty_like(masks)
    given[:, data.order] = masks
    return Gosh(
        given, np.sum(masks, axis=1), b * data.unit + data.shift, tau2 * data.unit**2, i2, h2, qe, complete
    )


def _all(k: int) -> NDArray[np.bool_]:
    numbers = np.arange(1, 2**k)
    return np.asarray((numbers[:, None] >> np.arange(k)) & 1, dtype=bool)


def _drawn(k: int, subsets: int, seed: int) -> NDArray[np.bool_]:
    chance = np.random.default_rng(seed)
    masks = chance.random((subsets, k)) < 0.5
    while (empty := ~masks.any(axis=1)).any():
        masks[empty] = chance.random((int(empty.sum()), k)) < 0.5
    return masks


def _fit(y: Floats, v: Floats, masks: NDArray[np.bool_], method: str) -> tuple[Floats, ...]:
    w = masks / v
    df = np.sum(masks, axis=1) - 1
    total = np.sum(w, axis=1)
    mean = np.sum(w * y, axis=1) / total
    qe = np.sum(w * (y - mean[:, None]) ** 2, axis=1)
    trace = total - np.sum(w**2, axis=1) / total
    several = df > 0
    safe = np.where(several, trace, 1.0)
    tau2 = np.where(several & (method not in EQUAL), np.maximum(0, (qe - df) / safe), 0.0)
    if method == "REML":
        tau2[several] = _restricted(y, v, masks[several], tau2[several])
    w = masks / (v + tau2[:, None])
    mean = np.sum(w * y, axis=1) / np.sum(w, axis=1)
    typical = np.where(several, df, 1) / safe
    if method in EQUAL:
        h2 = np.where(several, qe / np.where(several, df, 1), 1.0)
        i2 = 100 * np.maximum(0.0, 1 - 1 / np.where(h2 > 0, h2, 1))
    else:
        h2, i2 = tau2 / typical + 1, 100 * tau2 / (tau2 + typical)
    return mean, tau2, i2, h2, qe


def _restricted(y: Floats, v: Floats, masks: NDArray[np.bool_], start: Floats) -> Floats:
    """REML by Fisher scoring for a mean, in all subsets at once (Viechtbauer 2005, eq. 12)."""
    tau2, going = start.copy(), np.ones(start.size, dtype=bool)
    for _ in range(STEPS):
        at = tau2[going]
        w = masks[going] / (v + at[:, None])
        total, squares = np.sum(w, axis=1), np.sum(w**2, axis=1)
        residual = y - (np.sum(w * y, axis=1) / total)[:, None]
        score = np.sum((w * residual) ** 2, axis=1) - (total - squares / total)
        information = squares - 2 * np.sum(w**3, axis=1) / total + (squares / total) ** 2
        new = np.maximum(0.0, at + score / information)
        tau2[going] = new
        moved = np.abs(new - at) > 1e-12 * (v.min() + at)
        going[np.flatnonzero(going)[~moved]] = False
        if not going.any():
            break
    return tau2
