"""What an instrument may be beside a ladder of questions: gated, added up, counted, or left to a person."""

import itertools

import pytest

from whatworks.appraise import AppraisalError, Critical, Override, judge, load_instrument
from whatworks.appraise.checking import checked

ROBINS, AMSTAR2, GRADE = (load_instrument(name) for name in ("robins-i-v2", "amstar2", "grade"))
PP = "per-protocol"
COMMON = {
    "instrument": "own", "version": "1", "name": "Own", "licence": "MIT", "verified": "no",
    "source": {"url": "https://example.org"},
}  # fmt: skip


def built(**parts):
    instrument, problems = checked({**COMMON, **parts})
    assert problems == ()
    return instrument


def test_the_first_questions_end_the_appraisal_and_the_domains_are_not_asked():
    appraisal = judge(ROBINS, {"B1": "N", "B2": "PY"}, effect=PP)
    first, *domains = appraisal.domains
    assert (first.proposed, appraisal.proposed) == ("Critical", "Critical")
    assert len(domains) == 6
    assert all((d.asked, d.proposed, d.needed) == (False, None, ()) for d in domains)
    assert appraisal.prompts[0].startswith("The first questions end the appraisal")


def test_an_answer_or_a_decision_in_a_domain_that_is_not_asked_is_refused():
    with pytest.raises(AppraisalError, match=r"question 5.1: something is said, but domain 5 is judged only"):
        judge(ROBINS, {"B3": "Y", "5.1": "N"}, effect=PP)
    with pytest.raises(AppraisalError, match=r"domain 6: something is said, but .* only if B is Go on"):
        judge(ROBINS, {"B3": "Y"}, effect=PP, decided={"6": Override("Low", "x")})


def test_while_the_gate_is_open_the_domains_wait_but_what_is_answered_counts():
    appraisal = judge(ROBINS, {"5.1": "Y", "B1": "Y"}, effect=PP)
    assert appraisal.domains[0].needed == ("B3",)
    assert [d.needed for d in appraisal.domains[1:]] == [()] * 6
    assert appraisal.domains[5].proposed == "Serious"
    assert appraisal.possible == ("Serious", "Critical")


def test_a_person_may_open_the_gate_again():
    reason = "Range of values is poor, not useless"
    appraisal = judge(ROBINS, {"B1": "Y", "B3": "PY"}, effect=PP, decided={"B": Override("Go on", reason)})
    assert all(d.asked for d in appraisal.domains)
    assert "Low except for concerns about uncontrolled confounding" in appraisal.possible


def test_several_moderates_are_put_to_a_person():
    answers = {
        "B1": "Y", "B3": "N", "1.1": "Y", "1.2": "Y", "1.3": "Y", "1.5": "N", "2.1": "Y", "2.4": "WY",
        "2.5": "N", "3.1": "WN", "3.3": "N", "4.1": "Y", "4.2": "Y", "4.3": "Y", "5.1": "N", "5.2": "N",
        "6.1": "Y",
    }  # fmt: skip
    appraisal = judge(ROBINS, answers, effect=PP)
    assert appraisal.proposed == "Moderate"
    assert appraisal.prompts == (
        "Moderate in 2 domains: a person decides whether together they make it Serious, and says why.",
    )


def test_grade_counts_its_steps_and_says_them():
    none = dict.fromkeys(["inconsistency", "indirectness", "publication-bias"], "not serious")
    down = {**none, "start": "randomised", "risk-of-bias": "serious", "imprecision": "very serious"}
    appraisal = judge(GRADE, {**down, "large-effect": "large"})
    assert (appraisal.proposed, appraisal.points) == ("Very low", 1.0)
    assert appraisal.prompts[0].startswith("A reason to rate up is given but not counted")
    up = {**none, "start": "not randomised", "risk-of-bias": "not serious", "imprecision": "not serious"}
    assert judge(GRADE, up).possible == ("High", "Moderate", "Low")
    ups = {"large-effect": "large", "dose-response": "yes", "opposing-bias": "no"}
    appraisal = judge(GRADE, {**up, **ups})
    assert (appraisal.proposed, appraisal.points, appraisal.prompts) == ("High", 4.0, ())


def test_three_steps_down_for_bias_without_robins_are_put_to_a_person():
    answers = {"start": "not randomised", "risk-of-bias": "extremely serious"}
    assert judge(GRADE, answers).prompts[-1].startswith("Three steps down for risk of bias")
    answers["start"] = "not randomised, ROBINS-I"
    assert judge(GRADE, answers).prompts == ()


SCORE = {
    "kind": "score", "usual_answers": ["0", "1", "2"], "judgements": ["good", "fair", "poor"],
    "domains": [
        {"id": domain, "name": domain, "verified": "no", "judgements": ["0", "1", "2", "3", "4"],
         "questions": {f"{domain}1": {"ask": "?"}, f"{domain}2": {"ask": "?"}},
         "rule": {"sum": {"points": {"all": "number"}}}}
        for domain in ("a", "b")
    ],
    "overall": {"verified": "no", "rule": {"sum": {
        "points": {"all": "number"}, "start": "0.5", "clamp": ["1", "8"],
        "levels": [
            {"at_least": "6", "then": "good"}, {"at_least": "3", "then": "fair"}, {"otherwise": "poor"},
        ],
    }}},
}  # fmt: skip


def plain_score(answers):
    total = max(1, min(8, 0.5 + sum(map(int, answers))))
    return "good" if total >= 6 else "fair" if total >= 3 else "poor"


def test_a_score_adds_up_and_unknown_points_leave_what_completions_give():
    score = built(**SCORE)
    questions = ("a1", "a2", "b1", "b2")
    for part in itertools.product("012?", repeat=4):
        known = {q: a for q, a in zip(questions, part, strict=True) if a != "?"}
        brute = {plain_score(w) for w in itertools.product(*("012" if a == "?" else a for a in part))}
        appraisal = judge(score, known)
        assert set(appraisal.possible) == brute, part
        whole = None if "?" in part else max(1, min(8, 0.5 + sum(map(int, part))))
        assert appraisal.points == whole
    full = judge(score, dict(zip(questions, "2210", strict=True)))
    assert [d.points for d in full.domains] == [4.0, 1.0]


def test_a_question_without_points_for_an_answer_is_told():
    content = {**COMMON, **SCORE}
    rule = {"sum": {"points": {"a1": {"0": 0, "1": 1}, "a2": "number", "c": {}}}}
    content["domains"] = [{**SCORE["domains"][0], "rule": rule}, SCORE["domains"][1]]
    told = [str(problem) for problem in checked(content)[1]]
    assert "domain a, rule, sum, points, a1: says no points for 2; say 0 if it adds none" in told
    assert "domain a, rule, sum, points, c: gives points to 'c', which it does not list" in told


def test_levels_that_do_not_fall_are_told():
    levels = [{"at_least": 1, "then": "4"}, {"at_least": 2, "then": "3"}, {"otherwise": "0"}]
    domain = {**SCORE["domains"][0], "rule": {"sum": {"points": {"all": "number"}, "levels": levels}}}
    told = checked({**COMMON, **SCORE, "domains": [domain, SCORE["domains"][1]]})[1]
    assert any("from the highest 'at_least' down" in str(problem) for problem in told)


LIST = {
    "kind": "checklist", "object": "report", "answers": {"R": "reported", "P": "partly", "N": "not reported"},
    "usual_answers": ["R", "P", "N"], "ordered": True,
    "domains": [
        {"id": "m", "name": "Methods", "verified": "no",
         "questions": {
             "1": {"ask": "?"}, "2": {"ask": "?"}, "3": {"ask": "?", "asked_if": {"2": ["R", "P"]}},
         }},
        {"id": "r", "name": "Results", "verified": "no", "questions": {"4": {"ask": "?"}}},
    ],
}  # fmt: skip


def test_a_checklist_is_counted_and_never_judged():
    appraisal = judge(built(**LIST), {"1": "R", "2": "P", "4": "R"})
    assert (appraisal.proposed, appraisal.possible, appraisal.points) == (None, (), None)
    assert appraisal.counts == {"R": 2, "P": 1, "N": 0}
    assert appraisal.domains[0].counts == {"R": 1, "P": 1, "N": 0}
    assert [d.needed for d in appraisal.domains] == [("3",), ()]
    with pytest.raises(AppraisalError, match="a checklist is counted, not judged"):
        judge(built(**LIST), {}, decided={"overall": Override("Good", "x")})


def test_a_checklist_with_a_rule_or_an_overall_judgement_is_told():
    ruled = [{**LIST["domains"][0], "rule": "Good"}, LIST["domains"][1]]
    told = checked({**COMMON, **LIST, "domains": ruled, "overall": {"rule": "Good"}})[1]
    assert [str(p) for p in told] == [
        "domain m, rule: a part without judgements has none; take it out",
        "overall: a checklist only counts; take its overall judgement out",
    ]


def test_answers_know_their_order_and_what_lies_off_it():
    rob2 = load_instrument("rob2").questions
    assert rob2["1.1"].order == ("Y", "PY", "PN", "N")
    assert rob2["3.2"].order == ("Y", "PY", "PN", "N")
    assert ROBINS.questions["2.3"].order == ("SY", "WY", "PN", "N")
    assert AMSTAR2.questions["11"].order == ("Y", "N")
    assert GRADE.questions["start"].order == ()


def test_no_rule_leads_to_a_recommendation_a_person_decides():
    etd = load_instrument("grade-etd")
    assert len(etd.domains) == 12
    answers = {q: question.answers[0] for q, question in etd.questions.items()}
    appraisal = judge(etd, answers)
    assert appraisal.proposed is None
    assert appraisal.possible == ("Strong for", "Conditional for", "Conditional against", "Strong against")
    assert "people weigh them" in appraisal.prompts[0]
    with pytest.raises(AppraisalError, match="give the reason"):
        judge(etd, answers, decided={"overall": Override("Strong for")})
    decided = judge(etd, answers, decided={"overall": Override("Strong for", "Large and fair")})
    assert (decided.decided, decided.reason) == ("Strong for", "Large and fair")


def test_confidence_in_a_qualitative_finding_is_a_persons_judgement():
    cerqual = load_instrument("grade-cerqual")
    concerns = dict.fromkeys(cerqual.questions, "no or very minor concerns")
    assert judge(cerqual, concerns).prompts == ()
    concerns["adequacy"] = "serious concerns"
    assert judge(cerqual, concerns).proposed is None
    assert "Confidence starts at High" in judge(cerqual, concerns).prompts[0]


MET = dict.fromkeys(AMSTAR2.questions, "Y")


def test_a_team_changes_what_is_critical_with_a_reason_and_it_is_kept():
    flawed = {**MET, "7": "N"}
    assert judge(AMSTAR2, flawed).proposed == "Low"
    own = Critical(("2", "4", "9", "11", "13", "15"), "Lists of excluded studies are rare in this field")
    appraisal = judge(AMSTAR2, flawed, critical=own)
    assert appraisal.proposed == "High"
    assert (appraisal.critical, appraisal.critical_reason) == (own.questions, own.reason)


def test_a_change_of_what_is_critical_needs_a_reason_and_questions_that_exist():
    with pytest.raises(AppraisalError, match=r"other questions than .* are chosen; give the reason"):
        judge(AMSTAR2, MET, critical=Critical(("2",)))
    with pytest.raises(AppraisalError, match="'17' is not a question of AMSTAR 2"):
        judge(AMSTAR2, MET, critical=Critical(("17",), "x"))
    with pytest.raises(AppraisalError, match="RoB 2 marks no question as critical"):
        judge(load_instrument("rob2"), {}, critical=Critical(("1.1",), "x"))
    assert judge(AMSTAR2, MET, critical=Critical(AMSTAR2.critical)).proposed == "High"


def test_partly_met_and_not_pooled_are_no_flaws():
    answers = {**MET, "2": "PY", "4": "PY", "11": "NMA", "12": "NMA", "15": "NMA"}
    assert judge(AMSTAR2, answers).proposed == "High"


def test_an_instrument_with_one_variant_needs_none_named():
    assert judge(load_instrument("rob2-cluster"), {}, effect=None).effect == "assignment"
