"""Versions of pages: decided on, taken back, withdrawn, compared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks_site.design.errors import NothingHere
from whatworks_site.people.permissions import may, require

from .. import actions, desk
from ..forms import DecisionForm, ReasonForm
from ..holding import holds_of_key
from ..states import NotPossible
from .common import address, found, page, rights, tried
from .common import desk as on_desk

SAID = {"approve": "is published: readers see it from now on.", "decline": "was sent back to its author."}


def _version(request: HttpRequest, pk: int, action: str) -> desk.VersionDesk:
    held = desk.version_desk(pk)
    if held is None:
        raise NothingHere("There is no such version.")
    require(request.user, action, review=held.review)
    return held


def _shown(request: HttpRequest, held: desk.VersionDesk) -> dict[str, Any]:
    own = held.author is not None and held.author == request.user.pk
    review = held.review
    public = address(held.kind, held.key) if held.is_in_force else ""
    page_of = (
        ("desk-intervention", review, held.key) if held.kind == "intervention" else ("desk-review", review)
    )
    return {
        "held": held,
        "own": own,
        "holds": holds_of_key(review) if held.is_waiting else (),
        "preview_href": address("preview-version", held.pk),
        "public": public,
        "page_of": address(*page_of),
        "can_decide": held.is_waiting and not own and may(request.user, "decide", review=review),
        "can_take_back": held.is_waiting and own and may(request.user, "propose", review=review),
        "can_withdraw": held.is_in_force and not own and may(request.user, "withdraw", review=review),
    }


@require_safe
@on_desk()
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A version: what it changes, why, and what may be done about it."""
    held = _version(request, pk, "see_desk")
    return page(request, "version", {**_shown(request, held), "form": DecisionForm()})


@require_POST
@on_desk("decide")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a version or send it back."""
    held = _version(request, pk, "decide")
    form = DecisionForm(request.POST)
    if form.is_valid():
        what = form.cleaned_data["decision"]
        act = actions.approve if what == "approve" else actions.decline
        given = {"by": request.user, "publication": pk, "reason": form.cleaned_data["reason"]}
        if tried(form, lambda: act(**given)) is not None:
            messages.success(request, f"{held.title} {SAID[what]}")
            return redirect("desk-version", pk)
    return page(request, "version", {**_shown(request, held), "form": form}, form)


@require_POST
@on_desk("propose")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own proposal."""
    held = _version(request, pk, "propose")
    try:
        actions.take_back(by=request.user, publication=pk)
    except NotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"{held.title} was taken back. Nothing that readers see changed.")
    return redirect("desk-version", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@on_desk("withdraw")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published page off the site, having seen what readers will see."""
    held = _version(request, pk, "withdraw")
    form = ReasonForm(request.POST if request.method == "POST" else None, label="Why is it withdrawn?")
    if form.is_valid():
        given = {"by": request.user, "publication": pk, "reason": form.cleaned_data["reason"]}
        if tried(form, lambda: actions.withdraw(**given)) is not None:
            messages.success(request, f"{held.title} was withdrawn.")
            return redirect("desk-version", pk)
    return page(request, "withdraw", {**_shown(request, held), "form": form}, form)


@require_safe
@on_desk()
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Every version of a page, and any two beside each other."""
    if kind not in ("intervention", "review"):
        raise NothingHere("There is no such kind of page.")
    held = found(desk.versions(kind, key, request.user), "page with versions")
    one, other = _number(request, "a"), _number(request, "b")
    compared = desk.compare(held, one, other) if one and other else None
    pks = [line.pk for line in held.lines]
    shown = {
        "held": held,
        "compared": compared,
        "asked": bool(one or other),
        "same": bool(one) and one == other,
        "a": one or (pks[1] if len(pks) > 1 else pks[0]),
        "b": other or pks[0],
        **rights(request.user, "see_desk", review=held.review),
    }
    return page(request, "versions", shown)


def _number(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0
