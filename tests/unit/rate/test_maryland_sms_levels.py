"""The Maryland scale: what a design may reach, and the conditions it must meet to get there."""

from __future__ import annotations

import pytest

from unit.rate.left_open import OPEN, SOUGHT, level, levels

TRIAL = {"design": "RCT", "attrition_addressed": True, "contamination_addressed": True}
LESS = {"exogeneity_tested": False, "comparability_shown": False, "measured_before": False}


def score(**study):
    return level("maryland-sms", "score", study)


def open_scores(**study):
    return levels("maryland-sms", "score", study)


@pytest.mark.parametrize("design", ["RCT", "cluster RCT", "stepped wedge", "crossover"])
def test_a_trial_that_deals_with_losses_and_contamination_is_5(design):
    assert score(**{**TRIAL, "design": design}) == "5"


@pytest.mark.parametrize("missing", ["attrition_addressed", "contamination_addressed"])
@pytest.mark.parametrize("value", [False, SOUGHT])
def test_a_trial_that_leaves_one_out_falls_to_what_it_still_meets(missing, value):
    less = {**TRIAL, missing: value}
    assert score(**less, **LESS) == "2"
    assert score(**less, **{**LESS, "comparability_shown": True, "measured_before": True}) == "3"
    assert score(**less, **{**LESS, "exogeneity_tested": True}) == "4"


@pytest.mark.parametrize("design", ["RDD", "instrumental variable"])
def test_a_threshold_or_an_instrument_reaches_4_if_tested(design):
    assert score(design=design, exogeneity_tested=True) == "4"
    assert score(design=design, **LESS) == "2"
    assert score(design=design, **{**LESS, "exogeneity_tested": SOUGHT}) == "2"
    assert score(design=design, **{**LESS, "measured_before": True, "comparability_shown": True}) == "3"


def test_a_comparison_over_time_or_by_matching_reaches_3_if_comparable():
    assert score(design="DiD", comparability_shown=True) == "3"
    assert score(design="DiD", comparability_shown=False) == "2"
    assert score(design="matched", comparability_shown=True, measured_before=True) == "3"
    assert score(design="matched", comparability_shown=True, measured_before=False) == "2"
    assert score(design="matched", comparability_shown=True, measured_before=SOUGHT) == "2"


def test_one_group_is_1_and_with_other_differences_held_constant_2():
    for design in ("pre-post", "cross-sectional", "ITS"):
        assert score(design=design, controls_used=False) == "1"
        assert score(design=design, controls_used=SOUGHT) == "1"
        assert score(design=design, controls_used=True) == "2"
        assert open_scores(design=design) == {"1", "2"}


@pytest.mark.parametrize("design", ["qualitative", "economic", "review"])
def test_no_comparison_of_outcomes_is_0(design):
    assert score(design=design) == "0"


def test_what_is_not_known_leaves_exactly_what_it_could_make():
    assert open_scores(design="RCT") == {"2", "3", "4", "5"}
    assert open_scores(**{**TRIAL, "attrition_addressed": OPEN}, **LESS) == {"2", "5"}
    assert open_scores(design="comparison group") == {"2", "3"}
    assert open_scores() == {"0", "1", "2", "3", "4", "5"}
