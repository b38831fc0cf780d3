"""What people fill in: allauth's forms in our words, and our own."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from .adapter import WRONG_CODE
from .roles import Role

NEW_PASSWORD = "At least 12 characters. Three or four words that only you would put together do well."  # noqa: S105 - a hint
CODE = "The six digits that your authenticator app shows now, or one of your recovery codes."
NEXT_CODE = "The six digits that your authenticator app shows now."
REPLAY_SECONDS = 120
"""How long a code stays used: longer than any code is accepted."""


class Worded:
    """Labels and hints of our own on a form from elsewhere, and nothing written inside a field."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, hint
            field.error_messages["required"] = f"Fill in: {label[:1].lower()}{label[1:]}"
            field.widget.attrs.pop("placeholder", None)


class SignIn(Worded, account.LoginForm):
    """E-mail and password."""

    words: ClassVar[dict[str, tuple[str, str]]] = {"login": ("E-mail", ""), "password": ("Password", "")}


class ConfirmPassword(Worded, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    words: ClassVar[dict[str, tuple[str, str]]] = {"password": ("Password", "")}


class AskForPassword(Worded, account.ResetPasswordForm):
    """Where to send a letter."""

    words: ClassVar[dict[str, tuple[str, str]]] = {"email": ("E-mail", "")}


class NewPassword(Worded, account.ResetPasswordKeyForm):
    """A new password, after a letter."""

    words: ClassVar[dict[str, tuple[str, str]]] = {
        "password1": ("New password", NEW_PASSWORD),
        "password2": ("New password again", ""),
    }


class ChangePassword(Worded, account.ChangePasswordForm):
    """A new password in place of the present one."""

    words: ClassVar[dict[str, tuple[str, str]]] = {
        "oldpassword": ("Present password", ""),
        "password1": ("New password", NEW_PASSWORD),
        "password2": ("New password again", ""),
    }

    def clean_password1(self) -> str:
        """A new password is not the old one."""
        new = str(self.cleaned_data["password1"])
        if self.user is not None and self.user.check_password(new):
            raise ValidationError("This is your present password. Choose another.")
        return new


class UsedOnce(Worded):
    """A code is accepted once, for as long as a telephone's clock may be wrong."""

    words: ClassVar[dict[str, tuple[str, str]]] = {"code": ("One-time code", CODE)}

    def clean_code(self) -> str:
        """The code, unless it was used a moment ago."""
        code = str(super().clean_code())  # type: ignore[misc]
        digits = "".join(code.split())
        if not cache.add(f"code:{self.user.pk}:{digits}", 1, timeout=REPLAY_SECONDS):  # type: ignore[attr-defined]
            raise ValidationError(WRONG_CODE)
        return code


class Code(UsedOnce, mfa.AuthenticateForm):
    """The second step of signing in."""


class ConfirmCode(UsedOnce, mfa.ReauthenticateForm):
    """A code once more, before something that matters."""


class SetUpCode(Worded, ActivateTOTPForm):
    """The first code, which shows that the telephone has the key."""

    words: ClassVar[dict[str, tuple[str, str]]] = {"code": ("One-time code", NEXT_CODE)}


class Name(forms.Form):
    """One's own name."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        help_text="As others here see it.",
        error_messages={"required": "Fill in the name that others should see"},
    )


class RoleChoice(forms.Form):
    """A role to give."""

    role = forms.ChoiceField(label="Role", choices=Role.choices, widget=forms.RadioSelect)
    review = forms.CharField(
        label="Only in one review",
        max_length=200,
        required=False,
        help_text="The review’s id, as it stands in its address. Leave empty for the whole site.",
    )
    organisation = forms.CharField(label="Organisation", max_length=200, required=False)


class Person(RoleChoice):
    """An account to add."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="E-mail", help_text="They sign in with it.")
    field_order: ClassVar[list[str]] = ["name", "email", "role", "review", "organisation"]


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea,
        help_text="This stays in the record. Do not name the person in it.",
    )
