"""The record of who did what, for administrators."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from .. import record
from .others import permitted


@permitted("audit.see")
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Events, newest first."""
    asked = record.asked(request.GET)
    page = Paginator(record.events(asked), 50).get_page(request.GET.get("page"))
    said = {
        "asked": asked,
        "page": page,
        "lines": record.lines(list(page)),
        "kinds": record.kinds(),
        "people": record.actors(),
    }
    return render(request, "people/audit.html", said)


@permitted("audit.see")
@require_GET
def audit_csv(request: HttpRequest) -> HttpResponse:
    """The same events as a table."""
    text = record.csv(record.asked(request.GET))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response
