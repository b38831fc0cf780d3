"""Appraisal: answers to an instrument's questions, what its rule proposes and what a person decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from .record import Record, term


@dataclass(frozen=True, kw_only=True)
class Answer(Record):
    """One rater's answer to one signalling question or item."""

    table: ClassVar[str] = "answers"
    appraisal: str = term("The appraisal it belongs to")
    question: str = term("The question's number in the instrument")
    answer: str = term("One of the instrument's answers, for instance Y, PY, PN, N, NI or NA")
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
    possible: tuple[str, ...] = term("Judgements that the answers so far still allow", default=())
    points: float | None = term("The sum, where the rule adds points and all are known", default=None)
    counts: Mapping[str, int] = term("Of a checklist: how many questions have each answer", default={})
    asked: bool = term("Whether the domain is judged: an earlier one can rule it out", default=True)
    needed: tuple[str, ...] = term("Questions still to be answered", default=())
    decided: str | None = term("What a person decided instead", default=None)
    reason: str | None = term("Why they did", default=None)


@dataclass(frozen=True, kw_only=True)
class Appraisal(Record):
    """An instrument applied by a rater to a result, study, review, body of evidence or report."""

    table: ClassVar[str] = "appraisals"
    id: str = term("The appraisal's name in this review")
    instrument: str = term("The instrument")
    version: str = term("The instrument's version")
    object: str = term("The result, study, review, body of evidence or report appraised")
    rater: str = term("Who appraised")
    effect: str | None = term(
        "The variant, for instance the effect of interest: assignment or adhering", default=None
    )
    critical: tuple[str, ...] = term(
        "The questions a team holds critical, where it chose them itself", default=()
    )
    critical_reason: str | None = term("Why it chose them", default=None)
    answers: tuple[Answer, ...] = term("The answers", default=())
    domains: tuple[DomainJudgement, ...] = term("Judgements, domain by domain", default=())
    proposed: str | None = term("What the rule proposes overall", default=None)
    possible: tuple[str, ...] = term("Overall judgements that the answers so far still allow", default=())
    points: float | None = term("The sum, where the rule adds points and all are known", default=None)
    counts: Mapping[str, int] = term("Of a checklist: how many questions have each answer", default={})
    prompts: tuple[str, ...] = term("What the rule leaves to a person", default=())
    decided: str | None = term("What a person decided overall", default=None)
    reason: str | None = term("Why, where it differs from the proposal", default=None)
    at: dt.datetime | None = term("When", default=None)
