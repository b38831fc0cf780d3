"""EIF's levels: each condition counts, a missing one leaves a set, two reports of one sample are not two."""

from __future__ import annotations

import pytest

from unit.rate.evidence import AGAINST, CLEAR, FOR, RIGOROUS, UNCLEAR, evidence, rate, study
from whatworks.terms import Design

LASTING = {**RIGOROUS, "months_after_end": 12.0}


def level(*members, **more):
    return rate("eif", evidence(*members, **more))


def test_a_rigorous_evaluation_with_a_clear_gain_is_level_3():
    rating = level(study("A", **RIGOROUS))
    assert (rating.level, rating.words) == ("3", "Level 3")
    assert rating.because == "At least one rigorous evaluation found it"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"design": Design.COMPARISON}, "2"),
        ({"n_intervention": 19, "n_analysed": 39}, "2"),
        ({"n_comparison": 19, "n_analysed": 39}, "2"),
        ({"attrition_difference": 10.5}, "2"),
        ({"baseline_equivalent": False}, "2"),
        ({"intention_to_treat": False}, "2"),
        ({"measure_independent": False}, "NL2"),
        ({"measure_standardised": False}, "NL2"),
        ({"signal": UNCLEAR}, "NE"),
        ({"direction": AGAINST}, "NE"),
    ],
)
def test_each_condition_that_is_not_met_costs_the_level(changed, expected):
    assert level(study("A", **{**RIGOROUS, **changed})).level == expected


@pytest.mark.parametrize(
    ("missing", "possible"),
    [
        ("n_intervention", ("2", "3")),
        ("attrition_difference", ("2", "3")),
        ("baseline_equivalent", ("2", "3")),
        ("intention_to_treat", ("2", "3")),
        ("measure_independent", ("NL2", "3")),
        ("measure_standardised", ("NL2", "3")),
        ("signal", ("NE", "3")),
        ("direction", ("NE", "3")),
        ("months_after_end", ("3",)),
    ],
)
def test_each_condition_that_is_not_known_leaves_a_set(missing, possible):
    known = {k: v for k, v in RIGOROUS.items() if k != missing}
    rating = level(study("A", **known))
    assert rating.possible == possible
    assert rating.exact


@pytest.mark.parametrize(
    ("missing", "expected"),
    [("baseline_equivalent", "2"), ("attrition_difference", "2"), ("measure_independent", "NL2")],
)
def test_what_was_sought_and_not_reported_fails(missing, expected):
    known = {k: v for k, v in RIGOROUS.items() if k != missing}
    assert level(study("A", **known, unknown_because={missing: "sought, not reported"})).level == expected


def test_a_signal_that_was_not_reported_is_no_gain():
    known = {k: v for k, v in RIGOROUS.items() if k != "signal"}
    assert level(study("A", **known, result_unknown_because={"signal": "sought, not reported"})).level == "NE"


def test_level_4_needs_two_samples_and_a_gain_that_lasts_a_year_in_one():
    assert level(study("A", **RIGOROUS), study("B", **LASTING)).level == "4"
    assert level(study("A", **LASTING), study("B", **LASTING)).level == "4"
    assert level(study("A", **RIGOROUS), study("B", **RIGOROUS)).level == "3"
    assert level(study("A", **LASTING)).level == "3"
    short = {**RIGOROUS, "months_after_end": 11.9}
    assert level(study("A", **short), study("B", **short)).level == "3"


def test_one_sample_twice_is_not_two_samples():
    assert level(study("A", sample="Leeds", **RIGOROUS), study("B", sample="Leeds", **LASTING)).level == "3"
    assert level(study("A", sample="Leeds", **RIGOROUS), study("B", sample="York", **LASTING)).level == "4"


def test_the_year_must_be_in_one_of_the_two():
    weak = {**LASTING, "baseline_equivalent": False}
    assert level(study("A", **RIGOROUS), study("B", **RIGOROUS), study("C", **weak)).level == "3"


def test_an_outcome_that_is_not_a_childs_is_not_rated_above():
    assert level(study("A", **LASTING), outcome={"of_child": False}).level == "NL2"


def test_no_study_is_not_rated_and_a_weak_one_is_below_level_2():
    assert level().level == "none"
    weak = study("A", design=Design.PRE_POST, direction=FOR, signal=CLEAR, n_analysed=10, n_randomised=12)
    assert level(weak).level == "NL2"


def test_level_2_needs_no_comparison_group():
    known = {
        "n_analysed": 20, "attrition_overall": 40.0, "measure_standardised": True,
        "measure_independent": True, "direction": FOR, "signal": CLEAR,
    }  # fmt: skip
    assert level(study("A", design=Design.PRE_POST, **known)).level == "2"
    assert level(study("A", design=Design.PRE_POST, **{**known, "n_analysed": 19})).level == "NL2"
    assert level(study("A", design=Design.PRE_POST, **{**known, "attrition_overall": 41.0})).level == "NL2"


def test_arms_that_cannot_both_have_twenty_are_not_level_3():
    known = {k: v for k, v in RIGOROUS.items() if k not in ("n_intervention", "n_comparison")}
    assert level(study("A", **{**known, "n_analysed": 39})).level == "2"
    assert level(study("A", **{**known, "n_analysed": 40})).possible == ("2", "3")


def test_a_study_of_which_nothing_is_known_leaves_every_level_but_those_it_cannot_reach():
    assert level(study("A")).possible == ("NE", "NL2", "2", "3")
    assert level(study("A"), study("B")).possible == ("NE", "NL2", "2", "3", "4")
    assert level(study("A", sample="one"), study("B", sample="one")).possible == ("NE", "NL2", "2", "3")


def test_sources_that_disagree_leave_both():
    known = {k: v for k, v in RIGOROUS.items() if k != "baseline_equivalent"}
    rating = level(study("A", **known, unknown_because={"baseline_equivalent": "yes|no"}))
    assert rating.possible == ("2", "3")
    assert "A: whether the arms were alike at the start (sources disagree)" in [
        u.words for u in rating.unknowns
    ]
