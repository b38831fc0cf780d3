"""From answers to judgements: what the instrument's rule proposes, and what a person decided instead."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from whatworks.terms import Answer, Appraisal, DomainJudgement

from .answering import OVERALL, Override, check_decisions, check_reason, checked_answers, own_answers
from .answering import check_not_asked as refuse_where_not_asked
from .changing import Critical, with_critical
from .exploring import Explored, explore, needed
from .instrument import Domain, Instrument, Overall
from .ruling import NOT_APPLICABLE
from .sheet import Reading, Sheet


@dataclass(frozen=True)
class _Judged:
    """A domain's judgement, and what it may still come to: what was decided, else all that is possible."""

    judgement: DomainJudgement
    open_to: tuple[str, ...]


def judge(
    instrument: Instrument,
    answers: Mapping[str, str],
    *,
    effect: str | None = "assignment",
    decided: Mapping[str, Override] | None = None,
    critical: Critical | None = None,
) -> Appraisal:
    """Judge every domain and the whole from answers by question number.

    `decided` holds overrides by domain id, and by "overall"; `critical` the critical questions where a team
    chose its own. A domain's proposal is empty while the answers still allow several judgements; `needed`
    then lists the questions to answer next. A domain that an earlier one rules out is not asked. The overall
    proposal rests on what was decided where a person decided, else on what the rule proposes. A checklist
    has counts and no judgement. The appraisal's `id`, `object` and `rater` are left for the caller. Raises
    AppraisalError naming the question, the answer and what is allowed.
    """
    instrument = with_critical(instrument, critical)
    variant = instrument.effect(effect)
    domains, overall = instrument.asked_for(variant), instrument.overalls[variant]
    given = checked_answers(instrument, domains, answers, variant)
    decisions = dict(decided or {})
    check_decisions(domains, overall, decisions)
    judged = _judge_domains(domains, overall, given, decisions)
    whole = _propose(overall, judged)
    possible = _in_order(overall.sheet, whole)
    proposed = possible[0] if len(possible) == 1 else None
    final = decisions.get(OVERALL)
    check_reason(OVERALL, "overall", proposed, final)
    return Appraisal(
        id="appraisal",
        instrument=instrument.id,
        version=instrument.version,
        object="not stated",
        rater="not stated",
        effect=variant,
        critical=critical.questions if critical else (),
        critical_reason=critical.reason if critical else None,
        answers=tuple(
            Answer(appraisal="appraisal", question=q, answer=answers[q])
            for domain in domains
            for q in domain.sheet.questions
            if q in given
        ),
        domains=tuple(one.judgement for one in judged),
        proposed=proposed,
        possible=possible,
        points=_points(whole),
        counts=_added(judged),
        prompts=_prompts(overall, judged),
        decided=final.decided if final else None,
        reason=final.reason if final else None,
    )


def possible_judgements(
    instrument: Instrument, answers: Mapping[str, str], *, effect: str | None = "assignment"
) -> dict[str, tuple[str, ...]]:
    """For each domain, the judgements that some way of completing the answers gives, best first."""
    variant = instrument.effect(effect)
    domains = instrument.asked_for(variant)
    given = checked_answers(instrument, domains, answers, variant)
    return {
        domain.id: _in_order(domain.sheet, explore(domain.sheet, own_answers(domain.sheet, given)))
        for domain in domains
    }


def _in_order(sheet: Sheet, found: Explored | None) -> tuple[str, ...]:
    return tuple(judgement for judgement in sheet.judgements if found and judgement in found.possible)


def _points(found: Explored | None) -> float | None:
    """The total, once it is known."""
    return float(found.points[0]) if found and found.settled and len(found.points) == 1 else None


def _judge_domains(
    domains: tuple[Domain, ...],
    overall: Overall,
    given: Mapping[str, str],
    decisions: Mapping[str, Override],
) -> list[_Judged]:
    judged: list[_Judged] = []
    for domain in domains:
        gate = Reading(overall.sheet, _settled(judged)).applies(domain.id)
        if gate is False:
            refuse_where_not_asked(domain, given, decisions.get(domain.id))
            off = DomainJudgement(domain=domain.id, name=domain.name, asked=False, path=())
            judged.append(_Judged(off, (NOT_APPLICABLE,)))
        else:
            judged.append(_judge_domain(domain, given, decisions.get(domain.id), sure=bool(gate)))
    return judged


def _judge_domain(
    domain: Domain, given: Mapping[str, str], override: Override | None, *, sure: bool
) -> _Judged:
    """One domain judged; what it needs is asked for only where it is `sure` that the domain is asked."""
    sheet = domain.sheet
    own = own_answers(sheet, given)
    found = explore(sheet, own)
    possible = _in_order(sheet, found)
    proposed = possible[0] if len(possible) == 1 else None
    check_reason(domain.id, f"domain {domain.id}", proposed, override)
    judgement = DomainJudgement(
        domain=domain.id,
        name=domain.name,
        proposed=proposed,
        possible=possible,
        points=_points(found),
        counts=_counts(sheet, own),
        path=tuple(_step(q, given[q], own[q]) for q in found.used),
        needed=needed(sheet, own) if sure else (),
        decided=override.decided if override else None,
        reason=override.reason if override else None,
    )
    return _Judged(judgement, (override.decided,) if override else possible)


def _step(question: str, given: str, read: str) -> str:
    return f"{question} {given}" + ("" if given == read else f", read as {read}")


def _counts(sheet: Sheet, own: Mapping[str, str]) -> dict[str, int]:
    """How many questions of a checklist have each answer, in the answers' order."""
    if sheet.judgements:
        return {}
    told = Counter(own.values())
    order = dict.fromkeys(answer for q in sheet.questions.values() for answer in q.answers)
    return {answer: told[answer] for answer in order}


def _added(judged: list[_Judged]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in judged:
        for answer, n in one.judgement.counts.items():
            total[answer] = total.get(answer, 0) + n
    return total


def _propose(overall: Overall, judged: list[_Judged]) -> Explored | None:
    """What the whole may come to; None for a checklist, which comes to nothing."""
    if not overall.sheet.judgements:
        return None
    questions = {
        one.judgement.domain: dataclasses.replace(
            overall.sheet.questions[one.judgement.domain], answers=one.open_to
        )
        for one in judged
    }
    return explore(dataclasses.replace(overall.sheet, questions=questions), _sure(overall, judged))


def _settled(judged: list[_Judged]) -> dict[str, str]:
    finals = {one.judgement.domain: one.judgement.decided or one.judgement.proposed for one in judged}
    return {name: final for name, final in finals.items() if final is not None}


def _sure(overall: Overall, judged: list[_Judged]) -> dict[str, str]:
    """Final judgements of those domains of which it is sure that they are asked."""
    settled = _settled(judged)
    reading = Reading(overall.sheet, settled)
    return {name: final for name, final in settled.items() if reading.applies(name)}


def _prompts(overall: Overall, judged: list[_Judged]) -> tuple[str, ...]:
    settled = _sure(overall, judged)
    reading = Reading(overall.sheet, settled)
    said = []
    for prompt in overall.prompts:
        if prompt.when.holds(reading.look):
            n = sum(final in prompt.counting for name, final in settled.items() if name in prompt.of)
            said.append(prompt.say.replace("{n}", str(n)))
    return tuple(said)
