"""Effect sizes from a table of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from whatworks.stats.sizes.effect_size import Floats, one_of
from whatworks.stats.sizes.means import CORRECTIONS
from whatworks.stats.sizes.two_by_two import TO

from .effect_rows import Cluster, EffectSizes
from .measure import Measure
from .measure_registry import measure_named
from .size_rows import Groups, Job, size_rows
from .table_numbers import Places, read_number, read_numbers


def effect_sizes(
    table: Any,
    measure: str | Measure,
    columns: Mapping[str, str] | Sequence[str] | None = None,
    *,
    add: float | None = None,
    to: str = "only0",
    drop00: bool = False,
    vtype: str | None = None,
    correction: str | None = None,
    level: float = 95.0,
    cluster: Cluster | None = None,
    labels: str | Sequence[Any] | None = None,
    lines: Sequence[int] | None = None,
    source: str = "",
) -> EffectSizes:
    """Effect sizes and their variances, one for each row of a table.

    `table` is a DataFrame or a mapping of columns; `measure` one of `MEASURES`. `columns` says which column
    holds what, by our names or metafor's ({"ai": "tpos", ...}), or lists them in the order of the measure's
    first way; columns of these names are found without it. A row is taken by the first way whose numbers it
    has all of.

    `add`, `to` ("only0", "all", "if0all", "none") and `drop00` rule empty cells (`stats.two_by_two.cells`);
    `add` is one half unless the measure needs nothing added. `vtype` names the variance, `correction`
    ("exact", "approximate", "none") that of Hedges: exact, but approximate where the paper has it so (PPC,
    and SMD with `cluster`). `level` is that of printed intervals, in per cent. `cluster` puts trials right
    that allotted whole groups. `labels` names the rows (a column, or values); `lines` and `source` say what
    rows are called in messages.

    Rows without their numbers are left out and told, as are those that give no effect. Raises ValueError,
    naming row, column, value and what to do, for what is no number; InconsistentNumbers where the numbers
    contradict one another; ValueError listing what is allowed for unknown names, and where no row is left.
    """
    chosen = measure_named(measure)
    size = _length(table)
    places = Places(
        tuple(lines) if lines is not None else tuple(range(1, size + 1)),
        "row" if lines is None else "line",
        f"{source}, " if source else "",
    )
    approximate = chosen.id == "PPC" or (cluster is not None and chosen.cluster == "smd")
    settings = _settings(
        chosen, add=add, to=to, drop00=drop00, vtype=vtype,
        correction=correction or ("approximate" if approximate else "exact"),
    )  # fmt: skip
    groups = _groups(table, cluster, chosen, places)
    numbers = read_numbers(table, chosen, columns, places)
    rows = size_rows(Job(chosen, numbers, settings, level, groups), _labels(table, labels, size))
    if not any(row.yi is not None for row in rows):
        why = "; ".join(f"{places.name(i)}: {row.left_out}" for i, row in enumerate(rows[:5]))
        raise ValueError(f"no row gives a {chosen.id} ({why})" if rows else "the table has no rows")
    if groups is not None:
        settings["icc_source"] = groups.source
    return EffectSizes(chosen, rows, MappingProxyType(settings), places.unit)


def _settings(measure: Measure, **given: Any) -> dict[str, Any]:
    """The settings that the measure takes, checked."""
    one_of("to", given["to"], TO)
    one_of("correction", given["correction"], CORRECTIONS)
    if given["vtype"] is None:
        given["vtype"] = measure.vtypes[0] if measure.vtypes else None
    elif measure.vtypes:
        one_of(f"vtype of {measure.id}", given["vtype"], measure.vtypes)
    elif given["vtype"] != "LS":
        raise ValueError(f"{measure.id} has one variance only; leave vtype out")
    if given["add"] is None:
        given["add"] = measure.add
    return {name: given[name] for name in measure.options}


def _groups(table: Any, cluster: Cluster | None, measure: Measure, places: Places) -> Groups | None:
    if cluster is None:
        return None
    if not measure.cluster:
        raise ValueError(f"{measure.id} cannot be put right for groups here; use RR, OR, RD, MD or SMD")
    size, icc = (_group_column(table, value, places) for value in (cluster.size, cluster.icc))
    return Groups(size, icc, cluster.source)


def _group_column(table: Any, value: float | str, places: Places) -> Floats:
    if not isinstance(value, str):
        return np.full(len(places.lines), float(value))
    header = [str(name) for name in (table if isinstance(table, Mapping) else table.columns)]
    if value not in header:
        raise ValueError(f"column {value!r} is not in the table; its columns are {', '.join(header)}")
    found = [read_number(cell, places.name(i), value) for i, cell in enumerate(table[value])]
    empty = next((i for i, cell in enumerate(found) if cell is None), None)
    if empty is not None:
        advice = "give it; people who were allotted one by one are groups of 1, with ICC 0"
        raise ValueError(f"{places.name(empty)}: no {value}; {advice}")
    return np.array(found, dtype=float)


def _length(table: Any) -> int:
    if not isinstance(table, Mapping):
        if not hasattr(table, "columns"):
            raise ValueError("give a data frame, or a mapping of column names to values")
        return len(table)
    sizes = {name: len(list(values)) for name, values in table.items()}
    if len(set(sizes.values())) > 1:
        raise ValueError(f"the columns differ in length: {', '.join(f'{n} {s}' for n, s in sizes.items())}")
    return next(iter(sizes.values()), 0)


def _labels(table: Any, labels: str | Sequence[Any] | None, size: int) -> list[str]:
    if labels is None:
        return [""] * size
    values = list(table[labels]) if isinstance(labels, str) else list(labels)
    if len(values) != size:
        raise ValueError(f"{len(values)} labels for {size} rows; give one for each")
    return [str(value) for value in values]
