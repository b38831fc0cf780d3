"""Effect sizes from means, standard deviations and numbers in two arms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from .effect_size import EffectSize, Floats, known, one_of, refuse, together, weighted_mean

CORRECTIONS = ("exact", "approximate", "none")
"""Hedges' correction by gamma functions; as 1 - 3 / (4m - 1); or none, which leaves Cohen's d."""
VTYPES = ("LS", "LS2", "UB", "AV")
"""The variance of a standardised mean difference: see `smd_from_d`."""


def mean_difference(  # noqa: PLR0917 - six numbers, in the order reports print them
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike,
    *, vtype: str = "LS",
) -> EffectSize:  # fmt: skip
    """Intervention mean less comparison mean, in the measure's own units, and its variance.

    By default the arms may differ in spread; with `vtype="HO"` they are taken to share one, and the pooled
    standard deviation is used. Arguments are numbers or arrays that broadcast together. Raises ValueError
    where a standard deviation is negative or a number is below one. Borenstein et al. 2009, eq. 4.2, 4.3
    (HO) and 4.5.
    """
    one_of("vtype", vtype, ("LS", "HO"))
    m1, s1, n1, m2, s2, n2 = arms(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    if vtype == "HO":
        return known(m1 - m2, pooled_sd(s1, n1, s2, n2) ** 2 * (1 / n1 + 1 / n2))
    return EffectSize(m1 - m2, s1**2 / n1 + s2**2 / n2)


def standardised_mean_difference(  # noqa: PLR0917 - six numbers, in the order reports print them
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike,
    *, vtype: str = "LS", correction: str = "exact",
) -> EffectSize:  # fmt: skip
    """Hedges' g: the mean difference over the pooled standard deviation, corrected for small samples.

    By default the correction is exact (gamma functions), and the variance is the large-sample one with g in
    it, as in metafor's `escalc(measure="SMD", vtype="LS")`; `smd_from_d` tells the others. Unknown (nan)
    where the pooled standard deviation is zero or fewer than four people were measured. Hedges 1981, the
    exact c(m); Hedges 1982, eq. 8 for the variance.
    """
    return smd_from_d(*cohens_d(mean_t, sd_t, n_t, mean_c, sd_c, n_c), vtype=vtype, correction=correction)


def cohens_d(  # noqa: PLR0917 - six numbers, in the order reports print them
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """The mean difference over the pooled standard deviation, uncorrected, with the two numbers.

    Unknown (nan) where the pooled standard deviation is zero. Cohen 1988.
    """
    m1, s1, n1, m2, s2, n2 = arms(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    spread = pooled_sd(s1, n1, s2, n2)
    return (m1 - m2) / np.where(spread > 0, spread, np.nan), n1, n2


def smd_from_d(
    d: ArrayLike, n_t: ArrayLike, n_c: ArrayLike, *, vtype: str = "LS", correction: str = "exact"
) -> EffectSize:
    """Hedges' g and its variance from Cohen's d and the numbers in the two arms.

    `vtype`: "LS", large-sample with g in it (Hedges 1982, eq. 8); "LS2", that with d in it, times the square
    of the correction (Borenstein 2009, eq. 12.17); "UB", unbiased (Hedges 1983, eq. 9); "AV", large-sample
    with the mean of all g, weighted by numbers, in it. `correction`: "exact", "approximate" or "none".
    """
    one_of("vtype", vtype, VTYPES)
    d_, n1, n2 = together(d, n_t, n_c)
    m = n1 + n2 - 2
    factor = correction_factor(m, correction)
    return known(factor * d_, _smd_variance(d_, factor, (1 / n1 + 1 / n2, n1 + n2, n1 + n2), m, vtype))


def smd_by_comparison_sd(
    mean_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike,
    *, vtype: str = "LS", correction: str = "exact",
) -> EffectSize:  # fmt: skip
    """Glass's delta: the mean difference over the comparison arm's standard deviation, corrected.

    Both arms are taken to share one spread, so that of the intervention arm is not asked for. Unknown where
    the standard deviation is zero or fewer than three people were compared with. Hedges 1981; `vtype` and
    `correction` as in `smd_from_d`.
    """
    one_of("vtype", vtype, VTYPES)
    m1, _, n1, m2, s2, n2 = arms(mean_t, 1.0, n_t, mean_c, sd_c, n_c)
    d, factor = (m1 - m2) / np.where(s2 > 0, s2, np.nan), correction_factor(n2 - 1, correction)
    return known(factor * d, _smd_variance(d, factor, (1 / n1 + 1 / n2, n2, n1 + n2), n2 - 1, vtype))


def smd_by_comparison_sd_unequal(  # noqa: PLR0917 - six numbers, in the order reports print them
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike,
    *, correction: str = "exact",
) -> EffectSize:  # fmt: skip
    """Glass's delta with arms that may differ in spread: the variance takes both. Bonett 2008."""
    m1, s1, n1, m2, s2, n2 = arms(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    s2 = np.where(s2 > 0, s2, np.nan)
    g = correction_factor(n2 - 1, correction) * (m1 - m2) / s2
    return known(g, s1**2 / (s2**2 * n1) + 1 / n2 + g**2 / (2 * n2))


def smd_by_average_sd(  # noqa: PLR0917 - six numbers, in the order reports print them
    mean_t: ArrayLike, sd_t: ArrayLike, n_t: ArrayLike, mean_c: ArrayLike, sd_c: ArrayLike, n_c: ArrayLike,
    *, correction: str = "exact",
) -> EffectSize:  # fmt: skip
    """The mean difference over the root of the average of the two variances, which may differ; corrected.

    Bonett 2008, eq. 6 and 7; Bonett 2009. Unknown where both spreads are zero or an arm has one person.
    """
    m1, s1, n1, m2, s2, n2 = arms(mean_t, sd_t, n_t, mean_c, sd_c, n_c)
    spread = np.sqrt((s1**2 + s2**2) / 2)
    spread = np.where(spread > 0, spread, np.nan)
    factor = correction_factor(n1 + n2 - 2, correction)
    g = factor * (m1 - m2) / spread
    with np.errstate(divide="ignore", invalid="ignore"):
        shape = g**2 * (s1**4 / (n1 - 1) + s2**4 / (n2 - 1)) / (8 * spread**4)
        return known(g, factor**2 * (shape + (s1**2 / (n1 - 1) + s2**2 / (n2 - 1)) / spread**2))


def hedges_correction(df: ArrayLike) -> Floats:
    """The factor that takes the small-sample bias out of d, for its degrees of freedom; nan below two.

    Exact: gamma(m/2) / (sqrt(m/2) gamma((m-1)/2)). Hedges 1981.
    """
    m = np.asarray(df, dtype=float)
    usable = np.where(m > 1, m, np.nan)
    factor: Floats = np.exp(gammaln(usable / 2) - gammaln((usable - 1) / 2)) / np.sqrt(usable / 2)
    return factor


def hedges_correction_approximate(df: ArrayLike) -> Floats:
    """Hedges' correction as 1 - 3 / (4m - 1) for m degrees of freedom; nan below two. Hedges 1981, eq. 6."""
    m = np.asarray(df, dtype=float)
    return np.asarray(1 - 3 / (4 * np.where(m > 1, m, np.nan) - 1))


def correction_factor(df: ArrayLike, correction: str) -> Floats:
    """The small-sample factor by the name of the correction. Raises ValueError for an unknown name."""
    one_of("correction", correction, CORRECTIONS)
    if correction == "exact":
        return hedges_correction(df)
    if correction == "approximate":
        return hedges_correction_approximate(df)
    return np.ones_like(np.asarray(df, dtype=float))


def pooled_sd(sd_t: Floats, n_t: Floats, sd_c: Floats, n_c: Floats) -> Floats:
    """The standard deviation within the two arms together; nan where each has one person."""
    df = n_t + n_c - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt(((n_t - 1) * sd_t**2 + (n_c - 1) * sd_c**2) / df))


def arms(*values: ArrayLike) -> tuple[Floats, ...]:
    """Mean, standard deviation and number of two arms, in one shape.

    Raises InconsistentNumbers where a standard deviation is negative or a number is below one.
    """
    arrays = together(*values)
    for arm, sd, n in (("intervention", arrays[1], arrays[2]), ("comparison", arrays[4], arrays[5])):
        refuse(sd < 0, f"the {arm} arm's standard deviation is negative", "check the sign", sd)
        refuse(n < 1, f"the {arm} arm has no one in it", "give the number measured", n)
    return arrays


def _smd_variance(
    d: Floats, factor: Floats, sizes: tuple[Floats, Floats, Floats], m: Floats, vtype: str
) -> Floats:
    """`sizes`: the share of the mean difference's variance, the number in d's own, and that of all."""
    share, number, everyone = sizes
    g = factor * d
    with np.errstate(divide="ignore", invalid="ignore"):
        if vtype == "LS2":
            return np.asarray(factor**2 * (share + d**2 / (2 * number)))
        if vtype == "UB":
            return np.asarray(share + (1 - (m - 2) / (m * factor**2)) * g**2)
        plugged = np.full_like(g, weighted_mean(g, everyone)) if vtype == "AV" else g
        return np.asarray(share + plugged**2 / (2 * number))
