"""The question and the criteria of a review."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks_site.evidence.states import NotPossible

from ..actions import starting_question as actions
from ..forms.starting import CriterionForm, NewCriterionForm, QuestionForm
from ..queries.starting_question import criterion_lines, described
from .common import Head, at_review, found, head, page, rights, tried

HERE = "review-protocol"
FIELDS = ("question", "title", "field", "population", "intervention", "comparison", "outcomes")


@require_safe
@at_review("reviews.see")
def question(request: HttpRequest, review: str) -> HttpResponse:
    """What the review asks, and why a record is left out."""
    return _question(request, head(review), NewCriterionForm(initial={"stage": ""}))


@require_POST
@at_review("reviews.lead")
def add_criterion(request: HttpRequest, review: str) -> HttpResponse:
    """Add a criterion."""
    held = head(review)
    form = NewCriterionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        before = len(form.errors)
        tried(
            form,
            lambda: actions.add_criterion(
                by=request.user, review=review, name=given["name"], stage=form.at(), text=given["text"]
            ),
        )
        if len(form.errors) == before:
            messages.success(request, "The criterion is added.")
            return redirect("review-question", review)
    return _question(request, held, form)


def _question(request: HttpRequest, held: Head, form: NewCriterionForm) -> HttpResponse:
    shown = {
        "described": described(held.row),
        "criteria": criterion_lines(held.row),
        "form": form,
        **rights(request.user, "reviews.lead", review=held.key),
    }
    return page(request, "question", HERE, held, shown, form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.lead")
def edit(request: HttpRequest, review: str) -> HttpResponse:
    """Change what the review asks."""
    held = head(review)
    own = described(held.row)
    initial = {name: getattr(own, name) or "" for name in FIELDS}
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        tried(form, lambda: actions.change_question(by=request.user, review=review, asked=form.asked()))
        if not form.errors:
            messages.success(request, "The question is saved.")
            return redirect("review-question", review)
    return page(request, "question_edit", HERE, held, {"form": form}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.lead")
def criterion(request: HttpRequest, review: str, criterion: str) -> HttpResponse:
    """Put one criterion in other words."""
    held = head(review)
    line = found(next((c for c in criterion_lines(held.row) if c.id == criterion), None), "criterion")
    form = CriterionForm(
        request.POST if request.method == "POST" else None,
        initial={"text": line.text, "stage": line.stage},
    )
    if form.is_valid():
        given = form.cleaned_data
        tried(
            form,
            lambda: actions.reword_criterion(
                by=request.user, review=review, key=criterion, stage=form.at(), text=given["text"]
            ),
        )
        if not form.errors:
            messages.success(request, "The criterion is saved.")
            return redirect("review-question", review)
    return page(request, "question_criterion", HERE, held, {"form": form, "line": line}, form)


@require_POST
@at_review("reviews.lead")
def move(request: HttpRequest, review: str, criterion: str) -> HttpResponse:
    """Move a criterion up or down."""
    up = request.POST.get("to") == "up"
    return _done(
        request,
        review,
        lambda: actions.move_criterion(by=request.user, review=review, key=criterion, up=up),
        "The order is changed, and with it the keys.",
    )


@require_POST
@at_review("reviews.lead")
def remove(request: HttpRequest, review: str, criterion: str) -> HttpResponse:
    """Take a criterion out."""
    return _done(
        request,
        review,
        lambda: actions.remove_criterion(by=request.user, review=review, key=criterion),
        "The criterion is removed.",
    )


def _done(request: HttpRequest, review: str, act: Callable[[], None], words: str) -> HttpResponse:
    try:
        act()
    except NotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, words)
    return redirect("review-question", review)
