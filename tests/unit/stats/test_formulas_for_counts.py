"""Formulas for counts: empty cells, what is refused, and laws that each measure obeys."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from whatworks.stats import InconsistentNumbers
from whatworks.stats.sizes import association, converting, counts, pairs, rates, single_groups
from whatworks.stats.sizes.effect_size import known, one_of, refuse, weighted_mean
from whatworks.stats.sizes.two_by_two import cells

TABLES = (
    counts.risk_ratio, counts.odds_ratio, counts.risk_difference, counts.arcsine_difference,
    counts.peto_odds_ratio, association.phi_coefficient, association.yules_q, association.yules_y,
    association.tetrachoric, converting.probit_difference, converting.odds_ratio_as_d,
)  # fmt: skip
arm = st.integers(2, 300).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n)))


@given(arm, arm)
def test_swapping_the_arms_turns_every_measure_round(one, other):
    for formula in TABLES:
        there, back = formula(*one, *other), formula(*other, *one)
        assert float(there.yi) == pytest.approx(-float(back.yi), abs=1e-9), formula.__name__
        assert float(there.vi) == pytest.approx(float(back.vi), rel=1e-6), formula.__name__


@given(arm, arm)
def test_more_events_than_in_the_comparison_arm_is_above_zero_by_every_measure(one, other):
    more = np.sign(one[0] * other[1] - other[0] * one[1])
    for formula in TABLES:
        if formula not in (counts.peto_odds_ratio,):
            found = float(formula(*one, *other).yi)
            assert np.sign(found if abs(found) > 1e-12 else 0.0) == more, formula.__name__


@pytest.mark.parametrize(
    ("to", "expected"),
    [("only0", [0.5, 3.0]), ("all", [0.5, 3.5]), ("if0all", [0.5, 3.5]), ("none", [0.0, 3.0])],
)
def test_a_constant_is_added_where_the_rule_says(to, expected):
    table = cells([0, 3], [10, 10], [2, 4], [12, 12], to=to)
    assert table.a.tolist() == expected
    assert table.n1.tolist() == [10 + 2 * (expected[0] - 0), 10 + 2 * (expected[1] - 3)]
    assert table.n2.tolist()[1] == 12 + 2 * (expected[1] - 3)


def test_if0all_adds_nothing_where_no_cell_is_empty():
    assert cells([1, 3], [10, 10], [2, 4], [12, 12], to="if0all").a.tolist() == [1, 3]


def test_tables_that_tell_nothing_can_be_dropped():
    table = cells([0, 10, 0], [10, 10, 10], [0, 12, 2], [12, 12, 12], drop00=True)
    assert np.isnan(table.a).tolist() == [True, True, False]
    assert np.isnan(counts.risk_ratio(0, 10, 0, 12, drop00=True).yi)
    assert np.isnan(rates.rate_ratio([0, 0], [5, 5], [0, 2], [5, 5], drop00=True).yi).tolist() == [
        True,
        False,
    ]


def test_empty_cells_with_nothing_added_give_nothing_rather_than_infinity():
    for formula in (counts.risk_ratio, counts.odds_ratio, association.yules_q, converting.probit_difference):
        size = formula(0, 10, 3, 10, to="none")
        assert np.isnan(size.yi) and np.isnan(size.vi)
    assert float(counts.arcsine_difference(0, 10, 10, 10).yi) == pytest.approx(-math.pi / 2)


def test_rules_that_do_not_exist_are_answered_with_those_there_are():
    with pytest.raises(ValueError, match="to 'some' is not known; use one of only0, all, if0all, none"):
        counts.risk_ratio(1, 2, 1, 2, to="some")
    with pytest.raises(ValueError, match="add -1 is not 0 or above"):
        counts.risk_ratio(1, 2, 1, 2, add=-1)
    with pytest.raises(ValueError, match="vtype 'XX' is not known; use one of CS, ST"):
        association.phi_coefficient(1, 2, 1, 2, vtype="XX")
    with pytest.raises(ValueError, match="kind 'XX'"):
        pairs.paired_effect(1, 2, 3, 4, kind="XX")
    assert counts.risk_ratio(1, 2, 1, 2, add=0).vi > 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: counts.odds_ratio(-1, 5, 1, 5), "events of the intervention arm are negative"),
        (lambda: counts.odds_ratio(1, 5, 6, 5), "events of the comparison arm are more than its total"),
        (lambda: counts.odds_ratio(1, 0, 1, 5), "the intervention arm has no one in it"),
        (lambda: rates.rate_ratio(-1, 5, 1, 5), "events of the intervention arm are negative"),
        (lambda: rates.rate_ratio(1, 5, 1, 0), "comparison arm's person-time is not above zero"),
        (lambda: single_groups.proportion(-1, 5), "events are negative"),
        (lambda: single_groups.proportion(6, 5), "events are more than the total"),
        (lambda: single_groups.proportion(0, 0), "the group has no one in it"),
        (lambda: single_groups.rate(-1, 5), "events are negative"),
        (lambda: single_groups.rate(1, 0), "person-time is not above zero"),
        (lambda: single_groups.mean(1, -1, 5), "standard deviation is negative"),
        (lambda: single_groups.mean(1, 1, 0), "no one in it"),
        (lambda: pairs.paired_effect(1, -2, 3, 4, kind="RR"), "a count is negative"),
        (lambda: converting.d_from_r(1, 0.1), "a correlation is not between -1 and 1"),
        (lambda: converting.rescale(1, 0.1, 0), "the factor is 0"),
    ],
)
def test_numbers_that_cannot_be_are_refused(call, words):
    with pytest.raises(InconsistentNumbers, match=words):
        call()


def test_events_may_be_all_or_none_and_more_than_people_in_a_rate():
    assert counts.risk_ratio([0, 5], [5, 5], [1, 1], [5, 5]).vi.min() > 0
    assert single_groups.proportion([0, 5], [5, 5]).vi.min() > 0
    assert float(single_groups.proportion(1, 1, transform="arcsine").vi) == 0.25
    assert float(single_groups.mean(3, 2, 1).vi) == 4
    assert single_groups.mean(3, [0.5, 0], 4).vi.tolist() == [0.0625, 0]
    assert float(single_groups.rate(3, 0.5).yi) == 6
    assert float(rates.rate_difference(3, 0.5, 1, 0.5).yi) == 4
    assert rates.rate_ratio(30, 10, 20, 10).yi == pytest.approx(math.log(1.5))


def test_a_refusal_tells_its_rows_and_values_to_a_caller():
    with pytest.raises(InconsistentNumbers) as caught:
        counts.risk_ratio([1, 12, 13], [10, 10, 10], [3, 4, 4], [10, 10, 10])
    error = caught.value
    assert (error.rows, error.shown, error.advice) == ((1, 2), (12.0, 13.0), "check both counts")
    assert "more than its total" in error.what
    assert str(error).endswith("in row 2, 3 (12, 13): check both counts")


def test_a_refusal_names_ten_rows_at_most():
    with pytest.raises(InconsistentNumbers) as caught:
        refuse([True] * 12, "wrong", "mend it", range(12))
    assert "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 (" in str(caught.value)
    assert len(caught.value.rows) == 12


def test_what_is_half_known_is_unknown():
    size = known([1.0, 2.0, np.inf], [np.nan, 4.0, 1.0])
    assert np.isnan(size.yi).tolist() == np.isnan(size.vi).tolist() == [True, False, True]
    assert one_of("letter", "b", ("a", "b")) == "b"


def test_a_weighted_mean_leaves_out_the_unknown_and_knows_no_order():
    values, weights = np.array([0.1, np.nan, 0.3, 1e9]), np.array([3.0, 5.0, np.nan, 1e-9])
    assert weighted_mean(values, weights) == pytest.approx((0.3 + 1) / 3)
    assert weighted_mean(np.array([1.0, 3.0]), np.array([0.1, 0.3])) == pytest.approx(2.5)
    assert math.isnan(weighted_mean(np.array([np.nan]), np.array([1.0])))
    many = np.linspace(0, 1, 1000) ** 7 - 0.3
    assert weighted_mean(many, many + 1) == weighted_mean(many[::-1], many[::-1] + 1)


def near(size, yi, vi):
    return float(size.yi) == pytest.approx(yi, abs=5e-5) and float(size.vi) == pytest.approx(vi, abs=5e-5)


def test_converting_gives_the_numbers_of_the_textbook():
    """Borenstein, Hedges, Higgins and Rothstein 2009, chapter 7."""
    assert near(converting.d_from_log_odds(0.9069, 0.0676), 0.5, 0.0205)
    assert near(converting.log_odds_from_d(0.5, 0.0205), 0.9069, 0.0674)
    assert near(converting.d_from_r(0.5, 0.0058), 1.1547, 0.0550)
    assert near(converting.r_from_d(1.1547, 0.0550, 50, 50), 0.5, 0.0058)


def test_r_from_d_of_unequal_arms_takes_their_sizes():
    r = converting.r_from_d(0.8, 0.09, 20, 60)
    a = 80**2 / 1200
    assert float(r.yi) == pytest.approx(0.8 / math.sqrt(0.64 + a))
    assert float(r.vi) == pytest.approx(a**2 * 0.09 / (0.64 + a) ** 3)


@pytest.mark.parametrize(("distribution", "factor"), [("logistic", math.pi / math.sqrt(3)), ("normal", 1.65)])
def test_log_odds_and_d_go_both_ways(distribution, factor):
    there = converting.d_from_log_odds(0.7, 0.2, distribution=distribution)
    assert (float(there.yi), float(there.vi)) == (pytest.approx(0.7 / factor), pytest.approx(0.2 / factor**2))
    back = converting.log_odds_from_d(*there, distribution=distribution)
    assert (float(back.yi), float(back.vi)) == (pytest.approx(0.7), pytest.approx(0.2))
    with pytest.raises(ValueError, match="distribution 'cauchy' is not known"):
        converting.d_from_log_odds(0.7, 0.2, distribution="cauchy")
    with pytest.raises(ValueError, match="distribution 'cauchy' is not known"):
        converting.log_odds_from_d(0.7, 0.2, distribution="cauchy")


def test_estimates_are_turned_and_rescaled():
    assert converting.turn([0.5, -0.2, 0.0], [True, False, True]).tolist() == [-0.5, -0.2, 0.0]
    assert not np.signbit(converting.turn([0.0], [True])).any()
    size = converting.rescale([2.0, 3.0], [4.0, 1.0], [-10, 0.5])
    assert size.yi.tolist() == [-20.0, 1.5]
    assert size.vi.tolist() == [400.0, 0.25]


def test_a_share_that_is_all_or_nothing_has_its_arcsine_but_no_logit_without_help():
    assert float(single_groups.proportion(0, 10, transform="arcsine").yi) == 0
    assert np.isnan(single_groups.proportion(0, 10, transform="logit", add=0).yi)
    assert float(single_groups.proportion(0, 10, transform="logit").yi) == pytest.approx(math.log(0.5 / 10.5))
    nothing = single_groups.proportion(0, 10, transform="raw", to="none")
    assert (float(nothing.yi), float(nothing.vi)) == (0, 0)
    assert np.isnan(single_groups.proportion(0, 10, transform="log", to="none").yi)
    assert (float(single_groups.rate(0, 10).yi), float(single_groups.rate(0, 10).vi)) == (0.05, 0.005)
    assert float(single_groups.rate(0, 4, transform="root").yi) == 0
    assert float(single_groups.rate(0, 4, transform="double root").yi) == pytest.approx(0.25)
    with pytest.raises(ValueError, match="transform 'cube' is not known"):
        single_groups.proportion(1, 10, transform="cube")
    with pytest.raises(ValueError, match="transform 'logit' is not known"):
        single_groups.rate(1, 10, transform="logit")


def test_the_tetrachoric_variance_is_the_delta_methods_by_small_steps():
    cells_ = np.array([30.0, 20.0, 15.0, 45.0])

    def rho(shares):
        a, b, c, d = shares * 1e6
        return float(association.tetrachoric(a, a + b, c, c + d).yi)

    shares, step = cells_ / cells_.sum(), 1e-5
    slopes = []
    for i in range(4):
        move = np.zeros(4)
        move[i] = step
        up, down = shares + move, shares - move
        slopes.append((rho(up / up.sum()) - rho(down / down.sum())) / (2 * step))
    slopes = np.array(slopes)
    variance = (np.sum(slopes**2 * shares) - np.sum(slopes * shares) ** 2) / cells_.sum()
    found = association.tetrachoric(30, 50, 15, 60)
    assert float(found.vi) == pytest.approx(variance, rel=1e-5)


def test_a_table_with_an_empty_cell_has_no_tetrachoric_correlation_without_help():
    for table in ((0, 10, 3, 10), (10, 10, 3, 10), (3, 10, 0, 10), (3, 10, 10, 10)):
        assert np.isnan(association.tetrachoric(*table).yi)
        assert np.isfinite(association.tetrachoric(*table, add=0.5).vi)
    assert association.tetrachoric([3, 4], [10, 10], [1, 2], [10, 10]).yi.shape == (2,)
    assert float(association.tetrachoric(5, 10, 5, 10).yi) == pytest.approx(0, abs=1e-12)


def test_a_phi_of_one_has_a_variance_only_where_the_arms_were_fixed():
    assert np.isnan(association.phi_coefficient([10, 0], 10, [0, 10], 10).yi).all()
    assert association.phi_coefficient(10, 10, 0, 10, vtype="ST").vi == 0


@pytest.mark.parametrize("rho", [0.999, -0.99, 0.5])
def test_the_share_of_a_quadrant_is_the_one_by_conditioning_on_the_first(rho):
    """The integral of phi(x) Phi((k - rho x) / sqrt(1 - rho^2)) up to h, on fine panels."""
    h, k = 0.4, -0.3
    x = np.linspace(-9, h, 400_001)
    values = norm.pdf(x) * norm.cdf((k - rho * x) / math.sqrt(1 - rho**2))
    assert association._quadrant(h, k, rho) == pytest.approx(np.trapezoid(values, x), abs=1e-9)
