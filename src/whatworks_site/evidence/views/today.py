"""The first page of the desk: what waits."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from .. import actions, desk
from ..forms import SeveralForm
from ..states import NotPossible
from .common import address, page, rights
from .common import desk as on_desk


@require_safe
@on_desk()
def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person."""
    return _today(request, desk.today(request.user), None)


@require_POST
@on_desk("decide")
def approve_several(request: HttpRequest) -> HttpResponse:
    """Publish several versions with one reason, each by itself; one refused does not stop the rest."""
    waits = desk.today(request.user)
    form = _form(waits, request.POST)
    if not form.is_valid():
        return _today(request, waits, form)
    titles = {str(each.pk): each.title for each in waits.to_decide}
    refused: dict[str, str] = {}
    for pk in form.cleaned_data["pages"]:
        try:
            actions.approve(by=request.user, publication=int(pk), reason=form.cleaned_data["reason"])
        except NotPossible as why:
            refused[pk] = str(why)
    done = len(form.cleaned_data["pages"]) - len(refused)
    if done:
        messages.success(request, "1 page was published." if done == 1 else f"{done} pages were published.")
    for pk, why in refused.items():
        messages.warning(request, f"{titles[pk]} was not published. {why}")
    return redirect("desk")


def _form(waits: desk.Today, data: object = None) -> SeveralForm:
    choices = [(str(each.pk), each.title) for each in waits.to_decide]
    return SeveralForm(data, choices=choices, label="Why do you publish them?")


def _today(request: HttpRequest, waits: desk.Today, form: SeveralForm | None) -> HttpResponse:
    form = form or _form(waits)
    ticked = form["pages"].value() or []
    links = [
        ("Reviews", address("desk-reviews")),
        ("Long work", address("jobs") if _may(request, "jobs.see") else ""),
        ("The record", address("audit") if _may(request, "audit.see") else ""),
        ("People", address("people") if _may(request, "people.see") else ""),
    ]
    shown = {
        "today": waits,
        "form": form,
        "ticked": set(ticked),
        "links": [(words, href, False) for words, href in links if href],
        **rights(request.user, "import_review"),
    }
    return page(request, "today", shown, form)


def _may(request: HttpRequest, action: str) -> bool:
    return rights(request.user, action)[f"may_{action.replace('.', '_')}"]
