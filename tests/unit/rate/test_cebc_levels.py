"""CEBC: 1 to 5 and NR from published studies with a comparison group, and relevance beside it."""

from __future__ import annotations

import pytest

from unit.rate.clearinghouses import NOT_REPORTED, OPEN, possible, rated, without
from unit.rate.evidence import scheme_of

TRIAL = {
    "design": "RCT", "peer_reviewed": True, "comparator": "usual care", "execution": "Moderate",
    "measure_standardised": True, "direction": "favours", "signal": "excludes no difference",
    "months_after_end": 0,
}  # fmt: skip
"""A rigorous trial with a gain, measured at the end."""
SIX, YEAR = {**TRIAL, "months_after_end": 6}, {**TRIAL, "months_after_end": 12}
NULL = {**TRIAL, "direction": "against", "signal": "includes no difference"}
WORSE = {**TRIAL, "direction": "against"}
CONTROLLED = {
    "design": "matched", "peer_reviewed": True, "comparator": "waiting list", "direction": "favours",
    "signal": "excludes no difference",
}  # fmt: skip
SET = {"manualised": True, "harm_reported": False}


def levels(*studies, **more):
    return possible("cebc", "scientific", *studies, **{**SET, **more})


def level(*studies, **more):
    (only,) = levels(*studies, **more)
    return only


def test_two_trials_of_different_people_one_a_year_on_are_1():
    assert level(TRIAL, YEAR) == "1"
    assert level(TRIAL, {**TRIAL, "months_after_end": 11.9}) == "2"


def test_one_trial_six_months_on_is_2():
    assert level(SIX) == "2"
    assert level({**TRIAL, "months_after_end": 5.9}) == "3"
    assert level({**TRIAL, "months_after_end": 48}) == "2"


def test_one_sample_twice_is_one_trial():
    assert level({**TRIAL, "sample": "x"}, {**YEAR, "sample": "x"}) == "2"
    assert levels({**TRIAL, "sample": "x"}, {**YEAR, "sample": OPEN}) == {"1", "2"}


@pytest.mark.parametrize("control", ["nothing", "waiting list", "usual care", "another intervention"])
def test_any_control_with_a_benefit_is_3(control):
    assert level({**CONTROLLED, "comparator": control}) == "3"


def test_level_1_and_2_ask_for_a_fair_comparison_in_usual_care():
    assert level({**YEAR, "comparator": "waiting list", "usual_setting": True}) == "3"
    assert level({**YEAR, "comparator": "another intervention", "usual_setting": False}) == "3"
    assert level({**YEAR, "comparator": "another intervention", "usual_setting": True}) == "2"
    assert levels({**YEAR, "comparator": "another intervention"}) == {"2", "3"}


@pytest.mark.parametrize(
    "changed",
    [{"execution": "Low"}, {"measure_standardised": False}, {"measure_standardised": NOT_REPORTED},
     {"design": "matched"}, {"months_after_end": NOT_REPORTED}],
)  # fmt: skip
def test_a_trial_that_is_not_rigorous_or_not_sound_is_3(changed):
    assert level({**YEAR, **changed}) == "3"


def test_without_a_manual_no_trial_is_above_3():
    assert level(TRIAL, YEAR, manualised=False) == "3"
    assert level(TRIAL, YEAR, manualised=NOT_REPORTED) == "3"
    assert levels(TRIAL, YEAR, manualised=OPEN) == {"1", "3"}


def test_two_trials_without_improvement_are_4():
    assert level(NULL, NULL) == "4"
    inconclusive = {**TRIAL, "signal": "includes no difference"}
    assert level(inconclusive, inconclusive) == "4"


def test_two_reports_of_one_trial_without_improvement_leave_it_to_the_weight():
    inconclusive = {**TRIAL, "signal": "includes no difference", "sample": "x"}
    assert level(inconclusive, inconclusive) == "silent"


def test_evidence_that_mostly_points_elsewhere_is_4():
    assert level(NULL) == "4"
    assert level(CONTROLLED, NULL, {**NULL, "comparator": "nothing"}) == "4"
    assert level({**CONTROLLED, "direction": "exactly null", "signal": "includes no difference"}) == "4"


def test_a_benefit_beside_two_trials_without_is_for_a_person_to_weigh():
    studies = (SIX, TRIAL, TRIAL, NULL, NULL)
    assert levels(*studies) == {"2", "4", "5"}
    assert level(*studies, evidence_weight="supports it") == "2"
    assert level(*studies, evidence_weight="does not support it") == "4"
    assert level(*studies, evidence_weight="against it") == "5"


def test_as_many_for_as_against_is_for_a_person_to_weigh():
    assert levels(SIX, NULL) == {"2", "4", "5"}
    assert level(SIX, NULL, evidence_weight="supports it") == "2"


def test_where_most_agree_nobody_needs_to_weigh():
    assert level(SIX, TRIAL, NULL) == level(SIX, TRIAL, NULL, evidence_weight="against it") == "2"


def test_harm_is_5_whatever_else_there_is():
    assert level(TRIAL, YEAR, harm_reported=True) == "5"
    assert level(harm_reported=True) == "5"
    assert levels(TRIAL, YEAR, harm_reported=OPEN) == {"1", "5"}
    assert level(TRIAL, YEAR, harm_reported=NOT_REPORTED) == "1"


def test_mostly_worse_off_is_5():
    assert level(WORSE) == "5"
    assert level(WORSE, WORSE, NULL) == "5"
    assert level(WORSE, NULL) == "4"
    assert level(WORSE, NULL, NULL) == "4"


def test_harm_found_by_a_study_counts_wherever_it_stands():
    """The weight is taken over all published studies, not over those that lift the rating."""
    assert level(TRIAL, YEAR, WORSE) == "1"
    assert levels(TRIAL, YEAR, WORSE, WORSE) == {"1", "4", "5"}
    assert level(TRIAL, YEAR, WORSE, WORSE, WORSE, WORSE, WORSE) == "5"


def test_nothing_published_is_not_able_to_be_rated():
    assert level() == "NR"
    assert level({**YEAR, "peer_reviewed": False}) == "NR"
    assert level({**YEAR, "peer_reviewed": NOT_REPORTED}) == "NR"
    assert level({**YEAR, "design": "pre-post"}) == "NR"
    assert levels({**YEAR, "peer_reviewed": OPEN}) == {"NR", "2"}


def test_where_the_rule_is_silent_a_person_must_say():
    one_inconclusive = {**TRIAL, "signal": "includes no difference"}
    rating = rated("cebc", "scientific", one_inconclusive, **SET)
    assert (rating.level, rating.words) == ("silent", "A person must say")
    assert level(manualised=False) == "silent", "NR asks for a manual, and nothing is said of none"


@pytest.mark.parametrize(
    ("open_", "expected"),
    [
        ("execution", {"2", "3"}),
        ("comparator", {"2", "3"}),
        ("direction", {"2", "5"}),  # exactly null would not be beyond chance
        ("signal", {"2", "silent"}),
        ("months_after_end", {"2", "3"}),
    ],
)
def test_what_is_not_known_of_a_trial_leaves_the_exact_set(open_, expected):
    assert levels(without({**SIX, "usual_setting": True}, open_)) == expected


@pytest.mark.parametrize("judged", ["High", "Medium", "Low"])
def test_relevance_is_as_judged(judged):
    assert possible("cebc", "relevance", relevance=judged) == {judged.lower()}


def test_relevance_that_nobody_judged_is_open_or_none():
    assert possible("cebc", "relevance") == {"high", "medium", "low"}
    assert possible("cebc", "relevance", relevance=NOT_REPORTED) == {"none"}


def test_relevance_says_nothing_about_the_rating():
    assert level(SIX, relevance="Low") == level(SIX, relevance="High") == "2"


def test_levels_3_4_5_and_nr_are_marked_as_not_read():
    scale = scheme_of("cebc").scales[0]
    assert {lv.id for lv in scale.levels if not lv.verified} == {"3", "4", "5", "NR"}


def test_what_would_change_it_is_said_in_plain_words():
    first = rated("cebc", "scientific", SIX, **SET).changes_up[0]
    assert first.words == (
        "One more published, rigorous trial against usual care, with different people and a clear gain "
        "at least 12 months after the end: at least “1 Well-supported”"
    )
