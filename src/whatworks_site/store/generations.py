"""Frozen pages on disk: one folder a generation, and one small file that says which generation is current."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import django
from django.conf import settings

import whatworks
import whatworks_site

KEPT = 2
"""How many generations stay on disk: the current one, and the one that readers may be in the middle of."""
_SETTINGS = (
    "CENTRE_NAME", "CENTRE_CONTACT", "EXAMPLE", "SITE_ADDRESS", "CONTENT_SECURITY_POLICY", "STATIC_URL",
    "X_FRAME_OPTIONS", "SECURE_REFERRER_POLICY", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "DEBUG",
)  # fmt: skip


@dataclass(frozen=True)
class Frozen:
    """A page as it is sent: the file of its bytes, the packed file if that is smaller, and its headers."""

    file: str
    length: int
    packed: int
    etag: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Pointer:
    """Which generation is current, the edition of the content it shows, and the software that made it."""

    generation: int
    version: str
    build: str


@dataclass
class Generation:
    """One generation, read or being written."""

    folder: Path
    pages: dict[str, Frozen] = field(default_factory=dict)
    before: Generation | None = None
    """The last whole generation while this one is written: the same bytes are linked from it."""

    @cached_property
    def by_file(self) -> dict[str, Frozen]:
        """A page of each file."""
        return {page.file: page for page in self.pages.values()}


def root() -> Path:
    """Where the frozen pages lie."""
    return Path(settings.FROZEN_ROOT)


def pointer_file() -> Path:
    """The file that says which generation is current. Without it, every page is rendered."""
    return root() / "CURRENT"


@lru_cache(maxsize=1)
def build() -> str:
    """A digest of the software's files and of the settings that pages show: another build, other pages."""
    seen = hashlib.sha256(django.get_version().encode())
    for package in (whatworks, whatworks_site):
        base = Path(str(package.__file__)).parent
        for path in sorted(p for p in base.rglob("*") if p.suffix not in (".pyc", "") and p.is_file()):
            about = path.stat()
            seen.update(f"{path.relative_to(base)} {about.st_size} {about.st_mtime_ns}\n".encode())
    for name in _SETTINGS:
        seen.update(f"{name}={getattr(settings, name, None)!r}\n".encode())
    return seen.hexdigest()[:32]


def read_pointer() -> Pointer | None:
    """The current generation; None where there is none, or none that can be read."""
    try:
        return Pointer(**json.loads(pointer_file().read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def read(pointer: Pointer) -> Generation | None:
    """The pages of a generation; None where its index cannot be read."""
    folder = root() / str(pointer.generation)
    try:
        index = json.loads((folder / "index.json").read_text("utf-8"))
        pages = {path: _page(values) for path, values in index.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return Generation(folder, pages)


def _page(values: dict[str, Any]) -> Frozen:
    return Frozen(**(values | {"headers": tuple((k, v) for k, v in values["headers"])}))


def begin() -> Generation:
    """A new, empty generation."""
    root().mkdir(parents=True, exist_ok=True)
    number = max(_numbers(), default=0) + 1
    while True:
        folder = root() / str(number)
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return Generation(folder, before=_last_whole(number))


def _last_whole(below: int) -> Generation | None:
    # A generation without an index was left by a killed writer, and its last file may be half a file.
    for number in sorted((n for n in _numbers() if n < below), reverse=True):
        if found := read(Pointer(number, "", "")):
            return found
    return None


def add(new: Generation, path: str, body: bytes, headers: list[tuple[str, str]], etag: str) -> None:
    """Write a page into a generation. Bytes that a page of the last generation had are not written again."""
    name = hashlib.sha256(body).hexdigest()
    packed = _linked(new, name)
    if packed is None:
        _write(new.folder / name, body)
        small = gzip.compress(body, 6, mtime=0)
        packed = len(small) if len(small) < len(body) else 0
        if packed:
            _write(new.folder / f"{name}.gz", small)
    new.pages[path] = Frozen(name, len(body), packed, etag, tuple(headers))


def _linked(new: Generation, name: str) -> int | None:
    """The packed length of bytes that could be linked; None where they must be written."""
    old = new.before.by_file.get(name) if new.before else None
    if new.before is None or old is None:
        return None
    try:
        for file in (name, f"{name}.gz")[: 2 if old.packed else 1]:
            with contextlib.suppress(FileExistsError):
                os.link(new.before.folder / file, new.folder / file)
    except OSError:
        (new.folder / name).unlink(missing_ok=True)
        return None
    return old.packed


def seal(new: Generation) -> None:
    """Write the index: the generation is whole."""
    index = {path: asdict(page) for path, page in new.pages.items()}
    _write(new.folder / "index.json", json.dumps(index, sort_keys=True).encode())
    _sync_folder(new.folder)


def point_to(new: Generation, version: str) -> None:
    """Make a whole generation the current one, at a stroke."""
    told = Pointer(int(new.folder.name), version, build())
    part = root() / f".CURRENT.{new.folder.name}"
    _write(part, json.dumps(asdict(told)).encode())
    os.replace(part, pointer_file())  # noqa: PTH105 - said as it is: one atomic step
    _sync_folder(root())


def drop() -> None:
    """From now on every page is rendered, until a generation is made current again."""
    with contextlib.suppress(FileNotFoundError):
        pointer_file().unlink()
        _sync_folder(root())


def discard(new: Generation) -> None:
    """Throw a generation away that did not become current."""
    shutil.rmtree(new.folder, ignore_errors=True)


def tidy() -> None:
    """Remove old generations and what a killed writer left."""
    current = read_pointer()
    kept = sorted(_numbers())[-KEPT:] + ([current.generation] if current else [])
    for number in _numbers():
        if number not in kept:
            shutil.rmtree(root() / str(number), ignore_errors=True)
    for left in root().glob(".CURRENT.*"):
        left.unlink(missing_ok=True)


def _numbers() -> list[int]:
    if not root().is_dir():
        return []
    return [int(p.name) for p in root().iterdir() if p.name.isdigit() and p.is_dir()]


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
