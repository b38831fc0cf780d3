"""Every record as data."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .. import exports, queries
from ..api.app import API_PATH, described
from .common import csv_file, json_answer, public, site_address


@public
def data(request: HttpRequest) -> HttpResponse:
    """What can be taken away, and on what terms."""
    edition = queries.edition()
    return render(
        request,
        "store/data.html",
        {
            "tables": [(t.name, t.holds, len(t.rows)) for t in exports.tables()],
            "licences": exports.licences(),
            "changed": edition.changed_at.date().isoformat() if edition and edition.changed_at else "",
        },
    )


@public
def as_csv(request: HttpRequest, name: str) -> HttpResponse:
    """One table of every published record of a kind."""
    found = exports.table(name)
    if found is None:
        raise Http404("There is no table of that name.")
    return csv_file(found.csv, f"{found.name}.csv")


@public
def as_json(request: HttpRequest) -> HttpResponse:
    """Every published record, in one file."""
    return json_answer(exports.everything())


@public
def api(request: HttpRequest) -> HttpResponse:
    """The API in plain words."""
    return render(
        request,
        "store/api.html",
        {
            "operations": described(),
            "base": site_address(API_PATH, request),
            "openapi": f"{API_PATH}/openapi.json",
        },
    )
