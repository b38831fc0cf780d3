"""The review folder: CSV tables, YAML for prose, read and written without loss and readable by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from whatworks.appraise import AppraisalError, appraisal_fields, read_appraisal
from whatworks.terms import Appraisal, Page, Record, RecordError, Review, ReviewRecords, csv_text

from .csvfile import table_rows
from .package import package_text
from .problems import FolderError, Problem, Unreadable, file_text, short
from .tables import ENTERED, Table
from .yamlfile import yaml_map, yaml_text


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
        return Review.from_json(yaml_map(path))
    except RecordError as error:
        raise FolderError(
            (Problem("review.yaml", None, error.field, short(error.value), error.advice),)
        ) from None
    except Unreadable as error:
        raise FolderError((Problem("review.yaml", error.row, None, None, str(error)),)) from None


def _read_table(folder: Path, table: Table, problems: list[Problem]) -> Iterator[tuple[int, Record]]:
    path = folder / "tables" / f"{table.name}.csv"
    name = f"tables/{table.name}.csv"
    if not path.exists():
        return
    try:
        text = file_text(path)
        yield from table_rows(text, name, table, problems)
    except Unreadable as error:
        problems.append(Problem(name, None, None, None, str(error)))


def _read_pages(folder: Path, problems: list[Problem]) -> Iterator[Page]:
    for path in sorted((folder / "pages").glob("*.yaml")):
        name = f"pages/{path.name}"
        try:
            page = Page.from_json(yaml_map(path))
            if page.intervention != path.stem:
                rule = f"is not the file's own name, {path.stem}; a page's file is named for its intervention"
                problems.append(Problem(name, None, "intervention", page.intervention, rule))
            yield page
        except RecordError as error:
            problems.append(Problem(name, None, error.field, short(error.value), error.advice))
        except Unreadable as error:
            problems.append(Problem(name, error.row, None, None, str(error)))


def _read_appraisals(folder: Path, problems: list[Problem]) -> Iterator[Appraisal]:
    for path in sorted((folder / "appraisals").glob("*.yaml")):
        try:
            yield read_appraisal(path)
        except AppraisalError as error:
            value = short(error.value)
            problems.append(Problem(f"appraisals/{path.name}", error.line, None, value, error.problem))


def write_folder(records: ReviewRecords, folder: Path) -> None:
    """Write a review folder: its description, tables, pages and appraisals. Search exports are left alone."""
    for name, text in folder_files(records).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def folder_files(records: ReviewRecords) -> dict[str, str]:
    """A review folder as file names and their text.

    Raises FolderError where a page or an appraisal has a name that no file can have, or that stands twice.
    """
    _check_names("pages", [page.intervention for page in records.pages])
    _check_names("appraisals", [appraisal.id for appraisal in records.appraisals])
    used = [t for t in ENTERED if getattr(records, t.holder)]
    files = {
        "datapackage.json": package_text(records.review, used),
        "review.yaml": yaml_text(records.review.to_json()),
    }
    for table in used:
        files[f"tables/{table.name}.csv"] = table_text(table, getattr(records, table.holder))
    for page in records.pages:
        files[f"pages/{page.intervention}.yaml"] = yaml_text(page.to_json())
    for appraisal in records.appraisals:
        files[f"appraisals/{appraisal.id}.yaml"] = yaml_text(appraisal_fields(appraisal))
    return files


_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def _check_names(part: str, names: list[str]) -> None:
    for name in names:
        if not _FILE_NAME.fullmatch(name):
            rule = "cannot name a file; use letters, digits, hyphens and points"
            raise FolderError((Problem(part, None, None, name, rule),))
        if names.count(name) > 1:
            raise FolderError(
                (Problem(part, None, None, name, "stands twice; each needs a file of its own"),)
            )


def table_text(table: Table, rows: tuple[Record, ...]) -> str:
    """A table as CSV: the record's fields in order, one row a record, in the order given."""
    return csv_text([f.name for f in table.record.fields()], (row.to_row() for row in rows))
