"""Handing a review over: the folder that leaves, and by what to tell that it arrived whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ..queries.handover import hand_over
from .common import at_review, head, page, rights


@require_safe
@at_review("reviews.see")
def handover(request: HttpRequest, review: str) -> HttpResponse:
    """What leaves, what stays, how to rebuild it elsewhere, and what it rebuilds to."""
    held = head(review)
    shown = {
        "folder": hand_over(request.user, held.row, ask_digest="digest" in request.GET),
        **rights(request.user, "export_review", review=review),
    }
    return page(request, "handover", "review-handover", held, shown)
