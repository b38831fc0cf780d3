"""The protocol: versions are added, and never changed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from whatworks.terms import ProtocolVersion
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import ProtocolVersionRow
from whatworks_site.evidence.rows import put
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..seats import seat_of
from .team_parts import locked


def add_version(
    *,
    by: User,
    review: str,
    text: str,
    why: str,
    seen: int,
    registration: str = "",
    registered: dt.date | None = None,
) -> ProtocolVersion:
    """Keep a version of the plan. `seen`: how many versions there were when its writer began.

    Raises NotPossible where somebody else saved one since, or where it says the same as the last.
    """
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        rows = ProtocolVersionRow.objects.filter(review=held).order_by("place", "pk")
        last = rows.last().to_record() if rows else None
        number = max((int(key) for key in rows.values_list("key", flat=True) if key.isdigit()), default=0)
        if seen != rows.count():
            raise NotPossible(
                "Somebody else saved a version while you were writing, so yours was not saved. It is still "
                "in the form: compare it with theirs, and save again."
            )
        made = ProtocolVersion(
            id=str(number + 1),
            at=timezone.now(),
            by=seat_of(by, held).name,
            why=" ".join(why.split()),
            text=_plain(text),
            registration=registration.strip() or None,
            registered=registered,
        )
        _check(made, last)
        put(held, ProtocolVersionRow, made)
        record(
            by=by,
            action="reviews.protocol",
            object_kind="review",
            object_id=held.key,
            changed={"version": made.id, "registration": made.registration},
        )
    return made


def _check(made: ProtocolVersion, last: ProtocolVersion | None) -> None:
    if not made.text or not made.why:
        raise NotPossible("Write the plan, and say what changed and why.")
    if made.registered and made.registered > timezone.localdate():
        raise NotPossible("The day of registration lies in the future. Give it once it is registered.")
    if made.registered and not made.registration:
        raise NotPossible("Say where it is registered, and under which number.")
    same = ("text", "registration", "registered")
    if last and all(getattr(last, name) == getattr(made, name) for name in same):
        raise NotPossible(f"This says the same as version {last.id}, so there is nothing to save.")


def _plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
