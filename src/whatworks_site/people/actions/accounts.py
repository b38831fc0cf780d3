"""Accounts: added, closed, opened again, reset, erased."""

from __future__ import annotations

import time
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from whatworks_site.audit.actions import erase_person, record

from .. import passwords
from ..errors import Refused
from ..models import User
from ..roles import Role
from .checks import allow, fresh, keep_an_administrator
from .roles import give_role

GONE = "Somebody who was erased"


@transaction.atomic
def add_person(
    *,
    by: User | None,
    email: str,
    name: str,
    roles: Iterable[tuple[Role, str]] = (),
    organisation: str = "",
    password: str | None = None,
) -> tuple[User, str]:
    """A new account, with its roles as pairs of role and review ("" is everywhere), and its password.

    Without `password` it is a temporary one, to be shown once and changed at the first sign-in.
    """
    allow(by, "people.add")
    email, name = email.strip().lower(), " ".join(name.split())
    _check_new(email, name)
    person = User(email=email, name=name, must_change_password=password is None)
    if password is not None:
        passwords.check(password, person)
    chosen = password if password is not None else passwords.temporary()
    person.set_password(chosen)
    person.save()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    _record(by, "people.add", person, personal={"name": name, "email": email})
    for role, review in roles:
        give_role(by=by, person=person, role=role, review=review, organisation=organisation)
    return person, chosen


@transaction.atomic
def close_account(*, by: User | None, person: User, reason: str = "") -> None:
    """The person is signed out everywhere at once and cannot sign in; what they did stays theirs."""
    allow(by, "people.deactivate")
    held = fresh(person)
    keep_an_administrator(by, held, "close the account of")
    if not held.is_active:
        return
    held.is_active = False
    held.set_unusable_password()
    held.save(update_fields=["is_active", "password"])
    _record(by, "people.close", held, personal={"reason": reason or None})


@transaction.atomic
def open_account(*, by: User | None, person: User) -> str:
    """Let the person in again, with the roles they had, by a temporary password."""
    allow(by, "people.deactivate")
    held = fresh(person)
    held.is_active = True
    password = _give_temporary_password(held)
    _record(by, "people.open", held)
    return password


@transaction.atomic
def reset_sign_in(*, by: User | None, person: User) -> str:
    """For somebody who lost their password or their codes: new temporary password, no codes, signed out."""
    allow(by, "people.reset")
    held = fresh(person)
    if not held.is_active:
        raise Refused("This account is closed. Open it again instead.")
    Authenticator.objects.filter(user=held).delete()
    password = _give_temporary_password(held)
    _record(by, "people.reset", held)
    return password


@transaction.atomic
def show_code(*, by: User | None, person: User) -> str:
    """The one-time code that the person's phone shows now. Only from the machine, never on a page."""
    if by is not None:
        raise Refused("A person's codes are shown only at the machine that the site runs on.")
    held = fresh(person)
    kept = Authenticator.objects.filter(user=held, type=Authenticator.Type.TOTP).first()
    if kept is None:
        raise Refused(f"{held.email} has no one-time codes set up.")
    period = int(time.time()) // mfa_settings.TOTP_PERIOD
    _record(None, "people.show-code", held)
    return str(format_hotp_value(hotp_value(decrypt(kept.data["secret"]), period)))


@transaction.atomic
def erase(*, by: User | None, person: User, reason: str) -> None:
    """Forget who the person is. The account's number stays, so that what was done still hangs together."""
    allow(by, "people.erase")
    if not reason.strip():
        raise Refused("Say why this person is erased: for example, that they asked for it.")
    held = fresh(person)
    keep_an_administrator(by, held, "erase")
    removed = erase_person(held.pk)
    EmailAddress.objects.filter(user=held).delete()
    Authenticator.objects.filter(user=held).delete()
    held.memberships.all().delete()
    held.email, held.name = f"erased-{held.pk}@invalid", GONE
    held.is_active, held.erased_at, held.last_login = False, timezone.now(), None
    held.set_unusable_password()
    held.save()
    _record(by, "people.erase", held, changed={"personal_values_removed": removed}, reason=reason.strip())


def _check_new(email: str, name: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(f"{email or 'Nothing'} is not an address of e-mail, like jo@example.org.") from None
    if not name:
        raise Refused("Say the person's name.")
    if User.objects.filter(email=email).exists():
        raise Refused(f"{email} has an account already.")


def _give_temporary_password(person: User) -> str:
    password = passwords.temporary()
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password", "is_active"])
    return password


def _record(by: User | None, action: str, person: User, **said: object) -> None:
    record(by=by, action=action, object_kind="person", object_id=str(person.pk), **said)  # type: ignore[arg-type]
