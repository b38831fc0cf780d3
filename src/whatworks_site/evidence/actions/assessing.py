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
from whatworks_site.audit.actions import record
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..models import Assessment, Review
from ..rows import evidence_digest
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
        return current
    with tempfile.TemporaryDirectory() as folder:
        records = materialise(found, Path(folder))
        rests_on = rests_on_of(found)
        findings = travel(records, Path(folder), progress=progress or _silent)
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
            made_at=timezone.now(),
        )
        record(
            by=by,
            action="assess_review",
            object_kind="review",
            object_id=review,
            changed={"assessment": made.number, "rests_on": rests_on, "ratings": len(findings.ratings)},
        )
    return made


def _silent(words: str, done: int, total: int) -> None:
    return None


def rests_on_of(review: Review) -> str:
    """The digest of what an assessment of this review would rest on now."""
    return evidence_digest(review)


def current_assessment(review: Review) -> Assessment | None:
    """The assessment of the records as they are, by this version of the software; None if there is none."""
    last = review.assessments.order_by("-number").first()
    if last is None or last.engine != ENGINE_NAME or last.rests_on != rests_on_of(review):
        return None
    return last
