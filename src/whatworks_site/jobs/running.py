"""A job while it runs: its progress, its heartbeat, and how it ends."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from . import states
from .models import Job
from .moves import move
from .registry import kind_of, words_of
from .states import AT_WORK, State
from .tasks import queue

log = logging.getLogger("whatworks.jobs")
EVERY = 0.2
"""Seconds between two saved words of progress."""

mine: set[int] = set()
"""The jobs that this process is running."""
closing = threading.Event()
"""Set when this process is told to close: its job is handed back at its next step."""


class Stopped(Exception):
    """A person asked the job to stop."""


class HandedBack(Exception):
    """The worker closes; another takes the job up from its start."""


class TakenOver(Exception):
    """This run was thought dead, and another has the job now."""


class Running:
    """What a job's function is given: where it says how far it is."""

    def __init__(self, job: Job) -> None:
        self.id: int = job.pk
        self.attempt: int = job.attempts
        self._claim = job.claim
        self._told: dict[str, Any] = {"words": job.words, "done": 0, "total": None}
        self._last = 0.0

    def progress(self, words: str, done: int = 0, total: int | None = None) -> None:
        """Say what is being done, and how many of how many. Raises Stopped when a stop was asked."""
        told = {"words": words[:300], "done": done, "total": total}
        new_words, self._told = words[:300] != self._told["words"], told
        if closing.is_set():
            raise HandedBack
        soon = time.monotonic() - self._last < EVERY
        if soon and not new_words and done != total:
            return
        self._last = time.monotonic()
        if connection.in_atomic_block:
            # A row written here stays locked until the work commits, and nobody could ask it to stop.
            state = self._row().values_list("state", flat=True).first()
        else:
            state = State.RUNNING if self.beat() else self._row().values_list("state", flat=True).first()
        if state == State.STOPPING:
            raise Stopped
        if state is None:
            raise TakenOver

    def beat(self) -> bool:
        """Save that this run is alive and how far it is. Whether it may go on."""
        row = self._row()
        row.update(heartbeat=timezone.now(), **self._told)
        return row.filter(state=State.RUNNING).exists()

    @property
    def told(self) -> dict[str, Any]:
        """The last words of progress."""
        return dict(self._told)

    def _row(self) -> Any:
        return Job.objects.filter(pk=self.id, claim=self._claim, state__in=AT_WORK)


@contextlib.contextmanager
def _beating(running: Running) -> Iterator[None]:
    """A thread of its own tells that the run is alive, however long one step is silent."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(settings.JOB_LOST_AFTER / 6):
            with contextlib.suppress(DatabaseError):
                running.beat()
            connections.close_all()

    thread = threading.Thread(target=beat, name=f"heartbeat-{running.id}", daemon=True)
    thread.start()
    mine.add(running.id)
    try:
        yield
    finally:
        mine.discard(running.id)
        over.set()
        thread.join(timeout=1)


def claim(job_id: int) -> Job | None:
    """Take a waiting job up. None where another has it, or the same work is still at it."""
    now = timezone.now()
    with transaction.atomic():
        job = Job.objects.filter(pk=job_id).first()
        if job is None or (job.key and _same_at_work(job)):
            return None
        changed = {
            "claim": uuid.uuid4(),
            "attempts": F("attempts") + 1,
            "words": words_of(job.kind),
            "error": "",
            "started": now,
            "heartbeat": now,
            "ended": None,
            "done": 0,
            "total": None,
        }
        if not move(job_id, states.CLAIM, **changed):
            return None
    return Job.objects.get(pk=job_id)


def _same_at_work(job: Job) -> bool:
    return Job.objects.filter(key=job.key, state__in=AT_WORK).exclude(pk=job.pk).exists()


def run(job_id: int) -> Job | None:
    """Claim a job, do its work and note how it ended. None where there was nothing to claim."""
    job = claim(job_id)
    if job is None:
        return None
    running = Running(job)
    try:
        with _beating(running):
            result = kind_of(job.kind).run(running, **job.args)
        _end(job, running, states.FINISH, result=result or {}, ended=timezone.now())
    except Stopped:
        _end(job, running, states.STOP, ended=timezone.now())
    except TakenOver:
        log.warning("Job %s was taken over by another worker; this run of it ends.", job.pk)
    except HandedBack:
        _hand_back(job, running)
    except Exception as error:
        if not _foreseen(error):
            log.exception("Job %s (%s) went wrong", job.pk, job.kind)
        _end(job, running, states.FAIL, error=in_plain_words(error), ended=timezone.now())
    except BaseException:
        _hand_back(job, running)
        raise
    return Job.objects.get(pk=job_id)


def _hand_back(job: Job, running: Running) -> None:
    back = {"attempts": F("attempts") - 1, "words": "Waiting to run again: its worker was closed"}
    if _end(job, running, states.HAND_BACK, done=0, total=None, **back):
        queue(job.pk)
    else:
        _end(job, running, states.STOP, ended=timezone.now())


def _end(job: Job, running: Running, how: states.Move, **changed: Any) -> bool:
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    return move(job.pk, how, held_by=job.claim, **(running.told | changed))


def _foreseen(error: Exception) -> bool:
    return isinstance(error, (ValueError, OSError, PermissionDenied)) and not isinstance(error, UnicodeError)


def in_plain_words(error: Exception) -> str:
    """What went wrong, for the person who reads the job's page."""
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}. Check the place and the rights to it, then run it again."
    if _foreseen(error):
        return str(error)
    return (
        f"The software did not foresee this ({type(error).__name__}: {str(error)[:300]}). Run it again; if "
        "it goes wrong again, send this sentence to whoever looks after the site: the log has the rest."
    )
