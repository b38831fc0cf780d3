"""Who was studied, by group: what a source says of each characteristic that evidence may pass over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .codes import InOrOut, Progress, Seen
from .record import Record, term


@dataclass(frozen=True, kw_only=True)
class Population(Record):
    """What a source says of one group of people in a study: in it, left out of it, or reported apart.

    The characteristics are those of PROGRESS-Plus (O'Neill and others, 2014, J Clin Epidemiol 67:56-64). A
    characteristic of which a study has no row was not recorded here: that says nothing of the study.
    """

    table: ClassVar[str] = "populations"
    id: str = term("The row's name in this review")
    study: str = term("The study")
    characteristic: Progress = term("The characteristic, by PROGRESS-Plus")
    group: str | None = term("The group, in the source's words; empty where none is named", default=None)
    in_or_out: InOrOut = term(
        "Whether the group was in the study, left out of it or reported apart, or was looked for in vain",
        default=InOrOut.INCLUDED,
    )
    n: int | None = term("How many of them, as printed", unit="of `unit`", default=None)
    unit: str | None = term("What the number and the share count, in a word", default=None)
    percent: float | None = term("Their share, as printed", unit="%", default=None)
    page: str | None = term("Page or table", default=None)
    quote: str | None = term("The sentence or cell it was read from, word for word", default=None)
    source_url: str | None = term("Where this was read", default=None)
    seen: Seen | None = term("How it was read", default=None)
    note: str | None = term("What a reader should know", default=None)
