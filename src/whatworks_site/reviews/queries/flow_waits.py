"""What waits at each box of the flow, and what is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whatworks.terms import Prisma, Stage
from whatworks_site.evidence.models import Review

from ..addresses import address_of, first_of
from ..restating import SLUGS
from .overview_counts import pairs_of, stages_of


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box of the flow, how many are in it, and the list behind it."""

    words: str
    count: int
    href: str
    waits: bool = False


def boxes(review: Review, flow: Prisma) -> tuple[Box, ...]:
    """The boxes in which something waits, then the others, each with the list behind it."""
    found = [box for box in _boxes(review, flow) if box.count]
    return (*(b for b in found if b.waits), *(b for b in found if not b.waits))


def _boxes(review: Review, p: Prisma) -> Iterator[Box]:
    key = review.key
    stages = stages_of(review)

    def at(*names: str) -> str:
        return first_of(*names, review=key)

    def waits(words: str, n: int, *names: str) -> Box:
        return Box(words=words, count=n, href=at(*names), waits=True)

    def holds(words: str, n: int, *names: str) -> Box:
        return Box(words=words, count=n, href=at(*names))

    conflicts = stages[Stage.TITLE].to_settle, stages[Stage.FULL_TEXT].to_settle
    yield waits("Pairs that may be copies", pairs_of(review), "review-doubtful", "review-duplicates")
    yield waits(
        "Records not yet decided on title and abstract",
        p.records_awaiting + p.other_records_awaiting, "review-titles",
    )  # fmt: skip
    yield _at_stage("Of those, to settle", conflicts[0], "review-conflicts", key, Stage.TITLE, waits=True)
    yield waits(
        "Reports still being sought",
        p.dbr_awaiting_retrieval + p.other_awaiting_retrieval,
        "review-fulltexts",
    )
    yield waits("Reports not yet decided in full", p.dbr_awaiting + p.other_awaiting, "review-fulltexts")
    yield _at_stage("Of those, to settle", conflicts[1], "review-conflicts", key, Stage.FULL_TEXT, waits=True)
    yield waits("Reports whose study is not yet described", p.reports_without_study, "review-studies")
    yield holds("Records that could not be read", p.rejected, "review-searches")
    yield holds("Copies removed", p.duplicates + p.other_duplicates, "review-duplicates")
    out = p.records_excluded + p.other_records_excluded
    yield _at_stage("Records left out on title and abstract", out, "review-decisions", key, Stage.TITLE)
    missing = p.dbr_notretrieved_reports + p.other_notretrieved_reports
    yield holds("Reports not found", missing, "review-fulltexts")
    out = sum(p.dbr_excluded.values()) + sum(p.other_excluded.values())
    yield _at_stage("Reports left out on full text", out, "review-decisions", key, Stage.FULL_TEXT)
    yield holds("Studies included", p.new_studies, "review-studies")


def _at_stage(words: str, n: int, name: str, review: str, stage: Stage, *, waits: bool = False) -> Box:
    return Box(words=words, count=n, href=address_of(name, review, SLUGS[stage]), waits=waits)
