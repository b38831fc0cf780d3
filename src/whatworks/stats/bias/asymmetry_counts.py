"""Regression tests of asymmetry for two-by-two tables, where an odds ratio and its variance go together."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from whatworks.stats.pooling.random_effects import random_effects
from whatworks.stats.sizes.effect_size import Floats, refuse

from .asymmetry import AsymmetryTest


def peters(
    yi: ArrayLike, events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, level: float = 95.0,
) -> AsymmetryTest:  # fmt: skip
    """Regress log odds ratios yi (k,) on 1 / n, weighted by 1 / (1 / events + 1 / non-events) over both arms.

    Peters et al. 2006 (JAMA 295:676). The intercept is an estimate for a study of unlimited size. Studies
    with no event, or events only, tell nothing and are refused. Needs three studies.
    """
    a, n1, c, n2 = _table(events_t, total_t, events_c, total_c)
    y = np.array(yi, dtype=float).ravel()
    if y.size != a.size:
        raise ValueError(f"{y.size} estimates but {a.size} tables; give one for each")
    return _regress(y, 1 / (a + c) + 1 / (n1 + n2 - a - c), 1 / (n1 + n2), "ninv", level, limit=True)


def harbord(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike, *, level: float = 95.0
) -> AsymmetryTest:
    """Regress Z / V on 1 / sqrt(V), weighted by V: Z the score of the log odds ratio, V its variance.

    Harbord, Egger and Sterne 2006 (Stat Med 25:3443, eq. 4). Needs three studies, each with events and
    non-events.
    """
    a, n1, c, n2 = _table(events_t, total_t, events_c, total_c)
    n, events = n1 + n2, a + c
    score = a - events * n1 / n
    variance = n1 * n2 * events * (n - events) / (n**2 * (n - 1))
    return _regress(score / variance, 1 / variance, 1 / np.sqrt(variance), "sei", level, limit=True)


def _table(*columns: ArrayLike) -> tuple[Floats, Floats, Floats, Floats]:
    a, n1, c, n2 = (np.array(column, dtype=float).ravel() for column in columns)
    if len({a.size, n1.size, c.size, n2.size}) > 1:
        raise ValueError("events and totals have different lengths; give one of each for every study")
    bad = ~((a >= 0) & (c >= 0) & (a <= n1) & (c <= n2) & (n1 > 0) & (n2 > 0))
    refuse(bad, "events and totals that do not fit together", "check events and totals", a)
    none = (a + c <= 0) | (a + c >= n1 + n2)
    refuse(none, "no event, or events only, in both arms", "leave the row out", a)
    return a, n1, c, n2


def _regress(y: Floats, v: Floats, x: Floats, predictor: str, level: float, *, limit: bool) -> AsymmetryTest:
    if y.size < 3:
        raise ValueError(f"a regression test of asymmetry needs three studies, and there are {y.size}")
    if np.unique(x).size < 2:
        raise ValueError("every study is of the same size; asymmetry cannot be tested by it")
    fit = random_effects(y, v, np.column_stack([np.ones(y.size), x]), method="EE", test="knha", level=level)
    return AsymmetryTest(
        predictor=predictor, model="lm", method="WLS", stat=fit.stat[1], p=fit.p[1], df=fit.df, coef=fit.b,
        coef_se=fit.se, limit=fit.b[0] if limit else None, limit_lb=fit.ci_lb[0] if limit else None,
        limit_ub=fit.ci_ub[0] if limit else None, k=fit.k, level=level, fit=fit,
    )  # fmt: skip
