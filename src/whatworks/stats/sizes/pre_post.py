"""Change within one group, or between matched pairs; and the difference of two groups' changes.

The first occasion (1) less the second (2), as metafor has it: for a gain give the later one first. `r` is the
correlation of the two measurements.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .effect_size import EffectSize, Floats, known, one_of, refuse, together
from .means import correction_factor, pooled_sd


def mean_change(  # noqa: PLR0917 - the six numbers of a group measured twice
    mean_1: ArrayLike, mean_2: ArrayLike, sd_1: ArrayLike, sd_2: ArrayLike, n: ArrayLike, r: ArrayLike
) -> EffectSize:
    """The mean change, in the measure's own units, and its variance.

    If the standard deviation of the change itself is printed, give it as `sd_1`, with `sd_2` and `r` 0.
    Raises InconsistentNumbers where a correlation is not within -1 and 1, a standard deviation is negative or
    a number is below one.
    """
    m1, m2, s1, s2, n_, r_ = _twice(mean_1, mean_2, sd_1, sd_2, n, r)
    return known(m1 - m2, change_sd(s1, s2, r_) ** 2 / n_)


def standardised_change_by_change_sd(  # noqa: PLR0917 - the six numbers of a group measured twice
    mean_1: ArrayLike, mean_2: ArrayLike, sd_1: ArrayLike, sd_2: ArrayLike, n: ArrayLike, r: ArrayLike,
    *, correction: str = "exact",
) -> EffectSize:  # fmt: skip
    """The mean change over the standard deviation of the change, corrected. Gibbons et al. 1993."""
    m1, m2, s1, s2, n_, r_ = _twice(mean_1, mean_2, sd_1, sd_2, n, r)
    spread = change_sd(s1, s2, r_)
    g = correction_factor(n_ - 1, correction) * (m1 - m2) / np.where(spread > 0, spread, np.nan)
    return known(g, 1 / n_ + g**2 / (2 * n_))


def standardised_change_by_first_sd(
    mean_1: ArrayLike, mean_2: ArrayLike, sd_1: ArrayLike, n: ArrayLike, r: ArrayLike,
    *, vtype: str = "LS", correction: str = "exact",
) -> EffectSize:  # fmt: skip
    """The mean change over the first occasion's standard deviation, corrected.

    Both occasions are taken to share one spread. `vtype` "LS" puts the corrected estimate into the variance
    (Becker 1988, eq. 13), "LS2" the uncorrected one and multiplies by the square of the correction
    (Borenstein 2009).
    """
    one_of("vtype", vtype, ("LS", "LS2"))
    m1, m2, s1, _, n_, r_ = _twice(mean_1, mean_2, sd_1, 1.0, n, r)
    factor, d = correction_factor(n_ - 1, correction), (m1 - m2) / np.where(s1 > 0, s1, np.nan)
    if vtype == "LS2":
        return known(factor * d, factor**2 * (2 * (1 - r_) / n_ + d**2 / (2 * n_)))
    return known(factor * d, 2 * (1 - r_) / n_ + (factor * d) ** 2 / (2 * n_))


def standardised_change_unequal(  # noqa: PLR0917 - the six numbers of a group measured twice
    mean_1: ArrayLike, mean_2: ArrayLike, sd_1: ArrayLike, sd_2: ArrayLike, n: ArrayLike, r: ArrayLike,
    *, correction: str = "exact",
) -> EffectSize:  # fmt: skip
    """The mean change over the first standard deviation, where the two spreads may differ. Bonett 2008."""
    m1, m2, s1, s2, n_, r_ = _twice(mean_1, mean_2, sd_1, sd_2, n, r)
    s1 = np.where(s1 > 0, s1, np.nan)
    factor = correction_factor(n_ - 1, correction)
    g = factor * (m1 - m2) / s1
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = change_sd(s1, s2, r_) ** 2 / (s1**2 * (n_ - 1)) + g**2 / (2 * (n_ - 1))
        return known(g, factor**2 * inner)


def ratio_of_means_change(  # noqa: PLR0917 - the six numbers of a group measured twice
    mean_1: ArrayLike, mean_2: ArrayLike, sd_1: ArrayLike, sd_2: ArrayLike, n: ArrayLike, r: ArrayLike
) -> EffectSize:
    """Log ratio of the two occasions' means, and its variance. Lajeunesse 2011, eq. 6."""
    m1, m2, s1, s2, n_, r_ = _twice(mean_1, mean_2, sd_1, sd_2, n, r)
    with np.errstate(divide="ignore", invalid="ignore"):
        cv1, cv2 = s1 / m1, s2 / m2
        return known(np.log(m1 / m2), change_sd(cv1, cv2, r_) ** 2 / n_)


def variability_ratio_change(sd_1: ArrayLike, sd_2: ArrayLike, n: ArrayLike, r: ArrayLike) -> EffectSize:
    """Log ratio of the two occasions' standard deviations, and its variance. After Nakagawa et al. 2015."""
    _, _, s1, s2, n_, r_ = _twice(0.0, 0.0, sd_1, sd_2, n, r)
    with np.errstate(divide="ignore", invalid="ignore"):
        return known(np.log(s1 / s2), (1 - r_**2) / (n_ - 1))


def coefficient_of_variation_ratio_change(  # noqa: PLR0917 - the six numbers of a group measured twice
    mean_1: ArrayLike, mean_2: ArrayLike, sd_1: ArrayLike, sd_2: ArrayLike, n: ArrayLike, r: ArrayLike
) -> EffectSize:
    """Log ratio of the two occasions' coefficients of variation, and its variance.

    Unknown where a mean is not above zero.
    """
    spread = variability_ratio_change(sd_1, sd_2, n, r)
    centre = ratio_of_means_change(mean_1, mean_2, sd_1, sd_2, n, r)
    sensible = (np.asarray(mean_1, dtype=float) > 0) & (np.asarray(mean_2, dtype=float) > 0)
    return known(np.where(sensible, spread.yi - centre.yi, np.nan), spread.vi + centre.vi)


def difference_of_changes(  # noqa: PLR0917 - two groups, each measured twice
    pre_t: ArrayLike, post_t: ArrayLike, sd_pre_t: ArrayLike, n_t: ArrayLike,
    pre_c: ArrayLike, post_c: ArrayLike, sd_pre_c: ArrayLike, n_c: ArrayLike, r: ArrayLike,
    *, correction: str = "approximate",
) -> EffectSize:  # fmt: skip
    """Two groups' gains (post less pre) compared, over the pooled standard deviation before: d_ppc2.

    The correction is Morris's approximation unless another is asked for. `r` is the correlation of before and
    after, the same in both groups. Raises InconsistentNumbers as `mean_change`. Unknown below five people
    in all, or where both spreads before are zero. Morris 2008, eq. 8, 9, 10 and 25.
    """
    a, b, s1, n1, c, d, s2, n2, r_ = together(pre_t, post_t, sd_pre_t, n_t, pre_c, post_c, sd_pre_c, n_c, r)
    _check((s1, s2), np.minimum(n1, n2), r_)
    spread = pooled_sd(s1, n1, s2, n2)
    m = n1 + n2 - 2
    factor = correction_factor(m, correction)
    g = factor * ((b - a) - (d - c)) / np.where(spread > 0, spread, np.nan)
    share = 2 * (1 - r_) * (n1 + n2) / (n1 * n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.where(m > 2, m / (m - 2), np.nan)
        return known(g, factor**2 * rest * (share + g**2) - g**2)


def change_sd(sd_1: Floats, sd_2: Floats, r: Floats) -> Floats:
    """The standard deviation of the change, from those of the two occasions and their correlation."""
    square = sd_1**2 + sd_2**2 - 2 * r * sd_1 * sd_2
    return np.asarray(np.sqrt(np.maximum(square, 0)))


def correlation_from_change_sd(sd_1: ArrayLike, sd_2: ArrayLike, sd_change: ArrayLike) -> Floats:
    """The correlation of two occasions from their standard deviations and that of the change.

    Raises InconsistentNumbers where no correlation gives them. Cochrane Handbook (version 6), 6.5.2.8.
    """
    s1, s2, change = together(sd_1, sd_2, sd_change)
    refuse((s1 <= 0) | (s2 <= 0), "a standard deviation is not above zero", "check it", np.minimum(s1, s2))
    r = (s1**2 + s2**2 - change**2) / (2 * s1 * s2)
    refuse(np.abs(r) > 1, "no correlation gives these standard deviations", "check all three", r)
    return np.asarray(r)


def _twice(*values: ArrayLike) -> tuple[Floats, ...]:
    arrays = together(*values)
    _check((arrays[2], arrays[3]), arrays[4], arrays[5])
    return arrays


def _check(spreads: tuple[Floats, Floats], n: Floats, r: Floats) -> None:
    for sd in spreads:
        refuse(sd < 0, "a standard deviation is negative", "check the sign", sd)
    refuse(n < 1, "the group has no one in it", "give the number measured twice", n)
    refuse(np.abs(r) > 1, "a correlation is not between -1 and 1", "check it", r)
