"""People to test with, and the codes they would read from their phones."""

import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache

from whatworks_site.people import actions
from whatworks_site.people.roles import PARTS, Role

PASSWORD = "seven quiet herons wade"  # noqa: S105 - a test’s


@pytest.fixture(autouse=True)
def _no_attempts_yet(db):
    cache.clear()


@pytest.fixture
def make():
    """Make a person who holds these roles, with codes unless told otherwise."""
    made = []

    def person(*roles, code=True, name="", review=""):
        number = len(made) + 1
        new, _ = actions.add_person(
            by=None,
            email=f"person{number}@example.org",
            name=name or f"Person {number} Example",
            roles=[(Role(r), review or ("elsewhere" if r in PARTS else "")) for r in roles],
            password=PASSWORD,
        )
        if code and roles and roles != ("practitioner",):
            totp.TOTP.activate(new, totp.generate_totp_secret())
            RecoveryCodes.activate(new)
        made.append(new)
        return new

    return person


@pytest.fixture
def code_of():
    """The code that a person's phone shows; `ahead` periods from now."""

    def code(person, ahead=0):
        secret = person.authenticator_set.get(type="totp").data["secret"]
        return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + ahead))

    return code


@pytest.fixture
def sign_in(client):
    """Sign a person in, past the forms."""

    def signed(person):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed
