"""The flow of a review: drawn, as a table, and as files to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from whatworks.figures import prisma_flow
from whatworks.publish import json_text
from whatworks.publish.plots import FigureView
from whatworks.terms import csv_text, guard
from whatworks_site.design.errors import NothingHere
from whatworks_site.design.files import csv_file, text_file

from ..queries.flow import flow_of
from ..queries.flow_waits import boxes
from .common import at_review, head, page


@require_safe
@at_review("reviews.see")
def flow(request: HttpRequest, review: str) -> HttpResponse:
    """Where every record went, and what waits at each box."""
    held = head(review)
    counted = flow_of(held.row)
    found = boxes(held.row, counted)
    shown = {
        "figure": FigureView.of(prisma_flow(counted), "flow"),
        "waits": [box for box in found if box.waits],
        "holds": [box for box in found if not box.waits],
        "is_empty": not (counted.records_screened or counted.other_screened or counted.rejected),
    }
    return page(request, "flow", "review-flow", held, shown)


@require_safe
@at_review("reviews.see")
def flow_file(request: HttpRequest, review: str, form: str) -> HttpResponse:
    """The flow as a drawing, a table, or its counts under their names."""
    counted = flow_of(head(review).row)
    name = f"{review}-flow.{form}"
    if form == "json":
        return text_file(json_text(counted.to_json()), "application/json; charset=utf-8", name)
    figure = prisma_flow(counted)
    if form == "svg":
        return text_file(figure.standalone(), "image/svg+xml; charset=utf-8", name)
    if form != "csv":
        raise NothingHere("The flow is kept as svg, csv or json.")
    header = figure.table.header
    rows = [dict(zip(header, map(guard, row), strict=True)) for row in figure.table.rows]
    return csv_file(csv_text(header, rows), name)
