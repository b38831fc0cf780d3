"""A small made-up review with ratings by hand: every state a page must show, and nothing real."""

from __future__ import annotations

import datetime as dt
from math import log

from unit.publish.made_up_ratings import EFFECT, MAJORITY, RATINGS, SCHEMES, STEPS, STRENGTH
from unit.publish.made_up_studies import EFFECTS, ONE, RESULTS, STUDIES, THREE, TWO, report
from whatworks.terms import (
    Decision,
    EvidenceSet,
    Findings,
    Good,
    Intervention,
    Member,
    Outcome,
    Page,
    Pool,
    PoolSource,
    Prisma,
    PublishedRating,
    Review,
    ReviewFinding,
    ReviewRecords,
    Scale,
    Search,
    SearchKind,
    Seen,
    Stage,
    Verdict,
)

__all__ = ["EFFECT", "MAJORITY", "ONE", "RATINGS", "RESULTS", "SCHEMES", "STEPS", "STRENGTH", "STUDIES"]


def records(**more: object) -> ReviewRecords:
    """The made-up review; `more` replaces tables."""
    fields: dict[str, object] = {
        "review": Review(
            id="made-up",
            title="Made-up review",
            question="Do walks help children stay?",
            field="youth work",
            date="2026-03-31",
            version="0.1",
            constructed="Everything here was made up.",
            schemes=("centre", "steps"),
        ),
        "searches": (
            Search(
                id="s",
                kind=SearchKind.DATABASE,
                source="A database",
                date=dt.date(2026, 1, 2),
                file="s.ris",
                constructed=True,
            ),
        ),
        "decisions": (
            Decision(
                reference="x",
                stage=Stage.TITLE,
                by="Screener A",
                verdict=Verdict.INCLUDE,
                at=dt.datetime(2026, 1, 3, tzinfo=dt.UTC),
            ),
        ),
        "reports": (
            report("alder-report", ONE, Seen.ABSTRACT, ("alder",)),
            report("birch-report", TWO, Seen.SECONDARY, ("birch",)),
            report("review-report", THREE, Seen.REPORT),
        ),
        "interventions": (
            Intervention(
                id="walks", name="Walking groups", description="Children walk together.", need="everyone"
            ),
            Intervention(id="talks", name="Talks"),
        ),
        "outcomes": (
            Outcome(
                id="leaving", name="Leaving early", domain="Staying", good=Good.LOWER, event="gone early"
            ),
            Outcome(id="reading", name="Reading", domain="School", good=Good.HIGHER),
        ),
        "studies": STUDIES,
        "results": RESULTS,
        "review_findings": (
            ReviewFinding(
                id="f1",
                report="review-report",
                intervention="walks",
                outcome="leaving",
                measure="Left",
                k=4,
                scale=Scale.RR,
                estimate=0.7,
                ci_low=0.5,
                ci_high=0.95,
                source_url=THREE,
                seen=Seen.REPORT,
                conclusion="Fewer left.",
            ),
            ReviewFinding(
                id="f2",
                report="birch-report",
                intervention="walks",
                outcome="leaving",
                measure="Left",
                conclusion="No difference.",
            ),
        ),
        "evidence_sets": (
            EvidenceSet(id="walks-reading", intervention="walks", outcome="reading"),
            EvidenceSet(id="walks-leaving", intervention="walks", outcome="leaving"),
        ),
        "published_ratings": (
            PublishedRating(
                id="p1",
                intervention="walks",
                intervention_name="Walking groups",
                body="Another body",
                rating="Promising",
                date="2021-05",
                source_url=THREE,
                seen=Seen.REPORT,
            ),
        ),
    }
    return ReviewRecords(**{**fields, **more})


def findings(**more: object) -> Findings:
    """What was derived from the made-up review; `more` replaces parts."""
    fields: dict[str, object] = {
        "prisma": Prisma(
            database_results=3, records_screened=3, new_studies=2, new_reports=2, constructed=True
        ),
        "members": (
            Member(
                evidence_set="walks-leaving",
                study="alder",
                result="alder-1",
                effect="e1",
                why="the only result",
            ),
            Member(
                evidence_set="walks-leaving",
                study="birch",
                result="birch-1",
                effect="e2",
                why="the only result",
            ),
            Member(
                evidence_set="walks-reading",
                study="alder",
                result="alder-2",
                effect="e3",
                why="the only result",
            ),
        ),
        "effects": EFFECTS,
        "ratings": RATINGS,
        "questions": ("Alder trial (alder-1): 30% and 42% do not give the ratio printed",),
    }
    return Findings(**{**fields, **more})


def page(**more: object) -> Page:
    """An editor's page for the made-up intervention."""
    fields = {"intervention": "walks", "evidence_set": "walks-leaving", "answer": "Fewer left, perhaps."}
    return Page(**{**fields, "answer_sources": ("alder-report",), **more})


PUBLISHED_POOL = Pool(
    id="pub",
    source=PoolSource.REVIEW,
    evidence_set="walks-leaving",
    scale=Scale.RR,
    k=4,
    b=log(0.7),
    ci_lb=log(0.5),
    ci_ub=log(0.95),
    finding="f1",
)
OUR_POOL = Pool(
    id="own",
    source=PoolSource.OURS,
    evidence_set="walks-reading",
    scale=Scale.SMD,
    k=2,
    b=0.3,
    ci_lb=0.1,
    ci_ub=0.5,
    tau2=0.01,
    studies=("alder",),
    effects=("e3",),
)
