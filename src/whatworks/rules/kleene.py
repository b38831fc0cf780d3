"""The three values after Kleene, and numbers known only to lie in an interval."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from whatworks.terms import Tri

TRUE, FALSE, UNKNOWN = Tri.TRUE, Tri.FALSE, Tri.UNKNOWN


class Interval(NamedTuple):
    """A number known to lie between two ends, either of which may be infinite."""

    low: float
    high: float

    @property
    def is_point(self) -> bool:
        """Whether it is one known number."""
        return self.low == self.high


def negate(value: Tri) -> Tri:
    """Kleene's not."""
    if value is UNKNOWN:
        return UNKNOWN
    return FALSE if value is TRUE else TRUE


def both(values: Iterable[Tri]) -> Tri:
    """Kleene's and: false if one is false, else unknown if one is unknown. Stops at the first false."""
    answer = TRUE
    for value in values:
        if value is FALSE:
            return FALSE
        if value is UNKNOWN:
            answer = UNKNOWN
    return answer


def either(values: Iterable[Tri]) -> Tri:
    """Kleene's or: true if one is true, else unknown if one is unknown. Stops at the first true."""
    answer = FALSE
    for value in values:
        if value is TRUE:
            return TRUE
        if value is UNKNOWN:
            answer = UNKNOWN
    return answer


def above(a: Interval, b: Interval, *, strictly: bool) -> Tri:
    """Whether a > b, or a >= b where not `strictly`."""
    if strictly:
        return TRUE if a.low > b.high else FALSE if a.high <= b.low else UNKNOWN
    return TRUE if a.low >= b.high else FALSE if a.high < b.low else UNKNOWN


def compare_options(op: str, left: tuple[Any, ...] | None, right: tuple[Any, ...] | None) -> Tri:
    """Whether ==, != or `in` holds for every, no or some pair of the values that each side may have."""
    if left is None or right is None:
        return UNKNOWN
    if op == "in":
        (allowed,) = right
        held = {v in allowed for v in left}
    else:
        held = {(a == b) == (op == "==") for a in left for b in right}
    if held == {True}:
        return TRUE
    return FALSE if held == {False} else UNKNOWN


def share_between(least: tuple[float, float], most: tuple[float, float]) -> Interval:
    """The interval of inside / (inside + outside) from its extremes; a share of nothing is 0."""
    inside, outside = least
    low = 0.0 if inside == 0 or math.isinf(outside) else 1.0 if math.isinf(inside) else inside / sum(least)
    inside, outside = most
    high = 0.0 if inside == 0 else 1.0 if math.isinf(inside) else inside / sum(most)
    return Interval(low, high)
