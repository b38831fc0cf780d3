"""`whatworks serve`: one web process and one worker, watched, and closed together."""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from .start import CannotStart, Say, held, listening, make_folder, prepare

GRACE = 5
"""Seconds that a request under way has when the site is closed."""
PATIENCE = 8
"""Seconds after which what has not closed is ended."""
SHORT, TOO_OFTEN = 10.0, 5
"""A process that ends within so many seconds, so many times in a row, is not started again."""


def serve(*, host: str = "127.0.0.1", port: int | None = None, log: bool = False, say: Say) -> int:
    """Prepare, start, watch and close the site. Gives the exit code. Raises CannotStart."""
    folder = make_folder()
    with held(folder, by="serve") as note, listening(host, port, say) as door, _Signals() as signals:
        address = _address(host, door.getsockname()[1])
        note(address)
        try:
            prepare(say)
        except _Asked:
            say("Closed.")
            return 0
        signals.at_once = False
        children = [
            Child("web", web_command(door.fileno(), log=log), (door.fileno(),)),
            Child("worker", [sys.executable, "-m", "whatworks_site.manage", "work"]),
        ]
        return _Watch(children, signals, say).run(address, door)


def web_command(door: int, *, log: bool) -> list[str]:
    """How the web process is started, on a socket that is open already."""
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", f"fd://{door}", "--no-control-socket"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--graceful-timeout", str(GRACE), "--timeout", "60", "--keep-alive", "5"),
        # Nobody's word is taken here for who asks: Django reads a proxy's headers, where a setting says so.
        *("--forwarded-allow-ips=", "--forwarder-headers="),
        *("--log-level", "warning", *(("--access-logfile", "-") if log else ())),
        "whatworks_site.config.wsgi:application",
    ]


def _address(host: str, port: int) -> str:
    shown = "localhost" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


class _Asked(BaseException):
    """Somebody asked to close while nothing runs yet."""


class _Signals:
    """Remembers that somebody asked to close, once or again; while nothing runs yet, breaks off at once."""

    def __init__(self) -> None:
        self.asked = 0
        self.at_once = True
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> _Signals:
        for which in (signal.SIGINT, signal.SIGTERM):
            self._before[which] = signal.signal(which, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for which, handler in self._before.items():
            signal.signal(which, handler)

    def _note(self, *_: object) -> None:
        self.asked += 1
        if self.at_once and self.asked == 1:
            raise _Asked


def _end_with_parent() -> None:
    """On Linux: a child whose parent was killed is told to close, so that none is left behind."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@dataclass
class Child:
    """A process beside this one: how it is started, and how often it ended too soon."""

    name: str
    command: list[str]
    keep: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    soon: int = 0
    again_at: float = 0.0

    def start(self) -> None:
        """Start it, in a group of its own: Ctrl-C in a terminal reaches only this process."""
        self.started = time.monotonic()
        surroundings = {"DJANGO_SETTINGS_MODULE": "whatworks_site.config.settings"} | os.environ
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env=surroundings,
            pass_fds=self.keep,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no thread runs here
        )

    @property
    def lives(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def tell(self, which: signal.Signals) -> None:
        """Send it a signal."""
        if self.process is not None and self.lives:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(which)


class _Watch:
    """Starts the children, starts the dead again, closes them all."""

    def __init__(self, children: list[Child], signals: _Signals, say: Say) -> None:
        self.children, self.signals, self.say = children, signals, say
        self.code = 0

    def run(self, address: str, door: socket.socket) -> int:
        """Until somebody asks to close, or a process cannot be kept alive."""
        for child in self.children:
            child.start()
        told = False
        while not self.signals.asked and self.code == 0:
            if not told and _answers(door):
                told = True
                self.say(f"Open {address}")
                self.say("Ctrl-C closes the site.")
            for child in self.children:
                if not child.lives:
                    self._start_again(child)
            time.sleep(0.1)
        self._close()
        return self.code

    def _start_again(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.returncode
            child.process = None
            child.soon = child.soon + 1 if now - child.started < SHORT else 0
            if child.soon >= TOO_OFTEN and child.name == "web":
                self.say(f"The {child.name} process ends as soon as it starts. What stands above says why.")
                self.code = 1
                return
            pause = min(2**child.soon, 30)
            child.again_at = now + pause
            self.say(f"The {child.name} process ended by itself (code {code}): starting it in {pause} s.")
        elif now >= child.again_at:
            child.start()

    def _close(self) -> None:
        self.say("Closing the site.")
        asked = self.signals.asked
        for child in self.children:
            child.tell(signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while any(child.lives for child in self.children) and time.monotonic() < end:
            if self.signals.asked > asked:
                break
            time.sleep(0.05)
        for child in self.children:
            if child.lives:
                self.say(f"The {child.name} process did not close in time and was ended. Nothing is lost.")
                child.tell(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
        self.say("Closed.")


def _answers(door: socket.socket) -> bool:
    """Whether the web process answers, whatever it says."""
    host, port = door.getsockname()[:2]
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(near, port, timeout=0.5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


__all__ = ["CannotStart", "serve"]
