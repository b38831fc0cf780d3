"""The full texts of a review: which are to be found, and the list of them for a librarian."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ..forms.fulltexts import FindForm
from ..queries.fulltext_exports import as_csv, as_ris
from ..queries.fulltext_list import WORDS, counts_of, listed, next_to_find
from .common import at_review, head, page, rights

HERE = "review-fulltexts"


@require_safe
@at_review("reviews.see")
def fulltexts(request: HttpRequest, review: str) -> HttpResponse:
    """Every record that came through titles and abstracts, and where the search for its text stands."""
    about = head(review)
    form = FindForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    state = request.GET.get("state", "")
    state = state if state in WORDS else ""
    counts = counts_of(about.row)
    found = listed(about.row, state=state, words=words, page=request.GET.get("page"))
    numbers = (counts.to_find, counts.asked_for, counts.found, counts.not_found)
    shown = {
        "counts": counts,
        "found": found,
        "words": words,
        "state": state,
        "states": [("", "All", counts.total), *zip(WORDS, WORDS.values(), numbers, strict=True)],
        "next": next_to_find(about.row),
        "page_href": lambda number: _query(state, words, page=number),
        **rights(request.user, "reviews.retrieve", review=review),
    }
    return page(request, "fulltexts", HERE, about, shown)


def _query(state: str, words: str, **more: object) -> str:
    held = {"state": state, "q": words, **more}
    return "?" + urlencode({name: value for name, value in held.items() if value})


@require_safe
@at_review("reviews.see")
def as_table(request: HttpRequest, review: str) -> HttpResponse:
    """What is to be found, as a table."""
    text = "\ufeff" + as_csv(head(review).row)
    return _file(text, "text/csv; charset=utf-8", f"{review}-to-find.csv")


@require_safe
@at_review("reviews.see")
def as_references(request: HttpRequest, review: str) -> HttpResponse:
    """What is to be found, for a reference manager."""
    text = as_ris(head(review).row)
    return _file(text, "application/x-research-info-systems; charset=utf-8", f"{review}-to-find.ris")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
