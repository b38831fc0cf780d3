"""Arms combined, medians taken to means, and trials that allotted whole groups."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from whatworks.stats import EffectSize, InconsistentNumbers
from whatworks.stats.sizes import clustered, means
from whatworks.stats.sizes.combining import combine_arms, combine_counts, split_shared_arm
from whatworks.stats.sizes.medians import mean_and_sd

values = st.lists(st.floats(-50, 50), min_size=2, max_size=12)


@given(values, values)
def test_two_arms_combined_are_the_arm_of_all_people(one, other):
    n, mean, sd = combine_arms(
        len(one), np.mean(one), np.std(one, ddof=1), len(other), np.mean(other), np.std(other, ddof=1)
    )
    everyone = one + other
    assert float(n) == len(everyone)
    assert float(mean) == pytest.approx(np.mean(everyone), abs=1e-9)
    assert float(sd) == pytest.approx(np.std(everyone, ddof=1), rel=1e-6, abs=1e-5)


def test_an_arm_of_one_is_taken_in_like_any_other():
    found = combine_arms(1, 4, 0, 2, 1, math.sqrt(2))
    assert (float(found.n), float(found.mean), float(found.sd)) == pytest.approx((3, 2, 2))  # 4, 0 and 2


def test_three_people_have_a_mean_and_spread():
    found = mean_and_sd(5, 3, q1=4, q3=6)
    assert (float(found.mean), float(found.sd)) == pytest.approx((5, 2 / (2 * ndtri(2.125 / 3.25))))


def test_a_median_whose_quartiles_are_unknown_is_unknown_and_the_rest_are_not():
    found = mean_and_sd([5, 5], 30, q1=[4, np.nan], q3=[6, np.nan])
    assert np.isnan(found.mean).tolist() == np.isnan(found.sd).tolist() == [False, True]


def test_counts_are_added_and_a_shared_arm_is_split():
    events, total = combine_counts([3, 0], [10, 5], [4, 5], [12, 5])
    assert (events.tolist(), total.tolist()) == ([7, 5], [22, 10])
    assert split_shared_arm([90, 30], 2).tolist() == [45, 15]
    assert float(split_shared_arm(30, 1)) == 30
    with pytest.raises(ValueError, match="comparisons 0"):
        split_shared_arm(30, 0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: combine_arms(0, 1, 1, 5, 1, 1), "no one in it"),
        (lambda: combine_arms(5, 1, 1, 0, 1, 1), "no one in it"),
        (lambda: combine_arms(5, 1, -1, 5, 1, 1), "negative"),
        (lambda: combine_counts(3, 2, 1, 5), "more than the total"),
        (lambda: combine_counts(1, 2, 6, 5), "more than the total"),
        (lambda: combine_counts(-1, 2, 1, 5), "events are negative"),
        (lambda: clustered.design_effect(0.5, 0.1), "less than one person"),
        (lambda: clustered.design_effect(5, 1.1), "not between 0 and 1"),
        (lambda: clustered.design_effect(5, -0.1), "not between 0 and 1"),
        (lambda: clustered.clustered_smd(0.2, 10, 10, 11, 0.1), "too large for one in each arm"),
        (lambda: mean_and_sd(5, 30, q1=6, q3=8), r"not in order, or have no spread \(6, 5, 8\)"),
        (lambda: mean_and_sd(5, 30, q1=5, q3=5), "have no spread"),
        (lambda: mean_and_sd(5, 30, q1=4, q3=6, low=4.5, high=9), "not in order"),
        (lambda: mean_and_sd(5, 2, q1=4, q3=6), "three people"),
    ],
)
def test_numbers_that_cannot_be_are_refused(call, words):
    with pytest.raises(InconsistentNumbers, match=words):
        call()


def test_half_a_pair_of_numbers_is_not_enough():
    for given_ in ({"q1": 1}, {"high": 9}, {"low": 1, "high": 9, "q3": 5}):
        with pytest.raises(ValueError, match="come in pairs"):
            mean_and_sd(5, 30, **given_)
    with pytest.raises(ValueError, match="a median alone has no spread"):
        mean_and_sd(5, 30)
    with pytest.raises(ValueError, match="method 'hozo' is not known; use one of luo, wan"):
        mean_and_sd(5, 30, q1=4, q3=6, method="hozo")


def test_quartiles_give_the_mean_and_spread_of_the_papers():
    found = mean_and_sd(10, 50, q1=7, q3=14)
    weight = 0.7 + 0.39 / 50
    assert float(found.mean) == pytest.approx(weight * 10.5 + (1 - weight) * 10)
    assert float(found.sd) == pytest.approx(7 / (2 * ndtri((0.75 * 50 - 0.125) / 50.25)))
    assert float(mean_and_sd(10, 50, q1=7, q3=14, method="wan").mean) == pytest.approx((7 + 10 + 14) / 3)
    assert float(mean_and_sd(0.03, 100, q1=0.02, q3=0.04).sd) == pytest.approx(0.0150441, abs=1e-7)


def test_a_range_gives_the_mean_and_spread_of_the_papers():
    found = mean_and_sd(10, 50, low=2, high=25)
    weight = 4 / (4 + 50**0.75)
    assert float(found.mean) == pytest.approx(weight * 13.5 + (1 - weight) * 10)
    assert float(found.sd) == pytest.approx(23 / (2 * ndtri(49.625 / 50.25)))
    wan = mean_and_sd(10, 50, low=2, high=25, method="wan")
    assert float(wan.mean) == pytest.approx((2 + 20 + 25) / 4)
    assert 2 * float(ndtri(49.625 / 50.25)) == pytest.approx(4.498, abs=0.02)  # xi(50), table 1 of Wan et al.


def test_five_numbers_give_the_mean_and_spread_of_the_papers():
    found = mean_and_sd(10, 50, q1=7, q3=14, low=2, high=25)
    outer, inner = 2.2 / (2.2 + 50**0.75), 0.7 - 0.72 / 50**0.55
    assert float(found.mean) == pytest.approx(outer * 13.5 + inner * 10.5 + (1 - outer - inner) * 10)
    sd = 23 / (4 * ndtri(49.625 / 50.25)) + 7 / (4 * ndtri((0.75 * 50 - 0.125) / 50.25))
    assert float(found.sd) == pytest.approx(sd)
    wan = mean_and_sd(10, 50, q1=7, q3=14, low=2, high=25, method="wan")
    assert float(wan.mean) == pytest.approx((2 + 14 + 20 + 28 + 25) / 8)


@pytest.mark.parametrize("n", [10, 20, 80, 400])
def test_skewness_is_found_just_beyond_the_limit_of_its_test(n):
    limit = 2.65 / math.sqrt(n) - 6 / n**2
    for far, flag in ((limit * 0.9999, 0), (limit * 1.0001, 1)):
        assert float(mean_and_sd(-far, n, q1=-1, q3=1).skewed) == flag
    limit = 1.01 / math.log(n + 9) + 2.43 / (n + 1)
    for far, flag in ((limit * 0.9999, 0), (limit * 1.0001, 1)):
        assert float(mean_and_sd(-far, n, low=-1, high=1).skewed) == flag
    limit = 2.97 / math.sqrt(n) - 39.1 / n**3
    for far, flag in ((limit * 0.9999, 0), (limit * 1.0001, 1)):
        centred = mean_and_sd(-far, n, q1=-1, q3=1, low=-30 - far, high=30 - far)
        assert float(centred.skewed) == flag
    outer = limit / (2.65 * math.log(0.6 * n) / math.sqrt(n))
    for far, flag in ((outer * 0.9999, 0), (outer * 1.0001, 1)):
        if far < 1:
            found = mean_and_sd(0, n, q1=-0.1, q3=0.1, low=-1 + far, high=1 + far)
            assert float(found.skewed) == flag


def test_symmetric_numbers_give_their_middle_by_every_method():
    for method in ("luo", "wan"):
        for numbers in ({"q1": 3, "q3": 7}, {"low": 0, "high": 10}, {"q1": 3, "q3": 7, "low": 0, "high": 10}):
            found = mean_and_sd(5, 40, method=method, **numbers)
            assert float(found.mean) == pytest.approx(5)
            assert float(found.skewed) == 0


def test_counts_shrink_by_the_design_effect_and_the_risk_stays():
    assert float(clustered.design_effect(20, 0.05)) == pytest.approx(1.95)
    assert clustered.design_effect([1, 20, 20], [0.5, 0, 1]).tolist() == [1, 1, 20]
    found = clustered.effective_counts(30, 120, 20, 0.05)
    assert (float(found.events), float(found.total)) == (pytest.approx(30 / 1.95), pytest.approx(120 / 1.95))
    assert float(found.design_effect) == pytest.approx(1.95)
    size = clustered.inflate(EffectSize(np.array(0.3), np.array(0.1)), 20, 0.05)
    assert (float(size.yi), float(size.vi)) == (0.3, pytest.approx(0.195))


def test_the_degrees_of_freedom_of_groups_are_the_published_ones():
    assert float(clustered.clustered_df(100, 5, 0.1)) == pytest.approx(94.4, abs=0.05)
    assert float(clustered.clustered_df(100, 5, 0)) == 98
    assert float(clustered.clustered_df(100, 1, 0.3)) == pytest.approx(
        98 * 98 / (98 * 0.49 + 98 * 0.09 + 2 * 98 * 0.21)
    )
    assert float(clustered.clustered_df(100, 50, 0)) == 98


def test_g_of_groups_is_the_formula_written_out():
    size = clustered.clustered_smd(0.3, 100, 120, 20, 0.2)
    n, m, icc = 220, 20, 0.2
    h = (n - 2 - 2 * (m - 1) * icc) ** 2 / (
        (n - 2) * (1 - icc) ** 2 + m * (n - 2 * m) * icc**2 + 2 * (n - 2 * m) * icc * (1 - icc)
    )
    omega = 1 - 3 / (4 * h - 1)
    g = omega * 0.3 * math.sqrt(1 - 2 * (m - 1) * icc / (n - 2))
    assert float(size.yi) == pytest.approx(g)
    eta = 1 + (m - 1) * icc
    assert float(size.vi) == pytest.approx(omega**2 * (220 / 12000 * eta + g**2 / (2 * h)))
    exact = clustered.clustered_smd(0.3, 100, 120, 20, 0.2, correction="exact")
    assert float(exact.yi) == pytest.approx(g / omega * float(means.hedges_correction(h)))
    with pytest.raises(ValueError, match="correction 'x' is not known"):
        clustered.clustered_smd(0.3, 100, 120, 20, 0.2, correction="x")


def test_groups_that_are_not_alike_within_are_as_people():
    size = clustered.clustered_smd(0.3, 40, 50, 10, 0, correction="none")
    people = means.smd_from_d(0.3, 40, 50, correction="none")
    assert float(size.yi) == pytest.approx(float(people.yi))
    assert float(size.vi) == pytest.approx(1 / 40 + 1 / 50 + 0.09 / (2 * 88))
