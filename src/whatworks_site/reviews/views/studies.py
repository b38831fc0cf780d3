"""A review's studies: gathered, listed, one at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks_site.evidence.states import NotPossible

from ..actions import studies as acts
from ..actions.extract_answers import answer_question
from ..forms.record_sheets import RESULT, STUDY
from ..forms.studies import AddReportForm, GatherForm
from ..queries import extracting, studies
from ..queries.extract_questions import title_of
from ..queries.reconciling import said_facts
from .common import at_review, found, head, page, rights, tried

HERE = "review-studies"
MAY = ("reviews.extract", "reviews.reconcile", "reviews.appraise")


@require_safe
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """What is to be gathered, and how far each study is."""
    held = head(review)
    shown = {
        "held": studies.studies_page(held.row, extracting.my_seat(request.user, held.row)),
        **rights(request.user, *MAY, review=review),
    }
    return page(request, "studies", HERE, held, shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.extract")
def gather(request: HttpRequest, review: str) -> HttpResponse:
    """Make a study of a report."""
    held = head(review)
    sources, interventions = studies.report_choices(held.row), studies.intervention_choices(held.row)
    start = {"source": request.GET.get("source", "")}
    form = GatherForm(
        sources, interventions, request.POST if request.method == "POST" else None, initial=start
    )
    if form.is_valid():
        made = tried(form, lambda: acts.make_study(by=request.user, review=review, **form.asked()))
        if made is not None:
            messages.success(request, f"“{made.name}” is among the studies.")
            return redirect("review-study", review, made.id)
    return page(request, "study_gather", HERE, held, {"form": form, "interventions": interventions}, form)


@require_safe
@at_review("reviews.see")
def one(request: HttpRequest, review: str, study: str) -> HttpResponse:
    """A study as it is kept, and how far its extraction is."""
    return _one(request, review, study, None)


def _one(request: HttpRequest, review: str, study: str, form: AddReportForm | None) -> HttpResponse:
    held = head(review)
    kept = found(extracting.study_page(held.row, study, request.user), "study in this review")
    besides = kept.draft.study.reports
    form = form or AddReportForm(studies.report_choices(held.row, besides))
    shown = {
        "held": kept,
        "form": form,
        "facts": said_facts(STUDY, kept.draft.study, {"intervention": kept.intervention}),
        "results": [(r, title_of(r), said_facts(RESULT, r, kept.outcomes)) for r in kept.draft.results],
        **rights(request.user, *MAY, review=review),
    }
    return page(request, "study", HERE, held, shown, form)


@require_POST
@at_review("reviews.extract")
def add_report(request: HttpRequest, review: str, study: str) -> HttpResponse:
    """Add a report to a study."""
    form = AddReportForm(studies.report_choices(head(review).row), request.POST)
    if form.is_valid():
        asked = form.of_report()
        if tried(form, lambda: acts.add_report(by=request.user, review=review, study=study, **asked)):
            messages.success(request, "The report is among this study’s.")
            return redirect("review-study", review, study)
    return _one(request, review, study, form)


@require_POST
@at_review("reviews.extract")
def change_report(request: HttpRequest, review: str, study: str, what: str) -> HttpResponse:
    """Take a report out of a study, or make it the main one."""
    act: Any = {"out": acts.take_out, "main": acts.make_main}[what]
    left: list[Any] = []
    report = request.POST.get("report", "").replace("\0", "")
    done = say(
        request, lambda: left.append(act(by=request.user, review=review, study=study, report=report)), "Done."
    )
    if done and left == [None]:
        return redirect("review-studies", review)
    return redirect("review-study", review, study)


@require_POST
@at_review("reviews.extract")
def undo(request: HttpRequest, review: str) -> HttpResponse:
    """Undo the last step of gathering."""
    say(
        request,
        lambda: acts.undo_step(by=request.user, review=review),
        "The last step of gathering is undone.",
    )
    return redirect("review-studies", review)


@require_POST
@at_review("reviews.extract")
def answer(request: HttpRequest, review: str, study: str) -> HttpResponse:
    """Answer a question about numbers that clash."""
    given = {n: request.POST.get(n, "").replace("\0", "") for n in ("question", "answer")}
    in_draft = request.POST.get("draft") == "1"
    say(
        request,
        lambda: answer_question(by=request.user, review=review, study=study, in_draft=in_draft, **given),
        "Your answer is kept with the question.",
    )
    return redirect("review-extract" if in_draft else "review-study", review, study)


def say(request: HttpRequest, act: Any, words: str) -> bool:
    """Do it and say so, or say why it cannot be done; whether it was done."""
    try:
        act()
    except NotPossible as why:
        messages.error(request, str(why))
        return False
    messages.success(request, words)
    return True
