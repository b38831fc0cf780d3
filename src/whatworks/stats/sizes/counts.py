"""Effect sizes from counts: the two-by-two table of events and totals in two arms.

By default, where a table has an empty cell one half is added to all four of its cells and to no other table:
metafor's `escalc` with `add=1/2, to="only0"`. This holds for every measure here but the arcsine difference,
which needs nothing added. `two_by_two.cells` tells the other rules.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .effect_size import EffectSize, known
from .two_by_two import cells


def risk_ratio(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """Log risk ratio, intervention over comparison, and its variance.

    Arguments are counts: numbers or arrays that broadcast together. An unknown count (nan) gives an unknown
    effect, and so does an empty cell to which nothing is added. Raises ValueError where events are more than
    their total or a count is negative.

    Katz, Baptista, Azen and Pike 1978; Borenstein et al. 2009, eq. 5.2 and 5.3.
    """
    table = cells(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    with np.errstate(divide="ignore", invalid="ignore"):
        yi = np.log(table.a / table.n1) - np.log(table.c / table.n2)
        return known(yi, 1 / table.a - 1 / table.n1 + 1 / table.c - 1 / table.n2)


def odds_ratio(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """Log odds ratio, intervention over comparison, and its variance. Arguments and errors as `risk_ratio`.

    Woolf 1955; Borenstein et al. 2009, eq. 5.9 and 5.10.
    """
    a, b, c, d = cells(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    with np.errstate(divide="ignore", invalid="ignore"):
        return known(np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d)


def risk_difference(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """Risk in the intervention arm less risk in the comparison arm, as a share of one, and its variance.

    Arguments and errors as `risk_ratio`. Borenstein et al. 2009, eq. 5.15 and 5.16.
    """
    table = cells(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    a, b, c, d = table
    return known(a / table.n1 - c / table.n2, a * b / table.n1**3 + c * d / table.n2**3)


def arcsine_difference(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.0, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """Difference of the arcsines of the square roots of the two risks, and its variance.

    It needs nothing added for empty cells, and by default nothing is. Twice this is Cohen's h. Arguments and
    errors as `risk_ratio`. Rücker, Schwarzer, Carpenter and Olkin 2009, eq. 4 and 5.
    """
    table = cells(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    yi = np.arcsin(np.sqrt(table.a / table.n1)) - np.arcsin(np.sqrt(table.c / table.n2))
    return known(yi, 1 / (4 * table.n1) + 1 / (4 * table.n2))


def peto_odds_ratio(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """Log odds ratio by Peto's method, (O - E) / V, and its variance 1 / V.

    Sound for rare events, arms of like size and effects that are not large. Arguments and errors as
    `risk_ratio`; unknown where there is no event, or nothing else, in both arms. Yusuf et al. 1985.
    """
    table = cells(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    n1, n2 = table.n1, table.n2
    events, rest, everyone = table.a + table.c, table.b + table.d, n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = n1 * n2 * events * rest / (everyone**2 * (everyone - 1))
        return known((table.a - n1 * events / everyone) / variance, 1 / variance)
