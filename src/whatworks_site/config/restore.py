"""`whatworks restore`: a backup is checked to its last byte, then takes the place of what is there."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from .backup import (
    FOLDERS,
    FORMAT,
    MANIFEST,
    PASSING,
    POSTGRES_NAME,
    SECRET,
    SQLITE_NAME,
    check_sqlite,
    copy_of_database,
)
from .engines import database, password_aside, postgres_place, program
from .start import Say, held, make_folder

MOST_FILES = 200_000
MOST_BYTES = 200 * 1024**3
PIECE = 1024 * 1024


class Damaged(ValueError):
    """The file is no backup, or not whole."""


def restore(file: Path, *, force: bool = False, say: Say) -> None:
    """Bring a backup back. Nothing is changed before all of it is found whole."""
    folder = make_folder()
    with held(folder, by="restore"), tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as scratch:
        new = Path(scratch)
        manifest = unpack(file, new)
        _check_engine(manifest)
        _check_versions(manifest)
        kept = folder / f"before-restore-{datetime.now():%Y%m%d-%H%M%S}"
        if _holds_something(folder):
            if not force:
                raise ValueError(
                    f"{folder} holds a site already. Restore into another folder (WHATWORKS_DATA=/path), or "
                    "use --force: what is there now is then kept beside, in a folder of its own."
                )
            kept.mkdir(mode=0o700)
        _swap(folder, new, kept)
        _freshen(folder)
    say(f"Restored what was backed up on {manifest['made']} with version {manifest['software']}.")
    if kept.exists():
        say(f"What was there before is in {kept}. Remove it once all is well.")
    say("Start the site: whatworks serve. Everybody signs in again.")


def unpack(file: Path, out: Path) -> dict[str, Any]:
    """Write a backup's files below a folder and compare each with its digest. Gives the manifest."""
    found: dict[str, dict[str, Any]] = {}
    try:
        with tarfile.open(file, "r|gz") as tar:
            for member in tar:
                if len(found) > MOST_FILES:
                    raise Damaged(
                        f"{file.name} holds more than {MOST_FILES:,} files. It is no backup of a site."
                    )
                room = min(MOST_BYTES, shutil.disk_usage(out).free)
                if member.name in found:
                    raise Damaged(f"{file.name}: {member.name} is in it twice. Nothing was changed.")
                found[member.name] = _take(tar, member, out, room)
        manifest = json.loads((out / MANIFEST).read_text("utf-8"))
        expected = manifest["members"]
        known = manifest["format"]
    except FileNotFoundError:
        if not file.exists():
            raise ValueError(f"There is no file {file}.") from None
        raise Damaged(f"{file.name} has no manifest: it is no backup, or not whole.") from None
    except (
        tarfile.TarError,
        EOFError,
        zlib.error,
        KeyError,
        TypeError,
        json.JSONDecodeError,
        UnicodeError,
    ) as error:
        raise Damaged(f"{file.name} is damaged or no backup ({error}). Nothing was changed.") from None
    if known != FORMAT:
        raise Damaged(f"{file.name} was made by a newer version of the software. Update this one first.")
    del found[MANIFEST]
    if found != expected:
        wrong = sorted(
            name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)
        )
        raise Damaged(f"{file.name} is damaged: {', '.join(wrong[:5])} not as written. Nothing was changed.")
    if (out / SQLITE_NAME).exists():
        check_sqlite(out / SQLITE_NAME)
    return dict(manifest)


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, out: Path, room: int) -> dict[str, Any]:
    name = PurePosixPath(member.name)
    ours = member.name in (MANIFEST, SQLITE_NAME, POSTGRES_NAME, SECRET) or name.parts[0] in FOLDERS
    if not member.isreg() or not ours or ".." in name.parts or str(name) != member.name:
        raise Damaged(f"{member.name[:100]!r} has no place in a backup. Nothing was changed.")
    if member.size > room:
        raise ValueError(f"There is no room on the disk for {member.name} ({member.size:,} bytes).")
    path = out.joinpath(*name.parts)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = tar.extractfile(member)
    assert source is not None  # noqa: S101 - a plain file has content
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := source.read(PIECE):
            digest.update(piece)
            file.write(piece)
    return {"sha256": digest.hexdigest(), "size": member.size}


def _check_engine(manifest: dict[str, Any]) -> None:
    from django.db import connection  # noqa: PLC0415

    if manifest["engine"] != connection.vendor:
        raise ValueError(
            f"This backup is of a {manifest['engine']} database; this site uses {connection.vendor}. Set or "
            "unset DATABASE_URL so that they agree."
        )


def _check_versions(manifest: dict[str, Any]) -> None:
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    known = {".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if unknown := set(manifest["migrations"]) - known:
        raise ValueError(
            f"This backup was made by a newer version of the software ({manifest['software']}; "
            f"it has {sorted(unknown)[0]}). Update this one first."
        )


def _holds_something(folder: Path) -> bool:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    places = [Path(getattr(settings, setting)) for setting in FOLDERS.values()]
    if any(place.is_dir() and any(place.iterdir()) for place in places):
        return True
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    try:
        return bool(connection.introspection.table_names())
    finally:
        connection.close()


def _swap(folder: Path, new: Path, kept: Path) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    connection.close()
    if connection.vendor == "sqlite":
        _swap_sqlite(Path(connection.settings_dict["NAME"]), new / SQLITE_NAME, kept)
    else:
        _swap_postgres(new / POSTGRES_NAME, kept)
    for part, setting in FOLDERS.items():
        files = Path(getattr(settings, setting))
        if files.exists():
            files.rename(kept / part) if kept.exists() else shutil.rmtree(files)
        if (new / part).exists():
            (new / part).rename(files)
    if (new / SECRET).exists():
        secret = folder / SECRET
        if kept.exists() and secret.exists():
            shutil.copy2(secret, kept / SECRET)
        (new / SECRET).replace(secret)


def _swap_sqlite(path: Path, new: Path, kept: Path) -> None:
    if path.exists():
        try:
            with contextlib.closing(sqlite3.connect(path, timeout=2)) as old:
                # All of it into one file: what lies beside belongs to the old database, not to the new one.
                (mode,) = old.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            mode = "in use"
        except sqlite3.DatabaseError:
            mode = "delete"
        if mode != "delete":
            raise ValueError("The database is in use by another process. Stop it, then restore again.")
        if kept.exists():
            os.link(path, kept / path.name)
    new.replace(path)
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)


def _swap_postgres(new: Path, kept: Path) -> None:
    place = database()
    if kept.exists():
        copy_of_database(kept)
    with password_aside(place) as surroundings, tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch) / "restore.sql"
        made = subprocess.run(  # noqa: S603
            [program("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", str(new)],
            env=surroundings, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            raise ValueError(f"pg_restore could not read the backup: {made.stderr.strip()[-400:]}")
        clear = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
        done = subprocess.run(  # noqa: S603
            [program("psql"), *postgres_place(place), "--no-psqlrc", "--quiet", "--single-transaction",
             "--set=ON_ERROR_STOP=1", f"--command={clear}", f"--file={script}"],
            env=surroundings, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise ValueError(f"The database is as it was: psql said {done.stderr.strip()[-400:]}")


def _freshen(folder: Path) -> None:
    """Throw away what was made from the old records, and end every session."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import DatabaseError, connection  # noqa: PLC0415

    frozen = Path(settings.FROZEN_ROOT)
    with _aside(frozen) as old:
        shutil.rmtree(old, ignore_errors=True)
    try:
        with connection.cursor() as cursor:
            for table in PASSING:
                if table in connection.introspection.table_names(cursor):
                    cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - two names of ours
    except DatabaseError as error:
        raise ValueError(f"Restored, but the sessions were not ended: {error}") from None
    finally:
        connection.close()


@contextlib.contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Move a folder out of sight at once: removing it may take longer."""
    old = folder.with_name(f".{folder.name}-old")
    if folder.exists():
        folder.rename(old)
    yield old
