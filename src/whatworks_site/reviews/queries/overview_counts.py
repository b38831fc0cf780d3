"""How far a review is, counted by the database. Nothing here tells of a verdict that is not open yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from whatworks.terms import RetrievalState, Stage, Verdict
from whatworks_site.evidence.models import (
    EvidenceSetRow,
    ProtocolVersionRow,
    ResultRow,
    Review,
    StudyRow,
)

from ..models import (
    ReferenceRow,
    SearchImport,
    Standing,
    WorkRow,
)  # fmt: skip
from ..models.collating import ImportState
from .doubts import doubts
from .flow import studies_included, undescribed
from .overview_questions import questions_of


@dataclass(frozen=True, kw_only=True)
class StageCount:
    """How far one stage of the reading is."""

    works: int = 0
    awaiting: int = 0
    included: int = 0
    excluded: int = 0
    to_settle: int = 0
    to_find: int = 0
    """Awaiting, and there is nothing to read yet."""
    given_up: int = 0
    """Not to be found, and so awaiting nothing."""

    @property
    def decided(self) -> int:
        """How many are in or out."""
        return self.included + self.excluded


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the searches brought."""

    searches: int
    reading: int
    refused: int
    records: int
    rejected: int
    works: int
    pairs: int
    """Pairs that may be copies, of which nobody has said."""


@dataclass(frozen=True, kw_only=True)
class Described:
    """How far studies are described, appraised and put together."""

    studies: int
    included: int
    """Of the studies, those that the flow counts: with a report that is in."""
    results: int
    undescribed: int
    questions: int
    evidence_sets: int


def stages_of(review: Review) -> dict[Stage, StageCount]:
    """How far both stages of the reading are."""
    rows = Standing.objects.filter(review=review).order_by().values_list("stage").annotate(
        works=Count("pk"),
        awaiting=Count("pk", filter=Q(state="awaiting") & ~GIVEN_UP),
        included=Count("pk", filter=Q(verdict=Verdict.INCLUDE) & ~GIVEN_UP),
        excluded=Count("pk", filter=Q(verdict=Verdict.EXCLUDE) & ~GIVEN_UP),
        to_settle=Count("pk", filter=IS_TO_SETTLE),
        to_find=Count("pk", filter=Q(state="awaiting", is_ready=False) & ~GIVEN_UP),
        given_up=Count("pk", filter=GIVEN_UP),
    )  # fmt: skip
    names = ("works", "awaiting", "included", "excluded", "to_settle", "to_find", "given_up")
    found = {Stage(stage): StageCount(**dict(zip(names, counts, strict=True))) for stage, *counts in rows}
    return {stage: found.get(stage, StageCount()) for stage in Stage}


GIVEN_UP = Q(stage=Stage.FULL_TEXT, work__retrieval=RetrievalState.NOT_FOUND)
"""Standings of works whose full text cannot be had: they wait for nothing."""

IS_TO_SETTLE = Q(is_open=True) & (Q(state="conflict") | Q(verdict=Verdict.MAYBE))
"""Standings of works on which screeners differ, or agree that they are not sure."""


def found_of(review: Review) -> Found:
    """What the searches brought, and the pairs that a person is to look at."""
    imports = SearchImport.objects.filter(review=review).aggregate(
        searches=Count("pk", filter=Q(state=ImportState.IN)),
        reading=Count("pk", filter=Q(state=ImportState.READING)),
        refused=Count("pk", filter=Q(state=ImportState.REFUSED)),
        rejected=Sum("rejected", filter=Q(state=ImportState.IN), default=0),
    )
    return Found(
        **imports,
        records=ReferenceRow.objects.filter(review=review).count(),
        works=WorkRow.objects.filter(review=review).count(),
        pairs=pairs_of(review),
    )


def pairs_of(review: Review) -> int:
    """How many pairs of records may be copies, of which nobody has said."""
    return len(doubts(review))


def described_of(review: Review) -> Described:
    """How far studies are described and put together."""
    return Described(
        studies=StudyRow.objects.filter(review=review).count(),
        included=studies_included(review),
        results=ResultRow.objects.filter(review=review).count(),
        undescribed=len(undescribed(review)),
        questions=len(questions_of(review)),
        evidence_sets=EvidenceSetRow.objects.filter(review=review).count(),
    )


def protocol_of(review: Review) -> str:
    """The protocol's newest version; empty where there is none."""
    last = ProtocolVersionRow.objects.filter(review=review).order_by("-place").values_list("key", flat=True)
    return last.first() or ""
