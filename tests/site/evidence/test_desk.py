"""The editor's desk: what waits, writing, proposing, deciding, and who may do none of it."""

import pytest

from site_people import person
from whatworks.terms import Page
from whatworks_site.audit.models import Event
from whatworks_site.evidence import queries
from whatworks_site.evidence.actions import approve, edit_page, propose, propose_review
from whatworks_site.evidence.models import Publication, State

PAGE = "/desk/reviews/mentoring/interventions/mentoring"
WORDS = {"answer": "It may help.", "evidence_set": "mentoring-stability"}


def words_now():
    return next(iter(queries.review_records("mentoring").pages))


def seen_now():
    return queries.words_digest(words_now())


def follow(client, address, **data):
    answer = client.post(address, data, follow=True)
    assert answer.status_code == 200
    return answer, answer.content.decode()


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_an_editor_proposes_a_colleague_approves_and_the_history_says_why(small_review, anna, ben, at_desk):
    ann, benny = at_desk(anna), at_desk(ben)
    assert "Not published" in text(ann, "/desk/reviews/mentoring")
    _, said = follow(ann, f"{PAGE}/propose", reason="The first page on mentoring")
    assert "waits for a second editor" in said
    waits = Publication.objects.get()
    assert "Yours, waiting" in text(ann, "/desk/")
    today = text(benny, "/desk/")
    assert "1 page waits for your decision" in today
    assert "The first page on mentoring" in today
    assert "Your decision" in text(benny, f"/desk/versions/{waits.pk}")
    _, said = follow(
        benny, f"/desk/versions/{waits.pk}/decide", decision="approve", reason="Read against the reports"
    )
    assert "readers see it from now on" in said
    waits.refresh_from_db()
    assert (waits.state, waits.version, waits.decided_by) == (State.PUBLISHED, 1, ben)
    history = text(ann, "/desk/pages/intervention/mentoring/versions")
    assert "The first page on mentoring" in history
    assert "Read against the reports" in history
    assert "Nothing waits for you" in text(benny, "/desk/")
    assert "Published, version 1" in text(ann, "/desk/reviews/mentoring")


def test_nobody_publishes_or_declines_what_they_proposed_themselves(small_review, anna, at_desk):
    waits = propose(by=anna, review="mentoring", intervention="mentoring", reason="Mine")
    page = text(at_desk(anna), f"/desk/versions/{waits.pk}")
    assert "Your decision" not in page
    assert "Take it back" in page
    before = Event.objects.count()
    for decision in ("approve", "decline"):
        answer = at_desk(anna).post(
            f"/desk/versions/{waits.pk}/decide", {"decision": decision, "reason": "I say so"}
        )
        assert "Ask another editor" in answer.content.decode() or "take it back" in answer.content.decode()
    several = at_desk(anna).post("/desk/approve", {"pages": [waits.pk], "reason": "All of mine"})
    assert "no longer in the list" in several.content.decode()
    waits.refresh_from_db()
    assert waits.state == State.PROPOSED
    assert Event.objects.count() == before


def test_a_proposal_sent_twice_is_one_and_a_decision_sent_twice_is_one(small_review, anna, ben, at_desk):
    for _ in range(2):
        answer, _ = follow(at_desk(anna), f"{PAGE}/propose", reason="Once")
        assert answer.redirect_chain[-1][0].startswith("/desk/versions/")
    waits = Publication.objects.get()
    for _ in range(2):
        at_desk(ben).post(f"/desk/versions/{waits.pk}/decide", {"decision": "approve", "reason": "Fine"})
    assert Publication.objects.filter(state=State.PUBLISHED).count() == 1
    assert Event.objects.filter(action="publish").count() == 1


def test_what_was_typed_stays_when_a_reason_is_missing(small_review, anna, ben, at_desk):
    waits = propose(by=anna, review="mentoring", intervention="mentoring", reason="First")
    page = at_desk(ben).post(f"/desk/versions/{waits.pk}/decide", {"decision": "decline", "reason": " "})
    shown = page.content.decode()
    assert "There is a problem" in shown
    assert "Say why" in shown
    assert "<title>Error: " in shown
    assert 'value="decline" checked' in shown
    waits.refresh_from_db()
    assert waits.state == State.PROPOSED


def test_sent_back_it_says_why_and_may_be_proposed_again(small_review, anna, ben, at_desk):
    waits = propose(by=anna, review="mentoring", intervention="mentoring", reason="First")
    follow(at_desk(ben), f"/desk/versions/{waits.pk}/decide", decision="decline", reason="Say who it is for")
    assert "Say who it is for" in text(at_desk(anna), f"/desk/versions/{waits.pk}")
    follow(at_desk(anna), f"{PAGE}/propose", reason="Now it does")
    assert Publication.objects.filter(state=State.PROPOSED).count() == 1


def test_an_author_takes_a_proposal_back(small_review, anna, ben, at_desk):
    waits = propose(by=anna, review="mentoring", intervention="mentoring", reason="First")
    _, said = follow(at_desk(ben), f"/desk/versions/{waits.pk}/take-back")
    assert "Only its author" in said
    _, said = follow(at_desk(anna), f"/desk/versions/{waits.pk}/take-back")
    assert "was taken back" in said
    waits.refresh_from_db()
    assert waits.state == State.TAKEN_BACK


def test_a_page_is_withdrawn_by_another_editor_after_seeing_what_readers_will_see(
    small_review, anna, ben, at_desk
):
    version = approve(
        by=ben, publication=propose(
            by=anna, review="mentoring", intervention="mentoring", reason="First").pk, reason="Fine",
    )  # fmt: skip
    assert "another editor must withdraw it" in text(at_desk(anna), f"/desk/versions/{version.pk}/withdraw")
    assert "What readers will see" in text(at_desk(ben), f"/desk/versions/{version.pk}/withdraw")
    follow(at_desk(ben), f"/desk/versions/{version.pk}/withdraw", reason="A trial was retracted")
    version.refresh_from_db()
    assert version.state == State.WITHDRAWN
    assert "Withdrawn, version 1" in text(at_desk(anna), "/desk/reviews/mentoring?state=withdrawn")


def test_words_are_saved_and_what_was_not_touched_stays_to_the_letter(small_review, anna, at_desk):
    before = words_now()
    client = at_desk(anna)
    assert "It may help." in text(client, f"{PAGE}/edit")
    _, said = follow(client, f"{PAGE}/edit", **WORDS, seen=seen_now())
    assert "Your words are saved" in said
    assert words_now() == before
    follow(
        client, f"{PAGE}/edit", **{**WORDS, "answer": "It may help.\r\nA little."}, seen=seen_now(),
        effect_sources=["report-2", "report-1"], answer_sources=["report-3"], effect="Three trials.",
    )  # fmt: skip
    now = words_now()
    assert now.answer == "It may help.\nA little."
    assert now.answer_sources == ("report-3",)
    assert now.section_sources == {"effect": ("report-2", "report-1")}
    assert now.effect == "Three trials."


def test_of_two_writers_the_second_sees_both_and_loses_nothing(small_review, anna, ben, at_desk):
    seen = seen_now()
    edit_page(
        by=ben, review="mentoring", seen=seen,
        words=Page(intervention="mentoring", evidence_set="mentoring-stability", answer="Ben wrote this."),
    )  # fmt: skip
    mine = {**WORDS, "answer": "Anna wrote this.", "economics": "Nobody counted."}
    answer = at_desk(anna).post(f"{PAGE}/edit", {**mine, "seen": seen})
    shown = answer.content.decode()
    assert "Someone else changed this page" in shown
    assert "Two versions" in shown
    assert "Ben wrote this." in shown
    assert shown.count("Anna wrote this.") == 2
    assert "Nobody counted.</textarea>" in shown
    assert words_now().answer == "Ben wrote this."
    again = answer.context["form"]["seen"].value() if answer.context else seen_now()
    follow(at_desk(anna), f"{PAGE}/edit", **mine, seen=again)
    assert words_now().answer == "Anna wrote this."


def test_numbers_on_no_record_and_words_too_sure_are_hinted_at_and_stop_nothing(small_review, anna, at_desk):
    claims = "It is proven. It helped 61 of every 100; trials found 0.3 and 0.4, and 103 took part."
    costs = "It cost 17 pounds in one town and 2.5 in another."
    _, said = follow(
        at_desk(anna), f"{PAGE}/edit", **{**WORDS, "answer": claims}, economics=costs, seen=seen_now()
    )
    assert "61 appears in no result on record here: check it." in said
    assert "“proven” says more than research can" in said
    assert "17 and 2.5 appear in no result on record here: check them." in said
    for known in ("100", "0.3", "0.4", "103"):
        assert f"{known} appears in no result" not in said
    assert words_now().answer == claims


def test_a_page_that_moved_since_it_was_published_waits_on_the_desk(small_review, anna, ben, at_desk):
    for made in (
        propose(by=anna, review="mentoring", intervention="mentoring", reason="First"),
        propose_review(by=anna, review="mentoring", reason="First"),
    ):
        approve(by=ben, publication=made.pk, reason="Fine")
    edit_page(
        by=anna, review="mentoring", seen=seen_now(),
        words=Page(intervention="mentoring", evidence_set="mentoring-stability", answer="It helps a bit."),
    )  # fmt: skip
    today = text(at_desk(ben), "/desk/")
    assert "1 page has changed since it was published" in today
    assert "Ratings to compute" not in today
    page = text(at_desk(ben), PAGE)
    assert "The short answer was reworded." in page
    follow(at_desk(ben), f"{PAGE}/propose", reason="Plainer words")
    second = Publication.objects.get(state=State.PROPOSED)
    approve(by=anna, publication=second.pk, reason="Better")
    first = Publication.objects.get(kind="intervention", version=1)
    compared = text(at_desk(anna), f"/desk/pages/intervention/mentoring/versions?a={second.pk}&b={first.pk}")
    assert compared.index("It may help.") < compared.index("It helps a bit.")


def test_several_are_proposed_and_approved_at_once_and_one_refused_does_not_stop_the_rest(
    two_pages, anna, ben, at_desk
):
    _, said = follow(
        at_desk(anna), "/desk/reviews/mentoring/propose-several", pages=["mentoring", "befriending"],
        reason="The first pages",
    )  # fmt: skip
    assert "2 pages wait for a second editor now" in said
    waits = list(Publication.objects.filter(state=State.PROPOSED))
    approve(by=ben, publication=waits[0].pk, reason="Already")
    client = at_desk(ben)
    shown = at_desk(ben).post("/desk/approve", {"pages": [p.pk for p in waits], "reason": "Read"})
    assert "no longer in the list" in shown.content.decode()
    _, said = follow(client, "/desk/approve", pages=[waits[1].pk], reason="Read")
    assert "1 page was published." in said
    assert Publication.objects.filter(state=State.PUBLISHED).count() == 2
    assert Event.objects.filter(action="publish").count() == 2


def test_looking_changes_nothing(small_review, anna, ben, at_desk):
    waits = propose(by=anna, review="mentoring", intervention="mentoring", reason="First")
    before = Event.objects.count(), Publication.objects.count(), words_now()
    client = at_desk(ben)
    for address in (
        "/desk/", "/desk/reviews", "/desk/reviews/mentoring", PAGE, f"{PAGE}/edit", f"{PAGE}/propose",
        "/desk/reviews/mentoring/propose", f"/desk/versions/{waits.pk}",
        f"/desk/versions/{waits.pk}/withdraw",
        "/desk/pages/intervention/mentoring/versions",
    ):  # fmt: skip
        text(client, address)
    for address in (
        "/desk/approve", "/desk/reviews/mentoring/assess", "/desk/reviews/mentoring/export",
        f"/desk/versions/{waits.pk}/decide", f"/desk/versions/{waits.pk}/take-back",
        "/desk/reviews/mentoring/propose-several",
    ):  # fmt: skip
        assert client.get(address).status_code == 405
    assert (Event.objects.count(), Publication.objects.count(), words_now()) == before


def test_without_the_forms_own_key_nothing_is_taken(small_review, anna, ben, at_desk):
    waits = propose(by=anna, review="mentoring", intervention="mentoring", reason="First")
    before = Event.objects.count()
    client = at_desk(ben, enforce_csrf_checks=True)
    for route in (f"{PAGE}/edit", *(route for route in ROUTES if route.startswith("POST"))):
        address = route.removeprefix("POST ").format(pk=waits.pk)
        assert client.post(address, {"reason": "x", "decision": "approve"}).status_code == 403, route
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "address", ["/desk/reviews/none", "/desk/versions/99", f"{PAGE}-not", "/desk/imports/9"]
)
def test_what_is_not_there_is_said_to_be_not_there(small_review, anna, at_desk, address):
    assert at_desk(anna).get(address).status_code == 404


ROUTES = {
    "/desk/": "see_desk",
    "/desk/reviews": "see_desk",
    "/desk/reviews/mentoring": "see_desk",
    PAGE: "see_desk",
    "/desk/versions/{pk}": "see_desk",
    "/desk/pages/intervention/mentoring/versions": "see_desk",
    f"{PAGE}/edit": "edit_page",
    f"{PAGE}/propose": "propose",
    "/desk/reviews/mentoring/propose": "propose",
    "POST /desk/reviews/mentoring/propose-several": "propose",
    "POST /desk/versions/{pk}/take-back": "propose",
    "POST /desk/versions/{pk}/decide": "decide",
    "POST /desk/approve": "decide",
    "/desk/versions/{pk}/withdraw": "withdraw",
    "POST /desk/reviews/mentoring/assess": "assess_review",
    "POST /desk/reviews/mentoring/export": "export_review",
    "/desk/import": "import_review",
    "POST /desk/import": "import_review",
    "/desk/imports/1": "import_review",
    "/desk/imports/1/problems.csv": "import_review",
}


@pytest.mark.parametrize(
    "role", ["administrator", "editor", "reviewer", "evaluator", "programme", "practitioner", "nobody"]
)
def test_each_role_reaches_what_the_matrix_gives_it_and_nothing_else(small_review, anna, at_desk, role):
    from whatworks_site.people.permissions import may

    waits = propose(by=anna, review="mentoring", intervention="mentoring", reason="First")
    someone = person("Cleo", *([role] if role != "nobody" else []))
    client = at_desk(someone)
    for route, action in ROUTES.items():
        method, _, path = route.rpartition(" ")
        send = client.post if method == "POST" else client.get
        answer = send(path.format(pk=waits.pk))
        refused = answer.status_code == 403 or answer.headers.get("Location") == "/accounts/"
        assert refused != may(someone, action, review="mentoring"), (role, route, answer)


def test_an_editor_of_another_review_sees_and_does_nothing_here(small_review, anna, at_desk):
    waits = propose(by=anna, review="mentoring", intervention="mentoring", reason="First")
    client = at_desk(person("Dora", "editor", review="another"))
    assert "Nothing waits for you" in text(client, "/desk/")
    assert "No review yet" in text(client, "/desk/reviews")
    for route in ROUTES:
        method, _, path = route.rpartition(" ")
        if "mentoring" in path or "{pk}" in path:
            send = client.post if method == "POST" else client.get
            assert send(path.format(pk=waits.pk)).status_code in (403, 404), route
    waits.refresh_from_db()
    assert waits.state == State.PROPOSED


def test_a_stranger_is_asked_to_sign_in(small_review, client):
    for route in ROUTES:
        method, _, path = route.rpartition(" ")
        send = client.post if method == "POST" else client.get
        answer = send(path.format(pk=1))
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]
