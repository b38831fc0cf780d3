"""The page of routes: every address of the site and who gets there, and every action and who may do it.

The answers stand in tests/site/routes.txt, which the tests hold to the running site.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "tests" / "site" / "routes.txt"
ROLES = (
    "anonymous", "practitioner", "programme", "evaluator", "lead", "screener", "extractor", "arbiter",
    "reviewer", "editor", "administrator",
)  # fmt: skip

INTRODUCTION = """
# Routes

Every address of the site, and who gets there: to read (GET) or with a form (POST). Lead, screener, extractor
and arbiter are held in the review that the address names, the other roles for the whole site; one held in a
single review opens the same addresses of that review alone. Staff, that is
everyone but practitioners, need a one-time code. Each answer for each role is
[pinned](../../tests/site/routes.txt) and tried by a test; no GET writes, and a form that writes is refused
without the site’s own token. “Sent on”: to sign in, to confirm who one is, or to the page that is meant.

| address | read | form |
|---|---|---|"""


def routes_page() -> str:
    """The page, without its note."""
    return "\n".join([*_routes(), *_actions()]) + "\n"


def _rows() -> dict[str, dict[str, tuple[int, ...]]]:
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            method, route, *codes = line.split()
            found.setdefault(route, {})[method] = tuple(int(code) for code in codes)
    return found


def _routes() -> Iterator[str]:
    yield INTRODUCTION
    for route, methods in _rows().items():
        cells = [_who(methods.get(method)) for method in ("GET", "POST")]
        yield f"| `{_plain(route)}` | {cells[0]} | {cells[1]} |"


def _plain(route: str) -> str:
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    return re.sub(r"<\w+:(\w+)>", r"<\1>", named)


def _who(codes: tuple[int, ...] | None) -> str:
    """Who gets there, from what each role is answered. Who is sent on at once got there."""
    if codes is None or 405 in codes:
        return "–"
    if set(codes) == {302}:
        return "sent on"
    if len(set(codes)) == 1:
        return "everyone"
    # Where others are refused, 404 is an answer to an empty form; else it says that a page is not for them.
    shut = (403,) if 403 in codes else (404,)
    may = [role for role, code in zip(ROLES, codes, strict=True) if code not in shut]
    if codes[0] >= 300:
        may.remove("anonymous")
    if len(may) == len(ROLES):
        return "everyone"
    return "signed in" if len(may) == len(ROLES) - 1 and "anonymous" not in may else ", ".join(may)


def _actions() -> Iterator[str]:
    matrix, roles = _matrix()
    yield "\n## Who may do what\n"
    yield "Every action asks this matrix before it writes. † A role held in one review is enough, there.\n"
    yield "| action | " + " | ".join(role.label for role in roles) + " |"
    yield "|---|" + "---|" * len(roles)
    for row in matrix:
        marks = " | ".join("yes" if role in row.roles else "" for role in roles)
        yield f"| {row.words}{' †' if row.per_review else ''} | {marks} |"


def _matrix():  # type: ignore[no-untyped-def]
    import django  # noqa: PLC0415 - only this page needs the site
    from django.apps import apps  # noqa: PLC0415

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whatworks_site.config.settings")
        os.environ.setdefault("WHATWORKS_SECRET_KEY", "signs nothing here")
        django.setup()
    for app in apps.get_app_configs():
        if app.name.startswith("whatworks_site.") and importlib.util.find_spec(f"{app.name}.permissions"):
            importlib.import_module(f"{app.name}.permissions")
    from whatworks_site.people.permissions import Role, matrix  # noqa: PLC0415

    return sorted(matrix(), key=lambda row: row.words), list(Role)
