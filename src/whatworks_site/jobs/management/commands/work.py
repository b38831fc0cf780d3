"""`python -m whatworks_site.manage work`: the worker process."""

from __future__ import annotations

import logging
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from whatworks_site.jobs.worker import JobWorker

NICE = 10
"""How much further back than the web process the worker stands for the processor."""


class Command(BaseCommand):
    """Runs jobs until it is told to close."""

    help = "Run the worker: it does the long work that people ask for on the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often to look, and whether to end when there is nothing left."""
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks")
        parser.add_argument("--batch", action="store_true", help="end when nothing is left to do")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        logging.getLogger("django_tasks").setLevel(logging.ERROR)
        if not options["batch"]:
            # Long work waits for people, not people for long work: they share the machine's processors.
            os.nice(NICE)
        worker = JobWorker(interval=options["interval"], batch=options["batch"])
        worker.configure_signals()
        worker.run()
