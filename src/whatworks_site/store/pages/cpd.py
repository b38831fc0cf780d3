"""A note for a practitioner's own record of learning. It is made, sent back and forgotten."""

from __future__ import annotations

import datetime as dt
import textwrap
from dataclasses import dataclass

from whatworks.publish.numbers import date_words

from .citing import line
from .edition import Edition

LONGEST = 4_000
"""How many characters each box takes."""
EMPTY = "(nothing written)"


@dataclass(frozen=True, kw_only=True)
class Note:
    """What was read, what was learned and what will be done."""

    title: str
    edition: str
    address: str
    answer: str | None
    day: str
    learned: str
    change: str

    def text(self) -> str:
        """The note as plain text, lines no wider than a page."""
        rows = [
            "A NOTE FOR MY CPD RECORD",
            "",
            f"Read:    {line(self.title)}",
            f"         {self.edition}",
            f"         {self.address}",
            f"On:      {self.day}",
            "",
        ]
        if self.answer:
            rows += ["The short answer, as the page gave it", "", *_wrapped(self.answer), ""]
        rows += ["What I read and learned", "", *_wrapped(self.learned or EMPTY), ""]
        rows += ["What I will do differently", "", *_wrapped(self.change or EMPTY), ""]
        return "\r\n".join(rows)


def note_of(
    edition: Edition, *, address: str, answer: str | None, today: dt.date, learned: str, change: str
) -> Note:
    """A note on a page as it stands."""
    return Note(
        title=edition.title,
        edition=edition.words,
        address=address,
        answer=answer,
        day=date_words(today.isoformat()),
        learned=learned,
        change=change,
    )


def _wrapped(text: str) -> list[str]:
    return [part for row in text.splitlines() for part in textwrap.wrap(row, 78) or [""]]
