"""Ratings are computed again by themselves when what they rest on changes: once, a little later, as a job."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction

from whatworks_site.jobs.actions import enqueue
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.states import State

from .actions.assessing import ENGINE_NAME
from .desk.review import assess_key
from .models import EvidenceSetRow, Review
from .queries import last_assessment
from .scheme_files import digests_by_id

ASSESS = "assess-review"
QUIET = 20.0
"""Seconds for which a review may go on changing before its ratings are computed again."""


def on_rated_changed(sender: Any, review: Review, **more: Any) -> None:
    """What ratings rest on changed: once that is committed, ask for them anew. The desk does not wait."""
    transaction.on_commit(partial(ask_again, review.key), robust=True)


def ask_again(review: str) -> Job | None:
    """Have a review's ratings computed again soon; None where none were ever computed, or there are none.

    What changes while an earlier request waits is part of it. What changes while one runs may have come too
    late for it, so that another is laid behind it.
    """
    if last_assessment(review) is None or not EvidenceSetRow.objects.filter(review__key=review).exists():
        return None
    key = assess_key(review)
    if Job.objects.filter(key=key, state__in=(State.RUNNING, State.STOPPING)).exists():
        key = f"{key}:next"
    return enqueue(kind=ASSESS, args={"review": review, "by": None}, key=key, after=QUIET)


def ask_for_stale() -> int:
    """Ask for the reviews whose ratings are of other software or of other scheme files. How many are."""
    found = 0
    for review in Review.objects.all():
        last = last_assessment(review.key)
        if last is None:
            continue
        if (last.engine, last.scheme_files) != (ENGINE_NAME, digests_by_id(review)):
            found += ask_again(review.key) is not None
    return found
