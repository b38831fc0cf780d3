"""When a test of funnel asymmetry is not fit for the data: few studies, alike sizes, linked variances."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

LEAST_STUDIES = 10
"""Below this, tests of asymmetry have too little power: Sterne et al. 2011 (BMJ 343:d4002)."""

LEAST_SPREAD = 2.0
"""The largest standard error should be at least this many times the smallest."""


def asymmetry_hints(vi: ArrayLike, *, scale: str | None = None, ni: bool = False) -> tuple[str, ...]:
    """In words, why tests of asymmetry may mislead for variances vi (k,) on `scale` (SMD, OR ...).

    `ni`: whether sample sizes are at hand. Sterne et al. 2011; Pustejovsky and Rodgers 2019 for SMD; Peters
    et al. 2006 for ratios of counts.
    """
    v = np.array(vi, dtype=float).ravel()
    told = []
    if v.size < LEAST_STUDIES:
        told.append(f"tests of asymmetry need {LEAST_STUDIES} studies and there are {v.size}")
    if v.size and float(np.sqrt(v.max() / v.min())) < LEAST_SPREAD:
        told.append("the standard errors differ little, so there is hardly a funnel to be skewed")
    given = "" if ni else "; give the sample sizes"
    if scale == "SMD":
        told.append(
            "the variance of a standardised mean difference grows with it, which makes asymmetry of nothing; "
            f"use sqrtninv in place of sei{given}"
        )
    if scale in ("OR", "RR"):
        told.append(
            "the variance of a log ratio goes with it, which makes asymmetry of nothing; use Peters' test, "
            "which needs the counts"
        )
    return tuple(told)
