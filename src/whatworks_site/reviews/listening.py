"""What is done here when a review's folder is read in by the editors' desk, and what its first page asks."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from whatworks_site.evidence.desk.waiting import register_waiting
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.signals import review_changed

from .jobs.laying_out import ask_to_lay_out
from .queries.waiting import waiting

register_waiting(waiting)


@receiver(review_changed)
def lay_out(sender: Any, review: Review, by: Any, **more: Any) -> None:
    """Have the folder's records laid out for the team, once the folder is in."""
    transaction.on_commit(lambda: ask_to_lay_out(review.key, by))
