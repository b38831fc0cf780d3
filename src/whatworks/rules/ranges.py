"""Sizes that are only known to lie within a range, added up by the sums that they are part of.

Where sums of a size are only set against plain numbers, what matters of them is between which of those each
lies. Sizes that are part of the same sums are added up, least and most; as each is a whole number that may be
any in its range, so may what they add up to. Which sums can then lie where, together, is told exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from whatworks.terms import Tri

MOST_SUMS = 2
"""Sums of one size that can be told apart."""
Answers = tuple[Tri, ...]
Vector = tuple[float, ...]
Cell = tuple[float, float]
"""A range of whole numbers, both ends within."""


@dataclass(frozen=True)
class SizeSum:
    """A sum of a size over the studies for which something holds."""

    place: int
    """Where it stands in a vector."""
    holds: Callable[[Answers], bool]
    marks: tuple[float, ...]
    """The numbers that it is set against."""


class Ranges:
    """Further numbers of a vector: the least and the most that open sizes of each kind add up to.

    Sizes are of one kind where they are part of the same sums.
    """

    def __init__(self, fact: str, sums: Sequence[SizeSum]) -> None:
        if len(sums) > MOST_SUMS:
            raise ValueError(f"{len(sums)} sums of {fact}: no more than {MOST_SUMS} can be told apart")
        self.fact, self.sums = fact, tuple(sums)
        kinds = 2 ** len(self.sums) - 1
        cap = max(math.floor(max(s.marks)) + 1.0 for s in self.sums)
        self.caps = (cap,) * (2 * kinds)
        self.nothing = (0.0,) * (2 * kinds)
        self._cells = [list(_cells(s.marks)) for s in self.sums]

    def of_study(self, answers: Answers, low: float, high: float) -> Vector:
        """What a study of open size adds."""
        kind = sum(2**i for i, one in enumerate(self.sums) if one.holds(answers))
        found = list(self.nothing)
        if kind:
            at = 2 * (kind - 1)
            found[at], found[at + 1] = min(low, self.caps[at]), min(high, self.caps[at])
        return tuple(found)

    def points(self, total: Vector, start: int) -> Iterator[Vector]:
        """The vector once for each way in which its sums can lie, each with numbers that lie so.

        `start` is where these numbers begin in the vector.
        """
        end = start + len(self.nothing)
        open_ = total[start:end]
        if open_ == self.nothing:
            yield total
            return
        known = [total[one.place] for one in self.sums]
        for cells in product(*self._cells):
            if self._can(open_, known, cells):
                found = [*total[:start], *self.nothing, *total[end:]]
                for one, cell in zip(self.sums, cells, strict=True):
                    found[one.place] = cell[0]
                yield tuple(found)

    def _can(self, open_: Vector, known: Sequence[float], cells: Sequence[Cell]) -> bool:
        """Whether sizes within their ranges bring every sum into its cell."""
        if len(self.sums) == 1:
            return known[0] + open_[0] <= cells[0][1] and known[0] + open_[1] >= cells[0][0]
        both = 2 ** len(self.sums) - 2
        low, high = open_[2 * both], open_[2 * both + 1]  # sizes that are part of both sums
        for own, (least, most) in enumerate(cells):
            alone = (open_[2 * own], open_[2 * own + 1])
            low = max(low, least - known[own] - alone[1])
            high = min(high, most - known[own] - alone[0])
        return bool(low <= high)


def _cells(marks: Sequence[float]) -> Iterator[Cell]:
    """Whole numbers from nothing up, by how they stand to the marks."""
    low = 0.0
    for mark in sorted(marks):
        below, above = math.ceil(mark) - 1.0, math.floor(mark) + 1.0
        if low <= below:
            yield low, below
        if below + 1 < above:
            yield mark, mark
        low = max(low, above)
    yield low, math.inf
