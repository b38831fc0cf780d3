"""Costs against effects: definitions hold, money is never mixed, budgets follow from their children."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from whatworks.stats.costs.budget import Estimate, budget_impact
from whatworks.stats.costs.cost_effect import (
    Increments,
    Quadrant,
    cost_effect_ratio,
    draw_pairs,
    increments_of_draws,
    net_benefit,
    net_benefit_of_draws,
    quadrant_of,
)
from whatworks.stats.costs.money import Money, PriceIndex, inflate

GIVEN = Increments(cost=30.0, se_cost=8.0, effect=0.02, se_effect=0.006, rho=0.3)
INDEX = PriceIndex("example", "made up", "GBP", {2020: 80.0, 2023: 100.0})


def pounds(amount, year=2023):
    return Money(amount, "GBP", year)


# Increments


@pytest.mark.parametrize(
    ("cost", "effect", "quadrant"),
    [
        (-1, 1, Quadrant.DOMINANT), (0, 1, Quadrant.DOMINANT), (1, 1, Quadrant.TRADE_OFF),
        (1, -1, Quadrant.DOMINATED), (0, -1, Quadrant.DOMINATED), (-1, -1, Quadrant.LESS_FOR_LESS),
        (1, 0, Quadrant.NO_EFFECT), (-1, 0, Quadrant.NO_EFFECT),
    ],
)  # fmt: skip
def test_each_quarter_of_the_plane_has_its_word(cost, effect, quadrant):
    assert quadrant_of(cost, effect) is quadrant


@pytest.mark.parametrize(("cost", "effect"), [(-30, 0.02), (30, -0.02), (30, 0), (0, 0.02)])
def test_where_one_side_dominates_there_is_no_ratio(cost, effect):
    found = cost_effect_ratio(Increments(cost, 8, effect, 0.006))
    assert (found.icer, found.ci_lb, found.ci_ub) == (None, None, None)


def test_the_ends_of_fiellers_interval_are_where_the_net_cost_is_just_beyond_chance():
    for given_ in (GIVEN, Increments(-30, 8, -0.02, 0.006, -0.4)):
        found = cost_effect_ratio(given_, level=90)
        assert found.icer == pytest.approx(1500)
        for end in (found.ci_lb, found.ci_ub):
            variance = given_.se_cost**2 + end**2 * given_.se_effect**2 - 2 * end * given_.covariance
            z = (given_.cost - end * given_.effect) / math.sqrt(variance)
            assert abs(z) == pytest.approx(1.6448536270, rel=1e-8)
        assert found.ci_lb < found.icer < found.ci_ub


def test_an_effect_within_chance_leaves_the_ratio_without_an_interval():
    found = cost_effect_ratio(Increments(30, 8, 0.02, 0.0103))
    assert found.icer == pytest.approx(1500)
    assert (found.ci_lb, found.ci_ub) == (None, None)
    assert cost_effect_ratio(Increments(30, 8, 0.02, 0.0102)).ci_lb is not None


def test_net_benefit_and_its_variance_are_by_definition():
    found = net_benefit(GIVEN, 2000, level=90)
    variance = 2000**2 * 0.006**2 + 8**2 - 2 * 2000 * 0.3 * 8 * 0.006
    assert found.estimate == pytest.approx(10)
    assert found.se == pytest.approx(math.sqrt(variance))
    assert found.ci_ub - found.estimate == pytest.approx(1.6448536270 * found.se)
    assert found.estimate - found.ci_lb == pytest.approx(1.6448536270 * found.se)
    assert found.probability == pytest.approx(norm.cdf(10 / math.sqrt(variance)))


def test_at_the_ratio_the_chance_is_a_half_and_at_nothing_it_is_that_of_saving():
    assert net_benefit(GIVEN, 1500).probability == pytest.approx(0.5)
    assert net_benefit(GIVEN, 0).probability == pytest.approx(norm.cdf(-30 / 8))


def test_without_doubt_the_chance_is_all_or_nothing():
    sure = Increments(30, 0, 0.02, 0)
    assert net_benefit(sure, 2000).probability == 1
    assert net_benefit(sure, 1000).probability == 0
    assert net_benefit(sure, 1500).probability is None


@settings(max_examples=50, deadline=None)
@given(factor=st.floats(0.01, 100), threshold=st.floats(0, 1e5))
def test_another_unit_of_money_changes_no_chance(factor, threshold):
    other = Increments(GIVEN.cost * factor, GIVEN.se_cost * factor, GIVEN.effect, GIVEN.se_effect, GIVEN.rho)
    a, b = net_benefit(GIVEN, threshold), net_benefit(other, threshold * factor)
    assert b.probability == pytest.approx(a.probability, abs=1e-12)
    assert b.estimate == pytest.approx(a.estimate * factor, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("rho", "se"), [(-1, 2 * 3 + 5), (1, abs(2 * 3 - 5))])
def test_increments_that_go_wholly_together_have_errors_that_add_or_cancel(rho, se):
    assert net_benefit(Increments(1, 5, 1, 3, rho), 2).se == pytest.approx(se)


def test_draws_have_the_moments_asked_for_and_repeat():
    costs, effects = draw_pairs(GIVEN, 200_000, seed=1)
    found = increments_of_draws(costs, effects)
    assert found.cost == pytest.approx(30, abs=0.1)
    assert found.se_cost == pytest.approx(8, rel=0.01)
    assert found.effect == pytest.approx(0.02, rel=0.01)
    assert found.se_effect == pytest.approx(0.006, rel=0.01)
    assert found.rho == pytest.approx(0.3, abs=0.01)
    again = draw_pairs(GIVEN, 200_000, seed=1)
    assert np.array_equal(costs, again[0]) and np.array_equal(effects, again[1])
    assert not np.array_equal(costs, draw_pairs(GIVEN, 200_000, seed=2)[0])


def test_net_benefit_of_draws_is_counted():
    found = net_benefit_of_draws([1, 2, 3, 4], [1, 1, 1, 1], 3, level=50)
    assert found.estimate == pytest.approx(0.5)
    assert found.se == pytest.approx(np.std([2, 1, 0, -1], ddof=1))
    assert found.probability == pytest.approx((2 + 0.5) / 4)
    assert (found.ci_lb, found.ci_ub) == pytest.approx((-0.25, 1.25))
    assert net_benefit_of_draws([3, 3, 1], [1, 1, 1], 3).probability == pytest.approx((1 + 2 / 2) / 3)


def test_draws_that_do_not_vary_have_no_correlation():
    assert increments_of_draws([1, 1, 1], [0, 1, 2]).rho == 0
    assert increments_of_draws([1, 2, 3], [1, 2, 3]).rho == pytest.approx(1)
    assert increments_of_draws([1, 2, 3], [5, 5, 5]) == Increments(2, 1, 5, 0, 0)
    assert increments_of_draws([5, 5, 5], [1, 2, 3]) == Increments(5, 0, 2, 1, 0)
    assert increments_of_draws([0, 2], [3, 1]).rho == pytest.approx(-1)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"cost": math.nan}, "cost is nan"), ({"se_effect": math.inf}, "se_effect is inf"),
        ({"se_cost": -1}, "se_cost is -1"), ({"se_effect": -1}, "se_effect is -1"),
        ({"rho": 1.1}, "rho is 1.1"), ({"rho": -1.1}, "rho is -1.1"),
    ],
)  # fmt: skip
def test_increments_that_cannot_be_are_refused(change, word):
    with pytest.raises(ValueError, match=word):
        Increments(**({"cost": 1, "se_cost": 1, "effect": 1, "se_effect": 1, "rho": 0} | change))


@pytest.mark.parametrize(
    ("costs", "effects", "word"),
    [
        ([1, 2], [1], "2 draws of cost but 1"),
        ([1], [1], "two draws"),
        ([1, 2, 3], [1, math.nan, 2], "draw 2"),
        ([1, 2, math.inf], [1, 3, 2], "draw 3"),
    ],
)
def test_draws_that_cannot_be_used_are_refused(costs, effects, word):
    with pytest.raises(ValueError, match=word):
        increments_of_draws(costs, effects)


@pytest.mark.parametrize("threshold", [-1, math.inf, math.nan])
def test_a_threshold_is_an_amount_of_zero_or_more(threshold):
    with pytest.raises(ValueError, match="threshold"):
        net_benefit(GIVEN, threshold)
    with pytest.raises(ValueError, match="threshold"):
        net_benefit_of_draws([1, 2], [1, 2], threshold)


# Money


def test_prices_rise_with_the_index_and_come_back():
    assert inflate(pounds(200, 2020), INDEX, 2023) == pounds(250, 2023)
    assert inflate(pounds(250, 2023), INDEX, 2020) == pounds(200, 2020)


def test_money_adds_only_with_its_like():
    assert pounds(3) + pounds(4) == pounds(7)
    assert pounds(3) - pounds(4) == pounds(-1)
    assert pounds(3) * 2.5 == pounds(7.5)
    for other in (pounds(1, 2022), Money(1, "EUR", 2023)):
        for mix in (pounds(1).__add__, pounds(1).__sub__, pounds(1).alike):
            with pytest.raises(ValueError, match=r"GBP at 2023 prices and .* cannot be mixed"):
                mix(other)


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (pounds(1234.5), "£1,234 (2023 prices)"), (pounds(-99.999), "-£100.00 (2023 prices)"),
        (pounds(-0.001), "£0.00 (2023 prices)"), (pounds(100), "£100 (2023 prices)"),
        (Money(5, "EUR", 2020), "€5.00 (2020 prices)"), (Money(5, "SEK", 2020), "SEK 5.00 (2020 prices)"),
    ],
)  # fmt: skip
def test_money_in_words_has_its_year(money, words):
    assert money.words() == words


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: Money(1, "pounds", 2023), "three-letter code"),
        (lambda: Money(1, "gbp", 2023), "three-letter code"),
        (lambda: Money(1, "GBP", 23), "price year 23"),
        (lambda: Money(1, "GBP", 2201), "price year 2201"),
        (lambda: Money(math.nan, "GBP", 2023), "not finite"),
        (lambda: PriceIndex("i", " ", "GBP", {2020: 1.0}), "no source"),
        (lambda: PriceIndex("i", "s", "GBP", {2020: 0.0}), "the value of 2020, 0.0, is not above zero"),
        (lambda: PriceIndex("i", "s", "GBP", {2020: math.inf}), "not above zero"),
        (lambda: PriceIndex("i", "s", "GBP", {}), "no values"),
        (
            lambda: inflate(pounds(1, 2021), INDEX, 2023),
            "2021; it holds years from 2020 to 2023",
        ),
        (lambda: inflate(pounds(1, 2020), INDEX, 2024), "no value for 2024"),
        (lambda: inflate(Money(1, "EUR", 2020), INDEX, 2023), "index of prices in GBP"),
    ],
)
def test_money_that_cannot_be_is_refused(make, word):
    with pytest.raises(ValueError, match=word):
        make()


# Budgets


def test_each_year_of_a_budget_follows_from_its_children():
    first, second = budget_impact(
        [200, 300], [0.25, 0.5], pounds(1000), Estimate(0.1, -0.02, 0.2), first_year=2026,
        outcome_cost=pounds(20000),
    )  # fmt: skip
    assert (first.year, second.year) == (2026, 2027)
    assert (first.served, second.served) == (50, 150)
    assert (first.cost, second.cost) == (pounds(50_000), pounds(150_000))
    assert (second.avoided.value, second.avoided.low, second.avoided.high) == pytest.approx((15, -3, 30))
    assert [m.amount for m in second.saved] == pytest.approx([300_000, -60_000, 600_000])
    assert [m.amount for m in second.net] == pytest.approx([-150_000, -450_000, 210_000])


def test_without_a_cost_of_the_outcome_nothing_is_saved():
    (year,) = budget_impact(200, [1], pounds(10), Estimate(0.1, 0, 0.2), first_year=2026)
    assert (year.saved, year.net) == (None, None)
    assert year.served == 200


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"uptake": []}, "at least one year"), ({"uptake": [1.2]}, "uptake 1.2"),
        ({"uptake": [-0.1]}, "uptake -0.1"), ({"eligible": -1}, "-1 children"),
        ({"eligible": [1, 2]}, "2 numbers of children for 1 years"),
        ({"eligible": math.inf}, "inf children"),
        ({"outcome_cost": Money(1, "GBP", 2020)}, "cannot be mixed"),
    ],
)  # fmt: skip
def test_budgets_that_cannot_be_are_refused(change, word):
    usual = {"eligible": 10, "uptake": [0.5], "cost_each": pounds(1), "avoided_each": Estimate(0.1, 0, 0.2)}
    with pytest.raises(ValueError, match=word):
        budget_impact(**(usual | {"first_year": 2026} | change))


def test_an_estimate_lies_within_its_interval():
    for low, high in ((0.2, 0.3), (0.0, 0.05)):
        with pytest.raises(ValueError, match="not within its interval"):
            Estimate(0.1, low, high)


# At the edges


def test_a_small_doubt_is_still_a_doubt():
    assert net_benefit(Increments(0.3, 0.2, 0.0, 0.0), 10).probability == pytest.approx(norm.cdf(-1.5))


def test_draws_of_strongly_correlated_increments_keep_their_spread():
    costs, effects = draw_pairs(Increments(0, 2, 0, 3, -0.8), 200_000, seed=1)
    found = increments_of_draws(costs, effects)
    assert (found.se_cost, found.se_effect) == pytest.approx((2, 3), rel=0.01)
    assert found.rho == pytest.approx(-0.8, abs=0.01)


def test_money_below_a_pound_has_no_sign_unless_it_is_owed():
    assert [pounds(amount).short() for amount in (0.5, -0.5, -1, -1234)] == [
        "£0.50",
        "-£0.50",
        "-£1.00",
        "-£1,234",
    ]


def test_the_first_and_last_price_years_are_years():
    assert pounds(1, 1900).price_year == 1900
    assert pounds(1, 2200).price_year == 2200


def test_a_year_without_children_costs_nothing():
    (year,) = budget_impact(0, [0.5], pounds(10), Estimate(0.1, 0, 0.2), first_year=2026)
    assert (year.served, year.cost) == (0, pounds(0))
    (year,) = budget_impact(90, [0], pounds(10), Estimate(0.1, 0, 0.2), first_year=2026)
    assert (year.served, year.cost) == (0, pounds(0))
