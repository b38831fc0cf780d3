"""Measures of one group: a proportion, a rate, a mean or a spread, as it is or transformed."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .effect_size import EffectSize, Floats, known, one_of, refuse, together
from .two_by_two import fill_empty

PROPORTIONS = ("raw", "log", "logit", "arcsine", "double arcsine")
RATES = ("raw", "log", "root", "double root")


def proportion(
    events: ArrayLike, total: ArrayLike, *, transform: str = "raw", add: float | None = None,
    to: str = "only0",
) -> EffectSize:  # fmt: skip
    """A proportion and its variance, as it is or transformed.

    `transform`: "raw", "log", "logit", "arcsine" (of the square root), or "double arcsine" (Freeman and Tukey
    1950). `add` goes to events and non-events alike, by the rule `to` (see `two_by_two.cells`); by default
    one half, and nothing for the two arcsines. Raises InconsistentNumbers where events are more than total.
    """
    one_of("transform", transform, PROPORTIONS)
    x, n = together(events, total)
    refuse(x < 0, "events are negative", "count again", x)
    refuse(n <= 0, "the group has no one in it", "give the number it is out of", n)
    refuse(x > n, "events are more than the total", "check both counts", x)
    constant = add if add is not None else 0.0 if "arcsine" in transform else 0.5
    x, rest = fill_empty((x, n - x), constant, to)
    n = x + rest
    with np.errstate(divide="ignore", invalid="ignore"):
        if transform == "raw":
            return known(x / n, x * rest / n**3)
        if transform == "log":
            return known(np.log(x / n), 1 / x - 1 / n)
        if transform == "logit":
            return known(np.log(x / rest), 1 / x + 1 / rest)
        if transform == "arcsine":
            return known(np.arcsin(np.sqrt(x / n)), 1 / (4 * n))
        angles = np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))
        return known(angles / 2, 1 / (4 * n + 2))


def rate(
    events: ArrayLike, time: ArrayLike, *, transform: str = "raw", add: float | None = None, to: str = "only0"
) -> EffectSize:
    """Events per unit of person-time and its variance, as it is or transformed.

    `transform`: "raw", "log", "root", or "double root" (Freeman and Tukey 1950). `add` goes to the events, by
    the rule `to`; by default one half, and nothing for the two roots. Observed over expected events (an SIR)
    may be given too. Raises InconsistentNumbers where events are negative or a time is not above zero.
    Rothman, Greenland and Lash 2008.
    """
    one_of("transform", transform, RATES)
    x, t = together(events, time)
    refuse(x < 0, "events are negative", "count again", x)
    refuse(t <= 0, "the person-time is not above zero", "check it", t)
    constant = add if add is not None else 0.0 if "root" in transform else 0.5
    (x,) = fill_empty((x,), constant, to)
    with np.errstate(divide="ignore", invalid="ignore"):
        if transform == "raw":
            return known(x / t, x / t**2)
        if transform == "log":
            return known(np.log(x / t), 1 / x)
        if transform == "root":
            return known(np.sqrt(x / t), 1 / (4 * t))
        return known((np.sqrt(x / t) + np.sqrt((x + 1) / t)) / 2, 1 / (4 * t))


def mean(mean: ArrayLike, sd: ArrayLike, n: ArrayLike) -> EffectSize:
    """A mean, in its own units, and its variance sd2 / n."""
    m, s, n_ = _group(mean, sd, n)
    return known(m, s**2 / n_)


def log_mean(mean: ArrayLike, sd: ArrayLike, n: ArrayLike) -> EffectSize:
    """The logarithm of a mean, and its variance. Unknown where the mean is not above zero."""
    m, s, n_ = _group(mean, sd, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return known(np.log(m), s**2 / (n_ * m**2))


def log_sd(sd: ArrayLike, n: ArrayLike) -> EffectSize:
    """The logarithm of a standard deviation, corrected, and its variance.

    Raudenbush and Bryk 1987; Nakagawa et al. 2015. Unknown where the spread is zero or one was measured.
    """
    _, s, n_ = _group(0.0, sd, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = 1 / (2 * (n_ - 1))
        return known(np.log(s) + half, half)


def log_coefficient_of_variation(mean: ArrayLike, sd: ArrayLike, n: ArrayLike) -> EffectSize:
    """The logarithm of a coefficient of variation, corrected, and its variance.

    Nakagawa et al. 2015, eq. 26 and 27, without the correlation of mean and spread.
    """
    centre, spread = log_mean(mean, sd, n), log_sd(sd, n)
    return known(spread.yi - centre.yi, spread.vi + centre.vi)


def _group(mean: ArrayLike, sd: ArrayLike, n: ArrayLike) -> tuple[Floats, ...]:
    m, s, n_ = together(mean, sd, n)
    refuse(s < 0, "the standard deviation is negative", "check the sign", s)
    refuse(n_ < 1, "the group has no one in it", "give the number measured", n_)
    return m, s, n_
