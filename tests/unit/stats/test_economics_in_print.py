"""Whether the economic figures of a report follow from one another, rounding in print allowed for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from whatworks.stats.costs.checks import Reported, check_economics
from whatworks.stats.costs.cost_effect import Increments, net_benefit

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


@pytest.mark.parametrize("unit", [1, -1, 0.01])
def test_the_chance_may_come_from_any_numbers_that_print_like_the_benefit_and_its_interval(unit):
    ends = sorted((round(-5 * unit, 2), round(15 * unit, 2)))
    reported = Reported(
        threshold=10,
        net_benefit=round(5 * unit, 2),
        net_benefit_ci=(ends[0], ends[1]),
        probabilities={10: 0.8},
    )
    check = by_name(reported)["Probability cost-effective"]
    z = 1.959963985 * (1 if unit > 0 else -1)
    near, far = norm.cdf(4.5 / (21 / (2 * z))), norm.cdf(5.5 / (19 / (2 * z)))
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
    level = Reported(cost=4, effect=2, probabilities={3: 0.7})  # 3 times 1.5 less 4.5 is nought
    assert not check_economics(level)
    assert not check_economics(Reported(cost=100, probabilities={10: 0.3}))
    assert not check_economics(Reported(threshold=10, net_benefit=0, probabilities={10: 0.7}))
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
        (Reported(net_benefit_ci=(5, 5)), "lower end is not below"),
    ],
)
def test_figures_that_cannot_be_are_refused(reported, word):
    with pytest.raises(ValueError, match=word):
        check_economics(reported)


def test_a_probability_below_a_half_follows_from_a_net_benefit_below_zero():
    check = by_name(Reported(cost=100, effect=0.011, probabilities={5_000: 0.3}))[
        "Probability at a threshold of 5000"
    ]
    assert (check.low, check.high, check.follows) == (0, 0.5, True)
