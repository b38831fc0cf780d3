"""What is to be found, as a list for a librarian: CSV and RIS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whatworks.terms import Reference, csv_text, guard
from whatworks_site.evidence.models import Review

from .fulltext_list import TO_FIND, WORDS, sought, state_of
from .fulltexts import links_of, references_of

COLUMNS = (
    "id", "state", "title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid",
    "isbn", "addresses",
)  # fmt: skip
WANTED = (TO_FIND, "asked-for")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")


def as_csv(review: Review) -> str:
    """A table of what is to find or asked for; no cell is a formula."""
    return csv_text(COLUMNS, [_row(state, first, all_) for state, first, all_ in _wanted(review)])


def as_ris(review: Review) -> str:
    """The same for a reference manager or an inter-library loan system."""
    return "".join(_ris(state, first, all_) for state, first, all_ in _wanted(review))


def _wanted(review: Review) -> Iterator[tuple[str, Reference, list[Reference]]]:
    for standing in sought(review):
        state = state_of(standing)
        references = references_of(review, standing) if state in WANTED else []
        if references:
            yield WORDS[state], references[0], references


def _row(state: str, first: Reference, references: list[Reference]) -> dict[str, str]:
    values = (
        first.id, state, first.title, "; ".join(first.authors), first.year, first.container, first.volume,
        first.issue, first.pages, _any(references, "doi"), _any(references, "pmid"),
        _any(references, "isbn"), " ".join(link.href for link in links_of(references)),
    )  # fmt: skip
    return {name: guard(_line(value)) for name, value in zip(COLUMNS, values, strict=True)}


def _ris(state: str, first: Reference, references: list[Reference]) -> str:
    start, _, end = (first.pages or "").replace("–", "-").partition("-")
    rows = [("TY", "JOUR" if first.container else "GEN"), ("ID", first.id), ("TI", first.title)]
    rows += [("AU", author) for author in first.authors]
    rows += [("PY", first.year), ("T2", first.container), ("VL", first.volume), ("IS", first.issue)]
    rows += [("SP", start), ("EP", end), ("SN", first.isbn), ("DO", _any(references, "doi"))]
    rows += [("AN", _any(references, "pmid")), *(("UR", link.href) for link in links_of(references))]
    rows += [("N1", state)]
    text = "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in rows if _line(value))
    return f"{text}ER  - \r\n\r\n"


def _any(references: list[Reference], name: str) -> str:
    return next((str(getattr(r, name)) for r in references if getattr(r, name)), "")


def _line(value: object) -> str:
    """A value on one line: what follows a line break would be read as another field."""
    return "" if value is None else _BREAKS.sub(" ", str(value)).strip()
