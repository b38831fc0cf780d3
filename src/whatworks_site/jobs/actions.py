"""Every change to a job that someone asks for."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from whatworks_site.people.permissions import require

from . import states
from .models import Job
from .moves import move, note
from .permissions import STEER
from .registry import kind_of
from .running import run
from .states import State
from .tasks import queue


class CannotNow(ValueError):
    """The job is not in a state for this; the sentence says what to do."""


def enqueue(
    *, kind: str, args: dict[str, Any], by: Any = None, key: str | None = None, after: float = 0
) -> Job:
    """Ask for long work. Where the same (by `key`) still waits or runs, that job is the answer.

    With `after`, it begins that many seconds from now at the earliest; asked for again without, it begins
    at once. Who may ask is for the caller to say: it knows what the work changes.
    """
    words = kind_of(kind).words
    try:
        with transaction.atomic():
            if key and (same := _active(key)):
                if not after and same.state == State.WAITING:
                    transaction.on_commit(lambda: queue(same.pk))
                return same
            job = Job.objects.create(
                kind=kind, args=args, key=key or "", asked_by=by, words=f"{words}: waiting"
            )
            note(job.pk, "job-asked", by=by, kind=kind, key=key or "")
            transaction.on_commit(lambda: queue(job.pk, after))
    except IntegrityError:
        same = _active(key or "")
        if same is None:
            raise
        return same
    return job


def _active(key: str) -> Job | None:
    return Job.objects.filter(key=key, state__in=[State.WAITING, State.RUNNING]).first()


def run_now(job_id: int) -> Job:
    """Run a waiting job in this process. One that another has is left to it: look at its state."""
    return run(job_id) or Job.objects.get(pk=job_id)


def ask_to_stop(*, job_id: int, by: Any) -> Job:
    """Stop a job: at once if it waits, else between two of its steps."""
    if by is not None:
        require(by, STEER)
    now = timezone.now()
    stopped = move(job_id, states.STOP_WAITING, by=by, words="Stopped before it started", ended=now)
    if not stopped and not move(job_id, states.ASK_TO_STOP, by=by):
        job = Job.objects.get(pk=job_id)
        if job.state != State.STOPPING:
            raise CannotNow(f"This work is {job.get_state_display().lower()}. There is nothing left to stop.")
    return Job.objects.get(pk=job_id)


def restart(*, job_id: int, by: Any) -> Job:
    """Run a failed or stopped job again, from its start."""
    if by is not None:
        require(by, STEER)
    anew = {"attempts": 0, "words": "Waiting to run again", "done": 0, "total": None, "error": ""}
    times = {"started": None, "ended": None, "heartbeat": None, "result": None, "task": None}
    try:
        with transaction.atomic():
            moved = move(job_id, states.RESTART, by=by, queued=timezone.now(), **anew, **times)
            if moved:
                transaction.on_commit(lambda: queue(job_id))
    except IntegrityError:
        raise CannotNow("The same work is already waiting or running. Look for it in the list.") from None
    job = Job.objects.get(pk=job_id)
    if not moved and job.state not in states.ACTIVE:
        raise CannotNow("This work is done. To do it anew, ask for it where it was asked for.")
    return job
