"""Roles given and taken."""

from __future__ import annotations

from django.db import transaction

from whatworks_site.audit.actions import record

from ..errors import Refused
from ..models import Membership, Organisation, User
from ..roles import EVERYWHERE_ONLY, PARTS, Role
from .checks import allow, fresh, keep_an_administrator


@transaction.atomic
def give_role(
    *, by: User | None, person: User, role: Role, review: str = "", organisation: str = ""
) -> Membership:
    """A role everywhere, or in one review; held already, nothing happens."""
    allow(by, "people.roles")
    held, review = fresh(person), review.strip()
    if review and role in EVERYWHERE_ONLY:
        raise Refused(f"{Role(role).label} is a role for the whole site. Give it without a review.")
    if not review and role in PARTS:
        raise Refused(f"{Role(role).label} is a part in one review. Say in which.")
    place = Organisation.objects.get_or_create(name=organisation.strip())[0] if organisation.strip() else None
    membership, is_new = Membership.objects.get_or_create(
        user=held, role=role, review=review, defaults={"organisation": place}
    )
    if is_new:
        _record(by, "people.give-role", membership)
    return membership


@transaction.atomic
def take_role(*, by: User | None, person: User, role: Role, review: str = "") -> None:
    """Take a role away; it counts from the next page on."""
    allow(by, "people.roles")
    held = fresh(person)
    if role == Role.ADMINISTRATOR:
        keep_an_administrator(by, held, "take the role of administrator from")
    membership = Membership.objects.filter(user=held, role=role, review=review.strip()).first()
    if membership is None:
        where = f" in {review}" if review else " for the whole site"
        raise Refused(f"{held.name} does not hold the role of {Role(role).label.lower()}{where}.")
    _record(by, "people.take-role", membership)
    membership.delete()


def _record(by: User | None, action: str, membership: Membership) -> None:
    changed = {"role": membership.role, **({"review": membership.review} if membership.review else {})}
    record(by=by, action=action, object_kind="person", object_id=str(membership.user_id), changed=changed)
