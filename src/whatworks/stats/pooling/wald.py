"""Tests of sums of coefficients, one by one and together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, fdtrc

from whatworks.stats.sizes.effect_size import Floats

from .inference import quantile, two_sided


class Contrast(NamedTuple):
    """One weighted sum of coefficients, less what it is held against."""

    estimate: float
    se: float
    stat: float | None
    p: float | None
    ci_lb: float
    ci_ub: float


class WaldTest(NamedTuple):
    """Each sum by itself, and all together: chi-squared on m degrees of freedom, or F on m and df."""

    rows: tuple[Contrast, ...]
    stat: float | None
    p: float | None
    m: int
    df: int | None


def wald_test(
    b: ArrayLike,
    cov: ArrayLike,
    sums: ArrayLike,
    *,
    against: ArrayLike = 0.0,
    df: int | None = None,
    level: float = 95.0,
) -> WaldTest:
    """Test sums (m, p) of coefficients b (p,) with covariance cov (p, p) against numbers (m,).

    Each row is tested by itself, with t on df degrees of freedom where given and else normal. Together they
    are tested by (Lb - a)' (L cov L')^-1 (Lb - a), divided by m and referred to F(m, df) where df is given.
    The joint test is None where the rows follow from one another or have no variance. Raises ValueError
    where the shapes do not fit.
    """
    beta, v = np.asarray(b, dtype=float), np.asarray(cov, dtype=float)
    rows = np.atleast_2d(np.asarray(sums, dtype=float))
    if rows.shape[1] != beta.size:
        raise ValueError(f"each sum has {rows.shape[1]} weights for {beta.size} coefficients; give one each")
    target = np.broadcast_to(np.asarray(against, dtype=float), (rows.shape[0],))
    gap, spread = rows @ beta - target, rows @ v @ rows.T
    se = np.sqrt(np.clip(np.diagonal(spread), 0, None))
    width, m = quantile(level, df), rows.shape[0]
    single = tuple(
        _contrast(float(g), float(s), width, df, float(t)) for g, s, t in zip(gap, se, target, strict=True)
    )
    stat = _joint(gap, spread, se)
    if stat is None:
        return WaldTest(single, None, None, m, df)
    if df is None:
        return WaldTest(single, stat, float(chdtrc(m, stat)), m, None)
    return WaldTest(single, stat / m, float(fdtrc(m, df, stat / m)), m, df)


def _contrast(gap: float, se: float, width: float, df: int | None, target: float) -> Contrast:
    stat = gap / se if se > 0 else None
    p = None if stat is None else two_sided(stat, df)
    return Contrast(gap + target, se, stat, p, gap + target - width * se, gap + target + width * se)


def _joint(gap: Floats, spread: Floats, se: Floats) -> float | None:
    if not np.all(se > 0):
        return None
    scaled = spread / np.outer(se, se)
    if np.linalg.matrix_rank(scaled, hermitian=True) < gap.size:
        return None
    z = gap / se
    return float(z @ np.linalg.solve(scaled, z))
