"""What people do to their own accounts."""

from __future__ import annotations

from django.db import transaction

from whatworks_site.audit.actions import record

from ..errors import Refused
from ..models import User
from .checks import fresh


@transaction.atomic
def rename(*, by: User, name: str) -> None:
    """One's own name, as others see it."""
    held, new = fresh(by), " ".join(name.split())
    if not new:
        raise Refused("Say the name that others should see.")
    if new == held.name:
        return
    held.name = new
    held.save(update_fields=["name"])
    record(
        by=by, action="people.rename", object_kind="person", object_id=str(held.pk), personal={"name": new}
    )


@transaction.atomic
def took_own_password(*, by: User) -> None:
    """The person chose a password of their own."""
    User.objects.filter(pk=by.pk).update(must_change_password=False)
    record(by=by, action="people.password", object_kind="person", object_id=str(by.pk))


def record_sign_in(*, by: User) -> None:
    """The person signed in."""
    record(by=by, action="people.sign-in", object_kind="person", object_id=str(by.pk))


def touched_codes(*, by: User, action: str, kind: str) -> None:
    """The person set one-time codes up, made new recovery codes, or took them away."""
    record(by=by, action=action, object_kind="person", object_id=str(by.pk), changed={"kind": kind})
