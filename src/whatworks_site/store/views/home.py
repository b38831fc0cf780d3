"""The first page and the list of what was found."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from whatworks.terms import csv_text, guard

from ..cards import card
from ..facets import PAGE_SIZE
from ..listing import ROW_COLUMNS, Listing, listing, row_of, selected
from ..overview import counts, example_badges, questions
from .common import csv_file, json_answer, public, site_address


@public
def home(request: HttpRequest) -> HttpResponse:
    """The question, and every intervention; or, where something was asked, what was found."""
    params = dict(request.GET.lists())
    shown = listing(params)
    return render(request, "store/home.html", _context(request, shown))


def _context(request: HttpRequest, shown: Listing) -> dict[str, object]:
    slots = range(PAGE_SIZE * (shown.pages - 1) + 1)
    return {
        "listing": shown,
        "asked": shown.asked,
        "cards": [card(e, shown.snippets.get(e.key)) for e in shown.entries],
        "folds": [(f, [card(e) for e in f.entries]) for f in shown.folds],
        "page": Paginator(slots, PAGE_SIZE).page(shown.asked.page),
        "counts": counts(),
        "questions": questions(),
        "glyphs": example_badges(),
        "canonical": site_address(shown.at(shown.asked.page)) if settings.SITE_ADDRESS else "",
        "json_address": shown.asked.address("/search.json"),
        "csv_address": shown.asked.address("/search.csv"),
        "contact_address": settings.CENTRE_CONTACT,
    }


@public
def as_json(request: HttpRequest) -> HttpResponse:
    """The list as JSON: all of it, not one page."""
    asked, entries, found = selected(dict(request.GET.lists()))
    corrected = [{"typed": a, "meant": b} for a, b in found.corrected] if found else []
    return json_answer(
        {
            "asked": {"q": asked.q, **{k: list(v) for k, v in asked.chosen.items() if v}},
            "order": asked.ordered_by,
            "corrected": corrected,
            "partly": bool(found and found.partly),
            "total": len(entries),
            "interventions": [row_of(entry) for entry in entries],
        }
    )


@public
def as_csv(request: HttpRequest) -> HttpResponse:
    """The list as CSV: all of it, not one page."""
    _, entries, _ = selected(dict(request.GET.lists()))
    rows = ({name: _cell(value) for name, value in row_of(entry).items()} for entry in entries)
    return csv_file(csv_text(ROW_COLUMNS, rows), "interventions.csv")


def _cell(value: object) -> str:
    if isinstance(value, list):
        return guard("; ".join(map(str, value)))
    return str(value) if isinstance(value, int) else guard(str(value))
