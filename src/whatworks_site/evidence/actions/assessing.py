"""The road, run over what the database holds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from whatworks import __version__
from whatworks.rate import ENGINE
from whatworks.review import travel
from whatworks.review.words import scheme_words
from whatworks.terms import digest
from whatworks_site.audit.actions import record
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..living import Plan, pages_in_force, plan_changes, propose_changes
from ..models import Assessment, Review
from ..rows import evidence_digest
from ..scheme_files import digests_of, keep_schemes, texts_of
from .importing import materialise

ENGINE_NAME = f"{__version__}/{ENGINE}"


def assess_review(
    *, review: str, by: User | None, progress: Callable[[str, int, int], None] | None = None
) -> Assessment:
    """Pool and rate a review's evidence as it stands; what was made of the same records is not made again."""
    if by is not None:
        require(by, "assess_review", review=review)
    found = Review.objects.get(key=review)
    current = current_assessment(found)
    if current is not None:
        propose(plan_changes(current), by=by)
        return current
    say = progress or _silent
    with tempfile.TemporaryDirectory() as folder:
        records = materialise(found, Path(folder))
        rests_on, texts = rests_on_of(found), texts_of(found)
        findings = travel(records, Path(folder), progress=say)
        schemes = scheme_words(records, Path(folder))
    with transaction.atomic():
        Review.objects.select_for_update().get(pk=found.pk)
        last = found.assessments.aggregate(last=Max("number"))["last"] or 0
        made = Assessment.objects.create(
            review=found,
            number=last + 1,
            rests_on=rests_on,
            engine=ENGINE_NAME,
            findings=findings.to_json(),
            schemes={name: words.to_json() for name, words in schemes.items()},
            scheme_files=keep_schemes(texts),
            made_at=timezone.now(),
        )
        record(
            by=by,
            action="assess_review",
            object_kind="review",
            object_id=review,
            changed={"assessment": made.number, "rests_on": rests_on, "ratings": len(findings.ratings)},
        )
    say("Comparing with what was accepted", 0, 1)
    propose(plan_changes(made), by=by)
    say("Comparing with what was accepted", 1, 1)
    return made


def propose(plan: Plan, *, by: User | None) -> int:
    """Put the changes of a plan before an editor. How many are new.

    What the plan compared with may have been published anew meanwhile: then it is made again, under the lock.
    """
    review = plan.assessment.review
    with transaction.atomic():
        Review.objects.select_for_update().get(pk=review.pk)
        if last_number(review) != plan.assessment.number:
            return 0  # a later computation has compared already, or will
        if frozenset(pages_in_force(review).values_list("pk", flat=True)) != plan.pages:
            plan = plan_changes(plan.assessment)
        new, overtaken = propose_changes(plan)
        if new or overtaken:
            record(
                by=by,
                action="propose_rating_changes",
                object_kind="review",
                object_id=review.key,
                changed={"assessment": plan.assessment.number, "new": new, "overtaken": overtaken},
            )
    return new


def last_number(review: Review) -> int:
    """The number of a review's newest assessment; 0 where it has none."""
    return int(review.assessments.aggregate(last=Max("number"))["last"] or 0)


def _silent(words: str, done: int, total: int) -> None:
    return None


def rests_on_of(review: Review) -> str:
    """The digest of what an assessment of this review would rest on now: records, files and schemes."""
    return digest([evidence_digest(review), digests_of(review)], 64)


def current_assessment(review: Review) -> Assessment | None:
    """The assessment of the records as they are, by this version of the software; None if there is none."""
    last = review.assessments.order_by("-number").first()
    if last is None or last.engine != ENGINE_NAME or last.rests_on != rests_on_of(review):
        return None
    return last
