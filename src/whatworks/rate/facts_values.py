"""One value of a file of facts: plain, a range, or several that sources give."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from whatworks.rules import FactType
from whatworks.terms import Fact, FactSource, UnknownKind

from .catalogue import CATALOGUE
from .entered import EntryError, value_of

KEYS = ("value", "unknown", "options", "low", "high", "source")


def given_fact(name: str, given: Any, subject: str, unit: str | None = None) -> Fact:
    """The fact that a value in a file tells. Raises EntryError saying what may stand there."""
    counted = unit if unit and CATALOGUE[name].unit == "people" else CATALOGUE[name].unit
    if not isinstance(given, Mapping):
        given = {} if given is None else {"value": given}
    stray = [str(k) for k in given if k not in KEYS]
    if stray:
        raise EntryError(name, stray[0], f"has the key {stray[0]!r}; the keys are {', '.join(KEYS)}")
    source = FactSource(how=str(given.get("source") or "as given"))
    told: dict[str, Any] = {"name": name, "subject": subject, "unit": counted, "source": source}
    if given.get("value") is not None:
        if set(given) - {"value", "source"}:
            raise EntryError(name, given, "gives a value and what is not known of it; keep one of the two")
        return Fact(value=plain_value(name, given["value"]), **told)
    if "options" in given:
        return Fact(unknown=UnknownKind.DISAGREE, options=_options(name, given["options"]), **told)
    low, high = _bounds(name, given)
    return Fact(unknown=_kind(name, given.get("unknown")), low=low, high=high, **told)


def plain_value(name: str, value: Any) -> Any:
    """A value checked against the fact's type. Raises EntryError."""
    definition = CATALOGUE[name]
    if definition.type is FactType.NUMBER:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise EntryError(name, value, f"is not a number; {name} is one")
        return value_of(name, repr(value))
    if definition.type is FactType.YES_NO:
        return value_of(name, {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value))
    if isinstance(value, bool):
        raise EntryError(name, value, f"is not what {name} can be; put it in quotes")
    return value_of(name, str(value))


def _options(name: str, options: Any) -> tuple[Any, ...]:
    if not isinstance(options, list) or not options:
        raise EntryError(name, options, "should list the values that sources give: {options: [.., ..]}")
    return tuple(dict.fromkeys(plain_value(name, option) for option in options))


def _kind(name: str, said: Any) -> UnknownKind:
    if said is None or said is True:
        return UnknownKind.NOT_SOUGHT
    try:
        kind = UnknownKind(str(said))
    except ValueError:
        kind = UnknownKind.DISAGREE
    if kind is UnknownKind.DISAGREE:
        known = [k.value for k in UnknownKind if k is not UnknownKind.DISAGREE]
        raise EntryError(name, said, f"is no reason; use one of {'; '.join(known)}, or list the `options`")
    return kind


def _bounds(name: str, given: Mapping[str, Any]) -> tuple[float | None, float | None]:
    low, high = (_end(name, end, given.get(end)) for end in ("low", "high"))
    if low is not None and high is not None and low > high:
        raise EntryError(name, given, "has a `low` above its `high`; turn them round")
    return low, high


def _end(name: str, end: str, said: Any) -> float | None:
    if said is None:
        return None
    if CATALOGUE[name].type is not FactType.NUMBER:
        raise EntryError(name, said, f"has a `{end}`, and {name} is not a number")
    return float(plain_value(name, said))
