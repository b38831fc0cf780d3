"""Keys of another review, forms sent twice, and parts that a person does not have come to nothing."""

import pytest

from site_people import signed_in
from site_reviews import make_team, seated, start
from whatworks.terms import Stage
from whatworks_site.evidence.states import NotPossible


@pytest.fixture
def two(db):
    """A team's review, and another with a search of its own, in which its lead screens."""
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.actions.laying_out import lay_out

    team = make_team(6)
    start(4, key="other")
    lay_out(review="other")
    team.thief = seated("Theo", "other", "lead", "screener", "extractor", "arbiter")
    team.other = Review.objects.get(key="other")
    return team


def work_of(review):
    from whatworks_site.reviews.models import WorkRow

    return WorkRow.objects.filter(review=review).order_by("pk").first()


POSTS = (
    ("screen/titles", {"work": "{work}", "verdict": "include"}),
    ("conflicts/titles/{work}", {"verdict": "include"}),
    ("duplicates/{work}/split", {}),
    ("duplicates/{work}/merge/{next}", {}),
    ("full-texts/{work}/state", {"state": "found"}),
    ("team/{seat}", {"email": "theo@example.org", "parts": ["lead"]}),
    ("team/{seat}/free", {}),
    ("team/{seat}/remove", {}),
    ("searches/{number}/undo", {"why": "So"}),
    ("searches/{number}/again", {}),
    ("searches/{number}/forget", {}),
)


def everything():
    from django.apps import apps

    kept = {}
    for app in ("reviews", "evidence", "people"):
        for table in apps.get_app_config(app).get_models():
            if table.__name__ not in ("User", "Session"):
                kept[table.__name__] = list(table.objects.order_by("pk").values())
    return kept


def test_numbers_of_another_review_are_none_of_ones_own(two):
    from django.urls import Resolver404, resolve

    from whatworks_site.reviews.models import SearchImport, Seat

    browser, work = signed_in(two.thief), work_of(two.review)
    known = {
        "work": work.pk, "next": work.pk + 1, "seat": Seat.objects.filter(review=two.review).first().pk,
        "number": SearchImport.objects.filter(review=two.review).first().pk,
    }  # fmt: skip
    before, tried = everything(), 0
    for path, data in POSTS:
        for review in ("other", two.key):
            address = f"/desk/reviews/{review}/{path.format(**known)}"
            try:
                resolve(address)
            except Resolver404:
                continue
            tried += 1
            filled = {n: v.format(**known) if isinstance(v, str) else v for n, v in data.items()}
            answer = browser.post(address, filled)
            assert answer.status_code in (302, 303, 200, 403, 404), address
            for page in (answer, browser.get(address)):
                assert work.title.encode() not in page.content, address
    assert tried > 10
    after = everything()
    assert {n: v for n, v in after.items() if v != before[n]} == {}


def test_a_review_started_twice_by_one_press_is_one(db):
    from site_people import person
    from whatworks_site.evidence.models import Review

    browser = signed_in(person("Ed", "editor"))
    sent = {"question": "Does it help?", "title": "Mentoring", "field": "care", "name": "Ed"}
    for _ in range(2):
        browser.post("/desk/start-review", sent)
    assert Review.objects.count() == 1


def test_a_study_made_twice_by_one_press_is_one(two):
    from whatworks.terms import Design, Intervention
    from whatworks_site.evidence.models import StudyRow
    from whatworks_site.reviews.actions.studies import make_study
    from whatworks_site.reviews.actions.vocabulary import keep_intervention

    keep_intervention(by=two.one, review=two.key, intervention=Intervention(id="", name="Support"))
    given = {"name": "Trial", "intervention": "support", "design": Design.RCT, "work": work_of(two.review).pk}
    make_study(by=two.one, review=two.key, **given)
    with pytest.raises(NotPossible, match="already"):
        make_study(by=two.one, review=two.key, **given)
    assert StudyRow.objects.filter(review=two.review).count() == 1


@pytest.mark.parametrize("part", ["lead", "screener", "extractor", "arbiter"])
def test_a_form_gives_nobody_more_than_it_asks_for(two, part):
    """Fields that a form does not have are not read: no name, reader or right comes in with it."""
    from whatworks_site.evidence.models import DecisionRow
    from whatworks_site.people.models import Membership

    who = {"lead": two.lead, "screener": two.one, "extractor": two.one, "arbiter": two.arbiter}[part]
    held = set(Membership.objects.filter(user=who).values_list("role", "review"))
    more = {
        "by": "Tess", "resolves": "on", "openness": "open", "at": "2001-01-01", "made_here": "", "seat": "2",
        "user": two.two.pk, "role": "administrator", "is_open": "on", "review": "other",
    }  # fmt: skip
    work = work_of(two.review)
    sent = {"work": work.pk, "verdict": "include", **more}
    signed_in(who).post(f"/desk/reviews/{two.key}/screen/titles", sent)
    signed_in(who).post(f"/desk/reviews/{two.key}/conflicts/titles/{work.pk}", sent)
    rows = list(DecisionRow.objects.values_list("by", "resolves", "openness"))
    assert rows == ([("Sam", False, "blind")] if who == two.one else [])
    assert set(Membership.objects.filter(user=who).values_list("role", "review")) == held


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_no_other_way_of_asking_decides(two, method):
    from whatworks_site.evidence.models import DecisionRow

    address = f"/desk/reviews/{two.key}/screen/titles"
    answer = getattr(signed_in(two.one), method)(address, "work=1&verdict=include")
    assert answer.status_code == 405
    assert not DecisionRow.objects.exists()


def test_a_stage_that_is_none_decides_nothing(two):
    assert signed_in(two.one).post(f"/desk/reviews/{two.key}/screen/{Stage.TITLE}", {}).status_code == 404
