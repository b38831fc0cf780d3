"""Settling where screeners differ."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from whatworks.terms import Stage, Verdict

from ..actions.deciding import Said, may_settle, settle
from ..forms.screening import SettleForm
from ..queries.conflicts import Conflict, conflict_lines, conflict_of, next_to_settle, other_reasons
from ..queries.screening_page import STAGE_WORDS
from .common import Head, at_review, found, head, page, tried
from .screening import stage_of


@require_safe
@at_review("reviews.see")
def several(request: HttpRequest, review: str, stage: str) -> HttpResponse:
    """Every record that is to be settled at this stage."""
    at, held = stage_of(stage), head(review)
    many, others = other_reasons(held.row, at)
    shown = {
        "slug": stage,
        "stage_words": STAGE_WORDS[at],
        "lines": conflict_lines(held.row, at, page=request.GET.get("page")),
        "may_settle": may_settle(request.user, held.row),
        "other_many": many,
        "others": others,
    }
    return page(request, "conflicts", "review-titles", held, shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def one(request: HttpRequest, review: str, stage: str, work: int) -> HttpResponse:
    """Both verdicts, the record, and how it is settled."""
    at, held = stage_of(stage), head(review)
    conflict = found(conflict_of(held.row, at, work), "record to settle")
    form = SettleForm(
        request.POST if request.method == "POST" else None,
        reasons=conflict.record.reasons,
        reason_needed=at is Stage.FULL_TEXT,
        token=str(uuid.uuid4()),
    )
    if form.is_valid() and (answer := _settled(request, held, at, conflict, form)) is not None:
        return answer
    shown = {
        "slug": stage,
        "stage_words": STAGE_WORDS[at],
        "conflict": conflict,
        "form": form,
        "may_settle": may_settle(request.user, held.row),
    }
    return page(request, "conflict", "review-titles", held, shown, form)


def _settled(
    request: HttpRequest, held: Head, stage: Stage, conflict: Conflict, form: SettleForm
) -> HttpResponse | None:
    said = form.cleaned_data
    verdict = Said(
        verdict=Verdict(said["verdict"]), criterion=said["criterion"] or None, note=said["note"] or None
    )
    asked = {"by": request.user, "review": held.key, "stage": stage, "work": conflict.work}
    if tried(form, lambda: settle(**asked, said=verdict, token=said["token"])) is None:
        return None
    slug = request.resolver_match.kwargs["stage"]  # type: ignore[union-attr]
    words = {Verdict.INCLUDE: "included", Verdict.EXCLUDE: "excluded"}.get(verdict.verdict, "left open")
    messages.success(request, f"“{conflict.record.plain_title}” is {words}.")
    following = next_to_settle(held.row, stage, conflict.work)
    if following is None:
        return redirect("review-conflicts", held.key, slug)
    return redirect("review-conflict", held.key, slug, following)
