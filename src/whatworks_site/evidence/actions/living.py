"""Deciding on changes of ratings: accepted, declined, decided otherwise, undone. No page changes by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from whatworks.terms import Rating
from whatworks_site.audit.actions import record
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..living_models import ChangeState, RatingChange
from ..living_states import DECIDED, change_after
from ..models import Assessment, Kind, Publication, Review, State
from ..states import NotPossible
from .publishing import MAX_REASON

DECIDE = "decide_rating"


def accept_change(*, by: User, change: int, reason: str = "") -> RatingChange:
    """Take the rating as it was computed. It is public once the page is published again."""
    with transaction.atomic():
        return _accept(by, _locked(by, change), reason.strip()[:MAX_REASON])


def _accept(by: User, found: RatingChange, reason: str) -> RatingChange:
    return _decide(by, found, "accept", reason)


def decline_change(*, by: User, change: int, reason: str) -> RatingChange:
    """Leave the rating as it was accepted last. What the rule says now is kept beside it."""
    said = _reason(reason)
    with transaction.atomic():
        return _decide(by, _locked(by, change), "decline", said)


def override_change(*, by: User, change: int, level: str, reason: str) -> RatingChange:
    """Decide on a level of the scale that is neither computed nor the one before; both are kept."""
    said = _reason(reason)
    with transaction.atomic():
        found = _locked(by, change)
        words = levels_of(found).get(level)
        if words is None:
            raise NotPossible("That is no level of this scale. Choose one of those listed.")
        if Rating.from_json(found.after).level == level:
            raise NotPossible("That is the level that was computed. Accept the change instead.")
        found.decided_level, found.decided_words = level, words
        return _decide(by, found, "override", said)


def undo_change(*, by: User, change: int) -> RatingChange:
    """Take a decision back. Not possible once it is published, or part of a version that waits."""
    with transaction.atomic():
        found = _locked(by, change)
        state = change_after("undo", found.state)
        _refuse_public(found)
        was = found.state
        found.state, found.decided_by, found.decided_at = state, None, None
        found.decision_reason = found.decided_level = found.decided_words = ""
        found.save()
        _record(by, "undo_rating_change", found, was=was)
    return found


@dataclass(frozen=True)
class Accepted:
    """What came of accepting several changes: how many, and by number why the others were not."""

    done: int
    refused: dict[int, str]


def accept_narrowing(*, by: User, changes: Sequence[int]) -> Accepted:
    """Accept several changes in which the level stays open and only fewer levels are possible."""
    done, refused = 0, {}
    for pk in dict.fromkeys(changes):
        try:
            with transaction.atomic():
                found = _locked(by, pk)
                if not found.narrows:
                    raise NotPossible("Its level changed, so it needs a look of its own.")
                _accept(by, found, "Fewer levels are possible; the level is open as before.")
                done += 1
        except NotPossible as why:
            refused[pk] = str(why)
    return Accepted(done, refused)


def levels_of(change: RatingChange) -> dict[str, str]:
    """The levels of the scale that a change is on, in words, by id."""
    after = Rating.from_json(change.after)
    assessment = Assessment.objects.filter(pk=change.assessment_id).values_list("schemes", flat=True).first()
    scales = (assessment or {}).get(after.scheme, {}).get("scales", [])
    levels = next((scale["levels"] for scale in scales if scale["id"] == after.scale), [])
    return {level["id"]: level["words"] for level in levels}


def _locked(by: User, pk: int) -> RatingChange:
    # The review's row is the lock that every decision on its pages takes, in one order.
    found = RatingChange.objects.filter(pk=pk).values_list("review_id", flat=True).first()
    if found is None:
        raise NotPossible("There is no such change of a rating.")
    review = Review.objects.select_for_update().get(pk=found)
    require(by, DECIDE, review=review.key)
    return RatingChange.objects.select_related("review").get(pk=pk)


def _decide(by: User, found: RatingChange, step: str, reason: str) -> RatingChange:
    found.state = change_after(step, found.state)
    found.decided_by, found.decided_at, found.decision_reason = by, timezone.now(), reason
    found.save()
    _record(by, f"{step}_rating_change", found, reason=reason)
    return found


def _refuse_public(found: RatingChange) -> None:
    if found.published_in_id is not None:
        raise NotPossible("Readers see it already. It can only be changed by another change, published anew.")
    later = RatingChange.objects.filter(review=found.review, place=found.place, pk__gt=found.pk)
    if later.filter(state__in=(ChangeState.PROPOSED, *DECIDED)).exists():
        raise NotPossible("The rating changed again since. Decide on the later change.")
    waits = Publication.objects.filter(
        review=found.review, kind=Kind.INTERVENTION, key=found.intervention, state=State.PROPOSED
    )
    if waits.filter(proposed_at__gte=found.decided_at).exists():
        raise NotPossible(
            "A version of the page with this decision waits for a second editor. Take that back first."
        )


def _reason(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise NotPossible("Say why, in a sentence a reader would understand. It is kept with the rating.")
    if len(said) > MAX_REASON:
        raise NotPossible(f"The reason has {len(said):,} characters; {MAX_REASON:,} is the most.")
    return said


def _record(by: User, action: str, found: RatingChange, *, reason: str = "", **more: Any) -> None:
    record(
        by=by,
        action=action,
        object_kind="rating",
        object_id=found.place[:200],
        changed={
            "change": found.pk,
            "review": found.review.key,
            "intervention": found.intervention,
            "state": found.state,
            "cause": found.kind,
            "before": _short(found.before),
            "after": _short(found.after),
            "decided": found.decided_level,
            **more,
        },
        reason=reason,
    )


def _short(rating: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "version", "engine", "level", "possible", "words")
    return {name: rating[name] for name in names}
