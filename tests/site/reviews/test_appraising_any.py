"""Any instrument for any object: what applies, what is proposed, what holds pages back, what is undone."""

import pytest

from site_judged import ANSWERS, OF, answer_as, make_studied, place
from site_people import person, signed_in
from whatworks_site.evidence.states import NotPossible

BODY = "mentoring-stability"
GRADE = {
    "start": "randomised", "risk-of-bias": "serious", "inconsistency": "not serious",
    "indirectness": "not serious", "imprecision": "not serious", "publication-bias": "not serious",
    "large-effect": "no", "dose-response": "no", "opposing-bias": "no",
}  # fmt: skip


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


def told(answers, why="As the report says."):
    from whatworks_site.reviews.queries.appraising_sheet import Told

    return {q: Told(a, why) for q, a in answers.items()}


def grade(who, changed=None, why="As the report says."):
    from whatworks_site.reviews.actions.appraising import begin_appraisal, save_domains

    at = {"by": who, "review": "mentoring", "object": BODY, "instrument": "grade"}
    begin_appraisal(**at)
    answers = {**GRADE, **(changed or {})}
    return save_domains(domains=list(GRADE), told=told(answers, why), decided={}, **at)


def hand_in(who, object_=OF, instrument="rob2"):
    from whatworks_site.reviews.actions.appraising import hand_in as act

    act(by=who, review="mentoring", object=object_, instrument=instrument)


def settle(who, object_=OF, instrument="rob2", answers=None):
    from whatworks_site.reviews.actions.appraising_settling import settle_appraisal

    answers = answers or {q: a for d in ANSWERS.values() for q, a in d.items()}
    return settle_appraisal(
        by=who, review="mentoring", object=object_, instrument=instrument,
        effect="assignment" if instrument == "rob2" else "", told=told(answers), decided={},
    )  # fmt: skip


def both(studied, changed=None):
    answer_as(studied.one)
    answer_as(studied.two, changed)
    for who in (studied.one, studied.two):
        hand_in(who)


def test_a_body_of_evidence_is_graded_through_the_page(studied):
    browser, at = signed_in(studied.one), place("review-appraise", BODY) + "?with=grade"
    browser.post(place("review-appraisal-begin", BODY) + "?with=grade")
    given = {f"{q}-answer": a for q, a in GRADE.items()}
    page = browser.post(f"{at}&domain=start", given, follow=True).content.decode()
    assert "Moderate" in page
    assert "Hand it in" in page


def test_one_page_asks_several_domains_of_one_question_each_and_names_what_is_left(studied):
    browser, at = signed_in(studied.one), place("review-appraise", BODY) + "?with=grade"
    browser.post(place("review-appraisal-begin", BODY) + "?with=grade")
    said = browser.post(f"{at}&domain=start", {"start-answer": "randomised"}, follow=True).content.decode()
    assert "Still to answer: Risk of bias" in said


def test_a_proposal_is_no_answer_until_it_is_used(studied):
    from whatworks.terms import Appraisal
    from whatworks_site.reviews.models import AppraisalDraft

    def answers():
        draft = AppraisalDraft.objects.get(seat__name="Ada", instrument="grade")
        return {a.question: (a.answer, a.justification) for a in Appraisal.from_json(draft.document).answers}

    browser, at = signed_in(studied.one), place("review-appraise", BODY) + "?with=grade&domain=start"
    browser.post(place("review-appraisal-begin", BODY) + "?with=grade")
    assert "The records propose “Randomised”" in browser.get(at).content.decode()
    assert answers() == {}
    browser.post(at, {"risk-of-bias-answer": "serious", "use": "start"})
    assert answers()["start"] == ("randomised", "All of the 3 studies are randomised")
    assert answers()["risk-of-bias"][0] == "serious", "what was typed beside it is kept"
    assert "The records propose" not in browser.get(at).content.decode()


def test_a_use_of_what_is_not_proposed_changes_nothing(studied):
    browser, at = signed_in(studied.one), place("review-appraise", BODY) + "?with=grade&domain=start"
    browser.post(place("review-appraisal-begin", BODY) + "?with=grade")
    page = browser.post(at, {"use": "imprecision"}, follow=True).content.decode()
    assert "Still to answer" in page or "Used for" in page
    assert 'value="serious" checked' not in page


def test_a_checklist_is_counted_and_never_judged(studied):
    from whatworks.appraise import load_instrument
    from whatworks_site.reviews.actions.appraising import begin_appraisal, save_domains

    tidier = load_instrument("tidier")
    at = {"by": studied.one, "review": "mentoring", "object": "mentoring", "instrument": "tidier"}
    begin_appraisal(**at)
    answers = {q.id: q.answers[0] for q in tidier.questions.values()}
    made = save_domains(
        domains=[d.id for d in tidier.domains], told=told(answers), decided={}, **at
    ).appraisal
    assert made.proposed is None
    assert sum(made.counts.values()) == len(tidier.questions)
    page = signed_in(studied.one).get(place("review-appraise", "mentoring") + "?with=tidier").content.decode()
    assert "Hand it in" in page
    assert "Judge otherwise" not in page


def test_what_an_earlier_domain_rules_out_is_not_asked_and_is_taken_out(studied):
    from whatworks.appraise import load_instrument
    from whatworks_site.reviews.actions.appraising import begin_appraisal, save_domains

    robins = load_instrument("robins-i-v2")
    effect = next(iter(robins.effects))
    first, *rest = robins.asked_for(effect)
    at = {"by": studied.one, "review": "mentoring", "object": OF, "instrument": "robins-i-v2"}
    begin_appraisal(effect=effect, **at)
    later = rest[0]
    question = next(iter(later.sheet.questions.values()))
    go = dict.fromkeys(first.sheet.questions, "N")
    save = {"domains": [first.id, later.id], "decided": {}}
    save_domains(told=told({"B1": "Y", **{question.id: question.answers[0]}} | {"B3": "N"}), **save, **at)
    stopped = save_domains(told=told({**go, "B3": "Y"}), domains=[first.id], decided={}, **at)
    assert not next(d for d in stopped.appraisal.domains if d.domain == later.id).asked
    assert question.id in stopped.taken_out


def test_nobody_can_see_anything_of_another_instruments_blind_answers(studied):
    grade(studied.one, {"risk-of-bias": "very serious"}, why="Wombat reasons.")
    hand_in(studied.one, BODY, "grade")
    pages = [
        place("review-appraisals") + "?with=grade",
        place("review-appraise", BODY) + "?with=grade",
        place("review-appraisal-settle", BODY) + "?with=grade",
        place("review-appraisal-pictures") + "?with=grade",
        place("review-appraisal-agreement") + "?with=grade",
        place("review-propose"),
        "/desk/reviews/mentoring/work",
    ]
    for who in (studied.two, studied.lead, studied.arbiter):
        for page in pages:
            shown = signed_in(who).get(page)
            assert shown.status_code == 200
            assert "Wombat" not in shown.content.decode()
            assert "Low certainty" not in shown.content.decode()
    with pytest.raises(NotPossible, match="Not everyone"):
        settle(studied.arbiter, BODY, "grade", GRADE)


def test_two_instruments_on_the_same_thing_do_not_mix(studied):
    both(studied)
    from whatworks_site.reviews.queries.appraisals_one import handed_in

    assert len(handed_in(studied.review, OF, "rob2")) == 2
    assert handed_in(studied.review, OF, "robins-i") == ()
    settle(studied.one)
    lines = signed_in(studied.one).get(place("review-appraisals") + "?with=rob2").content.decode()
    assert "Settled" in lines


def test_settling_is_taken_back_exactly(studied):
    from whatworks_site.evidence.models import AppraisalRow
    from whatworks_site.reviews.actions.appraising_settling import undo_settling
    from whatworks_site.reviews.queries.appraising_state import unsettled

    both(studied)
    first = settle(studied.one)
    worse = {q: a for d in ANSWERS.values() for q, a in d.items()} | {"3.4": "Y"}
    settle(studied.one, answers=worse)
    at = {"by": studied.arbiter, "review": "mentoring", "object": OF}
    undo_settling(**at)
    assert [row.to_record() for row in AppraisalRow.objects.all()] == [first]
    assert unsettled(studied.review) == ()
    undo_settling(**at)
    assert not AppraisalRow.objects.exists()
    assert [each.can_be_settled for each in unsettled(studied.review)] == [True]
    with pytest.raises(NotPossible, match="Nothing was settled"):
        undo_settling(**at)


def test_a_page_is_held_back_while_an_appraisal_is_begun_and_not_settled(studied):
    from whatworks_site.evidence.actions import assess_review, propose, propose_many, propose_review

    assess_review(review="mentoring", by=None)
    answer_as(studied.one)
    said = {"by": studied.lead, "review": "mentoring", "reason": "New"}
    for act in (
        lambda: propose(intervention="mentoring", **said),
        lambda: propose_many(interventions=["mentoring"], **said),
        lambda: propose_review(**said),
    ):
        with pytest.raises(NotPossible, match=r"Town 1.*\(RoB 2\): begun by 1, handed in by 0 of 2"):
            act()
    page = signed_in(studied.lead).get(place("review-propose")).content.decode()
    assert "Held back" in page
    assert f'href="{place("review-appraise", OF)}?with=rob2"' in page
    front = signed_in(studied.lead).get("/desk/reviews/mentoring/work").content.decode()
    assert "before a page is proposed" in front


def test_once_settled_a_page_goes_on(studied):
    from whatworks_site.evidence.actions import approve, assess_review, propose

    both(studied)
    settle(studied.one)
    assess_review(review="mentoring", by=None)
    made = propose(by=studied.lead, review="mentoring", intervention="mentoring", reason="New")
    editor = person("Edda", "editor")
    answer_as(studied.one, of="study-2-1")
    with pytest.raises(NotPossible, match="held back"):
        approve(by=editor, publication=made.pk, reason="Agreed")
    hand_in(studied.one, "study-2-1")
    answer_as(studied.two, of="study-2-1")
    hand_in(studied.two, "study-2-1")
    settle(studied.one, "study-2-1")
    assert approve(by=editor, publication=made.pk, reason="Agreed").state == "published"


def test_the_lead_sets_aside_what_was_begun_unread_and_it_can_be_begun_anew(studied):
    from whatworks_site.reviews.models import AppraisalDraft
    from whatworks_site.reviews.queries.appraising_state import unsettled

    answer_as(studied.one, why="Wombat reasons.")
    lead = signed_in(studied.lead)
    assert signed_in(studied.one).post(place("review-appraisal-aside", OF), {"why": "No"}).status_code == 403
    bare = lead.post(place("review-appraisal-aside", OF), {"why": " "}, follow=True).content.decode()
    assert "Say why it is set aside" in bare
    page = lead.post(place("review-appraisal-aside", OF), {"why": "Left the team"}, follow=True)
    assert "Wombat" not in page.content.decode()
    assert unsettled(studied.review) == ()
    assert "Left the team" in signed_in(studied.one).get(place("review-appraise", OF)).content.decode()
    answer_as(studied.one)
    assert AppraisalDraft.objects.count() == 2, "what was set aside is kept"
    assert len(unsettled(studied.review)) == 1


def test_what_is_settled_cannot_be_set_aside(studied):
    from whatworks_site.reviews.actions.appraising_settling import set_aside

    both(studied)
    settle(studied.one)
    with pytest.raises(NotPossible, match="Take the settling back"):
        set_aside(by=studied.lead, review="mentoring", object=OF, why="Why not")


def test_what_differs_comes_first_and_what_agrees_is_folded(studied):
    both(studied, {"3": {"3.4": "PY"}})
    page = signed_in(studied.one).get(place("review-appraisal-settle", OF)).content.decode()
    assert page.index('id="domain-3"') < page.index('id="domain-1"')
    assert page.index("3.4 Is it likely") < page.index("3.1 Is the outcome known")
    assert "as all said" in page


def test_drawings_come_as_files_and_nothing_that_is_not_there_does(studied):
    both(studied)
    browser = signed_in(studied.one)
    empty = browser.get(place("review-appraisal-picture", "bars", "svg") + "?with=rob2")
    assert empty.status_code == 404
    settle(studied.one)
    for what in ("traffic-light", "bars"):
        drawn = browser.get(place("review-appraisal-picture", what, "svg") + "?with=rob2")
        assert drawn.content.decode().startswith("<svg")
        assert "attachment" in drawn["Content-Disposition"]
    table = browser.get(place("review-appraisal-picture", "traffic-light", "csv") + "?with=rob2")
    assert "Some concerns" in table.content.decode()
    assert browser.get(place("review-appraisal-picture", "pie", "svg") + "?with=rob2").status_code == 404


def test_agreement_is_told_item_by_item_as_the_library_measures_it(studied):
    from whatworks.appraise import load_instrument
    from whatworks.appraise.agreeing import agreement_by_item
    from whatworks_site.reviews.queries.appraisals_agreeing import agreement_of
    from whatworks_site.reviews.queries.appraisals_one import handed_in

    both(studied, {"3": {"3.4": "PY"}})
    shown = agreement_of(studied.review, "rob2")
    made = [a for _, a in handed_in(studied.review, OF)]
    held = agreement_by_item(load_instrument("rob2"), made, effect="assignment")
    assert [(line.n, line.share) for line in shown.lines] == [(i.n, i.raw.value) for i in held if i.n]
    assert [line.words for line in shown.lowest] == ["3.4 Is it likely that it did?"]


def test_an_address_without_an_instrument_finds_one_that_fits_and_a_strange_one_is_not_found(studied):
    browser = signed_in(studied.one)
    assert "GRADE" in browser.get(place("review-appraise", BODY)).content.decode()
    assert browser.get(place("review-appraise", OF) + "?with=nonsense").status_code == 404
    assert browser.get(place("review-appraise", "nothing")).status_code == 404
    assert browser.get(place("review-appraise", OF) + "?with=grade").status_code == 404
