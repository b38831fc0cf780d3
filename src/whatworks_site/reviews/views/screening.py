"""Screening: where each stage stands, and the page on which records are read."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks.terms import Stage, Verdict
from whatworks_site.design.errors import NothingHere
from whatworks_site.evidence.states import NotPossible

from ..actions.deciding import Said, decide, undo
from ..forms.screening import VerdictForm
from ..queries.decisions import work_of
from ..queries.fulltexts import slot_of
from ..queries.screening import screening_home
from ..queries.screening_page import NoSuchRecord, ScreenPage, beside_of, screen_page
from ..restating import SLUGS, STAGE_OF
from .common import Head, at_review, head, page

GONE = "That record is not there any more: it was found to be a copy, or its search was undone."


class SeeOther(HttpResponseRedirect):
    """Go on to another page, by asking for it."""

    status_code = 303


def stage_of(slug: str) -> Stage:
    """The stage that an address names; a page that says that there is none."""
    if slug not in STAGE_OF:
        raise NothingHere("There is no stage of that name.")
    return STAGE_OF[slug]


def number(held: str | None) -> int | None:
    """A work's number in an address; None where it is none."""
    return int(held) if held and held.isascii() and held.isdigit() and len(held) < 18 else None


def to_screen(review: str, stage: Stage, **query: Any) -> HttpResponse:
    """On to a record."""
    address = reverse("review-screen", args=[review, SLUGS[stage]])
    return SeeOther(f"{address}?{urlencode(query)}" if query else address)


@require_safe
@at_review("reviews.see")
def home(request: HttpRequest, review: str) -> HttpResponse:
    """Where each stage of the reading stands, and what is for this person to do."""
    held = head(review)
    return page(request, "titles", "review-titles", held, {"home": screening_home(request.user, held.row)})


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.screen")
@csp_update({"script-src": [SELF], "frame-src": [SELF]})
def screen(request: HttpRequest, review: str, stage: str) -> HttpResponse:
    """One record, and what this person says of it."""
    at, held = stage_of(stage), head(review)
    try:
        return _decided(request, held, at) if request.method == "POST" else _read(request, held, at)
    except NoSuchRecord:
        messages.warning(request, GONE)
        return to_screen(review, at)
    except NotPossible as why:
        messages.error(request, str(why))
        return redirect("review-titles", review)


def _read(request: HttpRequest, held: Head, stage: Stage) -> HttpResponse:
    asked = request.GET
    if (here := number(asked.get("beside"))) is not None:
        back = asked.get("go") == "back"
        found = beside_of(request.user, held.row, stage, here, back=back)
        end = {} if found else {"said": "first" if back else "only"}
        return to_screen(held.key, stage, work=found or here, **end)
    work, after = number(asked.get("work")), number(asked.get("after"))
    shown = screen_page(request.user, held.row, stage, work=work, after=after)
    return _page(request, held, shown, said=asked.get("said", ""))


def _page(request: HttpRequest, held: Head, shown: ScreenPage, *, said: str) -> HttpResponse:
    at_texts = shown.stage is Stage.FULL_TEXT and shown.record is not None
    slot = slot_of(held.row, shown.record.work) if at_texts and shown.record else None
    work = shown.record.work if shown.record else None
    more = {"screen": shown, "said": said, "slot": slot, "work": work}
    return page(request, "screen", "review-titles", held, more)


def _decided(request: HttpRequest, held: Head, stage: Stage) -> HttpResponse:
    form = VerdictForm(request.POST)
    work = number(request.POST.get("work"))
    if not form.is_valid():
        messages.error(request, form.why)
        return to_screen(held.key, stage, **({"work": work} if work else {}))
    said = form.cleaned_data
    verdict = Said(
        verdict=Verdict(said["verdict"]), criterion=said["criterion"] or None, note=said["note"] or None
    )
    asked = {"by": request.user, "review": held.key, "stage": stage, "work": said["work"]}
    try:
        decide(**asked, said=verdict, token=said["token"])
    except NotPossible as why:
        messages.error(request, str(why))
        return to_screen(held.key, stage, work=said["work"])
    return to_screen(held.key, stage, after=said["work"], said="saved")


@require_POST
@at_review("reviews.screen")
def take_back(request: HttpRequest, review: str, stage: str) -> HttpResponse:
    """Undo this person's last decision of today, and show its record again."""
    at = stage_of(stage)
    try:
        row = undo(by=request.user, review=review, stage=at)  # type: ignore[arg-type]
    except NotPossible as why:
        messages.error(request, str(why))
        return to_screen(review, at)
    work = work_of(head(review).row, row.reference)
    return to_screen(review, at, **({"work": work} if work else {}), said="undone")
