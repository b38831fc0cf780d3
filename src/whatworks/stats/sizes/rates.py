"""Effect sizes from events over person-time in two arms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .effect_size import EffectSize, Floats, known, refuse, together
from .two_by_two import fill_empty


def rate_ratio(
    events_t: ArrayLike, time_t: ArrayLike, events_c: ArrayLike, time_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """Log incidence rate ratio, intervention over comparison, and its variance.

    `events` are counts and may be more than people; `time` is person-time, in one unit for both arms. Where
    an arm has no event, `add` goes to the events of both, by the rule `to` (see `two_by_two.cells`); the
    times stay. Raises InconsistentNumbers where events are negative or a time is not above zero.

    Rothman, Greenland and Lash 2008, eq. 14-8; Bagos and Nikolopoulos 2009.
    """
    x1, t1, x2, t2 = _arms(events_t, time_t, events_c, time_c, add, to, drop00)
    with np.errstate(divide="ignore", invalid="ignore"):
        return known(np.log(x1 / t1) - np.log(x2 / t2), 1 / x1 + 1 / x2)


def rate_difference(
    events_t: ArrayLike, time_t: ArrayLike, events_c: ArrayLike, time_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """Incidence rate difference, per unit of the person-time, and its variance. Arguments as `rate_ratio`.

    Rothman, Greenland and Lash 2008, eq. 14-6.
    """
    x1, t1, x2, t2 = _arms(events_t, time_t, events_c, time_c, add, to, drop00)
    return known(x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2)


def root_rate_difference(
    events_t: ArrayLike, time_t: ArrayLike, events_c: ArrayLike, time_c: ArrayLike,
    *, add: float = 0.0, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """Difference of the square roots of two rates, and its variance. Needs nothing added, and adds nothing.

    Arguments as `rate_ratio`. Rothman, Greenland and Lash 2008; Bagos and Nikolopoulos 2009.
    """
    x1, t1, x2, t2 = _arms(events_t, time_t, events_c, time_c, add, to, drop00)
    return known(np.sqrt(x1 / t1) - np.sqrt(x2 / t2), 1 / (4 * t1) + 1 / (4 * t2))


def _arms(  # noqa: PLR0917 - the four numbers of a study and the three settings of its empty cells
    events_t: ArrayLike, time_t: ArrayLike, events_c: ArrayLike, time_c: ArrayLike,
    add: float, to: str, drop00: bool,
) -> tuple[Floats, ...]:  # fmt: skip
    x1, t1, x2, t2 = together(events_t, time_t, events_c, time_c)
    for arm, events, time in (("intervention", x1, t1), ("comparison", x2, t2)):
        refuse(events < 0, f"events of the {arm} arm are negative", "count again", events)
        refuse(time <= 0, f"the {arm} arm's person-time is not above zero", "check it", time)
    if drop00:
        none = (x1 == 0) & (x2 == 0)
        x1, x2 = np.where(none, np.nan, x1), np.where(none, np.nan, x2)
    x1, x2 = fill_empty((x1, x2), add, to)
    return x1, t1, x2, t2
