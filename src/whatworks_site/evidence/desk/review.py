"""A review on the desk: what it holds, whether its ratings are current, and where its pages stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from whatworks_site.jobs.models import Job
from whatworks_site.jobs.queries import Shown, shown
from whatworks_site.jobs.states import State as JobState
from whatworks_site.people.permissions import reviews_where

from ..models import TABLES, Review
from ..queries import assessed, last_assessment
from ..rows import rows_of
from ..words import HOLDERS, when
from .standing import PageLine, Standing, page_lines, review_line, standing

IMPORT = "import-review"
"""The kind of work that reads a folder in."""


def import_job(job_id: int) -> Shown | None:
    """The reading of a folder, how far it is and what came of it."""
    job = Job.objects.select_related("asked_by").filter(pk=job_id, kind=IMPORT).first()
    return shown(job) if job else None


def assess_key(review: str) -> str:
    """What tells one review's computing from another's among the jobs."""
    return f"assess-review:{review}"


@dataclass(frozen=True)
class ReviewLine:
    """A review in a list."""

    key: str
    title: str
    standing: Standing
    published: int
    read: str


@dataclass(frozen=True)
class ReviewDesk:
    """Everything that a review's page on the desk shows."""

    key: str
    title: str
    question: str
    revision: int
    is_example: bool
    read: str
    read_by: str
    counts: tuple[tuple[str, str], ...]
    standing: Standing
    rated: str
    lines: tuple[PageLine, ...]
    own: PageLine | None
    questions: tuple[str, ...]
    job: Shown | None
    """The computing of its ratings that waits, runs or failed."""


def review_lines(user: Any) -> tuple[ReviewLine, ...]:
    """The reviews that this person may see."""
    allowed = reviews_where(user, "see_desk")
    found = Review.objects.all() if allowed is None else Review.objects.filter(key__in=allowed)
    return tuple(
        ReviewLine(
            key=review.key,
            title=review.title,
            standing=standing(review),
            published=review.publications.filter(state="published").count(),
            read=when(review.imported_at),
        )
        for review in found
    )


def review_desk(key: str) -> ReviewDesk | None:
    """A review by its name; None where there is none."""
    review = Review.objects.select_related("imported_by").filter(key=key).first()
    if review is None:
        return None
    last = last_assessment(key)
    found = standing(review)
    return ReviewDesk(
        key=key,
        title=review.title,
        question=review.document.get("question", ""),
        revision=review.revision,
        is_example=review.is_example,
        read=when(review.imported_at),
        read_by=review.imported_by.name if review.imported_by else "the site itself",
        counts=tuple(_counts(review)),
        standing=found,
        rated=when(found.made_at),
        lines=page_lines(review),
        own=review_line(review),
        questions=assessed(last)[0].questions if last else (),
        job=_job(assess_key(key)),
    )


def _counts(review: Review) -> Iterable[tuple[str, str]]:
    tables = {table.HOLDER: table for table in TABLES}
    for holder, words in HOLDERS:
        yield words, f"{rows_of(review, tables[holder]).count():,}"


def _job(key: str) -> Shown | None:
    last = Job.objects.select_related("asked_by").filter(key=key).order_by("-pk").first()
    return shown(last) if last is not None and last.state != JobState.DONE else None
