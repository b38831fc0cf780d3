"""Who comes past the door of the desk: signed in, with a password of their own, and staff with a code."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from .queries import has_code, works_at_desk

_INSIDE = ("/desk", "/accounts")
_FIRST_STEPS = ("account_login", "account_logout", "account_reauthenticate", "account_change_password")
_CODE_STEPS = ("mfa_activate_totp", "mfa_reauthenticate", "mfa_authenticate")


class Door:
    """Sends people to what they must do first, and keeps what stands inside out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request pass, or send the person where they must go first."""
        if not _is_inside(request.path_info, _INSIDE):
            return self.get_response(request)
        response = _first(request) or self.get_response(request)
        add_never_cache_headers(response)
        return response


def _is_inside(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(f"{place}/") for place in places)


def _first(request: HttpRequest) -> HttpResponse | None:
    user = request.user
    if not user.is_authenticated:
        return _to_sign_in(request) if _is_inside(request.path_info, ("/desk",)) else None
    if request.path_info in {reverse(name) for name in _FIRST_STEPS}:
        return None
    if user.must_change_password:
        return _send(request, "account_change_password", "Choose a password of your own first.")
    if request.path_info in {reverse(name) for name in _CODE_STEPS}:
        return None
    if works_at_desk(user) and not has_code(user):
        return _send(request, "mfa_activate_totp", "Set up one-time codes first: your role needs them.")
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/desk/"
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def _send(request: HttpRequest, name: str, words: str) -> HttpResponse:
    messages.info(request, words)
    return HttpResponseRedirect(reverse(name))
