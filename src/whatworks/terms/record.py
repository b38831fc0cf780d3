"""What every record is: a frozen dataclass that knows its JSON form, its table row and its documentation.

The dataclass is the one source. JSON, JSON Schema, CSV columns and the reference pages are all read off its
fields, so they cannot drift apart.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import math
import re
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

T = TypeVar("T")


class RecordError(ValueError):
    """A value that does not fit its record. Carries the field, the value and what to do about it."""

    def __init__(self, record: str, field: str, value: object, advice: str) -> None:
        super().__init__(f"{record}.{field}: {value!r} {advice}")
        self.record, self.field, self.value, self.advice = record, field, value, advice


def term(doc: str, *, unit: str | None = None, default: Any = dataclasses.MISSING) -> Any:
    """Declare one field of a record: what it means and, for a number, its unit."""
    metadata = {"doc": doc, "unit": unit}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    if isinstance(default, dict):
        return dataclasses.field(default_factory=lambda: dict(default), metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


_HINTS: dict[type, dict[str, Any]] = {}
_OPTIONAL_TEXTS: dict[type, tuple[str, ...]] = {}


def _hints(cls: type) -> dict[str, Any]:
    if cls not in _HINTS:
        _HINTS[cls] = typing.get_type_hints(cls)
    return _HINTS[cls]


def _optional_texts(cls: type) -> tuple[str, ...]:
    if cls not in _OPTIONAL_TEXTS:
        _OPTIONAL_TEXTS[cls] = _find_optional_texts(cls)
    return _OPTIONAL_TEXTS[cls]


def _find_optional_texts(cls: type) -> tuple[str, ...]:
    return tuple(name for name, kind in _hints(cls).items() if _strip_optional(kind) == (str, True))


def _strip_optional(kind: Any) -> tuple[Any, bool]:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        options = [a for a in typing.get_args(kind) if a is not type(None)]
        optional = len(options) < len(typing.get_args(kind))
        return (options[0] if len(options) == 1 else kind), optional
    return kind, False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Record:
    """The base of every record. Unknown is None."""

    schema_version: ClassVar[int] = 1
    table: ClassVar[str] = ""
    """The CSV table that holds this record in a review folder; empty for a record that has no table."""

    @classmethod
    def fields(cls) -> tuple[dataclasses.Field[Any], ...]:
        """The record's fields, in the order they are written."""
        return dataclasses.fields(cls)

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON values, in field order. Unknown fields are kept as null."""
        told = ((name, getattr(self, name)) for name in _names(type(self)))
        return {name: v if v is None or type(v) in _AS_THEY_ARE else _plain(v) for name, v in told}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the record back. Raises RecordError naming the field and the value."""
        known = {f.name for f in cls.fields()}
        for name in data:
            if name not in known:
                raise RecordError(
                    cls.__name__, name, data[name], f"is not a field; use one of {sorted(known)}"
                )
        hints = _hints(cls)
        values = {n: _build(cls.__name__, n, hints[n], v) for n, v in data.items()}
        _need_all(cls, values)
        return cls(**values)

    def to_row(self) -> dict[str, str]:
        """The record as one CSV row: unknown is empty, lists and maps are compact, no cell is a formula."""
        return {f.name: _cell(getattr(self, f.name)) for f in self.fields()}

    def __post_init__(self) -> None:
        for name in _optional_texts(type(self)):
            if getattr(self, name) == "":
                object.__setattr__(self, name, None)

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Self:
        """Read one CSV row. Raises RecordError naming the column, the value and what to write instead."""
        hints = _hints(cls)
        values = {}
        for f in cls.fields():
            if f.name in row:
                values[f.name] = _uncell(cls.__name__, f.name, hints[f.name], row[f.name], f)
        _need_all(cls, values)
        return cls(**values)


def _need_all(cls: type[Record], values: Mapping[str, Any]) -> None:
    for f in cls.fields():
        has_default = f.default is not dataclasses.MISSING or f.default_factory is not dataclasses.MISSING
        if f.name not in values and not has_default:
            raise RecordError(cls.__name__, f.name, None, "is missing; every record of this kind needs it")


_AS_THEY_ARE = (str, bool, int)


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(cls: type[Record]) -> tuple[str, ...]:
    if cls not in _NAMES:
        _NAMES[cls] = tuple(f.name for f in cls.fields())
    return _NAMES[cls]


def _plain(value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | list | frozenset):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _build(record: str, field: str, kind: Any, value: Any) -> Any:
    kind, optional = _strip_optional(kind)
    if value is None:
        if optional or kind is Any:
            return None
        raise RecordError(record, field, value, "may not be empty")
    origin = typing.get_origin(kind)
    if kind is Any or origin in (typing.Union, types.UnionType):
        return tuple(value) if isinstance(value, list) else value
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise RecordError(record, field, value, "must be a list")
        return tuple(_build(record, field, typing.get_args(kind)[0], v) for v in value)
    if origin in (dict, Mapping) or kind in (dict, Mapping):
        if not isinstance(value, Mapping):
            raise RecordError(record, field, value, "must be a map of names to values")
        inner = typing.get_args(kind)[1] if typing.get_args(kind) else Any
        return {str(k): _build(record, field, inner, v) for k, v in value.items()}
    if isinstance(kind, type) and issubclass(kind, Record):
        return kind.from_json(value)
    return _scalar(record, field, kind, value)


def _scalar(record: str, field: str, kind: Any, value: Any) -> Any:
    try:
        if issubclass(kind, enum.Enum):
            return kind(value)
        if kind is dt.date:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        if kind is dt.datetime:
            return dt.datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise RecordError(record, field, value, _advice(kind)) from None
    fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
    if not fits or (isinstance(value, bool) and kind is not bool):
        raise RecordError(record, field, value, _advice(kind))
    return float(value) if kind is float else value


def _advice(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return "is not one of: " + ", ".join(str(m.value) for m in kind)
    words = {
        int: "is not a whole number; write digits only, or leave it empty if not known",
        float: "is not a number; write it with a point, or leave it empty if not known",
        bool: "is neither yes nor no; write yes, no, or leave it empty if not known",
        str: "is not text",
        dt.date: "is not a date; write it as 2026-03-31",
        dt.datetime: "is not a time; write it as 2026-03-31T09:30:00Z",
    }
    return words.get(kind, "does not fit")


_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guard(text: str) -> str:
    """Text as a cell that no spreadsheet runs as a formula. `unguard` takes it back."""
    return "'" + text if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Take back the mark that `guard` set; any other text is returned as it is."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text


def csv_text(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A table as CSV with LF line ends, safe for any text in its cells.

    Python 3.11's writer leaves a lone carriage return bare where the line ends in LF, and such a row does not
    come back; here it is quoted.
    """
    lines = [",".join(map(_quoted, header))]
    lines.extend(",".join(_quoted(row[name]) for name in header) for row in rows)
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _AWKWARD.search(text) else text


_AWKWARD = re.compile(r'[",\r\n]')


def _cell(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool | enum.Enum):
        return _number(value)
    return guard(_text(value))


def _number(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return repr(int(value))
    return repr(value)


def _text(value: Any) -> str:  # noqa: PLR0911 - one line a kind of value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, enum.Enum):
        return str(value.value)
    plain = _plain(value)
    if isinstance(plain, list):
        simple = all(isinstance(v, str) and _is_simple(v) for v in plain)
        return "; ".join(plain) if simple else json.dumps(plain, ensure_ascii=False, sort_keys=True)
    if isinstance(plain, dict):
        simple = all(_is_simple(k) and isinstance(v, str) and _is_simple(v) for k, v in plain.items())
        if simple:
            return "; ".join(f"{k}={v}" for k, v in sorted(plain.items()))
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return str(plain)


def _is_simple(text: str) -> bool:
    return bool(text) and not set(text) & set(";=\r\n") and text == text.strip() and text[0] not in "[{"


def _uncell(record: str, field: str, kind: Any, text: str, f: dataclasses.Field[Any]) -> Any:  # noqa: PLR0911, PLR0912
    kind, optional = _strip_optional(kind)
    origin = typing.get_origin(kind)
    if kind not in (int, float):
        text = unguard(text)
    if text == "":
        if optional or kind is Any:
            return None
        if origin is tuple:
            return ()
        if origin in (dict, Mapping):
            return {}
        if f.default is not dataclasses.MISSING:
            return f.default
        raise RecordError(record, field, text, "may not be empty")
    try:
        if origin is tuple:
            if text[0] == "[":
                return _build(record, field, kind, json.loads(text))
            return _build(record, field, kind, [part.strip() for part in text.split(";") if part.strip()])
        if origin in (dict, Mapping):
            if text[0] == "{":
                return _build(record, field, kind, json.loads(text))
            pairs = (part.split("=", 1) for part in text.split(";") if part.strip())
            return _build(record, field, kind, {k.strip(): v.strip() for k, v in pairs})
        if kind is bool:
            return {"yes": True, "no": False, "true": True, "false": False}[text.lower()]
        if kind is int:
            return int(text)
        if kind is float:
            number = float(text)
            if not math.isfinite(number):
                raise ValueError(text)
            return number
        if isinstance(kind, type) and issubclass(kind, Record):
            return kind.from_json(json.loads(text))
    except RecordError:
        raise
    except (ValueError, KeyError):
        raise RecordError(record, field, text, _advice(kind)) from None
    return text if kind is Any else _scalar(record, field, kind, text)
