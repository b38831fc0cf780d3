"""The list of sources, and the list of data files."""

from __future__ import annotations

from ..names import Links
from ..numbers import count
from ..shelf import Shelf
from ..sources import Sources
from .page import Page


def sources_page(shelf: Shelf) -> Page:
    """Every report, by its citation."""
    sources = Sources(shelf, Links())
    reports = sorted(shelf.records.reports, key=lambda r: (r.citation.casefold(), r.id))
    return Page(
        path="sources.html",
        template="sources.html",
        title="Sources",
        current="sources.html",
        shown={
            "entries": [sources.entry(r) for r in reports],
            "total": count(len(reports), "source"),
        },
    )


def data_page(shelf: Shelf, tables: tuple[tuple[str, str, int], ...]) -> Page:
    """The files a reader can take away: tables as (file, what it holds, rows)."""
    links = Links()
    names = sorted(shelf.records.interventions, key=lambda i: i.name.casefold())
    return Page(
        path="data.html",
        template="data.html",
        title="Data",
        current="data.html",
        shown={
            "tables": tables,
            "interventions": [(i.name, links.data(i.id)) for i in names],
        },
    )
