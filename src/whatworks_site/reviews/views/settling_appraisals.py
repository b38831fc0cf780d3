"""Settling: what each appraiser answered, side by side, and the answers that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from whatworks.appraise import Instrument
from whatworks.appraise.instrument import Domain

from ..actions import appraising_settling as actions
from ..forms.appraising import DecisionForm, DomainForm, EffectForm
from ..queries import appraisals_one as queries
from ..queries import appraisals_settling as settling
from ..queries import appraising_sheet as sheet
from ..queries.evidence_records import evidence_of
from .appraising_common import HERE, RIGHTS, done, tool_for, where
from .common import at_review, head, page, rights, tried


@dataclass(frozen=True)
class Part:
    """A domain to settle: its form, and what each answered to its questions."""

    domain: Domain
    form: DomainForm
    beside: dict[str, settling.Beside]

    @property
    def title(self) -> str:
        """The domain's name, with its number where it has one."""
        name = self.domain.id
        return f"{name}. {self.domain.name}" if sheet.is_number(name) else self.domain.name

    @property
    def missing(self) -> list[str]:
        """Questions that are asked and not answered yet; whether a later domain is, saving tells."""
        if self.domain.asked_if is not None:
            return []
        return [q.id for q in self.form.asked if not self.form[f"{q.id}-answer"].value()]

    @property
    def differences(self) -> int:
        """How many questions were answered differently."""
        return sum(b.differs for b in self.beside.values())

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """Questions with their fields: what differs, or is open, first; what all said alike after it."""
        open_ = {q.id: self._is_open(q.id) for q in self.form.asked}
        rows = sorted(self.form.rows(), key=lambda row: not open_[row[0].id])
        return [(*row, open_[row[0].id]) for row in rows]

    def _is_open(self, question: str) -> bool:
        answer = self.form[f"{question}-answer"]
        return bool(self.beside[question].differs or answer.errors or not answer.value())


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def settle(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Side by side, and settled answer by answer."""
    held = head(review)
    tool, of = tool_for(request, held, evidence_of(held.row), object)
    handed = queries.handed_in(held.row, object, tool.id)
    kept = queries.kept_of(held.row, object, tool.id)
    instrument = queries.instrument_handed(held.row, object, tool.id) if handed else None
    is_open = bool(queries.begun_by(held.row, object, tool.id))
    shown: dict[str, Any] = {
        "of": of,
        "tool": tool,
        "handed": handed,
        "kept": kept.appraisal if kept and not is_open else None,
        "kept_overall": kept.overall if kept else None,
        "can_undo": not is_open and queries.can_be_undone(held.row, object, tool.id),
        "readings": queries.readings(held.row, of.reports),
        "here_query": f"?with={tool.id}",
        **rights(request.user, *RIGHTS, review=review),
    }
    if not handed or instrument is None:
        return page(request, "appraisal_settle", HERE, held, {**shown, "parts_list": [], "forms": []})
    effect = _effect(request, handed, instrument)
    data = request.POST.copy() if request.method == "POST" else None
    agreed = _Agreed(instrument, handed, kept.appraisal if kept and not is_open else None)
    parts = agreed.parts(effect, data)
    overall = agreed.overall(effect, data)
    forms = [*(p.form for p in parts), overall]
    if data is not None and all([f.is_valid() for f in forms]):  # noqa: C419 - every form says what is wrong
        missing = [q for p in parts for q in p.missing]
        if missing:
            overall.add_error(None, f"Still to answer: {sheet.listed(missing)}.")
        else:
            named = {"review": review, "object": object, "instrument": tool.id, "effect": effect}
            if _keep(request, handed, parts, overall, named):
                messages.success(request, "Settled and kept. It leaves with the review’s folder from now on.")
                return redirect(f"{reverse('review-appraisals', args=[review])}?with={tool.id}")
    alike = len({a.effect for _, a in handed}) == 1
    shown |= {
        "parts_list": sorted(parts, key=lambda p: not (p.differences or p.missing)),
        "overall_form": overall,
        "effect": effect,
        "effect_form": EffectForm(instrument=instrument, initial={"effect": effect}),
        "effects_differ": not alike,
        "judgements": settling.judgements(handed, instrument) if alike else (),
        "differences": sum(p.differences for p in parts),
        "forms": forms,
    }
    return page(request, "appraisal_settle", HERE, held, shown, *forms)


@require_POST
@at_review("reviews.reconcile")
def undo(request: HttpRequest, review: str, object: str) -> HttpResponse:
    """Take the last settling back."""
    held = head(review)
    tool, _ = tool_for(request, held, evidence_of(held.row), object)
    said = {"review": review, "object": object, "instrument": tool.id}
    if done(request, lambda: actions.undo_settling(by=request.user, **said)):
        messages.success(request, "Taken back. What stood before stands again.")
    return redirect(where("review-appraisal-settle", review, object, tool.id))


def _effect(request: HttpRequest, handed: settling.Named, instrument: Instrument) -> str:
    if not instrument.effects:
        return ""
    given = request.POST.get("effect") or request.GET.get("effect") or ""
    return given if given in instrument.effects else handed[0][1].effect or next(iter(instrument.effects))


@dataclass(frozen=True)
class _Agreed:
    """What all said alike, or what was kept, from which settling begins."""

    instrument: Instrument
    handed: settling.Named
    kept: Any

    @property
    def told(self) -> dict[str, Any]:
        """The answers to begin from."""
        return sheet.told_of(self.kept) if self.kept else settling.common(self.handed)

    def decided(self, name: str) -> sheet.Judged | None:
        """What was decided otherwise than the rule: as kept, or by all alike."""
        if not self.kept:
            return settling.shared_decision(self.handed, name, self.instrument)
        judged = (
            *sheet.judged_all(self.kept, self.instrument),
            sheet.judged_overall(self.kept, self.instrument),
        )
        return next((j for j in judged if j.id == name), None)

    def parts(self, effect: str, data: QueryDict | None) -> list[Part]:
        """Every domain with its form; at first without those that an earlier one ruled out for all."""
        asked = {d.domain for _, a in self.handed for d in a.domains if d.asked}
        return [
            self._part(d, data)
            for d in self.instrument.asked_for(effect or None)
            if d.asked_if is None or d.id in asked or data is not None
        ]

    def _part(self, domain: Domain, data: QueryDict | None) -> Part:
        prefix, agreed = f"d{domain.id}", self.told
        questions = domain.sheet.questions
        if data is None:
            answers = {q: a.answer for q, a in agreed.items() if q in questions}
        else:
            answers = {q: data.get(f"{prefix}-{q}-answer", "") for q in questions}
            for q in questions:  # a question that has just come up begins from what all said
                if f"{prefix}-{q}-because" not in data and q in agreed:
                    data[f"{prefix}-{q}-answer"] = answers[q] = agreed[q].answer
                    data[f"{prefix}-{q}-because"] = agreed[q].justification or ""
        critical = self.handed[0][1].critical
        asked = sheet.asked_of(self.instrument, domain, answers, critical)
        form = DomainForm(
            data,
            prefix=prefix,
            asked=asked,
            scale=sheet.can_be_decided(domain),
            told=agreed,
            judged=self.decided(domain.id),
            plain=True,
        )
        return Part(domain, form, {q.id: settling.beside(self.handed, q.id, self.instrument) for q in asked})

    def overall(self, effect: str, data: QueryDict | None) -> DecisionForm:
        """The form of the whole."""
        scale = sheet.overall_scale(self.instrument, effect or None)
        return DecisionForm(data, prefix=sheet.OVERALL, judged=self.decided(sheet.OVERALL), scale=scale)


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
