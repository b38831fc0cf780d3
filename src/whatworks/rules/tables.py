"""Tables of numbers that a scheme publishes, to look a fact up in: the most that another may be, say."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from whatworks.terms import Tri

from .kleene import FALSE, TRUE, UNKNOWN, Interval


@dataclass(frozen=True, kw_only=True)
class Table:
    """Numbers at evenly spaced entries, the first at `start`. Between two entries the smaller counts."""

    name: str
    start: float
    step: float
    values: tuple[float, ...]
    about: str = ""
    source: str = ""
    verified: bool = True

    def __post_init__(self) -> None:
        entries = tuple(round(self.start + i * self.step, 12) for i in range(len(self.values)))
        between = tuple(map(min, self.values, self.values[1:]))
        pieces = [v for pair in zip(self.values, between, strict=False) for v in pair]
        object.__setattr__(self, "_entries", entries)
        object.__setattr__(self, "_pieces", (*pieces, self.values[-1]))

    @property
    def entries(self) -> tuple[float, ...]:
        """Where the entries stand, from the first to the last."""
        return self._entries  # type: ignore[attr-defined, no-any-return]

    def at(self, place: float) -> float | None:
        """The number at a place; none before the first entry and beyond the last."""
        if not self.entries[0] <= place <= self.entries[-1]:
            return None
        return self._pieces[self._piece(place)]  # type: ignore[attr-defined, no-any-return]

    def between(self, low: float, high: float) -> Interval:
        """The smallest and largest number at any place from low to high that is in the table.

        Without such a place, everything; ask `covers` first.
        """
        if self.covers(low, high) is FALSE:
            return Interval(float("-inf"), float("inf"))
        low, high = max(low, self.entries[0]), min(high, self.entries[-1])
        met = self._pieces[self._piece(low) : self._piece(high) + 1]  # type: ignore[attr-defined]
        return Interval(min(met), max(met))

    def covers(self, low: float, high: float) -> Tri:
        """Whether every place from low to high is in the table, some are, or none is."""
        first, last = self.entries[0], self.entries[-1]
        if low >= first and high <= last:
            return TRUE
        return FALSE if high < first or low > last else UNKNOWN

    def turns(self, number: float) -> set[float]:
        """The entries on one side of which, but not on the other, the table gives at least a number."""
        held = [v >= number for v in self._pieces]  # type: ignore[attr-defined]
        return {self.entries[(i + 1) // 2] for i, pair in enumerate(pairwise(held)) if pair[0] != pair[1]}

    def _piece(self, place: float) -> int:
        """2i at entry i, 2i + 1 between it and the next."""
        i = bisect_left(self.entries, place)
        return 2 * i if self.entries[i] == place else 2 * i - 1


class TableError(ValueError):
    """A table that cannot be used: which, and what to do."""


_KEYS = ("about", "source", "step", "from", "values", "verified")


def read_tables(data: Any) -> dict[str, Table]:
    """Read a scheme file's `tables` map. Raises TableError naming the table and the remedy."""
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise TableError("'tables' must be a map from each table's name to its numbers")
    return {str(name): _table(name, entry) for name, entry in data.items()}


def _table(name: Any, entry: Any) -> Table:
    where = f"table {name}: "
    if not isinstance(name, str) or not name.isidentifier():
        raise TableError(f"{where}its name must be letters, digits and underscores")
    if not isinstance(entry, Mapping):
        raise TableError(f"{where}must be a map with about, source, step, from and values")
    extra = sorted(str(k) for k in entry if k not in _KEYS)
    if extra:
        raise TableError(f"{where}has {', '.join(extra)}; the keys are {', '.join(_KEYS)}")
    values = entry.get("values")
    if not isinstance(values, list) or not values:
        raise TableError(f"{where}'values' must be a list of numbers, one for each step")
    numbers = tuple(_number(v, f"{where}value {i}") for i, v in enumerate(values, start=1))
    step = _number(entry.get("step", 1), f"{where}'step'")
    if step <= 0:
        raise TableError(f"{where}'step' is {step:g}; write a number above 0")
    verified = entry.get("verified", True)
    if not isinstance(verified, bool):
        raise TableError(f"{where}'verified' must be true or false; it is {verified!r}")
    for key in ("about", "source"):
        if not entry.get(key):
            raise TableError(f"{where}{key!r} is missing; say what the numbers are and where they stand")
    return Table(
        name=name, start=_number(entry.get("from", 0), f"{where}'from'"), step=step, values=numbers,
        about=str(entry["about"]).strip(), source=str(entry["source"]).strip(), verified=verified,
    )  # fmt: skip


def _number(value: Any, where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise TableError(f"{where} is {value!r}; write a number")
