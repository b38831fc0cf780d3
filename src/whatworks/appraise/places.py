"""Where something stands in a file, in words for a person and as a path for the line number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .yamltext import Lines


class Place(str):
    """A place in words ('domain 1, rule, line 2') that knows its path of keys in the file."""

    __slots__ = ("path",)
    path: tuple[str, ...]

    def __new__(cls, words: str, path: tuple[str, ...] = ()) -> Place:
        """A place by its words and its path."""
        place = super().__new__(cls, words)
        place.path = path
        return place

    def at(self, words: str, *path: str) -> Place:
        """A place within this one: its words after these, its path below this one's."""
        return Place(f"{self}, {words}", (*self.path, *path))


def path_of(where: str) -> tuple[str, ...]:
    """The path of a place; empty for words alone."""
    return where.path if isinstance(where, Place) else ()


def line_at(lines: Lines, path: tuple[str, ...]) -> int | None:
    """The line of a path, or of the nearest part of the file that holds it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path) if path else None


@dataclass(frozen=True)
class Problem:
    """Something wrong in an instrument or appraisal file: where, what value, and what to do."""

    where: str
    says: str
    field: tuple[str, ...] = ()
    value: str | None = None
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.says}" if self.where else self.says

    def seen_in(self, file: str, lines: Lines) -> Problem:
        """The same problem with its file and line."""
        return replace(self, file=file, line=line_at(lines, self.field))

    def to_json(self) -> dict[str, Any]:
        """The problem as plain JSON values: file, line, field, value and rule."""
        return {
            "file": self.file,
            "line": self.line,
            "field": ".".join(self.field) or None,
            "value": self.value,
            "rule": str(self),
        }
