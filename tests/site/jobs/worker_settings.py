"""Settings of the worker processes that the tests start: the tests' database, and a slow kind of work."""

import os
import time
from pathlib import Path

from whatworks_site.config.settings import *  # noqa: F403
from whatworks_site.config.settings import DATABASES
from whatworks_site.jobs.registry import job_kind

DATABASES["default"]["NAME"] = os.environ["TESTS_DATABASE"]
JOB_LOST_AFTER = 1.2


@job_kind("slow", words="Working slowly")
def slow(job, *, diary, steps, pause):
    """Note in the diary when it starts and ends, and who it is."""

    def write(line):
        with Path(diary).open("a", encoding="utf-8") as file:
            file.write(f"{line} {os.getpid()}\n")

    write("start")
    for step in range(1, steps + 1):
        time.sleep(pause)
        job.progress("Working slowly", step, steps)
    write("end")
    return {"steps": steps}
