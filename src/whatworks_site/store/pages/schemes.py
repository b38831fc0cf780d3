"""Ratings explained: the schemes in use, each with its levels, its rule and a worked example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from whatworks.publish import Shelf
from whatworks.publish.pages.explained import scheme_shown
from whatworks.rate import load_scheme, shipped, shipped_versions
from whatworks.review.words import words_of_scheme
from whatworks.terms import Findings, Review, ReviewRecords, SchemeWords

from ..links import SiteLinks, part, scheme_address
from .worked import worked_example


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
    """The scheme at an address, as published pages use it or as it comes; None where there is none."""
    held = (*schemes_of(shelves), *schemes_that_come())
    return next((s for s in held if part(s.id) == address), None)


@cache
def schemes_that_come() -> tuple[SchemeWords, ...]:
    """Every scheme that comes with Whatworks, in words, by name."""
    held = (words_of_scheme(load_scheme(id_)) for id_ in shipped())
    return tuple(sorted(held, key=lambda s: s.name.casefold()))


def schemes_index(shelves: Sequence[Shelf]) -> dict[str, Any]:
    """What the index of schemes shows: those that published pages use, then the rest."""
    used = schemes_of(shelves)
    ids = {s.id for s in used}
    return {
        "schemes": [_line(s) for s in used],
        "others": [_line(s) for s in schemes_that_come() if s.id not in ids],
    }


def _line(scheme: SchemeWords) -> tuple[SchemeWords, str, str]:
    return scheme, scheme_address(scheme.id), _first(scheme.about)


def scheme_page(shelves: Sequence[Shelf], scheme: SchemeWords) -> dict[str, Any]:
    """What a scheme's page shows: the worked examples come from published pages."""
    ratings = tuple(
        r
        for shelf in shelves
        for r in shelf.findings.ratings
        if (r.scheme, r.version) == (scheme.id, scheme.version)
    )
    records = shelves[0].records if shelves else ReviewRecords(review=_NO_REVIEW)
    together = Shelf(records, Findings(ratings=ratings), {scheme.id: scheme})
    return {
        "scheme": scheme_shown(together, scheme, SiteLinks()),
        "worked": worked_example(scheme.id, scheme.version),
        "versions": [v for v in shipped_versions(scheme.id) if v != scheme.version],
    }


_NO_REVIEW = Review(id="none", title="", question="", field="", date="", version="")


def _first(about: str) -> str:
    return about.split("\n\n", maxsplit=1)[0].replace("\n", " ")
