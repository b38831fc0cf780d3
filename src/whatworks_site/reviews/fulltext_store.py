"""The files of full texts: each lies under its digest, and is there whole or not at all.

A file is written under another name, brought to the disk, and only then given its own; the row that speaks of
it comes after. Whatever breaks off in between leaves at most a file that nobody speaks of.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

MOST_BYTES = 40_000_000
OLD = 24 * 3600
"""Seconds after which a file that nobody speaks of may go."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_COMING, _LEAVING = ".coming-", ".leaving-"
_TAIL = 2048
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NotKept(ValueError):
    """A file that is not kept, and why."""


@dataclass(frozen=True)
class Kept:
    """A file that is on the disk."""

    digest: str
    size: int


def path_of(digest: str) -> Path:
    """Where the file of this digest lies; nothing else is a name here."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest[:80]!r} is no digest.")
    return _root() / digest[:2] / digest


def keep(pieces: Iterable[bytes]) -> Kept:
    """Put a PDF on the disk. Raises NotKept; what was there before is then as it was."""
    try:
        folder = _root()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_COMING, dir=folder)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                kept = _write(pieces, out)
            _place(part, kept.digest)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise NotKept(in_words(error)) from error
    return kept


def in_words(error: OSError) -> str:
    """What went wrong on the disk, for the person who sent the file."""
    if error.errno in _FULL:
        return (
            "There is no room on the site’s disk for this file. Nothing was changed. "
            "Tell whoever looks after the site."
        )
    return (
        f"The file could not be written to the site’s disk ({error.strerror or 'a fault'}). Nothing was "
        "changed. Try again, and tell whoever looks after the site if it stays so."
    )


def too_large() -> str:
    """What is said of a file that is larger than allowed."""
    return (
        f"The file is larger than {MOST_BYTES // 1_000_000} MB, the most that is taken. Save it with smaller "
        "pictures, or in parts, and attach those."
    )


def _write(pieces: Iterable[bytes], out: IO[bytes]) -> Kept:
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    for piece in pieces:
        size += len(piece)
        if size > MOST_BYTES:
            raise NotKept(too_large())
        head = head if len(head) >= 5 else (head + piece)[:5]
        tail = (tail + piece)[-_TAIL:]
        digest.update(piece)
        out.write(piece)
    if head != b"%PDF-":
        raise NotKept(
            "This is no PDF: it does not begin like one. Save the text as a PDF, then attach that. A page "
            "saved from a publisher’s site is often a web page with the wrong name."
        )
    if b"%%EOF" not in tail:
        raise NotKept("This PDF is cut off: its end is missing. Download it again, then attach it.")
    out.flush()
    os.fsync(out.fileno())
    return Kept(digest.hexdigest(), size)


def _place(part: Path, digest: str) -> None:
    """Give a file its own name. One that is there already is replaced by its like, which makes it new."""
    target = path_of(digest)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    part.replace(target)
    for folder in (target.parent, target.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def old_files() -> Iterator[str]:
    """The digests of files that have lain there for a day; what never came to its name is removed."""
    before = time.time() - OLD
    for path in sorted(_root().glob("*")) if _root().is_dir() else ():
        if path.name.startswith(_COMING):
            if _since(path) < before:
                path.unlink(missing_ok=True)
        elif path.is_dir() and not path.is_symlink():
            yield from (
                f.name for f in sorted(path.iterdir()) if _DIGEST.fullmatch(f.name) and _since(f) < before
            )


def drop(digest: str) -> bool:
    """Remove a file, unless it has come anew in the meantime; whether it went."""
    path = path_of(digest)
    aside = path.with_name(_LEAVING + digest)
    try:
        path.replace(aside)
    except FileNotFoundError:
        return False
    if _since(aside) >= time.time() - OLD:
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
        aside.unlink()
        return False
    aside.unlink()
    return True


def is_due() -> bool:
    """Whether a day has gone by since files were last looked through; asked once, it is not due again."""
    mark = _root() / ".tidied"
    if mark.exists() and _since(mark) >= time.time() - OLD:
        return False
    mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.touch()
    return True


def _since(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _root() -> Path:
    return Path(settings.FULLTEXTS_ROOT)
