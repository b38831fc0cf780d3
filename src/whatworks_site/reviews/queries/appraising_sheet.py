"""A sheet of signalling questions as it is asked: what applies after the answers so far, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whatworks.appraise import Instrument, load_instrument
from whatworks.appraise.answering import own_answers
from whatworks.appraise.instrument import Domain
from whatworks.appraise.sheet import Reading
from whatworks.terms import Answer, Appraisal, DomainJudgement

INSTRUMENT = "rob2"
OVERALL = "overall"


@dataclass(frozen=True)
class Told:
    """An answer as a person gave it."""

    answer: str
    because: str = ""
    quote: str = ""
    place: str = ""

    def fields(self) -> dict[str, str]:
        """What of it is not empty."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Asked:
    """One question that applies now, as the form shows it."""

    id: str
    ask: str
    answers: tuple[tuple[str, str], ...]


def instrument() -> Instrument:
    """The instrument by which results of randomised studies are appraised."""
    return load_instrument(INSTRUMENT)


def domains_of(effect: str | None) -> tuple[Domain, ...]:
    """The domains judged for an effect of interest."""
    return instrument().asked_for(effect)


def domain_of(effect: str | None, name: str) -> Domain | None:
    """One domain by its id."""
    return next((d for d in domains_of(effect) if d.id == name), None)


def still_asked(domain: Domain, answers: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The answers to questions that are asked, each seen after those before it; and all asked."""
    kept: dict[str, str] = {}
    asked: list[str] = []
    for question in domain.sheet.questions:
        if Reading(domain.sheet, own_answers(domain.sheet, kept)).applies(question):
            asked.append(question)
            if answers.get(question):
                kept[question] = answers[question]
    return kept, tuple(asked)


def asked_of(domain: Domain, answers: Mapping[str, str]) -> tuple[Asked, ...]:
    """The questions of a domain that apply after these answers."""
    found = instrument()
    return tuple(
        Asked(q, domain.sheet.questions[q].ask, _choices(domain, q, found.words))
        for q in still_asked(domain, answers)[1]
    )


def _choices(domain: Domain, question: str, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    asked = domain.sheet.questions[question]
    allowed = (*asked.answers, *(r for r in asked.read_as if r not in asked.answers))
    return tuple((a, _first_upper(words.get(a, a))) for a in allowed)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def answer_words(answer: str) -> str:
    """An answer in words: 'Probably yes'."""
    return _first_upper(instrument().words.get(answer, answer))


def told_of(appraisal: Appraisal) -> dict[str, Answer]:
    """The answers of an appraisal by question."""
    return {a.question: a for a in appraisal.answers}


@dataclass(frozen=True)
class Judged:
    """A domain, or the whole, as the pages show it: proposed, decided, what led there or what is missing."""

    id: str
    name: str
    proposed: str | None
    decided: str | None
    reason: str | None
    path: str
    needs: str

    @property
    def final(self) -> str | None:
        """What counts: what a person decided, else what the rule proposes."""
        return self.decided or self.proposed

    @property
    def state(self) -> str:
        """It in a word or two."""
        return self.final or "Not judged yet"

    @property
    def mark(self) -> str:
        """The icon that goes with it."""
        return MARKS.get(self.final or "", "unk")


MARKS = {"Low": "yes", "Some concerns": "part", "High": "no"}


def judged(domain: DomainJudgement) -> Judged:
    """A domain's judgement for a page."""
    return Judged(
        domain.domain,
        domain.name,
        domain.proposed,
        domain.decided,
        domain.reason,
        ", ".join(domain.path),
        needs_words(domain.needed),
    )


def judged_overall(appraisal: Appraisal) -> Judged:
    """The overall judgement for a page."""
    missing = [d.name for d in appraisal.domains if not (d.decided or d.proposed)]
    path = ", ".join(
        f"{d.name}: {d.decided or d.proposed}" for d in appraisal.domains if d.name not in missing
    )
    needs = f"needs: {listed(missing)}" if missing and not appraisal.proposed else ""
    return Judged(OVERALL, "Overall", appraisal.proposed, appraisal.decided, appraisal.reason, path, needs)


def needs_words(questions: tuple[str, ...]) -> str:
    """What is still to be answered: 'needs: question 2.3'."""
    if not questions:
        return ""
    return f"needs: question{'s' if len(questions) > 1 else ''} {listed(questions)}"


def listed(words: Any) -> str:
    """'a, b and c'."""
    items = [str(w) for w in words]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
