"""Long work on pages: how far it is in words, buttons to steer it, and nobody who may not."""

import pytest

from whatworks_site.jobs import actions
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(kind):
    name = kind(lambda job: None, words="Reading a review folder")
    return actions.enqueue(kind=name, args={})


def running(job, **values):
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, **values)


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_running_job_shows_its_bar_and_a_count(desk, job):
    running(job, words="Reading records", done=412, total=1200)
    page = text(desk, f"/desk/jobs/{job.pk}")
    assert "Reading records: 412 of 1,200" in page
    assert '<progress max="1200" value="412"' in page
    assert "<script" not in page


@pytest.mark.parametrize("path", ["", "{}"])
def test_a_page_loads_itself_again_if_its_reader_wants_that_until_nothing_moves(desk, job, path):
    address = "/desk/jobs/" + path.format(job.pk)
    assert 'href="?follow=yes"' in text(desk, address)
    assert "Refresh" not in desk.get(address).headers
    assert desk.get(address + "?follow=yes").headers["Refresh"] == "5"
    actions.run_now(job.pk)
    assert "Refresh" not in desk.get(address + "?follow=yes").headers
    assert "follow" not in text(desk, address)


def test_following_keeps_the_state_that_was_chosen(desk, job):
    assert 'href="?state=waiting&amp;follow=yes"' in text(desk, "/desk/jobs/?state=waiting")
    assert 'href="?state=waiting"' in text(desk, "/desk/jobs/?state=waiting&follow=yes")


def test_the_list_may_be_cut_to_one_state(desk, job):
    assert "Reading a review folder" in text(desk, "/desk/jobs/?state=waiting")
    assert "Nothing in this state" in text(desk, "/desk/jobs/?state=failed")
    assert "Reading a review folder" in text(desk, "/desk/jobs/?state=no-such")


def test_with_no_work_yet_the_list_says_what_will_be_there(desk):
    assert "Nothing yet" in text(desk, "/desk/jobs/")


def test_an_editor_stops_a_job_and_runs_it_again(desk, job):
    assert desk.post(f"/desk/jobs/{job.pk}/stop").headers["Location"] == f"/desk/jobs/{job.pk}"
    assert "Run again" in text(desk, f"/desk/jobs/{job.pk}")
    desk.post(f"/desk/jobs/{job.pk}/restart")
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_what_cannot_be_done_is_said_on_the_page(desk, job):
    actions.run_now(job.pk)
    page = desk.post(f"/desk/jobs/{job.pk}/stop", follow=True).content.decode()
    assert "There is nothing left to stop." in page


def test_an_error_is_text_and_never_markup(desk, job):
    Job.objects.update(state=State.FAILED, error="<b>bold</b> & more")
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in text(desk, f"/desk/jobs/{job.pk}")


@pytest.mark.parametrize("path", ["", "{}", "{}/stop", "{}/restart"])
def test_a_practitioner_is_refused_and_a_stranger_asked_to_sign_in(client, practitioner, job, path):
    address = "/desk/jobs/" + path.format(job.pk)
    act = client.post if path.endswith(("stop", "restart")) else client.get
    assert act(address).status_code == 302
    client.force_login(practitioner)
    assert act(address).status_code == 403
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_a_link_alone_changes_nothing(desk, job):
    assert desk.get(f"/desk/jobs/{job.pk}/stop").status_code == 405


@pytest.mark.parametrize("path", ["999", "999/stop"])
def test_work_that_is_not_there_is_not_found(desk, path):
    act = desk.post if path.endswith("stop") else desk.get
    assert act(f"/desk/jobs/{path}").status_code == 404


def test_whatever_watches_the_site_hears_that_it_is_well(client, monkeypatch):
    assert client.get("/health").status_code == 200
    monkeypatch.setattr("whatworks_site.jobs.queries.database_answers", lambda: False)
    assert client.get("/health").status_code == 503
