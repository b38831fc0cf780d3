"""The desk in a browser: every page is for everyone, and a journey through them, at both widths."""

import pytest

from browser import WIDTHS, assert_accessible, expect, follow, page_at
from whatworks.terms import Page
from whatworks_site.evidence import queries
from whatworks_site.evidence.actions import approve, edit_page, propose, propose_review
from whatworks_site.jobs.models import Job

PAGE = "/desk/reviews/mentoring/interventions/mentoring"


@pytest.fixture
def anna(transactional_db):
    from site_people import person

    return person("Anna", "editor")


@pytest.fixture
def ben(transactional_db):
    from site_people import person

    return person("Ben", "editor", "administrator")


@pytest.fixture
def editors(anna, ben):
    return anna, ben


def write(by, answer):
    old = next(iter(queries.review_records("mentoring").pages))
    words = Page(intervention="mentoring", evidence_set="mentoring-stability", answer=answer)
    edit_page(by=by, review="mentoring", seen=queries.words_digest(old), words=words)


def put(by, reason):
    return propose(by=by, review="mentoring", intervention="mentoring", reason=reason).pk


@pytest.fixture
def busy_desk(transactional_db, two_pages, anna, ben):
    """Versions in every state, words that moved since, and a folder with problems; addresses of all pages."""
    first = approve(by=ben, publication=put(anna, "First"), reason="Fine").pk
    write(anna, "It works: 61 of every 100 stayed, which is proven. " * 3)
    second = approve(by=ben, publication=put(anna, "Plainer words, " * 9), reason="Better").pk
    write(anna, "It may help a little.")
    third = put(anna, "Softer words")
    propose_review(by=anna, review="mentoring", reason="Its first page")
    propose(by=anna, review="mentoring", intervention="befriending", reason="Another page")
    problem = {
        "file": "tables/results.csv", "row": 2, "column": "estimate_with_a_long_name", "value": "n" * 200,
        "rule": "is not a number",
    }  # fmt: skip
    result = {"problems": [problem, {**problem, "row": None}], "count": 2}
    bad = Job.objects.create(kind="import-review", state="done", result=result).pk
    good = Job.objects.create(
        kind="import-review", state="done", result={"review": "mentoring", "words": "Read in.", "kept": ["x"]}
    ).pk
    running = Job.objects.create(kind="import-review", state="waiting", words="Waiting").pk
    return [
        "/desk/", "/desk/reviews", "/desk/reviews/mentoring", "/desk/import",
        f"/desk/imports/{bad}", f"/desk/imports/{good}", f"/desk/imports/{running}", PAGE, f"{PAGE}/edit",
        f"{PAGE}/propose", "/desk/reviews/mentoring/propose", f"/desk/versions/{third}",
        f"/desk/versions/{second}", f"/desk/versions/{second}/withdraw",
        f"/desk/pages/intervention/mentoring/versions?a={first}&b={third}",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_desk_is_for_everyone(live_server, busy_desk, ben, at_desk, width):
    with page_at(live_server, width, cookies=at_desk(ben).cookies) as page:
        for address in busy_desk:
            page.goto(address)
            page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
            assert_accessible(page)


@pytest.mark.django_db(transaction=True)
def test_two_editors_publish_a_page_in_a_browser_and_refusals_keep_what_was_typed(
    live_server, small_review, editors, at_desk
):
    anna, ben = editors
    with page_at(live_server, 375, cookies=at_desk(anna).cookies) as page:
        page.goto("/desk/reviews/mentoring")
        follow(page.get_by_role("link", name="Mentoring", exact=True).last)
        follow(page.get_by_role("button", name="Edit the words"))
        page.get_by_label("The short answer", exact=True).fill("It may help: 61 of every 100 stayed.")
        write(ben, "Ben was quicker.")
        follow(page.get_by_role("button", name="Save"))
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        assert "61 of every 100" in page.get_by_label("The short answer", exact=True).input_value()
        assert_accessible(page)
        follow(page.get_by_role("button", name="Save"))
        expect(page.get_by_text("61 appears in no result on record here")).to_be_visible()
        follow(page.get_by_role("button", name="Propose this page"))
        follow(page.get_by_role("button", name="Propose this page"))
        expect(page.get_by_role("link", name="Say why")).to_be_visible()
        assert_accessible(page)
        page.get_by_label("Why?").fill("The first page on mentoring")
        follow(page.get_by_role("button", name="Propose this page"))
        expect(page.get_by_role("heading", name="You proposed this")).to_be_visible()
    with page_at(live_server, 375, cookies=at_desk(ben).cookies) as page:
        page.goto("/desk/")
        follow(page.get_by_role("link", name="Mentoring", exact=True))
        follow(page.get_by_role("button", name="Decide"))
        expect(page.get_by_role("link", name="Choose whether to publish it or send it back")).to_be_visible()
        assert_accessible(page)
        page.get_by_label("Publish it").check()
        page.get_by_label("Why?").fill("Read against the reports")
        follow(page.get_by_role("button", name="Decide"))
        follow(page.get_by_role("link", name="Every version"))
        expect(page.get_by_text("Read against the reports")).to_be_visible()
        assert_accessible(page)
