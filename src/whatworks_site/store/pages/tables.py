"""An intervention's page as data: its tables as CSV, all of it as JSON."""

from __future__ import annotations

from typing import Any

from whatworks import publish
from whatworks.publish import Shelf
from whatworks.publish.files import data_files
from whatworks.terms import Intervention

from .edition import Edition

LEADING = ("studies", "results", "ratings", "reports")
"""The tables that every page offers first."""


def tables_of(shelf: Shelf) -> dict[str, tuple[str, str, int]]:
    """Each table by name: its text, what it holds, and how many rows."""
    found = {}
    for path, text, holds, rows in data_files(shelf):
        folder, _, name = path.partition("/")
        if folder == "data" and name.endswith(".csv"):
            found[name.removesuffix(".csv")] = (text, holds, rows)
    return {name: found[name] for name in (*LEADING, *found) if name in found}


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
