"""Trials that allot whole groups (classes, teams, areas) but count people: effects and counts put right.

`m` is the mean number of people in a group, `icc` the intra-class correlation: the share of the spread that
lies between groups.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .effect_size import EffectSize, Floats, known, one_of, refuse, together
from .means import CORRECTIONS, correction_factor


class EffectiveCounts(NamedTuple):
    """Events and total as if people had been allotted one by one, and what they were divided by."""

    events: Floats
    total: Floats
    design_effect: Floats


def design_effect(m: ArrayLike, icc: ArrayLike) -> Floats:
    """How many times the variance is that of people allotted one by one: 1 + (m - 1) icc.

    Raises InconsistentNumbers where a group has less than one person or the correlation is not within 0 and
    1. Donner and Klar 2000; Cochrane Handbook (version 6), 23.1.4.
    """
    m_, rho = _groups(m, icc)
    return np.asarray(1 + (m_ - 1) * rho)


def effective_counts(events: ArrayLike, total: ArrayLike, m: ArrayLike, icc: ArrayLike) -> EffectiveCounts:
    """An arm's events and total over the design effect, so that a formula for people fits them.

    The risk stays; only its certainty shrinks. Cochrane Handbook (version 6), 23.1.4. Arguments and errors as
    `design_effect`.
    """
    effect = design_effect(m, icc)
    x, n, effect = together(events, total, effect)
    return EffectiveCounts(np.asarray(x / effect), np.asarray(n / effect), effect)


def inflate(size: EffectSize, m: ArrayLike, icc: ArrayLike) -> EffectSize:
    """An effect whose variance took people as independent, with the variance times the design effect."""
    yi, vi, effect = together(size.yi, size.vi, design_effect(m, icc))
    return known(yi, vi * effect)


def clustered_smd(
    d: ArrayLike, n_t: ArrayLike, n_c: ArrayLike, m: ArrayLike, icc: ArrayLike,
    *, correction: str = "approximate",
) -> EffectSize:  # fmt: skip
    """Hedges' g of a trial that allotted groups, over the standard deviation of all people, and its variance.

    `d` is the mean difference over people's standard deviation, pooled within arms. g = w d times the root of
    1 - 2 (m - 1) icc / (N - 2); se = w times the root of (1/n_t + 1/n_c) times the design effect plus
    g2 / 2h, with `clustered_df` h and w = 1 - 3 / (4h - 1). WWC 2020, Supplement to the Procedures Handbook,
    version 4.1; Hedges 2007, eq. 15 to 17. With icc 0 or groups of one, all is as for people.

    Raises InconsistentNumbers as `design_effect`, and where the groups are larger than half of all people,
    so that an arm would hold less than one.
    """
    one_of("correction", correction, CORRECTIONS)
    d_, n1, n2, m_, rho = together(d, n_t, n_c, m, icc)
    h = clustered_df(n1 + n2, m_, rho)
    factor = correction_factor(h, correction)
    g = factor * d_ * np.sqrt(1 - 2 * (m_ - 1) * rho / (n1 + n2 - 2))
    share = (1 / n1 + 1 / n2) * design_effect(m_, rho)
    return known(g, factor**2 * (share + g**2 / (2 * h)))


def clustered_df(n: ArrayLike, m: ArrayLike, icc: ArrayLike) -> Floats:
    """Degrees of freedom of the standard deviation of all people, `n` in number, in groups of `m`.

    N - 2 where the correlation is 0, fewer the more groups are alike within. Hedges 2007, eq. 17; WWC 2020.
    """
    n_, m_, rho = together(n, *_groups(m, icc))
    refuse(2 * m_ > n_, "the groups are too large for one in each arm", "check their mean size", m_)
    rest = n_ - 2
    spread = rest * (1 - rho) ** 2 + m_ * (n_ - 2 * m_) * rho**2 + 2 * (n_ - 2 * m_) * rho * (1 - rho)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((rest - 2 * (m_ - 1) * rho) ** 2 / spread)


def _groups(m: ArrayLike, icc: ArrayLike) -> tuple[Floats, ...]:
    m_, rho = together(m, icc)
    refuse(m_ < 1, "a group has less than one person", "give the mean number of people in a group", m_)
    refuse((rho < 0) | (rho > 1), "the intra-class correlation is not between 0 and 1", "check it", rho)
    return m_, rho
