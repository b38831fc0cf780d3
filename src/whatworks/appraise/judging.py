"""From answers to judgements: what the instrument's rule proposes, and what a person decided instead."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from whatworks.terms import Answer, Appraisal, DomainJudgement

from .answering import OVERALL, Override, check_decisions, check_reason, checked_answers, own_answers
from .instrument import Domain, Instrument, Overall
from .sheet import Reading, Sheet, explore, needed


def judge(
    instrument: Instrument,
    answers: Mapping[str, str],
    *,
    effect: str = "assignment",
    decided: Mapping[str, Override] | None = None,
) -> Appraisal:
    """Judge every domain and the whole from answers by question number.

    `decided` holds overrides by domain id, and by "overall". A domain's proposal is empty while the answers
    still allow several judgements; `needed` then lists the questions to answer next. The overall proposal
    rests on what was decided where a person decided, else on what the rule proposes. The appraisal's `id`,
    `object` and `rater` are left for the caller. Raises AppraisalError naming the question, the answer and
    what is allowed.
    """
    variant = instrument.effect(effect)
    domains = instrument.asked_for(variant)
    given = checked_answers(instrument, domains, answers, variant)
    decisions = dict(decided or {})
    check_decisions(domains, instrument.overalls[variant], decisions)
    judged, open_to = [], {}
    for domain in domains:
        judgement, open_to[domain.id] = _judge_domain(domain, given, decisions.get(domain.id))
        judged.append(judgement)
    overall = instrument.overalls[variant]
    proposed = _propose(overall, judged, open_to)
    final = decisions.get(OVERALL)
    check_reason(OVERALL, "overall", proposed, final)
    return Appraisal(
        id="appraisal",
        instrument=instrument.id,
        version=instrument.version,
        object="not stated",
        rater="not stated",
        effect=variant,
        answers=tuple(
            Answer(appraisal="appraisal", question=q, answer=answers[q])
            for domain in domains
            for q in domain.sheet.questions
            if q in given
        ),
        domains=tuple(judged),
        proposed=proposed,
        prompts=_prompts(overall, judged),
        decided=final.decided if final else None,
        reason=final.reason if final else None,
    )


def possible_judgements(
    instrument: Instrument, answers: Mapping[str, str], *, effect: str = "assignment"
) -> dict[str, tuple[str, ...]]:
    """For each domain, the judgements that some way of completing the answers gives, best first."""
    variant = instrument.effect(effect)
    domains = instrument.asked_for(variant)
    given = checked_answers(instrument, domains, answers, variant)
    return {domain.id: _possible(domain.sheet, own_answers(domain.sheet, given)) for domain in domains}


def _possible(sheet: Sheet, answers: Mapping[str, str]) -> tuple[str, ...]:
    found = explore(sheet, answers).possible
    return tuple(judgement for judgement in sheet.judgements if judgement in found)


def _judge_domain(
    domain: Domain, given: Mapping[str, str], override: Override | None
) -> tuple[DomainJudgement, tuple[str, ...]]:
    """The domain's judgement, and what it may still come to: what was decided, else all that is possible."""
    sheet = domain.sheet
    own = own_answers(sheet, given)
    used = explore(sheet, own).used
    possible = _possible(sheet, own)
    proposed = possible[0] if len(possible) == 1 else None
    check_reason(domain.id, f"domain {domain.id}", proposed, override)
    judgement = DomainJudgement(
        domain=domain.id,
        name=domain.name,
        proposed=proposed,
        path=tuple(_step(q, given[q], own[q]) for q in used),
        needed=needed(sheet, own),
        decided=override.decided if override else None,
        reason=override.reason if override else None,
    )
    return judgement, (override.decided,) if override else possible


def _step(question: str, given: str, read: str) -> str:
    return f"{question} {given}" + ("" if given == read else f", read as {read}")


def _propose(
    overall: Overall, judged: list[DomainJudgement], open_to: dict[str, tuple[str, ...]]
) -> str | None:
    questions = {
        name: dataclasses.replace(question, answers=open_to[name])
        for name, question in overall.sheet.questions.items()
    }
    sheet = dataclasses.replace(overall.sheet, questions=questions)
    possible = explore(sheet, _settled(judged)).possible
    return next(iter(possible)) if len(possible) == 1 else None


def _settled(judged: list[DomainJudgement]) -> dict[str, str]:
    finals = {domain.domain: domain.decided or domain.proposed for domain in judged}
    return {name: final for name, final in finals.items() if final is not None}


def _prompts(overall: Overall, judged: list[DomainJudgement]) -> tuple[str, ...]:
    settled = _settled(judged)
    reading = Reading(overall.sheet, settled)
    said = []
    for prompt in overall.prompts:
        if prompt.when.holds(reading.look):
            n = sum(final in prompt.counting for final in settled.values())
            said.append(prompt.say.replace("{n}", str(n)))
    return tuple(said)
