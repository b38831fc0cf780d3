"""Reviews."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import shelves
from ..links import part
from ..pages import citing
from ..pages.review import review_data, review_shown, reviews_shown, searches_csv
from .common import csv_file, json_answer, page_at, public, site_address

KIND = "review"


@public
def reviews(request: HttpRequest) -> HttpResponse:
    """Every published review."""
    return render(request, "store/reviews.html", reviews_shown(shelves.published_reviews()))


@public
def review(request: HttpRequest, key: str) -> HttpResponse:
    """A review."""
    edition, shelf = page_at(KIND, key)
    shown = review_shown(shelf, edition, shelves.published_names())
    shown["linked_data"] = citing.linked_data(
        shelf,
        edition,
        centre=settings.CENTRE_NAME,
        address=site_address(edition.path) if settings.SITE_ADDRESS else "",
        answer=shelf.review.about,
    )
    return render(request, "store/review.html", shown)


@public
def data(request: HttpRequest, key: str) -> HttpResponse:
    """A review, as JSON."""
    edition, shelf = page_at(KIND, key)
    return json_answer(review_data(shelf, edition))


@public
def searches(request: HttpRequest, key: str) -> HttpResponse:
    """A review's searches, as CSV."""
    edition, shelf = page_at(KIND, key)
    return csv_file(searches_csv(shelf), f"{part(edition.key)}-searches.csv")
