"""How allauth behaves here: no open sign-up, our own words, and no way out to another site."""

from __future__ import annotations

import time
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .queries import works_at_desk

WRONG_CODE = "That code is not right, or was used already. Wait for the next one and type it again."
_SAID = {
    "account/messages/password_changed.txt": "Your password is changed. You are signed out everywhere else.",
    "mfa/messages/totp_activated.txt": "One-time codes are set up.",
    "mfa/messages/totp_deactivated.txt": "One-time codes are off.",
    "mfa/messages/recovery_codes_generated.txt": "You have new recovery codes. The old ones no longer work.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This e-mail and password do not belong together. Type both again.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes and try again.",
        "enter_current_password": "This is not your present password.",
        "incorrect_password": "This is not your password.",
        "incorrect_code": WRONG_CODE,
        "rate_limited": "Too many attempts. Wait five minutes and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses on this site, as they stand after the host's name."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Somebody who signed in a moment ago need not confirm it at once."""
        records = get_authentication_records(context.request, context.request.user)
        latest = max((float(one["at"]) for one in records), default=0.0)
        recent = time.time() - latest < account_settings.REAUTHENTICATION_TIMEOUT
        return not recent and bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """A letter's link: at the site's own address where one is set, whatever host was asked."""
        url = str(super().get_reset_password_from_key_url(key))
        parts = urlsplit(url)
        return f"{settings.SITE_ADDRESS}{parts.path}" if settings.SITE_ADDRESS else url

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff to the desk, others to the evidence."""
        return "/desk/" if works_at_desk(request.user) else "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account's page."""
        return reverse("account")

    def add_message(  # noqa: PLR0917 - as allauth calls it
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what happened in our words, and nothing of what the page shows anyway."""
        words = message or _SAID.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)


class CodeAdapter(DefaultMFAAdapter):
    """One-time codes."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def get_totp_issuer(self) -> str:
        """The name that the person's telephone shows."""
        return f"Whatworks: {settings.CENTRE_NAME}"
