"""Before Django: readers who are not signed in get a published page's frozen copy, straight from memory.

One look at the pointer file a request tells whether the copies are still good. Whatever is not plainly a
frozen page asked for in the plainest way goes to Django, which answers as it always would.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http.request import split_domain_port, validate_host
from django.utils.http import parse_etags

from whatworks_site.store import freezing, generations
from whatworks_site.store.generations import Frozen, Generation

log = logging.getLogger("whatworks.frozen")
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
MEMORY = 64 * 1024 * 1024
"""How many bytes of pages a process keeps in memory. The rest is read from disk."""
_NOT_IN_304 = ("content-type",)


class FrozenPages:
    """A WSGI application around Django's."""

    def __init__(self, application: Application, *, memory: int = MEMORY) -> None:
        self.application = application
        self.shelf = Shelf(memory)
        generations.build()  # the software as this process loaded it, not as a later update leaves it

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer from the frozen pages where that is the same answer."""
        if _is_plain(environ) and (generation := self.shelf.generation()):
            page = generation.pages.get(environ["PATH_INFO"])
            if page is not None and (answer := self._answer(environ, generation, page)):
                status, headers, body = answer
                start_response(status, headers)
                return [body]
        return self.application(environ, start_response)

    def _answer(
        self, environ: dict[str, Any], generation: Generation, page: Frozen
    ) -> tuple[str, list[tuple[str, str]], bytes] | None:
        tag = [("ETag", page.etag)] if page.etag else []
        if page.etag and _has_it(environ.get("HTTP_IF_NONE_MATCH", ""), page.etag):
            kept = [(k, v) for k, v in page.headers if k.lower() not in _NOT_IN_304]
            return "304 Not Modified", kept + tag, b""
        packed = bool(page.packed) and _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        try:
            body = self.shelf.body(generation, page.file, packed)
        except OSError:
            log.warning("A frozen page could not be read: %s", page.file)
            return None
        encoding = [("Content-Encoding", "gzip")] if packed else []
        headers = [*page.headers, *tag, *encoding, ("Content-Length", str(len(body)))]
        return "200 OK", headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body


class Shelf:
    """The current generation, as far as it is in memory."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self._seen: tuple[int, int, int] | None = None
        self._generation: Generation | None = None
        self._bodies: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def generation(self) -> Generation | None:
        """The generation that the pointer names now; None where every page is to be rendered."""
        try:
            about = os.stat(generations.pointer_file())  # noqa: PTH116 - once a request
        except OSError:
            return None
        seen = (about.st_ino, about.st_mtime_ns, about.st_size)
        if seen != self._seen:
            with self._lock:
                if seen != self._seen:
                    self._look(seen)
        return self._generation

    def _look(self, seen: tuple[int, int, int]) -> None:
        """Read what the pointer names, unless it is of other software or content than the database holds."""
        self._generation, self._seen = None, None
        self._bodies.clear()
        self._size = 0
        pointer = generations.read_pointer()
        try:
            if pointer and (pointer.version, pointer.build) == (freezing.version(), generations.build()):
                self._generation = generations.read(pointer)
            self._seen = seen
        except DatabaseError as error:
            log.warning("The database does not say which content it holds: %s", error)
        finally:
            if not connection.in_atomic_block:
                connection.close()

    def body(self, generation: Generation, file: str, packed: bool) -> bytes:
        """The bytes of a page."""
        name = f"{file}.gz" if packed else file
        key = (generation.folder.name, name)
        with self._lock:
            if (found := self._bodies.get(key)) is not None:
                self._bodies.move_to_end(key)
                return found
        read = (generation.folder / name).read_bytes()
        with self._lock:
            if key not in self._bodies and len(read) <= self.memory:
                self._bodies[key] = read
                self._size += len(read)
            while self._size > self.memory:
                self._size -= len(self._bodies.popitem(last=False)[1])
        return read


def _is_plain(environ: dict[str, Any]) -> bool:
    """Whether this asks for a page as any stranger would: no query, no session, a host that is ours."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and not environ.get("QUERY_STRING")
        and not environ.get("SCRIPT_NAME")
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
        and not settings.USE_X_FORWARDED_HOST
        and _is_ours(environ.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS))
        and (not settings.SECURE_SSL_REDIRECT or _is_secure(environ))
    )


@lru_cache(maxsize=256)
def _is_ours(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, list(allowed))


def _is_secure(environ: dict[str, Any]) -> bool:
    """Whether the reader came by https, told as Django tells it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, wanted = settings.SECURE_PROXY_SSL_HEADER
        if (said := environ.get(name)) is not None:
            return str(said).split(",", 1)[0].strip() == wanted
    return bool(environ.get("wsgi.url_scheme") == "https")


@lru_cache(maxsize=256)
def _takes_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        name, _, rest = part.partition(";")
        if name.strip() in ("gzip", "*"):
            quality = rest.replace(" ", "").removeprefix("q=")
            return quality.strip("0.") != "" or quality == ""
    return False


def _has_it(given: str, etag: str) -> bool:
    if not given:
        return False
    wanted = etag.removeprefix("W/")
    return any(tag == "*" or tag.removeprefix("W/") == wanted for tag in parse_etags(given))
