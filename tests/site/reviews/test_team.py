"""The team: seats, parts, requests to join, and who may change them."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from site_people import person
from whatworks.terms import Stage, Verdict


def _seat(team, name):
    from whatworks_site.reviews.models import Seat

    return Seat.objects.get(review=team.review, name=name)


def _decide(team, who, verdict="include"):
    from whatworks_site.reviews.actions.deciding import Said, decide
    from whatworks_site.reviews.models import WorkRow

    work = WorkRow.objects.filter(review=team.review).first().pk
    decide(by=who, review=team.key, stage=Stage.TITLE, work=work, said=Said(verdict=Verdict(verdict)))


def _names(team):
    team.review.refresh_from_db()
    return team.review.document["screeners"]


def test_a_name_is_given_once_whatever_its_case(team):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.team import add_seat

    with pytest.raises(NotPossible, match="already"):
        add_seat(by=team.lead, review=team.key, name="  sam ")


def test_a_person_has_one_seat_in_a_review(team):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.team import add_seat

    with pytest.raises(NotPossible, match="under the name Sam"):
        add_seat(by=team.lead, review=team.key, name="Other", email="sam@example.org")


def test_without_an_account_the_error_says_whom_to_ask(team, at_desk):
    asked = {"name": "New", "email": "nobody@example.org"}
    sent = at_desk(team.lead).post(f"/desk/reviews/{team.key}/team/add", asked).content.decode()
    assert "Ask an administrator" in sent
    assert "nobody@example.org" in sent


def test_a_part_counts_from_the_next_page_and_in_this_review_only(team, at_desk):
    from whatworks_site.audit.models import Event
    from whatworks_site.people.permissions import may

    new = person("Nia", "reviewer")
    asked = {"name": "N", "email": "nia@example.org", "parts": ["screener"]}
    assert at_desk(team.lead).post(f"/desk/reviews/{team.key}/team/add", asked).status_code == 302
    assert may(new, "reviews.screen", review=team.key)
    assert not may(new, "reviews.screen", review="another")
    assert "N" in _names(team)
    event = Event.objects.filter(action="people.give-role").order_by("-sequence").first()
    assert (event.object_id, event.changed) == (str(new.pk), {"review": team.key, "role": "screener"})


def test_a_review_always_has_a_lead(team):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.reviews.actions.team import free_seat, set_parts

    seat = _seat(team, "Lena").pk
    for act in (
        lambda: set_parts(by=team.lead, review=team.key, seat=seat, parts=["screener"]),
        lambda: free_seat(by=team.lead, review=team.key, seat=seat),
    ):
        with pytest.raises(NotPossible, match="lead"):
            act()
    set_parts(by=team.lead, review=team.key, seat=_seat(team, "Sam").pk, parts=["lead", "screener"])
    free_seat(by=team.lead, review=team.key, seat=seat)
    with pytest.raises(PermissionDenied):
        set_parts(by=team.lead, review=team.key, seat=seat, parts=[])


def test_a_freed_seat_keeps_what_was_decided_there_and_its_blind_verdicts_to_one_person(team):
    from whatworks_site.evidence.states import NotPossible
    from whatworks_site.people.permissions import may
    from whatworks_site.reviews.actions.team import free_seat, remove_seat, seat_person
    from whatworks_site.reviews.models import Vote

    _decide(team, team.one)
    seat = _seat(team, "Sam").pk
    free_seat(by=team.lead, review=team.key, seat=seat)
    assert not may(team.one, "reviews.screen", review=team.key)
    assert Vote.objects.filter(review=team.review, by="Sam").count() == 1
    assert "Sam" in _names(team)
    with pytest.raises(NotPossible, match="stays"):
        remove_seat(by=team.lead, review=team.key, seat=seat)
    newcomer = person("Nia", "reviewer")
    with pytest.raises(NotPossible, match="only the person who"):
        seat_person(by=team.lead, review=team.key, seat=seat, email=newcomer.email)
    seat_person(by=team.lead, review=team.key, seat=seat, email=team.one.email, parts=["screener"])
    assert may(team.one, "reviews.screen", review=team.key)


def test_an_empty_seat_that_did_nothing_can_go(team):
    from whatworks_site.reviews.actions.team import add_seat, free_seat, remove_seat

    add_seat(by=team.lead, review=team.key, name="Spare")
    remove_seat(by=team.lead, review=team.key, seat=_seat(team, "Spare").pk)
    free_seat(by=team.lead, review=team.key, seat=_seat(team, "Tess").pk)
    assert "Tess" not in _names(team) and "Sam" in _names(team)


def test_the_page_counts_what_was_decided_and_never_says_what(team, at_desk):
    client = at_desk(team.lead)
    _decide(team, team.one, "include")
    included = client.get(f"/desk/reviews/{team.key}/team").content.decode()
    from whatworks_site.reviews.actions.deciding import undo

    undo(by=team.one, review=team.key, stage=Stage.TITLE)
    _decide(team, team.one, "exclude")
    excluded = client.get(f"/desk/reviews/{team.key}/team").content.decode()
    assert _without_tokens(included) == _without_tokens(excluded)


def _without_tokens(page):
    import re

    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page)


def test_the_page_warns_of_an_arbiter_who_screens_and_of_too_few_readers(team, at_desk):
    from whatworks_site.reviews.actions.team import free_seat, set_parts

    page = f"/desk/reviews/{team.key}/team"
    assert "To know" not in at_desk(team.lead).get(page).content.decode()
    set_parts(by=team.lead, review=team.key, seat=_seat(team, "Ari").pk, parts=["arbiter", "screener"])
    free_seat(by=team.lead, review=team.key, seat=_seat(team, "Sam").pk)
    free_seat(by=team.lead, review=team.key, seat=_seat(team, "Tess").pk)
    shown = at_desk(team.lead).get(page).content.decode()
    assert "Ari screens and settles" in shown
    assert "1 screens here, so nothing can be decided" in shown


def test_asking_to_join_and_being_let_in(team, at_desk):
    from whatworks_site.people.permissions import may

    asker = person("Nia", "reviewer")
    client, lead = at_desk(asker), at_desk(team.lead)
    start = client.get("/desk/start-review").content.decode()
    assert "Led by Lena" in start and "Ask to join" in start
    join = f"/desk/reviews/{team.key}/join"
    assert client.post(join, {"name": "Nia", "why": "I know the field"}).status_code == 302
    assert "You have asked" in client.get("/desk/start-review").content.decode()
    assert "asked already" in client.post(join, {"name": "Nia", "why": "Again"}).content.decode()
    assert "I know the field" not in client.get(f"/desk/reviews/{team.key}/team").content.decode()
    assert "I know the field" in lead.get(f"/desk/reviews/{team.key}/team").content.decode()
    from whatworks_site.reviews.models import JoinRequest

    answer = f"/desk/reviews/{team.key}/team/requests/{JoinRequest.objects.get().pk}"
    assert client.post(answer, {"answer": "accept", "name": "Nia", "parts": ["lead"]}).status_code == 403
    assert "at least one part" in lead.post(answer, {"answer": "accept", "name": "Nia"}).content.decode()
    assert lead.post(answer, {"answer": "accept", "name": "N2", "parts": ["screener"]}).status_code == 302
    assert may(asker, "reviews.screen", review=team.key)
    assert _seat(team, "N2").user == asker
    assert lead.post(answer, {"answer": "decline"}).status_code == 404


def test_a_request_declined_can_be_made_again(team):
    from whatworks_site.reviews.actions.team_requests import ask_to_join, decline

    asker = person("Nia", "reviewer")
    first = ask_to_join(by=asker, review=team.key, name="Nia", why="Please")
    decline(by=team.lead, review=team.key, request=first.pk)
    ask_to_join(by=asker, review=team.key, name="Nia", why="Please again")


CHANGES = (
    "question/criteria", "question/criteria/who/move", "question/criteria/who/remove", "ways/share-out",
    "team/add", "team/1/free", "team/1/remove",
)  # fmt: skip
FORMS = ("question/edit", "question/criteria/who", "protocol/write", "ways")
READS = ("question", "protocol", "team")


def test_each_page_is_for_whom_the_matrix_says(team, at_desk):
    at = f"/desk/reviews/{team.key}"
    clients = {
        "lead": at_desk(team.lead),
        "screener": at_desk(team.one),
        "arbiter": at_desk(team.arbiter),
        "outsider": at_desk(team.outsider),
        "editor": at_desk(person("Ed", "editor")),
    }
    for who, client in clients.items():
        for place in READS:
            assert client.get(f"{at}/{place}").status_code == (403 if who == "outsider" else 200), (
                who,
                place,
            )
        for place in FORMS:
            assert client.get(f"{at}/{place}").status_code == (200 if who == "lead" else 403), (who, place)
        if who != "lead":
            for place in (*CHANGES, *FORMS):
                assert client.post(f"{at}/{place}").status_code == 403, (who, place)


def test_a_seat_that_was_named_to_screen_is_offered_as_one_that_screens(team, at_desk):
    from whatworks_site.reviews.actions.team import add_seat
    from whatworks_site.reviews.models import Seat

    add_seat(by=team.lead, review=team.key, name="Uma")
    seat = Seat.objects.get(review=team.review, name="Uma").pk
    page = at_desk(team.lead).get(f"/desk/reviews/kin/team/{seat}").content.decode()
    assert re.search(r'value="screener"[^>]*\bchecked', page)
    assert not re.search(r'value="arbiter"[^>]*\bchecked', page)
