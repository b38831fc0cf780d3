"""The columns of a model made from a formula and the studies' data, coded as R codes them.

Words and what stands in C() or factor() become levels with the first as the one compared with (treatment
coding). In an interaction a factor keeps all its levels where no term before holds the rest of the
interaction, and so does the first factor of a model without an intercept: R's rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .collation import collated
from .expressions import Apply, Name, Node, Number, Term, Text, column_of, is_factor, names_in
from .formula import Formula
from .gathering import number

Floats = NDArray[np.float64]
Value = float | str | bool
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "I": lambda x: x, "()": lambda x: x, "abs": np.abs, "exp": np.exp, "log": np.log, "log10": np.log10,
    "log2": np.log2, "sqrt": np.sqrt, "+": np.add, "*": np.multiply, "/": np.divide, "^": np.power,
    "-": lambda x, y=None: np.negative(x) if y is None else np.subtract(x, y),
    "pmin": lambda *x: reduce(np.minimum, x), "pmax": lambda *x: reduce(np.maximum, x),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of the design: its name as in R, a plain label, the values."""

    name: str
    label: str
    values: Floats


@dataclass(frozen=True)
class Design:
    """A formula with what it learnt from the fitted rows: levels of factors, centres and spreads."""

    formula: Formula
    levels: Mapping[str, tuple[Value, ...]]
    moments: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def columns(self, data: Mapping[str, Sequence[Any]], k: int) -> list[Column]:
        """The design's columns for k rows of complete data. Raises ValueError for a level never fitted."""
        found = [Column("intrcpt", "intercept", np.ones(k))] if self.formula.intercept else []
        whole = None if self.formula.intercept else self._first_factor()
        for place, term in enumerate(self.formula.terms):
            coded = []
            for node in term:
                margin = set(term) - {node}
                keep_all = bool(margin) and not any(margin <= set(t) for t in self.formula.terms[:place])
                coded.append(self._coded(node, data, keep_all=keep_all or (term, node) == whole))
            found += _interaction(coded)
        return found

    def _first_factor(self) -> tuple[Term, Node] | None:
        """The factor that keeps all its levels for want of an intercept."""
        pairs = ((term, node) for term in self.formula.terms for node in term)
        return next((pair for pair in pairs if str(pair[1]) in self.levels), None)

    def _coded(self, node: Node, data: Mapping[str, Sequence[Any]], *, keep_all: bool) -> list[Column]:
        text = str(node)
        if text not in self.levels:
            return [Column(text, text.strip("`"), self._numbers(node, data))]
        plain = column_of(node)
        values = _as_levels(data[plain], plain)
        levels = self.levels[text]
        strange = sorted({shown(v) for v in values if v not in levels})
        if strange:
            known = ", ".join(shown(v) for v in levels)
            raise ValueError(f"{plain}: no fitted study has {', '.join(strange)}; it has {known}")
        return [
            Column(text + shown(v), f"{plain}: {shown(v)}", np.array([float(x == v) for x in values]))
            for v in (levels if keep_all else levels[1:])
        ]

    def _numbers(self, node: Node, data: Mapping[str, Sequence[Any]]) -> Floats:
        with np.errstate(all="ignore"):
            values = np.asarray(evaluate(node, data, self.moments), dtype=float)
        values = np.broadcast_to(values, (len(next(iter(data.values()))),)).copy()
        if not np.all(np.isfinite(values)):
            row = int(np.flatnonzero(~np.isfinite(values))[0])
            used = ", ".join(f"{n} {data[n][row]}" for n in names_in(node))
            raise ValueError(f"{node} has no value where {used}; leave the row out or change the formula")
        return values


def learn(formula: Formula, data: Mapping[str, Sequence[Any]], order: Mapping[str, Sequence[Any]]) -> Design:
    """The design of a formula on complete data. `order` gives the levels of columns that have their own."""
    levels: dict[str, tuple[Value, ...]] = {}
    moments: dict[str, tuple[float, float]] = {}
    for node in dict.fromkeys(node for term in formula.terms for node in term):
        if is_factor(node) or (isinstance(node, Name) and _is_words(data[node.name])):
            levels[str(node)] = _levels(node, data, order)
        for inner in _walk(node):
            if isinstance(inner, Apply) and inner.what in ("center", "scale"):
                values = np.asarray(evaluate(inner.arguments[0], data, moments), dtype=float)
                spread = float(np.std(values, ddof=1)) if values.size > 1 else math.nan
                moments[str(inner)] = (math.fsum(values) / values.size, spread)
    return Design(formula, levels, moments)


def evaluate(
    node: Node, data: Mapping[str, Sequence[Any]], moments: Mapping[str, tuple[float, float]]
) -> Any:
    """The value of an arithmetic expression on columns of numbers."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return _column_of_numbers(node, data)
    if isinstance(node, Text):
        raise ValueError(f"{node} is no number")
    arguments = [evaluate(a, data, moments) for a in node.arguments]
    if node.what in ("center", "scale"):
        mean, spread = moments[str(node)]
        return (arguments[0] - mean) / (spread if node.what == "scale" else 1.0)
    return _FUNCTIONS[node.what](*arguments)


def clean(value: Any, place: int, name: str) -> Value | None:
    """A cell as a number, words or yes-no; None where it is missing. Raises ValueError for anything else."""
    if isinstance(value, str):
        return None if value.strip() in ("", "NA") else value.strip()
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    return number(value, place, name)


def _column_of_numbers(node: Name, data: Mapping[str, Sequence[Any]]) -> Floats:
    values = data[node.name]
    if any(isinstance(v, str) for v in values):
        words = next(v for v in values if isinstance(v, str))
        raise ValueError(f"{node} holds words ({words!r}), and numbers are needed here; use C({node})")
    return np.array([float(v) for v in values])


def _walk(node: Node) -> Iterator[Node]:
    if isinstance(node, Apply):
        for argument in node.arguments:
            yield from _walk(argument)
    yield node


def _is_words(values: Sequence[Any]) -> bool:
    return any(isinstance(v, (str, bool)) for v in values)


def _as_levels(values: Sequence[Any], name: str) -> list[Value]:
    cleaned = [clean(v, i, name) for i, v in enumerate(values, start=1)]
    words = any(isinstance(v, str) for v in cleaned)
    return [shown(v) if words and v is not None else v for v in cleaned]  # type: ignore[misc]


def _levels(
    node: Node, data: Mapping[str, Sequence[Any]], order: Mapping[str, Sequence[Any]]
) -> tuple[Value, ...]:
    name = column_of(node)
    present = set(_as_levels(data[name], name))
    ordered = [v for v in _as_levels(list(order.get(name, ())), name) if v in present]
    levels = ordered or in_order(present)
    if len(levels) < 2:
        raise ValueError(f"{name}: every study has the same value, so there is nothing to compare")
    if isinstance(node, Apply) and isinstance(node.arguments[-1], Text):
        wanted = node.arguments[-1].words
        first = [v for v in levels if shown(v) == wanted]
        if not first:
            known = ", ".join(shown(v) for v in levels)
            raise ValueError(f"{node}: no study has {wanted!r}; use one of {known}")
        levels = first + [v for v in levels if v != first[0]]
    return tuple(levels)


def in_order(values: Iterable[Value]) -> list[Value]:
    """Levels as R sorts them: numbers as numbers, words as a dictionary has them."""
    return sorted(values, key=lambda v: collated(v) if isinstance(v, str) else v)


def shown(value: Value | None) -> str:
    """A level as R writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else f"{value:.15g}"


def _interaction(coded: Sequence[Sequence[Column]]) -> list[Column]:
    """Products of columns; the first variable's columns change fastest, as in R."""
    return [
        Column(
            ":".join(c.name for c in reversed(parts)),
            " × ".join(c.label for c in reversed(parts)),
            np.asarray(np.prod([c.values for c in parts], axis=0), dtype=float),
        )
        for parts in product(*reversed(coded))
    ]
