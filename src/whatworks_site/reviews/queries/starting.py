"""What somebody who wants to work on a review may choose from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from whatworks_site.evidence.models import Review
from whatworks_site.people.models import Membership
from whatworks_site.people.permissions import reviews_where
from whatworks_site.people.roles import Role

from ..models import JoinRequest, Seat


@dataclass(frozen=True)
class Joinable:
    """A review that a person may see: who leads it, and what this person has to do with it."""

    key: str
    title: str
    question: str
    leads: tuple[str, ...]
    is_mine: bool
    has_asked: bool


def joinable(user: Any) -> list[Joinable]:
    """Every review that this person may see, by title."""
    where = reviews_where(user, "reviews.see")
    found = Review.objects.order_by("title", "key")
    found = found if where is None else found.filter(key__in=where)
    leads = leads_of([review.key for review in found])
    mine = set(Seat.objects.filter(user=user).values_list("review_id", flat=True))
    asked = set(JoinRequest.objects.filter(user=user, answered_at=None).values_list("review_id", flat=True))
    return [
        Joinable(
            review.key,
            review.title,
            review.document.get("question", ""),
            leads[review.key],
            review.pk in mine,
            review.pk in asked,
        )
        for review in found
    ]


def leads_of(reviews: list[str]) -> dict[str, tuple[str, ...]]:
    """Who leads each review, by the names of people; nobody where nobody does."""
    held = Membership.objects.filter(role=Role.LEAD, review__in=reviews, user__is_active=True)
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for review, name in held.order_by("user__name").values_list("review", "user__name"):
        found[review] += (name,)
    return found
