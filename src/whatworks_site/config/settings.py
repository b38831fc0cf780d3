"""The settings. What differs between places comes from the environment: docs/how-to/run-the-site.md."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from whatworks import publish

from .environment import data_folder, flag, secret_key, words

DATA = data_folder()
HTTPS = flag("WHATWORKS_HTTPS")
"""Whether people reach the site by https. Then cookies are secure and browsers are told never to use http."""

CENTRE_NAME = os.environ.get("WHATWORKS_CENTRE", "Children’s social care")
CENTRE_CONTACT = os.environ.get("WHATWORKS_CONTACT", "")
"""Where a reader may write: an address of e-mail. Empty where none is set, and the pages then say so."""
EXAMPLE = flag("WHATWORKS_EXAMPLE")
"""Whether the site shows the examples, which every page then says."""

SECRET_KEY = secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = words("WHATWORKS_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("WHATWORKS_ORIGINS")
SITE_ADDRESS = os.environ.get("WHATWORKS_ADDRESS", "").rstrip("/")
"""The site's own address (https://evidence.example.org), for feeds, the sitemap and citations."""

API_REQUESTS_A_MINUTE = int(os.environ.get("WHATWORKS_API_REQUESTS", "300"))
"""How often one address may ask the API in a minute, of each process. 0 sets no limit."""

ROOT_URLCONF = "whatworks_site.config.urls"
WSGI_APPLICATION = "whatworks_site.config.wsgi.application"
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "whatworks_site.people",
    "whatworks_site.audit",
    "whatworks_site.jobs",
    "whatworks_site.design",
    "whatworks_site.evidence",
    "whatworks_site.reviews",
    "whatworks_site.store",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "whatworks_site.config.middleware.Headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whatworks_site.config.middleware.Bounds",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "whatworks_site.people.middleware.Door",
]

_BASE = Path(__file__).resolve().parent.parent
_OWN = ("design", "people", "audit", "jobs", "evidence", "reviews", "store")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [*(_BASE / app / "templates" for app in _OWN), publish.TEMPLATES],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "whatworks_site.design.environment.environment",
            "context_processors": ["whatworks_site.design.context.frame"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]


def _database() -> dict[str, Any]:
    given = os.environ.get("DATABASE_URL", "")
    if given:
        return dict(dj_database_url.parse(given, conn_max_age=60, conn_health_checks=True))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "whatworks.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
        "TEST": {"NAME": DATA / "test.sqlite3"},
    }


DATABASES = {"default": _database()}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
JOB_LOST_AFTER = float(os.environ.get("WHATWORKS_JOB_LOST_AFTER", "60"))
"""Seconds of silence after which the worker of a job is taken for dead and the job is run again."""
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        # A page that is not there is no fault of the site: only what went wrong is written down.
        "django.request": {"level": "ERROR"},
    },
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
"""A site whose files were not collected still finds them, under their plain names."""
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whatworks_site.design.storage.CollectedOrPlain"},
}
MEDIA_ROOT = DATA / "files"
FULLTEXTS_ROOT = DATA / "fulltexts"
"""Where the documents that reviewers attach lie. No address leads here: a page that asks who sends each."""
FROZEN_ROOT = DATA / "frozen"
"""Where published pages lie as they are sent."""
FROZEN = flag("WHATWORKS_FROZEN", default=True)
"""Whether readers who are not signed in get those copies. Off, every page is rendered each time."""

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
MAX_BODY = {"stranger": 256 * 1024, "signed in": 40 * 1024 * 1024}
"""How many bytes a request may bring. What a page takes is bounded further where it is read."""
RATE_LIMITS = {"search": 120, "data": 300, "form": 90, "desk": 6_000}
"""Requests a minute from one address, by kind, for each web process. Signing in has limits of its own."""

# Browsers are told to load nothing from elsewhere and to run no script at all.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "connect-src": [SELF],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = flag("WHATWORKS_BEHIND_PROXY")
"""Whether a proxy of ours stands before the site: then the reader's address is the one that it passes on."""
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "whatworks-session", "whatworks-form"
CSRF_COOKIE_AGE = SESSION_COOKIE_AGE
CSRF_FAILURE_VIEW = "whatworks_site.design.faults.form_expired"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
ACCOUNT_ADAPTER = "whatworks_site.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 10 * 60
ACCOUNT_FORMS = {
    "login": "whatworks_site.people.forms.SignIn",
    "reauthenticate": "whatworks_site.people.forms.ConfirmPassword",
    "change_password": "whatworks_site.people.forms.ChangePassword",
    "reset_password": "whatworks_site.people.forms.AskForPassword",
    "reset_password_from_key": "whatworks_site.people.forms.NewPassword",
}
MFA_ADAPTER = "whatworks_site.people.adapter.CodeAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "whatworks_site.people.forms.Code",
    "reauthenticate": "whatworks_site.people.forms.ConfirmCode",
    "activate_totp": "whatworks_site.people.forms.SetUpCode",
}
EMAIL_HOST = os.environ.get("WHATWORKS_MAIL_HOST", "")
"""The mail server. Nothing is sent anywhere by itself: letters are files until one is named."""
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA / "outbox"
EMAIL_PORT = int(os.environ.get("WHATWORKS_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("WHATWORKS_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("WHATWORKS_MAIL_PASSWORD", "")
EMAIL_USE_TLS = not flag("WHATWORKS_MAIL_PLAIN")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("WHATWORKS_MAIL_FROM", CENTRE_CONTACT or "whatworks@localhost")
