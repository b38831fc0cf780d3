"""A table of results as numbers: which columns hold what a measure needs, and what stands in each row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .measure import Measure, Way
from .measure_columns import QUANTITIES, column_words, find_columns, is_told

MISSING = ("", "NA", "na", ".", "NaN", "nan")


@dataclass(frozen=True)
class Places:
    """What the rows are called in messages: "row 3", or "table.csv, line 4"."""

    lines: tuple[int, ...]
    unit: str
    source: str

    def name(self, index: int) -> str:
        """What a row is called, by its place from 0."""
        return f"{self.source}{self.unit} {self.lines[index]}"


@dataclass(frozen=True)
class Numbers:
    """The numbers of each row by quantity (None where missing), and the column that each came from."""

    values: Mapping[str, tuple[float | None, ...]]
    columns: Mapping[str, str]
    ways: tuple[Way, ...]
    places: Places

    def complete(self, way: Way, row: int) -> bool:
        """Whether a row has all numbers of a way."""
        return all(self.values[q][row] is not None for q in way.columns)

    def lacking(self, row: int) -> str:
        """In words, what a row lacks, by its columns: of the way it comes nearest to."""
        lists = [[q for q in way.columns if self.values[q][row] is None] for way in self.ways]
        nearest = min(lists, key=len)
        return "no " + " and no ".join(self.columns[q] for q in nearest)

    def shown(self, row: int) -> str:
        """The numbers of a row by their columns."""
        told = {self.columns[q]: self.values[q][row] for way in self.ways for q in way.columns}
        return ", ".join(f"{name} {value:g}" for name, value in told.items() if value is not None)


def read_numbers(table: Any, measure: Measure, columns: Any, places: Places) -> Numbers:
    """Find the columns of a measure in a table and read them.

    Raises ValueError naming what is missing, or the place, the column and the value that is not a number.
    """
    header = [str(name) for name in (table if isinstance(table, Mapping) else table.columns)]
    ways, found = _ways(measure, header, told_columns(measure, columns, header))
    values = {
        quantity: tuple(read_number(value, places.name(i), column) for i, value in enumerate(table[column]))
        for quantity, column in found.items()
    }
    return Numbers(values, found, ways, places)


def told_columns(measure: Measure, columns: Any, header: Sequence[str]) -> dict[str, str]:
    """Quantity (or another name of it) = column, from a mapping, or from columns in the first way's order.

    Raises ValueError for names that the measure does not know and for columns that are not there.
    """
    if columns is None:
        return {}
    told = dict(columns) if isinstance(columns, Mapping) else _in_order(measure, list(columns))
    known = {name for way in measure.ways for q in way.columns for name in (q, *QUANTITIES[q][1])}
    wrong = next((name for name in told if name not in known), None)
    if wrong is not None:
        wanted = dict.fromkeys(column_words(q) for way in measure.ways for q in way.columns)
        raise ValueError(f"{measure.id} takes no {wrong!r}; it takes {', '.join(wanted)}")
    absent = next((column for column in told.values() if column not in header), None)
    if absent is not None:
        raise ValueError(f"column {absent!r} is not in the table; its columns are {', '.join(header)}")
    return told


def _in_order(measure: Measure, names: list[Any]) -> dict[str, str]:
    wanted = measure.ways[0].columns
    if len(names) != len(wanted):
        raise ValueError(
            f"columns names {len(names)}; {measure.id} needs {len(wanted)}: {', '.join(wanted)}. "
            "Or say which is which: events_t=cured"
        )
    return dict(zip(wanted, (str(n) for n in names), strict=True))


def _ways(
    measure: Measure, header: Sequence[str], told: Mapping[str, str]
) -> tuple[tuple[Way, ...], dict[str, str]]:
    searches = [(way, *find_columns(header, way.columns, told)) for way in measure.ways]
    usable = [(way, found) for way, found, absent in searches if not absent]
    named = [(way, found) for way, found in usable if all(is_told(q, told) for q in way.columns)]
    chosen = named or usable
    if not chosen:
        forms = "; or ".join(", ".join(column_words(q) for q in way.columns) for way in measure.ways)
        raise ValueError(
            f"{measure.id} needs the columns {forms}. The table has {', '.join(header)}; "
            "say which is which with columns"
        )
    return tuple(way for way, _ in chosen), {q: c for _, found in reversed(chosen) for q, c in found.items()}


def read_number(value: Any, place: str, column: str) -> float | None:
    """A cell as a number, None where it is missing. Raises ValueError naming place, column and value."""
    if value is None or (isinstance(value, str) and value.strip() in MISSING):
        return None
    try:
        if value != value:  # noqa: PLR0124 - nan, and nothing else, differs from itself
            return None
    except TypeError:
        return None  # pandas.NA has no truth value
    try:
        number = float(value)
    except (TypeError, ValueError):
        rule = "is not a number; write it with a point, or leave it empty"
        raise ValueError(f"{place}, column {column}: {value!r} {rule}") from None
    if not math.isfinite(number):
        rule = "is no finite number; leave it empty if not known"
        raise ValueError(f"{place}, column {column}: {value!r} {rule}")
    return number
