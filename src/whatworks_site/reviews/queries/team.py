"""The team: who sits where, their parts, and how much each has done. Never what they decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from whatworks.terms import Stage
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.words import when
from whatworks_site.people.models import Membership
from whatworks_site.people.permissions import matrix
from whatworks_site.people.roles import PARTS, Role

from ..actions.team import is_used
from ..models import JoinRequest, Seat, Vote
from ..models.team import SettledBy
from ..seats import ways_of


@dataclass(frozen=True)
class SeatLine:
    """A seat as the team's page shows it."""

    pk: int
    name: str
    person: str
    email: str
    parts: tuple[Role, ...]
    titles: int
    full_texts: int
    is_mine: bool
    may_remove: bool

    @property
    def is_empty(self) -> bool:
        """Whether nobody sits here."""
        return not self.person


@dataclass(frozen=True)
class Asked:
    """Somebody who wants to join."""

    pk: int
    person: str
    email: str
    name: str
    why: str
    when: str


def seat_lines(review: Review, user: Any) -> list[SeatLine]:
    """Every seat, those that are taken first."""
    parts: defaultdict[int, list[Role]] = defaultdict(list)
    for number, role in Membership.objects.filter(review=review.key, role__in=PARTS).values_list(
        "user_id", "role"
    ):
        parts[number].append(Role(role))
    counts = {
        (by, stage): n
        for by, stage, n in Vote.objects.filter(review=review)
        .values_list("by", "stage")
        .annotate(n=Count("pk"))
        .order_by()
    }
    seats = Seat.objects.filter(review=review).select_related("user")
    lines = [
        SeatLine(
            pk=seat.pk,
            name=seat.name,
            person=seat.user.name if seat.user else "",
            email=seat.user.email if seat.user else "",
            parts=tuple(r for r in PARTS if r in parts[seat.user_id]) if seat.user_id else (),
            titles=counts.get((seat.name, Stage.TITLE), 0),
            full_texts=counts.get((seat.name, Stage.FULL_TEXT), 0),
            is_mine=seat.user_id is not None and seat.user_id == user.pk,
            may_remove=seat.user_id is None and not is_used(seat),
        )
        for seat in seats
    ]
    return sorted(lines, key=lambda line: (line.is_empty, line.name.lower()))


def seat_line(review: Review, user: Any, pk: int) -> SeatLine | None:
    """One seat."""
    return next((line for line in seat_lines(review, user) if line.pk == pk), None)


def asked_to_join(review: Review) -> list[Asked]:
    """Requests that wait for the lead, the oldest first."""
    found = JoinRequest.objects.filter(review=review, answered_at=None, user__is_active=True)
    return [
        Asked(a.pk, a.user.name, a.user.email, a.name, a.why, when(a.at))
        for a in found.select_related("user").order_by("at")
    ]


def may_do(role: Role) -> list[str]:
    """What a part may do in a review, from the matrix of permissions."""
    rows = (row for row in matrix() if row.action.startswith("reviews.") and row.per_review)
    return [row.words for row in rows if role in row.roles]


def cautions(review: Review, lines: list[SeatLine]) -> Iterator[str]:
    """What a lead should know of this team. It stops nothing."""
    held = {role: [line.name for line in lines if role in line.parts] for role in PARTS}
    needed, ways = review.document.get("screeners_needed", 2), ways_of(review)
    if not held[Role.LEAD]:
        yield "Nobody leads this review, so its question, protocol, team and ways cannot change."
    if len(held[Role.SCREENER]) < needed:
        yield (
            f"Each record is to be read by {needed}, and {len(held[Role.SCREENER]) or 'nobody'} "
            f"{'screens' if len(held[Role.SCREENER]) < 2 else 'screen'} here, so nothing can be decided."
        )
    if ways.settled_by == SettledBy.ARBITER and not held[Role.ARBITER] and needed > 1:
        yield "A third person is to settle conflicts, and nobody is the arbiter."
    for name in sorted(set(held[Role.ARBITER]) & set(held[Role.SCREENER])):
        yield (f"{name} screens and settles. Where {name} is one who differs, somebody else should settle.")
