"""Effect-size formulas: laws they obey and what they refuse."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatworks import stats

FORMULAS = (stats.risk_ratio, stats.odds_ratio, stats.risk_difference)
arm = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(arm, arm)
def test_swapping_the_arms_turns_the_effect_round(one, other):
    for formula in FORMULAS:
        there, back = formula(*one, *other), formula(*other, *one)
        assert float(there.yi) == pytest.approx(-float(back.yi), abs=1e-12)
        assert float(there.vi) == pytest.approx(float(back.vi))


@given(arm, arm)
def test_counting_those_without_the_event_turns_the_odds_ratio_round(one, other):
    flipped = [(n - events, n) for events, n in (one, other)]
    assert float(stats.odds_ratio(*one, *other).yi) == pytest.approx(
        -float(stats.odds_ratio(*flipped[0], *flipped[1]).yi), abs=1e-12
    )


@given(arm, arm)
def test_every_table_gives_a_finite_effect_with_a_variance(one, other):
    for formula in FORMULAS:
        size = formula(*one, *other)
        assert math.isfinite(size.yi) and size.vi > 0


def test_only_tables_with_an_empty_cell_get_one_half_in_every_cell():
    size = stats.risk_ratio([0, 5], [10, 10], [3, 4], [10, 10])
    assert size.yi[0] == pytest.approx(math.log((0.5 / 11) / (3.5 / 11)))
    assert size.yi[1] == pytest.approx(math.log(5 / 4))
    assert stats.risk_difference(0, 10, 0, 20).yi == pytest.approx(0.5 / 11 - 0.5 / 21)


def test_unknown_counts_give_an_unknown_effect():
    size = stats.odds_ratio([1, np.nan], [10, 10], [3, 4], [10, 10])
    assert np.isfinite(size.yi[0]) and np.isnan(size.yi[1])


def test_impossible_counts_are_refused_with_arm_and_row():
    with pytest.raises(ValueError, match=r"intervention arm are more than its total in row 2 \(12\)"):
        stats.risk_ratio([1, 12], [10, 10], [3, 4], [10, 10])
    with pytest.raises(ValueError, match="comparison arm has no one"):
        stats.risk_ratio(1, 10, 0, 0)


def test_arguments_are_not_changed():
    events = np.array([0.0, 5.0])
    stats.risk_ratio(events, [10, 10], [3, 4], [10, 10])
    assert events.tolist() == [0.0, 5.0]


@given(st.floats(0.1, 50), st.floats(-20, 20))
def test_standardised_difference_does_not_know_the_unit(factor, shift):
    arms = (3.0, 1.5, 20, 2.0, 2.5, 25)
    moved = tuple(
        v * factor + shift if i in (0, 3) else v * factor if i in (1, 4) else v for i, v in enumerate(arms)
    )
    one = stats.standardised_mean_difference(*arms)
    other = stats.standardised_mean_difference(*moved)
    assert float(one.yi) == pytest.approx(float(other.yi), rel=1e-6)
    assert float(stats.mean_difference(*moved).yi) == pytest.approx(factor * 1.0, rel=1e-6)


def test_hedges_correction_is_exact_and_nears_one():
    assert float(stats.hedges_correction(10)) == pytest.approx(0.92274560805, abs=1e-10)
    assert float(stats.hedges_correction(1e6)) == pytest.approx(1, abs=1e-5)
    assert np.isnan(stats.hedges_correction(1))


def test_no_spread_gives_no_standardised_difference():
    assert np.isnan(stats.standardised_mean_difference(3, 0, 10, 2, 0, 10).yi)


@given(st.floats(-3, 3), st.floats(0.01, 2))
def test_an_interval_gives_back_the_error_it_was_made_from(yi, se):
    reach = stats.critical(95) * se
    ends = [yi, yi - reach, yi + reach]
    assert float(stats.effect_from_interval(*ends, ratio=False).vi) == pytest.approx(se**2)
    ratio = stats.effect_from_interval(*np.exp(ends), ratio=True)
    assert (float(ratio.yi), float(ratio.vi)) == (pytest.approx(yi, abs=1e-9), pytest.approx(se**2))


def test_real_printed_intervals_pass():
    for estimate, low, high, ratio in (
        (0.60, 0.48, 0.76, True), (0.29, 0.09, 0.98, True), (0.055, -0.045, 0.166, False),
        (1.3, -7.1, 9.7, False),
    ):  # fmt: skip
        assert stats.effect_from_interval(estimate, low, high, ratio=ratio).vi > 0


@pytest.mark.parametrize(
    ("numbers", "ratio", "words"),
    [
        ((0.5, 0.6, 0.8), True, "does not hold its estimate"),
        ((0.7, 0.8, 0.6), True, "lower end is not below"),
        ((0.7, -0.1, 0.9), True, "a ratio is above 0"),
        ((5.01, 1.02, 9.03), True, "not about the middle \\(on logarithms\\)"),
        ((0.1, 0.0, 5.0), False, "not about the middle"),
    ],
)
def test_intervals_that_contradict_their_estimate_are_refused(numbers, ratio, words):
    with pytest.raises(stats.InconsistentNumbers, match=words):
        stats.effect_from_interval(*numbers, ratio=ratio)


def test_a_p_value_gives_the_error_it_was_made_from():
    size = stats.effect_from_p(0.4, 0.0455002638963584, ratio=False)
    assert float(size.vi) == pytest.approx(0.04)
    for p, estimate in ((0, 1), (1, 1), (0.5, 0)):
        with pytest.raises(stats.InconsistentNumbers):
            stats.effect_from_p(estimate, p, ratio=False)


def test_a_standard_error_is_squared_and_must_be_above_zero():
    assert float(stats.effect_from_se(2.0, 0.5, ratio=True).yi) == pytest.approx(math.log(2))
    with pytest.raises(stats.InconsistentNumbers, match="standard error"):
        stats.effect_from_se(2.0, 0.0, ratio=True)
