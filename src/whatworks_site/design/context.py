"""What every page's frame shows.

Pages for readers who are not signed in must come out the same for all of them, because they are kept as
frozen copies: nothing here looks at a session unless the reader's browser sent one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse

from whatworks_site.people.queries import works_at_desk

from .navigation import entries
from .styles import digest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The centre's name, whether this is an example, where the reader is, and who reads."""
    return {
        "centre": settings.CENTRE_NAME,
        "contact": settings.CENTRE_CONTACT,
        "is_example": settings.EXAMPLE,
        "style_digest": digest(),
        "navigation": entries(request.path),
        "user_name": (name := _name(request)),
        "has_desk": bool(name) and works_at_desk(request.user),
        "sign_out": _sign_out() if name else "",
        "notices": _notices(request),
    }


def has_session(request: HttpRequest) -> bool:
    """Whether the reader's browser sent a session's cookie."""
    return bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME))


def _name(request: HttpRequest) -> str:
    """The signed-in person's name; empty for a stranger."""
    user = getattr(request, "user", None) if has_session(request) else None
    return str(user) if user is not None and user.is_authenticated else ""


def _sign_out() -> str:
    """Where the button that ends a session leads."""
    return reverse("account_logout")


def _notices(request: HttpRequest) -> Callable[[], list[tuple[str, str]]]:
    """What the last action had to say, read only by the template that shows it."""

    def read() -> list[tuple[str, str]]:
        if not has_session(request):
            return []
        return [(str(said), said.level_tag) for said in get_messages(request)]

    return read
