"""JSON Schema of a record, read off its fields."""

from __future__ import annotations

import datetime as dt
import enum
import types
import typing
from collections.abc import Mapping
from typing import Any

from .record import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(record: type[Record]) -> dict[str, Any]:
    """The schema of a record's JSON form, with the records inside it under `$defs`."""
    defs: dict[str, Any] = {}
    body = _object(record, defs)
    return {"$schema": DIALECT, **body, **({"$defs": defs} if defs else {})}


def object_schema(doc: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object made of records and plain values: name = (kind, meaning).

    A kind is a type as in a record's field, such as `int` or `tuple[Reference, ...]`, or a schema.
    """
    defs: dict[str, Any] = {}
    described = {}
    for name, (kind, meaning) in properties.items():
        schema = kind if isinstance(kind, dict) else _kind(kind, defs)
        described[name] = {**schema, "description": meaning}
    body = {"type": "object", "description": doc, "properties": described, "required": list(properties)}
    return {"$schema": DIALECT, **body, **({"$defs": defs} if defs else {})}


def _object(record: type[Record], defs: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(record)
    properties = {}
    for field in record.fields():
        schema = _kind(hints[field.name], defs)
        unit = field.metadata.get("unit")
        words = field.metadata.get("doc", "") + (f" ({unit})" if unit else "")
        properties[field.name] = {**schema, "description": words}
    return {
        "title": record.__name__,
        "description": (record.__doc__ or "").strip().split("\n")[0],
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
    dt.datetime: {"type": "string", "format": "date-time"},
    type(None): {"type": "null"},
}


def _kind(kind: Any, defs: dict[str, Any]) -> dict[str, Any]:  # noqa: PLR0911 - one line a kind
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_kind(a, defs) for a in args]}
    if origin is tuple:
        return {"type": "array", "items": _kind(args[0], defs)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _kind(args[1], defs)}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return {"enum": [m.value for m in kind]}
    if isinstance(kind, type) and issubclass(kind, Record):
        if kind.__name__ not in defs:
            defs[kind.__name__] = {}
            defs[kind.__name__] = _object(kind, defs)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return {}
