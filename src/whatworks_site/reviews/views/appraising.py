"""Appraising: what is to be done, and one person's own sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whatworks_site.evidence.states import NotPossible
from whatworks_site.evidence.views.common import address

from ..actions import appraising as actions
from ..forms.appraising import DecisionForm, DomainForm, EffectForm
from ..queries import appraisals_one as queries
from ..queries import appraising_sheet as sheet
from ..queries.appraisals import appraisals
from ..queries.appraisals_kept import agreement, lights
from ..queries.evidence_records import evidence_of
from .common import Head, at_review, found, head, page, rights, tried

HERE = "review-appraisals"
RIGHTS = ("reviews.appraise", "reviews.reconcile")


@require_safe
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """Which results are to be appraised, where each stands, and what was kept."""
    held = head(review)
    records = evidence_of(held.row)
    seat = queries.seat_or_none(request.user, held.row)
    everything = "all" in request.GET
    shown = {
        "held": appraisals(held.row, records, seat, all_results=everything),
        "everything": everything,
        "studies_href": address("review-studies", review),
        "lights": lights(records),
        "agreement": agreement(held.row),
        **rights(request.user, *RIGHTS, review=review),
    }
    return page(request, "appraisals", HERE, held, shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def appraise(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """One person's own sheet of a result: a domain at a time."""
    held = head(review)
    of = found(queries.object_of(evidence_of(held.row), object), "result")
    mine = queries.mine_of(held.row, queries.seat_or_none(request.user, held.row), object)
    may, kept = rights(request.user, *RIGHTS, review=review), queries.kept_of(held.row, object)
    effect = mine.appraisal.effect if mine else None
    domain = sheet.domain_of(effect, request.GET.get("domain", "")) if mine else None
    form = _domain_form(mine, domain, request) if mine and domain else None
    if request.method == "POST" and form is not None and domain is not None and form.is_valid():
        said = {"review": review, "object": object, "domain": domain.id}
        saved = tried(
            form,
            lambda: actions.save_domain(by=request.user, told=form.told(), decided=form.override(), **said),
        )
        if saved is not None:
            return _onwards(request, held, object, domain.id, saved)
    shown = {
        "of": of,
        "mine": mine,
        "domain": domain,
        "form": form,
        "effect_form": EffectForm(initial={"effect": effect or "assignment"}),
        "effect": effect,
        "overall_form": DecisionForm(judged=mine.overall) if mine else None,
        "handed": queries.handed_in(held.row, object),
        "kept": kept,
        "kept_view": queries.Mine(kept, handed_in=True) if kept else None,
        "words_of": sheet.answer_words,
        "others": _others(domain, mine),
        **may,
    }
    return page(request, "appraise", HERE, held, shown, *([form] if form else []))


def _others(domain: Any, mine: queries.Mine | None) -> tuple[queries.Judged | None, str]:
    """The judgement of the domain that is open, and the domain after it."""
    if domain is None or mine is None:
        return None, ""
    judged = next((d for d in mine.domains if d.id == domain.id), None)
    names = [d.id for d in mine.domains]
    after = names[names.index(domain.id) + 1 :]
    return judged, after[0] if after else ""


def _domain_form(mine: queries.Mine, domain: Any, request: HttpRequest) -> DomainForm:
    told = sheet.told_of(mine.appraisal)
    judged = next((d for d in mine.domains if d.id == domain.id), None)
    posted = request.POST if request.method == "POST" else None
    answers = {q: a.answer for q, a in told.items()}
    asked = sheet.asked_of(domain, answers)
    return DomainForm(posted, domain=domain, asked=asked, told=told, judged=judged)


def _onwards(
    request: HttpRequest, held: Head, object: str, domain: str, saved: actions.Saved
) -> HttpResponse:
    """Back to the domain while questions are left in it; to the next one when it is judged."""
    now = next(sheet.judged(d) for d in saved.appraisal.domains if d.domain == domain)
    if saved.taken_out:
        gone = sheet.listed(saved.taken_out)
        verb = "is" if len(saved.taken_out) == 1 else "are"
        messages.info(request, f"{gone} {verb} no longer asked after your answers, so it was taken out.")
    names = [d.domain for d in saved.appraisal.domains]
    later = names[names.index(domain) + 1 :]
    if now.needs:
        messages.success(request, f"Saved. {now.name} still {now.needs}.")
        to = f"?domain={domain}#questions"
    else:
        messages.success(request, f"Saved. {now.name}: {now.state}.")
        to = f"?domain={later[0]}#questions" if later else "#overall"
    return redirect(reverse("review-appraise", args=[held.key, object]) + to)


@require_POST
@at_review("reviews.appraise")
def begin(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Start, or choose another effect of interest."""
    form = EffectForm(request.POST)
    at = reverse("review-appraise", args=[review, object])
    if not form.is_valid():
        messages.error(request, "Choose the effect you are interested in.")
        return redirect(at)
    said = {"review": review, "object": object, "effect": form.cleaned_data["effect"]}
    if _done(request, lambda: actions.begin_appraisal(by=request.user, **said)):
        return redirect(f"{at}?domain=1#questions")
    return redirect(at)


@require_POST
@at_review("reviews.appraise")
def overall(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Decide the whole otherwise than the rule proposes."""
    form = DecisionForm(request.POST, judged=None)
    if form.is_valid():
        said = {"review": review, "object": object, "decided": form.override()}
        if _done(request, lambda: actions.decide_overall(by=request.user, **said)):
            messages.success(request, "Saved.")
    else:
        messages.error(request, "; ".join(str(e) for es in form.errors.values() for e in es))
    return redirect(reverse("review-appraise", args=[review, object]) + "#overall")


@require_POST
@at_review("reviews.appraise")
def hand_in(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Hand it in."""
    if not _done(request, lambda: actions.hand_in(by=request.user, review=review, object=object)):
        return redirect("review-appraise", review, object)
    held = head(review)
    if queries.handed_in(held.row, object):
        messages.success(request, "Handed in. Everyone has, so you can settle it now.")
        return redirect("review-appraisal-settle", review, object)
    messages.success(request, "Handed in. It is shown to others once they have handed theirs in.")
    return redirect("review-appraisals", review)


@require_POST
@at_review("reviews.appraise")
def take_back(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Take back what was handed in, while nobody can have seen it."""
    said = {"review": review, "object": object}
    if _done(request, lambda: actions.take_back_appraisal(by=request.user, **said)):
        messages.success(request, "Taken back. You can change it again.")
    return redirect("review-appraise", review, object)


def _done(request: HttpRequest, act: Any) -> bool:
    try:
        act()
    except NotPossible as why:
        messages.error(request, str(why))
        return False
    return True
