"""One extractor's own draft of a study."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..actions import extracting as acts
from ..forms.record_forms import RecordForm
from ..forms.record_sheets import ARM, RESULT, STUDY
from ..queries import extracting
from ..queries.extract_questions import title_of
from .common import Head, at_review, found, head, page, tried
from .studies import say

HERE = "review-studies"
BACK, AGAIN = "back", "again"


@require_safe
@at_review("reviews.extract")
def draft(request: HttpRequest, review: str, study: str) -> HttpResponse:
    """What one has written down of a study, and what is left."""
    held = head(review)
    mine = extracting.draft_page(held.row, study, request.user)
    if mine is None:
        return redirect("review-study", review, study)
    return page(request, "extract", HERE, held, {"held": mine, "title_of": title_of})


@require_POST
@at_review("reviews.extract")
def begin(request: HttpRequest, review: str, study: str) -> HttpResponse:
    """Begin a draft."""
    words = "Your draft is begun. Only you see it until everyone who extracts this study has handed in."
    if say(request, lambda: acts.begin_extraction(by=request.user, review=review, study=study), words):
        return redirect("review-extract", review, study)
    return redirect("review-study", review, study)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.extract")
def facts(request: HttpRequest, review: str, study: str) -> HttpResponse:
    """Write down what the study is."""
    held, mine = _mine(request, review, study)
    form = _form(request, STUDY, held, mine, record=mine.draft.study)
    if form.is_valid():
        given = {"review": review, "study": study, "facts": form.made}
        if tried(form, lambda: acts.save_study(by=request.user, **given)) is not None:
            return _saved(request, review, study, "review-extract-facts", ())
    shown = {"form": form, "held": mine, "heading": "What the study is", "about": mine.about("")}
    return page(request, "extract_record", HERE, held, shown, form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.extract")
def arm(request: HttpRequest, review: str, study: str, key: str = "") -> HttpResponse:
    """Write an arm down."""
    held, mine = _mine(request, review, study)
    record = found(mine.draft.arm(key), "arm in your draft") if key else None
    form = _form(request, ARM, held, mine, record=record, kept={"id": "", "study": study})
    if form.is_valid():
        given = {"review": review, "study": study, "arm": form.made}
        kept = tried(form, lambda: acts.save_arm(by=request.user, **given))
        if kept is not None:
            return _saved(request, review, study, "review-extract-arm", (kept,))
    heading = f"Arm: {record.name}" if record else "A new arm"
    shown = {"form": form, "held": mine, "heading": heading, "about": {}, "key": key, "kind": "arms"}
    return page(request, "extract_record", HERE, held, shown, form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.extract")
def result(request: HttpRequest, review: str, study: str, key: str = "") -> HttpResponse:
    """Write a result down, perhaps begun from another."""
    held, mine = _mine(request, review, study)
    record = found(mine.draft.result(key), "result in your draft") if key else None
    start = record
    if not key and (model := mine.draft.result(request.GET.get("like", ""))) is not None:
        start = extracting.next_time_point(model)
    form = _form(request, RESULT, held, mine, record=start, kept={"id": "", "study": study})
    if form.is_valid():
        given = {"review": review, "study": study, "result": form.made}
        kept = tried(form, lambda: acts.save_result(by=request.user, **given))
        if kept is not None:
            return _saved(request, review, study, "review-extract-result", (kept,))
    heading = title_of(record) if record else "A new result"
    shown = {
        "form": form, "held": mine, "heading": heading, "about": mine.about(key) if key else {}, "key": key,
        "kind": "results",
    }  # fmt: skip
    return page(request, "extract_record", HERE, held, shown, form)


def _mine(request: HttpRequest, review: str, study: str) -> tuple[Head, extracting.DraftPage]:
    held = head(review)
    return held, found(extracting.draft_page(held.row, study, request.user), "draft of yours for a study")


def _form(
    request: HttpRequest, sheet: Any, held: Head, mine: extracting.DraftPage, **given: Any
) -> RecordForm:
    data = request.POST if request.method == "POST" else None
    return RecordForm(sheet, data, choices=extracting.record_choices(held.row, mine.draft), **given)


def _saved(request: HttpRequest, review: str, study: str, name: str, args: tuple[str, ...]) -> HttpResponse:
    then = request.POST.get("then", "")
    messages.success(request, "Saved in your draft.")
    if then == BACK:
        return redirect("review-extract", review, study)
    if then == AGAIN:
        address = redirect("review-extract-result-new", review, study)
        address["Location"] += f"?like={args[0]}"
        return address
    return redirect(name, review, study, *args)


@require_POST
@at_review("reviews.extract")
def act(request: HttpRequest, review: str, study: str, what: str) -> HttpResponse:
    """Take out, put back, hand in, take back."""
    key = {"key": request.POST.get("key", "")}
    steps: dict[str, tuple[Any, dict[str, str], str]] = {
        "remove-arms": (acts.remove_arm, key, "The arm is taken out. It can be put back."),
        "remove-results": (acts.remove_result, key, "The result is taken out. It can be put back."),
        "put-back": (acts.put_back, {}, "It is back where it was."),
        "hand-in": (acts.hand_in, {}, "Handed in. Thank you."),
        "take-back": (acts.take_back, {}, "It is yours again to change."),
    }
    step, more, words = found(steps.get(what), "step")
    say(request, lambda: step(by=request.user, review=review, study=study, **more), words)
    return redirect("review-extract", review, study)
