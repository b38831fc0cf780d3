"""The sitemap: every public page, with the day it last changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from . import queries
from .links import (
    intervention_address,
    outcome_address,
    review_address,
    scheme_address,
    study_address,
)

_LISTS = (
    "/", "/map", "/compare", "/studies", "/outcomes", "/reviews", "/ratings", "/changes", "/data", "/api",
)  # fmt: skip
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_text(address: Callable[[str], str]) -> str:
    """The sitemap as XML. `address` makes a full address of a path."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<urlset xmlns="{_NAMESPACE}">']
    for path, day in _pages():
        when = f"<lastmod>{day}</lastmod>" if day else ""
        lines.append(f"<url><loc>{escape(address(path))}</loc>{when}</url>")
    return "\n".join([*lines, "</urlset>", ""])


def _pages() -> Iterator[tuple[str, str]]:
    edition = queries.edition()
    changed = edition.changed_at.date().isoformat() if edition and edition.changed_at else ""
    for path in _LISTS:
        yield path, changed
    days = {e.key: e.changed_at.date().isoformat() if e.changed_at else "" for e in queries.interventions()}
    for key, day in days.items():
        yield intervention_address(key), day
    for study in queries.studies():
        yield study_address(study.key), days.get(study.intervention.key, "")
    for outcome in queries.outcomes():
        yield outcome_address(outcome.key), changed
    for review in queries.reviews():
        yield review_address(review.key), review.changed_at.date().isoformat() if review.changed_at else ""
    schemes = {r["scheme"] for s in queries.sets() for r in s.ratings}
    for scheme in sorted(schemes):
        yield scheme_address(scheme), ""
