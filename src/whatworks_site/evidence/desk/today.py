"""What waits for a person today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from whatworks_site.people.permissions import reviews_where

from ..models import EvidenceSetRow, Kind, Publication, Review, State
from ..queries import waiting
from ..words import when
from .living import ChangesOfPage, to_decide
from .standing import LineState, PageLine, Standing, page_lines, review_line, standing
from .waiting import Section, Waiting, waits_for


@dataclass(frozen=True)
class WaitingVersion:
    """A version that waits for a second editor."""

    pk: int
    title: str
    review: str
    who: str
    when: str
    reason: str


@dataclass(frozen=True)
class Stale:
    """A review whose ratings are not of its records as they are."""

    key: str
    title: str
    standing: Standing


@dataclass(frozen=True)
class Changed:
    """A review's pages that differ from what is published of them."""

    key: str
    title: str
    lines: tuple[PageLine, ...]


@dataclass(frozen=True)
class Today:
    """What waits: for a decision, for a colleague, for computing, for proposing; and what other apps tell."""

    to_decide: tuple[WaitingVersion, ...]
    mine: tuple[WaitingVersion, ...]
    stale: tuple[Stale, ...]
    changed: tuple[Changed, ...]
    tasks: tuple[Waiting, ...] = ()
    ratings: tuple[ChangesOfPage, ...] = ()
    """Changes of ratings, page by page."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.to_decide or self.mine or self.stale or self.changed or self.tasks or self.ratings)

    @property
    def count(self) -> int:
        """How many things this person could do now."""
        todo = (self.to_decide, self.changed, self.stale, self.need, self.carry_on)
        return sum(len(each) for each in todo) + self.rating_count

    @property
    def rating_count(self) -> int:
        """How many changes of ratings wait for this person."""
        return sum(len(each.lines) for each in self.ratings)

    @property
    def first(self) -> Waiting | None:
        """What needs this person most, among what other apps tell."""
        return next(iter(self.need), None)

    @property
    def need(self) -> tuple[Waiting, ...]:
        """What stands still until this person acts."""
        return self._in(Section.NEED)

    @property
    def carry_on(self) -> tuple[Waiting, ...]:
        """What this person has begun."""
        return self._in(Section.CARRY_ON)

    @property
    def others(self) -> tuple[Waiting, ...]:
        """What waits for others."""
        return self._in(Section.OTHERS)

    def _in(self, section: Section) -> tuple[Waiting, ...]:
        return tuple(task for task in self.tasks if task.section is section)

    @property
    def changed_count(self) -> int:
        """How many pages differ from what is published."""
        return sum(len(each.lines) for each in self.changed)


_is_rated = Exists(EvidenceSetRow.objects.filter(review=OuterRef("pk")))
"""A review in which something is to be rated: before that, nothing is to be computed."""
_is_published = Exists(Publication.objects.filter(review=OuterRef("pk"), state=State.PUBLISHED))
"""A review of which readers see something: only of that can they see something old."""


def today(user: Any) -> Today:
    """What waits for this person, and nothing that this person may not do."""
    decides, proposes = reviews_where(user, "decide"), reviews_where(user, "propose")
    versions = waiting().select_related("proposed_by", "review")
    mine = [v for v in versions if v.proposed_by_id == user.pk and _within(v.review.key, proposes)]
    others = [v for v in versions if v.proposed_by_id != user.pk and _within(v.review.key, decides)]
    return Today(
        to_decide=tuple(map(waiting_line, others)),
        mine=tuple(map(waiting_line, mine)),
        stale=tuple(_stale(_in(reviews_where(user, "assess_review")).filter(_is_rated))),
        changed=tuple(_changed(_in(proposes).filter(_is_published))),
        tasks=waits_for(user),
        ratings=to_decide(user),
    )


def waiting_line(version: Publication) -> WaitingVersion:
    """A waiting version, for a list."""
    return WaitingVersion(
        pk=version.pk,
        title=_titled(version),
        review=version.review.title,
        who=version.proposed_by.name if version.proposed_by else "someone who has left",
        when=when(version.proposed_at),
        reason=version.reason,
    )


def _titled(version: Publication) -> str:
    return f"{version.title}: the review’s own page" if version.kind == Kind.REVIEW else version.title


def _within(key: str, reviews: frozenset[str] | None) -> bool:
    return reviews is None or key in reviews


def _in(reviews: frozenset[str] | None) -> QuerySet[Review]:
    found = Review.objects.all()
    return found if reviews is None else found.filter(key__in=reviews)


def _stale(reviews: Iterable[Review]) -> Iterable[Stale]:
    for review in reviews:
        found = standing(review)
        if not found.is_current:
            yield Stale(review.key, review.title, found)


def _changed(reviews: Iterable[Review]) -> Iterable[Changed]:
    """What could be proposed now: nothing can be before the ratings are computed again."""
    for review in reviews:
        if not standing(review).is_current:
            continue
        own = review_line(review)
        lines = [*([own] if own else []), *page_lines(review)]
        changed = tuple(line for line in lines if line.state is LineState.CHANGED)
        if changed:
            yield Changed(review.key, review.title, changed)
