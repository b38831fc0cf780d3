"""An intervention's page on the desk: looked at, written, proposed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from .. import actions, desk
from ..forms import PageForm, ReasonForm
from ..holding import holds_of_key
from ..states import NotPossible
from ..words import SECTIONS
from .common import address, found, page, rights, tried
from .common import desk as on_desk


@require_safe
@on_desk()
def one(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """What the road proposes, what moved, and the words."""
    return page(request, "intervention", _shown(request, review, key))


def _shown(request: HttpRequest, review: str, key: str) -> dict[str, Any]:
    held = found(desk.page_desk(review, key), "intervention in this review")
    return {
        "held": held,
        "sections": SECTIONS,
        "preview_href": address("preview", review, key),
        "public": address("intervention", key),
        "holds": holds_of_key(review),
        **rights(request.user, "edit_page", "propose", "assess_review", review=review),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@on_desk("edit_page")
def edit(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """Write the page's words."""
    writing = found(desk.writing(review, key), "intervention in this review")
    if request.method != "POST":
        return page(request, "edit", _writing(writing, PageForm(writing=writing)))
    form = PageForm(request.POST, writing=writing)
    theirs: list[tuple[str, str, str]] = []
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            actions.edit_page(by=request.user, review=review, words=form.words(), seen=seen)
        except NotPossible as why:
            form.add_error(None, str(why))
            if form.cleaned_data["seen"] != writing.seen:
                form, theirs = _conflict(form, writing)
        else:
            return _saved(request, review, key)
    return page(request, "edit", _writing(writing, form, theirs), form)


def _conflict(form: PageForm, writing: desk.Writing) -> tuple[PageForm, list[tuple[str, str, str]]]:
    """Both versions beside each other; saved again, it is a decision made with both in sight."""
    mine, now = form.words(), writing.words
    parts = (("answer", "The short answer"), *((name, heading) for name, heading, _ in SECTIONS))
    theirs = [
        (heading, getattr(now, name) or "", getattr(mine, name) or "")
        for name, heading in parts
        if getattr(now, name) != getattr(mine, name)
    ]
    data = form.data.copy()
    data["seen"] = writing.seen
    again = PageForm(data, writing=writing)
    again.is_valid()
    for error in form.non_field_errors():
        again.add_error(None, error)
    return again, theirs


def _writing(
    writing: desk.Writing, form: PageForm, theirs: list[tuple[str, str, str]] | None = None
) -> dict[str, Any]:
    return {"writing": writing, "form": form, "sections": SECTIONS, "theirs": theirs or []}


def _saved(request: HttpRequest, review: str, key: str) -> HttpResponse:
    messages.success(
        request, "Your words are saved. Readers see them once a second editor publishes the page."
    )
    held = desk.page_desk(review, key)
    if held is not None and held.cautions:
        messages.warning(request, "Some of what is written is worth a second look: see “To check” below.")
    return redirect("desk-intervention", review, key)


@require_http_methods(["GET", "HEAD", "POST"])
@on_desk("propose")
def propose(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """Put the page before a second editor."""
    shown = _shown(request, review, key)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = {"review": review, "intervention": key, "reason": form.cleaned_data["reason"]}
        made = tried(form, lambda: actions.propose(by=request.user, **said))
        if made is not None:
            messages.success(request, f"{made.title} waits for a second editor now.")
            return redirect("desk-version", made.pk)
        waits = desk.own_waiting("intervention", key, request.user, form.cleaned_data["reason"])
        if waits is not None:
            return redirect("desk-version", waits)
    return page(request, "propose", {**shown, "form": form}, form)
