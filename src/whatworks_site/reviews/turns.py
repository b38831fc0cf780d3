"""Whose turn a record is, where more people screen than must read each.

Were everyone shown the same record next, many would decide on what two have decided already. So each record
is first the turn of as many people as must read it, by chance and for good; whoever has read all of theirs
helps with the others'. It follows from the team and the record alone, and tells nothing of what anybody said.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, QuerySet

from whatworks_site.evidence.models import Review
from whatworks_site.people.models import Membership
from whatworks_site.people.roles import Role

from .models import Seat, Standing


def own_turn(found: QuerySet[Standing], review: Review, seat: Seat) -> QuerySet[Standing] | None:
    """Of these, those that are this person's turn; None where everybody is to read everything anyway."""
    screeners = list(_screeners(review))
    needed = max(1, int(review.document.get("screeners_needed", 2)))
    if seat.pk not in screeners or len(screeners) <= needed:
        return None
    mine = _remainders(screeners.index(seat.pk), len(screeners), needed)
    return found.annotate(turn=F("chance") % len(screeners)).filter(turn__in=mine)


def _screeners(review: Review) -> QuerySet[Seat, int]:
    part = Membership.objects.filter(user=OuterRef("user"), role=Role.SCREENER, review=review.key)
    return Seat.objects.filter(Exists(part), review=review).order_by("pk").values_list("pk", flat=True)


def _remainders(place: int, people: int, needed: int) -> Sequence[int]:
    """Which remainders of a record's chance are the turn of the person at this place."""
    return [(place - back) % people for back in range(needed)]
