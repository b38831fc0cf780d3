"""The full text of one work: found, asked for or not to be had; attached, removed, taken back."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks_site.evidence.states import NotPossible

from .. import fulltext_store as store
from ..actions import fulltexts as actions
from ..forms.fulltexts import AttachForm, StateForm
from ..fulltext_intake import Bounded, was_too_large
from ..queries.fulltext_list import next_to_find
from ..queries.fulltexts import one_of
from .common import at_review, found, head, page, rights, tried
from .fulltext_frames import View, shows_texts
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


def _bounded(view: View) -> View:
    """Take a file in within bounds. Whether the form is ours is looked at once it is in: see `attach`."""

    @wraps(view)
    def dressed(request: HttpRequest, review: str, work: int) -> HttpResponse:
        if request.method != "POST":
            return redirect("review-fulltext", review, work)
        request.upload_handlers.insert(0, Bounded(request))
        try:
            _ = request.POST
        except UnreadablePostError:
            raise
        except OSError as error:
            messages.error(request, store.in_words(error))
            return redirect("review-fulltext", review, work)
        return view(request, review, work)

    return dressed


@csrf_protect
def _attach(request: HttpRequest, review: str, work: int) -> HttpResponse:
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


attach = csrf_exempt(
    shows_texts(require_http_methods(_BOTH)(at_review("reviews.retrieve")(_bounded(_attach))))
)
"""Attach a PDF. Who asks is looked at before anything of the file is taken in."""


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
