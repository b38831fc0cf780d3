"""How an operation is added to the API, and how a list is cut into pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from .app import API_PATH, api


def operation(path: str, schema: Mapping[str, Any], *, named: bool = False) -> Callable[..., Any]:
    """A GET operation with the schema of its answer and of what may go wrong."""
    statuses = [(422, "Not understood"), (429, "Asked too often")] + ([(404, "Not found")] if named else [])
    trouble = {
        status: {
            "description": words,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, words in statuses
    }
    answer = {"description": "OK", "content": {"application/json": {"schema": dict(schema)}}}

    def added(view: Callable[..., Any]) -> Callable[..., Any]:
        told = (view.__doc__ or "").strip()
        register = api.get(
            path,
            operation_id=view.__name__,
            summary=told.split("\n")[0],
            description=told,
            openapi_extra={"responses": {200: answer, **trouble}},
        )
        found: Callable[..., Any] = register(view)
        return found

    return added


def paged(
    path: str, items: Sequence[Any], page: int, per_page: int, asked: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    """A page of a list, with the address of the next."""
    start = (page - 1) * per_page
    more = start + per_page < len(items)
    pairs = [(k, v) for k, v in asked if v] + [("page", str(page + 1)), ("per_page", str(per_page))]
    return {
        "total": len(items),
        "page": page,
        "per_page": per_page,
        "next": f"{API_PATH}{path}?{urlencode(pairs)}" if more else None,
        "items": list(items[start : start + per_page]),
    }
