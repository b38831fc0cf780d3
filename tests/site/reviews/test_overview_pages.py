"""The front page of a review and of the desk: what waits for whom, and what nobody may learn from them."""

import pytest

from site_people import person, signed_in
from whatworks.terms import Stage, Verdict

WORK, TODAY, FLOW = "/desk/reviews/kin/work", "/desk/", "/desk/reviews/kin/flow"


def text(who, address):
    answer = signed_in(who).get(address)
    assert answer.status_code == 200, (address, answer)
    return answer.content.decode()


def works(team):
    from whatworks_site.reviews.models import WorkRow

    return list(WorkRow.objects.filter(review=team.review).order_by("key").values_list("pk", flat=True))


def decide(team, who, work, verdict, stage=Stage.TITLE):
    from whatworks_site.reviews.actions.deciding import Said, decide

    decide(by=who, review=team.key, stage=stage, work=work, said=Said(verdict=Verdict(verdict)))


def settle(team, work, verdict):
    from whatworks_site.reviews.actions.deciding import Said, settle

    said = Said(verdict=Verdict(verdict))
    settle(by=team.arbiter, review=team.key, stage=Stage.TITLE, work=work, said=said)


def test_each_part_is_told_first_what_waits_for_it(team):
    first, second, *_ = works(team)
    decide(team, team.one, first, "include")
    decide(team, team.two, first, "exclude")
    decide(team, team.one, second, "include")
    decide(team, team.two, second, "include")
    mine = text(team.one, WORK)
    assert "2 of 12 read by you" in mine
    assert "10 to go" in mine
    assert "Settle 1 screening conflict" not in mine
    assert "1 conflict for the arbiter" in mine
    assert "Find 1 full text" in mine
    assert "Settle 1 screening conflict" in text(team.arbiter, WORK)
    assert "to go" not in text(team.arbiter, WORK)
    lead = text(team.lead, WORK)
    assert "1 to settle" in lead
    assert "read by you" not in lead
    for name in ("Sam", "Tess", "Ari", "Lena"):
        assert name in lead


def test_today_brings_the_most_pressing_first_and_says_how_much(team):
    assert "1 thing needs you" in text(team.one, TODAY)
    assert "Nothing waits for you" in text(team.arbiter, TODAY)
    first = works(team)[0]
    decide(team, team.one, first, "include")
    decide(team, team.two, first, "exclude")
    ari = text(team.arbiter, TODAY)
    assert "1 thing needs you" in ari
    assert ari.index("Most in need of you") < ari.index("Settle 1 screening conflict")
    assert team.review.title in ari
    settle(team, first, "include")
    assert "Nothing waits for you" in text(team.arbiter, TODAY)


def test_where_the_team_settles_together_a_screener_is_told(team):
    from whatworks_site.reviews.models import Ways

    Ways.objects.create(review=team.review, settled_by="together")
    first = works(team)[0]
    decide(team, team.one, first, "include")
    decide(team, team.two, first, "exclude")
    assert "Settle 1 screening conflict" in text(team.one, TODAY)


def _stripped(page):
    """A page without what is new in every answer."""
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


@pytest.mark.parametrize("address", [WORK, TODAY, FLOW, f"{FLOW}.json", f"{FLOW}.csv", f"{FLOW}.svg"])
def test_a_blind_verdict_changes_nothing_that_others_see(team, address):
    others = (team.two, team.arbiter, team.lead)
    first, second, *_ = works(team)
    before = [_stripped(text(who, address)) for who in others]
    decide(team, team.one, first, "include")
    decide(team, team.one, second, "exclude")
    assert [_stripped(text(who, address)) for who in others] == before


def test_who_has_read_everything_is_told_that_others_have_not(team):
    for work in works(team):
        decide(team, team.one, work, "exclude")
    mine = text(team.one, TODAY)
    assert "12 records for colleagues to read" in mine
    assert "to go" not in mine
    assert "needs you" not in mine
    assert "need you" not in mine


def test_a_review_without_searches_gives_the_first_steps(db):
    from django.utils import timezone

    from whatworks_site.evidence.models import Review

    document = {
        "id": "new",
        "title": "New",
        "question": "Does it?",
        "field": "x",
        "date": "2026",
        "version": "1",
    }
    Review.objects.create(key="new", title="New", document=document, imported_at=timezone.now())
    lead = person("Nia", "lead", review="new")
    page = text(lead, "/desk/reviews/new/work")
    assert page.index("Say what a study must be") < page.index("team together") < page.index("Write the prot")
    assert "Bring the searches in" in page
    assert "Nothing has been found yet" in text(lead, "/desk/reviews/new/flow")


def test_the_record_of_late_names_no_reading(team):
    first = works(team)[0]
    decide(team, team.one, first, "include")
    decide(team, team.two, first, "exclude")
    settle(team, first, "include")
    page = text(team.lead, WORK)
    assert "Ari settled where screeners differ" in page
    lately = page[page.index('id="lately"') :]
    assert "Sam" not in lately
    assert "include" not in lately


def test_people_of_other_reviews_see_nothing_here(team):
    for address in (WORK, FLOW, f"{FLOW}.json"):
        assert signed_in(team.outsider).get(address).status_code == 403
    assert "Nothing waits for you" in text(team.outsider, TODAY)


def test_the_flow_can_be_taken_away(team):
    client = signed_in(team.lead)
    svg = client.get(f"{FLOW}.svg")
    assert svg["Content-Disposition"] == 'attachment; filename="kin-flow.svg"'
    assert svg.content.startswith(b"<svg xmlns")
    assert client.get(f"{FLOW}.json").json()["records_screened"] == 12
    assert "Records screened,,12" in client.get(f"{FLOW}.csv").content.decode()
    assert client.get(f"{FLOW}.exe").status_code == 404


def test_a_lead_is_told_of_wishes_to_join_and_of_work_that_failed(team):
    from django.utils import timezone

    from whatworks_site.jobs.models import Job
    from whatworks_site.reviews.models import JoinRequest

    JoinRequest.objects.create(
        review=team.review, user=team.outsider, name="Olu", why="To help", at=timezone.now()
    )
    Job.objects.create(kind="lay-out", args={"review": "kin"}, key="a", state="failed", error="No room.")
    page = text(team.lead, TODAY)
    assert "Olu would like to join the team" in page
    assert "No room." in page
    assert "Olu would like" not in text(team.one, TODAY)
    Job.objects.create(kind="lay-out", args={"review": "kin"}, key="a", state="done")
    assert "No room." not in text(team.lead, TODAY)


@pytest.mark.parametrize("n", [12, 60])
@pytest.mark.parametrize("who", ["one", "arbiter", "lead"])
def test_today_asks_the_database_as_often_for_many_records_as_for_few(
    team_of, n, who, django_assert_max_num_queries
):
    team = team_of(n)
    client = signed_in(getattr(team, who))
    client.get(TODAY)
    with django_assert_max_num_queries(60):
        assert client.get(TODAY).status_code == 200
