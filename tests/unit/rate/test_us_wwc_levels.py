"""US WWC: losses against the printed table, arms alike at the start, and a tier for the intervention."""

from __future__ import annotations

import pytest

from unit.rate.clearinghouses import NOT_REPORTED, OPEN, possible, ratings_of, without
from unit.rate.evidence import scheme_of

CAUTIOUS = (
    5.7, 5.8, 5.9, 5.9, 6, 6.1, 6.2, 6.3, 6.3, 6.3, 6.3, 6.2, 6.2, 6.1, 6, 5.9, 5.9, 5.8, 5.7, 5.5,
    5.4, 5.3, 5.2, 5.1, 4.9, 4.8, 4.7, 4.5, 4.4, 4.3, 4.1, 4, 3.8, 3.6, 3.5, 3.3, 3.2, 3.1, 2.9, 2.8,
    2.6, 2.5, 2.3, 2.1, 2, 1.8, 1.6, 1.5, 1.3, 1.2, 1, .9, .7, .6, .4, .3, .2, 0,
)  # fmt: skip
"""Typed a second time from the reference: most points apart at 0, 1, 2 ... 57% lost, cautious limit."""
OPTIMISTIC = (
    10, 10.1, 10.2, 10.3, 10.4, 10.5, 10.7, 10.8, 10.9, 10.9, 10.9, 10.9, 10.9, 10.9, 10.8, 10.8, 10.7,
    10.6, 10.5, 10.3, 10.2, 10, 9.9, 9.7, 9.5, 9.4, 9.2, 9, 8.8, 8.6, 8.4, 8.2, 8, 7.8, 7.6, 7.4, 7.2, 7,
    6.7, 6.5, 6.3, 6, 5.8, 5.6, 5.3, 5.1, 4.9, 4.6, 4.4, 4.2, 3.9, 3.7, 3.5, 3.2, 3, 2.8, 2.6, 2.3,
)  # fmt: skip
RCT = {"design": "RCT", "attrition_boundary": "cautious", "attrition_overall": 10, "attrition_difference": 2}
MANY_LOST = {**RCT, "attrition_difference": 20}
QED = {"design": "matched", "allocated_in_groups": False}
ALIKE, NEAR, FAR = ({"baseline_difference": d} for d in (0.05, 0.25, 0.26))
GAIN = {"direction": "favours", "signal": "excludes no difference", "n_analysed": 350, "sites": 2}


def of_study(study):
    """The levels still possible for a single study."""
    return possible("us-wwc", "study", study)


def tier(*studies, **more):
    return possible("us-wwc", "tier", *studies, **more)


@pytest.mark.parametrize("lost", range(58))
@pytest.mark.parametrize(("boundary", "table"), [("cautious", CAUTIOUS), ("optimistic", OPTIMISTIC)])
def test_every_row_of_the_table_is_the_limit_itself(boundary, table, lost):
    at = {**RCT, "attrition_boundary": boundary, "attrition_overall": lost}
    assert of_study({**at, "attrition_difference": table[lost], **FAR}) == {"without"}
    assert of_study({**at, "attrition_difference": round(table[lost] + 0.1, 1), **FAR}) == {"not-met"}


@pytest.mark.parametrize(("lost", "limit"), [(0.5, 5.7), (9.9, 6.3), (10.5, 6.2), (56.5, 0.0)])
def test_between_two_rows_the_stricter_counts(lost, limit):
    at = {**RCT, "attrition_overall": lost, **FAR}
    assert of_study({**at, "attrition_difference": limit}) == {"without"}
    assert of_study({**at, "attrition_difference": limit + 0.05}) == {"not-met"}


def test_above_57_percent_losses_are_always_high_under_the_cautious_limit():
    beyond = {**RCT, "attrition_overall": 57.1, "attrition_difference": 0}
    assert of_study({**beyond, **FAR}) == {"not-met"}
    assert of_study({**beyond, **ALIKE}) == {"with"}


def test_where_the_optimistic_table_was_not_read_a_person_must_say():
    beyond = {**RCT, "attrition_boundary": "optimistic", "attrition_overall": 60}
    assert of_study({**beyond, "attrition_difference": 2.3, **FAR}) == {"silent"}
    assert of_study({**beyond, "attrition_difference": 2.4, **FAR}) == {"not-met"}
    assert of_study({**beyond, "attrition_difference": 2.3, **ALIKE}) == {"with"}, "or more"
    assert of_study({**beyond, "attrition_overall": 65.1, "attrition_difference": 0, **FAR}) == {"not-met"}


def test_the_limit_matters_only_between_the_two():
    between = {**without(RCT, "attrition_boundary"), **FAR}
    assert of_study({**between, "attrition_difference": 6.3}) == {"without"}
    assert of_study({**between, "attrition_difference": 6.4}) == {"without", "not-met"}
    assert of_study({**between, "attrition_difference": 11}) == {"not-met"}
    unsaid = {**between, "attrition_boundary": NOT_REPORTED, "attrition_difference": 6.4}
    assert of_study(unsaid) == {"not-met"}


def test_low_losses_need_no_equivalence():
    assert of_study(RCT) == {"without"}
    assert of_study({**RCT, "baseline_difference": 0.9}) == {"without"}


@pytest.mark.parametrize(
    ("apart", "adjusted", "level"),
    [
        (0.0, False, "with"),
        (0.05, False, "with"),
        (0.051, False, "not-met"),
        (0.051, True, "with"),
        (0.25, True, "with"),
        (0.25, False, "not-met"),
        (0.251, True, "not-met"),
    ],
)
@pytest.mark.parametrize("study", [MANY_LOST, QED])
def test_high_losses_or_no_chance_ask_for_arms_alike(study, apart, adjusted, level):
    assert of_study({**study, "baseline_difference": apart, "baseline_adjusted": adjusted}) == {level}


def test_a_comparison_without_chance_is_never_without_reservations():
    assert of_study({**QED, **ALIKE, "attrition_overall": 0, "attrition_difference": 0}) == {"with"}


@pytest.mark.parametrize("design", ["matched", "DiD", "regression-adjusted", "comparison group"])
def test_every_comparison_without_chance_is_judged_alike(design):
    assert of_study({**QED, "design": design, **ALIKE}) == {"with"}
    assert of_study({**QED, "design": design, **FAR}) == {"not-met"}


@pytest.mark.parametrize(
    "study",
    [
        {"design": "cluster RCT"},
        {"design": "stepped wedge"},
        {"design": "RCT", "allocated_in_groups": True},
        {"design": "matched", "allocated_in_groups": True},
        {"design": "RDD"},
        {"design": "ITS"},
        {"design": "crossover"},
        {"design": "instrumental variable"},
        {"design": "pre-post"},
    ],
)
def test_groups_and_designs_with_standards_of_their_own_are_not_rated_here(study):
    assert of_study({**RCT, **ALIKE, **study}) == {"none"}


def test_a_trial_with_equivalence_met_and_attrition_unknown_is_with_or_without():
    """The worked counter-example: Kleene's tables alone would add that it does not meet standards."""
    assert of_study({"design": "RCT", **ALIKE}) == {"with", "without"}
    assert of_study({"design": "RCT", "attrition_boundary": "cautious", **ALIKE}) == {"with", "without"}


@pytest.mark.parametrize(
    ("study", "expected"),
    [
        ({"design": "RCT"}, {"not-met", "with", "without", "silent"}),
        ({"design": "RCT", **FAR}, {"not-met", "without", "silent"}),
        ({**RCT, "attrition_difference": OPEN, **NEAR}, {"not-met", "with", "without"}),
        ({**MANY_LOST, **NEAR}, {"not-met", "with"}),
        ({**MANY_LOST}, {"not-met", "with"}),
        ({**QED, **NEAR}, {"not-met", "with"}),
        ({"design": "matched", **ALIKE}, {"none", "with"}),
        ({**RCT, "attrition_difference": {"low": 0, "high": 6.3}, **FAR}, {"without"}),
        ({**RCT, "attrition_overall": {"low": 40, "high": 50}, **FAR}, {"not-met", "without"}),
        (
            {**RCT, "attrition_overall": {"low": 43, "high": 50}, "attrition_difference": 2.2, **FAR},
            {"not-met"},
        ),
        ({}, {"none", "silent", "not-met", "with", "without"}),
    ],
)
def test_what_is_not_known_leaves_the_exact_set(study, expected):
    assert of_study(study) == expected


@pytest.mark.parametrize("name", ["attrition_overall", "attrition_difference"])
def test_losses_that_are_not_reported_count_as_high(name):
    assert of_study({**RCT, name: NOT_REPORTED, **ALIKE}) == {"with"}
    assert of_study({**RCT, name: NOT_REPORTED, **FAR}) == {"not-met"}


@pytest.mark.parametrize("name", ["baseline_difference", "baseline_adjusted"])
def test_equivalence_that_is_not_reported_is_not_met(name):
    assert of_study({**QED, **NEAR, "baseline_adjusted": True, name: NOT_REPORTED}) == {"not-met"}


def test_each_study_is_judged_alone():
    one, two, three = {**RCT, **GAIN}, {**MANY_LOST, **ALIKE, **GAIN}, {**QED, **FAR, **GAIN}
    found = ratings_of("us-wwc", one, two, three)
    levels = {rating.object.study: rating.level for rating in found if rating.scale == "study"}
    assert levels == {"a": "without", "b": "with", "c": "not-met"}
    assert [r.object.study for r in found if r.scale == "tier"] == [None]


def test_tier_1_needs_studies_without_reservations_350_students_and_two_sites():
    assert tier({**RCT, **GAIN}) == {"1"}
    assert tier({**MANY_LOST, **ALIKE, **GAIN}) == {"2"}
    assert tier({**RCT, **GAIN, "n_analysed": 349}) == {"3"}
    assert tier({**RCT, **GAIN, "sites": 1}) == {"3"}
    assert tier({**MANY_LOST, **FAR, **GAIN}) == {"none"}


def test_no_significant_effect_is_uncertain_and_a_negative_one_negative():
    assert tier({**RCT, **GAIN, "signal": "includes no difference"}) == {"uncertain"}
    assert tier({**RCT, **GAIN, "direction": "against"}) == {"negative"}
    assert tier() == {"none"}


def test_sound_studies_that_point_both_ways_are_for_a_person_to_weigh():
    both = ({**RCT, **GAIN}, {**RCT, **GAIN, "direction": "against"})
    assert tier(*both) == {"1", "negative", "uncertain"}
    assert tier(*both, evidence_weight="supports it") == {"1"}
    assert tier(*both, evidence_weight="does not support it") == {"uncertain"}
    assert tier(*both, evidence_weight="against it") == {"negative"}


def test_a_negative_study_that_does_not_meet_standards_overrides_nothing():
    assert tier({**RCT, **GAIN}, {**MANY_LOST, **FAR, **GAIN, "direction": "against"}) == {"1"}


def test_a_study_that_cannot_be_rated_here_counts_as_the_clearinghouse_rates_it():
    schools = {**GAIN, "design": "cluster RCT"}
    assert tier(schools) == {"none", "1", "2"}
    assert tier({**schools, "wwc_standard": "Without reservations"}) == {"1"}
    assert tier({**schools, "wwc_standard": "With reservations"}) == {"2"}
    assert tier({**schools, "wwc_standard": "Does not meet"}) == {"none"}


def test_every_level_of_the_tier_is_marked_as_not_read():
    (scale,) = [s for s in scheme_of("us-wwc").scales if s.id == "tier"]
    assert {lv.id for lv in scale.levels if lv.verified} <= {"none"}
