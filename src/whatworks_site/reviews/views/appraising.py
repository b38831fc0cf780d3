"""Appraising: what is to be done, and one person's own sheet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks.appraise import Instrument
from whatworks.appraise.instrument import Domain
from whatworks.terms import ReviewRecords
from whatworks_site.evidence.views.common import address

from ..actions import appraising as actions
from ..actions.appraising_settling import set_aside
from ..forms.appraising import AsideForm, DecisionForm, DomainForm, EffectForm
from ..queries import appraisals_one as queries
from ..queries import appraising_sheet as sheet
from ..queries.appraisals import appraisal_desk
from ..queries.appraisals_held import held_back
from ..queries.appraisals_objects import Object
from ..queries.appraising_instruments import Tool, instrument_of, version_begun
from ..queries.appraising_proposals import proposals_of
from ..queries.evidence_records import evidence_of
from .appraising_common import HERE, RIGHTS, caution_of, done, tool_for, where
from .common import Head, at_review, head, page, rights, tried


@require_safe
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """What is to be appraised with each instrument, and where each appraisal stands."""
    held = head(review)
    records = evidence_of(held.row)
    everything = "all" in request.GET
    seat = queries.seat_or_none(request.user, held.row)
    desk = appraisal_desk(held.row, records, seat, everything=everything)
    shown = {
        "desk": desk,
        "part": desk.of(request.GET.get("with", "")),
        "everything": everything,
        "held_back": held_back(held.row, records),
        "studies_href": address("review-studies", review),
        **rights(request.user, *RIGHTS, review=review),
    }
    return page(request, "appraisals", HERE, held, shown)


@dataclass(frozen=True)
class _Sheet:
    """One person before one thing with one instrument."""

    held: Head
    records: ReviewRecords
    tool: Tool
    thing: Object
    mine: queries.Mine | None
    instrument: Instrument | None

    @property
    def effect(self) -> str | None:
        """The effect of interest that was chosen."""
        return self.mine.appraisal.effect if self.mine else None

    @property
    def next_open(self) -> str:
        """The first domain in which something is left to answer; empty where none is."""
        open_ = [d.id for d in self.mine.domains if not d.is_done] if self.mine else []
        return open_[0] if open_ else ""

    def domains(self, name: str) -> tuple[Domain, ...]:
        """The domains on the page with this one; none where it is not asked."""
        if self.mine is None or self.instrument is None:
            return ()
        asked = [d.id for d in self.mine.domains if d.is_asked]
        return sheet.page_of(self.instrument, self.effect, asked, name)

    def part(self, domains: tuple[Domain, ...]) -> str:
        """What the page is called: its domain, or which part of the questions it is."""
        if len(domains) == 1:
            name = domains[0].id
            return f"{name}. {domains[0].name}" if sheet.is_number(name) else domains[0].name
        if self.mine is None or self.instrument is None or not domains:
            return ""
        asked = [d.id for d in self.mine.domains if d.is_asked]
        pages = sheet.pages_of(self.instrument, self.effect, asked)
        return "The questions" if len(pages) == 1 else f"Part {pages.index(domains) + 1} of {len(pages)}"

    def form(self, domains: tuple[Domain, ...], request: HttpRequest) -> DomainForm:
        """The form of a page, with what the records propose."""
        assert self.mine is not None and self.instrument is not None  # noqa: S101
        told, made = sheet.told_of(self.mine.appraisal), self.mine.appraisal
        judged = next((d for d in self.mine.domains if d.id == domains[0].id), None)
        answers = {q: a.answer for q, a in told.items()}
        alone = len(domains) == 1
        asked = [
            each
            for d in domains
            for each in sheet.asked_of(self.instrument, d, answers, made.critical, "" if alone else d.name)
        ]
        return DomainForm(
            request.POST if request.method == "POST" else None,
            asked=asked,
            scale=sheet.can_be_decided(domains[0]) if alone else (),
            told=told,
            judged=judged if alone else None,
            proposed=proposals_of(self.records, self.instrument, self.thing.id, self.effect),
        )


def _sheet(request: HttpRequest, review: str, object_: str) -> _Sheet:
    held = head(review)
    records = evidence_of(held.row)
    tool, thing = tool_for(request, held, records, object_)
    mine = queries.mine_of(held.row, queries.seat_or_none(request.user, held.row), object_, tool.id)
    begun = version_begun(held.row, object_, tool.id)
    instrument = instrument_of(held.row, tool.id, begun) if begun else tool.instrument
    return _Sheet(held, records, tool, thing, mine, instrument)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def appraise(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """One person's own sheet: a domain at a time."""
    on = _sheet(request, review, object)
    asked = request.GET.get("domain") or ("" if request.method == "POST" else on.next_open)
    domains = on.domains(asked)
    form = on.form(domains, request) if domains and on.mine and not on.mine.handed_in else None
    if request.method == "POST" and form is not None and form.is_valid():
        said = {"review": review, "object": object, "instrument": on.tool.id}
        names = [d.id for d in domains]
        decided = {names[0]: form.override()} if form.can_decide else {}
        act = partial(actions.save_domains, by=request.user, domains=names, decided=decided, **said)
        saved = tried(form, lambda: act(told=form.told()))
        if saved is not None:
            return _onwards(request, on, names, saved)
    shown = _shown(request, on, domains, form)
    return page(request, "appraise", HERE, on.held, shown, *([form] if form else []))


def _shown(
    request: HttpRequest, on: _Sheet, domains: tuple[Domain, ...], form: DomainForm | None
) -> dict[str, Any]:
    row, mine, name = on.held.row, on.mine, on.tool.id
    kept = queries.kept_of(row, on.thing.id, name)
    handed = queries.handed_in(row, on.thing.id, name)
    seat = queries.seat_or_none(request.user, row)
    scale = sheet.overall_scale(on.instrument, on.effect) if on.instrument else ()
    return {
        "of": on.thing,
        "tool": on.tool,
        "instrument": on.instrument,
        "caution": caution_of(on.tool, on.thing),
        "readings": queries.readings(row, on.thing.reports),
        "mine": mine,
        "domains": domains,
        "part": on.part(domains),
        "form": form,
        "effect_form": EffectForm(instrument=on.instrument, initial={"effect": on.effect or "assignment"}),
        "effect": on.effect,
        "overall_form": DecisionForm(judged=mine.overall, scale=scale) if mine and scale else None,
        "handed": handed,
        "kept": kept if kept and not (handed and queries.begun_by(row, on.thing.id, name)) else None,
        "words_of": partial(sheet.answer_words, on.instrument) if on.instrument else str,
        "judged_here": [d for d in mine.domains if d.id in {e.id for e in domains}] if mine else [],
        "aside_why": "" if mine else queries.set_aside_of(row, on.thing.id, name, seat),
        "begun": queries.begun_by(row, on.thing.id, name),
        "aside_form": AsideForm(),
        "here_query": f"?with={name}",
        **rights(request.user, *RIGHTS, review=on.held.key),
    }


def _onwards(request: HttpRequest, on: _Sheet, domains: list[str], saved: actions.Saved) -> HttpResponse:
    """Back to the page while questions are left in it; to the next one when all there is judged."""
    assert on.instrument is not None  # noqa: S101 - something was saved with it
    all_ = sheet.judged_all(saved.appraisal, on.instrument)
    now = [d for d in all_ if d.id in domains]
    if saved.taken_out:
        gone = sheet.listed(saved.taken_out)
        verb = "is" if len(saved.taken_out) == 1 else "are"
        messages.info(request, f"{gone} {verb} no longer asked after your answers, so it was taken out.")
    names = [d.id for d in all_ if d.is_asked]
    later = names[names.index(domains[-1]) + 1 :] if domains[-1] in names else []
    at = partial(where, "review-appraise", on.held.key, on.thing.id, on.tool.id)
    used = request.POST.get("use", "")
    if used:
        messages.success(request, f"Used for question {used}. Change it if it is not so.")
        return redirect(at(anchor=f"question-{used}", domain=domains[0]))
    lacking = [d for d in now if d.needs and d.is_asked]
    if lacking:
        named = sheet.listed(d.name for d in lacking)
        alone = f"{lacking[0].name} still {lacking[0].needs}"
        words = alone if len(domains) == 1 else f"Still to answer: {named}"
        messages.success(request, f"Saved. {words}.")
        return redirect(at(anchor="questions", domain=domains[0]))
    messages.success(request, f"Saved. {now[0].name}: {now[0].state}." if len(now) == 1 else "Saved.")
    return redirect(at(anchor="questions", domain=later[0]) if later else at(anchor="overall"))


@require_POST
@at_review("reviews.appraise")
def begin(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Start, or choose another effect of interest."""
    on = _sheet(request, review, object)
    form = EffectForm(request.POST, instrument=on.instrument)
    at = partial(where, "review-appraise", review, object, on.tool.id)
    if not form.is_valid():
        messages.error(request, "Choose the effect you are interested in.")
        return redirect(at())
    said = {"review": review, "object": object, "instrument": on.tool.id}
    effect = form.cleaned_data.get("effect", "")
    if done(request, lambda: actions.begin_appraisal(by=request.user, effect=effect, **said)):
        first = on.instrument.asked_for(effect)[0].id if on.instrument else "1"
        return redirect(at(anchor="questions", domain=first))
    return redirect(at())


@require_POST
@at_review("reviews.appraise")
def overall(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Decide the whole otherwise than the rule proposes."""
    on = _sheet(request, review, object)
    scale = sheet.overall_scale(on.instrument, on.effect) if on.instrument else ()
    form = DecisionForm(request.POST, judged=None, scale=scale)
    if form.is_valid():
        said = {"review": review, "object": object, "instrument": on.tool.id}
        if done(request, lambda: actions.decide_overall(by=request.user, decided=form.override(), **said)):
            messages.success(request, "Saved.")
    else:
        messages.error(request, "; ".join(str(e) for es in form.errors.values() for e in es))
    return redirect(where("review-appraise", review, object, on.tool.id, anchor="overall"))


@require_POST
@at_review("reviews.appraise")
def hand_in(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Hand it in."""
    on = _sheet(request, review, object)
    said = {"review": review, "object": object, "instrument": on.tool.id}
    if not done(request, lambda: actions.hand_in(by=request.user, **said)):
        return redirect(where("review-appraise", review, object, on.tool.id))
    if queries.handed_in(on.held.row, object, on.tool.id):
        messages.success(request, "Handed in. Everyone has, so you can settle it now.")
        return redirect(where("review-appraisal-settle", review, object, on.tool.id))
    messages.success(request, "Handed in. It is shown to others once they have handed theirs in.")
    return redirect(address("review-appraisals", review) + f"?with={on.tool.id}")


@require_POST
@at_review("reviews.appraise")
def take_back(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Take back what was handed in, while nobody can have seen it."""
    on = _sheet(request, review, object)
    said = {"review": review, "object": object, "instrument": on.tool.id}
    if done(request, lambda: actions.take_back_appraisal(by=request.user, **said)):
        messages.success(request, "Taken back. You can change it again.")
    return redirect(where("review-appraise", review, object, on.tool.id))


@require_POST
@at_review("reviews.lead")
def aside(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Set what was begun and not settled aside."""
    on = _sheet(request, review, object)
    form = AsideForm(request.POST)
    if form.is_valid():
        said = {"review": review, "object": object, "instrument": on.tool.id}
        if done(request, lambda: set_aside(by=request.user, why=form.cleaned_data["why"], **said)):
            messages.success(request, "Set aside. It holds nothing back now, and can be begun anew.")
    else:
        messages.error(request, "; ".join(str(e) for es in form.errors.values() for e in es))
    return redirect(where("review-appraise", review, object, on.tool.id))
