"""Asking for the ranker to be taught, beside the work of those who read."""

from __future__ import annotations

from django.db import transaction

from whatworks_site.evidence.models import Review
from whatworks_site.jobs.actions import enqueue

TEACH = "teach-ranker"
_STEPS = ((400, 10), (2000, 25))
"""Below so many read, after every so many: what is learned from ten is much at first, and little later."""
_THEN = 100


def ask_to_teach(review: Review) -> None:
    """Have the order of reading worked out again once this transaction is in. The site asks, no person."""
    args, key = {"review": review.key}, f"{TEACH}:{review.key}"
    transaction.on_commit(lambda: enqueue(kind=TEACH, args=args, key=key), robust=True)


def is_due(read: int) -> bool:
    """Whether it is time to learn from a person who has read so many."""
    return read > 0 and read % next((step for most, step in _STEPS if read < most), _THEN) == 0
