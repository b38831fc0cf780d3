"""Temporary passwords: random, and easy to read out."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from .errors import Refused
from .models import User

_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aeiou"


def temporary() -> str:
    """A password of 76 bits: six short groups of letters."""
    return "-".join(
        "".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in "ab") for _ in "abcdef"
    )


def check(password: str, person: User) -> None:
    """Refuse a password that is too short or too common."""
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
