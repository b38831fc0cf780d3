"""The store's pages at every width: nothing that axe finds, nothing sideways, no stranger asked."""

import pytest

from browser import WIDTHS, assert_accessible, assert_fits, expect, follow, page_at
from site_snapshots import family_conferences, family_preservation, put_out, whole_review

PAGES = (
    "/interventions/fgc",
    "/interventions/fgc/why/fgc-entry-to-care/centre/effect",
    "/interventions/fgc/history",
    "/interventions/fgc/cite",
    "/interventions/fgc/cpd",
    "/studies",
    "/studies/taylor-2024-england",
    "/outcomes",
    "/outcomes/entry-to-care",
    "/reviews/entering-care",
    "/ratings",
    "/ratings/centre",
)


@pytest.fixture
def published(transactional_db):
    put_out(family_conferences(), state="replaced")
    put_out(family_conferences(), version=2, reason="A trial came in.")
    put_out(family_preservation())
    put_out(whole_review())


REDRAWN = ("/interventions/fgc", "/interventions/fgc/cpd", "/studies/taylor-2024-england")
"""Pages whose parts are redrawn for a phone."""


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("width", "pages"), list(zip(WIDTHS, (PAGES, REDRAWN), strict=True)))
def test_every_page_is_for_everyone(live_server, width, pages):
    with page_at(live_server, width) as page:
        for address in pages:
            page.goto(address)
            assert_accessible(page)


@pytest.mark.usefixtures("published")
def test_every_page_fits_a_small_window_and_a_page_magnified_four_times(live_server):
    with page_at(live_server, 320) as page:
        for address in PAGES:
            page.goto(address)
            assert_fits(page)


@pytest.mark.usefixtures("published")
def test_on_a_phone_without_script_the_answer_is_one_page_away_and_the_note_two_taps(live_server):
    with page_at(live_server, 375, java_script_enabled=False) as page:
        page.goto("/interventions/fgc")
        expect(page.get_by_text("36 of every 100 children").first).to_be_visible()
        follow(page.get_by_role("link", name="Make a CPD note"))
        page.get_by_label("What I read and learned").fill("A conference before court.")
        page.get_by_label("What I will do differently").fill("Ask about referral.\n\nTell the team.")
        follow(page.get_by_role("button", name="Open it as a page to print"))
        expect(page.get_by_text("A conference before court.")).to_be_visible()
        page.go_back()
        with page.expect_download() as held:
            page.get_by_role("button", name="Save it as a text file").click()
        assert held.value.suggested_filename == "cpd-note-fgc.txt"


@pytest.mark.usefixtures("published")
def test_a_sceptic_opens_a_rating_down_to_the_page_it_was_read_on(live_server):
    with page_at(live_server, 375) as page:
        page.goto("/interventions/fgc")
        follow(page.get_by_role("link", name="Every level that was tried").first)
        page.get_by_text("What this rests on").first.click()
        place = page.get_by_role("link", name="ouci.dntb.gov.ua").first
        assert place.get_attribute("href").startswith("https://ouci.dntb.gov.ua/")
