"""The report as a folder of files that opens from disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from whatworks.terms import Findings, ReviewRecords, SchemeWords

from .files import data_files, intervention_files
from .pages.compare import compare
from .pages.explained import explained
from .pages.home import home
from .pages.intervention import intervention_page
from .pages.listing import data_page, sources_page
from .pages.page import Page
from .pages.search import search
from .pages.studies import studies
from .rendering import render, style_sheet
from .shelf import Shelf


def write_report(
    records: ReviewRecords, findings: Findings, out: Path, *, schemes: Mapping[str, SchemeWords]
) -> Path:
    """Write the report into `out` and return the page to open.

    `schemes` are the words of the rating schemes by id. Links are relative, nothing is loaded from elsewhere,
    and the same records give the same bytes. Files already in `out` under other names are left alone.
    """
    shelf = Shelf(records, findings, schemes)
    for path, text in _files(shelf):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", errors="replace", newline="")
    return out / "index.html"


def _files(shelf: Shelf) -> Iterator[tuple[str, str]]:
    tables = tuple(data_files(shelf))
    for page in _pages(shelf, tuple((path, holds, rows) for path, _, holds, rows in tables)):
        yield page.path, render(page, shelf)
    for path, text, _, _ in tables:
        yield path, text
    yield from intervention_files(shelf)
    yield "assets/report.css", style_sheet()


def _pages(shelf: Shelf, tables: tuple[tuple[str, str, int], ...]) -> Iterator[Page]:
    yield home(shelf)
    for intervention in shelf.records.interventions:
        yield intervention_page(shelf, intervention)
    yield compare(shelf)
    yield studies(shelf)
    yield search(shelf)
    yield explained(shelf)
    yield sources_page(shelf)
    yield data_page(shelf, tables)
