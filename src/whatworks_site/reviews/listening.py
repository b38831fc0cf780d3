"""What is done here when a review's folder is read in by the editors' desk, and what its first page asks."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from whatworks_site.evidence.desk.waiting import register_waiting
from whatworks_site.evidence.holding import Hold, register_hold
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.signals import review_changed

from .actions.appraising_instruments import take_from_folder
from .jobs.laying_out import ask_to_lay_out
from .queries.appraisals_held import held_back
from .queries.waiting import waiting

register_waiting(waiting)


@register_hold
def hold_back(review: Review) -> tuple[Hold, ...]:
    """No page goes on while an appraisal is begun and not settled."""
    return tuple(Hold(each.words, each.state, each.href) for each in held_back(review))


@receiver(review_changed)
def lay_out(sender: Any, review: Review, by: Any, **more: Any) -> None:
    """Have the folder's records laid out for the team, once the folder is in, and its instruments known."""
    take_from_folder(review)
    transaction.on_commit(lambda: ask_to_lay_out(review.key, by))
