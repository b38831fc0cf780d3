"""Appraisals, analyses and ratings in a browser: at three widths, for everyone, by keyboard alone."""

import pytest

from browser import assert_accessible, assert_fits, expect, page_at, turning
from site_judged import ANSWERS, OF, answer_as, make_studied, place
from site_people import signed_in


def _kept(studied, key):
    """The number of a version of an analysis, kept with what went into it."""
    from dataclasses import replace

    from whatworks.terms import Methods
    from whatworks_site.evidence.models import EvidenceSetRow
    from whatworks_site.reviews.actions.analysing import keep_analysis

    held = EvidenceSetRow.objects.get(review__key="mentoring", key=key).to_record()
    chosen = replace(held, note="Looked at again.")
    said = {"review": "mentoring", "methods": Methods(), "why": "To see.", "key": key}
    return keep_analysis(by=studied.one, chosen=chosen, **said).version


@pytest.mark.django_db(transaction=True)
def test_every_page_from_results_to_a_proposal_is_for_everyone(live_server, folder):
    from whatworks_site.reviews.actions.appraising import hand_in

    studied = make_studied(folder)
    for who, changed in ((studied.one, {}), (studied.two, {"3": {"3.4": "PY"}})):
        answer_as(who, changed)
        hand_in(by=who, review="mentoring", object=OF)
    answer_as(studied.one, of="study-2-1")
    key = "mentoring-stability"
    kept = _kept(studied, key)
    pages = (
        place("review-appraisals"),
        place("review-appraise", "study-3-1"),
        place("review-appraise", "study-2-1") + "?domain=3",
        place("review-appraisal-settle", OF),
        place("review-analyses"),
        place("review-analysis", key),
        place("review-analysis-change", key) + "?method=DL&test=z&scale=SMD",
        place("review-analysis-checks", key),
        place("review-analysis-run", kept, key),
        place("review-ratings"),
        place("review-rating", key),
        place("review-propose"),
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
def test_a_domain_is_answered_by_keyboard_alone(live_server, folder):
    from whatworks_site.reviews.actions.appraising import begin_appraisal

    studied = make_studied(folder)
    begin_appraisal(by=studied.one, review="mentoring", object=OF, effect="assignment")
    with page_at(live_server, 1280, cookies=signed_in(studied.one).cookies) as page:
        page.goto(place("review-appraise", OF) + "?domain=1")
        for question, said in ANSWERS["1"].items():
            page.focus(f'input[name="{question}-answer"][value="Y"]')
            page.keyboard.press("Space")
            for _ in range({"Y": 0, "PN": 2}[said]):
                page.keyboard.press("ArrowRight")
        page.focus("text=Save and go on")
        with turning(page):
            page.keyboard.press("Enter")
        assert "domain=2" in page.url
        expect(page.locator("main")).to_contain_text("Randomisation: Low")
