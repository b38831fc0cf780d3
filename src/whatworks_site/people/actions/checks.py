"""What must hold before accounts and roles change."""

from __future__ import annotations

from ..errors import Refused
from ..models import Membership, User
from ..permissions import require
from ..roles import Role


def allow(by: User | None, action: str) -> None:
    """Refuse whoever may not do this; the site itself may."""
    if by is not None:
        require(by, action)


def fresh(person: User) -> User:
    """The account as it is now, held until the transaction ends."""
    found = User.objects.select_for_update().filter(pk=person.pk, erased_at=None).first()
    if found is None:
        raise Refused("This account has been erased.")
    return found


def keep_an_administrator(by: User | None, person: User, doing: str) -> None:
    """Refuse to leave the site without an administrator, or to lock oneself out."""
    held = Membership.objects.select_for_update().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    administrators = set(held.values_list("user_id", flat=True))
    if person.pk not in administrators:
        return
    if by is not None and by.pk == person.pk:
        raise Refused(f"You cannot {doing} yourself. Ask another administrator to do it.")
    if administrators == {person.pk}:
        raise Refused(f"{person.name} is the only administrator. Make somebody else an administrator first.")
