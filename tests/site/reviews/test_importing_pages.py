"""The pages of searches and copies, as people use them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from site_searching import export, read_in


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


def test_a_file_of_25_mb_is_refused_without_being_kept(team, at_desk, settings):
    from pathlib import Path

    from whatworks_site.reviews.models import SearchImport

    browser = at_desk(team.lead)
    said = browser.post(at(team, "review-search-add"), sent(b"x" * 25 * 1024 * 1024))
    assert "larger than 20 MB" in said.content.decode()
    assert SearchImport.objects.filter(review=team.review).count() == 1
    uploads = Path(settings.DATA) / "uploads"
    assert not [p for p in uploads.rglob("*") if p.is_file() and p.stat().st_size > 1024 * 1024]


def test_an_upload_without_its_token_is_refused(team):
    from site_people import signed_in

    browser = signed_in(team.lead, enforce_csrf_checks=True)
    assert browser.post(at(team, "review-search-add"), sent(export([1]))).status_code == 403


def test_a_day_to_come_and_a_file_of_another_kind_are_told_in_the_form(team, at_desk):
    browser = at_desk(team.lead)
    page = at(team, "review-search-add")
    said = browser.post(page, sent(b"%PDF-1.7", "x.ris")).content.decode()
    assert "PDF document" in said
    said = browser.post(page, sent(export([1]), date_2="2099", date_year="2099")).content.decode()
    assert "lies in the future" in said


def test_the_table_of_rejects_runs_in_no_spreadsheet(team, at_desk):
    table = b"Title,Year\n=HYPERLINK(1),2,3,4\nKinship care,2001\n"
    row = read_in(team, table, name="x.csv")
    assert (row.read, row.rejected) == (1, 1)
    shown = at_desk(team.two).get(at(team, "review-import-rejects", row.pk)).content.decode()
    assert "'=HYPERLINK(1)" in shown
    assert ",=HYPERLINK" not in shown


@pytest.mark.django_db(transaction=True)
def test_columns_are_asked_for_on_the_page(team, at_desk):
    browser = at_desk(team.lead)
    table = b"Titel;Jahr\nHeime;2001\nGrosseltern;2004\n"
    said = browser.post(at(team, "review-search-add"), sent(table, "t.csv"), follow=True)
    page = said.redirect_chain[-1][0]
    assert "Which column holds what?" in said.content.decode()
    assert "Say which column" in browser.post(page, {"year": "Jahr"}).content.decode()
    browser.post(page, {"title": "Titel", "year": "Jahr"})
    run_jobs()
    assert "2 records in the file: 2 read" in browser.get(page).content.decode()


def test_undo_says_what_goes_and_not_what_is_blind(team, at_desk):
    from whatworks.terms import Stage, Verdict
    from whatworks_site.reviews.actions.deciding import Said, decide
    from whatworks_site.reviews.models import WorkRow

    row = read_in(team, export(range(8, 18)))
    browser, page = at_desk(team.lead), at(team, "review-import-undo", row.pk)
    before = browser.get(page).content.decode()
    assert "<b>6</b> works that only this search found" in before
    assert "<b>4</b> copies of works that other searches found too" in before
    work = WorkRow.objects.filter(search=row.search).first().pk
    said = Said(verdict=Verdict.INCLUDE)
    decide(by=team.one, review=team.key, stage=Stage.TITLE, work=work, said=said)
    plain = [t.split("<ul")[-1].split("</ul>")[0] for t in (before, browser.get(page).content.decode())]
    assert plain[0] == plain[1]
    decide(by=team.two, review=team.key, stage=Stage.TITLE, work=work, said=said)
    assert "<b>2</b> decisions by 2 people" in browser.get(page).content.decode()
    assert "Say why" in browser.post(page, {"why": ""}).content.decode()
    said = browser.post(page, {"why": "the wrong file"}, follow=True).content.decode()
    assert "was taken out" in said


PAGES = (
    ("review-searches", ()), ("review-search-add", ()), ("review-import", ("row",)),
    ("review-import-rejects", ("row",)), ("review-import-undo", ("row",)), ("review-duplicates", ()),
    ("review-doubtful", ()), ("review-duplicate", ("work",)), ("review-duplicate-merge", ("work", "other")),
)  # fmt: skip
LEADS_ONLY = {"review-search-add", "review-import-undo"}


@pytest.mark.parametrize("who", ["lead", "one", "arbiter", "outsider"])
def test_each_page_is_for_whom_it_is_for(team, at_desk, who):
    from whatworks_site.reviews.models import SearchImport, WorkRow

    works = list(WorkRow.objects.filter(review=team.review).values_list("pk", flat=True))
    known = {"row": SearchImport.objects.get(review=team.review).pk, "work": works[0], "other": works[1]}
    browser = at_desk(getattr(team, who))
    for name, more in PAGES:
        found = browser.get(at(team, name, *(known[m] for m in more))).status_code
        may = who == "lead" or (who != "outsider" and name not in LEADS_ONLY)
        assert found == (200 if may else 403), (name, found)


def test_numbers_that_are_not_there_are_not_found(team, at_desk):
    browser = at_desk(team.lead)
    for name, more in PAGES:
        if more:
            assert browser.get(at(team, name, *[10**6] * len(more))).status_code == 404, name


def test_the_undo_page_speaks_words_only(team, at_desk):
    from whatworks_site.reviews.models import SearchImport

    row = SearchImport.objects.get(review=team.review)
    page = at_desk(team.lead).get(at(team, "review-import-undo", row.pk)).content.decode()
    assert "UndoPreview" not in page
