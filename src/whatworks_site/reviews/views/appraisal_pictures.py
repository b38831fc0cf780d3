"""What was settled as pictures, and how far appraisers agree."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from whatworks.publish.plots import FigureView
from whatworks.terms import csv_text, guard
from whatworks_site.design.errors import NothingHere
from whatworks_site.design.files import csv_file, text_file

from ..queries.appraisals import appraisal_desk
from ..queries.appraisals_agreeing import agreement_of
from ..queries.appraisals_kept import Pictures
from ..queries.evidence_records import evidence_of
from .appraising_common import HERE
from .common import Head, at_review, head, page
from .screening import number

TITLES = {
    "traffic-light": "Every judgement",
    "bars": "In shares, each counted once",
    "weighted": "In shares, weighted by how many were analysed",
}


def _asked(request: HttpRequest, name: str) -> tuple[str, str, str]:
    return name, request.GET.get("version", ""), request.GET.get("effect", "")


def _instrument(request: HttpRequest, held: Head) -> tuple[str, list[tuple[str, str, bool]]]:
    """The instrument asked for, and the others there are, for going from one to the other."""
    desk = appraisal_desk(held.row, evidence_of(held.row), None)
    part = desk.of(request.GET.get("with", ""))
    if part is None:
        raise NothingHere("There is no instrument of that name.")
    return part.tool.id, [(p.tool.name, f"?with={p.tool.id}", p.tool.id == part.tool.id) for p in desk.parts]


@require_safe
@at_review("reviews.see")
def pictures(request: HttpRequest, review: str) -> HttpResponse:
    """The traffic light and the bars of what is settled with one instrument."""
    held = head(review)
    name, others = _instrument(request, held)
    read = Pictures(held.row, evidence_of(held.row), *_asked(request, name))
    drawn = (
        []
        if read.is_empty
        else [(what, TITLES[what], FigureView.of(read.drawing(what), what)) for what in read.names]
    )
    version, effect = read.chosen
    shown = {
        "name": name,
        "others": others,
        "pictures": drawn,
        "read": read,
        "query": f"?with={name}&version={version}&effect={effect}",
    }
    return page(request, "appraisal_pictures", HERE, held, shown)


@require_safe
@at_review("reviews.see")
def picture(request: HttpRequest, review: str, what: str, form: str) -> HttpResponse:
    """One of the drawings as a file: the drawing itself, or its table."""
    held = head(review)
    name, _ = _instrument(request, held)
    read = Pictures(held.row, evidence_of(held.row), *_asked(request, name))
    if read.is_empty or what not in read.names or form not in ("svg", "csv"):
        raise NothingHere("There is no such drawing: nothing is settled with this instrument.")
    figure, file = read.drawing(what), f"{review}-{name}-{what}.{form}"
    if form == "svg":
        return text_file(figure.standalone(), "image/svg+xml; charset=utf-8", file)
    header = figure.table.header
    rows = [dict(zip(header, map(guard, row), strict=True)) for row in figure.table.rows]
    return csv_file(csv_text(header, rows), file)


@require_safe
@at_review("reviews.see")
def agreement(request: HttpRequest, review: str) -> HttpResponse:
    """How far appraisers agree, item by item."""
    held = head(review)
    name, others = _instrument(request, held)
    _, version, effect = _asked(request, name)
    pair = number(request.GET.get("pair")) or 0
    shown = {
        "name": name,
        "others": others,
        "agreed": agreement_of(held.row, name, version=version, effect=effect, pair=pair),
    }
    return page(request, "appraisal_agreement", HERE, held, shown)
