"""The app's addresses. Of allauth's views only those named here can be reached: each has a page of ours."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView

from .views import others, own

_LETTERS = {"extra_context": {"letters_are_files": "filebased" in settings.EMAIL_BACKEND}}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", own.account, name="account"),
    path("my-data.json", own.my_data, name="my-data"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.PasswordResetView.as_view(**_LETTERS), name="account_reset_password"),
    path(
        "password/reset/done/",
        account.PasswordResetDoneView.as_view(**_LETTERS),
        name="account_reset_password_done",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("codes/", RedirectView.as_view(pattern_name="account"), name="mfa_index"),
    path("codes/sign-in/", mfa.authenticate, name="mfa_authenticate"),
    path("codes/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("codes/set-up/", totp.activate_totp, name="mfa_activate_totp"),
    path("codes/take-away/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/recovery/renew/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("people/", others.people, name="people"),
    path("people/add/", others.add, name="add-person"),
    path("people/<int:number>/", others.person, name="person"),
    path("people/<int:number>/give-role/", others.give, name="give-role"),
    path("people/<int:number>/take-role/", others.take, name="take-role"),
    path("people/<int:number>/close/", others.close, name="close-account"),
    path("people/<int:number>/open/", others.reopen, name="open-account"),
    path("people/<int:number>/reset/", others.reset, name="reset-sign-in"),
    path("people/<int:number>/erase/", others.erase, name="erase-person"),
]
