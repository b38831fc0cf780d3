"""Four people's journeys through the running demonstration, in a browser."""

import re

from browser import assert_accessible, assert_fits, expect, follow, page_at, turning


class Taps:
    """Counts what a thumb does."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def link(self, name):
        with turning(self.page):
            self.page.get_by_role("link", name=name).first.tap()
        self.count += 1


def test_a_social_worker_on_a_phone_learns_whether_family_meetings_help_and_keeps_a_note(site):
    with page_at(site, 375, height=812, has_touch=True, is_mobile=True) as page:
        page.goto("/")
        taps = Taps(page)
        taps.link(re.compile("family meetings"))
        taps.link(re.compile("^Family group conferencing"))
        answer = page.locator("#answer")
        assert "36 of every 100" in answer.inner_text()
        effect = page.locator("dt", has_text="Effect on children entering care").first
        assert "Mixed" in effect.locator("xpath=..").inner_text()
        assert "not settled" in effect.locator("xpath=..").inner_text().lower()
        assert taps.count < 5
        assert_accessible(page)
        taps.link(re.compile("CPD note"))
        page.get_by_label(re.compile("learn", re.I)).first.fill(
            "Referral may keep some children out of care."
        )
        page.get_by_label(re.compile("differently", re.I)).first.fill("Offer a conference before the letter.")
        with page.expect_download() as download:
            page.get_by_role("button").filter(has_text=re.compile("file", re.I)).first.tap()
        note = download.value.path().read_text("utf-8")
        assert "Family group conferencing" in note
        assert "Version 1" in note
        assert "Referral may keep some children out of care." in note
        assert page.context.cookies() == []


def test_a_director_compares_three_interventions_and_prints(site):
    with page_at(site, 1280) as page:
        page.goto("/compare?i=fgc&i=ifps&i=swis")
        main = page.locator("main").inner_text()
        for name in (
            "Family group conferencing",
            "Intensive family preservation",
            "Social workers in schools",
        ):
            assert name.lower() in main.lower()
        assert_accessible(page)
        page.emulate_media(media="print")
        assert not page.locator(".ww-masthead nav, .govuk-service-navigation").first.is_visible()
        page.set_viewport_size({"width": 794, "height": 1123})
        assert_fits(page)
        assert page.pdf(format="A4")[:5] == b"%PDF-"


def test_a_sceptic_opens_a_rating_down_to_the_place_where_it_was_read(site):
    with page_at(site, 1280) as page:
        page.goto("/interventions/ifps")
        follow(page.get_by_role("link", name=re.compile("^Why")).first)
        page.locator(".ww-fact").first.wait_for(state="attached")
        facts = page.locator(".ww-fact:visible", has=page.locator("a[href^='http']"))
        while not facts.count():
            page.locator("main details:not([open]) > summary:visible").first.click()
        assert facts.count() > 0
        said = facts.first.inner_text()
        assert re.search(r"\d", said)
        assert facts.first.locator("a[href^='http']").first.get_attribute("rel") == "noreferrer"
        follow(facts.first.locator(".ww-src").first)
        assert "#source-" in page.url
        expect(page.locator(":target")).not_to_be_empty()


def sign_in(site, page, account):
    email, password = account
    page.goto("/desk/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    page.locator("[name=code]").fill(site.code(email))
    follow(page.get_by_role("button", name="Sign in", exact=True))
    page.goto("/desk/")
    assert "/desk" in page.url


def test_an_editor_publishes_a_colleague_agrees_and_the_history_says_why(site):
    author, second = site.accounts("editor")[:2]
    reason = "Say first what happened in England"
    with page_at(site, 1280) as page:
        sign_in(site, page, author)
        page.goto("/desk/reviews/entering-care/interventions/fgc")
        follow(page.get_by_role("button", name="Edit the words"))
        answer = page.get_by_label("The short answer", exact=True)
        answer.fill(answer.input_value() + " Ask the family first.")
        follow(page.get_by_role("button", name="Save"))
        follow(page.get_by_role("link", name="Preview").first)
        expect(page.locator("#answer")).to_contain_text("Ask the family first")
        page.go_back()
        follow(page.get_by_role("button", name="Propose this page"))
        page.get_by_label("Why?").fill(reason)
        follow(page.get_by_role("button", name="Propose this page"))
        assert_accessible(page)
        assert "Ask the family first" not in page.goto("/interventions/fgc").text()
    with page_at(site, 375) as page:
        sign_in(site, page, second)
        follow(page.get_by_role("link", name=re.compile("Family group conferencing")).first)
        expect(page.locator("main")).to_contain_text(reason)
        assert_accessible(page)
        page.get_by_label(re.compile("Publish")).check()
        page.get_by_label("Why?").fill("True to the trial")
        follow(page.get_by_role("button", name="Decide"))
    with page_at(site, 375) as page:
        assert "Ask the family first" in page.goto("/interventions/fgc").text()
        page.goto("/interventions/fgc/history")
        told = page.locator("main").inner_text()
        assert reason in told
        assert "Version 2" in told
        assert author[0].partition("@")[0] not in told.lower()
        assert_accessible(page)
