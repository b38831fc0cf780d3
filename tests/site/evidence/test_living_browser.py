"""Changes of ratings, and who was studied, in a browser: every page is for everyone, at both widths."""

from dataclasses import replace

import pytest

from browser import WIDTHS, assert_accessible, expect, page_at, turning
from whatworks.terms import InOrOut, Population, Progress
from whatworks_site.evidence import queries
from whatworks_site.evidence.actions import accept_change, approve, assess_review, propose
from whatworks_site.evidence.living_models import ChangeState, RatingChange
from whatworks_site.evidence.models import PopulationRow, ResultRow, Review
from whatworks_site.evidence.rows import put

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GROUPS = (
    Population(
        id="p1", study="study-1", characteristic=Progress.AGE, group="11 to 15 years", n=40, unit="children",
        percent=39.6, page="Table 1",
    ),
    Population(
        id="p2", study="study-2", characteristic=Progress.RACE, group="Children who speak no English",
        in_or_out=InOrOut.LEFT_OUT,
    ),
    Population(
        id="p3", study="study-2", characteristic=Progress.DISABILITY, in_or_out=InOrOut.NOT_REPORTED
    ),
)  # fmt: skip


@pytest.fixture
def turned(transactional_db, small_review, anna, ben):
    """Two versions of a page, the second with a change that an editor accepted; and another that waits."""
    review = Review.objects.get(key="mentoring")
    for each in GROUPS:
        put(review, PopulationRow, each)
    assess_review(review="mentoring", by=None)
    _publish(anna, ben, "The first page")
    _find(review, -0.9)
    for change in RatingChange.objects.filter(state=ChangeState.PROPOSED):
        accept_change(by=anna, change=change.pk)
    _publish(anna, ben, "The studies were read again")
    _find(review, 0.5)
    return RatingChange.objects.get(state=ChangeState.PROPOSED, place__endswith="centre / effect")


def _publish(by, other, why):
    made = propose(by=by, review="mentoring", intervention="mentoring", reason=why)
    approve(by=other, publication=made.pk, reason="Read and agreed")


def _find(review, estimate):
    for each in queries.review_records("mentoring").results:
        put(review, ResultRow, replace(each, estimate=estimate))
    assess_review(review="mentoring", by=None)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_living_rating_is_for_everyone(live_server, turned, anna, at_desk, width):
    version = queries.published_one("intervention", "mentoring").pk
    places = (
        "/desk/", "/desk/rating-changes", f"/desk/rating-changes/{turned.pk}",
        f"/desk/rating-changes/{turned.pk}/again", f"/desk/versions/{version}/again",
        f"/desk/rating-changes/{turned.pk}/reasons", "/interventions/mentoring",
        "/interventions/mentoring/history",
    )  # fmt: skip
    with page_at(live_server, width, cookies=at_desk(anna).cookies) as page:
        for place in places:
            page.goto(place)
            assert_accessible(page)


def test_an_editor_decides_otherwise_by_keyboard_and_undoes_it(live_server, turned, anna, at_desk):
    with page_at(live_server, 375, cookies=at_desk(anna).cookies) as page:
        page.goto("/desk/")
        with turning(page):
            page.get_by_role("link", name="See every change").press("Enter")
        with turning(page):
            page.locator(f'a[href="/desk/rating-changes/{turned.pk}"]').press("Enter")
        page.get_by_label("Decide on another level").press("Space")
        page.get_by_label("Another level", exact=True).select_option(label="Mixed")
        page.get_by_label("Why?").fill("Two towns, two stories.")
        with turning(page):
            page.get_by_role("button", name="Decide").press("Enter")
        expect(page.locator("main")).to_contain_text("The rating is “Mixed”")
        with turning(page):
            page.get_by_role("button", name="Undo the decision").press("Enter")
        expect(page.locator("main")).to_contain_text("waits again")
