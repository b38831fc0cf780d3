"""GRADE: where certainty starts, what takes it down, what raises it, and the ends of the scale."""

from __future__ import annotations

import pytest

from unit.rate.left_open import NOT_APPLICABLE, OPEN, level, levels

DOWN = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
NONE_DOWN = {f"grade_{name}": 0 for name in DOWN}
NONE_UP = {"grade_large_effect": 0, "grade_dose_response": False, "grade_confounding": False}
PLAIN = {**NONE_DOWN, **NONE_UP, "appraised_with_robins": False}
RCT, MATCHED = {"design": "RCT"}, {"design": "matched"}


def certainty(*studies, **judged):
    return level("grade", "certainty", *studies, **{**PLAIN, **judged})


def open_certainty(*studies, **judged):
    return levels("grade", "certainty", *studies, **{**PLAIN, **judged})


def test_trials_start_high_and_others_low_unless_appraised_with_robins():
    assert certainty(RCT, {"design": "cluster RCT"}) == "high"
    assert certainty(MATCHED) == "low"
    assert certainty(MATCHED, appraised_with_robins=True) == "high"
    assert certainty(RCT, MATCHED) == "low"
    assert certainty(RCT, MATCHED, appraised_with_robins=True) == "high"


def test_no_study_that_measures_an_effect_is_not_rated():
    assert certainty() == "none"
    assert certainty({"design": "qualitative"}) == "none"
    assert certainty(RCT, {"design": "qualitative"}) == "high"


@pytest.mark.parametrize("reason", DOWN)
def test_each_reason_takes_down_what_was_judged(reason):
    assert certainty(RCT, **{f"grade_{reason}": 1}) == "moderate"
    assert certainty(RCT, **{f"grade_{reason}": 2}) == "low"


@pytest.mark.parametrize(
    ("reason", "expected"),
    [("imprecision", "very low"), ("risk_of_bias", "low"), ("inconsistency", "low"), ("indirectness", "low"),
     ("publication_bias", "low")],
)  # fmt: skip
def test_three_steps_down_are_for_imprecision_and_count_as_two_elsewhere(reason, expected):
    assert certainty(RCT, **{f"grade_{reason}": 3}) == expected


def test_risk_of_bias_takes_three_down_where_robins_was_used():
    assert certainty(MATCHED, appraised_with_robins=True, grade_risk_of_bias=3) == "very low"
    assert certainty(MATCHED, appraised_with_robins=True, grade_risk_of_bias=2) == "low"


def test_steps_add_up_and_stop_at_very_low():
    assert certainty(RCT, grade_risk_of_bias=1, grade_imprecision=1) == "low"
    assert certainty(RCT, grade_risk_of_bias=1, grade_imprecision=2) == "very low"
    assert certainty(MATCHED, grade_risk_of_bias=2, grade_imprecision=2, grade_indirectness=2) == "very low"


def test_what_raises_certainty_raises_that_of_studies_without_a_reason_down():
    assert certainty(MATCHED, grade_large_effect=1) == "moderate"
    assert certainty(MATCHED, grade_large_effect=2) == "high"
    assert certainty(MATCHED, grade_dose_response=True) == "moderate"
    assert certainty(MATCHED, grade_confounding=True) == "moderate"
    assert certainty(MATCHED, grade_large_effect=1, grade_dose_response=True) == "high"


def test_certainty_never_rises_above_high_nor_for_trials_nor_where_a_reason_took_it_down():
    up = {"grade_large_effect": 2, "grade_dose_response": True, "grade_confounding": True}
    assert certainty(MATCHED, **up) == "high"
    assert certainty(MATCHED, **up, grade_imprecision=1) == "very low"
    assert certainty(RCT, **up, grade_imprecision=1) == "moderate"


def test_a_reason_that_does_not_apply_takes_nothing_down():
    assert certainty(RCT, grade_inconsistency=NOT_APPLICABLE) == "high"


def test_what_nobody_judged_leaves_exactly_what_it_could_make():
    assert open_certainty(RCT, grade_risk_of_bias=OPEN) == {"high", "moderate", "low"}
    assert open_certainty(RCT, grade_imprecision=OPEN) == {"high", "moderate", "low", "very low"}
    assert open_certainty(RCT, grade_imprecision={"low": 0, "high": 1}) == {"high", "moderate"}
    assert open_certainty(MATCHED, appraised_with_robins=OPEN) == {"low", "high"}
    assert open_certainty({}) == {"none", "low", "high"}
    assert levels("grade", "certainty", RCT) == {"high", "moderate", "low", "very low"}
