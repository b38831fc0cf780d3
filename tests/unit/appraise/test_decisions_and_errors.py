"""What a person decides is kept beside the proposal, and what is wrong is said so that it can be mended."""

import pytest

from whatworks.appraise import AppraisalError, Override, judge, load_instrument

ROB2 = load_instrument("rob2")
LOW = {
    "1.1": "Y", "1.2": "Y", "1.3": "N", "2.1": "N", "2.2": "PN", "2.6": "Y", "3.1": "Y",
    "4.1": "N", "4.2": "N", "4.3": "N", "5.1": "Y", "5.2": "N", "5.3": "N",
}  # fmt: skip


def test_a_decision_is_kept_with_the_proposal_and_the_reason_and_moves_the_whole():
    because = "The data officer sat in the same office"
    appraisal = judge(ROB2, LOW, decided={"4": Override("High", because)})
    fourth = appraisal.domains[3]
    assert (fourth.proposed, fourth.decided, fourth.reason) == ("Low", "High", because)
    assert appraisal.proposed == "High" and appraisal.decided is None


def test_a_decision_on_the_whole_leaves_the_proposal_as_it_is():
    appraisal = judge(ROB2, LOW, decided={"overall": Override("Some concerns", "No protocol is public")})
    assert (appraisal.proposed, appraisal.decided) == ("Low", "Some concerns")
    assert appraisal.reason == "No protocol is public"


def test_decisions_count_when_several_concerns_are_put_to_a_person():
    decided = {name: Override("Some concerns", "Both reviewers agree") for name in ("1", "5")}
    appraisal = judge(ROB2, LOW, decided=decided)
    assert appraisal.proposed == "Some concerns"
    assert appraisal.prompts == (
        "Some concerns in 2 domains: a person decides whether together they lower confidence enough to call "
        "it High.",
    )


@pytest.mark.parametrize("name", ["4", "overall"])
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_decision_against_the_rule_without_a_reason_is_refused(name, reason):
    with pytest.raises(AppraisalError, match=r"decided 'High' where the rule proposes Low; give the reason"):
        judge(ROB2, LOW, decided={name: Override("High", reason)})


def test_a_decision_where_the_rule_cannot_say_yet_needs_a_reason_too():
    with pytest.raises(AppraisalError, match="the answers do not settle it yet; give the reason"):
        judge(ROB2, {}, decided={"3": Override("Low")})


def test_agreeing_with_the_rule_needs_no_reason():
    assert judge(ROB2, LOW, decided={"overall": Override("Low")}).decided == "Low"


def test_a_decision_must_name_a_domain_and_a_judgement():
    with pytest.raises(AppraisalError, match=r"'6', which is not a domain; use 1, 2, 3, 4, 5 or overall"):
        judge(ROB2, LOW, decided={"6": Override("Low", "x")})
    with pytest.raises(AppraisalError, match=r"'Unclear' is not a judgement; use Low, Some concerns or High"):
        judge(ROB2, LOW, decided={"3": Override("Unclear", "x")})


WRONG = [
    ({"9.1": "Y"}, "assignment", r"question '9.1' is not a question of RoB 2; its questions are 1.1, 1.2"),
    ({"2.7": "Y"}, "adhering", r"question '2.7' is not asked for the effect of adhering"),
    (
        {"1.1": "yes"},
        "assignment",
        r"question 1.1: 'yes' is not an answer; use Y \(yes\), PY \(probably yes\)",
    ),
    ({"1.1": "NA"}, "assignment", r"question 1.1: 'NA' is not an answer"),
    (
        {"3.1": "Y", "3.2": "N"},
        "assignment",
        r"question 3.2: .* asked only if 3.1 is N, PN or NI, and .* 3.1 Y",
    ),
    ({"2.1": "N", "2.2": "N", "2.3": "Y"}, "assignment", r"2.1 is Y, PY or NI, or 2.2 is .* 2.1 N, 2.2 N"),
    (
        {"2.1": "Y", "2.3": "NA"},
        "assignment",
        r"question 2.3: 'NA' is given, but after 2.1 Y the question is",
    ),
    ({"2.4": "N", "2.6": "NA", "2.5": "NI"}, "adhering", r"question 2.6: 'NA' is given, but after .*2.5 NI"),
    ({"1.1": "Y"}, "per protocol", r"effect 'per protocol' is not one of RoB 2; say assignment or adhering"),
]


@pytest.mark.parametrize(("answers", "effect", "says"), WRONG)
def test_an_error_names_the_question_the_answer_and_what_is_allowed(answers, effect, says):
    with pytest.raises(AppraisalError, match=says):
        judge(ROB2, answers, effect=effect)


def test_na_is_allowed_where_a_question_is_not_asked_and_changes_nothing():
    with_na = judge(ROB2, {**LOW, "2.3": "NA", "3.2": "NA", "4.4": "NA"})
    assert [d.proposed for d in with_na.domains] == ["Low"] * 5


def test_an_empty_answer_is_an_answer_not_given():
    assert judge(ROB2, {**LOW, "3.1": ""}).domains[2].needed == ("3.1",)


def test_an_instrument_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(AppraisalError, match=r"there is no instrument 'rob3'; use .*rob2, "):
        load_instrument("rob3")
