"""Comparison: two to four interventions side by side, or all of them under every scheme."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from whatworks.terms import csv_text

from .. import matrix, queries
from ..comparison import LEAST, MOST, address, asked_of, compared
from .common import csv_file, public

_PLACES = ("First", "Second", "Third, if you like", "Fourth, if you like")


@public
def compare(request: HttpRequest) -> HttpResponse:
    """The interventions named in the address side by side; else a choice, and all under every scheme."""
    asked = asked_of(dict(request.GET.lists()))
    chosen = [e.key for e in asked.entries]
    if not asked.errors and LEAST <= len(chosen) <= MOST:
        shown = compared(asked)
        return render(
            request,
            "store/compare.html",
            {
                "shown": shown,
                "chosen": chosen,
                **_choice(chosen),
                "csv_address": address(chosen, "/compare.csv"),
            },
        )
    across = matrix.columns()
    held = matrix.rows(across)
    printed = matrix.printed()
    bodies, printed_rows = matrix.printed_matrix(printed)
    return render(
        request,
        "store/compare_all.html",
        {
            **_choice(chosen[:MOST]),
            "errors": asked.errors,
            "more": asked.more,
            "too_many": [(e.name, address([k for k in chosen if k != e.key])) for e in asked.entries]
            if len(chosen) > MOST
            else [],
            "columns": across,
            "told": [row for row in held if row.settles],
            "rest": [row for row in held if not row.settles],
            "printed": printed,
            "bodies": bodies,
            "printed_rows": printed_rows,
        },
    )


def _choice(chosen: list[str]) -> dict[str, object]:
    """What the form of choice shows."""
    filled = [*chosen, *[""] * (MOST - len(chosen))][:MOST]
    names = [(e.key, e.name) for e in sorted(queries.interventions(), key=lambda e: e.name.casefold())]
    return {"places": list(zip(_PLACES, filled, strict=True)), "names": names}


@public
def as_csv(request: HttpRequest) -> HttpResponse:
    """Every rating as a row; of the interventions named in the address, where any are."""
    keys = [e.key for e in asked_of(dict(request.GET.lists())).entries]
    return csv_file(csv_text(matrix.CSV_COLUMNS, matrix.table_rows(keys)), "ratings.csv")
