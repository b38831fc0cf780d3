"""The folder's description as a Frictionless Data Package, derived from the records' own fields."""

from __future__ import annotations

import datetime as dt
import enum
import json
import types
import typing
from collections.abc import Iterable
from typing import Any

from whatworks.terms import Record, Review

from .tables import Table


def package_text(review: Review, tables: Iterable[Table], *, title: str | None = None) -> str:
    """The text of `datapackage.json` for some tables of a review."""
    tables = tuple(tables)
    present = {t.name for t in tables}
    described = {
        "profile": "tabular-data-package",
        "name": review.id,
        "title": title or review.title,
        "description": review.question,
        "version": review.version,
        "created": f"{review.date}T00:00:00Z",
        **({"licenses": [{"name": review.licence}]} if review.licence else {}),
        "resources": [_resource(t, present) for t in tables],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _resource(table: Table, present: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": field_descriptors(table.record),
        "missingValues": [""],
    }
    if table.has_id:
        schema["primaryKey"] = ["id"]
    hints = typing.get_type_hints(table.record)
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": ["id"]}}
        for column, other in table.refers.items()
        if other in present and typing.get_origin(hints[column]) is not tuple
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "path": f"tables/{table.name}.csv",
        "profile": "tabular-data-resource",
        "title": (table.record.__doc__ or table.name).split("\n")[0].strip(),
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\n"},
        "schema": schema,
    }


def field_descriptors(record: type[Record]) -> list[dict[str, Any]]:
    """Each field of a record as Table Schema: name, type, meaning, unit and allowed values."""
    hints = typing.get_type_hints(record)
    return [_field(f.name, hints[f.name], dict(f.metadata)) for f in record.fields()]


def _field(name: str, kind: Any, metadata: dict[str, Any]) -> dict[str, Any]:
    optional = type(None) in typing.get_args(kind)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        kind = next((a for a in typing.get_args(kind) if a is not type(None)), str)
    described: dict[str, Any] = {"name": name, "type": _type(kind), "description": metadata.get("doc", "")}
    if metadata.get("unit"):
        described["unit"] = metadata["unit"]
    if kind is bool:
        described |= {"trueValues": ["yes"], "falseValues": ["no"]}
    constraints: dict[str, Any] = {}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        constraints["enum"] = [str(m.value) for m in kind]
    if not optional and name == "id":
        constraints["required"] = True
    if constraints:
        described["constraints"] = constraints
    return described


def _type(kind: Any) -> str:
    plain = {bool: "boolean", int: "integer", float: "number", dt.date: "date", dt.datetime: "datetime"}
    return plain.get(kind, "string")
