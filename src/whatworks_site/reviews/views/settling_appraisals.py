"""Settling: what each appraiser answered, side by side, and the answers that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from whatworks.appraise.instrument import Domain

from ..actions import appraising as actions
from ..forms.appraising import DecisionForm, DomainForm, EffectForm
from ..queries import appraisals_one as queries
from ..queries import appraisals_settling as settling
from ..queries import appraising_sheet as sheet
from ..queries.evidence_records import evidence_of
from .common import at_review, found, head, page, rights, tried

HERE = "review-appraisals"


@dataclass(frozen=True)
class Part:
    """A domain to settle: its form, and what each answered to its questions."""

    domain: Domain
    form: DomainForm
    beside: dict[str, settling.Beside]

    @property
    def missing(self) -> list[str]:
        """Questions that are asked and not answered yet."""
        return [q.id for q in self.form.asked if not self.form[f"{q.id}-answer"].value()]

    @property
    def differences(self) -> int:
        """How many questions were answered differently."""
        return sum(b.differs for b in self.beside.values())


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def settle(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Side by side, and settled answer by answer."""
    held, named = head(review), {"review": review, "object": object}
    of = found(queries.object_of(evidence_of(held.row), object), "result")
    handed = queries.handed_in(held.row, object)
    kept = queries.kept_of(held.row, object)
    shown: dict[str, Any] = {
        "of": of,
        "handed": handed,
        "kept": kept,
        "kept_overall": sheet.judged_overall(kept) if kept else None,
        **rights(request.user, "reviews.reconcile", review=review),
    }
    if not handed:
        return page(request, "appraisal_settle", HERE, held, {**shown, "parts_list": [], "forms": []})
    effect = _effect(request, handed)
    data = request.POST.copy() if request.method == "POST" else None
    parts = [_part(d, handed, kept, data) for d in sheet.domains_of(effect)]
    overall = _overall(handed, kept, data)
    forms = [*(p.form for p in parts), overall]
    if data is not None and all([f.is_valid() for f in forms]):  # noqa: C419 - every form says what is wrong
        missing = [q for p in parts for q in p.missing]
        if missing:
            overall.add_error(None, f"Still to answer: {sheet.listed(missing)}.")
        elif _keep(request, handed, parts, overall, {**named, "effect": effect}):
            messages.success(request, "Settled and kept. It leaves with the review’s folder from now on.")
            return redirect("review-appraisals", review)
    shown |= {
        "parts_list": parts,
        "overall_form": overall,
        "effect": effect,
        "effect_form": EffectForm(initial={"effect": effect}),
        "effects_differ": len({a.effect for _, a in handed}) > 1,
        "judgements": settling.judgements(handed) if len({a.effect for _, a in handed}) == 1 else (),
        "differences": sum(p.differences for p in parts),
        "forms": forms,
    }
    return page(request, "appraisal_settle", HERE, held, shown, *forms)


def _effect(request: HttpRequest, handed: settling.Named) -> str:
    given = request.POST.get("effect") or request.GET.get("effect") or ""
    known = sheet.instrument().effects
    return given if given in known else handed[0][1].effect or next(iter(known))


def _part(domain: Domain, handed: settling.Named, kept: Any, data: QueryDict | None) -> Part:
    prefix = f"d{domain.id}"
    agreed = sheet.told_of(kept) if kept else settling.common(handed)
    questions = domain.sheet.questions
    if data is None:
        answers = {q: a.answer for q, a in agreed.items() if q in questions}
    else:
        answers = {q: data.get(f"{prefix}-{q}-answer", "") for q in questions}
        for q in questions:  # a question that has just come up begins from what all said
            if f"{prefix}-{q}-because" not in data and q in agreed:
                data[f"{prefix}-{q}-answer"] = answers[q] = agreed[q].answer
                data[f"{prefix}-{q}-because"] = agreed[q].justification or ""
    asked = sheet.asked_of(domain, answers)
    decided = _kept_decision(kept, domain.id) if kept else settling.shared_decision(handed, domain.id)
    form = DomainForm(
        data, prefix=prefix, domain=domain, asked=asked, told=agreed, judged=decided, plain=True
    )
    return Part(domain, form, {q.id: settling.beside(handed, q.id) for q in asked})


def _kept_decision(kept: Any, name: str) -> sheet.Judged | None:
    judged = (*(sheet.judged(d) for d in kept.domains), sheet.judged_overall(kept))
    return next((j for j in judged if j.id == name), None)


def _overall(handed: settling.Named, kept: Any, data: QueryDict | None) -> DecisionForm:
    name = sheet.OVERALL
    decided = _kept_decision(kept, name) if kept else settling.shared_decision(handed, name)
    return DecisionForm(data, prefix=name, judged=decided)


def _keep(
    request: HttpRequest,
    handed: settling.Named,
    parts: list[Part],
    overall: DecisionForm,
    named: dict[str, str],
) -> bool:
    told = {}
    for part in parts:
        for q, said in part.form.told().items():
            quote, place = settling.quoted(handed, q, said.answer)
            told[q] = sheet.Told(said.answer, said.because, quote, place)
    overrides = [(p.domain.id, p.form.override()) for p in parts] + [(sheet.OVERALL, overall.override())]
    decided = {name: override for name, override in overrides if override is not None}
    act = actions.settle_appraisal
    return tried(overall, lambda: act(by=request.user, told=told, decided=decided, **named)) is not None
