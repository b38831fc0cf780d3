"""The gap map."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from whatworks.terms import csv_text, guard
from whatworks_site.design.discs import DESIGNS, discs

from ..choices import country_words
from ..gapmap import CSV_COLUMNS, ROWS, asked_of, behind, gap_map, table_rows
from ..links import intervention_address, study_address
from .common import csv_file, public


@public
def gaps(request: HttpRequest) -> HttpResponse:
    """Where studies have looked, and where none has."""
    shown = gap_map(dict(request.GET.lists()))
    domain = dict(shown.domains).get(shown.asked.domain, "")
    return render(
        request,
        "store/map.html",
        {
            "map": shown,
            "asked": shown.asked,
            "domain": domain,
            "designs": DESIGNS,
            "row_kinds": ROWS,
            "keys": [(words, discs({kind: 1})) for kind, words in DESIGNS],
            "sizes": [(n, discs({"randomised": n})) for n in (1, 2, 4)],
            "csv_address": shown.asked.address("/map.csv"),
        },
    )


@public
def studies(request: HttpRequest) -> HttpResponse:
    """The studies behind one cell of the map."""
    found = behind(dict(request.GET.lists()))
    if found is None:
        raise Http404("The map has no such cell.")
    asked, row, column, held = found
    return render(
        request,
        "store/map_studies.html",
        {
            "row": row,
            "column": column,
            "back": asked.address(),
            "studies": [
                {
                    "name": s.name,
                    "href": study_address(s.key),
                    "intervention": s.intervention.name,
                    "intervention_href": intervention_address(s.intervention.key),
                    "design": s.design,
                    "country": country_words(s.country) if s.country else "Not known",
                    "people": s.people or "Not known",
                    "report": s.report,
                }
                for s in held
            ],
        },
    )


@public
def as_csv(request: HttpRequest) -> HttpResponse:
    """The map as a table."""
    rows = table_rows(asked_of(dict(request.GET.lists())))
    guarded = (
        {name: value if name == "studies" else guard(value) for name, value in row.items()} for row in rows
    )
    return csv_file(csv_text(CSV_COLUMNS, guarded), "gap-map.csv")
