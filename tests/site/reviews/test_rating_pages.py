"""Ratings on the desk, and a page proposed by the lead."""

import pytest

from site_judged import make_studied, place
from site_people import person, signed_in

KEY = "mentoring-stability"


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


def test_one_set_is_rated_as_the_whole_road_rates_it(studied):
    from whatworks_site.evidence.actions import assess_review
    from whatworks_site.evidence.queries import assessed
    from whatworks_site.reviews.queries.evidence_records import evidence_of
    from whatworks_site.reviews.queries.ratings import rated

    records = evidence_of(studied.review)
    live = rated(studied.review, records, records.evidence_sets[0])
    whole = assessed(assess_review(review="mentoring", by=None))[0].ratings
    assert [(v.scheme_name, v.badge.words) for v in live.views] == [
        (r.scheme_name, r.words if r.level or len(r.possible) < 5 else "Not known") for r in whole
    ]


def test_a_ratings_page_leads_only_to_what_stands_on_it(studied):
    import re

    shown = signed_in(studied.arbiter).get(place("review-rating", KEY)).content.decode()
    anchors = set(re.findall(r'href="#([^"]+)"', shown))
    assert anchors
    assert anchors <= set(re.findall(r'id="([^"]+)"', shown))


def test_the_lead_chooses_the_schemes(studied):
    from whatworks_site.evidence.models import Review

    refused = signed_in(studied.one).post(place("review-ratings"), {"schemes": ["eif"]})
    assert refused.status_code == 403
    lead = signed_in(studied.lead)
    assert "Choose at least one" in lead.post(place("review-ratings"), {}).content.decode()
    lead.post(place("review-ratings"), {"schemes": ["eif", "centre"]})
    assert Review.objects.get(key="mentoring").document["schemes"] == ["centre", "eif"]
    shown = lead.get(place("review-rating", KEY)).content.decode()
    assert "EIF" in shown


def test_a_proposal_by_the_lead_waits_for_an_editor_who_is_not_the_lead(studied):
    from whatworks_site.evidence import actions
    from whatworks_site.evidence.models import Publication

    lead, given = signed_in(studied.lead), {"intervention": "mentoring", "reason": "The first page."}
    assert "Compute the ratings first" in lead.get(place("review-propose")).content.decode()
    actions.assess_review(review="mentoring", by=None)
    said = lead.post(place("review-propose"), given, follow=True).content.decode()
    assert "waits for an editor now" in said
    made = Publication.objects.get(kind="intervention")
    assert (made.state, made.proposed_by) == ("proposed", studied.lead)
    decide = f"/desk/versions/{made.pk}/decide"
    assert lead.post(decide, {"decision": "approve", "reason": "Mine."}).status_code == 403
    editor = signed_in(person("Edda", "editor"))
    assert "Mentoring" in editor.get("/desk/").content.decode()
    editor.post(decide, {"decision": "approve", "reason": "Read it."})
    made.refresh_from_db()
    assert made.state == "published"


def test_only_the_lead_and_editors_propose(studied):
    from whatworks_site.evidence.actions import assess_review
    from whatworks_site.evidence.models import Publication

    assess_review(review="mentoring", by=None)
    given = {"intervention": "mentoring", "reason": "The first page."}
    for who in ("one", "arbiter", "screener", "outsider"):
        assert signed_in(getattr(studied, who)).post(place("review-propose"), given).status_code == 403, who
    assert not Publication.objects.exists()


def test_what_is_not_ready_is_said_with_a_count_and_stops_nothing(studied):
    shown = signed_in(studied.lead).get(place("review-propose")).content.decode()
    assert "0 of 4 settled" in shown, "three results, and the body of evidence"
    assert "It stops nothing" in shown


def test_computing_is_asked_for_by_those_who_may(studied):
    from whatworks_site.jobs.models import Job

    assert signed_in(studied.arbiter).post(place("review-assess")).status_code == 403
    assert signed_in(studied.lead).post(place("review-assess")).status_code == 302
    assert Job.objects.filter(kind="assess-review").count() == 1
