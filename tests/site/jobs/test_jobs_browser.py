"""The pages of long work in a browser, at both widths."""

import os

import pytest

from browser import WIDTHS, assert_accessible, page_at
from whatworks_site.jobs import actions
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.states import State

ERROR = "tables/studies.csv, row 14, n_analysed: '27 8858' is no whole number; write it without a space"


@pytest.fixture
def jobs(transactional_db, kind, editor):
    """One job in every state."""
    name = kind(lambda job: None, words="Reading a review folder")
    made = [actions.enqueue(kind=name, args={}, by=editor if i % 2 else None) for i in range(len(State))]
    for job, state in zip(made, State, strict=True):
        half = {"words": "Looking for duplicates", "done": 412, "total": 1200}
        Job.objects.filter(pk=job.pk).update(state=state, error=ERROR if state == "failed" else "", **half)
    return made


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_long_work_are_for_everyone(live_server, desk, jobs, width):
    with page_at(live_server, width, cookies=desk.cookies) as page:
        for number, path in enumerate(["", *(str(job.pk) for job in jobs)]):
            page.goto(f"/desk/jobs/{path}")
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=f"{folder}/jobs-{width}-{number}.png", full_page=True)
            assert_accessible(page)
