"""Scales for studies and reviews: every line of each rule, against rules written out again here."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.appraise import judge, load_instrument

EEF, WWC = load_instrument("eef-trial-security"), load_instrument("wwc-study")
SMS, EMMIE = load_instrument("maryland-sms"), load_instrument("emmie-q")
THREATS = [f"T{n}" for n in range(1, 8)]
SILENT = "The rule is silent"
DESIGNS = [
    "no comparator",
    "poorly matched",
    "matched on few",
    "matched on many",
    "discontinuity",
    "randomised",
]
MDES = [">=0.60", "<0.60", "<0.50", "<0.40", "<0.30", "<0.20"]
LOST = [">50%", "<=50%", "<=40%", "<=30%", "<=20%", "<=10%"]


def _of(appraisal, domain):
    return next(d.proposed for d in appraisal.domains if d.domain == domain)


@pytest.mark.parametrize("name", ["newcastle-ottawa-cohort", "newcastle-ottawa-case-control"])
def test_stars_add_up_to_nine_at_most_four_two_and_three(name):
    instrument = load_instrument(name)
    full = judge(instrument, dict.fromkeys(instrument.questions, "Y"))
    assert [d.proposed for d in full.domains] == ["4", "2", "3"]
    assert full.proposed == "9" and full.points == 9
    assert judge(instrument, dict.fromkeys(instrument.questions, "NI")).proposed == "0"


@given(st.lists(st.sampled_from("YN"), min_size=9, max_size=9))
@settings(max_examples=30, deadline=None)
def test_each_star_counts_one(answers):
    instrument = load_instrument("newcastle-ottawa-cohort")
    judged = judge(instrument, dict(zip(instrument.questions, answers, strict=True)))
    assert judged.proposed == str(answers.count("Y"))


@pytest.mark.parametrize("given_", list(itertools.product("YN", repeat=4)))
def test_emmie_q_counts_the_parts_of_effect_that_are_met(given_):
    judged = judge(EMMIE, dict(zip(("E1", "E2", "E3", "E4"), given_, strict=True)))
    assert _of(judged, "effect") == str(given_.count("Y"))


@pytest.mark.parametrize("question", ["M1", "O1", "I1", "C1"])
def test_emmie_q_goes_from_four_to_nought_in_every_other_dimension(question):
    domain = next(d for d in EMMIE.domains if question in d.sheet.questions)
    answers = domain.sheet.questions[question].answers
    found = [_of(judge(EMMIE, {question: answer}), domain.id) for answer in answers]
    assert found == ["4", "3", "2", "1", "0"]


def test_emmie_q_has_no_total():
    full = {q: question.answers[0] for q, question in EMMIE.questions.items()}
    assert judge(EMMIE, full).proposed is None
    assert [d.proposed for d in judge(EMMIE, full).domains] == ["4"] * 5


def test_the_maryland_scale_is_its_design_unless_carried_out_badly():
    answers = SMS.questions["1"].answers
    assert [judge(SMS, {"1": a, "2": "Y"}).proposed for a in answers] == ["5", "4", "3", "2", "1", "0"]
    worse = [judge(SMS, {"1": a, "2": "N"}) for a in answers]
    assert [w.proposed for w in worse] == ["A person decides"] * 5 + ["0"]
    assert "how far the score falls" in worse[0].prompts[0]


@pytest.mark.parametrize(("design", "mdes", "lost"), itertools.product(range(6), repeat=3))
def test_eef_starts_from_the_lowest_of_three_columns(design, mdes, lost):
    answers = {"design": DESIGNS[design], "mdes": MDES[mdes], "attrition": LOST[lost]}
    assert _of(judge(EEF, answers), "start") == str(min(design, mdes, lost))


def _adjustment(high, moderate, direction):
    """The published adjustment read from the top; None where it says nothing."""
    if high == 0 and moderate <= 2 and direction in ("unknown", "opposite", None):
        return "0"
    one_high = high == 1 and moderate == 0
    few = high == 0 and moderate <= 2 and direction == "same"
    if one_high or few or (high == 0 and moderate <= 4 and direction == "unknown"):
        return "-1"
    if high >= 2 or (high == 1 and moderate == 2):
        return "-2"
    return None


CASES = [
    (high, moderate, direction)
    for high in range(8)
    for moderate in range(8 - high)
    for direction in (("same", "unknown", "opposite") if not high and 0 < moderate <= 4 else (None,))
]


@pytest.mark.parametrize(("high", "moderate", "direction"), CASES)
def test_eef_loses_padlocks_as_published_and_asks_a_person_where_nothing_is(high, moderate, direction):
    words = ["High"] * high + ["Moderate"] * moderate + ["Low"] * (7 - high - moderate)
    answers = dict(zip(THREATS, words, strict=True)) | ({"direction": direction} if direction else {})
    start = {"design": "randomised", "mdes": "<0.30", "attrition": "<=10%"}
    judged, expected = judge(EEF, start | answers), _adjustment(high, moderate, direction)
    assert _of(judged, "threats") == (expected or SILENT)
    if expected is None:
        assert judged.proposed == "A person decides" and judged.prompts
    else:
        assert judged.proposed == str(4 + int(expected)) and not judged.prompts


def test_eef_silent_cases_are_those_that_the_reference_lists():
    silent = {(high, moderate) for high, moderate, d in CASES if _adjustment(high, moderate, d) is None}
    assert silent == {(1, 1), *((1, m) for m in range(3, 7)), (0, 3), (0, 4), (0, 5), (0, 6), (0, 7)}


def test_eef_never_falls_below_nought():
    answers = {"design": "poorly matched", "mdes": "<0.20", "attrition": "<=10%"}
    assert judge(EEF, answers | dict.fromkeys(THREATS, "High")).proposed == "0"


@given(st.permutations(["High", "Moderate", "Moderate", "Low", "Low", "Low", "Low"]))
@settings(max_examples=15, deadline=None)
def test_which_threat_it_is_does_not_matter_to_eef(words):
    assert _of(judge(EEF, dict(zip(THREATS, words, strict=True))), "threats") == "-2"


def _wwc(design, low, difference, adjusted):
    if design in ("cluster RCT", "RDD", "SCD"):
        return "Not rated"
    if design == "RCT" and low == "Y":
        return "Meets without reservations"
    alike = difference == "<=0.05" or (difference == "0.05-0.25" and adjusted == "Y")
    return "Meets with reservations" if alike else "Does not meet"


@pytest.mark.parametrize("design", ["RCT", "cluster RCT", "QED", "RDD", "SCD"])
@pytest.mark.parametrize("low", ["Y", "N"])
@pytest.mark.parametrize("difference", ["<=0.05", "0.05-0.25", ">0.25"])
@pytest.mark.parametrize("adjusted", ["Y", "N"])
def test_wwc_follows_design_then_loss_then_equivalence(design, low, difference, adjusted):
    answers = {"1": design}
    if design == "RCT":
        answers["2"] = low
    if design == "QED" or (design == "RCT" and low == "N"):
        answers["3"] = difference
        if difference == "0.05-0.25":
            answers["4"] = adjusted
    assert judge(WWC, answers).proposed == _wwc(design, low, difference, adjusted)


def test_wwc_leaves_a_trial_open_while_its_loss_is_not_known():
    judged = judge(WWC, {"1": "RCT"})
    assert judged.proposed is None
    assert judged.possible == ("Meets without reservations", "Meets with reservations", "Does not meet")
