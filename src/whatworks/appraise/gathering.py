"""The plain values of an instrument file: maps, lists, text, numbers. Problems are gathered, not raised."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .errors import listed
from .places import Place, Problem


class Gatherer:
    """Reads plain values; `problems` says what is wrong and where."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, where: str, problem: str, value: object = None) -> None:
        """Note a problem."""
        path = where.path if isinstance(where, Place) else ()
        self.problems.append(Problem(str(where), problem, path, None if value is None else str(value)))

    def map(self, where: Place, value: Any, allowed: tuple[str, ...] = ()) -> dict[str, Any]:
        """A map of names to values; with `allowed`, no other names."""
        if not isinstance(value, Mapping):
            self.wrong(where, f"{value!r} should be a map of names to values", value)
            return {}
        for key in value:
            if allowed and str(key) not in allowed:
                place = Place(where, (*where.path, str(key)))
                self.wrong(place, f"{key!r} is not a part of it; use {listed(allowed)}", key)
        return {str(key): inner for key, inner in value.items()}

    def words(self, where: Place, value: Any) -> tuple[str, ...]:
        """A list of words, not empty."""
        if not isinstance(value, list | tuple) or not value:
            self.wrong(where, f"{value!r} should be a list of words", value)
            return ()
        return tuple(str(word) for word in value)

    def text(self, where: Place, content: Mapping[str, Any], key: str, *, need: bool = True) -> str:
        """One text of a map."""
        value = content.get(key)
        if value is None or isinstance(value, Mapping | list):
            if need or value is not None:
                self.wrong(Place(where, (*where.path, key)), f"{key!r} is missing or is not text", value)
            return ""
        return str(value)

    def flag(self, where: Place, content: Mapping[str, Any], key: str) -> bool:
        """True or false; false where nothing is said."""
        word = str(content.get(key, "false")).lower()
        if word not in ("true", "false"):
            self.wrong(Place(where, (*where.path, key)), f"{key!r} is {word!r}; use true or false", word)
        return word == "true"

    def number(self, where: Place, value: Any) -> Fraction:
        """A number, whole or not."""
        try:
            return Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            self.wrong(where, f"{value!r} should be a number", value)
            return Fraction(0)
