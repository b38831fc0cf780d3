"""Rows, groups, moderators and sampling covariances of dependent effects, read from a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from whatworks.stats import imputed_blocks, nested

from .design import Column, clean, learn
from .formula import parse_formula
from .gathering import number, rows_words
from .words import count_words


@dataclass(frozen=True)
class Dependent:
    """What can be used: estimates, their covariance, the design's columns, labels, what was left out.

    `places` are the rows' numbers in the table, from 1.
    """

    yi: tuple[float, ...]
    v: Any
    columns: tuple[Column, ...]
    labels: Mapping[str, tuple[Any, ...]]
    places: tuple[int, ...]
    told: tuple[str, ...]

    @property
    def x(self) -> Any:
        """The design matrix (k, p)."""
        return np.column_stack([column.values for column in self.columns])

    @property
    def terms(self) -> tuple[str, ...]:
        """The coefficients' names, as R writes them."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Columns:
    """Which columns of a table to read: the estimate, its variance, and those that hold labels."""

    yi: str
    vi: str
    labels: tuple[str, ...]


def random_factors(random: str | Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """ "district/school" as one nest of columns; "study + lab", or a sequence, as several side by side.

    Raises ValueError where a name is missing or given twice in one nest.
    """
    texts = random.split("+") if isinstance(random, str) else list(random)
    found = []
    for text in texts:
        bare = str(text).replace("~", "").strip().removeprefix("1").strip().removeprefix("|")
        names = tuple(name.strip() for name in bare.split("/"))
        if not all(names) or len(set(names)) < len(names):
            raise ValueError(
                f"random {str(text)!r} is not understood; write columns from the outermost, such as "
                "'district/school', and several side by side as 'study/effect + lab'"
            )
        found.append(names)
    return tuple(found)


def factor_labels(data: Dependent, nests: tuple[tuple[str, ...], ...]) -> tuple[list[Any], list[str]]:
    """Labels of every factor and its name as metafor writes it; one that stands in two nests once."""
    groups: dict[str, Any] = {}
    for nest in nests:
        for n, labels in enumerate(nested(*(data.labels[name] for name in nest)), start=1):
            groups["/".join(nest[:n])] = labels
    return list(groups.values()), list(groups)


def read_dependent(
    table: Any, columns: Columns, formula: str | None, covariance: Any, imputed: tuple[str, float] | None
) -> Dependent:
    """Read a mapping of columns or a data frame; rows that miss a number or label are left out and told.

    `covariance` (k, k) is over all rows of the table; `imputed` is a cluster's column and rho. Raises
    ValueError, saying what and where, for columns that are not there and values that cannot be used.
    """
    parsed = parse_formula(formula if formula is not None else "~ 1")
    wanted = (columns.yi, columns.vi, *columns.labels, *parsed.columns)
    raw = _raw(table, tuple(dict.fromkeys(wanted)))
    size = len(raw[columns.yi])
    told: list[str] = []
    keep = set(range(size))
    cleaned: dict[str, list[Any]] = {}
    for name, values in raw.items():
        read = number if name in (columns.yi, columns.vi) else clean
        cleaned[name] = [read(value, place, name) for place, value in enumerate(values, start=1)]
        lost = [place for place in range(size) if cleaned[name][place] is None]
        keep -= set(lost)
        if lost:
            words = rows_words([place + 1 for place in lost])
            told.append(f"{count_words(len(lost), 'row', 'rows')} left out: no {name} {words}")
    places = sorted(keep)
    if not places:
        raise ValueError(f"no row has all of {', '.join(raw)}; there is nothing to pool")
    whole = {name: [values[place] for place in places] for name, values in cleaned.items()}
    _check_variances(whole[columns.vi], places, columns.vi)
    order = {n: list(table[n].cat.categories) for n in parsed.columns if hasattr(table[n], "cat")}
    design = tuple(learn(parsed, whole, order).columns(whole, len(places)))
    labels = {name: tuple(map(_label, whole[name])) for name in columns.labels}
    v = _covariance(whole[columns.vi], covariance, size, places)
    if imputed is not None:
        v = imputed_blocks(whole[columns.vi], labels[imputed[0]], imputed[1])
    return Dependent(tuple(whole[columns.yi]), v, design, labels, tuple(p + 1 for p in places), tuple(told))


def _label(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _raw(table: Any, names: tuple[str, ...]) -> dict[str, list[Any]]:
    if not isinstance(table, Mapping) and not (hasattr(table, "columns") and hasattr(table, "loc")):
        raise ValueError("give a data frame, or a mapping of columns such as {'yi': [...], 'vi': [...]}")
    has = [str(name) for name in (table if isinstance(table, Mapping) else table.columns)]
    missing = [name for name in names if name not in has]
    if missing:
        raise ValueError(
            f"no column {', '.join(map(repr, missing))}; the data's columns are {', '.join(has)}"
        )
    raw = {name: list(table[name]) for name in names}
    first = names[0]
    for name, values in raw.items():
        if len(values) != len(raw[first]):
            raise ValueError(f"column {name!r} has {len(values)} rows and {first!r} {len(raw[first])}")
    return raw


def _check_variances(vi: Sequence[float], places: Sequence[int], name: str) -> None:
    for value, place in zip(vi, places, strict=True):
        if value <= 0:
            raise ValueError(
                f"row {place + 1}: {name} {value:g} is not above 0; a variance is the square of a standard "
                "error"
            )


def _covariance(vi: Sequence[float], given: Any, size: int, places: Sequence[int]) -> Any:
    if given is None:
        return list(vi)
    matrix = np.array(given, dtype=float)
    if matrix.shape != (size, size):
        raise ValueError(
            f"the covariance has shape {matrix.shape}; give ({size}, {size}), one row a row of data"
        )
    return matrix[np.ix_(places, places)]
