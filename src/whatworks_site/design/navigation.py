"""The places every page leads to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A place in the navigation, and whether the reader is there."""

    href: str
    words: str
    current: str = ""
    """`page` on the place's own page, `true` on the pages below it, else empty."""


PLACES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("/", "Find evidence", ("/search", "/interventions", "/outcomes")),
    ("/compare", "Compare", ()),
    ("/map", "Gap map", ()),
    ("/studies", "Studies", ("/reviews",)),
    ("/ratings", "Our ratings", ()),
)
"""Address, words, and the addresses of other pages that belong to the place."""


def entries(path: str) -> list[Entry]:
    """The navigation as seen from a page."""
    return [
        Entry(href=href, words=words, current=_current(path, href, below)) for href, words, below in PLACES
    ]


def _current(path: str, href: str, below: tuple[str, ...]) -> str:
    if path == href:
        return "page"
    starts = [*below, *([] if href == "/" else [href])]
    return "true" if any(path == start or path.startswith(start + "/") for start in starts) else ""
