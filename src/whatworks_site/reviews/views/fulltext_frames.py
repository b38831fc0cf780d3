"""Pages that show a document in a frame, and the answer that is the document: the only ones that may."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponse]

DOCUMENT = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
"""What a document may do: be shown, in a page of this site or alone, and nothing else. The two parts in the
middle are for the viewers that are built into older browsers."""


def shows_texts(view: View) -> View:
    """A page that may show a full text in a frame: one of this site, and of no other.

    Put it outermost: `@shows_texts`, then `@require_safe`, then `@at_review(...)`.
    """
    dressed: View = csp_update({"frame-src": [SELF]})(view)  # type: ignore[assignment,arg-type]
    return dressed


def is_text(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """An answer that is a document: shown in a frame of this site alone, kept by nobody, never guessed at."""

    @wraps(view)
    def dressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.headers.get("Content-Type") == "application/pdf":
            response.headers["Content-Security-Policy"] = DOCUMENT
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
            response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return dressed
