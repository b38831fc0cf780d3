"""How far a review is, counted by the database. Nothing here tells of a verdict that is not open yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from whatworks.synthesise import question_result
from whatworks.terms import LinkBand, RetrievalState, Stage, Verdict
from whatworks_site.evidence.models import (
    DuplicateLinkRow,
    EvidenceSetRow,
    OutcomeRow,
    ProtocolVersionRow,
    ResultRow,
    Review,
    StudyRow,
)

from ..models import AppraisalDraft, Extraction, Link, ReferenceRow, SearchImport, Seat, Standing, WorkRow
from ..models.collating import ImportState
from .flow import undescribed


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
    results: int
    undescribed: int
    questions: int
    evidence_sets: int


@dataclass(frozen=True, kw_only=True)
class Own:
    """What one person has begun and not handed in, and what waits for that person's settling."""

    begun: int = 0
    to_reconcile: int = 0


def stages_of(review: Review) -> dict[Stage, StageCount]:
    """How far both stages of the reading are."""
    rows = Standing.objects.filter(review=review).order_by().values_list("stage").annotate(
        works=Count("pk"),
        awaiting=Count("pk", filter=Q(state="awaiting")),
        included=Count("pk", filter=Q(verdict=Verdict.INCLUDE)),
        excluded=Count("pk", filter=Q(verdict=Verdict.EXCLUDE)),
        to_settle=Count("pk", filter=Q(is_open=True) & (Q(state="conflict") | Q(verdict=Verdict.MAYBE))),
        to_find=Count("pk", filter=Q(state="awaiting", is_ready=False) & ~_GIVEN_UP),
    )  # fmt: skip
    names = ("works", "awaiting", "included", "excluded", "to_settle", "to_find")
    found = {Stage(stage): StageCount(**dict(zip(names, counts, strict=True))) for stage, *counts in rows}
    return {stage: found.get(stage, StageCount()) for stage in Stage}


_GIVEN_UP = Q(work__retrieval=RetrievalState.NOT_FOUND)


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
    """How many pairs may be copies and are still two records, of which nobody has said."""
    said = DuplicateLinkRow.objects.filter(review=review).filter(
        Q(a=OuterRef("a"), b=OuterRef("b")) | Q(a=OuterRef("b"), b=OuterRef("a"))
    )
    pairs = Link.objects.filter(review=review, band=LinkBand.DOUBTFUL).exclude(Exists(said))
    return pairs.count()


def described_of(review: Review) -> Described:
    """How far studies are described and put together."""
    return Described(
        studies=StudyRow.objects.filter(review=review).count(),
        results=ResultRow.objects.filter(review=review).count(),
        undescribed=len(undescribed(review)),
        questions=len(questions_of(review)),
        evidence_sets=EvidenceSetRow.objects.filter(review=review).count(),
    )


def questions_of(review: Review) -> tuple[tuple[str, str], ...]:
    """Results whose printed figures cannot all be true and on which nobody has left a note, and why."""
    return _questions(review.pk, review.revision)


# A review's results change only together with its revision.
@lru_cache(maxsize=64)
def _questions(review: int, revision: int) -> tuple[tuple[str, str], ...]:
    outcomes = {row.key: row.to_record() for row in OutcomeRow.objects.filter(review=review)}
    open_ = ResultRow.objects.filter(review=review).filter(Q(note=None) | Q(note="")).order_by("place", "pk")
    results = [row.to_record() for row in open_]
    asked = ((r, question_result(r, outcomes[r.outcome])) for r in results if r.outcome in outcomes)
    return tuple((result.study, words[0]) for result, words in asked if words)


def protocol_of(review: Review) -> str:
    """The protocol's newest version; empty where there is none."""
    last = ProtocolVersionRow.objects.filter(review=review).order_by("-place").values_list("key", flat=True)
    return last.first() or ""


def extracted_by(review: Review, seat: Seat | None, needed: int) -> Own:
    """What this person has begun to extract, and the studies on which enough have handed in."""
    return _own(Extraction, review, seat, needed, "study")


def appraised_by(review: Review, seat: Seat | None, needed: int) -> Own:
    """What this person has begun to appraise, and what enough have handed in to be settled."""
    return _own(AppraisalDraft, review, seat, needed, "object", "instrument")


def _own(table: Any, review: Review, seat: Seat | None, needed: int, *names: str) -> Own:
    rows = table.objects.filter(review=review).order_by()
    begun = rows.filter(seat=seat, handed_in_at=None).count() if seat else 0
    each = rows.values(*names).annotate(all=Count("pk"), handed=Count("handed_in_at"))
    ready = each.filter(handed__gte=max(1, needed), handed=F("all")).count()
    return Own(begun=begun, to_reconcile=ready)
