"""Two-by-two tables, and event counts with person-time, checked, for the models that pool counts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from whatworks.stats.sizes.effect_size import Floats, refuse
from whatworks.stats.sizes.two_by_two import Cells, fill_empty

MEASURES = ("OR", "RR", "RD", "IRR", "IRD")
RATES = ("IRR", "IRD")


class Tables(Cells):
    """Events and non-events of k tables, (k,) each: a, b in the intervention arm, c, d in the other."""

    __slots__ = ()

    @property
    def n(self) -> Floats:
        """Number in both."""
        return self.n1 + self.n2

    @property
    def uninformative(self) -> int:
        """How many tables have no events, or nothing but events, in both arms."""
        return int(np.sum((self.a + self.c == 0) | (self.b + self.d == 0)))

    def filled(self, add: float = 0.5) -> Tables:
        """One half added to all cells of the tables with an empty one."""
        return Tables(*fill_empty((self.a, self.b, self.c, self.d), add, "only0"))

    def informative(self) -> Tables:
        """Without the tables that have no events, or nothing but events, in both arms."""
        keep = (self.a + self.c > 0) & (self.b + self.d > 0)
        return Tables(*(cell[keep] for cell in self))


class Rates(NamedTuple):
    """Events and person-time of k studies: x1, t1 in the intervention arm, x2, t2 in the comparison arm."""

    x1: Floats
    t1: Floats
    x2: Floats
    t2: Floats

    @property
    def t(self) -> Floats:
        """Person-time in both arms."""
        return self.t1 + self.t2


def tables(ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike) -> Tables:
    """Check and order tables: by their cells, so that the order given changes no digit.

    Raises ValueError, naming the row, for counts that are missing, negative, or all zero in an arm.
    """
    a, b, c, d = _columns({"ai": ai, "bi": bi, "ci": ci, "di": di})
    for arm, total in (("intervention", a + b), ("comparison", c + d)):
        refuse(total <= 0, f"the {arm} arm has no one in it", "leave the row out", total)
    order = np.lexsort((d, c, b, a))
    return Tables(a[order], b[order], c[order], d[order])


def rates(x1i: ArrayLike, t1i: ArrayLike, x2i: ArrayLike, t2i: ArrayLike) -> Rates:
    """Check and order event counts and person-times. Raises ValueError as `tables` does."""
    x1, t1, x2, t2 = _columns({"x1i": x1i, "t1i": t1i, "x2i": x2i, "t2i": t2i})
    for name, time in (("t1i", t1), ("t2i", t2)):
        refuse(time <= 0, f"{name} is not above 0", "give the person-time", time)
    order = np.lexsort((t2, x2, t1, x1))
    return Rates(x1[order], t1[order], x2[order], t2[order])


def _columns(given: dict[str, ArrayLike]) -> list[Floats]:
    columns = [np.array(values, dtype=float).ravel() for values in given.values()]
    sizes = {column.size for column in columns}
    if len(sizes) > 1 or sizes == {0}:
        told = ", ".join(f"{n} {c.size}" for n, c in zip(given, columns, strict=True))
        raise ValueError(
            f"the columns have different lengths or none ({told}); give one count a study in each"
        )
    for name, column in zip(given, columns, strict=True):
        refuse(~np.isfinite(column), f"{name} is missing or infinite", "leave the row out", column)
        refuse(column < 0, f"{name} is negative", "count again", column)
    return columns
