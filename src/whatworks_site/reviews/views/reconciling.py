"""Settling what extractors wrote down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from ..actions import reconciling as acts
from ..forms.reconciling import ReconcileForm
from ..queries.extracting import study_page
from ..queries.reconciling import reconcile_page
from .common import at_review, found, head, page, tried
from .studies import say

HERE = "review-studies"


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.reconcile")
def settle(request: HttpRequest, review: str, study: str) -> HttpResponse:
    """The drafts side by side, what differs first."""
    held = head(review)
    kept = found(study_page(held.row, study, request.user), "study in this review")
    compared = reconcile_page(held.row, study)
    if compared is None:
        return page(request, "reconcile_waiting", HERE, held, {"held": kept})
    form = ReconcileForm(compared, request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = {"review": review, "study": study, "choices": form.choices()}
        done = tried(form, lambda: acts.choose(by=request.user, **given))
        if done is not None:
            return _next(request, review, study)
    shown = {"held": kept, "compared": compared, "form": form}
    return page(request, "reconcile", HERE, held, shown, form)


def _next(request: HttpRequest, review: str, study: str) -> HttpResponse:
    if request.POST.get("then") == "keep":
        words = "Agreed and kept: it is the record now."
        if say(request, lambda: acts.keep(by=request.user, review=review, study=study), words):
            return redirect("review-study", review, study)
    else:
        messages.success(request, "Your choices are saved.")
    return redirect("review-reconcile", review, study)


@require_POST
@at_review("reviews.reconcile")
def act(request: HttpRequest, review: str, study: str, what: str) -> HttpResponse:
    """Match results, part them, open what was agreed again."""
    pair = {"one": request.POST.get("one", ""), "other": request.POST.get("other", "")}
    steps: dict[str, tuple[Any, dict[str, str], str]] = {
        "match": (acts.match, pair, "They count as the same result now."),
        "part": (acts.part, pair, "They count as two results now."),
        "reopen": (acts.reopen, {}, "Open again, with all choices as they were."),
    }
    step, more, words = found(steps.get(what), "step")
    say(request, lambda: step(by=request.user, review=review, study=study, **more), words)
    return redirect("review-reconcile", review, study)
