"""A job runs once, says how far it is, ends in words, stops when asked, and starts again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from whatworks_site.audit.queries import events_of
from whatworks_site.jobs import actions, queries, running, states
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.registry import UnknownKind
from whatworks_site.jobs.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _every_word_is_saved(monkeypatch):
    monkeypatch.setattr(running, "EVERY", 0)


def count(job, *, upto=3):
    for number in range(1, upto + 1):
        job.progress("Counting", number, upto)
    return {"counted": upto}


def ask(name, **args):
    return actions.enqueue(kind=name, args=args)


def names_of_events(job):
    return [event.action for event in events_of("job", str(job.pk))]


def test_a_job_runs_and_says_how_far_it_came(kind):
    job = actions.run_now(ask(kind(count), upto=4).pk)
    assert (job.state, job.result, job.done, job.total) == ("done", {"counted": 4}, 4, 4)
    assert queries.sentence(job) == "Counting (4 of 4)"


def test_work_that_says_nothing_is_done_too(kind):
    job = actions.run_now(ask(kind(lambda job: None)).pk)
    assert (job.state, job.result, queries.sentence(job)) == ("done", {}, "Testing")


def test_a_job_is_run_once(kind):
    runs = []
    job = ask(kind(lambda job: runs.append(1)))
    actions.run_now(job.pk)
    actions.run_now(job.pk)
    assert runs == [1]


def test_of_two_that_claim_a_job_one_gets_it(kind):
    job = ask(kind(count))
    assert running.claim(job.pk) is not None
    assert running.claim(job.pk) is None


def test_the_same_work_is_not_taken_up_twice_at_once(kind):
    name = kind(count)
    first = actions.enqueue(kind=name, args={}, key="review:a")
    assert actions.enqueue(kind=name, args={}, key="review:a") == first
    assert actions.enqueue(kind=name, args={}, key="review:b") != first
    running.claim(first.pk)
    assert actions.enqueue(kind=name, args={}, key="review:a") == first


def test_work_that_is_done_may_be_asked_for_anew(kind):
    name = kind(count)
    first = actions.enqueue(kind=name, args={}, key="review:a")
    actions.run_now(first.pk)
    assert actions.enqueue(kind=name, args={}, key="review:a") != first


def test_while_a_job_is_stopping_the_same_work_waits(kind):
    name = kind(count)
    first = actions.enqueue(kind=name, args={}, key="review:a")
    running.claim(first.pk)
    actions.ask_to_stop(job_id=first.pk, by=None)
    second = actions.enqueue(kind=name, args={}, key="review:a")
    assert second != first
    assert running.claim(second.pk) is None


def test_unknown_work_is_refused_when_it_is_asked_for():
    with pytest.raises(UnknownKind, match="no kind of work called 'dance'"):
        ask("dance")


def test_what_is_undone_leaves_no_job(kind):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(kind(count))
        raise RuntimeError
    assert not Job.objects.exists()


def test_a_job_is_queued_when_its_transaction_is_through(kind, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(kind(count))
        assert job.task is None
    job.refresh_from_db()
    assert job.task is not None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            ValueError("tables/studies.csv, line 4: no such study"),
            "tables/studies.csv, line 4: no such study",
        ),
        (FileNotFoundError(2, "No such file or directory", "a/b"), "a/b: No such file or directory"),
        (KeyError("x"), "did not foresee this (KeyError"),
        (PermissionDenied("You may not do this."), "You may not do this."),
    ],
)
def test_what_goes_wrong_is_said_in_words(kind, error, words):
    def fail(job):
        raise error

    job = actions.run_now(ask(kind(fail)).pk)
    assert job.state == State.FAILED
    assert words in job.error
    assert "Traceback" not in job.error


def test_a_waiting_job_stops_at_once_and_never_runs(kind, editor):
    runs = []
    job = ask(kind(lambda job: runs.append(1)))
    assert actions.ask_to_stop(job_id=job.pk, by=editor).state == State.STOPPED
    assert actions.run_now(job.pk).state == State.STOPPED
    assert runs == []


def test_a_running_job_stops_at_its_next_step(kind, editor):
    reached = []

    def work(job):
        for step in range(1, 10):
            job.progress("Stepping", step, 9)
            reached.append(step)
            if step == 3:
                assert actions.ask_to_stop(job_id=job.id, by=editor).state == State.STOPPING

    job = actions.run_now(ask(kind(work)).pk)
    assert (job.state, reached) == (State.STOPPED, [1, 2, 3])
    assert queries.sentence(job).startswith("Stopped. Stepping (")


def test_a_stop_that_comes_too_late_does_not_undo_the_end(kind):
    def work(job):
        actions.ask_to_stop(job_id=job.id, by=None)

    assert actions.run_now(ask(kind(work)).pk).state == State.DONE


def test_there_is_nothing_to_stop_in_a_job_that_has_ended(kind, editor):
    job = actions.run_now(ask(kind(count)).pk)
    with pytest.raises(actions.CannotNow, match="nothing left to stop"):
        actions.ask_to_stop(job_id=job.pk, by=editor)


def test_a_stopped_job_runs_again_from_its_start(kind, editor):
    job = ask(kind(count))
    actions.ask_to_stop(job_id=job.pk, by=editor)
    job = actions.restart(job_id=job.pk, by=editor)
    assert (job.state, job.attempts, job.error) == (State.WAITING, 0, "")
    assert actions.run_now(job.pk).state == State.DONE


def test_a_failed_job_runs_again_and_its_error_is_gone(kind, editor):
    faults = [ValueError("The disk is full.")]

    def work(job):
        if faults:
            raise faults.pop()

    job = actions.run_now(ask(kind(work)).pk)
    assert job.error == "The disk is full."
    job = actions.restart(job_id=job.pk, by=editor)
    assert (actions.run_now(job.pk).state, Job.objects.get().error) == (State.DONE, "")


def test_a_job_that_is_done_is_not_run_again(kind, editor):
    job = actions.run_now(ask(kind(count)).pk)
    with pytest.raises(actions.CannotNow, match="This work is done"):
        actions.restart(job_id=job.pk, by=editor)


def test_a_job_is_not_restarted_beside_the_same_work(kind, editor):
    name = kind(count)
    first = actions.enqueue(kind=name, args={}, key="review:a")
    actions.ask_to_stop(job_id=first.pk, by=editor)
    actions.enqueue(kind=name, args={}, key="review:a")
    with pytest.raises(actions.CannotNow, match="already waiting or running"):
        actions.restart(job_id=first.pk, by=editor)


def test_who_may_not_steer_is_refused(kind, practitioner):
    job = ask(kind(count))
    for act in (actions.ask_to_stop, actions.restart):
        with pytest.raises(PermissionDenied):
            act(job_id=job.pk, by=practitioner)
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_every_step_of_a_job_is_in_the_audit(kind, editor):
    job = ask(kind(count))
    actions.ask_to_stop(job_id=job.pk, by=editor)
    actions.restart(job_id=job.pk, by=editor)
    actions.run_now(job.pk)
    expected = ["job-asked", "job-stopped", "job-restarted", "job-started", "job-done"]
    assert sorted(names_of_events(job)) == sorted(expected)


def test_every_state_can_be_left_or_is_an_end_and_every_one_can_be_reached():
    targets = {move.target for move in states.MOVES}
    sources = {state for move in states.MOVES for state in move.sources}
    assert targets == set(State)
    assert set(State) - sources == {State.DONE}


def test_inside_a_long_transaction_progress_writes_no_row_and_still_hears_a_stop(kind):
    def work(job):
        with transaction.atomic():
            job.progress("In one piece", 1, 2)
            Job.objects.filter(pk=job.id).update(state=State.STOPPING)
            job.progress("In one piece", 2, 2)

    assert actions.run_now(ask(kind(work)).pk).state == State.STOPPED
