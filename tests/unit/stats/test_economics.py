"""Costs against effects: definitions hold, money is never mixed, reports are checked fairly."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from whatworks.stats.costs.budget import Estimate, budget_impact
from whatworks.stats.costs.checks import Reported, check_economics
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


# Reports

PATHS = Reported(
    cost=32.01, effect=0.0019, threshold=20_000, net_benefit=5.56, net_benefit_ci=(-14.68, 25.81),
    probabilities={20_000: 0.84},
)  # fmt: skip
"""A school programme's cost-effectiveness in print, doi 10.1007/s40258-019-00498-z."""


def by_name(reported):
    return {check.what: check for check in check_economics(reported)}


def test_a_probability_that_a_normal_approximation_does_not_give_is_said_to_part_from_it_not_to_be_wrong():
    check = by_name(PATHS)["Probability cost-effective"]
    assert not check.follows
    assert check.low == pytest.approx(0.7048, abs=0.001)
    assert check.high == pytest.approx(0.7048, abs=0.001)
    assert check.low < 0.704810191 < check.high
    assert "0.84 does not follow from a normal approximation" in check.words
    assert "wrong" not in " ".join(c.words for c in check_economics(PATHS))


def test_the_rest_of_that_report_follows_within_rounding():
    checks = by_name(PATHS)
    assert [name for name, check in checks.items() if not check.follows] == ["Probability cost-effective"]
    assert (checks["Net benefit"].low, checks["Net benefit"].high) == pytest.approx((4.985, 6.995))
    middle = checks["Net benefit in its interval"]
    assert (middle.low + middle.high) / 2 == pytest.approx(5.565)
    assert (middle.high - middle.low) / 2 == pytest.approx(0.005 + 0.05 * 40.49)
    assert "Probability at a threshold of 20000" in checks


def test_a_probability_that_follows_is_said_to():
    check = by_name(
        Reported(threshold=10, net_benefit=5.56, net_benefit_ci=(-14.68, 25.81), probabilities={10: 0.71})
    )
    assert check["Probability cost-effective"].follows
    assert "follows from a normal approximation" in check["Probability cost-effective"].words
    narrow = Reported(
        threshold=10, net_benefit=5.56, net_benefit_ci=(-11.43, 22.55), level=90, probabilities={10: 0.7}
    )
    assert by_name(narrow)["Probability cost-effective"].follows


@pytest.mark.parametrize(
    ("icer", "follows"), [(16_847, True), (16_413, True), (17_400, False), (16_000, False)]
)
def test_the_ratio_follows_from_the_increments_as_printed(icer, follows):
    check = by_name(Reported(cost=32.01, effect=0.0019, icer=icer))["Cost per outcome"]
    assert check.follows is follows
    assert check.low == pytest.approx(32.005 / 0.00195)
    assert check.high == pytest.approx(32.015 / 0.00185)


def test_large_ranges_are_told_in_whole_numbers():
    (check,) = check_economics(Reported(cost=32.01, effect=0.0019, icer=16_847))
    assert check.words.endswith("which gives 16,413 to 17,305")


def test_an_interval_no_wider_than_its_rounding_leaves_only_the_sign():
    tight = Reported(threshold=10, net_benefit=5.5, net_benefit_ci=(5, 6), probabilities={10: 1.0})
    check = by_name(tight)["Probability cost-effective"]
    assert (check.high, check.follows) == (1, True)
    small = Reported(threshold=10, net_benefit=0.5, net_benefit_ci=(0.5, 0.6), probabilities={10: 1.0})
    check = by_name(small)["Probability cost-effective"]
    assert (check.low, check.high) == pytest.approx((1, 1))


def test_an_effect_that_rounds_to_nothing_gives_no_ratio_to_check():
    assert not check_economics(Reported(cost=32.01, effect=0.0, icer=5))


@pytest.mark.parametrize(("benefit", "follows"), [(6.99, True), (7.02, False), (4.98, True), (4.95, False)])
def test_net_benefit_follows_from_the_increments_as_printed(benefit, follows):
    reported = Reported(cost=32.01, effect=0.0019, threshold=20_000, net_benefit=benefit)
    assert by_name(reported)["Net benefit"].follows is follows


@pytest.mark.parametrize(("benefit", "follows"), [(3, False), (4, True), (16, True), (17, False)])
def test_a_benefit_just_at_the_edge_of_its_rounding_follows(benefit, follows):
    """From 10 times 1.5 less 10.5 to 10 times 2.5 less 9.5, and half a unit on either side."""
    check = by_name(Reported(cost=10, effect=2, threshold=10, net_benefit=benefit))["Net benefit"]
    assert (check.low, check.high, check.follows) == (4.5, 15.5, follows)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_chance_may_come_from_any_numbers_that_print_like_the_benefit_and_its_interval(sign):
    ends = (-5, 15) if sign > 0 else (-15, 5)
    reported = Reported(threshold=10, net_benefit=5 * sign, net_benefit_ci=ends, probabilities={10: 0.8})
    check = by_name(reported)["Probability cost-effective"]
    z = 1.959963985
    near, far = norm.cdf(sign * 4.5 / (21 / (2 * z))), norm.cdf(sign * 5.5 / (19 / (2 * z)))
    assert (check.low, check.high) == pytest.approx((min(near, far), max(near, far)))


def test_an_estimate_off_the_middle_of_its_interval_does_not_follow():
    assert (
        by_name(Reported(net_benefit=7.5, net_benefit_ci=(-10, 20)))["Net benefit in its interval"].follows
        is False
    )
    assert (
        by_name(Reported(net_benefit=6.4, net_benefit_ci=(-10, 20)))["Net benefit in its interval"].follows
        is True
    )


def test_probabilities_stand_on_the_side_of_a_half_that_the_increments_say():
    checks = by_name(Reported(cost=100, effect=0.011, probabilities={5_000: 0.6, 20_000: 0.6, 9_000: 0.9}))
    assert checks["Probability at a threshold of 5000"].follows is False
    assert checks["Probability at a threshold of 20000"].follows is True
    assert "Probability at a threshold of 9000" not in checks
    for benefit, side in ((0.5, (0.5, 1.0)), (-0.5, (0.0, 0.5))):
        small = by_name(Reported(threshold=10, net_benefit=benefit, probabilities={10: 0.7}))
        check = small["Probability at a threshold of 10"]
        assert (check.low, check.high, check.follows) == (*side, benefit > 0)
    known = by_name(Reported(threshold=10, net_benefit=-3, probabilities={10: 0.7, 20: 0.9}))
    assert known["Probability at a threshold of 10"].follows is False
    assert "Probability at a threshold of 20" not in known


def test_a_curve_that_turns_twice_follows_from_no_normal_increments():
    steady = {1_000: 0.013, 10_000: 0.011, 20_000: 0.061}
    assert not check_economics(Reported(probabilities=steady))
    once = by_name(Reported(probabilities=steady | {30_000: 0.2}))["Turns of the acceptability curve"]
    assert (once.reported, once.low, once.high, once.follows) == (1, 0, 1, True)
    twice = by_name(Reported(probabilities=steady | {30_000: 0.02}))["Turns of the acceptability curve"]
    assert (twice.reported, twice.follows) == (2, False)
    assert "does not follow from a normal approximation" in twice.words
    level = by_name(Reported(probabilities={1: 0.5, 2: 0.501, 3: 0.5, 4: 0.501}))
    assert level["Turns of the acceptability curve"].reported == 0


@settings(max_examples=60, deadline=None)
@given(
    cost=st.floats(-100, 100), effect=st.floats(-1, 1), se_cost=st.floats(1, 50),
    se_effect=st.floats(0.01, 1), rho=st.floats(-0.95, 0.95),
)  # fmt: skip
def test_no_normal_curve_turns_twice(cost, effect, se_cost, se_effect, rho):
    increments = Increments(cost, se_cost, effect, se_effect, rho)
    curve = {t: round(net_benefit(increments, t).probability, 6) for t in (0, 10, 30, 100, 300, 1000, 5000)}
    assert by_name(Reported(probabilities=curve))["Turns of the acceptability curve"].follows


@pytest.mark.parametrize(
    ("reported", "word"),
    [
        (Reported(probabilities={10: 84}), "probability 84 at 10"),
        (Reported(probabilities={10: 1.2}), "probability 1.2 at 10"),
        (Reported(probabilities={10: -0.1}), "probability -0.1"),
        (Reported(net_benefit_ci=(5, 4)), "lower end is not below"),
    ],
)
def test_figures_that_cannot_be_are_refused(reported, word):
    with pytest.raises(ValueError, match=word):
        check_economics(reported)


# At the edges


def test_a_small_doubt_is_still_a_doubt():
    assert net_benefit(Increments(0.3, 0.2, 0.0, 0.0), 10).probability == pytest.approx(norm.cdf(-1.5))


def test_draws_of_strongly_correlated_increments_keep_their_spread():
    costs, effects = draw_pairs(Increments(0, 2, 0, 3, -0.8), 200_000, seed=1)
    found = increments_of_draws(costs, effects)
    assert (found.se_cost, found.se_effect) == pytest.approx((2, 3), rel=0.01)
    assert found.rho == pytest.approx(-0.8, abs=0.01)


def test_a_probability_below_a_half_follows_from_a_net_benefit_below_zero():
    check = by_name(Reported(cost=100, effect=0.011, probabilities={5_000: 0.3}))[
        "Probability at a threshold of 5000"
    ]
    assert (check.low, check.high, check.follows) == (0, 0.5, True)


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
