"""What a page is before it is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..names import Links
from ..shelf import Shelf

NAVIGATION: tuple[tuple[str, str], ...] = (
    ("index.html", "Evidence"),
    ("compare.html", "Compare"),
    ("studies.html", "Studies"),
    ("search.html", "The search"),
    ("ratings.html", "Ratings explained"),
    ("sources.html", "Sources"),
    ("data.html", "Data"),
)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page: where it goes, its template and everything the template shows."""

    path: str
    template: str
    title: str
    current: str
    shown: Mapping[str, Any]

    def context(self, shelf: Shelf) -> dict[str, Any]:
        """What the template is given."""
        links = Links("../" * self.path.count("/"))
        return {
            "title": self.title,
            "current": self.current,
            "navigation": NAVIGATION,
            "review": shelf.review,
            "root": links.root,
            **self.shown,
        }
