"""What comes before anything runs: the data folder held by one, the database brought up to date, a port."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from .environment import data_folder

Say = Callable[[str], None]
FIRST_PORT, TRIED = 8000, 40


class CannotStart(ValueError):
    """The site cannot be started; the sentence says why and what to do."""


def django_here() -> None:
    """Make Django ready in this process."""
    import django  # noqa: PLC0415
    from django.apps import apps  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whatworks_site.config.settings")
    if not apps.ready:
        django.setup()


def make_folder() -> Path:
    """The data folder, made if need be: only its owner may look in."""
    folder = data_folder()
    os.umask(0o077)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"The data folder {folder} cannot be made: {error.strerror}. Name another: WHATWORKS_DATA=/path"
        ) from None
    return folder


@contextlib.contextmanager
def held(folder: Path, *, by: str) -> Iterator[Callable[[str], None]]:
    """Hold the data folder: of two that want it, one is refused. Gives a function that notes an address."""
    with (folder / "serve.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise CannotStart(_who_holds(folder, file.read())) from None

        def note(address: str) -> None:
            file.seek(0)
            file.truncate()
            json.dump({"process": os.getpid(), "by": by, "address": address}, file)
            file.flush()

        note("")
        try:
            yield note
        finally:
            file.seek(0)
            file.truncate()


def _who_holds(folder: Path, note: str) -> str:
    try:
        who = json.loads(note)
        where = f" at {who['address']}" if who["address"] else ""
        holder = f"“whatworks {who['by']}”, process {who['process']}{where}"
    except (ValueError, KeyError, TypeError):
        holder = "another process"
    return (
        f"The data folder {folder} is in use by {holder}. Stop that first (Ctrl-C where it runs), or use "
        "another folder: WHATWORKS_DATA=/path"
    )


def up_to_date() -> None:
    """Make Django ready and the database's tables as this version has them."""
    django_here()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.utils import OperationalError  # noqa: PLC0415

    try:
        connection.ensure_connection()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except OperationalError as error:
        raise CannotStart(
            f"The database does not answer: {str(error).strip()} Is it running, and is DATABASE_URL right?"
        ) from None


def prepare(say: Say) -> None:
    """Bring the database, the style sheets and the frozen pages up to date. Safe to do again."""
    django_here()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from whatworks_site.evidence.living_jobs import ask_for_stale  # noqa: PLC0415
    from whatworks_site.reviews.jobs.laying_out import lay_out_what_came_before  # noqa: PLC0415
    from whatworks_site.store.freezing import settle  # noqa: PLC0415

    say(f"Preparing the data folder {settings.DATA}")
    up_to_date()
    lay_out_what_came_before()
    settle()
    ask_for_stale()
    connection.close()
    call_command("collectstatic", verbosity=0, interactive=False)


def listening(host: str, port: int | None, say: Say) -> socket.socket:
    """A socket that listens: on the port that is asked for, else on the first free one from 8000 on."""
    if port is not None:
        made = _listen(host, port)
        if made is None:
            raise CannotStart(
                f"Port {port} is taken by another program. Choose another with --port, or leave --port out."
            )
        return made
    for tried in range(FIRST_PORT, FIRST_PORT + TRIED):
        made = _listen(host, tried)
        if made is not None:
            if tried != FIRST_PORT:
                say(f"Port {FIRST_PORT} is taken by another program: using {tried}.")
            return made
    last = FIRST_PORT + TRIED - 1
    raise CannotStart(f"Ports {FIRST_PORT} to {last} are all taken. Name a free one with --port.")


def _listen(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host.strip("[]"), port))
        made.listen(256)
    except PermissionError:
        made.close()
        raise CannotStart(f"Port {port} may not be used by you. Choose one above 1023 with --port.") from None
    except socket.gaierror:
        made.close()
        raise CannotStart(
            f"{host} is no address of this machine. Leave --host out, or use 0.0.0.0."
        ) from None
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            return None
        raise CannotStart(
            f"{host}, port {port}: {error.strerror}. Leave --host out, or use 0.0.0.0."
        ) from None
    return made
