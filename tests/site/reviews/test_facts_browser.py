"""Pages of facts in a browser: at three widths, for everyone, entered without script."""

import pytest

from browser import assert_accessible, assert_fits, expect, follow, page_at
from site_judged import make_studied, place
from site_people import signed_in

KEY = "mentoring-stability"


def _made(folder):
    """The made-up review rated, with entries that agree, differ and are withdrawn."""
    from whatworks.terms import FactEntry
    from whatworks_site.evidence.actions import assess_review
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.actions.facts import enter_fact, withdraw_fact

    studied = make_studied(folder)
    document = {**studied.review.document, "schemes": ["centre", "maryland-sms"]}
    Review.objects.filter(pk=studied.review.pk).update(document=document, revision=50)
    assess_review(review="mentoring", by=None)
    given = {"id": "", "of": "study-1", "name": "controls_used", "quote": "We adjusted.", "page": "p. 4"}
    more = {"why": "Read in the methods.", "source_url": "https://example.org/" + "long/" * 30}
    made = [
        enter_fact(by=who, review="mentoring", entry=FactEntry(**given, **more, value=said))
        for who, said in ((studied.one, "yes"), (studied.two, "no"))
    ]
    other = FactEntry(id="", of="study-1", name="sites", low=2.0, high=5.0, why="A map shows some.")
    gone = enter_fact(by=studied.one, review="mentoring", entry=other)
    withdraw_fact(by=studied.one, review="mentoring", key=gone.id, reason="The map is of another trial.")
    return studied, made


@pytest.mark.django_db(transaction=True)
def test_every_page_of_facts_is_for_everyone(live_server, folder):
    studied, made = _made(folder)
    pages = (
        place("review-facts") + "?more=1",
        place("review-facts") + "?scheme=nobody&set=none",
        place("review-facts-of", "study", "study-1"),
        place("review-facts-of", "set", KEY),
        place("review-facts-of", "intervention", "mentoring"),
        place("review-fact", "controls_used", "study", "study-1"),
        place("review-fact", "sites", "study", "study-1"),
        place("review-fact", "report_kind", "study", "study-1"),
        place("review-fact", "emmie_q_effect", "set", KEY),
        place("review-fact-change", made[0].id),
        place("review-fact-withdraw", made[0].id),
    )
    with page_at(live_server, 375, cookies=signed_in(studied.one).cookies) as page:
        for at in pages:
            page.goto(at)
            assert_accessible(page)
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                assert_fits(page)
            page.set_viewport_size({"width": 375, "height": 900})


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_entered_without_script(live_server, folder):
    from whatworks_site.evidence.models import FactEntryRow

    studied = make_studied(folder)
    cookies = signed_in(studied.one).cookies
    with page_at(live_server, 320, cookies=cookies, java_script_enabled=False) as page:
        page.goto(place("review-fact", "sites", "study", "study-1"))
        follow(page.locator("button:has-text('Save')"))
        expect(page.locator("main")).to_contain_text("There is a problem")
        page.get_by_label("At least").fill("2")
        page.get_by_label("Why, or how you know").fill("Two towns are named.")
        follow(page.locator("button:has-text('Save')"))
        expect(page.locator("main")).to_contain_text("At least 2 sites")
    assert FactEntryRow.objects.get().low == 2.0
