"""A person's own decisions."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from whatworks_site.evidence.states import NotPossible

from ..queries.decisions import own_counts, own_decisions
from ..queries.screening_page import STAGE_WORDS
from ..seats import seat_of
from .common import at_review, head, page
from .screening import stage_of


@require_safe
@at_review("reviews.screen")
def own(request: HttpRequest, review: str, stage: str) -> HttpResponse:
    """What this person decided, to look for and to change."""
    at, held = stage_of(stage), head(review)
    try:
        seat = seat_of(request.user, held.row)
    except NotPossible as why:
        messages.error(request, str(why))
        return redirect("review-titles", review)
    words, verdict = request.GET.get("q", "")[:200], request.GET.get("verdict", "")
    lines = own_decisions(held.row, at, seat, words=words, verdict=verdict, page=request.GET.get("page"))
    counts = own_counts(held.row, at, seat)
    asked = {"q": words, "verdict": verdict}
    shown = {
        "slug": stage,
        "stage_words": STAGE_WORDS[at],
        "lines": lines,
        "choices": [("", "All", sum(n for _, _, n in counts), not verdict)]
        + [(value, said, n, value == verdict) for value, said, n in counts],
        "q": words,
        "verdict": verdict,
        "page_href": lambda number: "?" + urlencode({**asked, "page": number}),
    }
    return page(request, "decisions", "review-titles", held, shown)
