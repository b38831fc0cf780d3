"""What the surroundings say: the data folder, the database, the secret, and what may be reached."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

TRUE = ("1", "true", "yes", "on")


def flag(name: str, *, default: bool = False) -> bool:
    """A setting that is on or off."""
    value = os.environ.get(name, "").strip().lower()
    return value in TRUE if value else default


def words(name: str, default: str = "") -> list[str]:
    """A setting that is a list, separated by commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def data_folder() -> Path:
    """Where the site keeps everything of its own: `WHATWORKS_DATA`, else `whatworks-data` here."""
    return Path(os.environ.get("WHATWORKS_DATA", "whatworks-data")).expanduser().resolve()


def secret_key(folder: Path) -> str:
    """`WHATWORKS_SECRET_KEY`, else the data folder's key: made at the first run, read by its owner only."""
    given = os.environ.get("WHATWORKS_SECRET_KEY")
    if given:
        return given
    path = folder / "secret.key"
    try:
        return path.read_text("utf-8").strip()
    except FileNotFoundError:
        pass
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = secrets.token_urlsafe(64)
    part = folder / f".secret.{os.getpid()}"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(made + "\n")
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return path.read_text("utf-8").strip()
