"""A search's file as it came: kept in the data folder until it is read, looked at, never trusted."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from whatworks.collate import CollateError
from whatworks.collate.delimited import cells, delimiter_of, is_separator_line
from whatworks.collate.headers import match_columns
from whatworks.collate.lines import lines, what_it_is
from whatworks.collate.reader import format_of
from whatworks_site.evidence.uploads import MAX_UPLOAD, folder_of, throw_away, tidy

__all__ = ["MAX_UPLOAD", "SUFFIXES", "Look", "folder_of", "keep", "keep_again", "look_at", "throw_away"]

SUFFIXES = (".ris", ".nbib", ".csv", ".tsv", ".tab", ".txt")
MOST_COLUMNS = 400
_ENOUGH = {"title", "doi", "pmid"}


def too_large() -> str:
    """What is said of a file that is larger than allowed."""
    return (
        f"The file is larger than {MAX_UPLOAD // 1024 // 1024} MB. Export the search in parts, each as a "
        "search of its own."
    )


@dataclass(frozen=True)
class Look:
    """What a first look at a file shows. `header`: a table's columns, and `guess` what they seem to hold."""

    upload: str
    name: str
    suffix: str
    digest: str
    format: str
    header: tuple[str, ...] = ()
    guess: tuple[tuple[str, str], ...] = ()

    @property
    def needs_columns(self) -> bool:
        """Whether a person has to say which column is which."""
        return bool(self.header) and not _ENOUGH & dict(self.guess).keys()


def suffix_of(name: str) -> str:
    """The ending of a file's name, where it is one that we read. Raises CollateError."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if suffix not in SUFFIXES:
        raise CollateError(
            f"The file’s name ends in “{suffix[:20] or 'nothing'}”. Export the search as RIS (.ris or .txt), "
            "PubMed (.nbib), or a table (.csv or .tsv)."
        )
    return suffix


def keep(pieces: Iterable[bytes], name: str, stated: str = "") -> Look:
    """Keep a file that was sent, and look at it. Raises CollateError where it is not one that we read."""
    suffix = suffix_of(name)
    tidy()
    upload, digest = uuid.uuid4().hex, hashlib.sha256()
    folder = folder_of(upload)
    folder.mkdir(parents=True)
    with (folder / f"export{suffix}").open("wb") as out:
        for piece in pieces:
            digest.update(piece)
            out.write(piece)
    try:
        return look_at(upload, name, digest.hexdigest(), stated)
    except CollateError:
        throw_away(upload)
        raise


def keep_again(content: bytes, suffix: str) -> str:
    """Keep a file that was here before, to be read again; where it waits."""
    tidy()
    upload = uuid.uuid4().hex
    folder = folder_of(upload)
    folder.mkdir(parents=True)
    (folder / f"export{suffix}").write_bytes(content)
    return upload


def place(upload: str, path: str) -> Path | None:
    """The file where its search says that it is, below the upload's folder; None where it is gone."""
    folder, suffix = folder_of(upload), PurePosixPath(path).suffix
    wanted, came = folder / path, folder / f"export{suffix}"
    if came.is_file():
        wanted.parent.mkdir(parents=True, exist_ok=True)
        came.replace(wanted)
    return folder if wanted.is_file() else None


def look_at(upload: str, name: str, digest: str, stated: str = "") -> Look:
    """What a kept file is. Raises CollateError where its format cannot be told."""
    suffix = suffix_of(name)
    path = next((p for p in folder_of(upload).rglob(f"*{suffix}") if p.is_file()), None)
    if path is None:
        raise CollateError("The file is kept for a day, and is gone. Choose it again.")
    form = format_of(path, stated or None)
    if strange := what_it_is(path):
        raise CollateError(f"“{_plain(name)}” is {strange}. Export the search again as RIS, NBIB or CSV.")
    header = _header(path) if form == "csv" else ()
    guess = match_columns(header, {}, "") if header else {}
    named = tuple((field, header[at[0]]) for field, at in guess.items())
    return Look(upload, _plain(name), suffix, digest, form, header, named)


def _header(path: Path) -> tuple[str, ...]:
    written = (text for _, text in lines(path, 100_000) if text.strip())
    first = next(written, "")
    delimiter = delimiter_of(first, path.suffix.lower())
    if is_separator_line(first):
        first = next(written, "")
    return tuple(c.strip() for c in cells(first, delimiter))[:MOST_COLUMNS] if first.strip() else ()


def _plain(name: str) -> str:
    """A file's name as it may be shown and kept."""
    return re.sub(r"[\x00-\x1f\x7f]", "", PurePosixPath(name.replace("\\", "/")).name)[:200]
