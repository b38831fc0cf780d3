"""The chain: how an event's digest is made from its content and from the digest before it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC

from django.db import connection

from .models import Event, exact

LOCK = 0x57574155
"""The number under which PostgreSQL keeps the chain's lock."""
START = "0" * 64
"""What stands before the first event."""


def digest_of(event: Event) -> str:
    """SHA-256 over everything the event says and the digest before it."""
    said = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(),
        event.actor,
        event.action,
        event.object_kind,
        event.object_id,
        event.changed,
        event.reason,
        event.personal,
        event.previous,
    ]
    return hashlib.sha256(exact(said).encode()).hexdigest()


def new_salt() -> str:
    """Random, so that a short value cannot be guessed from its digest once it is erased."""
    return secrets.token_hex(32)


def personal_digest(salt: str, field: str, value: str) -> str:
    """The digest that stands in an event for a personal value."""
    return hashlib.sha256(exact([salt, field, value]).encode()).hexdigest()


def take_turn() -> None:
    """Wait until nobody else is adding to the chain; the turn ends with the transaction.

    SQLite's transactions begin IMMEDIATE, so whoever is in one has the turn already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
