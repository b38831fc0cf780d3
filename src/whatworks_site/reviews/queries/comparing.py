"""References side by side, with the words that differ marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from whatworks.terms import Reference

MOST_WORDS = 1_200
"""Words of a text that are compared; the rest is shown as it is."""


@dataclass(frozen=True)
class Piece:
    """Some words, and whether the other record has them otherwise."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Cell:
    """What one record says in a field."""

    pieces: tuple[Piece, ...]
    state: str = ""

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class FieldRow:
    """One field of several records."""

    words: str
    cells: tuple[Cell, ...]

    @property
    def is_same(self) -> bool:
        """Whether all say the same."""
        return not any(cell.state for cell in self.cells)


_FIELDS = (
    ("title", "Title"), ("authors", "Authors"), ("year", "Year"), ("container", "Journal or book"),
    ("volume", "Volume"), ("issue", "Issue"), ("pages", "Pages"), ("doi", "DOI"), ("pmid", "PMID"),
    ("type", "Kind"), ("language", "Language"), ("abstract", "Abstract"),
)  # fmt: skip


def side_by_side(references: Sequence[Reference]) -> list[FieldRow]:
    """The fields that any of them has. Each is compared with the first; two with each other."""
    rows = []
    for name, words in _FIELDS:
        texts = [_said(reference, name) for reference in references]
        if any(texts):
            rows.append(FieldRow(words, _cells(texts)))
    return rows


def _said(reference: Reference, name: str) -> str:
    value = getattr(reference, name)
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value)


def _cells(texts: Sequence[str]) -> tuple[Cell, ...]:
    first = texts[0]
    cells = []
    for text in texts[1:]:
        cells.append(Cell(_against(first, text), _state(first, text)))
    if len(texts) == 2:
        own = Cell(_against(texts[1], first), _state(texts[1], first))
    else:
        own = Cell((Piece(first, False),) if first else ())
    return (own, *cells)


def _state(one: str, other: str) -> str:
    if not other or _plain(one) == _plain(other):
        return ""
    return "differs" if one else "only here"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _against(base: str, text: str) -> tuple[Piece, ...]:
    """The text in pieces: what differs from the base, and what does not."""
    if not text:
        return ()
    if not base or _plain(base) == _plain(text):
        return (Piece(text, False),)
    one, other = _words(base), _words(text)
    head = other[: MOST_WORDS * 2]
    match = SequenceMatcher(
        None, [w.casefold() for w in one[: MOST_WORDS * 2]], [w.casefold() for w in head], autojunk=False
    )
    pieces: list[Piece] = []
    for tag, _, _, start, end in match.get_opcodes():
        words = "".join(head[start:end])
        if words:
            pieces.append(Piece(words, tag != "equal" and bool(words.strip())))
    rest = "".join(other[MOST_WORDS * 2 :])
    return (*pieces, Piece(rest, False)) if rest else tuple(pieces)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
