"""An intervention's page and what belongs to it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .. import shelves
from ..forms import CpdForm
from ..links import part
from ..pages import citing, cpd
from ..pages.edition import Edition
from ..pages.history import history_of
from ..pages.intervention import NEEDED_VERSIONS, answer_of, intervention_of, intervention_shown
from ..pages.tables import page_data, tables_of
from ..pages.why import rating_at, why_shown
from .common import Gone, csv_file, gone_page, json_answer, page_at, public, site_address, text_file

KIND = "intervention"


@public
def intervention(request: HttpRequest, key: str) -> HttpResponse:
    """The page."""
    edition, shelf = page_at(KIND, key)
    newest = shelves.editions(KIND, edition.key, NEEDED_VERSIONS)
    versions = shelves.how_many(KIND, edition.key)
    shown = intervention_shown(shelf, edition, newest, versions, shelves.rating_changes(edition.key))
    shown["linked_data"] = citing.linked_data(
        shelf,
        edition,
        centre=settings.CENTRE_NAME,
        address=site_address(edition.path) if settings.SITE_ADDRESS else "",
        answer=answer_of(shelf),
    )
    return render(request, "store/intervention.html", shown)


@public
def why(request: HttpRequest, key: str, evidence_set: str, scheme: str, scale: str) -> HttpResponse:
    """One rating's reasons, all the way down."""
    edition, shelf = page_at(KIND, key)
    rating = rating_at(shelf, evidence_set, scheme, scale)
    if rating is None:
        raise Http404("This page has no such rating.")
    return render(request, "store/why.html", why_shown(shelf, edition, rating))


@public
def history(request: HttpRequest, key: str) -> HttpResponse:
    """Every version and why it came; also of a page that was withdrawn."""
    found = shelves.in_force(KIND, key) or shelves.withdrawn(KIND, key)
    if found is None:
        raise Http404("There is no page for an intervention of that name.")
    edition = Edition.of(found)
    rated = shelves.rating_changes(edition.key)
    log = history_of(shelves.editions(KIND, edition.key), in_force=edition.withdrawn is None, rated=rated)
    return render(request, "store/history.html", {"edition": edition, "log": log})


@public
def data(request: HttpRequest, key: str) -> HttpResponse:
    """Everything on the page, as JSON."""
    edition, shelf = page_at(KIND, key)
    return json_answer(page_data(shelf, intervention_of(shelf), edition))


@public
def table(request: HttpRequest, key: str, table: str) -> HttpResponse:
    """One of the page's tables, as CSV."""
    edition, shelf = page_at(KIND, key)
    found = tables_of(shelf).get(table)
    if found is None:
        raise Http404("This page has no such table.")
    return csv_file(found[0], f"{part(edition.key)}-{table}.csv")


@public
def cite_page(request: HttpRequest, key: str) -> HttpResponse:
    """How to cite the page."""
    edition, _ = page_at(KIND, key)
    address = site_address(edition.path, request)
    words = citing.citation(edition, settings.CENTRE_NAME, address)
    bib = citing.cite(edition, settings.CENTRE_NAME, address, "bib")
    return render(request, "store/cite.html", {"edition": edition, "words": words, "bib": bib})


@public
def cite(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The citation as a file."""
    edition, _ = page_at(KIND, key)
    if form not in citing.TYPES:
        raise Http404("A citation comes as ris, bib or txt.")
    text = citing.cite(edition, settings.CENTRE_NAME, site_address(edition.path, request), form)
    return text_file(text, citing.TYPES[form], f"{part(edition.key)}.{form}")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def cpd_note(request: HttpRequest, key: str) -> HttpResponse:
    """A note for one's own record of learning.

    Nothing is kept, no cookie is set and nothing is changed, so a forged request could do no harm: there is
    no CSRF token, and the page can be sent from a frozen copy to a reader who has no session.
    """
    try:
        edition, shelf = page_at(KIND, key)
    except Gone as gone:
        return gone_page(request, gone.edition)
    form = CpdForm(request.POST) if request.method == "POST" else CpdForm()
    if request.method == "POST" and form.is_valid():
        return _note(request, form, edition, answer_of(shelf))
    shown = {"edition": edition, "form": form, "longest": cpd.LONGEST}
    return render(request, "store/cpd.html", shown, status=422 if form.errors else 200)


def _note(request: HttpRequest, form: CpdForm, edition: Edition, answer: str | None) -> HttpResponse:
    note = cpd.note_of(
        edition,
        address=site_address(edition.path, request),
        answer=answer,
        today=timezone.localdate(),
        learned=form.cleaned_data["learned"],
        change=form.cleaned_data["change"],
    )
    if form.cleaned_data["form"] == "page":
        sent = render(request, "store/cpd_note.html", {"note": note, "edition": edition})
    else:
        sent = text_file(note.text(), "text/plain; charset=utf-8", f"cpd-note-{part(edition.key)}.txt")
    sent["Cache-Control"] = "no-store"
    return sent
