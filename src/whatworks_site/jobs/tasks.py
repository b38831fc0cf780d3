"""What lies in the queue: a slip that says which job to run."""

from __future__ import annotations

from django_tasks import task

from .running import run


@task()
def run_job(job_id: int) -> None:
    """Run this job, unless another worker has it."""
    run(job_id)
