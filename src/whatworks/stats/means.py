"""Effect sizes from means, standard deviations and numbers in two arms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from .effect_size import EffectSize, Floats, refuse


def mean_difference(  # noqa: PLR0917 - six numbers, in the order reports print them
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike
) -> EffectSize:
    """Intervention mean less comparison mean, in the measure's own units, and its variance.

    The arms may differ in spread. Arguments are numbers or arrays that broadcast together. Raises ValueError
    where a standard deviation is negative or a number is below one. Borenstein et al. 2009, eq. 4.2 and 4.5.
    """
    m1, s1, n1, m2, s2, n2 = _arms(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    return EffectSize(m1 - m2, s1**2 / n1 + s2**2 / n2)


def standardised_mean_difference(  # noqa: PLR0917 - six numbers, in the order reports print them
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike
) -> EffectSize:
    """Hedges' g: the mean difference over the pooled standard deviation, corrected for small samples.

    The correction is exact (gamma functions), and the variance is the large-sample one with g in it, as in
    metafor's `escalc(measure="SMD", vtype="LS")`. Unknown (nan) where the pooled standard deviation is zero
    or fewer than four people were measured. Hedges 1981, the exact c(m); Hedges 1982, eq. 8 for the variance.
    """
    m1, s1, n1, m2, s2, n2 = _arms(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    df = n1 + n2 - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / df)
        g = hedges_correction(df) * (m1 - m2) / np.where(pooled > 0, pooled, np.nan)
        return EffectSize(g, np.where(np.isnan(g), np.nan, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))))


def hedges_correction(df: ArrayLike) -> Floats:
    """The factor that takes the small-sample bias out of d, for its degrees of freedom; nan below two.

    Exact: gamma(m/2) / (sqrt(m/2) gamma((m-1)/2)). Hedges 1981.
    """
    m = np.asarray(df, dtype=float)
    usable = np.where(m > 1, m, np.nan)
    factor: Floats = np.exp(gammaln(usable / 2) - gammaln((usable - 1) / 2)) / np.sqrt(usable / 2)
    return factor


def _arms(*values: ArrayLike) -> tuple[Floats, ...]:
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in values))
    for arm, sd, n in (("intervention", arrays[1], arrays[2]), ("comparison", arrays[4], arrays[5])):
        refuse(sd < 0, f"the {arm} arm's standard deviation is negative", "check the sign", sd)
        refuse(n < 1, f"the {arm} arm has no one in it", "give the number measured", n)
    return tuple(arrays)
