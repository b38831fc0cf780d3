"""How far screeners agree."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from whatworks.figures import AgreementPoint, kappa_over_time
from whatworks.publish.plots import FigureView

from ..queries.agreement import Agreements
from ..queries.screening_page import STAGE_WORDS
from .common import at_review, head, page
from .screening import number, stage_of


@require_safe
@at_review("reviews.see")
def agreement(request: HttpRequest, review: str, stage: str) -> HttpResponse:
    """Kappa with its interval in words, by pair and over time, with the table it comes from."""
    at, held = stage_of(stage), head(review)
    read = Agreements(held.row, at)
    asked = number(request.GET.get("pair")) or 1
    chosen = read.pairs[min(max(asked, 1), len(read.pairs)) - 1] if read.pairs else None
    shown = {
        "slug": stage,
        "stage_words": STAGE_WORDS[at],
        "pairs": read.pairs,
        "chosen": chosen,
        "table": read.table(chosen.names) if chosen else None,
        "over_time": None,
    }
    if chosen:
        points = [
            AgreementPoint(period=f"{start:%B %Y}", n=a.n, raw=a.raw, kappa=a.kappa, low=a.low, high=a.high)
            for start, a in read.over_time(chosen.names)
        ]
        if len(points) > 1:
            shown["over_time"] = FigureView.of(kappa_over_time(points), "over-time")
    return page(request, "agreement", "review-titles", held, shown)
