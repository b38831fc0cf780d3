"""Real worker processes, killed and closed in the middle of a job."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from whatworks_site.jobs import actions
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.states import State

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(tmp_path):
    """Start workers; those still there at the end are killed."""
    started, log = [], (tmp_path / "log").open("w+", encoding="utf-8")
    here = Path(__file__).parent
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "worker_settings",
        "PYTHONPATH": str(here),
        "TESTS_DATABASE": str(connection.settings_dict["NAME"]),
    }

    def start():
        command = [sys.executable, "-m", "whatworks_site.manage", "work", "--interval", "0.1"]
        process = subprocess.Popen(command, env=surroundings, stderr=log)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait(10)
    log.seek(0)
    print(log.read())
    log.close()


@pytest.fixture
def log(tmp_path):
    """What the workers had to say."""
    return lambda: (tmp_path / "log").read_text("utf-8")


@pytest.fixture
def diary(tmp_path, kind):
    kind(lambda job: None, name="slow")
    path = tmp_path / "diary"
    path.touch()
    return path


def ask(diary, steps=10, pause=0.1):
    return actions.enqueue(kind="slow", args={"diary": str(diary), "steps": steps, "pause": pause})


def until(condition, what, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    pytest.fail(f"{what}: not within {seconds} seconds")


def is_in(job, *states):
    return lambda: Job.objects.get(pk=job.pk).state in states


def words(diary):
    return [line.split()[0] for line in diary.read_text("utf-8").splitlines()]


def test_a_killed_workers_job_is_finished_once_by_another(worker, diary):
    job = ask(diary, steps=15)
    first = worker()
    until(lambda: Job.objects.get(pk=job.pk).done >= 2, "the first worker takes it up")
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    worker(), worker()
    until(is_in(job, State.DONE), "another worker finishes it")
    job.refresh_from_db()
    assert (job.attempts, job.result) == (2, {"steps": 15})
    time.sleep(1.5)
    assert words(diary) == ["start", "start", "end"]


def test_two_workers_share_the_jobs_and_run_each_once(worker, diary):
    jobs = [ask(diary, steps=1, pause=0.05) for _ in range(8)]
    worker(), worker()
    until(lambda: not Job.objects.exclude(state=State.DONE).exists(), "all are done")
    assert sorted(words(diary)) == ["end"] * len(jobs) + ["start"] * len(jobs)


def test_a_worker_told_to_close_hands_its_job_back_and_ends_in_peace(worker, diary, log):
    job = ask(diary, steps=200)
    first = worker()
    until(lambda: Job.objects.get(pk=job.pk).done >= 2, "the worker takes it up")
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0
    assert "Traceback" not in log()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.WAITING, 0)


def test_a_person_stops_what_a_worker_runs(worker, diary):
    job = ask(diary, steps=200)
    worker()
    until(lambda: Job.objects.get(pk=job.pk).done >= 2, "the worker takes it up")
    actions.ask_to_stop(job_id=job.pk, by=None)
    until(is_in(job, State.STOPPED), "it stops")
    assert words(diary) == ["start"]
