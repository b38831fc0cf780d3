"""The database's place, and PostgreSQL's own programs."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def database() -> dict[str, Any]:
    """The settings of the site's database."""
    from django.db import connection  # noqa: PLC0415

    return dict(connection.settings_dict)


def program(name: str) -> str:
    """One of PostgreSQL's programs: on the path, else where Debian puts them."""
    found = shutil.which(name)
    if found:
        return found
    others = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[-3]))
    if not others:
        raise ValueError(f"{name} is not installed. On Debian: apt-get install postgresql-client")
    return str(others[-1])


def postgres_place(place: dict[str, Any]) -> list[str]:
    """Where the database is, as PostgreSQL's programs take it."""
    named = (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER"), ("--dbname", "NAME"))
    return [f"{option}={place[key]}" for option, key in named if place.get(key)] + ["--no-password"]


@contextlib.contextmanager
def password_aside(place: dict[str, Any]) -> Iterator[dict[str, str]]:
    """An environment that names the password in a file of its own: not where other users can read it."""
    surroundings = dict(os.environ)
    for key, value in (place.get("OPTIONS") or {}).items():
        if key in ("sslmode", "sslrootcert", "sslcert", "sslkey"):
            surroundings[f"PG{key.upper()}"] = str(value)
    with tempfile.TemporaryDirectory() as folder:
        if place.get("PASSWORD"):
            path = Path(folder) / "pgpass"
            secret = str(place["PASSWORD"]).replace("\\", "\\\\").replace(":", "\\:")
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"*:*:*:*:{secret}\n")
            surroundings["PGPASSFILE"] = str(path)
        yield surroundings
