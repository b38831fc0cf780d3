"""Tables with one record a row: where a row ends, what its cells are, and which of our fields they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import clean
from .headers import match_columns
from .raw import RawRecord

_EMPTY = {"nan", "none", "null", "na", "n/a", "#n/a", "<na>"}
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.I)
_QUOTE = '"'


@dataclass(frozen=True)
class Row:
    """The text of one row, over one or more lines. `broken`: a quoted cell on it never ends."""

    line: int
    text: str
    broken: bool = False


@dataclass(frozen=True)
class Table:
    """A table's header: its delimiter, its columns and what they feed."""

    delimiter: str
    header: tuple[str, ...]
    feeds: Mapping[str, tuple[int, ...]]


def delimiter_of(first: str, suffix: str) -> str:
    """Comma, semicolon, tab or bar: the one that the header has most of outside quotation marks."""
    declared = _SEPARATOR_LINE.fullmatch(first)
    if declared:
        return declared.group(1)
    bare = re.sub(r'"[^"]*"', "", first)
    counts = {d: bare.count(d) for d in ",;\t|"}
    best = max(counts, key=lambda d: counts[d])
    return best if counts[best] else ("\t" if suffix == ".tsv" else ",")


def is_separator_line(text: str) -> bool:
    """Whether the line is a spreadsheet's note of its delimiter, 'sep=;', and no row."""
    return _SEPARATOR_LINE.fullmatch(text) is not None


def is_blank(text: str, delimiter: str) -> bool:
    """Whether a row holds nothing but delimiters, quotation marks and spaces: such a row is no record."""
    return not text.replace(delimiter, " ").replace(_QUOTE, " ").strip()


def rows(numbered: Iterable[tuple[int, str]], delimiter: str, limit: int) -> Iterator[Row]:
    """Rows in order, blank ones too. `count_records` says what a row is."""
    held: list[tuple[int, str]] = []
    size, is_open = 0, False
    for number, text in numbered:
        held.append((number, text))
        size += len(text) + 1
        is_open = _ends_open(text, delimiter, is_open)
        if not is_open:
            yield Row(held[0][0], "\n".join(t for _, t in held))
        elif size > limit:
            yield from _each_alone(held, delimiter)
        else:
            continue
        held, size, is_open = [], 0, False
    yield from _each_alone(held, delimiter)


def _each_alone(held: list[tuple[int, str]], delimiter: str) -> Iterator[Row]:
    for number, text in held:
        yield Row(number, text, broken=_ends_open(text, delimiter, False))


def _ends_open(text: str, delimiter: str, is_open: bool) -> bool:
    """Whether the end of this line stands inside a quoted cell, given whether its start does."""
    i, at_start = 0, not is_open
    while True:
        if is_open:
            j = text.find(_QUOTE, i)
            if j < 0:
                return True
            if text.startswith(_QUOTE, j + 1):
                i = j + 2
            else:
                is_open, at_start, i = False, False, j + 1
            continue
        if at_start:
            i, is_open = _opening(text, i)
            at_start = False
            continue
        j = text.find(delimiter, i)
        if j < 0:
            return False
        i, at_start = j + 1, True


def _opening(text: str, i: int) -> tuple[int, bool]:
    j = i
    while text.startswith(" ", j):
        j += 1
    return (j + 1, True) if text.startswith(_QUOTE, j) else (i, False)


def cells(text: str, delimiter: str) -> list[str]:
    """The cells of a whole row. A quotation mark inside an unquoted cell stands for itself."""
    found: list[str] = []
    i = 0
    while True:
        i, quoted = _opening(text, i)
        value = ""
        while quoted:
            j = text.find(_QUOTE, i)
            if j < 0:
                return [*found, value + text[i:]]
            value += text[i:j]
            quoted = text.startswith(_QUOTE, j + 1)
            value += _QUOTE if quoted else ""
            i = j + 2 if quoted else j + 1
        j = text.find(delimiter, i)
        if j < 0:
            return [*found, value + text[i:]]
        found.append(value + text[i:j])
        i = j + 1


def table_of(header: Row, delimiter: str, chosen: Mapping[str, str], where: str) -> Table:
    """Read the header row. Raises CollateError where a given mapping does not fit it."""
    names = tuple(c.strip() for c in cells(header.text, delimiter))
    return Table(delimiter, names, match_columns(names, chosen, where))


def raw_of(row: Row, table: Table, limit: int) -> RawRecord:
    """The row as columns and values, with what is wrong with its shape, if anything is."""
    raw = RawRecord(row.line, limit, typed=True, size=len(row.text))
    raw.first_text = " ".join(row.text.split())[:200]
    if row.broken:
        raw.problem = (
            "A quotation mark opens a cell on this line and is never closed. Close it, or take it out, and "
            "read the file again."
        )
        return raw
    if raw.too_long:
        return raw
    values = cells(row.text, table.delimiter)
    if any(v.strip() for v in values[len(table.header) :]) or (len(values) == 1 and len(table.header) > 2):
        raw.problem = (
            f"The row has {len(values)} cells where the file has {len(table.header)} columns, so its values "
            "cannot be told apart. A line break or a delimiter outside quotation marks is the usual cause: "
            "mend the row, or export again as RIS."
        )
        return raw
    for name, value in zip(table.header, values, strict=False):
        if value.strip():
            raw.fields.setdefault(name or "(no name)", []).append(value.strip())
    raw.fields[_POSITIONS] = values
    return raw


_POSITIONS = "\x00cells"


def content_of(raw: RawRecord, table: Table) -> dict[str, Any]:
    """Our fields from a row's cells. Takes the positions off the raw record: they were for this alone."""
    values = raw.fields.pop(_POSITIONS, [])

    def get(field: str) -> list[str]:
        found = (values[i].strip() for i in table.feeds.get(field, ()) if i < len(values))
        return [v for v in found if v and v.casefold() not in _EMPTY]

    def one(field: str) -> str | None:
        return next(iter(get(field)), None)

    return {
        "doi": clean.doi(get("doi"), get("urls")),
        "pmid": clean.pmid(get("pmid"), (), get("urls")),
        **{
            f: clean.text(one(f))
            for f in ("isbn", "source_id", "type", "volume", "issue", "abstract", "language")
        },
        "title": next((t for t in map(clean.title, get("title")) if t), None),
        "authors": clean.names(get("authors")[:1]),
        "year": clean.year(get("year")),
        "container": clean.title(one("container")),
        "pages": clean.text(one("pages")) or clean.pages(one("first_page"), one("last_page")),
        "keywords": clean.words_of(_commas(v) for v in get("keywords")),
        "urls": clean.addresses(get("urls")),
    }


def _commas(value: str) -> str:
    return value if re.search(r"[;\n|\[]", value) else value.replace(",", ";")
