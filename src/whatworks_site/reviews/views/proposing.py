"""Proposing a page to the editor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from whatworks_site.evidence import actions, jobs
from whatworks_site.evidence.views.common import address
from whatworks_site.people.permissions import require

from ..forms.rating import ProposeForm
from ..queries.evidence_records import evidence_of
from ..queries.proposing import readiness
from .common import at_review, head, page, rights, tried

HERE = "review-analyses"


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def propose(request: HttpRequest, review: str) -> HttpResponse:
    """What is ready, and a page put before an editor."""
    held = head(review)
    ready = readiness(held.row, evidence_of(held.row))
    choices = [(line.key, line.name) for line in ready.can_be_proposed]
    form = ProposeForm(request.POST if request.method == "POST" else None, choices=choices)
    if request.method == "POST":
        require(request.user, "propose", review=review)
        if form.is_valid():
            said = {"review": review, **form.cleaned_data}
            made = tried(form, lambda: actions.propose(by=request.user, **said))
            if made is not None:
                messages.success(request, f"{made.title} waits for an editor now.")
                return redirect("desk-version", made.pk)
    shown = {
        "ready": ready,
        "form": form,
        "hints": {line.key: f"{line.rating or 'Not rated'}. {line.words}" for line in ready.lines},
        "hrefs": {c.place: address(c.place, review) for c in ready.checks},
        **rights(request.user, "propose", "assess_review", "edit_page", review=review),
    }
    return page(request, "propose", HERE, held, shown, form)


@require_POST
@at_review("assess_review")
def assess(request: HttpRequest, review: str) -> HttpResponse:
    """Have the ratings computed, and come back."""
    head(review)
    jobs.ask_assess(by=request.user, review=review)
    messages.success(request, "The ratings are being computed. You may leave this page: the work goes on.")
    return redirect("review-propose", review)
