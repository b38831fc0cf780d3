"""One table of a review folder, read row by row; what cannot be read is a problem, the rest is loaded."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterator

from whatworks.terms import Record, RecordError

from .problems import Problem, short
from .tables import Table

csv.field_size_limit(16 * 1024 * 1024)


def table_rows(text: str, name: str, table: Table, problems: list[Problem]) -> Iterator[tuple[int, Record]]:
    """The records of a table with the row each stands in; what is wrong is added to `problems`."""
    numbered = enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1)
    number, header = 0, list[str]()
    while True:
        try:
            number, cells = next(numbered, (0, []))
        except csv.Error as error:
            rule = f"cannot be read as CSV: {error}; look for a quotation mark that is not closed"
            problems.append(Problem(name, number + 1, None, None, rule))
            return
        if number == 1:
            header = cells
            if not _header_fits(header, name, table, problems):
                return
        elif number == 0:
            if not header:
                problems.append(Problem(name, None, None, None, "is empty; it needs at least its header"))
            return
        elif cells:
            try:
                yield number, _record(cells, header, table)
            except RecordError as error:
                problems.append(Problem(name, number, error.field or None, short(error.value), error.advice))


def _record(cells: list[str], header: list[str], table: Table) -> Record:
    if len(cells) != len(header):
        rule = f"has {len(cells)} cells where the header has {len(header)}; check its commas and quotes"
        raise RecordError(table.name, "", None, rule)
    return table.record.from_row(dict(zip(header, cells, strict=True)))


def _header_fits(header: list[str], name: str, table: Table, problems: list[Problem]) -> bool:
    known = [f.name for f in table.record.fields()]
    if len(header) == 1 and set(header[0]) & set(";\t"):
        rule = "is separated by semicolons or tabs; save it as “CSV UTF-8”, separated by commas"
        problems.append(Problem(name, 1, None, None, rule))
        return False
    found = [
        Problem(name, 1, column, None, f"is not a column of this table; the columns are {', '.join(known)}")
        for column in header
        if column not in known
    ]
    found += [
        Problem(name, 1, column, None, "stands twice in the header; remove one")
        for column in dict.fromkeys(header)
        if header.count(column) > 1
    ]
    found += [
        Problem(name, 1, column, None, "is missing from the header; every row needs it")
        for column in _needed(table.record)
        if column not in header
    ]
    problems.extend(found)
    return not found


def _needed(record: type[Record]) -> list[str]:
    missing = dataclasses.MISSING
    return [f.name for f in record.fields() if f.default is missing and f.default_factory is missing]
