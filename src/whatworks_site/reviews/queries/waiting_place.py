"""A person in a review: what they may do there, and what is counted for them, each once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from whatworks.terms import Stage
from whatworks_site.evidence.models import Review
from whatworks_site.people.permissions import reviews_where
from whatworks_site.people.queries import roles_of
from whatworks_site.people.roles import PARTS

from ..models import Seat, Ways
from ..models.team import SettledBy
from .appraisals import AppraisalDesk, appraisal_desk
from .appraisals_objects import appraisable
from .flow import undescribed
from .overview_counts import StageCount, pairs_of, stages_of
from .overview_own import Own, appraised_by, extracted_by
from .queue import Progress, progress

_ACTIONS = (
    "reviews.lead", "reviews.duplicates", "reviews.screen", "reviews.settle", "reviews.arbitrate",
    "reviews.retrieve", "reviews.extract", "reviews.reconcile", "reviews.appraise", "reviews.search",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Place:
    """A person in a review: the seat, the ways of the team, and what the person may do there."""

    review: Review
    seat: Seat | None
    ways: Ways
    may: frozenset[str]

    @property
    def settles(self) -> bool:
        """Whether this person settles where screeners differ."""
        together = self.ways.settled_by == SettledBy.TOGETHER and "reviews.settle" in self.may
        return together or "reviews.arbitrate" in self.may

    @property
    def screens(self) -> bool:
        """Whether this person reads records here."""
        return self.seat is not None and "reviews.screen" in self.may

    @cached_property
    def stages(self) -> dict[Stage, StageCount]:
        """How far both stages of the reading are."""
        return stages_of(self.review)

    @cached_property
    def progress(self) -> dict[Stage, Progress]:
        """How far this person is at each stage; empty for who does not screen."""
        if not self.screens or self.seat is None:
            return {}
        return {stage: progress(self.review, stage, self.seat) for stage in Stage}

    @cached_property
    def pairs(self) -> int:
        """Pairs that may be copies."""
        return pairs_of(self.review)

    @cached_property
    def undescribed(self) -> int:
        """Included works of which no study tells yet."""
        return len(undescribed(self.review))

    @cached_property
    def extracted(self) -> Own:
        """What this person has begun to extract, and what may be settled."""
        return extracted_by(self.review, self.seat, self.ways.extractors_needed)

    @cached_property
    def appraised(self) -> Own:
        """What this person has begun to appraise, and what may be settled."""
        return appraised_by(self.review, self.seat, self.ways.appraisers_needed)

    @cached_property
    def to_appraise(self) -> AppraisalDesk | None:
        """What this person may still appraise: not begun by them, nor by as many as are needed."""
        return appraisal_desk(self.review, appraisable(self.review), self.seat) if self.seat else None


def places_of(user: Any) -> list[Place]:
    """The reviews in whose team this person is."""
    held = {role.review for role in roles_of(user) if role.review and role.role in PARTS}
    return _places(user, list(Review.objects.filter(key__in=held))) if held else []


def place_of(user: Any, review: Review) -> Place:
    """This person in one review, also where they are not of its team."""
    return _places(user, [review])[0]


def _places(user: Any, reviews: list[Review]) -> list[Place]:
    where = {action: reviews_where(user, action) for action in _ACTIONS}
    seats = {s.review_id: s for s in Seat.objects.filter(user_id=user.pk, review__in=reviews)}
    ways = {w.review_id: w for w in Ways.objects.filter(review__in=reviews)}
    return [
        Place(
            review=review,
            seat=seats.get(review.pk),
            ways=ways.get(review.pk) or Ways(review=review),
            may=frozenset(a for a, keys in where.items() if keys is None or review.key in keys),
        )
        for review in reviews
    ]
