"""What lies in the queue: a slip that says which job to run."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from .models import Job
from .states import State


@task()
def run_job(job_id: int) -> None:
    """Run this job, unless another worker has it."""
    from .running import run  # noqa: PLC0415 - a run lays slips itself

    run(job_id)


def queue(job_id: int, after: float = 0) -> None:
    """Lay a slip for a waiting job into the queue, to be taken up `after` so many seconds.

    A slip too many does nothing: a job is claimed once.
    """
    task_ = run_job.using(run_after=timezone.now() + timedelta(seconds=after)) if after else run_job
    slip = task_.enqueue(job_id)
    Job.objects.filter(pk=job_id, state=State.WAITING).update(task=slip.id, queued=timezone.now())
