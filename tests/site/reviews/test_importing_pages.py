"""The pages of searches and copies, as people use them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from site_searching import export


def at(team, name, *more):
    return reverse(name, args=[team.key, *more])


def sent(content, name="medline.ris", **more):
    form = {
        "kind": "database", "source": "MEDLINE", "date_0": "1", "date_1": "3", "date_2": "2026",
        "date_day": "1", "date_month": "3", "date_year": "2026",
        "query": "kinship AND care", "file": SimpleUploadedFile(name, content),
    }  # fmt: skip
    return form | more


def run_jobs():
    from whatworks_site.jobs.actions import run_now
    from whatworks_site.jobs.models import Job

    for job in Job.objects.filter(state="waiting"):
        run_now(job.pk)


@pytest.mark.django_db(transaction=True)
def test_a_search_comes_in_by_its_page_and_its_job(team, at_desk):
    browser = at_desk(team.lead)
    assert browser.get(at(team, "review-searches")).status_code == 200
    assert browser.get(at(team, "review-search-add")).status_code == 200
    said = browser.post(at(team, "review-search-add"), sent(export(range(8, 18))), follow=True)
    assert "have it load every 5 seconds" in said.content.decode()
    page = said.redirect_chain[-1][0]
    run_jobs()
    shown = browser.get(page).content.decode()
    assert "10 records in the file: 10 read, none could not be." in shown
    assert "kinship AND care" in shown
    run_jobs()
    assert browser.get(page).content.decode().count("10 records in the file") == 1
