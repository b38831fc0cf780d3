"""Which way studies point, as marks: a square in favour, a diamond against, a dashed ring where not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from markupsafe import Markup

from whatworks.terms import Direction

_WAYS: tuple[tuple[Direction | None, str, str], ...] = (
    (Direction.FAVOURS, "in favour", '<rect class="m-favours" x="2" y="2" width="10" height="10"/>'),
    (Direction.AGAINST, "the other way", '<path class="m-against" d="M7 0.5 13.5 7 7 13.5 0.5 7Z"/>'),
    (Direction.NULL, "no difference", '<path class="m-null" d="M1 7H13"/>'),
    (None, "not known which way", '<circle class="m-unknown" cx="7" cy="7" r="5"/>'),
)


def way_of_all(ways: Iterable[Direction | None]) -> Direction | None:
    """The one way in which all point; None where they differ or one is not known."""
    found = set(ways)
    return found.pop() if len(found) == 1 else None


def mark(way: Direction | None) -> Markup:
    """One mark."""
    drawn = next(shape for each, _, shape in _WAYS if each == way)
    return Markup(  # noqa: S704
        f'<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">{drawn}</svg>'
    )


def marks(ways: Counter[Direction | None]) -> tuple[tuple[Markup, int], ...]:
    """Each way that is there, drawn, and how many point that way."""
    return tuple((mark(way), ways[way]) for way, _, _ in _WAYS if ways[way])


def ways_words(ways: Counter[Direction | None]) -> str:
    """The same in words."""
    return ", ".join(f"{ways[way]} {words}" for way, words, _ in _WAYS if ways[way])


def key() -> tuple[tuple[Markup, str], ...]:
    """What each mark means."""
    return tuple((mark(way), words[:1].upper() + words[1:]) for way, words, _ in _WAYS)
