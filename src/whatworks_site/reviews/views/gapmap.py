"""The gap map of a review."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from whatworks.terms import csv_text, guard, slug
from whatworks_site.design.discs import DESIGNS, discs
from whatworks_site.design.errors import NothingHere
from whatworks_site.design.files import csv_file

from ..addresses import address_of, first_of
from ..queries.gapmap import CSV_COLUMNS, Cell, gap_map, table_rows
from ..queries.gapmap_marks import key
from .common import at_review, head, page


@require_safe
@at_review("reviews.see")
def gaps(request: HttpRequest, review: str) -> HttpResponse:
    """Where the review's studies have looked, and where none has."""
    held = head(review)
    heading = request.GET.get("heading", "")
    drawn = gap_map(held.row, heading)
    studies = reverse("review-map-studies", args=[review])
    more = {"heading": heading} if drawn.heading else {}

    def behind(cell: Cell) -> str:
        return f"{studies}?{urlencode({'row': cell.row.id, 'column': cell.column.id, **more})}"

    shown = {
        "map": drawn,
        "behind": behind,
        "heading_of": lambda column: f"{request.path}?{urlencode({'heading': column.id})}",
        "designs": [(words, discs({kind: 1})) for kind, words in DESIGNS],
        "ways_key": key(),
        "studies_href": first_of("review-studies", review=review),
        "study_at": lambda study: address_of("review-study", review, study.key),
    }
    return page(request, "map", "review-map", held, shown)


@require_safe
@at_review("reviews.see")
def studies(request: HttpRequest, review: str) -> HttpResponse:
    """The studies behind one cell."""
    held = head(review)
    heading = request.GET.get("heading", "")
    drawn = gap_map(held.row, heading)
    cell = drawn.cells.get((request.GET.get("row", ""), request.GET.get("column", "")))
    if cell is None:
        raise NothingHere("The map has no such cell.")
    lines = [
        {
            "name": study.name,
            "design": study.design,
            "href": address_of("review-study", review, study.key),
            "ways": drawn.seen(cell, study),
        }
        for study in cell.studies
    ]
    back = reverse("review-map", args=[review]) + (f"?{urlencode({'heading': heading})}" if heading else "")
    return page(request, "map_studies", "review-map", held, {"cell": cell, "studies": lines, "back": back})


@require_safe
@at_review("reviews.see")
def as_csv(request: HttpRequest, review: str) -> HttpResponse:
    """The map as a table, the gaps too."""
    rows = ({name: guard(value) for name, value in row.items()} for row in table_rows(head(review).row))
    return csv_file(csv_text(CSV_COLUMNS, rows), f"{slug(review)}-gap-map.csv")
