"""Correlations as effect sizes: raw, corrected for bias, Fisher's z, partial; of a group with a measure."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import hyp2f1, ndtri

from .effect_size import EffectSize, Floats, known, one_of, refuse, together, weighted_mean

SAMPLING = ("ST", "CS")
"""How people came into the two groups: stratified (their sizes fixed), or cross-sectionally."""


def correlation(r: ArrayLike, n: ArrayLike, *, vtype: str = "LS") -> EffectSize:
    """A correlation as it is, and its variance (1 - r2)2 / (n - 1).

    `vtype` "AV" puts the mean of all correlations, weighted by numbers, into the variance. Raises
    InconsistentNumbers where a correlation is not within -1 and 1. Borenstein 2009, eq. 12.27.
    """
    one_of("vtype", vtype, ("LS", "AV"))
    r_, n_ = _correlated(r, n)
    return known(r_, _large_sample(r_, n_, vtype))


def correlation_unbiased(r: ArrayLike, n: ArrayLike, *, vtype: str = "LS") -> EffectSize:
    """A correlation with its slight bias towards zero taken out (Olkin and Pratt 1958, eq. 2.3).

    Variance by `vtype`: "LS" and "AV" as in `correlation`, with the unbiased value in them; "UB", unbiased:
    the square of the estimate less the unbiased estimate of the squared correlation (Hedges 1989).
    Unknown below five people.
    """
    one_of("vtype", vtype, ("LS", "UB", "AV"))
    r_, n_ = _correlated(r, n)
    enough = np.where(n_ > 4, n_, np.nan)
    left = 1 - r_**2
    unbiased = r_ * _hypergeometric(0.5, (enough - 2) / 2, left)
    if vtype != "UB":
        return known(unbiased, _large_sample(unbiased, enough, vtype))
    square = 1 - (enough - 3) * left * _hypergeometric(1.0, enough / 2, left) / (enough - 2)
    return known(unbiased, unbiased**2 - square)


def fishers_z(r: ArrayLike, n: ArrayLike) -> EffectSize:
    """Fisher's z, the inverse hyperbolic tangent of a correlation, and its variance 1 / (n - 3).

    Unknown for a correlation of exactly 1 or -1 and below four people. Fisher 1921.
    """
    r_, n_ = _correlated(r, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return known(np.arctanh(r_), 1 / np.where(n_ > 3, n_ - 3, np.nan))


def partial_correlation(t: ArrayLike, n: ArrayLike, predictors: ArrayLike) -> EffectSize:
    """A partial correlation from a regression coefficient's t, and its variance.

    `predictors` counts those of the model, this one too. Aloe and Thompson 2013, eq. 3 and 4.
    """
    t_, df = _regression(t, n, predictors)
    r = t_ / np.sqrt(t_**2 + df)
    return known(r, (1 - r**2) ** 2 / df)


def fishers_z_partial(t: ArrayLike, n: ArrayLike, predictors: ArrayLike) -> EffectSize:
    """Fisher's z of a partial correlation, and its variance 1 / (n - predictors - 1). Aloe 2014."""
    t_, df = _regression(t, n, predictors)
    return known(np.arctanh(t_ / np.sqrt(t_**2 + df)), 1 / df)


def semi_partial_correlation(t: ArrayLike, n: ArrayLike, predictors: ArrayLike, r2: ArrayLike) -> EffectSize:
    """A semi-partial correlation from a regression coefficient's t and the model's R2, and its variance.

    Raises InconsistentNumbers where R2 is not within 0 and 1. Aloe and Becker 2012, eq. 9 and 12.
    """
    t_, df = _regression(t, n, predictors)
    whole = together(r2, t_)[0]
    refuse((whole < 0) | (whole > 1), "R2 is not between 0 and 1", "give it as a share of one", whole)
    r = t_ * np.sqrt(1 - whole) / np.sqrt(df)
    rest = whole - r**2
    return known(r, (whole**2 - 2 * whole + rest + 1 - rest**2) / together(n, t_)[0])


def point_biserial(d: ArrayLike, n_t: ArrayLike, n_c: ArrayLike, *, vtype: str = "ST") -> EffectSize:
    """The correlation of being in the first group with the measure, from Cohen's d and the numbers.

    `vtype`: "ST", the groups' sizes fixed by design; "CS", sampled from one population. Tate 1954.
    """
    one_of("vtype", vtype, SAMPLING)
    d_, n1, n2 = together(d, n_t, n_c)
    r, a = _point_biserial(d_, n1, n2)
    n = n1 + n2
    if vtype == "ST":
        return known(r, a**2 / (a + d_**2) ** 3 * (1 / n1 + 1 / n2 + d_**2 / (2 * n)))
    product = n1 * n2 / n**2
    return known(r, (1 - r**2) ** 2 * (1 - 1.5 * r**2 + r**2 / (4 * product)) / n)


def biserial(d: ArrayLike, n_t: ArrayLike, n_c: ArrayLike) -> EffectSize:
    """The correlation of the measure with the one that was cut to make the two groups, taken as normal.

    From Cohen's d and the numbers. It may pass 1 in small samples; its variance then takes 1. Soper 1914;
    Jacobs and Viechtbauer 2017, eq. 8 and 13.
    """
    d_, n1, n2 = together(d, n_t, n_c)
    r, _ = _point_biserial(d_, n1, n2)
    n = n1 + n2
    share = n1 / n
    cut = ndtri(share)
    height = np.exp(-(cut**2) / 2) / np.sqrt(2 * np.pi)
    product = share * (1 - share)
    estimate = np.sqrt(product) / height * r
    b = np.clip(estimate, -1, 1)
    bend = product * cut**2 / height**2 - (2 * share - 1) * cut / height - 2.5
    return known(estimate, (b**4 + b**2 * bend + product / height**2) / (n - 1))


def _correlated(r: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    r_, n_ = together(r, n)
    refuse(np.abs(r_) > 1, "a correlation is not between -1 and 1", "check it", r_)
    refuse(n_ < 2, "a correlation needs two people", "give the number measured", n_)
    return r_, n_


def _hypergeometric(a: float, c: Floats, z: Floats) -> Floats:
    """Gauss's F(a, a; c; z) for z from 0 to 1, by its series where c is large enough for it to end soon."""
    large = c > 10
    total, term = np.ones_like(z), np.ones_like(z)
    for k in range(2000):
        term = np.where(large, term * (a + k) ** 2 / ((c + k) * (k + 1)) * z, 0.0)
        total = total + term
        if not np.any(term > 1e-17):
            break
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(large, total, hyp2f1(a, a, np.where(large, 10.0, c), z)))


def _large_sample(r: Floats, n: Floats, vtype: str) -> Floats:
    plugged = np.full_like(r, weighted_mean(r, n)) if vtype == "AV" else r
    return np.asarray((1 - plugged**2) ** 2 / (n - 1))


def _regression(t: ArrayLike, n: ArrayLike, predictors: ArrayLike) -> tuple[Floats, Floats]:
    t_, n_, count = together(t, n, predictors)
    refuse(count < 1, "the model has no predictor", "count this one too", count)
    refuse(n_ - count - 1 <= 0, "there are no more people than coefficients", "check both numbers", n_)
    return t_, n_ - count - 1


def _point_biserial(d: Floats, n1: Floats, n2: Floats) -> tuple[Floats, Floats]:
    refuse((n1 < 1) | (n2 < 1), "a group has no one in it", "give the number measured", np.minimum(n1, n2))
    a = (n1 + n2 - 2) * (1 / n1 + 1 / n2)
    return np.asarray(d / np.sqrt(d**2 + a)), np.asarray(a)
