"""A sheet of questions as it is asked: what applies after the answers so far, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from whatworks.appraise import Instrument
from whatworks.appraise.answering import own_answers
from whatworks.appraise.instrument import Domain
from whatworks.appraise.ruling import Said
from whatworks.appraise.sheet import Reading
from whatworks.terms import Answer, Appraisal, DomainJudgement

from .appraising_instruments import INSTRUMENT

__all__ = ["INSTRUMENT", "OVERALL", "Asked", "Judged", "Told"]

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
    critical: bool = False
    under: str = ""
    """The domain it is the only question of, where several stand on one page."""
    called: str = ""
    """How to name it in a word: its number, or its domain where its id is a name."""

    @property
    def label(self) -> str:
        """The question with its number, where it has one."""
        return f"{self.id} {self.ask}" if self.called == self.id else self.ask


MOST_ON_A_PAGE = 10


def page_of(
    instrument: Instrument, effect: str | None, asked: Iterable[str], name: str
) -> tuple[Domain, ...]:
    """The domains asked on one page with this one: several, where each is one question."""
    return next((p for p in pages_of(instrument, effect, asked) if name in {d.id for d in p}), ())


def pages_of(
    instrument: Instrument, effect: str | None, asked: Iterable[str]
) -> tuple[tuple[Domain, ...], ...]:
    """The domains that are asked, page by page."""
    known, pages = set(asked), list[list[Domain]]()
    for domain in instrument.asked_for(effect):
        if domain.id not in known:
            continue
        joins = _is_short(domain) and pages and _is_short(pages[-1][-1])
        if joins and len(pages[-1]) < MOST_ON_A_PAGE:
            pages[-1].append(domain)
        else:
            pages.append([domain])
    return tuple(tuple(page) for page in pages)


def is_number(name: str) -> bool:
    """Whether an id is a number or a letter with one, and no word: 2.1, 1a, b3."""
    return len(name) < 5 or any(c.isdigit() for c in name)


def _is_short(domain: Domain) -> bool:
    return len(domain.sheet.questions) == 1 and domain.asked_if is None


def can_be_decided(domain: Domain) -> tuple[str, ...]:
    """The judgements a person may put in the rule's place; none where the answer itself is the judgement."""
    return () if domain.sheet.rule is None or isinstance(domain.sheet.rule, Said) else domain.sheet.judgements


def domain_of(instrument: Instrument, effect: str | None, name: str) -> Domain | None:
    """One domain by its id."""
    return next((d for d in instrument.asked_for(effect) if d.id == name), None)


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


def asked_of(
    instrument: Instrument,
    domain: Domain,
    answers: Mapping[str, str],
    critical: Iterable[str] = (),
    under: str = "",
) -> tuple[Asked, ...]:
    """The questions of a domain that apply after these answers; `critical` where a team chose its own."""
    questions, chosen = domain.sheet.questions, tuple(critical)
    return tuple(
        Asked(
            q,
            questions[q].ask,
            choices_of(instrument, domain, q),
            q in chosen if chosen else questions[q].critical,
            under,
            q if is_number(q) else domain.name if len(questions) == 1 else q,
        )
        for q in still_asked(domain, answers)[1]
    )


def choices_of(instrument: Instrument, domain: Domain, question: str) -> tuple[tuple[str, str], ...]:
    """The answers a question allows, with their words."""
    asked = domain.sheet.questions[question]
    allowed = (*asked.answers, *(r for r in asked.read_as if r not in asked.answers))
    return tuple((a, answer_words(instrument, a)) for a in allowed)


def answer_words(instrument: Instrument, answer: str) -> str:
    """An answer in words: 'Probably yes'."""
    words = instrument.words.get(answer, answer)
    return words[:1].upper() + words[1:]


def told_of(appraisal: Appraisal) -> dict[str, Answer]:
    """The answers of an appraisal by question."""
    return {a.question: a for a in appraisal.answers}


def answers_of(appraisal: Appraisal) -> dict[str, str]:
    """What was answered, by question."""
    return {a.question: a.answer for a in appraisal.answers}


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
    mark: str = "unk"
    """The icon that goes with it."""
    is_counted: bool = False
    """Whether nothing is judged here: answers are only counted."""
    is_asked: bool = True
    """Whether it applies: an earlier domain can rule it out."""
    missing: tuple[str, ...] = ()
    counts: str = ""
    """Of a checklist: how many of each answer, in words."""

    @property
    def final(self) -> str | None:
        """What counts: what a person decided, else what the rule proposes."""
        return self.decided or self.proposed

    @property
    def state(self) -> str:
        """It in a word or two."""
        if not self.is_asked:
            return "Does not apply"
        return self.final or self.counts or ("Not answered yet" if self.is_counted else "Not judged yet")

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do here."""
        return bool(self.final) or not self.is_asked or (self.is_counted and not self.needs)


def mark_of(scale: Iterable[str], judgement: str | None, off_scale: Iterable[str] = ()) -> str:
    """The icon of a judgement: the best, the worst, in between, or not known."""
    ladder = [each for each in scale if each not in tuple(off_scale)]
    if judgement not in ladder:
        return "unk"
    place = ladder.index(judgement)
    return "yes" if place == 0 else "no" if place == len(ladder) - 1 else "part"


def judged(domain: DomainJudgement, instrument: Instrument, appraisal: Appraisal) -> Judged:
    """A domain's judgement for a page."""
    known = domain_of(instrument, appraisal.effect, domain.domain)
    scale = known.sheet.judgements if known else instrument.judgements
    final = domain.decided or domain.proposed
    missing = _missing(domain, known, appraisal)
    return Judged(
        domain.domain,
        domain.name,
        domain.proposed,
        domain.decided,
        domain.reason,
        ", ".join(domain.path),
        needs_words(missing, alone=known is not None and len(known.sheet.questions) == 1),
        mark_of(scale, final, instrument.off_scale),
        is_counted=known is not None and known.sheet.rule is None,
        is_asked=domain.asked,
        missing=missing,
        counts=counts_words(domain.counts, instrument),
    )


def counts_words(counts: Mapping[str, int], instrument: Instrument) -> str:
    """'12 reported, 3 not reported': never a total."""
    return ", ".join(f"{n} {instrument.words.get(a, a)}" for a, n in counts.items() if n)


def _missing(domain: DomainJudgement, known: Domain | None, appraisal: Appraisal) -> tuple[str, ...]:
    """What is still to be answered: where nothing is judged, every question that is asked."""
    if known is None or not domain.asked or known.sheet.rule is not None:
        return domain.needed
    answers = answers_of(appraisal)
    return tuple(q for q in still_asked(known, answers)[1] if q not in answers)


def judged_all(appraisal: Appraisal, instrument: Instrument) -> tuple[Judged, ...]:
    """Every domain's judgement for a page."""
    return tuple(judged(d, instrument, appraisal) for d in appraisal.domains)


def judged_overall(appraisal: Appraisal, instrument: Instrument | None) -> Judged:
    """The overall judgement for a page; `instrument` is None where its version is no longer here."""
    all_ = judged_all(appraisal, instrument) if instrument else ()
    missing = [d.name for d in all_ if not d.is_done]
    finals = {d.name: d.decided or d.proposed for d in appraisal.domains}
    path = ", ".join(f"{name}: {final}" for name, final in finals.items() if final)
    needs = f"needs: {listed(missing)}" if missing and not appraisal.proposed else ""
    scale = overall_scale(instrument, appraisal.effect) if instrument else ()
    off = instrument.off_scale if instrument else ()
    final = appraisal.decided or appraisal.proposed
    return Judged(
        OVERALL,
        "Overall",
        appraisal.proposed,
        appraisal.decided,
        appraisal.reason,
        path,
        needs,
        mark_of(scale, final, off),
        is_counted=instrument is not None and not scale,
        counts=counts_words(appraisal.counts, instrument) if instrument else "",
    )


def overall_scale(instrument: Instrument, effect: str | None) -> tuple[str, ...]:
    """The judgements of the whole; none where nothing is judged."""
    overall = instrument.overalls.get(effect if instrument.effects else None)
    return overall.sheet.judgements if overall is not None and overall.sheet.rule is not None else ()


def needs_words(questions: tuple[str, ...], *, alone: bool = False) -> str:
    """What is still to be answered: 'needs: question 2.3'; `alone`: there is only the one."""
    if not questions:
        return ""
    if alone:
        return "needs: an answer"
    return f"needs: question{'s' if len(questions) > 1 else ''} {listed(questions)}"


def listed(words: Any) -> str:
    """'a, b and c'."""
    items = [str(w) for w in words]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
