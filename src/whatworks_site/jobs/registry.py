"""The kinds of long work. Each app declares its own, in its `jobs.py` or beside its actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True)
class Kind:
    """A kind of long work: its name, what it is called on a page, and the function that does it."""

    name: str
    words: str
    run: Callable[..., dict[str, Any] | None]


class UnknownKind(ValueError):
    """No app declares this kind of work."""


_KINDS: dict[str, Kind] = {}


def job_kind(
    name: str, *, words: str
) -> Callable[[Callable[..., dict[str, Any] | None]], Callable[..., dict[str, Any] | None]]:
    """Declare a function as a kind of long work. It must be safe to run twice.

    It is called as `run(job, **args)`, tells how far it is by `job.progress(...)`, and returns a small
    dictionary that JSON can hold.
    """

    def declare(run: Callable[..., dict[str, Any] | None]) -> Callable[..., dict[str, Any] | None]:
        _KINDS[name] = Kind(name, words, run)
        return run

    return declare


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises UnknownKind."""
    if name not in _KINDS:
        autodiscover_modules("jobs", "actions")
    if name not in _KINDS:
        raise UnknownKind(f"There is no kind of work called {name!r}. Update the software, or run it anew.")
    return _KINDS[name]


def words_of(name: str) -> str:
    """What a kind is called on a page; its plain name if it is no longer known."""
    try:
        return kind_of(name).words
    except UnknownKind:
        return name
