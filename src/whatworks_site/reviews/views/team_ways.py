"""How a team works."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from whatworks_site.evidence.states import NotPossible

from ..actions.team_ways import set_ways, share_out
from ..forms.team import WaysForm, ways_initial
from ..queries.team_ways import plan, unshared
from ..seats import ways_of
from .common import at_review, head, page, tried

HERE = "review-protocol"


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.lead")
def ways(request: HttpRequest, review: str) -> HttpResponse:
    """Choose how the team works; a preview says first what it would change."""
    held = head(review)
    now, needed = ways_of(held.row), held.row.document.get("screeners_needed", 2)
    form = WaysForm(request.POST if request.method == "POST" else None, initial=ways_initial(now, needed))
    chosen = form.chosen() if form.is_valid() else None
    is_preview = request.POST.get("do") == "preview"
    if chosen is not None and not is_preview:
        tried(form, lambda: set_ways(by=request.user, review=review, chosen=chosen))
        if not form.errors:
            messages.success(request, "The ways of working are saved.")
            return redirect("review-ways", review)
    would = (chosen.screeners_needed, chosen.overlap) if chosen else (needed, now.overlap)
    shown = {
        "form": form,
        "plan": plan(held.row, *would),
        "is_preview": is_preview and chosen is not None,
        "unshared": unshared(held.row),
        "is_split": now.overlap is not None,
    }
    return page(request, "ways", HERE, held, shown, form)


@require_POST
@at_review("reviews.lead")
def share(request: HttpRequest, review: str) -> HttpResponse:
    """Share the reading out anew among the screeners of today."""
    head(review)
    try:
        count = share_out(by=request.user, review=review)
    except NotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"The reading is shared out anew: {count:,} records.")
    return redirect("review-ways", review)
