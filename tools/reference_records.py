"""The records as a page: every field with its type, meaning, unit and table."""

from __future__ import annotations

import datetime as dt
import enum
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from whatworks import terms
from whatworks.review.tables import DERIVED, ENTERED
from whatworks.terms import Record

PLAIN = {
    str: "text", int: "whole number", float: "number", bool: "yes or no", dt.date: "date",
    dt.datetime: "time", Any: "any value",
}  # fmt: skip


INTRODUCTION = """\
What every room of the library takes and gives. A record's JSON has one key a field; a row of its table
has one column a field, with yes and no for truth, `; ` between the parts of a list, and an empty cell
for what is not known. A cell that a spreadsheet would run as a formula has an apostrophe before it.
Codes are listed at the end."""


def records() -> list[type[Record]]:
    """Every record of the vocabulary, in the order of its module and place."""
    found = [
        c for c in vars(terms).values() if isinstance(c, type) and issubclass(c, Record) and c is not Record
    ]
    order = [
        "references",
        "studies",
        "populations",
        "synthesis",
        "appraisals",
        "ratings",
        "comparing",
        "prisma",
        "review",
        "schemes",
        "snapshot",
    ]
    return sorted(found, key=lambda c: (order.index(c.__module__.split(".")[-1]), c.__name__))


def codes() -> list[type[enum.Enum]]:
    """Every code list, by name."""
    found = [c for c in vars(terms).values() if isinstance(c, type) and issubclass(c, terms.Code)]
    return sorted((c for c in found if c is not terms.Code), key=lambda c: c.__name__)


def records_page() -> str:
    """The whole page."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "\n# The records\n"
    yield INTRODUCTION
    for record in records():
        yield f"\n## {record.__name__}\n"
        yield (record.__doc__ or "").strip().split("\n")[0] + "\n"
        for tables, words in ((ENTERED, "entered in a review folder"), (DERIVED, "derived by a build")):
            for name in (t.name for t in tables if t.record is record):
                yield f"Table `tables/{name}.csv`, {words}.\n"
        yield "| field | type | unit | meaning |\n|---|---|---|---|"
        hints = typing.get_type_hints(record)
        for field in record.fields():
            unit, doc = field.metadata.get("unit") or "", field.metadata.get("doc", "")
            yield f"| `{field.name}` | {type_words(hints[field.name])} | {unit} | {_cell(doc)} |"
    yield "\n# Code lists\n"
    for code in codes():
        yield f"\n## {code.__name__}\n\n{(code.__doc__ or '').strip()}\n"
        yield ", ".join(f"`{member.value}`" for member in code)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def type_words(kind: Any) -> str:
    """A field's type in words."""
    args = typing.get_args(kind)
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        inner = [type_words(a) for a in args if a is not type(None)]
        return " or ".join(inner) + (", or not known" if type(None) in args else "")
    if origin is tuple:
        return f"list of {type_words(args[0])}"
    if origin in (dict, Mapping):
        return f"map of names to {type_words(args[1])}"
    if kind in PLAIN:
        return PLAIN[kind]
    return f"[{kind.__name__}](#{kind.__name__.lower()})"
