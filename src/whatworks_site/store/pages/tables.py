"""An intervention's page as data: its tables as CSV, all of it as JSON."""

from __future__ import annotations

from typing import Any

from whatworks import publish
from whatworks.publish import Shelf
from whatworks.publish.files import data_files
from whatworks.terms import Intervention

from .edition import Edition

OFFERED = {
    "studies": "Studies, with every fact on record",
    "results": "Results, exactly as printed",
    "ratings": "Ratings computed here",
    "reports": "Sources, and how much of each was read",
}
"""The tables that a page offers. The others can be had by their names."""


def offered(shelf: Shelf) -> list[tuple[str, str]]:
    """The tables that a page offers: those that hold something, with what that is."""
    rows = {"ratings": shelf.findings.ratings}
    return [(n, words) for n, words in OFFERED.items() if rows.get(n) or getattr(shelf.records, n, ())]


def tables_of(shelf: Shelf) -> dict[str, tuple[str, str, int]]:
    """Each table by name: its text, what it holds, and how many rows."""
    found = {}
    for path, text, holds, rows in data_files(shelf):
        folder, _, name = path.partition("/")
        if folder == "data" and name.endswith(".csv"):
            found[name.removesuffix(".csv")] = (text, holds, rows)
    return found


def page_data(shelf: Shelf, intervention: Intervention, edition: Edition) -> dict[str, Any]:
    """Everything the page shows, with what tells this version from others."""
    return {
        "edition": edition_data(shelf, edition),
        **publish.intervention_data(shelf, intervention),
        "outcomes": [o.to_json() for o in shelf.records.outcomes],
        "reports": [r.to_json() for r in shelf.records.reports],
    }


def edition_data(shelf: Shelf, edition: Edition) -> dict[str, Any]:
    """What tells a version from others."""
    return {
        "title": edition.title,
        "version": edition.version,
        "published": edition.date.isoformat() if edition.date else None,
        "digest": edition.digest,
        "address": edition.path,
        "licence": shelf.review.licence,
    }
