"""The pages on which editors decide on changes of ratings, and compute any rating again."""

from dataclasses import replace

import pytest

from site_people import person
from whatworks_site.evidence import queries
from whatworks_site.evidence.actions import accept_change, approve, assess_review, propose
from whatworks_site.evidence.living_models import ChangeState, RatingChange
from whatworks_site.evidence.models import ResultRow, Review
from whatworks_site.evidence.rows import put
from whatworks_site.people.permissions import Role

EFFECT = "mentoring-stability / centre / effect"


@pytest.fixture
def turned(small_review, anna, ben):
    """A published page whose studies find the opposite since."""
    made = propose(by=anna, review="mentoring", intervention="mentoring", reason="The first page")
    approve(by=ben, publication=made.pk, reason="Read and agreed")
    review = Review.objects.get(key="mentoring")
    for each in queries.review_records("mentoring").results:
        put(review, ResultRow, replace(each, estimate=-0.9))
    assess_review(review="mentoring", by=None)
    return RatingChange.objects.get(place=EFFECT)


def text(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer
    return answer.content.decode()


def send(client, address, **data):
    return client.post(address, data, follow=True).content.decode()


def test_today_says_which_ratings_would_change_and_why(turned, anna, at_desk):
    said = text(at_desk(anna), "/desk/")
    assert "would change" in said
    assert turned.sentence in said.replace("&#39;", "'")
    assert "/desk/rating-changes/" in said


def test_a_change_is_shown_before_beside_after_with_its_reason(turned, anna, at_desk):
    said = text(at_desk(anna), f"/desk/rating-changes/{turned.pk}")
    for words in (turned.before["words"], turned.after["words"], "Why it changed", "Criteria that turned"):
        assert words in said
    assert "Mattered" in said
    assert "Your decision" in said
    assert "Risk" not in said


def test_an_editor_accepts_and_undoes(turned, anna, at_desk):
    client, place = at_desk(anna), f"/desk/rating-changes/{turned.pk}"
    assert "accepted as computed" in send(client, f"{place}/decide", decision="accept")
    assert "Undo the decision" in text(client, place)
    assert "waits again" in send(client, f"{place}/undo")
    turned.refresh_from_db()
    assert turned.state == ChangeState.PROPOSED


def test_to_keep_the_rating_needs_a_reason_and_to_decide_otherwise_a_level(turned, anna, at_desk):
    client, place = at_desk(anna), f"/desk/rating-changes/{turned.pk}/decide"
    assert "Choose whether to accept it" in send(client, place)
    assert "Say why, in a sentence" in send(client, place, decision="decline")
    assert "Choose the level" in send(client, place, decision="override", reason="Two stories")
    assert "beside what the rule says" in send(
        client, place, decision="override", level="mixed", reason="Two stories"
    )
    said = text(client, f"/desk/rating-changes/{turned.pk}")
    assert "The rating is “Mixed”" in said
    assert "both are kept" in said


def test_the_reasons_as_they_stand_now_say_who_decided(turned, anna, at_desk):
    client = at_desk(anna)
    send(
        client, f"/desk/rating-changes/{turned.pk}/decide", decision="override", level="mixed",
        reason="Two towns, two stories.",
    )  # fmt: skip
    said = text(client, f"/desk/rating-changes/{turned.pk}/reasons")
    assert "An editor decided otherwise: Two towns, two stories." in said


def test_the_history_that_readers_see_tells_the_cause_and_then_the_effect(turned, anna, ben, client):
    for change in RatingChange.objects.filter(state=ChangeState.PROPOSED):
        accept_change(by=anna, change=change.pk)
    made = propose(
        by=anna, review="mentoring", intervention="mentoring", reason="The studies were read again"
    )
    approve(by=ben, publication=made.pk, reason="Agreed")
    for place in ("/interventions/mentoring/history", "/interventions/mentoring"):
        said = text(client, place)
        assert turned.sentence in said.replace("&#39;", "'")


def test_both_sides_of_a_change_are_computed_again(turned, anna, at_desk):
    said = text(at_desk(anna), f"/desk/rating-changes/{turned.pk}/again")
    assert "2 ratings say the same." in said


def test_every_rating_of_a_version_is_computed_again_and_one_that_was_tampered_with_is_found(
    turned, anna, at_desk
):
    version = queries.published_one("intervention", "mentoring")
    client = at_desk(anna)
    assert "ratings say the same." in text(client, f"/desk/versions/{version.pk}/again")
    RatingChange.objects.filter(pk=turned.pk).update(after={**turned.after, "words": "Helps"})
    assert "1 differs" in text(client, f"/desk/rating-changes/{turned.pk}/again")


def test_one_who_may_not_decide_sees_and_is_not_asked(turned, at_desk):
    client = at_desk(person("Cara", Role.REVIEWER, review="mentoring"))
    said = text(client, f"/desk/rating-changes/{turned.pk}")
    assert "Your decision" not in said
    assert "It waits for an editor" in said
    assert client.post(f"/desk/rating-changes/{turned.pk}/decide", {"decision": "accept"}).status_code == 403


def test_one_of_another_review_sees_nothing(turned, at_desk):
    client = at_desk(person("Dan", Role.EDITOR, review="another"))
    assert "No rating waits" in text(client, "/desk/rating-changes")
    text(client, f"/desk/rating-changes/{turned.pk}", 403)
    text(client, f"/desk/rating-changes/{turned.pk}/again", 403)


def test_nothing_waiting_says_so(small_review, anna, at_desk):
    assert "No rating waits" in text(at_desk(anna), "/desk/rating-changes")


def test_changes_that_only_narrow_are_accepted_several_at_once(turned, anna, at_desk):
    client = at_desk(anna)
    assert "Accept several at once" not in text(client, "/desk/rating-changes")
    RatingChange.objects.filter(pk=turned.pk).update(narrows=True)
    assert "Accept several at once" in text(client, "/desk/rating-changes")
    assert "1 change is accepted" in send(client, "/desk/rating-changes/accept", changes=[turned.pk])
