"""A review folder that came as a zip: looked at before anything of it is written, then unpacked in bounds."""

from __future__ import annotations

import re
import shutil
import stat
import time
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from whatworks.review import Problem

MAX_UPLOAD = 20 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_SHOWN = 5_000
"""Problems that are kept of one folder."""
KEPT_FOR = 24 * 3600
"""Seconds after which an upload is thrown away."""

_TEXT = ("yaml", "yml", "md", "txt", "json", "csv")
_KNOWN: dict[str, tuple[str, ...]] = {
    "": _TEXT,
    "tables": ("csv",),
    "pages": ("yaml",),
    "appraisals": ("yaml",),
    "instruments": ("yaml",),
    "schemes": ("yaml", "yml"),
    "searches": ("ris", "nbib", "csv", "tsv", "tab", "txt"),
}
"""What may stand in which part of a review folder."""
_LITTER = re.compile(r"(^|/)(__MACOSX(/|$)|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)")
_DRIVE = re.compile(r"^[A-Za-z]:")


class RefusedUpload(ValueError):
    """A zip that is not read, and why."""


class Bounded(FileUploadHandler):
    """Stops taking a file in once it is larger than allowed; the rest of what was sent is let go."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on, or stop."""
        if start + len(raw_data) > MAX_UPLOAD:
            self.request.upload_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def too_large() -> str:
    """What is said of a file that is larger than allowed."""
    return (
        f"The file is larger than {MAX_UPLOAD // 1024 // 1024} MB. Take out what is no part of the review "
        "folder, or ask whoever looks after the site to read it in at the machine."
    )


def folder_of(name: str) -> Path:
    """Where an upload was unpacked. The name comes from `unpack`, and nothing else is one."""
    return _root() / uuid.UUID(name).hex


def throw_away(name: str) -> None:
    """Remove what was unpacked."""
    shutil.rmtree(folder_of(name), ignore_errors=True)


def _root() -> Path:
    return Path(settings.DATA) / "uploads"


def unpack(file: IO[bytes]) -> str:
    """Unpack a zip into a folder of its own and return that folder's name. Raises RefusedUpload."""
    tidy()
    name = uuid.uuid4().hex
    try:
        with zipfile.ZipFile(file) as archive:
            entries = _checked(archive)
            placed = list(_below_their_top(entries))
            for path, _ in placed:
                _check_known(path)
            if PurePosixPath("review.yaml") not in {path for path, _ in placed}:
                raise RefusedUpload("There is no review.yaml in the zip, by which a review folder is known.")
            _write(archive, placed, folder_of(name))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError) as error:
        throw_away(name)
        raise RefusedUpload(
            f"The file cannot be read as a zip ({_why(error)}). Make it again and try once more."
        ) from None
    except (RefusedUpload, RuntimeError, ValueError, zlib.error) as error:
        throw_away(name)
        raise (
            error
            if isinstance(error, RefusedUpload)
            else RefusedUpload(f"The zip is damaged ({error}). Make it again and try once more.")
        ) from None
    return name


def _checked(archive: zipfile.ZipFile) -> list[tuple[PurePosixPath, zipfile.ZipInfo]]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise RefusedUpload(f"The zip holds {len(entries):,} entries; {MAX_ENTRIES:,} is the most.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise RefusedUpload(
            f"Unpacked, the zip would be {unpacked / 1024**2:,.0f} MB; the most is {MAX_UNPACKED // 1024**2}."
        )
    found = [(_path(entry), entry) for entry in entries if not _is_litter(entry)]
    files = [(path, entry) for path, entry in found if not entry.is_dir()]
    if not files:
        raise RefusedUpload("The zip is empty. Put the review folder in it.")
    names = [str(path).casefold() for path, _ in files]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise RefusedUpload(f"{twice} stands twice in the zip. Keep one.")
    return files


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    """What computers add to a zip by themselves."""
    return bool(_LITTER.search(entry.filename))


def _path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """An entry's place, if it is one below the folder."""
    # As it stands in the file: Python's reader has cut the name at a NUL and turned round its strokes.
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    odd = any(ord(c) < 32 or ord(c) == 127 for c in name)
    if odd or "\\" in name or name.startswith("/") or _DRIVE.match(name) or {"", ".", ".."} & set(parts):
        raise RefusedUpload(
            f"{name[:100]!r} in the zip leads out of the folder, or is no name for a file. Nothing was read."
        )
    if len(name) > 300 or len(parts) > 6:
        raise RefusedUpload(f"{name[:60]}… in the zip has too long a name, or lies too deep.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise RefusedUpload(f"{name} in the zip is a link, not a file. Put the file itself in.")
    if entry.flag_bits & 0x1:
        raise RefusedUpload("The zip is locked with a password. Make one without.")
    return PurePosixPath(*parts)


Placed = tuple[PurePosixPath, zipfile.ZipInfo]


def _below_their_top(entries: list[Placed]) -> Iterator[Placed]:
    """The entries without the one folder that holds them all, where there is one."""
    tops = {path.parts[0] for path, _ in entries}
    single = len(tops) == 1 and all(len(path.parts) > 1 for path, _ in entries)
    for path, entry in entries:
        yield (PurePosixPath(*path.parts[1:]) if single else path), entry


def _check_known(path: PurePosixPath) -> None:
    part = path.parts[0] if len(path.parts) > 1 else ""
    suffix = path.suffix.lower().lstrip(".")
    bare = not part and path.name.upper() in ("LICENCE", "LICENSE", "README")
    if part in _KNOWN and (suffix in _KNOWN[part] or bare):
        return
    parts = ", ".join(name for name in _KNOWN if name)
    raise RefusedUpload(
        f"{path} is no part of a review folder. It holds review.yaml, and files of text in {parts}. "
        "Take the rest out of the zip; nothing was read."
    )


def _write(archive: zipfile.ZipFile, entries: Sequence[Placed], folder: Path) -> None:
    left = MAX_UNPACKED
    for path, entry in entries:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, target.open("xb") as out:
            left -= _copy(source, out, left)


def _copy(source: IO[bytes], out: IO[bytes], most: int) -> int:
    """Copy, counting what really comes: a zip may say that it is smaller than it is."""
    copied = 0
    while piece := source.read(64 * 1024):
        copied += len(piece)
        if copied > most:
            raise RefusedUpload(f"Unpacked, the zip is larger than {MAX_UNPACKED // 1024**2} MB.")
        out.write(piece)
    return copied


def tidy() -> None:
    """Throw away what lies there longer than a day."""
    root = _root()
    root.mkdir(parents=True, exist_ok=True)
    old = time.time() - KEPT_FOR
    for folder in root.iterdir():
        if folder.stat().st_mtime < old:
            shutil.rmtree(folder, ignore_errors=True)


def zipped(folder: Path, out: IO[bytes], top: str) -> None:
    """A folder as a zip: the same bytes for the same files."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            info = zipfile.ZipInfo(f"{top}/{path.relative_to(folder).as_posix()}", (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, path.read_bytes())


def _why(error: Exception) -> str:
    """What went wrong, without the places of this machine."""
    return (error.strerror or "a fault of the disk") if isinstance(error, OSError) else str(error)


def result_of(problems: Sequence[Problem], folder: Path) -> list[dict[str, Any]]:
    """Problems as plain rows, not more than a page can show. Where the folder lies is not told."""
    rows = [problem.to_json() for problem in problems[:MAX_SHOWN]]
    return [{name: _plain(value, str(folder)) for name, value in row.items()} for row in rows]


def _plain(value: Any, folder: str) -> Any:
    if not isinstance(value, str):
        return value
    value = value.replace(folder, "the folder")
    # Characters that a database does not take.
    return value.replace("\0", "?").encode("utf-8", "replace").decode()
