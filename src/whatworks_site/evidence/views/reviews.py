"""Reviews on the desk: the list, one review, computing, taking out, proposing several pages."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks_site.people.permissions import may, may_anywhere
from whatworks_site.people.queries import roles_of
from whatworks_site.people.roles import PARTS

from .. import actions, desk, jobs
from ..forms import ReasonForm, SeveralForm
from ..holding import holds_of_key
from ..uploads import zipped
from .common import address, found, page, rights, tried
from .common import desk as on_desk

READS = ("export_review", "assess_review", "edit_page", "propose")


@require_safe
@on_desk()
def index(request: HttpRequest) -> HttpResponse:
    """Every review that this person may see."""
    lines = desk.review_lines(request.user)
    shown = {
        "reviews": lines,
        "team_pages": {line.key: address("review-work", line.key) for line in lines},
        "of_team": {role.review for role in roles_of(request.user) if role.role in PARTS},
        "start": address("review-start") if may_anywhere(request.user, "reviews.start") else "",
        "may_import_review": may_anywhere(request.user, "import_review"),
    }
    return page(request, "reviews", shown)


@require_safe
@on_desk()
def one(request: HttpRequest, review: str) -> HttpResponse:
    """A review: what it holds, whether its ratings are current, and where its pages stand."""
    return _one(request, found(desk.review_desk(review), "review"), None)


@require_POST
@on_desk("propose")
def propose_several(request: HttpRequest, review: str) -> HttpResponse:
    """Propose several pages with one reason; one refused does not stop the rest."""
    held = found(desk.review_desk(review), "review")
    form = _several(held, request.POST)
    if not form.is_valid():
        return _one(request, held, form)
    asked = {"interventions": form.cleaned_data["pages"], "reason": form.cleaned_data["reason"]}
    made = tried(form, lambda: actions.propose_many(by=request.user, review=review, **asked))
    if made is None:
        return _one(request, held, form)
    names = {line.key: line.name for line in held.lines}
    done = len(made.made)
    if done:
        waits = "waits" if done == 1 else "wait"
        many = "1 page" if done == 1 else f"{done} pages"
        messages.success(request, f"{many} {waits} for a second editor now.")
    for key, why in made.refused.items():
        messages.warning(request, f"{names.get(key, key)} was not proposed. {why}")
    return redirect("desk-review", review)


def _several(held: desk.ReviewDesk, data: Any = None, *, all_: bool = False) -> SeveralForm:
    choices = [(line.key, line.name) for line in held.lines if line.can_be_proposed]
    initial = {"pages": [key for key, _ in choices] if all_ else []}
    return SeveralForm(data, choices=choices, initial=initial, label="Why do you propose them?")


def _one(request: HttpRequest, held: desk.ReviewDesk, form: SeveralForm | None) -> HttpResponse:
    state = request.GET.get("state", "")
    counts = {each: sum(line.state == each for line in held.lines) for each in desk.LineState}
    several = form or _several(held, all_="all" in request.GET)
    shown = {
        "review": held,
        "lines": [line for line in held.lines if state not in counts or line.state == state],
        "states": [(each.value, each.words, count) for each, count in counts.items() if count],
        "state": state,
        "form": several,
        "can_propose": held.standing.is_current and any(line.can_be_proposed for line in held.lines),
        "hints": {line.key: line.words for line in held.lines},
        "preview_href": address("preview-review", held.key),
        "team_page": address("review-work", held.key),
        "holds": holds_of_key(held.key),
        "job_href": address("job", held.job.id) if held.job and may(request.user, "jobs.see") else "",
        **rights(request.user, *READS, review=held.key),
    }
    return page(request, "review", shown, several)


@require_POST
@on_desk("assess_review")
def assess(request: HttpRequest, review: str) -> HttpResponse:
    """Have a review's ratings computed again."""
    held = found(desk.review_desk(review), "review")
    if held.standing.is_current:
        messages.info(request, "The ratings are of the records as they are. There is nothing to compute.")
        return redirect("desk-review", review)
    jobs.ask_assess(by=request.user, review=review)
    messages.success(request, "The ratings are being computed. You may leave this page: the work goes on.")
    return redirect("desk-review", review)


@require_POST
@on_desk("export_review")
def export(request: HttpRequest, review: str) -> FileResponse:
    """A review as a folder in a zip, as anyone can read it in again."""
    found(desk.review_desk(review), "review")
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    with tempfile.TemporaryDirectory() as folder:
        actions.export_review(review=review, out=Path(folder), by=request.user)
        zipped(Path(folder), out, review)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{review}.zip", content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@on_desk("propose")
def propose(request: HttpRequest, review: str) -> HttpResponse:
    """Propose the review's own page."""
    held = found(desk.review_desk(review), "review")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        made = tried(form, lambda: actions.propose_review(by=request.user, review=review, reason=reason))
        if made is not None:
            messages.success(request, "The review’s page waits for a second editor now.")
            return redirect("desk-version", made.pk)
    shown = {
        "review": held,
        "form": form,
        "preview_href": address("preview-review", review),
        "holds": holds_of_key(review),
    }
    return page(request, "propose_review", shown, form)
