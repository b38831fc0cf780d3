"""Many documents at once: chosen, matched to records by their names, confirmed."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from .. import fulltext_store as store
from ..actions import fulltext_several as actions
from ..forms.fulltexts import SeveralForm
from ..fulltext_intake import was_too_large
from ..queries.fulltext_matching import candidates, propose
from .common import at_review, head, page
from .fulltext_intake import brings_texts
from .fulltexts import HERE

MOST_CHOSEN = 100


@brings_texts
def several(request: HttpRequest, review: str) -> HttpResponse:
    """Choose PDFs; then see which record each is taken to belong to."""
    about = head(review)
    if request.method != "POST":
        return page(request, "fulltext_several", HERE, about, {"form": SeveralForm()})
    form = SeveralForm(request.POST, request.FILES)
    if was_too_large(request):
        form.errors.clear()
        form.add_error("documents", store.too_large())
    if not form.is_valid() or was_too_large(request):
        return page(request, "fulltext_several", HERE, about, {"form": form}, form)
    files = [(each.name, each.chunks()) for each in form.cleaned_data["documents"]]
    came = actions.take_in(by=request.user, review=review, files=files)  # type: ignore[arg-type]
    found = candidates(about.row)
    shown: dict[str, Any] = {
        "came": [(each, propose(each.name, found)) for each in came if each.mark],
        "refused": [each for each in came if not each.mark],
        "candidates": found,
    }
    return page(request, "fulltext_match", HERE, about, shown)


@require_POST
@at_review("reviews.retrieve")
def confirm(request: HttpRequest, review: str) -> HttpResponse:
    """Attach each document to the record confirmed for it."""
    marks, works = request.POST.getlist("mark"), request.POST.getlist("work")
    pairs = zip(marks[:MOST_CHOSEN], works, strict=False)
    chosen = [(mark, int(work)) for mark, work in pairs if re.fullmatch(r"[0-9]{1,15}", work)]
    done, refused = actions.attach_chosen(by=request.user, review=review, chosen=chosen)  # type: ignore[arg-type]
    if done:
        messages.success(request, f"{done} {'PDF is' if done == 1 else 'PDFs are'} attached.")
    elif not refused:
        messages.info(request, "Nothing was attached: every file was left out.")
    for why in dict.fromkeys(refused):
        messages.error(request, why)
    return redirect("review-fulltexts", review)
