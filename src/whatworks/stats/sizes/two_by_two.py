"""The two-by-two table of events and totals in two arms, and the rules for its empty cells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .effect_size import Floats, one_of, refuse, together

TO = ("only0", "all", "if0all", "none")
"""Which tables the constant goes to: those with an empty cell; all; all if one has an empty cell; none."""


class Cells(NamedTuple):
    """Events and non-events in the intervention arm (a, b) and in the comparison arm (c, d)."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats

    @property
    def n1(self) -> Floats:
        """The intervention arm's total."""
        return self.a + self.b

    @property
    def n2(self) -> Floats:
        """The comparison arm's total."""
        return self.c + self.d


def cells(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False,
) -> Cells:  # fmt: skip
    """The four cells of each table, a constant added where the rule says so.

    `add` goes to all four cells of the tables that `to` names: "only0" (those with an empty cell), "all",
    "if0all" (all, if any has an empty cell) or "none". With `drop00`, a table with no event in either arm, or
    with nothing else, becomes unknown (nan). These are the rules of metafor's `escalc`. Raises
    InconsistentNumbers where events are more than their total or a count is negative.
    """
    a, n1, c, n2 = together(events_t, total_t, events_c, total_c)
    for arm, events, total in (("intervention", a, n1), ("comparison", c, n2)):
        refuse(events < 0, f"events of the {arm} arm are negative", "count again", events)
        refuse(total <= 0, f"the {arm} arm has no one in it", "give the number it is out of", total)
        refuse(
            events > total, f"events of the {arm} arm are more than its total", "check both counts", events
        )
    b, d = n1 - a, n2 - c
    if drop00:
        empty = ((a == 0) & (c == 0)) | ((b == 0) & (d == 0))
        a, b, c, d = (np.where(empty, np.nan, cell) for cell in (a, b, c, d))
    return Cells(*fill_empty((a, b, c, d), add, to))


def fill_empty(counts: tuple[Floats, ...], add: float, to: str) -> tuple[Floats, ...]:
    """Counts with a constant added by the rule `to`, to all counts of a row alike.

    Raises ValueError where `add` is negative or `to` is not a rule.
    """
    one_of("to", to, TO)
    if not 0 <= add < np.inf:
        raise ValueError(f"add {add!r} is not 0 or above; use 0.5, or 0 to add nothing")
    empty = np.any([count == 0 for count in counts], axis=0)
    chosen = {
        "only0": empty,
        "all": np.full_like(empty, True),
        "if0all": np.full_like(empty, bool(empty.any())),
        "none": np.full_like(empty, False),
    }[to]
    return tuple(np.where(chosen, count + add, count) for count in counts)
