"""Changes of ratings: the queue, one change decided on or undone, and any rating computed again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from whatworks_site.design.errors import NothingHere
from whatworks_site.people.permissions import may, require

from .. import actions, desk
from ..living_forms import ChangeForm, NarrowingForm
from ..states import NotPossible
from .common import address, page, tried
from .common import desk as on_desk

SAID = {
    "accept": "The rating is accepted as computed. Readers see it once the page is published again.",
    "decline": "The rating stays as it was, with your reason beside it.",
    "override": "Your decision is kept beside what the rule says. Readers see it with the next version.",
}


@require_safe
@on_desk()
def queue(request: HttpRequest) -> HttpResponse:
    """Every change that waits, page by page."""
    return _queue(request, None)


def _queue(request: HttpRequest, form: NarrowingForm | None) -> HttpResponse:
    pages = desk.changes_for(request.user)
    form = form or NarrowingForm(choices=_narrowing(request.user))
    shown = {
        "pages": pages,
        "total": sum(len(each.lines) for each in pages),
        "form": form,
        "can_accept": bool(form.fields["changes"].choices),  # type: ignore[attr-defined]
    }
    return page(request, "rating_changes", shown, form)


def _narrowing(user: Any) -> list[tuple[str, str]]:
    lines = [line for each in desk.changes_to_decide(user) for line in each.lines if line.narrows]
    return [(str(line.pk), f"{line.name}, {line.what}: “{line.before}” to “{line.after}”") for line in lines]


@require_POST
@on_desk("decide_rating")
def accept_several(request: HttpRequest) -> HttpResponse:
    """Accept changes in which the level stays open and only fewer levels are possible."""
    form = NarrowingForm(request.POST, choices=_narrowing(request.user))
    if not form.is_valid():
        return _queue(request, form)
    found = actions.accept_narrowing(
        by=request.user, changes=[int(pk) for pk in form.cleaned_data["changes"]]
    )
    if found.done:
        many = "1 change is" if found.done == 1 else f"{found.done} changes are"
        messages.success(request, f"{many} accepted. Readers see them with the next version of each page.")
    for why in found.refused.values():
        messages.warning(request, f"One change was not accepted. {why}")
    return redirect("desk-rating-changes")


def _held(request: HttpRequest, pk: int, action: str) -> desk.ChangeDesk:
    held = desk.change_desk(pk)
    if held is None:
        raise NothingHere("There is no such change of a rating.")
    require(request.user, action, review=held.line.review)
    return held


def _shown(request: HttpRequest, held: desk.ChangeDesk, form: ChangeForm) -> dict[str, Any]:
    line = held.line
    can = may(request.user, "decide_rating", review=line.review)
    return {
        "held": held,
        "form": form,
        "can_decide": can and held.is_waiting,
        "can_undo": can and held.can_undo,
        "public_why": address("why", line.intervention, *held.place),
        "draft_why": address("rating-change-reasons", line.pk),
    }


@require_safe
@on_desk()
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A change: before and after, why, what turned, and what may be decided."""
    held = _held(request, pk, "see_desk")
    return page(request, "rating_change", _shown(request, held, ChangeForm(levels=held.levels)))


@require_POST
@on_desk("decide_rating")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a change, keep what was, or decide on another level."""
    held = _held(request, pk, "decide_rating")
    form = ChangeForm(request.POST, levels=held.levels)
    if form.is_valid():
        data = form.cleaned_data
        given: dict[str, Any] = {"by": request.user, "change": pk, "reason": data["reason"]}
        acts = {"accept": actions.accept_change, "decline": actions.decline_change}
        act = acts.get(data["decision"], actions.override_change)
        if data["decision"] == "override":
            given["level"] = data["level"]
        if tried(form, lambda: act(**given)) is not None:
            messages.success(request, SAID[data["decision"]])
            return redirect("desk-rating-change", pk)
    return page(request, "rating_change", _shown(request, held, form), form)


@require_POST
@on_desk("decide_rating")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back that is not published yet."""
    _held(request, pk, "decide_rating")
    try:
        actions.undo_change(by=request.user, change=pk)
    except NotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "The decision is undone. The change waits again.")
    return redirect("desk-rating-change", pk)


@require_safe
@on_desk()
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides of a change computed again from the facts kept with them."""
    held = _held(request, pk, "see_desk")
    found = desk.change_again(pk)
    back = (f"{held.line.name}: {held.line.what}", address("desk-rating-change", pk))
    return page(request, "rating_again", {"held": found, "back": back})


@require_safe
@on_desk()
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Every rating of a version of a page computed again."""
    found = desk.version_again(pk)
    if found is None:
        raise NothingHere("There is no such version.")
    require(request.user, "see_desk", review=found.review)
    return page(request, "rating_again", {"held": found, "back": (found.title, address("desk-version", pk))})
