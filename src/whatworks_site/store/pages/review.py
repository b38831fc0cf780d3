"""A review's page: its question, how the studies were found, and what it led to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from whatworks.figures import prisma_flow
from whatworks.publish import Shelf, Sources
from whatworks.publish.numbers import date_words
from whatworks.publish.pages.compare import published_row
from whatworks.publish.plots import FigureView

from ..links import SiteLinks, intervention_address, scheme_address
from .edition import Edition

_ESTIMATORS = {
    "REML": "restricted maximum likelihood (REML)",
    "DL": "DerSimonian and Laird’s method (DL)",
}
_TESTS = {"knha": "Hartung and Knapp’s adjustment", "z": "the normal distribution (z)"}


def review_shown(shelf: Shelf, edition: Edition, published: Collection[str]) -> dict[str, Any]:
    """What a review's page shows. `published` are the interventions that have a page."""
    review = shelf.review
    flow = shelf.findings.prisma
    sources = Sources(shelf, SiteLinks())
    return {
        "edition": edition,
        "review": review,
        "asked": tuple(
            (name, words)
            for name, words in (
                ("Who", review.population),
                ("What", review.intervention),
                ("Against what", review.comparison),
                ("Measured how", review.outcomes),
            )
            if words
        ),
        "protocol": sources.address(review.protocol) if review.protocol else None,
        "pooling": _ESTIMATORS.get(review.methods.method, review.methods.method),
        "test": _TESTS.get(review.methods.test, review.methods.test),
        "schemes": [
            (s.name, scheme_address(s.id)) for i in review.schemes if (s := shelf.schemes.get(i)) is not None
        ],
        "flow": flow,
        "figure": FigureView.of(prisma_flow(flow), "flow"),
        "searches": [(s, date_words(s.date.isoformat() if s.date else None)) for s in shelf.records.searches],
        "interventions": _interventions(shelf, published),
        "outside": [published_row(shelf, sources, p) for p in shelf.records.published_ratings],
    }


def _interventions(shelf: Shelf, published: Collection[str]) -> list[tuple[str, str | None, str | None]]:
    named = sorted(shelf.records.interventions, key=lambda i: (i.id not in published, i.name.casefold()))
    return [(i.name, intervention_address(i.id) if i.id in published else None, i.description) for i in named]
