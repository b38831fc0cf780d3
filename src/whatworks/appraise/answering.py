"""Whether answers and decisions can be used, and if not, why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .errors import AppraisalError, listed
from .exploring import explore
from .instrument import Domain, Instrument, Overall
from .ruling import NOT_APPLICABLE
from .sheet import Question, Reading, Sheet

OVERALL = "overall"


@dataclass(frozen=True)
class Override:
    """What a person decided for a domain or overall, and why."""

    decided: str
    reason: str | None = None


def own_answers(sheet: Sheet, given: Mapping[str, str]) -> dict[str, str]:
    """The answers to one sheet's questions, read as the form reads them."""
    return {
        q: question.read_as.get(given[q], given[q]) for q, question in sheet.questions.items() if q in given
    }


def checked_answers(
    instrument: Instrument, domains: tuple[Domain, ...], answers: Mapping[str, str], effect: str | None
) -> dict[str, str]:
    """The answers given, each checked: known, allowed and asked. Raises AppraisalError."""
    questions = {q.id: q for domain in domains for q in domain.sheet.questions.values()}
    given = {name: answer for name, answer in answers.items() if answer not in (None, "")}
    for name, answer in given.items():
        if name not in questions:
            raise _unknown(instrument, tuple(questions), name, effect)
        _check_allowed(instrument, questions[name], answer)
    for domain in domains:
        _check_asked(domain, own_answers(domain.sheet, given))
    return given


def _unknown(instrument: Instrument, known: tuple[str, ...], name: str, effect: str | None) -> AppraisalError:
    elsewhere = any(name in domain.sheet.questions for domain in instrument.domains)
    why = (
        f"is not asked for the effect of {effect}" if elsewhere else f"is not a question of {instrument.name}"
    )
    return AppraisalError(
        f"question {name!r} {why}; its questions are {listed(known)}",
        place=("answers", name),
        value=name,
        allowed=known,
    )


def _check_allowed(instrument: Instrument, question: Question, answer: str) -> None:
    allowed = (*question.answers, *question.read_as)
    if question.asked_if is not None and NOT_APPLICABLE not in allowed:
        allowed = (*allowed, NOT_APPLICABLE)
    if answer not in allowed:
        meanings = tuple(f"{a} ({instrument.words[a]})" if a in instrument.words else a for a in allowed)
        raise AppraisalError(
            f"question {question.id}: {answer!r} is not an answer; use {listed(meanings)}",
            place=("answers", question.id),
            value=answer,
            allowed=allowed,
        )


def _check_asked(domain: Domain, own: Mapping[str, str]) -> None:
    for name, answer in own.items():
        question = domain.sheet.questions[name]
        reading = Reading(domain.sheet, own)
        applies = reading.applies(name)
        condition = question.asked_if.words() if question.asked_if else ""
        so_far = ", ".join(f"{q} {own[q]}" for q in reading.used if q in own)
        if applies is False and answer != NOT_APPLICABLE:
            raise AppraisalError(
                f"question {name}: {answer!r} is given, but the question is asked only if {condition}, "
                f"and the answers are {so_far}; take this answer out or write NA",
                place=("answers", name),
                value=answer,
                allowed=(NOT_APPLICABLE,),
            )
        if applies and answer == NOT_APPLICABLE and answer not in question.answers:
            raise AppraisalError(
                f"question {name}: 'NA' is given, but after {so_far} the question is asked; "
                f"use {listed(question.answers)}, or leave it out until it is known",
                place=("answers", name),
                value=answer,
                allowed=question.answers,
            )
    if domain.sheet.rule is not None and not explore(domain.sheet, own).possible:
        told = ", ".join(f"{q} {a}" for q, a in own.items())
        raise AppraisalError(
            f"domain {domain.id}: the answers {told} do not fit together; check which questions are asked",
            place=("answers", next(iter(own), "")),
            value=told,
        )


def check_not_asked(domain: Domain, given: Mapping[str, str], override: Override | None) -> None:
    """Refuse answers and a decision for a domain that an earlier one rules out. Raises AppraisalError."""
    condition = domain.asked_if.words() if domain.asked_if else ""
    told = [q for q in domain.sheet.questions if given.get(q, NOT_APPLICABLE) != NOT_APPLICABLE]
    if told or override is not None:
        what = f"question {told[0]}" if told else f"domain {domain.id}"
        raise AppraisalError(
            f"{what}: something is said, but domain {domain.id} is judged only if {condition}; take it out",
            place=("answers", told[0]) if told else ("decisions", domain.id),
            value=given[told[0]] if told else domain.id,
        )


def check_decisions(domains: tuple[Domain, ...], overall: Overall, decided: Mapping[str, Override]) -> None:
    """Check that decisions name domains and judgements of the instrument. Raises AppraisalError."""
    scales = {domain.id: domain.sheet.judgements for domain in domains}
    scales[OVERALL] = overall.sheet.judgements
    for name, override in decided.items():
        if name not in scales:
            raise AppraisalError(
                f"a decision is given for {name!r}, which is not a domain; use {listed(tuple(scales))}",
                place=("decisions", name),
                value=name,
                allowed=tuple(scales),
            )
        if not scales[name]:
            raise AppraisalError(
                f"{_called(name)}: a checklist is counted, not judged; take this decision out",
                place=("decisions", name),
                value=override.decided,
            )
        if override.decided not in scales[name]:
            raise AppraisalError(
                f"{_called(name)}: {override.decided!r} is not a judgement; use {listed(scales[name])}",
                place=("decisions", name, "decided"),
                value=override.decided,
                allowed=scales[name],
            )


def _called(name: str) -> str:
    return name if name == OVERALL else f"domain {name}"


def check_reason(name: str, called: str, proposed: str | None, override: Override | None) -> None:
    """Check that a decision against the rule gives its reason. Raises AppraisalError."""
    if override is None or override.decided == proposed or (override.reason or "").strip():
        return
    against = f"the rule proposes {proposed}" if proposed else "the answers do not settle it yet"
    raise AppraisalError(
        f"{called}: a person decided {override.decided!r} where {against}; give the reason",
        place=("decisions", name),
        value=override.decided,
    )
