"""The review folder: CSV tables, YAML for prose, read and written without loss and readable by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from whatworks.appraise import AppraisalError, read_appraisal
from whatworks.terms import Appraisal, Page, Record, RecordError, Review, ReviewRecords, csv_text

from .package import package_text
from .tables import ENTERED, Table

csv.field_size_limit(16 * 1024 * 1024)
MAX_BYTES = 200 * 1024 * 1024
"""A table larger than this is refused."""


@dataclass(frozen=True)
class Problem:
    """Something wrong in a folder: where, what, and which rule it breaks."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    rule: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", {self.column}"
        shown = "" if self.value is None else f" {self.value[:120]!r}:"
        return f"{place}:{shown} {self.rule}"

    def to_json(self) -> dict[str, Any]:
        """The problem as plain JSON."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "rule": self.rule,
        }


class FolderError(ValueError):
    """A folder that cannot be used as it is, with every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Reading:
    """A folder as read: its records, what was wrong, and the row in which each record of a table stood."""

    records: ReviewRecords
    problems: tuple[Problem, ...]
    rows: Mapping[str, tuple[int, ...]]

    def row(self, table: str, place: int) -> int | None:
        """The row of a table's record, by its place among those read."""
        rows = self.rows.get(table, ())
        return rows[place] if place < len(rows) else None


def read_folder(folder: Path) -> Reading:
    """Read a review folder. What cannot be read is a problem; the rest is loaded.

    Raises FolderError where there is no readable `review.yaml`, without which nothing else has a meaning.
    """
    problems: list[Problem] = []
    review = _read_review(folder)
    tables = {t.holder: list(_read_table(folder, t, problems)) for t in ENTERED}
    records = ReviewRecords(
        review=review,
        pages=tuple(_read_pages(folder, problems)),
        appraisals=tuple(_read_appraisals(folder, problems)),
        **{holder: tuple(r for _, r in rows) for holder, rows in tables.items()},  # type: ignore[arg-type]
    )
    rows = {t.name: tuple(number for number, _ in tables[t.holder]) for t in ENTERED}
    return Reading(records, tuple(problems), rows)


def _read_review(folder: Path) -> Review:
    path = folder / "review.yaml"
    if not path.is_file():
        rule = f"there is no review.yaml in {folder}; start a review with `whatworks review new {folder}`"
        raise FolderError((Problem("review.yaml", None, None, None, rule),))
    try:
        return Review.from_json(_yaml_map(path))
    except RecordError as error:
        raise FolderError(
            (Problem("review.yaml", None, error.field, _short(error.value), error.advice),)
        ) from None
    except _Unreadable as error:
        raise FolderError((Problem("review.yaml", None, None, None, str(error)),)) from None


class _Unreadable(ValueError):
    pass


def _yaml_map(path: Path) -> Mapping[str, Any]:
    try:
        data = yaml.load(_text(path), Loader=_PlainLoader)  # noqa: S506 - a SafeLoader, see below
    except yaml.YAMLError as error:
        raise _Unreadable(f"not valid YAML: {error}") from None
    if not isinstance(data, Mapping):
        raise _Unreadable("must be a map of field names to values")
    return data


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML in which dates stay text, as records want them."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _text(path: Path) -> str:
    if path.stat().st_size > MAX_BYTES:
        raise _Unreadable(f"has more than {MAX_BYTES:,} bytes; split it")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unreadable(f"not UTF-8 text (byte {error.start + 1}); save it as “CSV UTF-8”") from None


def _short(value: object) -> str | None:
    return None if value is None else str(value)


def _read_table(folder: Path, table: Table, problems: list[Problem]) -> Iterator[tuple[int, Record]]:
    path = folder / "tables" / f"{table.name}.csv"
    name = f"tables/{table.name}.csv"
    if not path.exists():
        return
    try:
        text = _text(path)
        yield from _rows(text, name, table, problems)
    except _Unreadable as error:
        problems.append(Problem(name, None, None, None, str(error)))
    except csv.Error as error:
        problems.append(
            Problem(name, None, None, None, f"cannot be read as CSV: {error}; save it again as CSV")
        )


def _rows(text: str, name: str, table: Table, problems: list[Problem]) -> Iterator[tuple[int, Record]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(reader, None)
    if header is None:
        return
    if not _header_fits(header, name, table, problems):
        return
    for number, cells in enumerate(reader, start=2):
        if not cells:
            continue
        if len(cells) != len(header):
            rule = f"has {len(cells)} cells where the header has {len(header)}; check its commas and quotes"
            problems.append(Problem(name, number, None, None, rule))
            continue
        try:
            yield number, table.record.from_row(dict(zip(header, cells, strict=True)))
        except RecordError as error:
            problems.append(Problem(name, number, error.field, _short(error.value), error.advice))


def _header_fits(header: list[str], name: str, table: Table, problems: list[Problem]) -> bool:
    known = [f.name for f in table.record.fields()]
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
    problems.extend(found)
    return not found


def _read_pages(folder: Path, problems: list[Problem]) -> Iterator[Page]:
    for path in sorted((folder / "pages").glob("*.yaml")):
        name = f"pages/{path.name}"
        try:
            yield Page.from_json(_yaml_map(path))
        except RecordError as error:
            problems.append(Problem(name, None, error.field, _short(error.value), error.advice))
        except _Unreadable as error:
            problems.append(Problem(name, None, None, None, str(error)))


def _read_appraisals(folder: Path, problems: list[Problem]) -> Iterator[Appraisal]:
    for path in sorted((folder / "appraisals").glob("*.yaml")):
        try:
            yield read_appraisal(path)
        except AppraisalError as error:
            value = _short(error.value)
            problems.append(Problem(f"appraisals/{path.name}", error.line, None, value, error.problem))


def write_folder(records: ReviewRecords, folder: Path) -> None:
    """Write a review folder: its description, tables, pages and appraisals. Search exports are left alone."""
    for name, text in folder_files(records).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def folder_files(records: ReviewRecords) -> dict[str, str]:
    """A review folder as file names and their text."""
    used = [t for t in ENTERED if getattr(records, t.holder)]
    files = {
        "datapackage.json": package_text(records.review, used),
        "review.yaml": _yaml_text(records.review.to_json()),
    }
    for table in used:
        files[f"tables/{table.name}.csv"] = table_text(table, getattr(records, table.holder))
    for page in records.pages:
        files[f"pages/{page.intervention}.yaml"] = _yaml_text(page.to_json())
    for appraisal in records.appraisals:
        files[f"appraisals/{appraisal.id}.yaml"] = _yaml_text(_appraisal_map(appraisal))
    return files


def table_text(table: Table, rows: tuple[Record, ...]) -> str:
    """A table as CSV: the record's fields in order, one row a record, in the order given."""
    return csv_text([f.name for f in table.record.fields()], (row.to_row() for row in rows))


def _yaml_text(data: Mapping[str, Any]) -> str:
    return str(yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True, width=110))


def _appraisal_map(appraisal: Appraisal) -> dict[str, Any]:
    answers = {
        a.question: {
            key: value
            for key, value in (
                ("answer", a.answer), ("because", a.justification), ("quote", a.quote), ("place", a.place),
            )
            if value is not None
        }
        for a in appraisal.answers
    }  # fmt: skip
    decisions = {
        name: {"decided": decided, **({"reason": reason} if reason else {})}
        for name, decided, reason in (
            *((d.domain, d.decided, d.reason) for d in appraisal.domains),
            ("overall", appraisal.decided, appraisal.reason),
        )
        if decided is not None
    }
    plain = appraisal.to_json()
    kept = {
        k: plain[k] for k in ("id", "instrument", "version", "object", "rater", "effect", "at") if plain[k]
    }
    return {**kept, "answers": answers, **({"decisions": decisions} if decisions else {})}
