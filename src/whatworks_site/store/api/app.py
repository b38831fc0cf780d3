"""The API itself: how it answers, how it fails, and its description."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseNotAllowed, HttpResponseNotModified
from django.urls import URLPattern, URLResolver, re_path
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from .limits import limit
from .schemas import components

API_PATH = "/api/v1"
_PROBLEM = "application/problem+json"
_TITLES = {
    400: "Bad request", 404: "Not found", 405: "Method not allowed", 422: "Not understood",
    429: "Too many requests", 500: "Something went wrong",
}  # fmt: skip


class StoreAPI(NinjaAPI):
    """An API that only reads, and whose schemas are the records'."""

    def create_response(self, request: HttpRequest, data: Any, **kwargs: Any) -> HttpResponse:
        """An answer that may be kept for a minute, is marked by its content and may be read by any site."""
        answer = opened(super().create_response(request, data, **kwargs))
        if answer.status_code != 200:
            return answer
        answer["Cache-Control"] = "public, max-age=60"
        answer["ETag"] = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        kept = get_conditional_response(request, etag=answer["ETag"], response=answer)
        return opened(kept) if isinstance(kept, HttpResponseNotModified) else answer

    def get_root_path(self, path_params: Any) -> str:
        """Where the API stands."""
        return f"{API_PATH}/"

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The description, with the records' schemas among its components."""
        schema = super().get_openapi_schema(**kwargs)
        held = schema.setdefault("components", {}).setdefault("schemas", {})
        held.update(components())
        schema["openapi"] = "3.1.0"
        return schema


api = StoreAPI(
    title="Whatworks: published evidence",
    version="1",
    description="What is published in this evidence store. It reads; it changes nothing.",
    docs_url=None,
    urls_namespace="api",
    throttle=[limit],
)


def opened(answer: HttpResponse) -> HttpResponse:
    """An answer that pages of any site may read."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return answer


def problem(status: int, detail: str) -> HttpResponse:
    """What went wrong, as problem details."""
    body = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    return opened(JsonResponse(body, status=status, content_type=_PROBLEM))


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    told = [f"{e['loc'][-1]}: {e['msg']}" for e in exc.errors if e.get("loc")]
    return problem(422, "; ".join(told[:10]) or "The request could not be read.")


@api.exception_handler(Throttled)
def _too_many(request: HttpRequest, exc: Throttled) -> HttpResponse:
    seconds = round(exc.wait or 60)
    answer = problem(
        429, f"That is more than one address may ask in a minute. Ask again in {seconds} seconds."
    )
    answer["Retry-After"] = str(seconds)
    return answer


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, exc: Http404) -> HttpResponse:
    return problem(404, str(exc) or "There is nothing at this address.")


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, exc: HttpError) -> HttpResponse:
    status = exc.status_code if exc.status_code in _TITLES else 400
    return problem(status, str(exc) or _TITLES[status])


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that the API does not have."""
    return problem(404, f"The API has no such address. Its description is at {API_PATH}/openapi.json")


def addresses() -> list[URLPattern | URLResolver]:
    """The API's addresses, each of which refuses other methods as a problem, and one for all others."""
    patterns: list[URLPattern | URLResolver] = []
    for pattern in api.urls[0]:
        if pattern.name in ("api-root",):
            continue
        if isinstance(pattern, URLPattern):
            pattern.callback = _refusing(pattern.callback)
        patterns.append(pattern)
    return [*patterns, re_path(r"^(?P<rest>.*)$", nothing_here, name="nothing-here")]


def _refusing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if isinstance(answer, HttpResponseNotAllowed):
            told = problem(405, "This API only reads. Use GET.")
            told["Allow"] = "GET"
            return told
        return opened(answer)

    answered.csrf_exempt = True  # type: ignore[attr-defined]
    return answered


@dataclass(frozen=True, kw_only=True)
class Described:
    """An operation in words."""

    path: str
    summary: str
    names: tuple[str, ...]


def described() -> list[Described]:
    """Every operation in words, in the order of the description."""
    schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix="")))
    return [
        Described(
            path=path,
            summary=methods["get"]["summary"],
            names=tuple(p["name"] for p in methods["get"].get("parameters", ()) if p["in"] == "query"),
        )
        for path, methods in schema["paths"].items()
        if "get" in methods
    ]
