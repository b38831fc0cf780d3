"""Many small meta-analyses in one call: simulations, bootstraps, maps of a thousand outcomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtr, stdtr, stdtrit

from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .heterogeneity import RANDOM
from .many_tau2 import Block, Found, estimate_many, sums
from .model_input import LARGEST, SMALLEST
from .random_effects import check_settings, random_effects

BLOCK = 40_000
"""Studies in a block: what the processor's nearer memory holds."""
WIDE = 1e5
"""From this ratio of variances on a data set is fitted alone, where no digit is lost."""


@dataclass(frozen=True, kw_only=True)
class ManyFits:
    """One entry a data set in every array (m,); nan where a number is not defined.

    The names are those of `Fit`; `peaks` counts the peaks of the likelihood, of which the highest is used.
    `alone` says which data sets were fitted one at a time, as their variances lie very far apart or the count
    of peaks was in doubt.
    """

    b: Floats
    se: Floats
    stat: Floats
    p: Floats
    ci_lb: Floats
    ci_ub: Floats
    pi_lb: Floats
    pi_ub: Floats
    tau2: Floats
    se_tau2: Floats
    I2: Floats
    H2: Floats
    QE: Floats
    QEp: Floats
    s2w: Floats
    peaks: NDArray[np.int64]
    k: NDArray[np.int64]
    alone: NDArray[np.bool_]
    method: str
    test: str
    level: float


def fit_many(
    yi: ArrayLike, vi: ArrayLike, method: str = "REML", test: str = "knha", level: float = 95.0
) -> ManyFits:
    """Fit `random_effects` without moderators to each row of yi (m, k) with variances vi (m, k).

    The numbers are those of one fit at a time, to 1e-9. nan, in both or either, says that a place holds no
    study, so that rows may have different numbers of them. Raises ValueError as `random_effects` does, naming
    row and column.
    """
    check_settings(method, test, level)
    y, v = np.atleast_2d(np.array(yi, dtype=float)), np.atleast_2d(np.array(vi, dtype=float))
    _check(y, v)
    missing = np.isnan(y) | np.isnan(v)
    v[missing], y[missing] = np.inf, 0.0
    k = np.sum(~missing, axis=1)
    _refuse(np.atleast_2d(k == 0).T, "has no study", "leave it out")
    unit = np.min(v, axis=1)
    widest = np.max(np.where(missing, 0, v), axis=1)
    aside = (k == 1) | (widest > WIDE * unit)
    settings = (method, test, level)
    numbers = np.full((len(COLUMNS), len(k)), np.nan)
    rows = np.flatnonzero(~aside)
    order = rows[np.argsort(_spread(y, missing, k)[rows] / unit[rows], kind="stable")]
    for closely in (False, True):
        for part in _parts(order, y.shape[1]):
            block, middle = _block(y[part], v[part], unit[part], k[part])
            numbers[:, part], aside[part] = _fit_block(block, middle, unit[part], settings, closely=closely)
        order = order[aside[order]]
    for row in np.flatnonzero(aside):
        there = ~missing[row]
        numbers[:, row] = _alone(y[row, there], v[row, there], settings)
    named = dict(zip(COLUMNS[:-1], numbers, strict=False))
    return ManyFits(
        **named, peaks=numbers[-1].astype(int), k=k, alone=aside, method=method, test=test, level=level
    )


def _parts(order: NDArray[np.intp], k: int) -> list[NDArray[np.intp]]:
    size = max(1, BLOCK // k)
    return [order[start : start + size] for start in range(0, order.size, size)]


COLUMNS = (
    "b", "se", "stat", "p", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2", "se_tau2", "I2", "H2", "QE", "QEp",
    "s2w", "peaks",
)  # fmt: skip
Settings = tuple[str, str, float]


def _check(y: Floats, v: Floats) -> None:
    if y.ndim != 2 or y.shape != v.shape:
        raise ValueError(f"estimates have shape {y.shape} and variances {v.shape}; give both as (m, k)")
    _refuse(np.abs(y) > LARGEST, f"the estimate is infinite or beyond {LARGEST:g}", "use nan if not known")
    _refuse(v > LARGEST, f"the variance is infinite or beyond {LARGEST:g}", "use nan if not known")
    _refuse(v < SMALLEST, "the variance is not above zero", "check its standard error")


def _refuse(wrong: NDArray[np.bool_], what: str, advice: str) -> None:
    if wrong.any():
        row, column = (int(i) + 1 for i in np.argwhere(wrong)[0])
        place = f"row {row}, column {column}: " if wrong.shape[1] > 1 else f"row {row} "
        raise ValueError(f"{place}{what}; {advice}")


def _spread(y: Floats, missing: NDArray[np.bool_], k: NDArray[np.int64]) -> Floats:
    away = y - (np.sum(y, axis=1) / k)[:, None]
    away[missing] = 0
    return np.asarray(np.einsum("mk,mk->m", away, away))


def _block(y: Floats, v: Floats, unit: Floats, k: NDArray[np.int64]) -> tuple[Block, Floats]:
    """Studies down, data sets across, in units of the smallest variance, counted from the common effect."""
    w = 1 / v
    middle = np.einsum("mk,mk->m", w, y) / np.sum(w, axis=1)
    there = np.isfinite(v)
    counted = np.where(there, (y - middle[:, None]) / np.sqrt(unit)[:, None], 0)
    scaled = v / unit[:, None]
    return Block(np.ascontiguousarray(counted.T), np.ascontiguousarray(scaled.T), k.astype(float)), middle


def _fit_block(
    block: Block, middle: Floats, unit: Floats, settings: Settings, *, closely: bool
) -> tuple[Floats, NDArray[np.bool_]]:
    method, test, level = settings
    random, df = method in RANDOM, block.k - 1
    nothing = np.zeros_like(unit)
    found = estimate_many(block, method, closely=closely) if random else _equal(unit)
    at, without = sums(block, found.tau2), sums(block, nothing)
    s2w = at.rss / df if test in ("knha", "adhoc") else np.ones_like(df)
    s2w = np.maximum(s2w, 1) if test == "adhoc" else s2w
    b, se = at.mean * np.sqrt(unit) + middle, np.sqrt(s2w / at.total * unit)
    with np.errstate(divide="ignore", invalid="ignore"):
        stat = np.where(se > 0, b / se, np.nan)
    sizes, which = np.unique(df, return_inverse=True)
    wide = critical(level) if test == "z" else np.asarray(stdtrit(sizes, 0.5 + level / 200))[which]
    p = 2 * (ndtr(-np.abs(stat)) if test == "z" else stdtr(df, -np.abs(stat)))
    tau2 = found.tau2 * unit
    reach = wide * np.sqrt(tau2 + se**2) if random else nothing + np.nan
    by_tau2 = found.tau2 * without.trace_p / df
    with np.errstate(divide="ignore", invalid="ignore"):
        by_q = np.where(without.rss > df, 1 - df / without.rss, 0)
    share = by_tau2 / (1 + by_tau2) if random else by_q
    total = by_tau2 + 1 if random else without.rss / df
    return np.array([
        b, se, stat, p, b - wide * se, b + wide * se, b - reach, b + reach, tau2, found.se * unit,
        100 * share, total, without.rss, chdtrc(df, without.rss), s2w, found.peaks,
    ]), found.doubtful  # fmt: skip


def _equal(unit: Floats) -> Found:
    return Found(np.zeros_like(unit), np.full_like(unit, np.nan), np.ones(unit.shape, dtype=int), unit < 0)


def _alone(y: Floats, v: Floats, settings: Settings) -> list[float]:
    method, test, level = settings
    fit = random_effects(y, v, method=method, test=test, level=level)
    listed = [getattr(fit, name)[0] for name in COLUMNS[:6]]
    single = [getattr(fit, name) for name in COLUMNS[8:-1]]
    return [np.nan if x is None else x for x in (*listed, *fit.prediction, *single, max(1, len(fit.peaks)))]
