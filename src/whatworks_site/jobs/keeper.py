"""Nothing is lost: jobs whose worker died are found, and waiting jobs whose slip is lost get a new one."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from . import running, states
from .models import Job
from .moves import move
from .states import State
from .tasks import queue

log = logging.getLogger("whatworks.jobs")
ATTEMPTS = 3
SLIPS_KEPT = timedelta(days=7)

GIVEN_UP = (
    f"The worker died in the middle of this {ATTEMPTS} times. Perhaps it needs more memory than there is. "
    "Look in the log, then run it again."
)


def keep() -> int:
    """Find what was lost and queue it again. How many jobs were found."""
    return _reap() + _sweep()


def _reap() -> int:
    """Jobs at work whose heartbeat is too old: run again, or given up after a few attempts."""
    found = 0
    for job in _silent().exclude(pk__in=list(running.mine)):
        how, changed = _what_becomes_of(job)
        with transaction.atomic():
            # Asked again in the write itself: a heartbeat may have come since the list was made.
            still = _silent().filter(pk=job.pk, claim=job.claim).select_for_update().exists()
            if not (still and move(job.pk, how, held_by=job.claim, reason="No heartbeat", **changed)):
                continue
            DBTaskResult.objects.filter(pk=job.task, status=TaskResultStatus.RUNNING).delete()
        log.warning("Job %s (%s) had no heartbeat: %s", job.pk, job.kind, how.words.lower())
        if how is states.FIND:
            queue(job.pk)
        found += 1
    return found


def _silent() -> Any:
    since = timezone.now() - timedelta(seconds=settings.JOB_LOST_AFTER)
    return Job.objects.filter(state__in=states.AT_WORK, heartbeat__lt=since)


def _what_becomes_of(job: Job) -> tuple[states.Move, dict[str, Any]]:
    now = timezone.now()
    if job.state == State.STOPPING:
        return states.BURY, {"ended": now, "claim": None}
    if job.attempts >= ATTEMPTS:
        return states.GIVE_UP, {"ended": now, "claim": None, "error": GIVEN_UP}
    words = "Waiting to run again: its worker stopped in the middle"
    return states.FIND, {"claim": None, "task": None, "words": words, "done": 0, "total": None}


def _sweep() -> int:
    """Waiting jobs without a slip in the queue: whoever was to lay it there was stopped first."""
    since = timezone.now() - timedelta(seconds=min(10.0, settings.JOB_LOST_AFTER))
    waiting = Job.objects.filter(state=State.WAITING, queued__lt=since)
    ready = set(
        DBTaskResult.objects.filter(
            pk__in=[job.task for job in waiting if job.task], status=TaskResultStatus.READY
        ).values_list("pk", flat=True)
    )
    lost = [job.pk for job in waiting if job.task not in ready]
    for job_id in lost:
        queue(job_id)
    return len(lost)


def tidy() -> None:
    """Throw away the slips of work that ended long ago; the jobs themselves are kept."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - SLIPS_KEPT).delete()
