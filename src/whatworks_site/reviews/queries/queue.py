"""What a person is to read next, and how far they are.

The order is the ranker's heads (`QueueHead`, the next ones for this person) and then the team's order, which
stands in columns of `Standing` so that an index gives it. Nothing here looks at a colleague's verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from whatworks.terms import Stage
from whatworks_site.evidence.models import Review

from ..models import QueueHead, Seat, Share, Standing, Vote
from ..models.team import Order
from ..seats import ways_of
from ..turns import own_turn

_COLUMN: Mapping[Order, str] = {Order.RANKED: "place", Order.NEWEST: "year", Order.RANDOM: "chance"}
_DOWNWARDS = (Order.NEWEST,)


def to_read(review: Review, stage: Stage, seat: Seat) -> QuerySet[Standing]:
    """Works at this stage that this person is still to read, in no order."""
    mine = Vote.objects.filter(work=OuterRef("work"), stage=stage, by=seat.name)
    shared = Share.objects.filter(work=OuterRef("work"), stage=stage, by=seat.name)
    found = Standing.objects.filter(review=review, stage=stage, state="awaiting", is_ready=True)
    return found.filter(~Exists(mine)).filter(Q(is_shared_out=False) | Exists(shared))


def first_to_read(
    review: Review, stage: Stage, seat: Seat, *, after: int | None = None
) -> QuerySet[Standing]:
    """What of it comes first: this person's turns, while there are any beside `after`; then everything."""
    every = to_read(review, stage, seat)
    mine = own_turn(every, review, seat)
    if mine is not None and mine.exclude(work_id=after or 0).exists():
        return mine
    return every


def next_work(review: Review, stage: Stage, seat: Seat, *, after: int | None = None) -> int | None:
    """The next work for this person, by its number; `after`: what follows this one, and then from the start.

    None where nothing is left, or nothing but `after`.
    """
    queue = _Queue(review, stage, seat, after=after)
    return queue.first() if after is None else queue.beyond(after)


def beside(review: Review, stage: Stage, seat: Seat, work: int, *, back: bool) -> int | None:
    """The record before or after this one: first what this person has read, in time, then what waits."""
    votes = Vote.objects.filter(review=review, stage=stage, by=seat.name)
    here = votes.filter(work_id=work).values_list("decision__at", flat=True).first()
    if here is not None:
        time = {"decision__at__lt": here} if back else {"decision__at__gt": here}
        found = votes.filter(**time).order_by("-decision__at" if back else "decision__at")
        near = found.values_list("work_id", flat=True).first()
        return near if near is not None or back else next_work(review, stage, seat)
    queue = _Queue(review, stage, seat)
    if not back:
        return queue.beyond(work)
    last = votes.order_by("-decision__at").values_list("work_id", flat=True)
    before = queue.before(work)
    return before if before is not None else last.first()


class _Queue:
    """What waits for a person, in order: the ranker's heads, then the team's order."""

    def __init__(self, review: Review, stage: Stage, seat: Seat, *, after: int | None = None) -> None:
        self.order = Order(ways_of(review).order)
        self.column, self.down = _COLUMN[self.order], self.order in _DOWNWARDS
        self.waiting = first_to_read(review, stage, seat, after=after)
        self.heads = QueueHead.objects.filter(seat=seat, stage=stage)
        self.stage = stage

    def first(self) -> int | None:
        """The first that waits."""
        return _number(self._heads()) or _number(self._rest())

    def beyond(self, work: int) -> int | None:
        """What follows a work, whether it still waits or not; after the last, the first."""
        place = self._place(work)
        after = (
            (lambda: _number(self._heads().filter(place__gt=place)) or _number(self._rest()))
            if place is not None
            else (lambda: _number(self._rest().filter(self._past(work))))
        )
        found = after() or self.first()
        return found if found != work else None

    def before(self, work: int) -> int | None:
        """What stands before a work that waits; None where it is the first."""
        place = self._place(work)
        if place is not None:
            return _number(self._heads().filter(place__lt=place).order_by("-place"))
        rest = self._rest().filter(self._past(work, back=True)).order_by(*self._sorted(back=True))
        return _number(rest) or _number(self._heads().order_by("-place"))

    def _heads(self) -> QuerySet[QueueHead]:
        if self.order is not Order.RANKED:
            return self.heads.none()
        return self.heads.filter(Exists(self.waiting.filter(work_id=OuterRef("work_id")))).order_by("place")

    def _rest(self) -> QuerySet[Standing]:
        found = self.waiting
        if self.order is Order.RANKED:
            found = found.filter(~Exists(self.heads.filter(work_id=OuterRef("work_id"))))
        return found.order_by(*self._sorted())

    def _sorted(self, *, back: bool = False) -> tuple[str, str]:
        return f"{'-' if self.down != back else ''}{self.column}", f"{'-' if back else ''}work_id"

    def _place(self, work: int) -> int | None:
        if self.order is not Order.RANKED:
            return None
        return self.heads.filter(work_id=work).values_list("place", flat=True).first()

    def _past(self, work: int, *, back: bool = False) -> Q:
        held = Standing.objects.filter(work_id=work, stage=self.stage).values_list(self.column, flat=True)
        at = held.first()
        if at is None:
            return Q()
        way = "lt" if self.down != back else "gt"
        further = {f"work_id__{'lt' if back else 'gt'}": work}
        return Q(**{f"{self.column}__{way}": at}) | Q(**{self.column: at}, **further)


def _number(found: QuerySet[Any]) -> int | None:
    return found.values_list("work_id", flat=True).first()


@dataclass(frozen=True)
class Progress:
    """How far a person is at a stage."""

    read: int
    left: int

    @property
    def total(self) -> int:
        """What this person reads in all, as far as can be told now."""
        return self.read + self.left


def progress(review: Review, stage: Stage, seat: Seat) -> Progress:
    """How many this person has read, and how many are left to them. Counted from indexes alone."""
    at = {"review": review, "stage": stage}
    votes = Vote.objects.filter(**at, by=seat.name)
    awaiting = Standing.objects.filter(**at, state="awaiting", is_ready=True)
    open_to_all = awaiting.filter(is_shared_out=False).count() - votes.filter(waits=True).count()
    return Progress(votes.count(), open_to_all + _shared(review, stage, seat))


def _shared(review: Review, stage: Stage, seat: Seat) -> int:
    given = Share.objects.filter(review=review, stage=stage, by=seat.name)
    there = {"work": OuterRef("work"), "stage": stage}
    awaiting = Standing.objects.filter(**there, state="awaiting", is_ready=True)
    return given.filter(Exists(awaiting), ~Exists(Vote.objects.filter(**there, by=seat.name))).count()


def votes_shown(user: Any, seat: Seat | None, standing: Standing) -> list[Vote]:
    """The verdicts on a work that a person may see: until all have decided, only their own."""
    found = Vote.objects.filter(work_id=standing.work_id, stage=standing.stage).select_related("decision")
    if not standing.is_open:
        found = found.filter(by=seat.name) if seat else found.none()
    return list(found.order_by("by"))
