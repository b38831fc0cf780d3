"""Which places of a rating's glyph are filled, which are still possible, which are ruled out."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .figure import Table, standalone
from .text import listing

NOT_RATED = "none"


class Place(enum.Enum):
    """What is known of one place of a glyph."""

    ON = "on"
    MAYBE = "maybe"
    OFF = "off"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Badge:
    """A small glyph for beside words, the words, and the same as a number and a table.

    `quiet` is true where nothing is known, so that the page can set the words in the second voice.
    """

    svg: str
    words: str
    number: str
    alt: str
    table: Table
    quiet: bool = False

    def standalone(self) -> str:
        """The glyph as a file of its own."""
        return standalone(self.svg, self.words, self.alt)


@dataclass(frozen=True)
class Answer:
    """A level, or the levels still possible, lowest first; none of either where nothing is known."""

    level: str | None
    possible: tuple[str, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels it may be: one where it is known."""
        return (self.level,) if self.level is not None else self.possible


def answer_of(known: Sequence[str], level: str | None, possible: Iterable[str], *, scale: str) -> Answer:
    """The answer over the levels of a scale, in their order. Raises ValueError for a level not on it."""
    wanted = [*([level] if level is not None else []), *possible]
    for name in wanted:
        if name not in known:
            raise ValueError(f"{scale}: {name!r} is none of its levels, which are {listing(known, 'or')}")
    ordered = tuple(name for name in known if name in set(possible))
    if level is None and len(ordered) == 1:
        return Answer(ordered[0], ordered)
    return Answer(level, ordered)


def fill_places(fills: Mapping[str, frozenset[int]], answer: Answer, count: int) -> list[Place]:
    """Each place's state: filled if every level it may be fills it, open if only some do."""
    if not answer.levels:
        return [Place.UNKNOWN] * count
    sets = [fills[name] for name in answer.levels]
    certain, any_of = frozenset.intersection(*sets), frozenset.union(*sets)
    return [Place.ON if i in certain else Place.MAYBE if i in any_of else Place.OFF for i in range(count)]


def possible_words(names: Sequence[str], total: int) -> str:
    """The levels still possible in words: 'Mixed or tends to help', 'NL2 to 4', 'Not known yet'."""
    if not names:
        return "Not rated yet"
    if len(names) == total and total > 2:
        return "Not known yet"
    if len(names) > 3:
        return f"{names[0]} to {lower_first(names[-1])}"
    return listing([names[0], *(lower_first(n) for n in names[1:])], "or")


def lower_first(name: str) -> str:
    """A name within a sentence: 'Tends to help' becomes 'tends to help', 'NL2' and 'Level 2' as they are."""
    return name if name[:2].isupper() or any(c.isdigit() for c in name) else name[:1].lower() + name[1:]


def level_table(caption: str, names: Mapping[str, str], answer: Answer) -> Table:
    """Every level of the scale and what is known of it."""
    rows = []
    for level, name in names.items():
        if not answer.levels:
            state = "not known"
        elif level == answer.level:
            state = "this one"
        else:
            state = "still possible" if answer.level is None and level in answer.levels else "no"
        rows.append((level, name, state))
    return Table(caption, ("Level", "In words", "Is it this?"), tuple(rows))
