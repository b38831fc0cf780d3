"""Which way studies point, as marks: a square in favour, a diamond against, a dashed ring where not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from markupsafe import Markup

from whatworks.terms import Direction


class Way(StrEnum):
    """Which way a study points on an outcome, or on several."""

    FAVOURS = "in favour"
    AGAINST = "the other way"
    NULL = "no difference"
    MIXED = "different ways"
    UNKNOWN = "not known which way"


_OF = {Direction.FAVOURS: Way.FAVOURS, Direction.AGAINST: Way.AGAINST, Direction.NULL: Way.NULL}

_SHAPES = {
    Way.FAVOURS: '<rect class="m-favours" x="2" y="2" width="10" height="10"/>',
    Way.AGAINST: '<path class="m-against" d="M7 0.5 13.5 7 7 13.5 0.5 7Z"/>',
    Way.NULL: '<path class="m-null" d="M1 7H13"/>',
    Way.MIXED: '<path class="m-favours" d="M6.2 2V12H0.5V2Z"/>'
    '<path class="m-against" d="M7.8 1.5 13.5 7 7.8 12.5Z"/>',
    Way.UNKNOWN: '<circle class="m-unknown" cx="7" cy="7" r="5"/>',
}


def way_of(direction: Direction | None) -> Way:
    """A result's way."""
    return _OF[direction] if direction is not None else Way.UNKNOWN


def way_of_all(ways: Iterable[Way]) -> Way:
    """The way in which all point, as far as it is known; mixed where they differ."""
    known = set(ways) - {Way.UNKNOWN}
    if not known:
        return Way.UNKNOWN
    return known.pop() if len(known) == 1 else Way.MIXED


def mark(way: Way) -> Markup:
    """One mark."""
    return Markup(  # noqa: S704
        '<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">'
        f"{_SHAPES[way]}</svg>"
    )


def marks(ways: Counter[Way]) -> tuple[tuple[Markup, int], ...]:
    """Each way that is there, drawn, and how many point that way."""
    return tuple((mark(way), ways[way]) for way in Way if ways[way])


def ways_words(ways: Counter[Way]) -> str:
    """The same in words."""
    return ", ".join(f"{ways[way]} {way}" for way in Way if ways[way])


def key() -> tuple[tuple[Markup, str], ...]:
    """What each mark means."""
    return tuple((mark(way), way[:1].upper() + way[1:]) for way in Way)
