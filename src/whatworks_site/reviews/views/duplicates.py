"""Copies of one work: the list, one work's copies side by side, and the pairs in doubt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks_site.evidence.states import NotPossible

from ..actions import duplicates as acts
from ..queries import doubts as doubting
from ..queries import duplicates as reads
from .common import at_review, found, head, page, rights

HERE = "review-duplicates"
MAY = "reviews.duplicates"


@require_safe
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """The works that have more than one copy."""
    held = head(review)
    asked = {
        "words": request.GET.get("q", "").replace("\0", "")[:200],
        "search": request.GET.get("search", "").replace("\0", ""),
        "with_single": bool(request.GET.get("all")),
    }
    at, lines = reads.clusters(held.row, **asked, page=request.GET.get("page"))
    kept = {"q": asked["words"], "search": asked["search"], "all": "yes" if asked["with_single"] else ""}
    shown = {
        "lines": lines,
        "at": at,
        "asked": asked,
        "sources": reads.sources(held.row),
        "doubts": len(doubting.doubts(held.row)),
        "url_for": lambda n: "?" + urlencode({k: v for k, v in (kept | {"page": n}).items() if v}),
        **rights(request.user, MAY, review=review),
    }
    return page(request, "duplicates", HERE, held, shown)


@require_safe
@at_review("reviews.see")
def one(request: HttpRequest, review: str, work: int) -> HttpResponse:
    """A work's copies side by side, and why they are together."""
    held = head(review)
    cluster = found(reads.cluster_of(held.row, work, request.user), "record")
    words = request.GET.get("q", "").replace("\0", "")[:200]
    shown = {
        "cluster": cluster,
        "words": words,
        "others": reads.others_like(held.row, work, words),
        **rights(request.user, MAY, review=review),
    }
    return page(request, "duplicate_cluster", HERE, held, shown)


@require_POST
@at_review(MAY)
def split(request: HttpRequest, review: str, work: int) -> HttpResponse:
    """Take one copy out of a work, or all apart."""
    head(review)
    out = request.POST.get("out", "")

    def act() -> HttpResponse:
        works = acts.split(by=request.user, review=review, work=work, out=out)
        messages.success(request, f"They are {len(works)} works now. You can undo this below.")
        return redirect("review-duplicate", review, work if work in works else works[0])

    return _tried(request, act, reverse("review-duplicate", args=[review, work]))


@require_http_methods(["GET", "HEAD", "POST"])
@at_review(MAY)
def merge(request: HttpRequest, review: str, work: int, other: int) -> HttpResponse:
    """Two works side by side, before they become one."""
    held = head(review)
    a = found(reads.standing_reference(held.row, work), "record")
    b = found(reads.standing_reference(held.row, other), "record")
    if request.method == "POST":

        def act() -> HttpResponse:
            made = acts.merge(by=request.user, review=review, a=a, b=b)
            messages.success(request, "They are one work now. You can undo this below.")
            return redirect("review-duplicate", review, made)

        return _tried(request, act, reverse("review-duplicate", args=[review, work]))
    shown = {"pair": found(reads.pair_shown(held.row, a, b), "pair"), "work": work, "other": other}
    return page(request, "duplicate_merge", HERE, held, shown)


@require_POST
@at_review(MAY)
def undo(request: HttpRequest, review: str) -> HttpResponse:
    """Take back one's last word on copies: of those around a record, or of all."""
    held = head(review)
    around = request.POST.get("around", "").replace("\0", "")
    back = reverse("review-duplicates" if around else "review-doubtful", args=[review])

    def act() -> HttpResponse:
        keys = acts.undo_last(by=request.user, review=review, around=around)
        messages.success(request, "Your last decision on copies was taken back.")
        if around:
            work = reads.work_of(held.row, around)
            return redirect("review-duplicate", review, work) if work else redirect(back)
        link = doubting.link_between(held.row, keys)
        return redirect(f"{back}?pair={link}" if link else back)

    return _tried(request, act, back)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review(MAY)
def doubtful(request: HttpRequest, review: str) -> HttpResponse:
    """One pair after the other that the software cannot tell: the same, or not."""
    held = head(review)
    here = reverse("review-doubtful", args=[review])
    if request.method == "POST":
        return _say(request, review, here)
    waiting = doubting.doubts(held.row)
    wanted = _number(request.GET.get("pair"))
    doubt = next((d for d in waiting if d.number == wanted), None) or doubting.doubt_after(
        held.row, waiting, _number(request.GET.get("after"))
    )
    shown = {
        "doubt": doubt,
        "left": len(waiting),
        "pair": reads.pair_shown(held.row, doubt.a, doubt.b) if doubt else None,
        "can_undo": reads.can_undo(held.row, request.user),
    }
    return page(request, "doubtful", HERE, held, shown)


def _say(request: HttpRequest, review: str, here: str) -> HttpResponse:
    held = head(review)
    number, said = _number(request.POST.get("pair")), request.POST.get("said", "")
    pair = doubting.link_of(held.row, number) if number is not None else None

    def act() -> HttpResponse:
        if pair is None or said not in ("same", "different"):
            raise NotPossible("This pair is no longer there: its search was undone. Here is the next.")
        if said == "same":
            acts.merge(by=request.user, review=review, a=pair[0], b=pair[1])
        else:
            acts.keep_apart(by=request.user, review=review, a=pair[0], b=pair[1])
        return redirect(f"{here}?after={number}")

    return _tried(request, act, here)


def _tried(request: HttpRequest, act: Callable[[], HttpResponse], back: str) -> HttpResponse:
    try:
        return act()
    except NotPossible as why:
        messages.warning(request, str(why))
        return redirect(back)


def _number(text: Any) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
