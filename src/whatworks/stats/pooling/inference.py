"""Tests and intervals of fitted coefficients."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, chdtrc, fdtrc, ndtr, stdtr

from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical


class Interval(NamedTuple):
    """Two ends; None where an interval is not defined."""

    low: float | None
    high: float | None


class Inference(NamedTuple):
    """One entry a coefficient."""

    b: tuple[float, ...]
    se: tuple[float, ...]
    stat: tuple[float | None, ...]
    p: tuple[float | None, ...]
    ci_lb: tuple[float, ...]
    ci_ub: tuple[float, ...]


class Omnibus(NamedTuple):
    """A test of several coefficients at once."""

    stat: float | None
    p: float | None
    df: int


def infer(beta: Floats, se: Floats, df: int | None, level: float) -> Inference:
    """Wald tests and intervals of coefficients (p,); t with df where given, else normal."""
    width = quantile(level, df)
    stats = [b / s if s > 0 else None for b, s in zip(beta.tolist(), se.tolist(), strict=True)]
    return Inference(
        b=_floats(beta),
        se=_floats(se),
        stat=tuple(stats),
        p=tuple(None if s is None else two_sided(s, df) for s in stats),
        ci_lb=_floats(beta - width * se),
        ci_ub=_floats(beta + width * se),
    )


def omnibus(beta: Floats, cov: Floats, which: list[int], df: int | None) -> Omnibus:
    """Wald test that the coefficients in `which` are all zero: chi-squared, or F where df is given."""
    b, v = beta[which], cov[np.ix_(which, which)]
    m = len(which)
    if not np.all(np.diagonal(v) > 0):
        return Omnibus(None, None, m)
    scale = np.sqrt(np.diagonal(v))
    z = b / scale
    stat = float(z @ np.linalg.solve(v / np.outer(scale, scale), z))
    if df is None:
        return Omnibus(stat, float(chdtrc(m, stat)), m)
    return Omnibus(stat / m, float(fdtrc(m, df, stat / m)), m)


def prediction_intervals(
    around: tuple[float, float, float], left: int, df: int | None, level: float
) -> tuple[Interval, Interval]:
    """Where the effect in a new study is expected: b -/+ q sqrt(tau2 + se^2), from (b, se, tau2).

    First with the quantile of the test, as metafor's default; then with t on one degree of freedom fewer than
    the `left` k-p, thus k-2 for a mean (Higgins, Thompson and Spiegelhalter 2009, eq. 12), which needs one.
    """
    b, se, tau2 = around
    spread = float(np.hypot(np.sqrt(tau2), se))
    default = quantile(level, df) * spread
    hts = quantile(level, left - 1) * spread if left > 1 else None
    return (
        Interval(b - default, b + default),
        Interval(None, None) if hts is None else Interval(b - hts, b + hts),
    )


def quantile(level: float, df: int | None) -> float:
    """Two-sided quantile of the normal distribution, or of t where df is given."""
    z = critical(level)
    if df is None:
        return z
    x = float(betaincinv(df / 2, 0.5, 1 - level / 100))
    return float(np.sqrt(df * (1 - x) / x))


def two_sided(stat: float, df: int | None) -> float:
    """Two-sided p value."""
    return 2 * float(ndtr(-abs(stat)) if df is None else stdtr(df, -abs(stat)))


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(v) for v in values)
