"""The instruments of a review: what each asks and how it judges, which are used, and the team's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from whatworks_site.design.errors import NothingHere
from whatworks_site.design.files import text_file
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.permissions import require

from ..actions import appraising_instruments as actions
from ..forms.instruments import AddForm, CriticalForm, UseForm
from ..queries.appraising_instruments import Tool, text_of, tool_of, tools
from ..queries.appraising_words import explained, versions_of
from .appraising_common import HERE
from .common import at_review, head, page, rights, tried

LEADS = "reviews.lead"


@require_safe
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """Every instrument there is, the ones that are used first."""
    held = head(review)
    found = tools(held.row)
    shown = {
        "used": [t for t in found if t.is_used],
        "others": [t for t in found if not t.is_used],
        **rights(request.user, LEADS, review=review),
    }
    return page(request, "instruments", HERE, held, shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def one(request: HttpRequest, review: str, instrument: str) -> HttpResponse:
    """One instrument: its items, its rules in words, its source, and what this review says of it."""
    held = head(review)
    tool = tool_of(held.row, instrument)
    if tool is None:
        raise NothingHere("There is no instrument of that name.")
    told = request.POST.get("do", "") if request.method == "POST" else ""
    use = UseForm(request.POST if told == "use" else None, tool=tool)
    critical = CriticalForm(request.POST if told == "critical" else None, tool=tool)
    if request.method == "POST":
        require(request.user, LEADS, review=review)
        if told == "use" and use.is_valid() and _use(request, review, tool, use):
            return redirect("review-instrument", review, instrument)
        if told == "critical" and critical.is_valid() and _critical(request, review, tool, critical):
            return redirect("review-instrument", review, instrument)
    version = request.GET.get("version", "")
    explanation = explained(held.row, tool, version)
    if explanation is None:
        raise NothingHere("This review has no such version of it.")
    shown = {
        "tool": tool,
        "shown": explanation,
        "versions": versions_of(held.row, tool),
        "use_form": use,
        "critical_form": critical if tool.instrument.critical else None,
        **rights(request.user, LEADS, review=review),
    }
    return page(request, "instrument", HERE, held, shown, use, critical)


def _use(request: HttpRequest, review: str, tool: Tool, form: UseForm) -> bool:
    data = form.cleaned_data
    said: dict[str, Any] = {
        "is_used": data["used"] == "yes",
        "designs": data.get("designs", tool.designs),
        "version": data.get("version", tool.instrument.version if tool.is_own else ""),
    }
    act = actions.use_instrument
    kept = tried(form, lambda: act(by=request.user, review=review, instrument=tool.id, **said) or True)
    if kept:
        verb = "is used" if said["is_used"] else "is not used"
        messages.success(request, f"Saved. {tool.name} {verb} in this review from now on.")
    return bool(kept)


def _critical(request: HttpRequest, review: str, tool: Tool, form: CriticalForm) -> bool:
    data = form.cleaned_data
    said = {"review": review, "instrument": tool.id, "questions": data["questions"], "why": data["why"]}
    kept = tried(form, lambda: actions.choose_critical(by=request.user, **said) or True)
    if kept:
        messages.success(request, "Saved. It holds for what is begun from now on.")
    return bool(kept)


@require_safe
@at_review("reviews.see")
def file(request: HttpRequest, review: str, instrument: str) -> HttpResponse:
    """An instrument's file as it came, to begin another from."""
    held = head(review)
    tool = tool_of(held.row, instrument)
    text = text_of(held.row, instrument, request.GET.get("version", "")) if tool else None
    if text is None:
        raise NothingHere("This review has no such version of it.")
    return text_file(text, "application/yaml; charset=utf-8", f"{instrument}.yaml")


@require_http_methods(["GET", "HEAD", "POST"])
@at_review(LEADS)
def add(request: HttpRequest, review: str) -> HttpResponse:
    """Bring an instrument, or another version of one."""
    held = head(review)
    form = AddForm(request.POST or None, request.FILES or None)
    problems: tuple[tuple[int | None, str], ...] = ()
    if request.method == "POST" and form.is_valid():
        said = {"review": review, "text": form.cleaned_data["yaml"], "why": form.cleaned_data["why"]}
        made = None
        try:
            made = actions.add_instrument(by=request.user, **said)
        except actions.NotSound as why:
            problems = why.problems
            form.add_error(None, str(why))
        except NotPossible as why:
            form.add_error(None, str(why))
        if made is not None:
            messages.success(request, f"{made.name}, version {made.version}, is here and used from now on.")
            return redirect("review-instrument", review, made.id)
    return page(request, "instrument_add", HERE, held, {"form": form, "problems": problems}, form)
