"""ESSA: four tiers from the study rating, size, sites, what overrides, and whether it is like here."""

from __future__ import annotations

import pytest

from unit.rate.clearinghouses import NOT_REPORTED, OPEN, possible, rated, without

BEST = {
    "design": "RCT", "attrition_boundary": "cautious", "attrition_overall": 10, "attrition_difference": 6.3,
    "baseline_difference": 0.3, "controls_used": False, "direction": "favours",
    "signal": "excludes no difference", "n_analysed": 350, "sites": 2, "overlaps_setting": True,
}  # fmt: skip
"""A trial without reservations that just reaches tier 1."""
WITH = {**BEST, "attrition_difference": 6.4, "baseline_difference": 0.05}
WEAK = {**BEST, "attrition_difference": 6.4}
NEGATIVE = {**BEST, "direction": "against"}
NO_RATIONALE = {"reasoned": False, "study_under_way": False}


def levels(*studies, **more):
    return possible("essa", "tier", *studies, **{**NO_RATIONALE, **more})


def level(*studies, **more):
    (only,) = levels(*studies, **more)
    return only


def test_a_large_trial_without_reservations_at_two_sites_is_tier_1():
    assert level(BEST) == "1"


@pytest.mark.parametrize(("study", "enough"), [(BEST, "1"), (WITH, "2")])
def test_tiers_1_and_2_need_350_students_and_two_sites(study, enough):
    assert level({**study, "n_analysed": 350, "sites": 2}) == enough
    assert level({**study, "n_analysed": 349}) == "3"
    assert level({**study, "sites": 1}) == "3"


def test_with_reservations_is_tier_2_and_below_standards_none():
    assert level(WITH) == "2"
    assert level({**WITH, "design": "matched", "allocated_in_groups": False}) == "2"
    assert level(WEAK) == "none"


def test_students_and_sites_are_added_up_over_studies():
    half = {**BEST, "n_analysed": 175, "sites": 1}
    assert level(half, half) == "1"
    assert level(half, {**half, "n_analysed": 174}) == "3"
    assert level(half, {**WITH, "n_analysed": 175, "sites": 1}) == "2"
    assert level({**BEST, "sites": 1}, {**BEST, "n_analysed": 20, "sites": 1}) == "1"
    assert level(*[{**BEST, "n_analysed": 50, "sites": 1}] * 7) == "1"


def test_students_in_two_studies_are_not_counted_twice():
    half = {**BEST, "n_analysed": 200, "sites": 2}
    assert level({**half, "sample": "x"}, {**half, "sample": "x"}) == "3"
    assert level({**half, "sample": "x"}, {**half, "sample": "y"}) == "1"
    assert level({**half, "sample": "x"}, {**BEST, "sample": "x"}) == "1", "one is large enough alone"
    assert levels({**half, "sample": "x"}, {**half, "sample": OPEN}) == {"1", "3"}


def test_where_only_some_studies_share_students_a_person_must_say():
    shared, own = {**BEST, "n_analysed": 150, "sample": "x"}, {**BEST, "n_analysed": 150, "sample": "y"}
    rating = rated("essa", "tier", shared, shared, own, **NO_RATIONALE)
    assert (rating.level, rating.words) == ("ask", "A person must say")
    assert level(shared, shared, {**own, "n_analysed": 349}) == "ask"
    assert level(shared, shared, {**own, "n_analysed": 350}) == "1"
    assert level(shared, shared, {**own, "n_analysed": 49}) == "3", "not even if all were counted twice"


def test_a_study_without_a_significant_effect_adds_nothing():
    half = {**BEST, "n_analysed": 175, "sites": 1}
    assert level(half, {**half, "signal": "includes no difference"}) == "3"
    assert level({**BEST, "signal": "includes no difference"}) == "none"
    assert level({**BEST, "signal": NOT_REPORTED}) == "none"


def test_one_study_must_be_of_people_and_a_setting_like_these():
    assert level({**BEST, "overlaps_setting": False}) == "3"
    assert level({**BEST, "overlaps_setting": NOT_REPORTED}) == "3"
    assert levels({**BEST, "overlaps_setting": OPEN}) == {"1", "3"}
    half = {**BEST, "n_analysed": 175, "sites": 1}
    assert level(half, {**half, "overlaps_setting": False}) == "1"


def test_a_negative_finding_that_shows_cause_is_for_a_person_to_weigh():
    assert levels(BEST, NEGATIVE) == {"1", "3"}
    assert level(BEST, NEGATIVE, evidence_weight="supports it") == "1"
    assert level(BEST, NEGATIVE, evidence_weight="does not support it") == "3"
    assert "weight of evidence" in rated("essa", "tier", BEST, NEGATIVE, **NO_RATIONALE).because


def test_a_negative_finding_ranges_over_all_studies_that_show_cause():
    quasi = {**NEGATIVE, "design": "matched", "allocated_in_groups": False}
    assert level(BEST, {**quasi, "causal_study": False}) == "1"
    assert levels(BEST, {**quasi, "causal_study": True}) == {"1", "3"}
    assert levels(BEST, quasi) == {"1", "3"}
    assert level(BEST, {**NEGATIVE, "signal": "includes no difference"}) == "1"


def test_control_variables_are_enough_for_tier_3():
    correlational = {
        "design": "cross-sectional", "controls_used": True, "direction": "favours",
        "signal": "excludes no difference",
    }  # fmt: skip
    assert level(correlational) == "3"
    assert level({**correlational, "controls_used": False}) == "none"
    assert level({**WEAK, "controls_used": True}) == "3"
    assert level({**correlational, "direction": "against"}) == "none"


def test_tier_4_is_a_rationale_with_a_study_under_way():
    assert level(reasoned=True, study_under_way=True) == "4"
    assert level(reasoned=True, study_under_way=False) == "none"
    assert level(reasoned=False, study_under_way=True) == "none"
    assert levels(reasoned=True, study_under_way=OPEN) == {"4", "none"}
    assert level(WEAK, reasoned=True, study_under_way=True) == "4"


def test_a_study_that_cannot_be_rated_here_counts_as_the_clearinghouse_rates_it():
    schools = {**BEST, "design": "cluster RCT"}
    assert levels(schools) == {"1", "2", "none"}
    assert level({**schools, "wwc_standard": "Without reservations"}) == "1"
    assert level({**schools, "wwc_standard": "With reservations"}) == "2"
    assert level({**schools, "wwc_standard": NOT_REPORTED}) == "none"


def test_losses_where_the_table_was_not_read_are_for_a_person():
    beyond = {**BEST, "attrition_boundary": "optimistic", "attrition_overall": 60, "attrition_difference": 1}
    assert level(beyond) == "ask"
    assert level(beyond, BEST) == "1"


@pytest.mark.parametrize(
    ("open_", "expected"),
    [
        ("n_analysed", {"1", "3"}),
        ("sites", {"1", "3"}),
        ("attrition_difference", {"1", "none"}),
        ("direction", {"1", "none"}),
        ("signal", {"1", "none"}),
    ],
)
def test_what_is_not_known_leaves_the_exact_set(open_, expected):
    assert levels(without(BEST, open_)) == expected


def test_attrition_unknown_with_arms_alike_is_tier_1_or_2():
    assert levels(without({**BEST, "baseline_difference": 0.05}, "attrition_difference")) == {"1", "2"}


def test_what_would_change_it_is_said_in_plain_words():
    first = rated("essa", "tier", WITH, **NO_RATIONALE).changes_up[0]
    assert first.words == (
        "One more randomised trial with low losses, 350 other students at two sites like these and a "
        "significant positive effect: at least “Tier 1 Strong”"
    )
