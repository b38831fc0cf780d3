"""Two arms of a trial as one, so that nobody is counted twice."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .effect_size import Floats, refuse, together


class Arm(NamedTuple):
    """Number, mean and standard deviation of an arm."""

    n: Floats
    mean: Floats
    sd: Floats


def combine_arms(  # noqa: PLR0917 - two arms, three numbers each
    n_1: ArrayLike, mean_1: ArrayLike, sd_1: ArrayLike, n_2: ArrayLike, mean_2: ArrayLike, sd_2: ArrayLike
) -> Arm:
    """Number, mean and standard deviation of two arms taken together, as if all were measured in one.

    For three arms, combine two and then the third. Raises InconsistentNumbers where a number is below one or
    a standard deviation is negative. Cochrane Handbook (version 6), 6.5.2.10 and table 6.5.a.
    """
    n1, m1, s1, n2, m2, s2 = together(n_1, mean_1, sd_1, n_2, mean_2, sd_2)
    for n, sd in ((n1, s1), (n2, s2)):
        refuse(n < 1, "an arm has no one in it", "give the number measured", n)
        refuse(sd < 0, "a standard deviation is negative", "check the sign", sd)
    n = n1 + n2
    squares = (n1 - 1) * s1**2 + (n2 - 1) * s2**2 + n1 * n2 / n * (m1 - m2) ** 2
    return Arm(n, (n1 * m1 + n2 * m2) / n, np.asarray(np.sqrt(squares / (n - 1))))


def combine_counts(
    events_1: ArrayLike, total_1: ArrayLike, events_2: ArrayLike, total_2: ArrayLike
) -> tuple[Floats, Floats]:
    """Events and totals of two arms taken together. Cochrane Handbook (version 6), 6.5.2.10 and 23.3.4."""
    a, n1, c, n2 = together(events_1, total_1, events_2, total_2)
    for events, total in ((a, n1), (c, n2)):
        refuse(events > total, "events are more than the total", "check both counts", events)
        refuse(events < 0, "events are negative", "count again", events)
    return np.asarray(a + c), np.asarray(n1 + n2)


def split_shared_arm(n: ArrayLike, comparisons: int) -> Floats:
    """The number of a shared comparison arm that each of several comparisons may use.

    Its mean and spread stay; events are to be divided alike. Cochrane Handbook (version 6), 23.3.4. Raises
    ValueError below one comparison.
    """
    if comparisons < 1:
        raise ValueError(f"comparisons {comparisons!r}: give how many share the arm, 1 or more")
    return np.asarray(np.asarray(n, dtype=float) / comparisons)
