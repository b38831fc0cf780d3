"""Who sits where in a review's team."""

from __future__ import annotations

from typing import Any

from whatworks_site.evidence.models import Review
from whatworks_site.evidence.states import NotPossible

from .models import Seat, Ways


def seat_of(user: Any, review: Review) -> Seat:
    """This person's seat. Raises NotPossible where they have none."""
    found = Seat.objects.filter(review=review, user_id=user.pk).first()
    if found is None:
        raise NotPossible("You have no seat in this review’s team. Ask its lead for one.")
    return found


def ways_of(review: Review) -> Ways:
    """How the team works; the usual ways until it has chosen others."""
    return Ways.objects.filter(review=review).first() or Ways(review=review)
