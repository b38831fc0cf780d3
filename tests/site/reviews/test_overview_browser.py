"""How far a review is, its flow, its map and handing over, in a browser: for everyone, wide and narrow."""

import re
from types import SimpleNamespace

import pytest

from browser import assert_accessible, expect, follow, page_at
from site_people import person, signed_in

AT = "/desk/reviews/mentoring"


@pytest.fixture
def mentoring(transactional_db, folder):
    """The small review read in, laid out and rated, with somebody who leads and screens."""
    from whatworks_site.evidence import actions
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.actions.laying_out import lay_out
    from whatworks_site.reviews.models import Seat

    actions.import_review(folder=folder, by=None)
    lay_out(review="mentoring")
    actions.assess_review(review="mentoring", by=None)
    ada = person("Ada", "lead", "screener", "extractor", review="mentoring")
    Seat.objects.filter(review=Review.objects.get(key="mentoring"), name="Ada").update(user=ada)
    return SimpleNamespace(ada=ada)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_are_for_everyone(mentoring, live_server, width):
    from whatworks_site.evidence.models import ReportRow, StudyRow

    ReportRow.objects.filter(key="report-3").delete()
    StudyRow.objects.filter(key="study-3").delete()
    with page_at(live_server, width, cookies=signed_in(mentoring.ada).cookies) as page:
        for place in (
            "/desk/", f"{AT}/work", f"{AT}/flow", f"{AT}/map",
            f"{AT}/map/studies?row=mentoring&column=stability", f"{AT}/handover",
        ):  # fmt: skip
            page.goto(place)
            assert_accessible(page)


def test_what_is_most_in_need_leads_there_and_the_map_to_its_studies(mentoring, live_server):
    from whatworks_site.evidence.models import ReportRow

    ReportRow.objects.filter(key="report-3").delete()
    with page_at(live_server, 375, cookies=signed_in(mentoring.ada).cookies) as page:
        page.goto("/desk/")
        follow(page.get_by_role("link", name="Reviews").first)
        follow(page.locator("tbody th a").first)
        assert page.url.endswith(f"{AT}/work")
        follow(page.get_by_role("link", name="Gap map").last)
        follow(page.locator(".ww-map-card a").first)
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^\s*Mentoring"))
