"""The worker process: runs jobs, and keeps watch over those that others dropped."""

from __future__ import annotations

import logging
import os
import socket
import threading
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from . import keeper, running

log = logging.getLogger("whatworks.jobs")


class JobWorker(Worker):
    """django-tasks' worker that, when told to close, hands its job back at the job's next step."""

    def __init__(self, *, interval: float, batch: bool) -> None:
        super().__init__(
            queue_names=["default"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()[:30]}-{os.getpid()}-{get_random_string(8)}",
            excluded_queue_names=[],
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Close: at once where nothing runs, else at the next step. Asked again, drop everything."""
        running.closing.set()
        super().shutdown(signum, frame)

    def run(self) -> None:
        """Work until told to close."""
        over = threading.Event()
        watch = threading.Thread(target=_watch, args=(over,), name="keeper", daemon=True)
        _keep_once()
        keeper.tidy()
        watch.start()
        try:
            super().run()
        finally:
            over.set()


def _watch(over: threading.Event) -> None:
    while not over.wait(min(5.0, settings.JOB_LOST_AFTER / 2)):
        _keep_once()
        connections.close_all()


def _keep_once() -> None:
    try:
        keeper.keep()
    except DatabaseError as error:
        log.warning("The database did not answer when looking for lost jobs (%s); looking again soon.", error)
