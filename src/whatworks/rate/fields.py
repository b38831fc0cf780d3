"""Fields of a scheme file, checked as they are read, so that a fault is told with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from whatworks.rules import FactType

from .catalogue import CATALOGUE


class SchemeError(ValueError):
    """A scheme file that cannot be used: which file, where in it, and what to do."""


def mapping(value: Any, where: str) -> Mapping[str, Any]:
    """A map that is not empty."""
    if isinstance(value, Mapping) and value:
        return value
    found = "empty" if not value else f"a {type(value).__name__}"
    raise SchemeError(f"{where} must be a map of keys to values; it is {found}")


def sequence(value: Any, where: str) -> Sequence[Any]:
    """A list."""
    if isinstance(value, list):
        return value
    raise SchemeError(f"{where} must be a list, each item after a dash; it is {value!r}")


def entry(data: Mapping[str, Any], key: str, where: str) -> Any:
    """What stands under a key that must be there."""
    if data.get(key) is None:
        raise SchemeError(f"{where}{key!r} is missing")
    return data[key]


def text(data: Mapping[str, Any], key: str, where: str = "") -> str:
    """The text under a key that must be there."""
    value = entry(data, key, where)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value).strip()
    raise SchemeError(f"{where}{key!r} is {value!r}; write it as text, in quotes")


def flag(data: Mapping[str, Any], key: str, where: str = "", *, default: bool | None = None) -> bool:
    """The yes or no under a key."""
    value = data.get(key, default)
    if isinstance(value, bool):
        return value
    raise SchemeError(f"{where}{key!r} must be true or false; it is {value!r}")


def number(data: Mapping[str, Any], key: str, where: str, *, hint: str) -> float:
    """The number under a key that must be there."""
    value = entry(data, key, where)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SchemeError(f"{where}{key!r} is {value!r}; write a number, {hint}")
    return float(value)


def one_of(data: Mapping[str, Any], key: str, where: str, allowed: Sequence[str]) -> str | None:
    """One of a list of words under a key, or nothing."""
    value = data.get(key)
    if value is None or value in allowed:
        return value
    raise SchemeError(f"{where}{key!r} is {value!r}; write one of {', '.join(allowed)}")


def only(data: Mapping[str, Any], keys: str, where: str) -> None:
    """Refuse keys that nobody knows."""
    unknown = sorted(str(k) for k in data if k not in keys.split())
    if unknown:
        raise SchemeError(f"{where}has {', '.join(unknown)}; the keys are {', '.join(keys.split())}")


def check_value(name: str, value: Any, where: str) -> None:
    """Refuse a value that a fact cannot have."""
    definition = CATALOGUE[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if definition.type is FactType.NUMBER and not is_number:
        raise SchemeError(f"{where}{name} is {value!r}; write a number")
    if definition.choices and (value not in definition.choices or is_number):
        listed = ", ".join(str(c) for c in definition.choices)
        raise SchemeError(f"{where}{name} is {value!r}; use one of {listed}")
