"""What allauth tells of: written into the audit."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver

from . import actions


@receiver(account.user_logged_in)
def signed_in(user: Any, **said: Any) -> None:
    """Somebody signed in."""
    actions.record_sign_in(by=user)


@receiver([account.password_changed, account.password_reset, account.password_set])
def chose_password(user: Any, **said: Any) -> None:
    """Somebody chose a password of their own."""
    actions.took_own_password(by=user)


@receiver(mfa.authenticator_added)
def added_codes(request: Any, user: Any, authenticator: Any, **said: Any) -> None:
    """Somebody set codes up. Their other sessions, opened with the password alone, are closed by it."""
    _keep_this_session(request, user)
    actions.touched_codes(by=user, action="people.add-codes", kind=authenticator.type)


@receiver(mfa.authenticator_removed)
def removed_codes(request: Any, user: Any, authenticator: Any, **said: Any) -> None:
    """Somebody took codes away."""
    _keep_this_session(request, user)
    actions.touched_codes(by=user, action="people.remove-codes", kind=authenticator.type)


def _keep_this_session(request: Any, user: Any) -> None:
    if request is not None and request.user.is_authenticated and request.user.pk == user.pk:
        update_session_auth_hash(request, user)


@receiver(mfa.authenticator_reset)
def renewed_codes(user: Any, authenticator: Any, **said: Any) -> None:
    """Somebody made new recovery codes."""
    actions.touched_codes(by=user, action="people.renew-codes", kind=authenticator.type)
