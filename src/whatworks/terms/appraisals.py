"""Appraisal: answers to an instrument's questions, what its rule proposes and what a person decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from .record import Record, term


@dataclass(frozen=True, kw_only=True)
class Answer(Record):
    """One rater's answer to one signalling question."""

    table: ClassVar[str] = "answers"
    appraisal: str = term("The appraisal it belongs to")
    question: str = term("The question's number in the instrument")
    answer: str = term("Y, PY, PN, N, NI or NA")
    justification: str | None = term("Why", default=None)
    quote: str | None = term("The sentence it rests on", default=None)
    place: str | None = term("Where that sentence stands", default=None)


@dataclass(frozen=True, kw_only=True)
class DomainJudgement(Record):
    """What the rule proposes for one domain, by which path, and what a person decided."""

    domain: str = term("The domain's id")
    name: str = term("The domain's name")
    proposed: str | None = term("What the rule proposes; empty while answers are missing", default=None)
    path: tuple[str, ...] = term("The answers that led there, in the order asked")
    needed: tuple[str, ...] = term("Questions still to be answered", default=())
    decided: str | None = term("What a person decided instead", default=None)
    reason: str | None = term("Why they did", default=None)


@dataclass(frozen=True, kw_only=True)
class Appraisal(Record):
    """An instrument applied to a result by a rater."""

    table: ClassVar[str] = "appraisals"
    id: str = term("The appraisal's name in this review")
    instrument: str = term("The instrument")
    version: str = term("The instrument's version")
    object: str = term("The result, study or review appraised")
    rater: str = term("Who appraised")
    effect: str | None = term("The effect of interest: assignment or adhering", default=None)
    answers: tuple[Answer, ...] = term("The answers", default=())
    domains: tuple[DomainJudgement, ...] = term("Judgements, domain by domain", default=())
    proposed: str | None = term("What the rule proposes overall", default=None)
    prompts: tuple[str, ...] = term("What the rule leaves to a person", default=())
    decided: str | None = term("What a person decided overall", default=None)
    reason: str | None = term("Why, where it differs from the proposal", default=None)
    at: dt.datetime | None = term("When", default=None)
