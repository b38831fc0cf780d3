"""The API's schemas, read off the records' own fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from whatworks import terms
from whatworks.terms import Record
from whatworks.terms.schema import json_schema, object_schema

RECORDS: tuple[type[Record], ...] = (
    terms.Appraisal, terms.Effect, terms.EvidenceSet, terms.Intervention, terms.Member, terms.Outcome,
    terms.Page, terms.Pool, terms.Prisma, terms.PublishedRating, terms.Rating, terms.Report, terms.Result,
    terms.Review, terms.ReviewFinding, terms.SchemeWords, terms.Study,
)  # fmt: skip
_PLACE = "#/components/schemas/"
Properties = Mapping[str, tuple[Any, str]]


@cache
def components() -> dict[str, Any]:
    """Every record's schema, and those inside them, by name."""
    found: dict[str, Any] = {"Problem": _problem()}
    for record in RECORDS:
        schema = json_schema(record)
        schema.pop("$schema")
        found.update(schema.pop("$defs", {}))
        found[record.__name__] = schema
    return {name: _moved(schema) for name, schema in sorted(found.items())}


def ref(record: type[Record]) -> dict[str, str]:
    """A record's schema by reference."""
    return {"$ref": f"{_PLACE}{record.__name__}"}


def many(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A list of things of a schema."""
    return {"type": "array", "items": dict(schema)}


def made_of(doc: str, properties: Properties) -> dict[str, Any]:
    """An object: name = (a kind as in a record's field or a schema, what it means)."""
    schema = object_schema(doc, properties)
    schema.pop("$schema")
    schema.pop("$defs", None)
    moved: dict[str, Any] = _moved(schema)
    return moved


def page_of(item: Mapping[str, Any], what: str) -> dict[str, Any]:
    """A page of a list."""
    return made_of(
        f"A page of {what}",
        {
            "total": (int, "How many there are in all"),
            "page": (int, "Which page this is, from 1"),
            "per_page": (int, "How many a page holds"),
            "next": (str | None, "The address of the next page; null on the last"),
            "items": (many(item), f"The {what} of this page"),
        },
    )


def _problem() -> dict[str, Any]:
    schema = object_schema(
        "What went wrong, as problem details (RFC 9457)",
        {
            "type": (str, "Always about:blank: the status says what kind"),
            "title": (str, "The status in words"),
            "status": (int, "The HTTP status"),
            "detail": (str, "What is wrong, and what to do"),
        },
    )
    schema.pop("$schema")
    return schema


def _moved(schema: Any) -> Any:
    """A schema whose references lead to the components."""
    if isinstance(schema, dict):
        return {k: _lead(v) if k == "$ref" else _moved(v) for k, v in schema.items()}
    return [_moved(v) for v in schema] if isinstance(schema, list) else schema


def _lead(place: str) -> str:
    return place.replace("#/$defs/", _PLACE)
