"""Choosing the schemes by which a review rates."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.rows import touch
from whatworks_site.evidence.signals import rated_changed
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..queries.ratings import scheme_choices


def choose_schemes(*, by: User, review: str, schemes: Sequence[str]) -> None:
    """Rate by these schemes from now on. The order is that in which they are offered."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = Review.objects.select_for_update().filter(key=review).first()
        if held is None:
            raise NotPossible("There is no review of that name.")
        known = [c.key for c in scheme_choices(held)]
        chosen = [s for s in known if s in set(schemes)]
        if not chosen:
            raise NotPossible("Choose at least one scheme.")
        before = list(held.document.get("schemes", []))
        if set(before) == set(chosen):
            return
        chosen = [*(s for s in before if s in chosen), *(s for s in chosen if s not in before)]
        held.document = {**held.document, "schemes": chosen}
        held.save(update_fields=["document"])
        touch(held)
        rated_changed.send(sender=Review, review=held)
        record(
            by=by,
            action="reviews.choose_schemes",
            object_kind="review",
            object_id=review,
            changed={"schemes": chosen, "before": before},
        )
