"""Working out in which order each person reads, and how much is left to whom has read much.

Everything that is computed is computed outside of transactions, and written in short ones: nobody who decides
waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Count

from whatworks.terms import Ranked, Stage
from whatworks_site.evidence.models import Review

from ..models import Left, QueueHead, Seat, Standing, WorkRow
from ..models.team import Order
from ..queries.queue import first_to_read, progress
from ..queries.ranking import lessons_for, numbers_of, ranker_of
from ..queries.screening_left import AT_ONCE, worked_out
from ..seats import ways_of

AHEAD = 200
"""So many of the next are put in order for each person."""
_WRITTEN_AT_ONCE = 400
PAUSE = 0.05
"""Seconds between two writes, in which people's decisions pass: SQLite lets one write at a time."""
T = TypeVar("T")
Tell = Callable[[str, int, int], None]


def teach(*, review: str, tell: Tell = lambda words, done, total: None) -> dict[str, Any]:
    """Bring the order of reading up to what each person has read; by the site itself. Safe to do twice."""
    held = Review.objects.get(key=review)
    seats = [s for s in Seat.objects.filter(review=held).exclude(user=None) if _reads(held, s)]
    steps = len(seats) + 1
    tell("Putting the records in order", 0, steps)
    if ways_of(held).order == Order.RANKED:
        _place(held)
    for number, seat in enumerate(seats, start=1):
        tell("Learning from what was read", number, steps)
        for stage in Stage:
            _for_one(held, stage, seat)
        time.sleep(PAUSE)
    tell("The order is worked out", steps, steps)
    return {"review": review}


def _reads(review: Review, seat: Seat) -> bool:
    return QueueHead.objects.filter(seat=seat).exists() or any(
        progress(review, stage, seat).read for stage in Stage
    )


def _for_one(review: Review, stage: Stage, seat: Seat) -> None:
    if ways_of(review).order == Order.RANKED:
        _queue(review, stage, seat)
    done = progress(review, stage, seat)
    if done.read > AT_ONCE:
        document = worked_out(review, stage, seat, done)
        Left.objects.update_or_create(
            seat=seat, stage=stage, defaults={"read": done.read, "document": document}
        )


def _place(review: Review) -> None:
    """Every work's place by likeness to the question, where there are works that have none of their own."""
    works = WorkRow.objects.filter(review=review)
    many = works.aggregate(works=Count("pk"), places=Count("place", distinct=True))
    if many["works"] == many["places"] and not works.filter(place=0).exists():
        return
    places = {r.work: r.place for r in ranker_of(review).order({}, _question(review))}
    moved = [
        (places[key], pk)
        for pk, key, place in works.values_list("pk", "key", "place")
        if key in places and places[key] != place
    ]
    for some in _parts(moved):
        _write_places(some)
        time.sleep(PAUSE)


def _write_places(moved: Sequence[tuple[int, int]]) -> None:
    """Places and the works that have them, written in a moment: people wait to decide meanwhile."""
    work, standing = WorkRow._meta.db_table, Standing._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {work} SET place = %s WHERE id = %s", moved)  # noqa: S608 - our own names
        cursor.executemany(f"UPDATE {standing} SET place = %s WHERE work_id = %s", moved)  # noqa: S608


def _question(review: Review) -> str:
    said = review.document
    parts = ("question", "population", "intervention", "comparison", "outcomes")
    return " ".join(str(said[part]) for part in parts if said.get(part))


def _queue(review: Review, stage: Stage, seat: Seat) -> None:
    """The next for one person, as their own ranker has it. Until it has both kinds, the question's order."""
    lessons = lessons_for(review, stage, seat)
    heads = QueueHead.objects.filter(seat=seat, stage=stage)
    if set(lessons.values()) != {0, 1}:
        heads.delete()
        return
    waiting = set(first_to_read(review, stage, seat).values_list("work_id", flat=True))
    numbers = numbers_of(review)
    taught = {key: lessons[pk] for key, pk in numbers.items() if pk in lessons}
    ahead = list(_ahead(ranker_of(review).order(taught), numbers, waiting))
    rows = [
        QueueHead(
            review=review, seat=seat, stage=stage, work_id=work, place=place, score=score,
            taught_by=len(lessons),
        )
        for place, (work, score) in enumerate(ahead, start=1)
    ]  # fmt: skip
    with transaction.atomic():
        heads.delete()
        there = set(WorkRow.objects.filter(pk__in=[r.work_id for r in rows]).values_list("pk", flat=True))
        QueueHead.objects.bulk_create([r for r in rows if r.work_id in there])


def _ahead(
    ranked: Sequence[Ranked], numbers: Mapping[str, int], waiting: set[int]
) -> Iterator[tuple[int, float]]:
    left = AHEAD
    for each in ranked:
        if left and (work := numbers.get(each.work)) in waiting:
            left -= 1
            yield work, each.score  # type: ignore[misc]


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _WRITTEN_AT_ONCE):
        yield items[start : start + _WRITTEN_AT_ONCE]
