"""The full text of one work: found, asked for or not to be had; attached, removed, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks_site.evidence.states import NotPossible

from .. import fulltext_store as store
from ..actions import fulltexts as actions
from ..forms.fulltexts import AttachForm, StateForm
from ..fulltext_intake import was_too_large
from ..queries.fulltext_list import next_to_find
from ..queries.fulltexts import one_of
from .common import at_review, found, head, page, rights, tried
from .fulltext_frames import shows_texts
from .fulltext_intake import brings_texts
from .fulltexts import HERE

_BOTH = ["GET", "HEAD", "POST"]


def _page(
    request: HttpRequest, review: str, work: int, *, saying: Any = None, attaching: Any = None
) -> HttpResponse:
    about = head(review)
    one = found(one_of(about.row, work), "full text")
    saying, attaching = saying or StateForm(), attaching or AttachForm()
    shown = {
        "one": one,
        "slot": one.slot,
        "saying": saying,
        "attaching": attaching,
        "next": next_to_find(about.row, after=work),
        **rights(request.user, "reviews.retrieve", review=review),
    }
    return page(request, "fulltext", HERE, about, shown, saying, attaching)


@shows_texts
@require_safe
@at_review("reviews.see")
def fulltext(request: HttpRequest, review: str, work: int) -> HttpResponse:
    """What may lead to a text, what was done to find it, and the text itself once it is attached."""
    return _page(request, review, work)


@shows_texts
@require_http_methods(_BOTH)
@at_review("reviews.retrieve")
def say(request: HttpRequest, review: str, work: int) -> HttpResponse:
    """Say where the search for a text stands."""
    if request.method != "POST":
        return redirect("review-fulltext", review, work)
    form = StateForm(request.POST)
    if form.is_valid():
        where = " ".join(form.cleaned_data["where"].split())
        told = tried(
            form,
            lambda: actions.say(by=request.user, review=review, work=work, state=form.said, where=where),  # type: ignore[arg-type]
        )
        if told is not None:
            messages.success(request, "Noted." if told else "That was noted already.")
            return redirect("review-fulltext", review, work)
    return _page(request, review, work, saying=form)


@shows_texts
@brings_texts
def attach(request: HttpRequest, review: str, work: int) -> HttpResponse:
    """Attach a PDF."""
    if request.method != "POST":
        return redirect("review-fulltext", review, work)
    form = AttachForm(request.POST, request.FILES)
    if was_too_large(request):
        form.errors.clear()
        form.add_error("file", store.too_large())
    elif form.is_valid():
        given = form.cleaned_data["file"]
        try:
            text = actions.attach(
                by=request.user,  # type: ignore[arg-type]
                review=review,
                work=work,
                name=given.name,
                pieces=given.chunks(),
                where=" ".join(form.cleaned_data["where_found"].split()),
            )
        except NotPossible as why:
            form.add_error("file", str(why))
        else:
            messages.success(request, f"“{text.name}” is attached.")
            return redirect("review-fulltext", review, work)
    return _page(request, review, work, attaching=form)


@require_POST
@at_review("reviews.retrieve")
def remove(request: HttpRequest, review: str, work: int, pk: int) -> HttpResponse:
    """Take a document away."""
    try:
        text = actions.remove(by=request.user, review=review, work=work, text=pk)  # type: ignore[arg-type]
    except NotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"“{text.name}” is removed. Undo brings it back, for a month.")
    return redirect("review-fulltext", review, work)


@require_POST
@at_review("reviews.retrieve")
def undo(request: HttpRequest, review: str, work: int) -> HttpResponse:
    """Take back what was done last."""
    try:
        actions.undo(by=request.user, review=review, work=work)  # type: ignore[arg-type]
    except NotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "Undone. Everything is as it was before.")
    return redirect("review-fulltext", review, work)
