"""Peto's one-step odds ratio."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from whatworks.stats.sizes.reported import critical

from .count_fit import CountFit, Test, from_q, wald
from .tables import tables


def peto(ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, level: float = 95.0) -> CountFit:
    """Pool log odds ratios by (O - E) / V from events and non-events of the two arms, (k,) each.

    Good for rare events, arms of like size and small effects. Tables with no events, or nothing but events,
    say nothing. Raises ValueError as `tables` does. Yusuf, Peto, Lewis, Collins and Sleight 1985, appendix.
    """
    critical(level)
    t = tables(ai, bi, ci, di)
    some = t.informative()
    m, n = some.a + some.c, some.n
    away = some.a - some.n1 * m / n
    v = some.n1 * some.n2 * m * (n - m) / (n**2 * (n - 1))
    told = []
    if t.uninformative:
        told.append(
            f"{t.uninformative} of {t.a.size} tables have no events, or nothing but events, in both arms; "
            "they say nothing of the ratio"
        )
    total = float(np.sum(v))
    if total == 0:
        told.append("no pooled estimate: no table says anything")
        return CountFit(
            measure="OR", method="Peto", level=level, k=t.a.size, k_informative=0, diagnostics=tuple(told),
            **wald(math.nan, math.nan, level)._asdict(),
        )  # fmt: skip
    b = float(np.sum(away)) / total
    q, df = float(np.sum(v * (away / v - b) ** 2)), v.size - 1
    share, ratio = from_q(q, df)
    return CountFit(
        measure="OR", method="Peto", level=level, k=t.a.size, k_informative=v.size, I2=share, H2=ratio,
        heterogeneity=Test(stat=q, df=df, p=float(chdtrc(df, q)) if df > 0 else 1.0),
        diagnostics=tuple(told), **wald(b, 1 / math.sqrt(total), level)._asdict(),
    )  # fmt: skip
