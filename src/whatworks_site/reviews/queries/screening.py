"""Where screening stands: counts that all may see, and what is one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from whatworks.terms import Stage, Verdict
from whatworks_site.evidence.models import Review
from whatworks_site.people.permissions import may

from ..models import Seat, Standing
from ..restating import words_of
from ..seats import ways_of
from .overview_counts import GIVEN_UP
from .queue import Progress, progress
from .screening_left import LeftShown, left_of
from .screening_page import STAGE_WORDS


@dataclass(frozen=True)
class TeamCounts:
    """Where the works of a stage stand."""

    works: int
    awaiting: int
    without_text: int
    """Waiting for a full text that may still be found."""
    given_up: int
    """The full text could not be found, so these wait for nothing."""
    conflicts: int
    included: int
    excluded: int
    unsure: int

    @property
    def to_settle(self) -> int:
        """Where screeners differ, or agree that they are not sure."""
        return self.conflicts + self.unsure


@dataclass(frozen=True)
class StageHome:
    """One stage: the team's counts, and for who screens, their own."""

    slug: str
    words: str
    team: TeamCounts
    own: Progress | None
    left: LeftShown | None


@dataclass(frozen=True)
class ScreeningHome:
    """Both stages, and what this person is here."""

    stages: tuple[StageHome, ...]
    seat: str
    screens: bool
    order: str
    settled_by: str
    needed: int


def screening_home(user: Any, review: Review) -> ScreeningHome:
    """The stages as this person may see them."""
    screens = may(user, "reviews.screen", review=review.key)
    seat = Seat.objects.filter(review=review, user_id=user.pk).first() if screens else None
    ways = ways_of(review)
    return ScreeningHome(
        stages=tuple(_stage(review, stage, seat) for stage in Stage),
        seat=seat.name if seat else "",
        screens=screens,
        order=ways.get_order_display(),
        settled_by=ways.settled_by,
        needed=int(review.document.get("screeners_needed", 2)),
    )


def _stage(review: Review, stage: Stage, seat: Seat | None) -> StageHome:
    own = progress(review, stage, seat) if seat else None
    left = left_of(review, stage, seat, own) if seat and own and stage is Stage.TITLE else None
    return StageHome(words_of(stage), STAGE_WORDS[stage], team_counts(review, stage), own, left)


def team_counts(review: Review, stage: Stage) -> TeamCounts:
    """Counts from the standings alone: they tell of no verdict before it is open."""
    unsure = Q(verdict=Verdict.MAYBE)
    found = Standing.objects.filter(review=review, stage=stage).aggregate(
        works=Count("pk"),
        awaiting=Count("pk", filter=Q(state="awaiting", is_ready=True)),
        without_text=Count("pk", filter=Q(state="awaiting", is_ready=False) & ~GIVEN_UP),
        given_up=Count("pk", filter=GIVEN_UP),
        conflicts=Count("pk", filter=Q(state="conflict")),
        included=Count("pk", filter=Q(verdict=Verdict.INCLUDE) & ~GIVEN_UP),
        excluded=Count("pk", filter=Q(verdict=Verdict.EXCLUDE) & ~GIVEN_UP),
        unsure=Count("pk", filter=unsure & ~Q(state="conflict")),
    )
    return TeamCounts(**found)
