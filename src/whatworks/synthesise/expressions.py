"""What a formula is made of: columns, numbers and functions of them, written down as R writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FACTORS = ("C", "factor")
"""What makes a column of words or codes into levels; a second argument names the level compared with."""
NUMERIC = ("I", "abs", "center", "exp", "log", "log10", "log2", "pmax", "pmin", "scale", "sqrt")
"""What may be done to numbers. `center` and `scale` use the rows that are fitted."""
MANY = ("pmax", "pmin")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d][\w.]*|`[^`]+`)"
    r"|(?P<text>\"[^\"]*\"|'[^']*')|(?P<op>\*\*|[-+*/^:~(),]))"
)


@dataclass(frozen=True)
class Number:
    """A number written in the formula."""

    value: float

    def __str__(self) -> str:
        return f"{self.value:.15g}"


@dataclass(frozen=True)
class Name:
    """A column of the data."""

    name: str

    def __str__(self) -> str:
        return self.name if re.fullmatch(r"[^\W\d][\w.]*", self.name) else f"`{self.name}`"


@dataclass(frozen=True)
class Text:
    """Words in quotation marks: the level that a factor's others are compared with."""

    words: str

    def __str__(self) -> str:
        return f'"{self.words}"'


@dataclass(frozen=True)
class Apply:
    """An operator (+ - * / ^ with two arguments, - with one, () around one) or a function, applied."""

    what: str
    arguments: tuple[Node, ...]

    def __str__(self) -> str:
        parts = [str(a) for a in self.arguments]
        if self.what == "()":
            return f"({parts[0]})"
        if self.what in "+-*/^":
            space = " " if self.what in "+-*" else ""
            return f"{space}{self.what}{space}".join(parts) if len(parts) == 2 else self.what + parts[0]
        return f"{self.what}({', '.join(parts)})"


Node = Number | Name | Text | Apply
Term = tuple[Node, ...]
"""The variables that one term multiplies."""


def names_in(node: Node) -> Iterator[str]:
    """The columns that an expression reads."""
    if isinstance(node, Name):
        yield node.name
    elif isinstance(node, Apply):
        for argument in node.arguments:
            yield from names_in(argument)


def is_factor(node: Node) -> bool:
    """Whether a variable is made into levels by C() or factor()."""
    return isinstance(node, Apply) and node.what in FACTORS


def column_of(node: Node) -> str:
    """The column that a factor, or a bare name, stands for."""
    return next(names_in(node))


def tokens_of(text: str) -> Iterator[tuple[str, str]]:
    """The kind and the text of each token. Raises ValueError for a sign that has no meaning."""
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            sign = text[at:].strip()[0]
            raise ValueError(
                f"formula {text.strip()!r}: {sign!r} has no meaning here; use names, + - * : ( )"
            )
        at = found.end()
        yield str(found.lastgroup), found[str(found.lastgroup)]
