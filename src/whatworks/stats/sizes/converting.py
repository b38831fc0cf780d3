"""From one scale to another: log odds ratio and d, d and r, and which way an effect points."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from .counts import odds_ratio
from .effect_size import EffectSize, known, one_of, refuse, together
from .two_by_two import cells

FACTORS = {"logistic": math.pi / math.sqrt(3), "normal": 1.65}
"""How many log odds make one standard deviation, by how the measure under the cut is spread."""


def d_from_log_odds(yi: ArrayLike, vi: ArrayLike, *, distribution: str = "logistic") -> EffectSize:
    """A standardised mean difference from a log odds ratio and its variance.

    "logistic": times the square root of 3 over pi (Hasselblad and Hedges 1995; Chinn 2000). "normal": over
    1.65 (Cox and Snell 1989; the WWC's Cox index). Assumes an outcome that was cut in two at some point.
    """
    factor = FACTORS[one_of("distribution", distribution, tuple(FACTORS))]
    estimate, variance = together(yi, vi)
    return known(estimate / factor, variance / factor**2)


def log_odds_from_d(yi: ArrayLike, vi: ArrayLike, *, distribution: str = "logistic") -> EffectSize:
    """A log odds ratio from a standardised mean difference and its variance: `d_from_log_odds` undone."""
    factor = FACTORS[one_of("distribution", distribution, tuple(FACTORS))]
    estimate, variance = together(yi, vi)
    return known(estimate * factor, variance * factor**2)


def odds_ratio_as_d(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False, distribution: str = "logistic",
) -> EffectSize:  # fmt: skip
    """A standardised mean difference from counts, through the odds ratio. See `d_from_log_odds`."""
    size = odds_ratio(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    return d_from_log_odds(*size, distribution=distribution)


def probit_difference(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """A standardised mean difference from counts: the difference of the two risks' normal quantiles.

    Assumes a normal measure of one spread in both arms, cut in two at one point. Sánchez-Meca,
    Marín-Martínez and Chacón-Moscoso 2003, eq. 20 and 21.
    """
    table = cells(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    with np.errstate(divide="ignore", invalid="ignore"):
        risk1, risk2 = table.a / table.n1, table.c / table.n2
        z1, z2 = ndtri(risk1), ndtri(risk2)
        part1, part2 = (
            risk * (1 - risk) * np.exp(z**2) / n
            for risk, z, n in ((risk1, z1, table.n1), (risk2, z2, table.n2))
        )
        return known(z1 - z2, 2 * math.pi * (part1 + part2))


def r_from_d(yi: ArrayLike, vi: ArrayLike, n_t: ArrayLike, n_c: ArrayLike) -> EffectSize:
    """A point-biserial correlation from d and its variance: r = d / root(d2 + a), a = (n1 + n2)2 / (n1 n2).

    Borenstein et al. 2009, eq. 7.5 and 7.6.
    """
    d, variance, n1, n2 = together(yi, vi, n_t, n_c)
    a = (n1 + n2) ** 2 / (n1 * n2)
    return known(d / np.sqrt(d**2 + a), a**2 * variance / (d**2 + a) ** 3)


def d_from_r(yi: ArrayLike, vi: ArrayLike) -> EffectSize:
    """A standardised mean difference from a correlation and its variance: d = 2r / root(1 - r2).

    Borenstein et al. 2009, eq. 7.7 and 7.8 (7.3 in the first printing). Raises InconsistentNumbers where a
    correlation is not within -1 and 1.
    """
    r, variance = together(yi, vi)
    refuse(np.abs(r) >= 1, "a correlation is not between -1 and 1", "check it", r)
    return known(2 * r / np.sqrt(1 - r**2), 4 * variance / (1 - r**2) ** 3)


def turn(yi: ArrayLike, wrong_way: ArrayLike) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Estimates with the sign changed where `wrong_way` is true, so that all point one way.

    For measures on which higher is worse beside those on which it is better. Variances stay as they are.
    Cochrane Handbook (version 6), 6.5.1.2.
    """
    return np.where(np.asarray(wrong_way, dtype=bool), -np.asarray(yi, dtype=float), yi) + 0.0


def rescale(yi: ArrayLike, vi: ArrayLike, factor: ArrayLike) -> EffectSize:
    """An effect in another unit: the estimate times `factor`, the variance times its square.

    A negative factor also turns the sign, as for a scale read from its other end. Raises InconsistentNumbers
    where the factor is 0.
    """
    estimate, variance, times = together(yi, vi, factor)
    refuse(times == 0, "the factor is 0", "give units of the new scale in one of the old", times)
    return known(estimate * times, variance * times**2)
