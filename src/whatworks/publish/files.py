"""The data that stands beside the pages: one JSON file for each intervention, and the tables as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from whatworks.terms import Intervention, Record, csv_text, guard

from .names import Links
from .shelf import Shelf

_TABLES = (
    ("interventions", "Interventions"),
    ("outcomes", "Outcomes, and which way is good"),
    ("studies", "Studies, with every fact on record"),
    ("results", "Results, exactly as printed"),
    ("review_findings", "Published reviews’ pooled results, as printed"),
    ("evidence_sets", "What is rated: an intervention and an outcome"),
    ("published_ratings", "Ratings by other bodies, as printed"),
    ("reports", "Sources, and how much of each was read"),
)
_RATING_COLUMNS = (
    "id", "scheme", "version", "scale", "evidence_set", "intervention", "outcome", "level", "possible",
    "exact", "words", "because", "basis",
)  # fmt: skip


_PLACE = ("evidence_set", "intervention", "outcome")


def data_files(shelf: Shelf) -> Iterator[tuple[str, str, str, int]]:
    """Each table as (path, text, what it holds, rows)."""
    ratings = shelf.findings.ratings
    yield "data/ratings.csv", _ratings_csv(shelf), "Ratings computed here, one a row", len(ratings)
    for name, holds in _TABLES:
        rows: tuple[Record, ...] = getattr(shelf.records, name)
        if rows:
            yield f"data/{name}.csv", _csv(rows), holds, len(rows)
    for name, holds in (("effects", "Effects on a common scale, derived"), ("pools", "Pooled estimates")):
        rows = getattr(shelf.findings, name)
        if rows:
            yield f"data/{name}.csv", _csv(rows), holds, len(rows)
    flow = json_text(shelf.findings.prisma.to_json())
    yield "data/prisma.json", flow, "The flow of records, every box", len(shelf.findings.prisma.to_json())


def _csv(rows: Sequence[Record]) -> str:
    return csv_text([f.name for f in type(rows[0]).fields()], (row.to_row() for row in rows))


def _ratings_csv(shelf: Shelf) -> str:
    found = []
    for rating in shelf.findings.ratings:
        row = rating.to_row()
        place = {name: guard(getattr(rating.object, name)) for name in _PLACE}
        found.append({name: place.get(name, row.get(name, "")) for name in _RATING_COLUMNS})
    return csv_text(_RATING_COLUMNS, found)


def intervention_data(shelf: Shelf, intervention: Intervention) -> dict[str, Any]:
    """Everything on an intervention's page as plain JSON values."""
    sets = shelf.sets_of(intervention.id)
    members = [m for s in sets for m in shelf.members_of(s.id)]
    effects = {m.effect for m in members}
    page = shelf.page(intervention.id)
    return {
        "review": shelf.review.id,
        "version": shelf.review.version,
        "constructed": shelf.review.constructed,
        "intervention": intervention.to_json(),
        "page": page.to_json() if page else None,
        "evidence_sets": [s.to_json() for s in sets],
        "ratings": [r.to_json() for s in sets for r in shelf.ratings_of(s.id)],
        "pools": [p.to_json() for s in sets for p in shelf.pools_of(s.id)],
        "members": [m.to_json() for m in members],
        "effects": [e.to_json() for e in shelf.findings.effects if e.id in effects],
        "studies": [s.to_json() for s in shelf.studies_of(intervention.id)],
        "results": [r.to_json() for s in shelf.studies_of(intervention.id) for r in shelf.results_of(s.id)],
        "review_findings": [f.to_json() for f in shelf.reviews_of(intervention.id)],
        "published_ratings": [p.to_json() for p in shelf.published_of(intervention.id)],
    }


def intervention_files(shelf: Shelf) -> Iterator[tuple[str, str]]:
    """Each intervention's data file as (path, text)."""
    for intervention in shelf.records.interventions:
        yield Links().data(intervention.id), json_text(intervention_data(shelf, intervention))


def json_text(data: object) -> str:
    """JSON as every file of the report has it."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
