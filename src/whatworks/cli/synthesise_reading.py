"""Estimates, variances and moderators out of a row: each wrong cell is named by file, line and column."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from .common import number

LARGEST, SMALLEST = 1e30, 1e-30
MISSING = ("", "NA", "na", ".")


def estimate(row: Mapping[str, str], column: str, place: str) -> float | None:
    """An estimate, None where the cell is empty. Raises ValueError for what is no number of a usable size."""
    value = number(row, column, place)
    if value is not None and abs(value) > LARGEST:
        raise ValueError(
            f"{place}, column {column}: {row[column].strip()!r} is beyond {LARGEST:g}, so it is no effect; "
            "check it, or leave it empty"
        )
    return value


def variance(row: Mapping[str, str], column: str, place: str, *, squared: bool = False) -> float | None:
    """A variance, from a standard error where `squared`; None where the cell is empty.

    Raises ValueError for what is not above 0 or of a size that no study has.
    """
    given = number(row, column, place)
    if given is None:
        return None
    shown = f"{place}, column {column}: {row[column].strip()!r}"
    if given <= 0:
        what = "a standard error is above 0" if squared else "a variance is the square of a standard error"
        raise ValueError(f"{shown} is not above 0; {what}")
    low, high = (math.sqrt(SMALLEST), math.sqrt(LARGEST)) if squared else (SMALLEST, LARGEST)
    if not low <= given <= high:
        name = "standard error" if squared else "variance"
        raise ValueError(
            f"{shown} is no {name} between {low:g} and {high:g}; check it, or leave the cell empty"
        )
    return given**2 if squared else given


def plain_columns(formula: str) -> tuple[str, ...]:
    """The columns of a formula that are taken as they stand, so not those in C() or factor()."""
    from whatworks.synthesise.formula import parse_formula  # noqa: PLC0415

    named = set(re.findall(r"(?:C|factor)\(\s*`?([^`),]+?)`?\s*[,)]", formula))
    return tuple(column for column in parse_formula(formula).columns if column not in named)


def check_moderator(cells: Sequence[tuple[int, str]], column: str, file: str) -> None:
    """Refuse one odd cell in a column of numbers: it would turn every number into a level of its own.

    `cells` are lines and their text. Raises ValueError naming the first such cell where most are numbers.
    """
    filled = [(line, text.strip()) for line, text in cells if text.strip() not in MISSING]
    odd = [(line, text) for line, text in filled if not _is_number(text)]
    if odd and 2 * len(odd) < len(filled):
        line, text = odd[0]
        raise ValueError(
            f"{file}, line {line}, column {column}: {text!r} is not a number, and most of the column is; "
            f"mend it or leave it empty, or write C({column}) if the values are names"
        )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
