"""Blueprints: four gates, then a second evaluation that lasts, then an independent replication."""

from __future__ import annotations

import pytest

from unit.rate.clearinghouses import NOT_REPORTED, OPEN, possible, rated, without
from unit.rate.evidence import scheme_of

TRIAL = {
    "design": "RCT", "execution": "High", "direction": "favours", "signal": "excludes no difference",
    "months_after_end": 0, "independent": False,
}  # fmt: skip
QUASI = {**TRIAL, "design": "matched"}
YEAR = {**TRIAL, "months_after_end": 12}
NULL = {**TRIAL, "signal": "includes no difference"}
WORSE = {**TRIAL, "direction": "against"}
SET = {"specified": True, "dissemination_ready": True, "harm_reported": False}


def levels(*studies, **more):
    return possible("blueprints", "level", *studies, **{**SET, **more})


def level(*studies, **more):
    (only,) = levels(*studies, **more)
    return only


def test_one_trial_or_two_comparisons_of_high_quality_are_promising():
    assert level(TRIAL) == "promising"
    assert level(QUASI, QUASI) == "promising"
    assert level(QUASI) == "not-certified"


def test_two_comparisons_of_the_same_people_are_one():
    assert level({**QUASI, "sample": "x"}, {**QUASI, "sample": "x"}) == "not-certified"
    assert levels({**QUASI, "sample": "x"}, {**QUASI, "sample": OPEN}) == {"not-certified", "promising"}


@pytest.mark.parametrize("gate", ["specified", "dissemination_ready"])
def test_each_gate_must_be_passed(gate):
    assert level(TRIAL, **{gate: False}) == "not-certified"
    assert level(TRIAL, **{gate: NOT_REPORTED}) == "not-certified"
    assert levels(TRIAL, **{gate: OPEN}) == {"not-certified", "promising"}


@pytest.mark.parametrize("quality", ["Moderate", "Low", NOT_REPORTED])
def test_an_evaluation_that_is_not_of_high_quality_does_not_count(quality):
    assert level({**YEAR, "execution": quality}) == "not-certified"
    assert level(TRIAL, {**YEAR, "execution": quality, "independent": True}) == "promising"


def test_model_is_two_trials_or_a_trial_and_a_comparison_that_last():
    assert level(TRIAL, YEAR) == "model"
    assert level(YEAR, QUASI) == "model"
    assert level(TRIAL, {**QUASI, "months_after_end": 12}) == "model"
    assert level({**QUASI, "months_after_end": 12}, QUASI) == "promising", "none was by chance"
    assert level(YEAR) == "promising", "one evaluation is not two"


def test_a_gain_that_lasts_is_twelve_months_and_not_a_day_less():
    assert level(TRIAL, {**TRIAL, "months_after_end": 11.9}) == "promising"
    assert level(TRIAL, {**TRIAL, "months_after_end": 12}) == "model"
    assert level(TRIAL, {**TRIAL, "months_after_end": NOT_REPORTED}) == "promising"


def test_model_needs_different_people():
    assert level({**TRIAL, "sample": "x"}, {**YEAR, "sample": "x"}) == "promising"


def test_model_plus_needs_an_independent_team_among_them():
    assert level(TRIAL, {**YEAR, "independent": True}) == "model-plus"
    assert level({**TRIAL, "independent": True}, YEAR) == "model-plus"
    assert level(TRIAL, {**YEAR, "independent": NOT_REPORTED}) == "model"
    assert levels(TRIAL, {**YEAR, "independent": OPEN}) == {"model", "model-plus"}


def test_one_independent_trial_replicates_nothing():
    assert level({**YEAR, "independent": True}) == "promising"


def test_an_independent_trial_without_a_gain_is_no_replication():
    assert level(TRIAL, YEAR, {**NULL, "independent": True}) == "model"


def test_more_evaluations_must_find_a_gain_than_do_not():
    assert level(TRIAL, QUASI, NULL) == "promising"
    assert level(TRIAL, NULL, NULL) == "not-certified"
    assert level(TRIAL, QUASI, NULL, NULL, NULL) == "not-certified"


def test_where_they_are_as_many_a_person_must_say():
    assert levels(YEAR, NULL) == {"not-certified", "promising"}
    assert level(YEAR, NULL, evidence_weight="supports it") == "promising"
    assert level(YEAR, NULL, evidence_weight="does not support it") == "not-certified"
    assert "weight of evidence" in rated("blueprints", "level", YEAR, NULL, **SET).because


def test_an_evaluation_of_low_quality_without_a_gain_does_not_weigh():
    assert level(TRIAL, {**NULL, "execution": "Low"}, {**NULL, "execution": "Low"}) == "promising"


def test_harm_in_any_study_with_a_comparison_group_closes_the_gate():
    assert level(TRIAL, YEAR, QUASI, WORSE) == "not-certified"
    assert level(TRIAL, YEAR, QUASI, {**WORSE, "execution": "Low"}) == "not-certified"
    assert level(TRIAL, {**WORSE, "design": "pre-post"}) == "promising"


def test_harm_reported_elsewhere_closes_the_gate():
    assert level(TRIAL, YEAR, harm_reported=True) == "not-certified"
    assert level(TRIAL, YEAR, harm_reported=NOT_REPORTED) == "model"
    assert levels(TRIAL, YEAR, harm_reported=OPEN) == {"not-certified", "model"}


def test_no_study_with_a_comparison_group_is_not_rated():
    assert level() == "none"
    assert level({**TRIAL, "design": "pre-post"}) == "none"


@pytest.mark.parametrize(
    ("open_", "expected"),
    [
        ("execution", {"promising", "model"}),
        ("months_after_end", {"promising", "model"}),
        ("direction", {"not-certified", "model"}),  # exactly null would not be beyond chance
    ],
)
def test_what_is_not_known_of_the_lasting_trial_leaves_the_exact_set(open_, expected):
    assert levels(TRIAL, QUASI, without(YEAR, open_)) == expected


def test_only_model_and_model_plus_clear_the_bar():
    (scale,) = scheme_of("blueprints").scales
    assert {lv.id for lv in scale.levels if lv.band == "cleared"} == {"model", "model-plus"}


def test_what_would_change_it_is_said_in_plain_words():
    first = rated("blueprints", "level", TRIAL, {**QUASI}, **SET).changes_up[0]
    assert first.words == (
        "One more randomised trial of high quality, with different people and a clear gain "
        "at least 12 months after the end: at least “Model”"
    )
    first = rated("blueprints", "level", TRIAL, YEAR, **SET).changes_up[0]
    assert first.words == (
        "One more randomised trial of high quality by an independent team, with different people and a "
        "clear gain: at least “Model Plus”"
    )
