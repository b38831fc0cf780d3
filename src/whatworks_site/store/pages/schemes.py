"""Ratings explained: the schemes in use, each with its levels, its rule and a worked example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from whatworks.publish import Shelf
from whatworks.publish.pages.explained import scheme_shown
from whatworks.terms import Findings, SchemeWords

from ..links import SiteLinks, part, scheme_address


def schemes_of(shelves: Iterable[Shelf]) -> tuple[SchemeWords, ...]:
    """Every scheme that a published page uses, its newest version, in the order of the reviews."""
    found: dict[str, SchemeWords] = {}
    for shelf in shelves:
        ordered = sorted(shelf.schemes.items(), key=lambda s: _place(shelf, s[0]))
        for id_, words in ordered:
            known = found.get(id_)
            if known is None or _number(words.version) > _number(known.version):
                found[id_] = words
    return tuple(found.values())


def _place(shelf: Shelf, scheme: str) -> int:
    return shelf.review.schemes.index(scheme) if scheme in shelf.review.schemes else len(shelf.schemes)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(p) for p in version.split(".") if p.isdigit())


def scheme_at(shelves: Sequence[Shelf], address: str) -> SchemeWords | None:
    """The scheme at an address; None where no published page uses one of that name."""
    return next((s for s in schemes_of(shelves) if part(s.id) == address), None)


def schemes_index(shelves: Sequence[Shelf]) -> dict[str, Any]:
    """What the index of schemes shows."""
    return {"schemes": [(s, scheme_address(s.id), _first(s.about)) for s in schemes_of(shelves)]}


def scheme_page(shelves: Sequence[Shelf], scheme: SchemeWords) -> dict[str, Any]:
    """What a scheme's page shows: the worked examples come from published pages."""
    ratings = tuple(
        r
        for shelf in shelves
        for r in shelf.findings.ratings
        if (r.scheme, r.version) == (scheme.id, scheme.version)
    )
    if not shelves:
        raise LookupError("no published page uses a scheme")
    together = Shelf(shelves[0].records, Findings(ratings=ratings), {scheme.id: scheme})
    return {"scheme": scheme_shown(together, scheme, SiteLinks())}


def _first(about: str) -> str:
    return about.split("\n\n", maxsplit=1)[0].replace("\n", " ")
