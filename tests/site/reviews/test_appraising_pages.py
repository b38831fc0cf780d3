"""Appraising with RoB 2 through the pages."""

import pytest

from site_judged import ANSWERS, OF, answer, answer_as, hand_in, make_studied, place
from site_people import signed_in


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


def _draft(name):
    from whatworks.terms import Appraisal
    from whatworks_site.reviews.models import AppraisalDraft

    return Appraisal.from_json(AppraisalDraft.objects.get(seat__name=name, object=OF).document)


def _kept():
    from whatworks_site.evidence.models import AppraisalRow

    return [row.to_record() for row in AppraisalRow.objects.all()]


def _both_hand_in(studied, changed=None):
    one, two = signed_in(studied.one), signed_in(studied.two)
    answer_as(studied.one)
    answer_as(studied.two, changed)
    hand_in(one)
    hand_in(two)
    return one, two


def _settled(told=None):
    """The settling form as the page fills it, all alike."""
    given = {"effect": "assignment"}
    for domain, answers in ANSWERS.items():
        for question, said in {**answers, **(told or {}).get(domain, {})}.items():
            given[f"d{domain}-{question}-answer"] = said
            given[f"d{domain}-{question}-because"] = "As the report says."
    return given


def test_answers_through_the_pages_give_the_librarys_judgement(studied):
    from whatworks.appraise import judge, load_instrument

    answer(signed_in(studied.one))
    flat = {q: a for answers in ANSWERS.values() for q, a in answers.items()}
    told, made = judge(load_instrument("rob2"), flat), _draft("Ada")
    assert [(d.domain, d.proposed, d.path) for d in made.domains] == [
        (d.domain, d.proposed, d.path) for d in told.domains
    ]
    assert (made.proposed, made.prompts) == (told.proposed, told.prompts)


def test_only_questions_that_apply_are_asked(studied):
    browser, at = signed_in(studied.one), f"{place('review-appraise', OF)}?domain=3"
    browser.post(place("review-appraisal-begin", OF), {"effect": "assignment"})
    first = browser.get(at).content.decode()
    assert 'name="3.1-answer"' in first
    assert 'name="3.2-answer"' not in first
    after = browser.post(at, {"3.1-answer": "N"}, follow=True).content.decode()
    assert 'name="3.2-answer"' in after
    assert "eeds: question 3.2" in after


def test_an_answer_that_is_no_longer_asked_for_is_taken_out_and_said(studied):
    browser, at = signed_in(studied.one), f"{place('review-appraise', OF)}?domain=3"
    browser.post(place("review-appraisal-begin", OF), {"effect": "assignment"})
    browser.post(at, {"3.1-answer": "N"})
    browser.post(at, {"3.1-answer": "N", "3.2-answer": "Y"})
    said = browser.post(at, {"3.1-answer": "Y", "3.2-answer": "Y"}, follow=True).content.decode()
    assert "3.2 is no longer asked" in said
    assert [a.question for a in _draft("Ada").answers] == ["3.1"]


def test_a_person_may_judge_otherwise_only_with_a_reason_and_both_are_kept(studied):
    browser, at = signed_in(studied.one), f"{place('review-appraise', OF)}?domain=1"
    answer_as(studied.one)
    given = {f"{q}-answer": a for q, a in ANSWERS["1"].items()}
    bare = browser.post(at, {**given, "decided": "High"})
    assert "Say why you judge otherwise" in bare.content.decode()
    browser.post(at, {**given, "decided": "High", "reason": "The list was open."})
    domain = _draft("Ada").domains[0]
    assert (domain.proposed, domain.decided, domain.reason) == ("Low", "High", "The list was open.")
    assert _draft("Ada").proposed == "High"


def test_an_unfinished_appraisal_cannot_be_handed_in(studied):
    browser = signed_in(studied.one)
    browser.post(place("review-appraisal-begin", OF), {"effect": "assignment"})
    assert "Not finished yet" in hand_in(browser).content.decode()


def test_nobody_sees_a_colleagues_answers_before_all_have_handed_in(studied):
    one = signed_in(studied.one)
    answer_as(studied.one, why="Wombat reasons.")
    hand_in(one)
    everyone = (studied.two, studied.lead, studied.arbiter, studied.screener)
    pages = [
        place("review-appraisals"),
        place("review-appraisals") + "?all=1",
        place("review-appraise", OF),
        place("review-appraise", OF) + "?domain=1",
        place("review-appraisal-settle", OF),
        place("review-propose"),
    ]
    for who in everyone:
        for page in pages:
            shown = signed_in(who).get(page).content.decode()
            assert "Wombat" not in shown
            assert "Some concerns" not in shown
    refused = signed_in(studied.lead).post(place("review-appraisal-settle", OF), _settled())
    assert _kept() == []
    assert refused.status_code == 200


def test_nothing_of_a_blind_appraisal_leaves_or_is_on_the_record(studied, tmp_path):
    from whatworks_site.audit.models import Event
    from whatworks_site.evidence.actions import export_review

    one = signed_in(studied.one)
    answer_as(studied.one, why="Wombat reasons.")
    hand_in(one)
    export_review(review="mentoring", out=tmp_path / "out", by=None)
    assert not (tmp_path / "out" / "appraisals").exists()
    told = str(list(Event.objects.filter(action__contains="apprais").values("changed", "reason")))
    assert "Wombat" not in told
    assert "concerns" not in told


def test_handing_in_can_be_taken_back_until_it_can_be_seen(studied):
    one, two = signed_in(studied.one), signed_in(studied.two)
    answer_as(studied.one)
    answer_as(studied.two)
    hand_in(one)
    assert (
        "You can change it again"
        in one.post(place("review-appraisal-take-back", OF), follow=True).content.decode()
    )
    hand_in(one)
    hand_in(two)
    said = one.post(place("review-appraisal-take-back", OF), follow=True).content.decode()
    assert "it can be seen by all" in said


def test_two_appraisals_are_settled_answer_by_answer_and_kept(studied):
    other = {"3": {"3.4": "PY"}}
    one, _ = _both_hand_in(studied, other)
    shown = one.get(place("review-appraisal-settle", OF)).content.decode()
    assert "1 answer differs" in shown
    missing = one.post(place("review-appraisal-settle", OF), {**_settled(), "d3-3.4-answer": ""})
    assert "Still to answer: 3.4" in missing.content.decode()
    arbiter = signed_in(studied.arbiter)
    arbiter.post(place("review-appraisal-settle", OF), _settled(other))
    (kept,) = _kept()
    assert (kept.rater, kept.object) == ("Ada and Ben; settled by Ari", OF)
    assert [d.proposed for d in kept.domains] == ["Low", "Low", "High", "Low", "Some concerns"]
    assert kept.proposed == "High"
    drawn = one.get(place("review-appraisal-pictures") + "?with=rob2").content.decode()
    assert "Every judgement" in drawn
    assert "Some concerns" in drawn
    agreed = one.get(place("review-appraisal-agreement") + "?with=rob2").content.decode()
    assert "1 of 1" in agreed
    assert "0 of 1" in agreed


def test_a_kept_appraisal_leaves_with_the_folder_and_the_folder_builds(studied, tmp_path):
    from whatworks.review import build_review, load_folder
    from whatworks_site.evidence.actions import export_review

    one, _ = _both_hand_in(studied)
    one.post(place("review-appraisal-settle", OF), _settled())
    out = tmp_path / "out"
    export_review(review="mentoring", out=out, by=None)
    assert list(load_folder(out).appraisals) == _kept()
    build_review(out, tmp_path / "built")


def test_settling_again_replaces_what_was_kept(studied):
    one, _ = _both_hand_in(studied)
    one.post(place("review-appraisal-settle", OF), _settled())
    one.post(place("review-appraisal-settle", OF), _settled({"3": {"3.4": "Y"}}))
    (kept,) = _kept()
    assert kept.proposed == "High"


def test_another_effect_asks_its_own_questions(studied):
    browser = signed_in(studied.one)
    answer_as(studied.one)
    browser.post(place("review-appraisal-begin", OF), {"effect": "adhering"})
    made = _draft("Ada")
    assert made.effect == "adhering"
    assert {a.question.partition(".")[0] for a in made.answers} == {"1", "3", "4", "5"}


def test_who_may_appraise_and_settle(studied):
    for who, may in (("two", 302), ("lead", 403), ("arbiter", 403), ("screener", 403), ("outsider", 403)):
        browser = signed_in(getattr(studied, who))
        found = browser.post(place("review-appraisal-begin", OF), {"effect": "assignment"})
        assert found.status_code == may, who
    _both_hand_in(studied)
    for who in ("screener", "outsider"):
        browser = signed_in(getattr(studied, who))
        assert browser.post(place("review-appraisal-settle", OF), _settled()).status_code == 403
    assert _kept() == []
    assert signed_in(studied.outsider).get(place("review-appraisals")).status_code == 403


def test_with_nothing_to_appraise_the_page_says_where_results_come_from(team):
    found = signed_in(team.lead).get(f"/desk/reviews/{team.key}/appraisals").content.decode()
    assert "Results come from extraction" in found


def test_an_appraisal_that_a_folder_brought_is_shown_and_settling_takes_its_place(studied):
    from dataclasses import replace

    from whatworks.appraise import judge, load_instrument
    from whatworks_site.evidence.models import AppraisalRow
    from whatworks_site.evidence.rows import put

    flat = {q: a for answers in ANSWERS.values() for q, a in answers.items()}
    brought = replace(judge(load_instrument("rob2"), flat), id="brought", object=OF, rater="Someone else")
    put(studied.review, AppraisalRow, brought)
    shown = signed_in(studied.lead).get(place("review-appraise", OF)).content.decode()
    assert "By Someone else" in shown
    assert place("review-appraisal-settle", OF) not in shown
    one, _ = _both_hand_in(studied)
    one.post(place("review-appraisal-settle", OF), _settled())
    assert [(a.id, a.rater) for a in _kept()] == [("brought", "Ada and Ben")]
