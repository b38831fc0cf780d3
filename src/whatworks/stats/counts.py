"""Effect sizes from counts: the two-by-two table of events and totals in two arms.

Where a table has an empty cell, one half is added to all four of its cells and to no other table. This is
the default of metafor's `escalc` (`add=1/2, to="only0"`) and holds for all three measures, for tables with no
event in either arm and for tables where everybody had it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .effect_size import EffectSize, Floats, refuse

Cells = tuple[Floats, Floats, Floats, Floats]


def risk_ratio(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike
) -> EffectSize:
    """Log risk ratio, intervention over comparison, and its variance.

    Arguments are counts: numbers or arrays that broadcast together. An unknown count (nan) gives an unknown
    effect. Raises ValueError where events are more than their total or a count is negative.

    Katz, Baptista, Azen and Pike 1978; Borenstein et al. 2009, eq. 5.2 and 5.3.
    """
    a, b, c, d = _cells(events_t, total_t, events_c, total_c)
    return EffectSize(np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


def odds_ratio(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike
) -> EffectSize:
    """Log odds ratio, intervention over comparison, and its variance. Arguments and errors as `risk_ratio`.

    Woolf 1955; Borenstein et al. 2009, eq. 5.9 and 5.10.
    """
    a, b, c, d = _cells(events_t, total_t, events_c, total_c)
    return EffectSize(np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d)


def risk_difference(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike
) -> EffectSize:
    """Risk in the intervention arm less risk in the comparison arm, as a share of one, and its variance.

    Arguments and errors as `risk_ratio`. Borenstein et al. 2009, eq. 5.15 and 5.16.
    """
    a, b, c, d = _cells(events_t, total_t, events_c, total_c)
    n1, n2 = a + b, c + d
    return EffectSize(a / n1 - c / n2, a * b / n1**3 + c * d / n2**3)


def _cells(events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike) -> Cells:
    a, n1, c, n2 = np.broadcast_arrays(
        *(np.asarray(value, dtype=float) for value in (events_t, total_t, events_c, total_c))
    )
    for arm, events, total in (("intervention", a, n1), ("comparison", c, n2)):
        refuse(events < 0, f"events of the {arm} arm are negative", "count again", events)
        refuse(total <= 0, f"the {arm} arm has no one in it", "give the number it is out of", total)
        refuse(
            events > total, f"events of the {arm} arm are more than its total", "check both counts", events
        )
    return _fill_empty(a, n1 - a, c, n2 - c)


def _fill_empty(*cells: NDArray[np.float64]) -> Cells:
    empty = np.any([cell == 0 for cell in cells], axis=0)
    a, b, c, d = (np.where(empty, cell + 0.5, cell) for cell in cells)
    return a, b, c, d
