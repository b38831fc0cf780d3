"""What a person is to read next, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from whatworks.terms import Stage
from whatworks_site.evidence.models import Review

from ..models import QueueHead, Seat, Share, Standing, Vote
from ..models.team import Order
from ..seats import ways_of

_ORDERS = {
    Order.RANKED: ("work__place", "work_id"),
    Order.NEWEST: ("-work__year", "work_id"),
    Order.RANDOM: ("work__chance", "work_id"),
}


def to_read(review: Review, stage: Stage, seat: Seat) -> QuerySet[Standing]:
    """Works at this stage that this person is still to read, in no order."""
    mine = Vote.objects.filter(work=OuterRef("work"), stage=stage, by=seat.name)
    shared = Share.objects.filter(work=OuterRef("work"), stage=stage, by=seat.name)
    found = Standing.objects.filter(review=review, stage=stage, state="awaiting", is_ready=True)
    return found.filter(~Exists(mine)).filter(Q(is_shared_out=False) | Exists(shared))


def next_work(review: Review, stage: Stage, seat: Seat, *, after: int | None = None) -> int | None:
    """The next work for this person, by its number; `after`: not this one, if there is another."""
    order = ways_of(review).order
    waiting = to_read(review, stage, seat)
    if after is not None and waiting.exclude(work_id=after).exists():
        waiting = waiting.exclude(work_id=after)
    if order == Order.RANKED:
        heads = QueueHead.objects.filter(seat=seat, stage=stage).order_by("place")
        ready = waiting.filter(work_id=OuterRef("work_id"))
        first = heads.filter(Exists(ready)).values_list("work_id", flat=True).first()
        if first is not None:
            return int(first)
    return waiting.order_by(*_ORDERS[Order(order)]).values_list("work_id", flat=True).first()


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
    """How many this person has read, and how many are left to them."""
    read = Vote.objects.filter(review=review, stage=stage, by=seat.name).count()
    return Progress(read, to_read(review, stage, seat).count())


def votes_shown(user: Any, seat: Seat | None, standing: Standing) -> list[Vote]:
    """The verdicts on a work that a person may see: until all have decided, only their own."""
    found = Vote.objects.filter(work_id=standing.work_id, stage=standing.stage).select_related("decision")
    if not standing.is_open:
        found = found.filter(by=seat.name) if seat else found.none()
    return list(found.order_by("by"))
