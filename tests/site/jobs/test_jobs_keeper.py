"""A job whose worker died is found, and run again three times at most."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from whatworks_site.jobs import actions, keeper, running
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.states import State


def taken_up(name, *, silent_for=1000.0, attempts=1):
    """A job whose worker was last heard of some seconds ago."""
    job = running.claim(actions.enqueue(kind=name, args={}).pk)
    Job.objects.filter(pk=job.pk).update(
        heartbeat=timezone.now() - timedelta(seconds=silent_for), attempts=attempts
    )
    return Job.objects.get(pk=job.pk)


def slips(job):
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, args_kwargs__args=[job.pk]).count()


@pytest.mark.django_db
def test_a_silent_job_waits_again_and_has_a_new_slip(kind):
    job = taken_up(kind(lambda job: None))
    assert keeper.keep() == 1
    job.refresh_from_db()
    assert (job.state, slips(job)) == (State.WAITING, 1)
    assert actions.run_now(job.pk).state == State.DONE


@pytest.mark.django_db
def test_a_job_that_was_heard_of_is_left_alone(kind, settings):
    job = taken_up(kind(lambda job: None), silent_for=settings.JOB_LOST_AFTER - 5)
    assert keeper.keep() == 0
    job.refresh_from_db()
    assert job.state == State.RUNNING


@pytest.mark.django_db
def test_a_process_does_not_bury_what_it_runs_itself(kind):
    def work(job):
        Job.objects.update(heartbeat=timezone.now() - timedelta(days=1))
        assert keeper.keep() == 0

    assert actions.run_now(actions.enqueue(kind=kind(work), args={}).pk).state == State.DONE


@pytest.mark.django_db
@pytest.mark.parametrize(("attempts", "state"), [(1, "waiting"), (2, "waiting"), (3, "failed")])
def test_after_three_deaths_a_job_has_failed_in_words(kind, attempts, state):
    job = taken_up(kind(lambda job: None), attempts=attempts)
    keeper.keep()
    job.refresh_from_db()
    assert job.state == state
    assert ("died in the middle of this 3 times" in job.error) == (state == "failed")


@pytest.mark.django_db
def test_a_job_whose_worker_died_while_stopping_is_stopped(kind):
    job = taken_up(kind(lambda job: None))
    actions.ask_to_stop(job_id=job.pk, by=None)
    keeper.keep()
    job.refresh_from_db()
    assert job.state == State.STOPPED


@pytest.mark.django_db
def test_a_worker_thought_dead_cannot_write_over_the_one_in_its_place(kind):
    def work(job):
        Job.objects.update(heartbeat=timezone.now() - timedelta(days=1))
        running.mine.clear()
        keeper.keep()
        other = running.claim(job.id)
        Job.objects.filter(pk=other.pk).update(words="The other's words")
        job.progress("My words", 1, 1)
        raise AssertionError("the first run must have ended")

    job = actions.run_now(actions.enqueue(kind=kind(work), args={}).pk)
    assert (job.state, job.words, job.error) == (State.RUNNING, "The other's words", "")


@pytest.mark.django_db
def test_a_waiting_job_that_never_reached_the_queue_is_queued(kind):
    job = actions.enqueue(kind=kind(lambda job: None), args={})
    assert keeper.keep() == 0, "it may just be on its way"
    Job.objects.update(queued=timezone.now() - timedelta(minutes=1))
    assert keeper.keep() == 1
    assert slips(job) == 1
    Job.objects.update(queued=timezone.now() - timedelta(minutes=1))
    assert keeper.keep() == 0, "its slip lies in the queue"


@pytest.mark.django_db
def test_a_worker_that_closes_hands_its_job_back_without_counting_it(kind):
    def work(job):
        running.closing.set()
        job.progress("A step", 1, 2)

    try:
        job = actions.run_now(actions.enqueue(kind=kind(work), args={}).pk)
    finally:
        running.closing.clear()
    assert (job.state, job.attempts, slips(job)) == (State.WAITING, 0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_long_silent_step_is_heard_of_all_the_while(kind, settings):
    settings.JOB_LOST_AFTER = 0.3
    heard = []

    def work(job):
        for _ in range(2):
            heard.append(Job.objects.get(pk=job.id).heartbeat)
            time.sleep(0.4)

    actions.run_now(actions.enqueue(kind=kind(work), args={}).pk)
    assert heard[1] - heard[0] > timedelta(seconds=0.2)
