"""Analyses: what can be pooled, one looked at, made, changed, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks.terms import EvidenceSet, Methods, ReviewRecords, csv_text, slug
from whatworks_site.design.errors import NothingHere
from whatworks_site.design.files import csv_file
from whatworks_site.evidence.states import NotPossible
from whatworks_site.evidence.views.common import address

from ..actions import analysing as actions
from ..forms.analysing import AnalysisForm, Offer, WhyForm, initial_of
from ..queries import analyses as queries
from ..queries import analyses_runs as runs
from ..queries.analyses_checks import checks_of
from ..queries.analyses_shown import analysis_of
from ..queries.evidence_records import evidence_of
from .common import Head, at_review, found, head, page, rights, tried

HERE = "review-analyses"
RIGHTS = ("reviews.synthesise",)


@require_safe
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """Every intervention and outcome with results, and what was kept of each."""
    held = head(review)
    shown = {
        "pairs": queries.pairs(evidence_of(held.row)),
        "methods": queries.methods_words(queries.methods_of(held.row)),
        "studies_href": address("review-studies", review),
        **rights(request.user, *RIGHTS, review=review),
    }
    return page(request, "analyses", HERE, held, shown)


@require_safe
@at_review("reviews.see")
def one(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """A kept analysis."""
    held = head(review)
    records = evidence_of(held.row)
    kept = found(queries.kept_set(records, key), "analysis in this review")
    shown = {
        "analysis": analysis_of(records, kept, queries.methods_of(held.row)),
        "history": queries.history(held.row, key),
        "can_undo": queries.can_undo(held.row, key),
        **rights(request.user, *RIGHTS, review=review),
    }
    return page(request, "analysis", HERE, held, shown)


@require_safe
@at_review("reviews.see")
def checks(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """A kept analysis looked at harder."""
    held = head(review)
    records = evidence_of(held.row)
    kept = found(queries.kept_set(records, key), "analysis in this review")
    asked = request.GET.get("baseline", "").strip()[:20]
    baseline, wrong = _baseline(asked)
    shown = {
        "checks": checks_of(records, kept, queries.methods_of(held.row), baseline),
        "key": key,
        "asked": asked,
        "wrong": wrong,
    }
    return page(request, "analysis_checks", HERE, held, shown)


def _baseline(asked: str) -> tuple[float | None, str]:
    """A risk in per cent, and what is wrong with it."""
    try:
        said = float(asked) if asked else None
    except ValueError:
        said = -1.0
    if said is None or 0 < said < 100:
        return said, ""
    return None, "Give a number between 0 and 100, such as 12.5"


@require_safe
@at_review("reviews.see")
def run(request: HttpRequest, review: str, version: int, key: str) -> HttpResponse:
    """A version run again now, from what was kept with it."""
    held = head(review)
    row = found(runs.kept_run(held.row, key, version), "run of an analysis in this review")
    records = evidence_of(held.row)
    kept = found(queries.kept_set(records, key), "analysis in this review")
    shown = {"rerun": runs.rerun(row, records), "name": queries.name_of(records, kept), "key": key}
    return page(request, "analysis_run", HERE, held, shown)


@require_safe
@at_review("reviews.see")
def run_inputs(request: HttpRequest, review: str, version: int, key: str) -> HttpResponse:
    """What a version pooled, as a table that the command line reads."""
    held = head(review)
    row = found(runs.kept_run(held.row, key, version), "run of an analysis in this review")
    return csv_file(csv_text(runs.CSV_COLUMNS, runs.as_rows(row)), f"{slug(key)}-v{version}-inputs.csv")


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.synthesise")
def new(request: HttpRequest, review: str) -> HttpResponse:
    """Make an analysis: looked at before it is kept."""
    held = head(review)
    records = evidence_of(held.row)
    asked = {n: request.GET.get(n, "") for n in ("intervention", "outcome")}
    known = {i.id for i in records.interventions}, {o.id for o in records.outcomes}
    if asked["intervention"] not in known[0] or asked["outcome"] not in known[1]:
        raise NothingHere("Choose an intervention and an outcome in the list of analyses first.")
    base = EvidenceSet(id="preview", version=1, **asked)
    best = queries.reach(records, base)
    start = EvidenceSet(id="preview", version=1, scale=best[0][0] if best else None, **asked)
    return _make(request, held, records, start, None)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.synthesise")
def change(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """Change a kept analysis: the kept one and the changed one side by side before it is kept."""
    held = head(review)
    records = evidence_of(held.row)
    kept = found(queries.kept_set(records, key), "analysis in this review")
    return _make(request, held, records, kept, kept)


def _make(
    request: HttpRequest, held: Head, records: ReviewRecords, start: EvidenceSet, kept: EvidenceSet | None
) -> HttpResponse:
    now = queries.methods_of(held.row)
    initial = initial_of(start, now)
    data = request.POST if request.method == "POST" else request.GET if "method" in request.GET else None
    form = AnalysisForm(data, offer=_offer(records, start), initial=initial)
    why = WhyForm(request.POST if request.method == "POST" else None)
    chosen, methods = (
        (form.evidence_set(start.id, start.version), form.methods())
        if data is not None and form.is_valid()
        else (start, now)
    )
    if request.method == "POST" and form.is_valid() and why.is_valid():
        said = {"review": held.key, "why": why.cleaned_data["why"], "key": kept.id if kept else None}
        made = tried(
            why, lambda: actions.keep_analysis(by=request.user, chosen=chosen, methods=methods, **said)
        )
        if made is not None:
            return _kept(request, held, made, changed=methods != now)
    shown = {
        "form": form,
        "why_form": why,
        "kept": kept,
        "asked": data is not None,
        **_looked_at(records, chosen, methods, kept, now),
    }
    return page(request, "analysis_new", HERE, held, shown, form, why)


def _kept(request: HttpRequest, held: Head, made: EvidenceSet, *, changed: bool) -> HttpResponse:
    messages.success(request, f"Kept, as version {made.version}.")
    if changed:
        messages.warning(request, "The model changed with it, for all analyses of the review.")
    return redirect("review-analysis", held.key, made.id)


def _looked_at(
    records: ReviewRecords,
    chosen: EvidenceSet,
    methods: Methods,
    kept: EvidenceSet | None,
    now: Methods,
) -> dict[str, Any]:
    """The analysis as chosen, and beside it what is kept, or the same under the review's model."""
    analysis = analysis_of(records, chosen, methods)
    beside = kept or (chosen if methods != now else None)
    moved = beside is not None and (beside != chosen or methods != now)
    return {
        "analysis": analysis,
        "moves": queries.moves(analysis_of(records, beside, now), analysis) if moved and beside else (),
        "model_changes": methods != now,
        "others": len([s for s in records.evidence_sets if s.id != chosen.id]),
    }


def _offer(records: ReviewRecords, start: EvidenceSet) -> Offer:
    studies = [s for s in records.studies if s.intervention == start.intervention]
    with_result = {r.study for r in records.results if r.outcome == start.outcome and r.subgroup is None}
    inside = [s for s in studies if s.id in with_result]
    names = dict.fromkeys([*start.moderators, *(m for s in inside for m in s.moderators)])
    scales = queries.reach(records, start)
    if start.scale and start.scale not in {s for s, _ in scales}:
        scales = (*scales, (start.scale, 0))
    return Offer(start.intervention, start.outcome, scales, len(inside), tuple(names))


@require_POST
@at_review("reviews.synthesise")
def undo(request: HttpRequest, review: str, key: str) -> HttpResponse:
    """Take the last change back."""
    try:
        before = actions.undo_analysis(by=request.user, review=review, key=key)
    except NotPossible as why:
        messages.error(request, str(why))
        return redirect("review-analysis", review, key)
    if before is None:
        messages.success(request, "Taken back. The analysis is gone.")
        return redirect("review-analyses", review)
    messages.success(request, f"Taken back. Version {before.version} stands again.")
    return redirect("review-analysis", review, key)
