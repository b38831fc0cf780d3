"""Rendering every public page once, and keeping it as it is sent until the content changes.

The pointer to the frozen pages is moved only while the row of the content’s version is held, and a change
of the content removes it while holding the same row: a page that was withdrawn is never served from a copy
after the withdrawal is committed.
"""

from __future__ import annotations

import html
import logging
import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpResponseBase
from django.http.request import split_domain_port
from django.test import RequestFactory

from whatworks_site.jobs.actions import enqueue
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.registry import job_kind
from whatworks_site.jobs.running import Running
from whatworks_site.jobs.states import State

from . import generations
from .models import ContentVersion

log = logging.getLogger("whatworks.store")
KIND = "freeze"
ATTEMPTS = 5
MOST_PAGES = 50_000
SEEDS = (
    "/", "/interventions", "/studies", "/outcomes", "/reviews", "/map", "/ratings", "/changes", "/data",
    "/changes.atom", "/sitemap.xml", "/robots.txt", "/accessibility", "/privacy",
)  # fmt: skip
"""Where the walk over the public pages starts. Every other page is found by a link."""
NOT_FROZEN = ("/desk", "/accounts", "/api", "/static", "/style-", "/search", "/compare", "/health")
"""Beginnings of addresses that are never frozen: personal, made for one question, or files already."""
_NO_PORT = 9
"""No site is reached at this port: a page that shows it shows the reader's own address, and is not frozen."""
_LINK = re.compile(r"""(?:href|src)=["']([^"'#?\s]+)(?=["'#])|<loc>([^<?#]+)</loc>""")


class NotFreezable(ValueError):
    """This response is made for one reader or for one moment."""


class Overtaken(Exception):
    """The content changed while it was being rendered."""


def version() -> str:
    """Which edition of the content the database holds."""
    return _words(ContentVersion.objects.filter(pk=1).first())


def _words(kept: ContentVersion | None) -> str:
    return f"{kept.number}-{kept.token}" if kept else "0-"


def _held() -> str:
    """The edition of the content, its row held until the transaction ends."""
    ContentVersion.objects.get_or_create(pk=1)
    return _words(ContentVersion.objects.select_for_update().get(pk=1))


def public_paths() -> list[str]:
    """The address of every public page that can be frozen, found from the seeds by its links."""
    return [path for path, _ in _walk()]


def freeze(job: Running | None = None) -> dict[str, Any]:
    """Render every public page and make the copies current. Safe to run twice, and to kill."""
    for _ in range(ATTEMPTS):
        wanted = version()
        if is_current(wanted):
            break
        try:
            pages = _freeze(wanted, job)
        except Overtaken:
            continue
        return {"pages": pages, "version": wanted}
    current = generations.read_pointer()
    return {"pages": 0, "version": current.version if current else ""}


@job_kind(KIND, words="Keeping the public pages as they are sent")
def _job(job: Running) -> dict[str, Any]:
    return freeze(job)


def _freeze(wanted: str, job: Running | None) -> int:
    new = generations.begin()
    try:
        for done, (path, response) in enumerate(_walk()):
            generations.add(new, path, response.content, *_headers(response))
            if job is not None:
                job.progress("Rendering the public pages", done + 1)
            if version() != wanted:
                raise Overtaken
        generations.seal(new)
        with transaction.atomic():
            if _held() != wanted:
                raise Overtaken
            generations.point_to(new, wanted)
    except BaseException:
        current = generations.read_pointer()
        if current is None or current.generation != int(new.folder.name):
            generations.discard(new)
        raise
    generations.tidy()
    return len(new.pages)


def is_current(wanted: str) -> bool:
    """Whether the frozen pages show this edition of the content, made by this build of the software."""
    kept = generations.read_pointer()
    return kept is not None and (kept.version, kept.build) == (wanted, generations.build())


def thaw() -> None:
    """Have every page rendered until new copies are there, and ask for those.

    Called in the transaction that changes what the public sees. A waiting job will see the change; one at
    work may have looked before it, so that another is asked for.
    """
    wanted = _held()
    generations.drop()
    if not Job.objects.filter(kind=KIND, state=State.WAITING).exists():
        enqueue(kind=KIND, args={}, key=f"{KIND}:{wanted}")


def on_content_changed(sender: Any, **rest: Any) -> None:
    """What the public sees changes: no frozen page outlives the commit."""
    thaw()


def settle() -> bool:
    """At a start: have the copies made again if they are of other content or software. Whether they were."""
    with transaction.atomic():
        if is_current(_held()):
            return False
        thaw()
    return True


def _walk() -> Iterator[tuple[str, Any]]:
    """Every public page, rendered for a reader who is not signed in, and found by the links of the others."""
    render = renderer()
    found = dict.fromkeys(SEEDS)
    waiting = deque(found)
    while waiting:
        path = waiting.popleft()
        response = render(path)
        if response.status_code != 200 or response.streaming:
            continue
        for link in _links(response):
            if link not in found and len(found) < MOST_PAGES:
                found[link] = None
                waiting.append(link)
        try:
            check(response)
        except NotFreezable as reason:
            log.info("%s is rendered each time: %s", path, reason)
            continue
        yield path, response


def _links(response: Any) -> Iterator[str]:
    if not response.headers.get("Content-Type", "").startswith(("text/html", "application/xml", "text/xml")):
        return
    for match in _LINK.finditer(response.content.decode("utf-8", "replace")):
        link = html.unescape(match[1] or match[2])
        if settings.SITE_ADDRESS and link.startswith(f"{settings.SITE_ADDRESS}/"):
            link = link.removeprefix(settings.SITE_ADDRESS)
        plain = link.startswith("/") and not link.startswith("//") and link.isascii() and "%" not in link
        if plain and not link.startswith(NOT_FROZEN):
            yield link


def renderer() -> Callable[[str], HttpResponseBase]:
    """Renders a page as Django answers a reader who is not signed in, with every middleware."""
    handler = BaseHandler()
    handler.load_middleware()
    secure = settings.SECURE_SSL_REDIRECT

    def render(path: str) -> HttpResponseBase:
        return handler.get_response(RequestFactory().get(path, secure=secure, HTTP_HOST=_host()))

    return render


def _host() -> str:
    hosts = [host for host in settings.ALLOWED_HOSTS if host != "*"]
    name = split_domain_port(hosts[0])[0] if hosts else "localhost"
    return f"{name.removeprefix('.')}:{_NO_PORT}"


def check(response: Any) -> None:
    """Refuse what is made for one reader or one moment. Raises NotFreezable."""
    kept = response.headers.get("Cache-Control", "")
    if response.cookies:
        raise NotFreezable("it sets a cookie")
    if "cookie" in response.headers.get("Vary", "").lower():
        raise NotFreezable("it differs by the reader's cookies")
    if any(word in kept for word in ("private", "no-store")):
        raise NotFreezable(f"it asks not to be kept ({kept})")
    if "nonce-" in response.headers.get("Content-Security-Policy", ""):
        raise NotFreezable("its security policy is made anew each time")
    if "Content-Encoding" in response.headers:
        raise NotFreezable("it is packed already")
    if f"{_host()}".encode() in response.content:
        raise NotFreezable("it shows the address that the reader came by; set WHATWORKS_ADDRESS")


def _headers(response: Any) -> tuple[list[tuple[str, str]], str]:
    apart = ("Content-Length", "ETag")
    return [(k, v) for k, v in response.items() if k not in apart], response.headers.get("ETag", "")
