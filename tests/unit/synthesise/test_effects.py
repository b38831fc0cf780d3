"""From a printed result to an effect: what is used first, what stays unknown, which way it points."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatworks import stats
from whatworks.synthesise import derive_effect
from whatworks.terms import Direction, Good, Outcome, Result, Scale, Signal

CARE = Outcome(id="care", name="Enters care", domain="safety", good=Good.LOWER)
READING = Outcome(id="reading", name="Reading", domain="learning", good=Good.HIGHER)


def result(**numbers):
    return Result(id="r1", study="S1", outcome="care", measure="as printed", **numbers)


COUNTS = {"events_t": 30, "total_t": 100, "events_c": 45, "total_c": 100}
MEANS = {"mean_t": 52.0, "sd_t": 10.0, "n_t": 40, "mean_c": 47.0, "sd_c": 9.0, "n_c": 38}


def test_counts_come_before_everything_else():
    effect = derive_effect(result(**COUNTS, scale=Scale.RR, estimate=0.7, ci_low=0.5, ci_high=0.98), CARE)
    assert effect.yi == pytest.approx(math.log(30 / 45)) and "Katz" in effect.formula
    assert effect.direction is Direction.FAVOURS and effect.better == -1


@pytest.mark.parametrize("scale", [Scale.RR, Scale.OR, Scale.RD])
def test_counts_reach_the_scale_that_is_asked_for(scale):
    effect = derive_effect(result(**COUNTS), CARE, scale)
    formula = {Scale.RR: stats.risk_ratio, Scale.OR: stats.odds_ratio, Scale.RD: stats.risk_difference}[scale]
    assert (effect.yi, effect.vi) == pytest.approx(tuple(map(float, formula(**COUNTS))))


def test_means_give_hedges_g_unless_a_difference_is_asked_for():
    effect = derive_effect(result(**MEANS), READING)
    assert effect.scale is Scale.SMD and effect.direction is Direction.FAVOURS
    assert derive_effect(result(**MEANS), READING, Scale.MD).yi == pytest.approx(5)
    assert derive_effect(result(**MEANS), CARE).direction is Direction.AGAINST


def test_a_printed_ratio_is_taken_to_logarithms_with_its_interval():
    effect = derive_effect(result(scale=Scale.RR, estimate=0.60, ci_low=0.48, ci_high=0.76), CARE)
    assert effect.yi == pytest.approx(math.log(0.6))
    assert effect.vi == pytest.approx((math.log(0.76 / 0.48) / (2 * 1.959964)) ** 2, rel=1e-6)
    assert effect.signal is Signal.EXCLUDES


def test_percentages_alone_give_a_difference_that_cannot_be_pooled():
    effect = derive_effect(result(percent_t=36.2, percent_c=44.8, total_t=500, total_c=500), CARE)
    assert (effect.scale, effect.yi, effect.vi) == (Scale.RD, -0.086, None)
    assert effect.direction is Direction.FAVOURS and effect.signal is None
    assert derive_effect(result(percent_t=36.2, percent_c=44.8), CARE, Scale.RR).yi == pytest.approx(
        math.log(36.2 / 44.8)
    )


def test_a_scale_out_of_reach_leaves_the_estimate_unknown_but_not_its_direction():
    effect = derive_effect(result(scale=Scale.OR, estimate=0.29, ci_low=0.09, ci_high=0.98), CARE, Scale.RR)
    assert effect.yi is None and effect.vi is None and effect.scale is Scale.RR
    assert effect.direction is Direction.FAVOURS and effect.signal is Signal.EXCLUDES
    assert effect.formula == "no risk ratio: what is printed gives the odds ratio alone"


def test_an_interval_that_contradicts_its_estimate_is_not_used():
    effect = derive_effect(result(scale=Scale.RR, estimate=0.5, ci_low=0.6, ci_high=0.8), CARE)
    assert (effect.yi, effect.vi, effect.direction, effect.signal) == (None, None, None, None)
    assert "does not hold its estimate" in effect.formula


def test_an_off_centre_interval_gives_no_variance_but_keeps_its_signal():
    effect = derive_effect(result(scale=Scale.RR, estimate=5.01, ci_low=1.02, ci_high=9.03), CARE)
    assert effect.yi == pytest.approx(math.log(5.01)) and effect.vi is None
    assert effect.signal is Signal.EXCLUDES and "middle" in effect.formula


def test_words_are_used_only_where_no_number_is():
    worded = result(direction=Direction.FAVOURS, signal=Signal.INCLUDES)
    assert derive_effect(worded, CARE) is None
    effect = derive_effect(worded, CARE, Scale.RR)
    assert (effect.yi, effect.direction, effect.signal) == (None, Direction.FAVOURS, Signal.INCLUDES)
    numbered = result(percent_t=50, percent_c=40, direction=Direction.FAVOURS)
    assert derive_effect(numbered, CARE).direction is Direction.AGAINST


def test_no_events_on_either_side_is_exactly_no_difference():
    effect = derive_effect(result(events_t=0, total_t=10, events_c=0, total_c=20), CARE)
    assert effect.direction is Direction.NULL and effect.signal is Signal.INCLUDES
    assert "one half was added" in effect.formula


@pytest.mark.parametrize(
    ("numbers", "signal"),
    [
        ({"scale": Scale.RD, "estimate": 0.055, "ci_low": -0.045, "ci_high": 0.166}, Signal.INCLUDES),
        ({"scale": Scale.MD, "estimate": 1.0, "se": 0.4}, Signal.EXCLUDES),
        (
            {"scale": Scale.MD, "estimate": 1.0, "ci_low": 0.1, "ci_high": 1.9, "ci_level": 90.0},
            Signal.INCLUDES,
        ),
        (COUNTS, Signal.EXCLUDES),
        ({"percent_t": 77.9, "percent_c": 71.8, "p": 0.02}, Signal.EXCLUDES),
        ({"percent_t": 77.9, "percent_c": 71.8, "p": 0.2}, Signal.INCLUDES),
        ({"percent_t": 77.9, "percent_c": 71.8}, None),
        ({"percent_t": 77.9, "percent_c": 71.8, "signal": Signal.INCLUDES}, Signal.INCLUDES),
    ],
)
def test_signal_comes_from_the_interval_before_p_before_words(numbers, signal):
    assert derive_effect(result(**numbers), CARE).signal is signal


def test_a_p_value_alone_never_makes_a_variance():
    assert derive_effect(result(scale=Scale.OR, estimate=2.0, p=0.04), CARE).vi is None


def test_the_id_follows_the_numbers_and_not_the_notes():
    one = derive_effect(result(**COUNTS), CARE)
    assert derive_effect(result(**COUNTS, note="read twice"), CARE).id == one.id
    assert derive_effect(result(**{**COUNTS, "events_t": 31}), CARE).id != one.id
    assert derive_effect(result(**COUNTS), CARE, Scale.OR).id != one.id


@given(st.integers(0, 50), st.integers(0, 50))
def test_direction_is_of_the_risks_whatever_the_zero_cells(t, c):
    effect = derive_effect(result(events_t=t, total_t=50, events_c=c, total_c=50), CARE)
    expected = Direction.FAVOURS if t < c else Direction.AGAINST if t > c else Direction.NULL
    assert effect.direction is expected and effect.vi > 0


number = st.one_of(st.none(), st.floats(-1e3, 1e3), st.integers(-3, 200))
FIELDS = (
    "events_t", "total_t", "events_c", "total_c", "percent_t", "percent_c", "mean_t", "sd_t", "n_t", "mean_c",
    "sd_c", "n_c", "estimate", "ci_low", "ci_high", "se", "p",
)  # fmt: skip


@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, number)), st.sampled_from([None, *Scale]))
def test_no_printed_nonsense_crashes_or_becomes_a_number_that_is_none(numbers, scale):
    from whatworks.synthesise import question_result

    printed = result(**numbers, scale=scale)
    question_result(printed, CARE)
    for asked in (None, *Scale):
        effect = derive_effect(printed, CARE, asked)
        if effect is not None:
            assert effect.yi is None or math.isfinite(effect.yi)
            assert effect.vi is None or (math.isfinite(effect.vi) and effect.vi >= 0)
