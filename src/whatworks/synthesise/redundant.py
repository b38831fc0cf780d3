"""Columns of a design that follow from others, named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .design import Column

CLOSE = 1e-9
"""A column that the others give to this relative distance follows from them."""


def apart(columns: Sequence[Column], *, drop: bool) -> tuple[list[Column], list[str]]:
    """The columns that do not follow from those before them, and what was dropped, in words.

    Raises ValueError, saying which follows from which, unless `drop`. With more columns than rows, the first
    check is left to the fit, which asks for more studies.
    """
    kept: list[Column] = []
    told: list[str] = []
    for column in columns:
        if column.values.size < len(columns) and not drop:
            kept.append(column)
            continue
        follows = _follows(column, kept)
        if follows is None:
            kept.append(column)
        elif drop:
            told.append(f"{column.label} is left out: {follows}")
        else:
            raise ValueError(f"moderator {column.label!r} {follows}; leave it out")
    return kept, told


def _follows(column: Column, before: Sequence[Column]) -> str | None:
    """How the column follows from those before it; None where it does not."""
    values = column.values
    size = float(np.linalg.norm(values))
    if size == 0:
        return "is 0 in every study"
    if not before:
        return None
    x = np.column_stack([c.values / np.linalg.norm(c.values) for c in before])
    weights, *_ = np.linalg.lstsq(x, values / size, rcond=None)
    if np.linalg.norm(values / size - x @ weights) > CLOSE:
        return None
    if np.ptp(values) == 0:
        return f"is constant (it is {values[0]:g} in every study)"
    scaled = weights * size / [np.linalg.norm(c.values) for c in before]
    used = np.flatnonzero(np.abs(weights) > CLOSE)
    parts = [(float(scaled[j]), before[j].label) for j in used.tolist()]
    return f"follows from those before it: it is {_sum_words(parts)}"


def _sum_words(parts: Sequence[tuple[float, str]]) -> str:
    words = ""
    for weight, label in parts:
        sign = ("-" if weight < 0 else "") if not words else (" - " if weight < 0 else " + ")
        size = f"{abs(weight):.6g}"
        term = size if label == "intercept" else label if size == "1" else f"{size} × {label}"
        words += sign + term
    return words
