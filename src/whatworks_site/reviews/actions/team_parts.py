"""Parts given to people and taken away in one review, as an administrator's word is recorded."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import DecisionRow, Review
from whatworks_site.evidence.rows import touch
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import Membership, User
from whatworks_site.people.roles import PARTS, Role

from ..models import Seat


def locked(review: str) -> Review:
    """A review's row, held until the transaction ends: its team and description change one at a time."""
    found = Review.objects.select_for_update().filter(key=review).first()
    if found is None:
        raise NotPossible("There is no review of that name.")
    return found


def give_part(*, by: User, user: User, role: Role, review: Review) -> None:
    """A part in this review; held already, nothing happens."""
    _, is_new = Membership.objects.get_or_create(user=user, role=role, review=review.key)
    if is_new:
        _record(by, "people.give-role", user, role, review)


def take_part(*, by: User, user: User, role: Role, review: Review) -> None:
    """Take a part away; not held, nothing happens. Raises NotPossible for the last lead."""
    held = Membership.objects.filter(user=user, role=role, review=review.key)
    if not held.exists():
        return
    if role == Role.LEAD and not _leads(review).exclude(user=user).exists():
        raise NotPossible(
            "A review always has a lead, and this is the only one. Give somebody else that part first."
        )
    held.delete()
    _record(by, "people.take-role", user, role, review)


def set_parts_of(*, by: User, user: User, parts: Iterable[Role], review: Review) -> None:
    """Make a person's parts in this review exactly these."""
    wanted = set(parts)
    for role in PARTS:
        (give_part if role in wanted else take_part)(by=by, user=user, role=role, review=review)


def name_screeners(review: Review) -> None:
    """Bring the names in the review's description into line: who screens, settles, or has decided.

    A seat that nobody has taken yet counts as one that is to screen. While there are fewer names than must
    read each record, none stands there: a folder that says so could not be read in again.
    """
    was = review.document.get("screeners") or []
    screens = Membership.objects.filter(review=review.key, role__in=(Role.SCREENER, Role.ARBITER))
    active = set(screens.values_list("user_id", flat=True))
    decided = set(
        DecisionRow.objects.filter(review=review).order_by().values_list("by", flat=True).distinct()
    )
    names = [
        seat.name
        for seat in Seat.objects.filter(review=review).order_by("pk")
        if seat.user_id in active or seat.name in decided or _is_new(seat)
    ]
    order = sorted(names, key=lambda name: was.index(name) if name in was else len(was))
    order = order if len(order) >= review.document.get("screeners_needed", 2) else []
    if order != list(was):
        review.document = {**review.document, "screeners": order}
        review.save(update_fields=["document"])
        touch(review)


def _is_new(seat: Seat) -> bool:
    return seat.user_id is None and seat.last_user_id is None


def _leads(review: Review) -> QuerySet[Membership]:
    return Membership.objects.select_for_update().filter(
        review=review.key, role=Role.LEAD, user__is_active=True
    )


def _record(by: User, action: str, user: User, role: Role, review: Review) -> None:
    changed = {"role": Role(role).value, "review": review.key}
    record(by=by, action=action, object_kind="person", object_id=str(user.pk), changed=changed)
