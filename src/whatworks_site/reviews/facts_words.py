"""An entered fact in words: its value, and what may be said of a fact beside a value."""

from __future__ import annotations

from typing import Any

from whatworks.rate import CATALOGUE
from whatworks.rate.entered import TRUE
from whatworks.rules import FactType
from whatworks.terms import Fact, FactEntry, UnknownKind

UNKNOWN = {
    UnknownKind.NOT_SOUGHT: "Not looked for yet",
    UnknownKind.NOT_REPORTED: "Looked for, not reported",
    UnknownKind.NOT_APPLICABLE: "Does not apply",
    UnknownKind.DISAGREE: "Sources disagree",
}
"""Why a fact is not known, as the desk says it."""


def capital(words: str) -> str:
    """The same with a capital."""
    return words[:1].upper() + words[1:]


def entry_words(entry: FactEntry) -> str:
    """What an entry says."""
    if entry.value is not None:
        return value_words(entry.name, entry.value)
    bounds = bounds_words(entry.name, entry.low, entry.high)
    if entry.unknown is None:
        return capital(bounds) or UNKNOWN[UnknownKind.NOT_SOUGHT]
    return f"{UNKNOWN[entry.unknown]}{f'; {bounds}' if bounds else ''}"


def fact_words(fact: Fact) -> str:
    """What a rating knew of a fact."""
    if fact.is_known:
        return value_words(fact.name, fact.value)
    if fact.options:
        return f"Sources disagree: {' or '.join(value_words(fact.name, o) for o in fact.options)}"
    return UNKNOWN[fact.unknown or UnknownKind.NOT_SOUGHT]


def value_words(name: str, value: Any) -> str:
    """A value of a fact: Yes or No, a number with its unit, or the answer chosen."""
    definition = CATALOGUE.get(name)
    if definition is None:
        return str(value)
    if definition.type is FactType.YES_NO:
        return "Yes" if value is True or str(value).casefold() in TRUE else "No"
    if definition.type is FactType.NUMBER:
        shown = number_words(value) if isinstance(value, float | int) else str(value)
        return f"{shown} {definition.unit}" if definition.unit else shown
    return capital(str(value))


def number_words(value: float) -> str:
    """A number to its last digit, without a point where it is whole."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def bounds_words(name: str, low: float | None, high: float | None) -> str:
    """Between what a number lies; empty where nothing is said."""
    said = [f"at least {value_words(name, low)}"] if low is not None else []
    said += [f"at most {value_words(name, high)}"] if high is not None else []
    return ", ".join(said)
