"""Ratios between two arms: of their means, of their spreads, of their coefficients of variation.

All are logarithms, and assume a scale with a true zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .effect_size import EffectSize, Floats, known, one_of, refuse, together, weighted_mean
from .means import arms, pooled_sd

VTYPES = ("LS", "HO", "AV", "AVHO")
"""The variance of a ratio of means: see `ratio_of_means`."""


def ratio_of_means(  # noqa: PLR0917 - six numbers, in the order reports print them
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike,
    *, vtype: str = "LS",
) -> EffectSize:  # fmt: skip
    """Log ratio of two means (the log response ratio) and its variance.

    Unknown where the means differ in sign or one is zero. `vtype`: "LS", large-sample (Hedges, Gurevitch and
    Curtis 1999, eq. 1); "HO", arms of one spread (the same, next equation); "AV", each arm's coefficient of
    variation the same in all studies and averaged by numbers; "AVHO", the same in both arms as well.
    """
    one_of("vtype", vtype, VTYPES)
    m1, s1, n1, m2, s2, n2 = arms(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    with np.errstate(divide="ignore", invalid="ignore"):
        yi = np.log(m1 / m2)
        if vtype == "HO":
            return known(yi, pooled_sd(s1, n1, s2, n2) ** 2 * (1 / (n1 * m1**2) + 1 / (n2 * m2**2)))
        cv1, cv2 = s1 / m1, s2 / m2
    if vtype != "LS":
        cv1, cv2 = _averaged(cv1, n1, cv2, n2, apart=vtype == "AV")
    return known(yi, cv1**2 / n1 + cv2**2 / n2)


def coefficient_of_variation_ratio(  # noqa: PLR0917 - six numbers, in the order reports print them
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike
) -> EffectSize:
    """Log ratio of two coefficients of variation (lnCVR), corrected, and its variance.

    Nakagawa et al. 2015, eq. 11 and 12, the latter without its correlation of mean and spread, which is zero
    for normal measures. Unknown where a spread is zero, an arm has one person or a mean is not above
    zero.
    """
    m1, s1, n1, m2, s2, n2 = arms(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    spread = variability_ratio(s1, n1, s2, n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = s1**2 / (n1 * m1**2) + s2**2 / (n2 * m2**2)
        return known(spread.yi - (np.log(m1) - np.log(m2)), spread.vi + variance)


def variability_ratio(sd_t: ArrayLike, n_t: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike) -> EffectSize:
    """Log ratio of two standard deviations (lnVR), corrected, and its variance.

    Nakagawa et al. 2015, eq. 5 and 6. Unknown where a spread is zero or an arm has one person.
    """
    s1, n1, s2, n2 = together(sd_t, n_t, sd_c, n_c)
    for sd in (s1, s2):
        refuse(sd < 0, "a standard deviation is negative", "check the sign", sd)
    with np.errstate(divide="ignore", invalid="ignore"):
        half1, half2 = 1 / (2 * (n1 - 1)), 1 / (2 * (n2 - 1))
        return known(np.log(s1 / s2) + half1 - half2, half1 + half2)


def _averaged(cv1: Floats, n1: Floats, cv2: Floats, n2: Floats, *, apart: bool) -> tuple[Floats, Floats]:
    if apart:
        return np.full_like(cv1, weighted_mean(cv1, n1)), np.full_like(cv2, weighted_mean(cv2, n2))
    both = weighted_mean(np.stack([cv1, cv2]), np.stack([n1, n2]))
    return np.full_like(cv1, both), np.full_like(cv2, both)
