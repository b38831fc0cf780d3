"""EMMIE: five scores as entered, and six words for effect by counting."""

from __future__ import annotations

import pytest

from unit.rate.left_open import NOT_APPLICABLE, OPEN, SOUGHT, level, levels

DIMENSIONS = ("effect", "mechanism", "moderators", "implementation", "economics")
FOR = {"design": "RCT", "direction": "favours", "signal": "excludes no difference"}
SLIGHTLY = {**FOR, "signal": "includes no difference"}
AGAINST = {**FOR, "direction": "against"}
SLIGHTLY_AGAINST = {**AGAINST, "signal": "includes no difference"}
HELPS = {"pool__low": 0.1, "pool__high": 0.4, "pool__source": "published review"}
HARMS = {"pool__low": -0.4, "pool__high": -0.1, "pool__source": "published review"}
NEITHER = {"pool__low": -0.1, "pool__high": 0.4, "pool__source": "published review"}


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("score", range(5))
def test_a_score_is_its_level(dimension, score):
    assert level("emmie", f"q_{dimension}", **{f"emmie_q_{dimension}": score}) == str(score)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_score_that_is_not_known_leaves_all_five_and_one_that_does_not_apply_none(dimension):
    scale, fact = f"q_{dimension}", f"emmie_q_{dimension}"
    assert levels("emmie", scale) == {"0", "1", "2", "3", "4"}
    assert levels("emmie", scale, **{fact: SOUGHT}) == {"0", "1", "2", "3", "4"}
    assert levels("emmie", scale, **{fact: {"low": 2, "high": 3}}) == {"2", "3"}
    assert level("emmie", scale, **{fact: NOT_APPLICABLE}) == "none"


def test_without_a_pool_it_takes_two_studies_with_a_comparison_group():
    assert level("emmie", "effect") == "none"
    assert level("emmie", "effect", FOR) == "none"
    assert level("emmie", "effect", FOR, {**FOR, "design": "pre-post"}) == "none"
    assert level("emmie", "effect", FOR, FOR) == "helps"


def test_the_pooled_interval_says_what_holds_overall():
    assert level("emmie", "effect", **HELPS) == "helps"
    assert level("emmie", "effect", **HARMS) == "harms"
    assert level("emmie", "effect", **NEITHER) == "no_effect"
    assert level("emmie", "effect", SLIGHTLY, SLIGHTLY, **NEITHER) == "no_effect"


def test_an_end_of_the_interval_on_no_difference_is_nothing_beyond_chance():
    assert level("emmie", "effect", **{**HELPS, "pool__low": 0}) == "no_effect"
    assert level("emmie", "effect", **{**HARMS, "pool__high": 0}) == "no_effect"


def test_one_study_clearly_against_is_told_beside_the_whole():
    assert level("emmie", "effect", FOR, AGAINST, **HELPS) == "helps_mostly"
    assert level("emmie", "effect", FOR, SLIGHTLY_AGAINST, **HELPS) == "helps"
    assert level("emmie", "effect", FOR, AGAINST, **NEITHER) == "mixed"
    assert level("emmie", "effect", SLIGHTLY, AGAINST, **NEITHER) == "harms_some"
    assert level("emmie", "effect", FOR, AGAINST, **HARMS) == "harms"


def test_without_a_pool_more_than_half_of_the_studies_decide():
    assert level("emmie", "effect", SLIGHTLY, SLIGHTLY, SLIGHTLY_AGAINST) == "helps"
    assert level("emmie", "effect", SLIGHTLY, SLIGHTLY_AGAINST) == "no_effect"
    assert level("emmie", "effect", SLIGHTLY_AGAINST, SLIGHTLY_AGAINST, SLIGHTLY) == "harms"
    assert level("emmie", "effect", FOR, FOR, AGAINST) == "helps_mostly"
    assert level("emmie", "effect", FOR, AGAINST) == "mixed"
    assert level("emmie", "effect", SLIGHTLY, AGAINST) == "harms_some"


def test_what_is_not_known_of_a_study_leaves_exactly_what_it_could_make():
    assert levels("emmie", "effect", {**FOR, "direction": OPEN}, **HELPS) == {"helps", "helps_mostly"}
    assert levels("emmie", "effect", {**AGAINST, "signal": OPEN}, **NEITHER) == {"no_effect", "harms_some"}
    assert levels("emmie", "effect", {**FOR, "direction": OPEN}, FOR) == {"helps", "mixed"}
    assert level("emmie", "effect", {**AGAINST, "signal": SOUGHT}, **HELPS) == "helps"
