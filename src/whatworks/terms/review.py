"""One review: its question, everything that went in and everything that came out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from .appraisals import Appraisal
from .codes import Stage
from .populations import Population
from .prisma import Prisma
from .ratings import FactEntry, PublishedRating, Rating
from .record import Record, term
from .references import (
    Assignment,
    Correction,
    Decision,
    DuplicateLink,
    Reference,
    RejectedRecord,
    Report,
    Retrieval,
    Search,
    Work,
)
from .studies import Arm, EvidenceSet, Intervention, Outcome, Result, ReviewFinding, Study
from .synthesis import Effect, Pool, Regression


@dataclass(frozen=True, kw_only=True)
class Criterion(Record):
    """A reason for including or excluding a work."""

    id: str = term("The criterion's name")
    stage: Stage | None = term("The stage at which it is used; empty for both", default=None)
    text: str = term("The criterion in words")


@dataclass(frozen=True, kw_only=True)
class ProtocolVersion(Record):
    """One version of the plan, written before what it plans is done."""

    table: ClassVar[str] = "protocol_versions"
    id: str = term("Its number, from 1")
    at: dt.datetime = term("When it was agreed")
    by: str = term("Who put it in")
    why: str = term("What changed, and why")
    text: str = term("The plan")
    registration: str | None = term("Where and under which number it is registered", default=None)
    registered: dt.date | None = term("The day it was registered", default=None)


@dataclass(frozen=True, kw_only=True)
class Methods(Record):
    """How effects are pooled."""

    method: str = term(
        "Estimator of the variance between studies (REML, ML, DL, HE, HS, HSk, SJ, EB, PM, PMM), or EE",
        default="REML",
    )
    test: str = term(
        "z, t, knha for Hartung and Knapp, or adhoc for theirs never narrower than z", default="knha"
    )


@dataclass(frozen=True, kw_only=True)
class Review(Record):
    """Our own piece of synthesis."""

    id: str = term("The review's name")
    title: str = term("Title")
    question: str = term("The question, as a person would ask it")
    field: str = term("The field: children's social care, education")
    population: str | None = term("Who", default=None)
    intervention: str | None = term("What", default=None)
    comparison: str | None = term("Against what", default=None)
    outcomes: str | None = term("Measured how", default=None)
    protocol: str | None = term("Where the protocol is", default=None)
    date: str = term("The day of this version")
    version: str = term("Version")
    about: str | None = term("What a reader should know before trusting it", default=None)
    constructed: str | None = term(
        "What in it was made up for an example, said wherever it shows", default=None
    )
    screeners: tuple[str, ...] = term("The people who screen, by the names used in decisions", default=())
    screeners_needed: int = term(
        "How many must decide before a stage has an outcome", unit="people", default=2
    )
    criteria: tuple[Criterion, ...] = term("Criteria", default=())
    methods: Methods = term("How effects are pooled", default=Methods())
    schemes: tuple[str, ...] = term("Rating schemes used", default=("centre", "eif", "nesta"))
    licence: str | None = term("Licence of the data", default=None)


@dataclass(frozen=True, kw_only=True)
class Page(Record):
    """An intervention's page in an editor's words."""

    table: ClassVar[str] = ""
    intervention: str = term("The intervention")
    evidence_set: str | None = term("The set whose rating leads the page", default=None)
    answer: str | None = term("The short answer, with the figures it rests on", default=None)
    answer_sources: tuple[str, ...] = term("Reports it comes from", default=())
    frequency: str | None = term("The result shown as natural frequencies", default=None)
    effect: str | None = term("EMMIE: effect", default=None)
    mechanism: str | None = term("EMMIE: how it works", default=None)
    moderators: str | None = term("EMMIE: for whom and where", default=None)
    implementation: str | None = term("EMMIE: how it is done", default=None)
    economics: str | None = term("EMMIE: what it costs", default=None)
    section_sources: dict[str, tuple[str, ...]] = term("Reports behind each section", default={})


@dataclass(frozen=True, kw_only=True)
class ReviewRecords(Record):
    """Everything that people entered: a review folder, read."""

    review: Review = term("The review")
    searches: tuple[Search, ...] = term("Searches", default=())
    duplicate_decisions: tuple[DuplicateLink, ...] = term("Links that a person decided", default=())
    corrections: tuple[Correction, ...] = term("Corrections", default=())
    protocol_versions: tuple[ProtocolVersion, ...] = term("The plan, version by version", default=())
    assignments: tuple[Assignment, ...] = term("Who screens what, where it is shared out", default=())
    decisions: tuple[Decision, ...] = term("Screening decisions, in order", default=())
    retrievals: tuple[Retrieval, ...] = term("Full texts sought", default=())
    reports: tuple[Report, ...] = term("Reports", default=())
    interventions: tuple[Intervention, ...] = term("Interventions", default=())
    outcomes: tuple[Outcome, ...] = term("Outcomes", default=())
    studies: tuple[Study, ...] = term("Studies", default=())
    arms: tuple[Arm, ...] = term("Arms of studies", default=())
    populations: tuple[Population, ...] = term("Who was studied, by group", default=())
    results: tuple[Result, ...] = term("Results", default=())
    review_findings: tuple[ReviewFinding, ...] = term("Published reviews' pooled results", default=())
    evidence_sets: tuple[EvidenceSet, ...] = term("What is rated", default=())
    fact_entries: tuple[FactEntry, ...] = term("Facts that no other record holds", default=())
    published_ratings: tuple[PublishedRating, ...] = term("Ratings by other bodies", default=())
    appraisals: tuple[Appraisal, ...] = term("Appraisals", default=())
    pages: tuple[Page, ...] = term("Pages in an editor's words", default=())


@dataclass(frozen=True, kw_only=True)
class Member(Record):
    """One study in an evidence set, with the result that speaks for it and why that one."""

    table: ClassVar[str] = "members"
    evidence_set: str = term("The set")
    study: str = term("The study")
    result: str | None = term("The result chosen; empty if an eligible one was not reported", default=None)
    effect: str | None = term("The effect derived from it", default=None)
    why: str = term("Why this result")
    others: tuple[str, ...] = term("Results of the study that were not chosen", default=())


@dataclass(frozen=True, kw_only=True)
class Ranked(Record):
    """A work's place in the order worth reading."""

    table: ClassVar[str] = "ranking"
    work: str = term("The work")
    place: int = term("Its place; 1 is read first")
    score: float = term("How likely it looks to be included, from 0 to 1")
    decided: str | None = term("What was already decided, if anything", default=None)


@dataclass(frozen=True, kw_only=True)
class Findings(Record):
    """Everything that the road derived from a review folder."""

    references: tuple[Reference, ...] = term("References read", default=())
    rejected: tuple[RejectedRecord, ...] = term("Records that could not be read", default=())
    duplicate_links: tuple[DuplicateLink, ...] = term("Pairs compared, with the evidence", default=())
    works: tuple[Work, ...] = term("Works", default=())
    ranking: tuple[Ranked, ...] = term("The order worth reading", default=())
    prisma: Prisma = term("The flow", default=Prisma())
    members: tuple[Member, ...] = term("Which result speaks for which study", default=())
    effects: tuple[Effect, ...] = term("Effects", default=())
    pools: tuple[Pool, ...] = term("Pooled estimates", default=())
    regressions: tuple[Regression, ...] = term("Moderators tested, as declared for a set", default=())
    ratings: tuple[Rating, ...] = term("Ratings", default=())
    questions: tuple[str, ...] = term("Things in print that do not agree, as questions", default=())
