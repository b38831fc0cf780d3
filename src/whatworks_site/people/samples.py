"""Sample accounts for a demonstration: made-up people, with passwords of this installation's own."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction

from . import actions, passwords, queries
from .models import User
from .roles import STAFF, Role

FILE = "sample-accounts.json"
_SAMPLES = (
    ("Ada Winterbourne", "ada@example.org", Role.ADMINISTRATOR),
    ("Emeka Thornbury", "emeka@example.org", Role.EDITOR),
    ("Elin Marchbanks", "elin@example.org", Role.EDITOR),
    ("Rosa Kettlewell", "rosa@example.org", Role.REVIEWER),
    ("Tomas Fairweather", "tomas@example.org", Role.REVIEWER),
    ("Ines Holloway", "ines@example.org", Role.REVIEWER),
    ("Parveen Oakhurst", "parveen@example.org", Role.PRACTITIONER),
)


@dataclass(frozen=True)
class Sample:
    """One sample account, as it is printed."""

    name: str
    email: str
    role: str
    password: str
    needs_code: bool


@transaction.atomic
def make_sample_accounts() -> list[Sample]:
    """Make the accounts that are not there yet. A second run changes nothing and says the same."""
    kept = _read()
    samples = []
    for name, email, role in _SAMPLES:
        person = queries.by_email(email)
        password = kept.get(email) or passwords.temporary()
        if person is None:
            person, _ = actions.add_person(
                by=None, email=email, name=name, roles=[(role, "")], password=password
            )
            if role in STAFF:
                _set_codes_up(person)
        elif email not in kept:
            person.set_password(password)
            person.save(update_fields=["password"])
        samples.append(Sample(name, email, str(role.label), password, role in STAFF))
    _write(samples)
    return samples


def _set_codes_up(person: User) -> None:
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)


def _path() -> Path:
    return Path(settings.DATA) / FILE


def _read() -> dict[str, str]:
    try:
        return {one["email"]: one["password"] for one in json.loads(_path().read_text("utf-8"))}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return {}


def _write(samples: list[Sample]) -> None:
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{FILE}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(sample) for sample in samples], file, indent=2)
    part.replace(path)
