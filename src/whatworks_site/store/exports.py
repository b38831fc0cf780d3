"""Every published record as data: one table of each kind over all published pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from whatworks.terms import Record, csv_text, guard

from . import matrix, queries, shelves

_RECORDS: tuple[tuple[str, str], ...] = (
    ("interventions", "Interventions that have a page"),
    ("outcomes", "Outcomes, and which way is good"),
    ("studies", "Studies, with every fact on record"),
    ("results", "Results, exactly as printed"),
    ("review_findings", "Published reviews’ pooled results, as printed"),
    ("evidence_sets", "What is rated: an intervention and an outcome"),
    ("published_ratings", "Ratings by other bodies, as printed"),
    ("reports", "Sources, and how much of each was read"),
)
_DERIVED: tuple[tuple[str, str], ...] = (
    ("effects", "Effects on a common scale, derived"),
    ("pools", "Pooled estimates, with all that is needed to run them again"),
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One kind of record."""

    name: str
    holds: str
    header: tuple[str, ...]
    rows: tuple[dict[str, str], ...]

    @property
    def csv(self) -> str:
        """The table as CSV in which no cell is a formula."""
        return csv_text(self.header, self.rows)


def tables() -> tuple[Table, ...]:
    """Every table that has a row. Made once for each edition of the content."""
    return _tables(queries.content_token())


@lru_cache(maxsize=2)
def _tables(token: str) -> tuple[Table, ...]:
    ratings = tuple(matrix.table_rows())
    made = [_table(name, holds) for name, holds in (*_RECORDS, *_DERIVED)]
    computed = Table(
        name="ratings", holds="Ratings computed here, one a row", header=matrix.CSV_COLUMNS, rows=ratings
    )
    made.insert(4, computed)
    return tuple(table for table in made if table.rows)


def table(name: str) -> Table | None:
    """A table by its name; None where there is none."""
    return next((t for t in tables() if t.name == name), None)


def _table(name: str, holds: str) -> Table:
    rows: dict[tuple[str, str], dict[str, str]] = {}
    header: tuple[str, ...] = ("review",)
    for review, record in records(name):
        row = record.to_row()
        header = ("review", *row)
        rows.setdefault((review, row["id"]), {"review": guard(review), **row})
    return Table(name=name, holds=holds, header=header, rows=tuple(rows.values()))


def records(name: str) -> Iterator[tuple[str, Record]]:
    """Every published record of a kind with its review, as often as pages show it."""
    for shelf in shelves.catalogue().shelves:
        held = shelf.findings if name in dict(_DERIVED) else shelf.records
        for record in getattr(held, name):
            yield shelf.review.id, record


def everything() -> dict[str, Any]:
    """Every published record as plain JSON values."""
    made: dict[str, Any] = {"reviews": [s.review.to_json() for _, s in shelves.published_reviews()]}
    for name, _ in (*_RECORDS, *_DERIVED):
        once = {(review, record.to_json()["id"]): (review, record) for review, record in records(name)}
        made[name] = [{"review": review, **record.to_json()} for review, record in once.values()]
    made["ratings"] = [
        {"review": shelf.review.id, **rating.to_json()}
        for shelf in shelves.catalogue().shelves
        for rating in shelf.findings.ratings
    ]
    return made


def licences() -> tuple[tuple[str, str], ...]:
    """The licence of each review's data, as (review, licence)."""
    found = {s.review.title: s.review.licence or "Not stated" for s in shelves.catalogue().shelves}
    return tuple(sorted(found.items()))
