"""What one page says of a review, another does not gainsay; and each page can be come by."""

import re

import pytest

from site_people import person

WORK, HOME, PROPOSE = (f"/desk/reviews/kin/{page}" for page in ("work", "screening", "propose-page"))


def _say(team, who, work, verdict):
    from whatworks.terms import Stage, Verdict
    from whatworks_site.reviews.actions.deciding import Said, decide

    decide(by=who, review=team.key, stage=Stage.TITLE, work=work, said=Said(verdict=Verdict(verdict)))


@pytest.fixture
def sought(team):
    """All twelve records read at the first stage: two go on, and of one the full text cannot be had."""
    from whatworks.terms import Retrieval
    from whatworks_site.evidence.models import RetrievalRow
    from whatworks_site.evidence.rows import put
    from whatworks_site.reviews.models import WorkRow
    from whatworks_site.reviews.restating import restate

    works = list(WorkRow.objects.filter(review=team.review).order_by("pk"))
    for number, work in enumerate(works):
        for who in (team.one, team.two):
            _say(team, who, work.pk, "include" if number < 2 else "exclude")
    put(team.review, RetrievalRow, Retrieval(reference=works[0].key, state="not found", where="Asked all."))
    restate(team.review, [works[0].pk])
    return team


def _text(browser, path):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.get(path).content.decode()))


def test_a_text_that_cannot_be_had_waits_on_no_page(sought, at_desk):
    browser = at_desk(sought.one)
    said = _text(browser, HOME)
    assert "Wait for a full text 1" in said and "Could not be found 1" in said
    assert "1 to find" in _text(browser, WORK)
    assert "1 could not be found" in _text(browser, WORK)


def test_what_is_still_to_find_stands_before_proposing(sought, at_desk):
    said = _text(at_desk(sought.lead), PROPOSE)
    assert "Every full text is found, or cannot be had 1 full text to find Open" in said


def test_a_review_can_be_started_from_the_list_of_reviews(db, at_desk):
    assert "/desk/start-review" in at_desk(person("Rea", "reviewer")).get("/desk/reviews").content.decode()
    admin = at_desk(person("Ada", "administrator")).get("/desk/reviews")
    assert "/desk/start-review" not in admin.content.decode()


def test_records_of_which_all_are_unsure_are_to_be_settled_on_every_page(team, at_desk):
    from whatworks_site.reviews.models import WorkRow

    for work in WorkRow.objects.filter(review=team.review).values_list("pk", flat=True):
        for who in (team.one, team.two):
            _say(team, who, work, "maybe")
    browser = at_desk(team.one)
    assert "12 to settle" in _text(browser, WORK)
    assert "12 to settle" in _text(browser, HOME)
    assert "12 to settle" in _text(browser, "/desk/reviews/kin/screen/titles")


def test_an_appraisal_that_nobody_has_begun_waits_for_each_who_may_until_enough_have(folder, db, at_desk):
    from site_judged import answer_as, make_studied
    from whatworks_site.reviews.queries.appraisals import appraisals
    from whatworks_site.reviews.queries.evidence_records import evidence_of

    studied = make_studied(folder)
    listed = appraisals(studied.review, evidence_of(studied.review), None).total
    for who in (studied.one, studied.two):
        assert f"Appraise {listed} results" in _text(at_desk(who), "/desk/")
    assert "Appraise" not in _text(at_desk(studied.screener), "/desk/")
    answer_as(studied.one)
    assert f"Appraise {listed - 1} result" in _text(at_desk(studied.one), "/desk/")
    assert f"Appraise {listed} results" in _text(at_desk(studied.two), "/desk/")


def test_who_is_of_the_team_comes_to_its_pages_first(team, at_desk):
    pages, work = 'href="/desk/reviews/kin">Kinship', 'href="/desk/reviews/kin/work">Kinship'
    mine = at_desk(team.one).get("/desk/reviews").content.decode()
    assert work in mine and pages not in mine
    editors = at_desk(person("Edda", "editor")).get("/desk/reviews").content.decode()
    assert pages in editors and work not in editors
