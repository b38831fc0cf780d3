"""`whatworks backup`: everything the site keeps, in one file that says what is in it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from .engines import database, password_aside, postgres_place, program
from .start import Say

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE_NAME, POSTGRES_NAME = "database.sqlite3", "database.pgdump"
SECRET = "secret.key"  # noqa: S105 - a file's name
FOLDERS = {"files": "MEDIA_ROOT", "fulltexts": "FULLTEXTS_ROOT"}
"""The folders of files that are in a backup, and the settings that say where each lies."""
ON_ITS_WAY = (".coming-", ".leaving-", ".tidied")
"""How names of files begin that are no part of the site: half written, or about to go."""
PASSING = ("django_session", "cache")
"""Tables of which a backup has no rows: who finds it must not find an open session in it."""


def backup(file: Path, *, with_secret: bool = False, say: Say) -> None:
    """Write a backup. Until it is whole it has another name: a full disk leaves the last one as it was."""
    file = file.expanduser().resolve()
    if file.is_dir():
        raise ValueError(f"{file} is a folder. Name a file in it, as in {file / 'whatworks.tar.gz'}.")
    file.parent.mkdir(parents=True, exist_ok=True)
    part, stream = _open_part(file.parent)
    try:
        with stream:
            members = _write(stream, file.parent, with_secret=with_secret)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
        _settle(file.parent)
    except OSError as error:
        raise ValueError(
            f"{file} was not written: {error.strerror or error}. What stood there before is as it was. "
            "Make room, or name another place."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    size = file.stat().st_size / 1024 / 1024
    say(f"Wrote {file}: {len(members):,} {'file' if len(members) == 1 else 'files'}, {size:,.1f} MB.")
    if not with_secret:
        say("The secret key is not in it: a site restored elsewhere makes its own, and people sign in again.")


def _open_part(folder: Path) -> tuple[Path, IO[bytes]]:
    """A new file beside the one to come, that only its owner may read."""
    handle, name = tempfile.mkstemp(prefix=".whatworks-", suffix=".part", dir=folder)
    return Path(name), os.fdopen(handle, "wb")


def _settle(folder: Path) -> None:
    """Have the folder's new entry on the disk before anyone is told."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _write(stream: IO[bytes], beside: Path, *, with_secret: bool) -> dict[str, dict[str, Any]]:
    from django.conf import settings  # noqa: PLC0415

    members: dict[str, dict[str, Any]] = {}
    with (
        tempfile.TemporaryDirectory(prefix=".whatworks-", dir=beside) as scratch,
        tarfile.open(fileobj=stream, mode="w:gz", format=tarfile.PAX_FORMAT, compresslevel=6) as tar,
    ):
        name, copy = copy_of_database(Path(scratch))
        members[name] = _add(tar, name, copy)
        for part, setting in FOLDERS.items():
            folder = Path(getattr(settings, setting))
            for path in _files(folder):
                inside = f"{part}/{path.relative_to(folder).as_posix()}"
                # A file may go while the others are written: what is tidied away is no part of the site.
                with contextlib.suppress(FileNotFoundError):
                    members[inside] = _add(tar, inside, path)
        secret = Path(settings.DATA) / SECRET
        if with_secret and secret.exists():
            members[SECRET] = _add(tar, SECRET, secret)
        text = json.dumps(_manifest(members), indent=1, ensure_ascii=False).encode()
        about = tarfile.TarInfo(MANIFEST)
        about.size, about.mode = len(text), 0o600
        tar.addfile(about, io.BytesIO(text))
    return members


def _manifest(members: dict[str, dict[str, Any]]) -> dict[str, Any]:
    import django  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    from whatworks import __version__  # noqa: PLC0415

    applied = sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
    return {
        "format": FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "software": __version__,
        "django": django.get_version(),
        "engine": connection.vendor,
        "migrations": applied,
        "members": members,
    }


class _Counting(io.RawIOBase):
    """Reads a file as far as it was long at first, taking its digest on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        about = tarfile.TarInfo(name)
        found = os.fstat(file.fileno())
        about.size, about.mtime, about.mode = found.st_size, int(found.st_mtime), 0o600
        counting = _Counting(file)
        tar.addfile(about, counting)  # type: ignore[arg-type]
    return {"sha256": counting.digest.hexdigest(), "size": about.size}


def _files(folder: Path) -> Iterator[Path]:
    """Every plain file below a folder, in order; links are left out, and what is on its way in or out."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink() and not path.name.startswith(ON_ITS_WAY):
            yield path


def copy_of_database(scratch: Path) -> tuple[str, Path]:
    """The database at one moment, while others go on writing."""
    place = database()
    if place["ENGINE"].endswith("sqlite3"):
        copy = scratch / SQLITE_NAME
        copy_sqlite(Path(place["NAME"]), copy)
        return SQLITE_NAME, copy
    copy = scratch / POSTGRES_NAME
    command = [program("pg_dump"), *postgres_place(place), "--format=custom", "--no-owner", "--no-privileges"]
    command += [f"--exclude-table-data={table}" for table in PASSING]
    with password_aside(place) as surroundings:
        done = subprocess.run(  # noqa: S603
            [*command, f"--file={copy}"], env=surroundings, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise ValueError(f"pg_dump could not read the database: {done.stderr.strip()[-400:]}")
    return POSTGRES_NAME, copy


def copy_sqlite(source: Path, copy: Path) -> None:
    """SQLite's own online copy, checked."""
    if not source.exists():
        raise ValueError(
            f"There is no database at {source} yet: nothing to back up. Start with: whatworks serve"
        )
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=20)) as held,
        contextlib.closing(sqlite3.connect(copy)) as made,
    ):
        held.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")
        made.execute("PRAGMA secure_delete=ON")
        there = {name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in there.intersection(PASSING):
            made.execute(f"DELETE FROM {table}")  # noqa: S608 - two names of ours
        made.commit()
    check_sqlite(copy)


def check_sqlite(path: Path) -> None:
    """Raise ValueError unless the file is a whole SQLite database."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as held:
            said = held.execute("PRAGMA integrity_check(5)").fetchall()
    except sqlite3.DatabaseError as error:
        said = [(str(error),)]
    if said != [("ok",)]:
        words = "; ".join(str(row[0]) for row in said)[:400]
        raise ValueError(f"{path.name} is damaged ({words}). Restore the last good backup.")
