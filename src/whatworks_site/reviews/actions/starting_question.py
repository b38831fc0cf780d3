"""The question and the criteria of a review."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db import transaction

from whatworks import terms
from whatworks.terms import Criterion, Stage
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import DecisionRow, Openness, Review
from whatworks_site.evidence.rows import touch
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from .starting import Question, check_storable, parts_of
from .team_parts import locked

MOST = 30
LONGEST = 40


def change_question(*, by: User, review: str, asked: Question) -> None:
    """Change what the review asks."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        describe(by, locked(review), "reviews.change-question", **parts_of(asked))


def add_criterion(*, by: User, review: str, name: str, stage: Stage | None, text: str) -> None:
    """Add a criterion, as the last; its name is made fit for a file."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        criteria = criteria_of(held)
        key = terms.slug(name)[:LONGEST].strip("-") if name.strip() else ""
        if not key or not terms.slug(name):
            raise NotPossible("Give the criterion a short name in letters, like “population”.")
        if any(c.id == key for c in criteria):
            raise NotPossible(f"There is a criterion called {key} already. Choose another name.")
        if len(criteria) >= MOST:
            raise NotPossible(f"A review has at most {MOST} criteria. Join some of them into one.")
        made = Criterion(id=key, stage=stage, text=_said(text))
        describe(by, held, "reviews.add-criterion", criteria=(*criteria, made))


def reword_criterion(*, by: User, review: str, key: str, stage: Stage | None, text: str) -> None:
    """Put a criterion in other words. Where it may have been used, it stays for the stages it was for."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        criteria = criteria_of(held)
        old = _one(criteria, key)
        dropped = set(stages_of(old)) - set(stages_of(dataclasses.replace(old, stage=stage)))
        if any(may_be_used(held, key, dropping) for dropping in dropped):
            raise NotPossible(
                "People have decided at a stage that you would take it from. Reword it, but leave it there."
            )
        new = dataclasses.replace(old, stage=stage, text=_said(text))
        describe(
            by, held, "reviews.reword-criterion", criteria=tuple(new if c is old else c for c in criteria)
        )


def move_criterion(*, by: User, review: str, key: str, up: bool) -> None:
    """Move a criterion one place: its place is the number pressed for it when screening."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        criteria = list(criteria_of(held))
        place = criteria.index(_one(tuple(criteria), key))
        other = place - 1 if up else place + 1
        if 0 <= other < len(criteria):
            criteria[place], criteria[other] = criteria[other], criteria[place]
            describe(by, held, "reviews.move-criterion", criteria=tuple(criteria))


def remove_criterion(*, by: User, review: str, key: str) -> None:
    """Take a criterion out, if no decision can have used it."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        criteria = criteria_of(held)
        gone = _one(criteria, key)
        if any(may_be_used(held, key, stage) for stage in stages_of(gone)):
            raise NotPossible(
                "People have decided under this criterion, or may have. It can be reworded, not removed."
            )
        describe(by, held, "reviews.remove-criterion", criteria=tuple(c for c in criteria if c is not gone))


def describe(by: User, review: Review, action: str, **changes: Any) -> bool:
    """Change the review's description; whether anything did. The record holds each field before and after."""
    before = terms.Review.from_json(review.document)
    after = dataclasses.replace(before, **changes)
    check_storable(after)
    old, new = before.to_json(), after.to_json()
    fields = [f for f in {**old, **new} if old.get(f) != new.get(f)]
    if not fields:
        return False
    review.document, review.title = new, after.title
    review.save(update_fields=["document", "title"])
    touch(review)
    changed = {f: {"before": old.get(f), "after": new.get(f)} for f in fields}
    record(by=by, action=action, object_kind="review", object_id=review.key, changed=changed)
    return True


def criteria_of(review: Review) -> tuple[Criterion, ...]:
    """The criteria, in order."""
    return terms.Review.from_json(review.document).criteria


def stages_of(criterion: Criterion) -> tuple[Stage, ...]:
    """The stages that a criterion is for."""
    return tuple(Stage) if criterion.stage is None else (criterion.stage,)


def may_be_used(review: Review, key: str, stage: Stage) -> bool:
    """Whether a decision at this stage has used a criterion, or may have, as far as can be told."""
    made = DecisionRow.objects.filter(review=review, stage=stage)
    closed = made.filter(openness__in=(Openness.BLIND, Openness.ADRIFT))
    return closed.exists() or made.filter(openness=Openness.OPEN, criterion=key).exists()


def _one(criteria: tuple[Criterion, ...], key: str) -> Criterion:
    found = next((c for c in criteria if c.id == key), None)
    if found is None:
        raise NotPossible("This criterion is no longer there. Load the page again.")
    return found


def _said(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise NotPossible("Say the criterion in words.")
    return said
