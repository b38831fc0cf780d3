"""Effect sizes of a table of results: one row for each row of the table, with how it came about."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from whatworks.stats import critical

from .frames import as_table
from .measure import Measure
from .words import count_words


@dataclass(frozen=True)
class Cluster:
    """Groups that were allotted whole: their mean size, the intra-class correlation, and its source.

    `size` and `icc` are numbers, or names of columns; `source` says where the correlation comes from, in
    words that will be read beside every effect it touched.
    """

    size: float | str
    icc: float | str
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise ValueError(
                "say where the intra-class correlation comes from: Cluster(size, icc, source=...)"
            )


@dataclass(frozen=True)
class EffectRow:
    """One row of the table: its estimate and variance, or why it is left out.

    `row` counts from 1, or is the line in a file. `way` says from which numbers it was taken, `notes` what
    was done to them.
    """

    row: int
    label: str
    yi: float | None
    vi: float | None
    way: str = ""
    notes: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True)
class EffectSizes:
    """Effect sizes by one measure, in the table's order, with what was left out and why."""

    measure: Measure
    rows: tuple[EffectRow, ...]
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    unit: str = "row"

    @property
    def yi(self) -> tuple[float | None, ...]:
        """Estimates on the analysis scale, one a row of the table; None where a row is left out."""
        return tuple(row.yi for row in self.rows)

    @property
    def vi(self) -> tuple[float | None, ...]:
        """Sampling variances, one a row of the table; None where a row is left out."""
        return tuple(row.vi for row in self.rows)

    @property
    def k(self) -> int:
        """How many rows have an effect."""
        return sum(row.yi is not None for row in self.rows)

    @property
    def left_out(self) -> tuple[str, ...]:
        """In words, the rows left out and why."""
        unit = self.unit.capitalize()
        return tuple(f"{unit} {row.row} is left out: {row.left_out}." for row in self.rows if row.left_out)

    @property
    def diagnostics(self) -> tuple[str, ...]:
        """What was left out, what was done to single rows, and where rows differ, what they came from."""
        told: dict[str, list[int]] = {}
        forms: dict[str, list[int]] = {}
        for row in self.rows:
            for note in row.notes:
                told.setdefault(note, []).append(row.row)
            if row.yi is not None:
                forms.setdefault(f"taken from {row.way}", []).append(row.row)
        mixed = forms if len(forms) > 1 else {}
        return (
            *self.left_out,
            *(f"{_rows(self.unit, rows)}: {words}." for words, rows in (*mixed.items(), *told.items())),
        )

    def tidy(self, *, level: float = 95.0, frame: bool = False) -> Any:
        """One dict a row of the table; with `frame` a pandas DataFrame (needs pandas).

        `estimate`, `conf_low` and `conf_high` are on the reader's scale where the measure has one (ratios as
        ratios), else as `yi`; the interval is a normal one of `level` per cent.
        """
        return as_table([self._tidy(row, critical(level)) for row in self.rows], frame)

    def glance(self) -> list[dict[str, Any]]:
        """The whole in one row: measure, rows given, rows with an effect, settings."""
        return [{"measure": self.measure.id, "rows": len(self.rows), "k": self.k, **self.settings}]

    def sentence(self) -> str:
        """What was computed, in words to paste into a report."""
        m = self.measure
        given = count_words(len(self.rows), "row", "rows")
        adding = self.settings.get("add")
        zero = f" Where a count is 0, {adding:g} is added ({self.settings['to']})." if adding else ""
        variance = f" Variances: {self.settings['vtype']}." if "vtype" in self.settings else ""
        correction = self.settings.get("correction")
        hedges = f" Small-sample correction: {correction}." if correction else ""
        return (
            f"{m.words[0].upper()}{m.words[1:]} ({m.id}) from {self.k} of {given}: {m.formula} ({m.paper})."
            f"{zero}{variance}{hedges}"
        )

    def to_json(self) -> dict[str, Any]:
        """Rows, measure, settings and diagnostics as plain JSON values."""
        return {
            "measure": self.measure.id, "words": self.measure.words, "formula": self.measure.formula,
            "paper": self.measure.paper, "assumptions": self.measure.assumptions,
            "scale": self.measure.scale, "back": self.measure.back_words, "settings": dict(self.settings),
            "rows": len(self.rows), "k": self.k,
            "effects": [_json(row) for row in self.rows if row.yi is not None],
            "left_out": list(self.left_out), "diagnostics": list(self.diagnostics),
        }  # fmt: skip

    def _tidy(self, row: EffectRow, reach: float) -> dict[str, Any]:
        known = row.yi is not None and row.vi is not None
        error = math.sqrt(row.vi) if known and row.vi is not None else None
        ends: tuple[float | None, ...] = (row.yi, None, None)
        if row.yi is not None and error is not None:
            ends = (row.yi, row.yi - reach * error, row.yi + reach * error)
        back = self.measure.back
        shown = [None if end is None else _back(back, end) for end in ends]
        return {
            "row": row.row, "label": row.label, "yi": row.yi, "vi": row.vi, "sei": error,
            "estimate": shown[0], "conf_low": shown[1], "conf_high": shown[2], "from": row.way,
            "note": "; ".join(row.notes), "left_out": row.left_out,
        }  # fmt: skip


def _back(back: Any, value: float) -> float:
    if back is None:
        return value
    try:
        return float(back(value))
    except OverflowError:
        return math.inf


def _json(row: EffectRow) -> dict[str, Any]:
    record: dict[str, Any] = {"row": row.row, "yi": row.yi, "vi": row.vi, "from": row.way}
    if row.label:
        record["label"] = row.label
    return record | ({"notes": list(row.notes)} if row.notes else {})


def _rows(unit: str, rows: list[int]) -> str:
    shown = ", ".join(str(r) for r in rows[:10]) + (" ..." if len(rows) > 10 else "")
    return f"{(unit if len(rows) == 1 else unit + 's').capitalize()} {shown}"
