"""Studies."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from whatworks.publish import Shelf
from whatworks.terms import Study

from .. import shelves
from ..pages.edition import Edition
from ..pages.study import studies_shown, study_data, study_shown
from .common import json_answer, public


@public
def studies(request: HttpRequest) -> HttpResponse:
    """Every published study."""
    return render(request, "store/studies.html", studies_shown(shelves.catalogue().shelves))


@public
def study(request: HttpRequest, key: str) -> HttpResponse:
    """A study."""
    edition, shelf, found = _at(key)
    return render(request, "store/study.html", study_shown(shelf, edition, found))


@public
def data(request: HttpRequest, key: str) -> HttpResponse:
    """A study, as JSON."""
    edition, shelf, found = _at(key)
    return json_answer(study_data(shelf, edition, found))


def _at(key: str) -> tuple[Edition, Shelf, Study]:
    found = shelves.study(key)
    if found is None:
        raise Http404("No published page tells of a study of that name.")
    publication, id_ = found
    shelf = shelves.shelf(publication)
    return Edition.of(publication), shelf, shelf.studies[id_]
