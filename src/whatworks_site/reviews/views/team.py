"""The team of a review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.roles import PARTS, Role

from ..actions import team as actions
from ..actions import team_requests
from ..forms.starting import WHAT
from ..forms.team import AnswerForm, LeadForm, PartsForm, SeatForm, SitForm
from ..queries import team as queries
from .common import Head, at_review, found, head, page, rights

HERE = "review-team"


@require_safe
@at_review("reviews.see")
def team(request: HttpRequest, review: str) -> HttpResponse:
    """Who works on the review, with which parts, and how much each has done."""
    return _team(request, head(review))


def _team(request: HttpRequest, held: Head, **bound: Any) -> HttpResponse:
    lines = queries.seat_lines(held.row, request.user)
    shown = {
        "seats": lines,
        "cautions": list(queries.cautions(held.row, lines)),
        "parts": [(role, WHAT[role], queries.may_do(role)) for role in PARTS],
        "is_in": any(line.is_mine for line in lines),
        "form": bound.get("form") or SeatForm(),
        "lead_form": bound.get("lead_form") or LeadForm(),
        "requests": queries.asked_to_join(held.row),
        "hints": {role.value: words for role, words in WHAT.items()},
        **rights(request.user, "reviews.lead", "reviews.appoint", review=held.key),
    }
    return page(request, "team", HERE, held, shown, shown["form"], shown["lead_form"])


@require_POST
@at_review("reviews.lead")
def add(request: HttpRequest, review: str) -> HttpResponse:
    """Add a seat."""
    held, form = head(review), SeatForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        done = _tried(
            form,
            lambda: actions.add_seat(
                by=request.user,
                review=review,
                name=given["name"],
                email=given["email"],
                parts=form.chosen(),
            ),
        )
        if done:
            messages.success(request, f"{given['name']} has a seat in the team.")
            return redirect("review-team", review)
    return _team(request, held, form=form)


@require_POST
@at_review("reviews.appoint")
def appoint(request: HttpRequest, review: str) -> HttpResponse:
    """Say who leads the review."""
    held, form = head(review), LeadForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        if _tried(form, lambda: actions.appoint_lead(by=request.user, review=review, **given)):
            messages.success(request, "The review has its lead.")
            return redirect("review-team", review)
    return _team(request, held, lead_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.lead")
def seat(request: HttpRequest, review: str, seat: int) -> HttpResponse:
    """One seat: its person's parts, or who is to sit there."""
    held = head(review)
    line = found(queries.seat_line(held.row, request.user, seat), "seat")
    data = request.POST if request.method == "POST" else None
    parts = [Role.SCREENER] if line.may_remove else line.parts
    form = (SitForm if line.is_empty else PartsForm)(data, initial={"parts": [r.value for r in parts]})
    if form.is_valid():
        place = {"by": request.user, "review": review, "seat": seat, "parts": form.chosen()}
        if line.is_empty:
            email = form.cleaned_data["email"]
            done = _tried(form, lambda: actions.seat_person(email=email, **place))
        else:
            done = _tried(form, lambda: actions.set_parts(**place))
        if done:
            messages.success(request, f"The seat {line.name} is saved.")
            return redirect("review-team", review)
    shown = {"line": line, "form": form, "hints": {role.value: words for role, words in WHAT.items()}}
    return page(request, "team_seat", HERE, held, shown, form)


@require_POST
@at_review("reviews.lead")
def free(request: HttpRequest, review: str, seat: int) -> HttpResponse:
    """Free a seat; what was decided there stays."""
    return _done(
        request,
        review,
        lambda: actions.free_seat(by=request.user, review=review, seat=seat),
        "The seat is free. What was decided under its name stays.",
    )


@require_POST
@at_review("reviews.lead")
def remove(request: HttpRequest, review: str, seat: int) -> HttpResponse:
    """Take out a seat that nothing was done from."""
    return _done(
        request,
        review,
        lambda: actions.remove_seat(by=request.user, review=review, seat=seat),
        "The seat is removed.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.lead")
def answer(request: HttpRequest, review: str, asked: int) -> HttpResponse:
    """Say yes or no to somebody who wants to join."""
    held = head(review)
    waiting = found(next((a for a in queries.asked_to_join(held.row) if a.pk == asked), None), "request")
    if request.method == "POST" and request.POST.get("answer") == "decline":
        return _done(
            request,
            review,
            lambda: team_requests.decline(by=request.user, review=review, request=asked),
            "The request is declined.",
        )
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"name": waiting.name})
    if form.is_valid():
        name, parts = form.cleaned_data["name"], form.chosen()
        done = _tried(
            form,
            lambda: team_requests.accept(
                by=request.user, review=review, request=asked, name=name, parts=parts
            ),
        )
        if done:
            messages.success(request, f"{waiting.person} has a seat in the team, under the name {name}.")
            return redirect("review-team", review)
    shown = {"waiting": waiting, "form": form, "hints": {role.value: words for role, words in WHAT.items()}}
    return page(request, "team_request", HERE, held, shown, form)


def _tried(form: Any, act: Callable[[], object]) -> bool:
    """Whether it was done; where it is not possible, the form says why."""
    try:
        act()
    except NotPossible as why:
        form.add_error(None, str(why))
        return False
    return True


def _done(request: HttpRequest, review: str, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
    except NotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, words)
    return redirect("review-team", review)
