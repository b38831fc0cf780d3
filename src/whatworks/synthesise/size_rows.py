"""From the numbers of a table's rows to their effects, each with how it came about."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from whatworks.stats import InconsistentNumbers
from whatworks.stats.sizes import clustered
from whatworks.stats.sizes.effect_size import EffectSize, Floats

from .effect_rows import EffectRow
from .measure import Measure, Way
from .table_numbers import Numbers

SUMS = (
    ("events_t", "rest_t", "total_t"), ("events_c", "rest_c", "total_c"), ("events", "rest", "total")
)  # fmt: skip


Found = tuple[float, float, bool]
"""Estimate, variance, and whether something was added to the row's counts."""


@dataclass(frozen=True)
class Groups:
    """For each row, the mean size of the groups that were allotted and their intra-class correlation."""

    size: Floats
    icc: Floats
    source: str

    def note(self, row: int) -> str:
        """What was done to a row, in words."""
        m, icc = float(self.size[row]), float(self.icc[row])
        effect = 1 + (m - 1) * icc
        return f"put right for groups of {m:g}, ICC {icc:g} ({self.source}): design effect {effect:.3g}"


@dataclass(frozen=True)
class Job:
    """What is to be computed: measure, numbers, settings, and the groups if whole groups were allotted."""

    measure: Measure
    numbers: Numbers
    settings: Mapping[str, Any]
    level: float
    groups: Groups | None


def size_rows(job: Job, labels: Sequence[str]) -> tuple[EffectRow, ...]:
    """One EffectRow for each row of the table, in its order.

    A row is taken by the first way whose numbers it has all of. Raises InconsistentNumbers naming row, column
    and value where numbers contradict one another.
    """
    numbers = job.numbers
    taken = [next((w for w in numbers.ways if numbers.complete(w, i)), None) for i in range(len(labels))]
    prepared: dict[int, tuple[float, ...]] = {}
    for way in dict.fromkeys(way for way in taken if way is not None):
        rows = [i for i, one in enumerate(taken) if one is way]
        prepared |= dict(zip(rows, _prepare(job, way, rows), strict=True))
    ready = [row for row, one in enumerate(taken) if one is not None and one.ready]
    found: dict[int, Found] = {}
    for row in ready:
        yi, vi = prepared.pop(row)
        found[row] = (yi, vi, False)
    if prepared:
        found |= _computed(job, prepared)
    return tuple(_row(job, i, label, taken[i], found.get(i)) for i, label in enumerate(labels))


def _prepare(job: Job, way: Way, rows: Sequence[int]) -> list[tuple[float, ...]]:
    numbers, prepare = job.numbers, way.prepare
    arrays = tuple(np.array([numbers.values[q][i] for i in rows], dtype=float) for q in way.columns)
    if prepare is not None:
        known = {**job.settings, "level": job.level}
        options = {name: known[name] for name in way.options if name in known}
        arrays = _said(lambda: prepare(*arrays, **options), numbers, rows)
    return list(zip(*(column.tolist() for column in arrays), strict=True))


def _computed(job: Job, prepared: Mapping[int, tuple[float, ...]]) -> dict[int, Found]:
    rows = sorted(prepared)
    _check_sums(job.numbers, rows)
    arrays = tuple(np.array(column) for column in zip(*(prepared[i] for i in rows), strict=True))

    def run(**changed: Any) -> EffectSize:
        return _size(job, arrays, {**job.settings, **changed}, rows)

    size = _said(run, job.numbers, rows)
    plain = _said(lambda: run(to="none"), job.numbers, rows) if job.settings.get("add") else size
    pairs = [list(zip(one.yi.tolist(), one.vi.tolist(), strict=True)) for one in (size, plain)]
    return {
        row: (yi, vi, (yi, vi) != other and math.isfinite(yi))
        for row, (yi, vi), other in zip(rows, *pairs, strict=True)
    }


def _size(
    job: Job, arrays: tuple[Floats, ...], settings: Mapping[str, Any], rows: Sequence[int]
) -> EffectSize:
    if job.groups is None:
        return job.measure.function(*arrays, **settings)
    m, icc = job.groups.size[list(rows)], job.groups.icc[list(rows)]
    if job.measure.cluster == "counts":
        a, n1, c, n2 = arrays
        one, other = clustered.effective_counts(a, n1, m, icc), clustered.effective_counts(c, n2, m, icc)
        return job.measure.function(one.events, one.total, other.events, other.total, **settings)
    if job.measure.cluster == "smd":
        d, n1, n2 = arrays
        return clustered.clustered_smd(d, n1, n2, m, icc, correction=settings["correction"])
    return clustered.inflate(job.measure.function(*arrays, **settings), m, icc)


def _row(job: Job, row: int, label: str, way: Way | None, found: Found | None) -> EffectRow:
    line = job.numbers.places.lines[row]
    if found is None or way is None:
        return EffectRow(line, label, None, None, left_out=job.numbers.lacking(row))
    yi, vi, added = found
    if not (math.isfinite(yi) and math.isfinite(vi)) or vi <= 0:
        _refuse_no_spread(job.numbers, row)
    if not (math.isfinite(yi) and math.isfinite(vi)) or vi < 0:
        why = f"{job.numbers.shown(row)} give no {job.measure.id}"
        return EffectRow(line, label, None, None, way.words, left_out=why)
    notes = ["the variance is 0, so it cannot be pooled"] if vi == 0 else []
    if added:
        notes.append(f"{job.settings['add']:g} was added to its counts ({job.settings['to']})")
    if job.groups is not None:
        notes.append("as printed, so not put right for groups" if way.ready else job.groups.note(row))
    return EffectRow(line, label, yi + 0.0, vi, way.words, tuple(notes))


def _said(call: Callable[[], Any], numbers: Numbers, rows: Sequence[int]) -> Any:
    """The call's result; its refusals said again with the names of rows and columns."""
    try:
        return call()
    except InconsistentNumbers as error:
        if not error.rows:
            raise
        row = rows[error.rows[0]]
        raise InconsistentNumbers(
            f"{numbers.places.name(row)}: {error.what} ({numbers.shown(row)}): {error.advice}",
            rows=[rows[i] for i in error.rows], what=error.what, shown=error.shown, advice=error.advice,
        ) from None  # fmt: skip


def _check_sums(numbers: Numbers, rows: Sequence[int]) -> None:
    """Refuse rows whose totals are not the sums of their parts, where a table gives both."""
    for names in SUMS:
        if any(name not in numbers.values for name in names):
            continue
        for row in rows:
            given = [numbers.values[name][row] for name in names]
            known = [value for value in given if value is not None]
            if len(known) < 3 or abs(known[0] + known[1] - known[2]) <= 1e-9:
                continue
            one, other, whole = (numbers.columns[name] for name in names)
            what = f"{one} and {other} do not add up to {whole}"
            told = f"{known[0]:g} + {known[1]:g}, not {known[2]:g}"
            raise InconsistentNumbers(
                f"{numbers.places.name(row)}: {what} ({told}): check all three",
                rows=[row], what=what, shown=known, advice="check all three",
            )  # fmt: skip


def _refuse_no_spread(numbers: Numbers, row: int) -> None:
    for quantity, column in numbers.columns.items():
        if quantity.startswith("sd") and numbers.values[quantity][row] == 0:
            what = f"column {column}: a standard deviation of 0 says that all had the same value"
            advice = "check it, or leave it empty"
            raise InconsistentNumbers(
                f"{numbers.places.name(row)}, {what} ({numbers.shown(row)}): {advice}",
                rows=[row], what=what, shown=[0.0], advice=advice,
            )  # fmt: skip
