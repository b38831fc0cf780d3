"""Searches: the list, one brought in, what came of it, and taking it out again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks.collate import CollateError
from whatworks.terms import csv_text, guard
from whatworks_site.evidence.states import NotPossible
from whatworks_site.evidence.uploads import Bounded

from ..actions import importing
from ..actions.undoing import undo_import
from ..forms.searching import ColumnsForm, SearchForm, UndoForm
from ..queries.searches import (
    COLUMN_CHOICES,
    MOST_REJECTS,
    SearchDetail,
    rejects,
    search_detail,
    search_lines,
    undo_preview,
)
from ..uploads import keep, too_large
from .common import Head, at_review, found, head, page, rights, tried

HERE = "review-searches"
COLUMNS = ("file", "line", "field", "value", "reason")


@require_safe
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """Every search of the review."""
    held = head(review)
    lines = search_lines(held.row)
    inside = [line for line in lines if line.state == "in"]
    shown = {
        "lines": lines,
        "read": sum(line.read for line in inside),
        "rejected": sum(line.rejected for line in inside),
        "inside": len(inside),
        **rights(request.user, "reviews.search", review=review),
    }
    return page(request, "searches", HERE, held, shown)


@csrf_exempt
def add(request: HttpRequest, review: str) -> HttpResponse:
    """Bound what is taken in, before anything of it is read; the form's own check comes right after."""
    request.upload_handlers.insert(0, Bounded(request))
    return _add(request, review=review)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.search")
def _add(request: HttpRequest, review: str) -> HttpResponse:
    held = head(review)
    if request.method != "POST":
        return page(request, "search_add", HERE, held, {"form": SearchForm()})
    form = SearchForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        form.errors.clear()
        form.add_error("file", too_large())
    elif form.is_valid() and (number := _asked(request, held, form)):
        return redirect("review-import", review, number)
    return page(request, "search_add", HERE, held, {"form": form}, form)


def _asked(request: HttpRequest, held: Head, form: SearchForm) -> int | None:
    file, search = form.cleaned_data["file"], form.search()
    try:
        look = keep(file.chunks(), file.name, search.format or "")
    except CollateError as why:
        form.add_error("file", str(why))
        return None
    row = tried(
        form, lambda: importing.ask_import(by=request.user, review=held.key, search=search, look=look)
    )
    return row.pk if row else None


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def one(request: HttpRequest, review: str, number: int) -> HttpResponse:
    """How far the reading of a file is, what came of it, or what it waits for."""
    held = head(review)
    detail = found(search_detail(held.row, number), "import")
    form = _columns(detail, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (not form.fields or form.is_valid()):
        columns = form.columns() if form.fields else None
        answered = {"review": review, "number": number, "columns": columns}
        if form.fields:
            row = tried(form, lambda: importing.answer(by=request.user, **answered))
            if row is not None:
                return redirect("review-import", review, number)
        else:
            return _done(request, review, number, lambda: importing.answer(by=request.user, **answered))
    follows = "follow" in request.GET
    shown = {
        "detail": detail,
        "line": detail.line,
        "form": form,
        "follows": follows,
        "most": MOST_REJECTS,
        **rights(request.user, "reviews.search", review=review),
    }
    response = page(request, "search_import", HERE, held, shown, form)
    if follows and detail.job and detail.job.moves:
        response.headers["Refresh"] = "5"
    return response


def _columns(detail: SearchDetail, data: Any) -> ColumnsForm:
    fields = COLUMN_CHOICES if detail.needs_columns else ()
    return ColumnsForm(data, header=detail.header, fields=fields, guess=detail.guess)


def _done(request: HttpRequest, review: str, number: int, act: Any) -> HttpResponse:
    try:
        row = act()
    except NotPossible as why:
        messages.warning(request, str(why))
        return redirect("review-import", review, number)
    return redirect("review-import", review, row.pk)


@require_POST
@at_review("reviews.search")
def again(request: HttpRequest, review: str, number: int) -> HttpResponse:
    """Read a file again: one whose import was undone, or whose reading broke off."""
    held = head(review)
    detail = found(search_detail(held.row, number), "import")
    act = importing.read_again if detail.line.state == "undone" else importing.try_again
    return _done(request, review, number, lambda: act(by=request.user, review=review, number=number))


@require_POST
@at_review("reviews.search")
def forget(request: HttpRequest, review: str, number: int) -> HttpResponse:
    """Throw a file away that was not read in."""
    head(review)
    try:
        importing.give_up(by=request.user, review=review, number=number)
    except NotPossible as why:
        messages.warning(request, str(why))
        return redirect("review-import", review, number)
    messages.success(request, "The file was thrown away. Nothing of it had been read in.")
    return redirect("review-searches", review)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.search")
def undo(request: HttpRequest, review: str, number: int) -> HttpResponse:
    """What undoing an import takes away, and doing so."""
    held = head(review)
    preview = found(undo_preview(held.row, number, request.user), "import that could be undone")
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = {"review": review, "number": number, "why": form.cleaned_data["why"]}
        if tried(form, lambda: undo_import(by=request.user, **asked)):
            messages.success(request, f"{preview.line.search.source} was taken out. Its file is kept.")
            return redirect("review-searches", review)
    return page(
        request, "search_undo", HERE, held, {"goes": preview, "line": preview.line, "form": form}, form
    )


@require_safe
@at_review("reviews.see")
def rejected(request: HttpRequest, review: str, number: int) -> HttpResponse:
    """Every record of a file that could not be read, as a table to work through."""
    held = head(review)
    detail = found(search_detail(held.row, number), "import")
    rows = [
        {name: "" if row[name] is None else guard(str(row[name])) for name in COLUMNS}
        for row in rejects(held.row, detail.line.search.id)
    ]
    response = HttpResponse("\ufeff" + csv_text(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{number}.csv"'
    return response
