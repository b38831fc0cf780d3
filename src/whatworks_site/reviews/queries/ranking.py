"""What teaches the ranker of one person: their own verdicts, and what is open to all. Nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, F, Max

from whatworks.collate import Ranker
from whatworks.review.corrections import corrected
from whatworks.terms import Reference, Stage, Verdict, Work
from whatworks_site.evidence.models import CorrectionRow, Review

from ..models import ReferenceRow, Seat, Standing, Vote, WorkRow

_held: list[tuple[tuple[object, ...], Ranker]] = []
"""The works of the review that was ranked last, made comparable; one, as it is large."""


def lessons_for(review: Review, stage: Stage, seat: Seat) -> dict[int, int]:
    """By work: 1 for what is worth reading to this person, 0 for what is not.

    At full text, what was said of the titles teaches too. A conflict that is open teaches nothing.
    """
    taught: dict[int, int] = {}
    for at in (Stage.TITLE, Stage.FULL_TEXT):
        if at is Stage.TITLE or stage is Stage.FULL_TEXT:
            taught |= _own(review, at, seat)
            _open(review, at, taught)
    return taught


def _own(review: Review, stage: Stage, seat: Seat) -> dict[int, int]:
    votes = Vote.objects.filter(review=review, stage=stage, by=seat.name)
    return {work: _lesson(verdict) for work, verdict in votes.values_list("work_id", "verdict")}


def _open(review: Review, stage: Stage, taught: dict[int, int]) -> None:
    settled = Standing.objects.filter(review=review, stage=stage, is_open=True)
    for work, verdict in settled.values_list("work_id", "verdict"):
        if verdict:
            taught[work] = _lesson(verdict)
        else:
            taught.pop(work, None)


def _lesson(verdict: str) -> int:
    return int(verdict != Verdict.EXCLUDE)


def ranker_of(review: Review) -> Ranker:
    """The review's works made comparable; made anew only where its records have changed."""
    mark = _mark(review)
    if not _held or _held[0][0] != mark:
        _held[:] = [(mark, _ranker(review))]
    return _held[0][1]


def _mark(review: Review) -> tuple[object, ...]:
    works = WorkRow.objects.filter(review=review).aggregate(n=Count("pk"), last=Max("pk"))
    laid = CorrectionRow.objects.filter(review=review).aggregate(n=Count("pk"), last=Max("pk"))
    references = ReferenceRow.objects.filter(review=review).aggregate(n=Count("pk"), last=Max("pk"))
    return review.pk, *works.values(), *laid.values(), *references.values()


def _ranker(review: Review) -> Ranker:
    references = _standing(review)
    return Ranker([Work(id=r.id, references=(r.id,), search="") for r in references], references)


def _standing(review: Review) -> Sequence[Reference]:
    """The reference that stands for each work, with no more than its words."""
    rows = ReferenceRow.objects.filter(review=review, work__key=F("key")).order_by("key")
    read = [
        Reference(id=k, search="", line=0, title=t, abstract=a, keywords=tuple(w or ()), year=y)
        for k, t, a, w, y in rows.values_list("key", "title", "abstract", "keywords", "year").iterator(2000)
    ]
    laid = CorrectionRow.objects.filter(review=review, field__in=("title", "abstract", "keywords", "year"))
    return corrected(read, [row.to_record() for row in laid.order_by("place")])  # type: ignore[misc]


def numbers_of(review: Review) -> dict[str, int]:
    """Each work's number by its name."""
    return dict(WorkRow.objects.filter(review=review).values_list("key", "pk"))
