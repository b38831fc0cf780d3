"""A review's page: its question, how the studies were found, and what it led to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from whatworks.figures import prisma_flow
from whatworks.publish import Shelf, Sources
from whatworks.publish.numbers import date_words
from whatworks.publish.pages.compare import published_row
from whatworks.publish.plots import FigureView
from whatworks.synthesise.model_words import estimator_name, interval_name
from whatworks.terms import Search, csv_text

from ..links import SiteLinks, intervention_address, scheme_address
from .edition import Edition
from .tables import edition_data


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
        "pooling": estimator_name(review.methods.method),
        "test": interval_name(review.methods.test),
        "schemes": [
            (s.name, scheme_address(s.id)) for i in review.schemes if (s := shelf.schemes.get(i)) is not None
        ],
        "flow": flow,
        "figure": FigureView.of(prisma_flow(flow), "flow"),
        "searches": [(s, date_words(s.date.isoformat() if s.date else None)) for s in shelf.records.searches],
        "interventions": _interventions(shelf, published),
        "outside": [published_row(shelf, sources, p) for p in shelf.records.published_ratings],
    }


def reviews_shown(reviews: Iterable[tuple[Edition, Shelf]]) -> dict[str, Any]:
    """Every review: its question, its version and how much it found."""
    return {
        "reviews": [
            (edition, shelf.review, shelf.findings.prisma, len(shelf.records.interventions))
            for edition, shelf in reviews
        ]
    }


def review_data(shelf: Shelf, edition: Edition) -> dict[str, Any]:
    """A review as plain JSON values."""
    return {
        "edition": edition_data(shelf, edition),
        "review": shelf.review.to_json(),
        "searches": [s.to_json() for s in shelf.records.searches],
        "prisma": shelf.findings.prisma.to_json(),
        "interventions": [i.to_json() for i in shelf.records.interventions],
        "published_ratings": [p.to_json() for p in shelf.records.published_ratings],
    }


def searches_csv(shelf: Shelf) -> str:
    """The searches as CSV, each with its exact words."""
    return csv_text([f.name for f in Search.fields()], (s.to_row() for s in shelf.records.searches))


def _interventions(shelf: Shelf, published: Collection[str]) -> list[tuple[str, str | None, str | None]]:
    named = sorted(shelf.records.interventions, key=lambda i: (i.id not in published, i.name.casefold()))
    return [(i.name, intervention_address(i.id) if i.id in published else None, i.description) for i in named]
