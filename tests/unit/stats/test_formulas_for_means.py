"""Formulas for means, correlations, change and reported tests: worked values, laws, refusals."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammaln, hyp2f1
from scipy.stats import t as student

from whatworks import stats
from whatworks.stats import InconsistentNumbers
from whatworks.stats.sizes import correlations, from_tests, means, pre_post, reliability, reported
from whatworks.stats.sizes import ratios_of_means as ratios

SIX = (55.0, 47.0, 155, 75.0, 64.0, 156)


def test_the_corrections_are_named_and_close():
    exact, approximate = (float(means.correction_factor(20, c)) for c in ("exact", "approximate"))
    assert approximate == pytest.approx(1 - 3 / 79)
    assert exact == pytest.approx(math.exp(gammaln(10) - gammaln(9.5)) / math.sqrt(10))
    assert exact != approximate and exact == pytest.approx(approximate, abs=2e-4)
    assert means.correction_factor([5, 9], "none").tolist() == [1, 1]
    assert np.isnan(means.hedges_correction_approximate(1)) and means.hedges_correction_approximate(1.5) < 1
    with pytest.raises(ValueError, match="'hedges' is not known; use one of exact, approximate, none"):
        means.correction_factor(10, "hedges")


@pytest.mark.parametrize("correction", ["exact", "approximate", "none"])
def test_every_standardised_difference_is_its_d_times_the_correction(correction):
    m1, s1, n1, m2, s2, n2 = SIX
    pooled = math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))
    cases = (
        (stats.standardised_mean_difference(*SIX, correction=correction), pooled, n1 + n2 - 2),
        (means.smd_by_average_sd(*SIX, correction=correction), math.sqrt((s1**2 + s2**2) / 2), n1 + n2 - 2),
        (means.smd_by_comparison_sd(m1, n1, m2, s2, n2, correction=correction), s2, n2 - 1),
        (means.smd_by_comparison_sd_unequal(*SIX, correction=correction), s2, n2 - 1),
    )
    for size, spread, df in cases:
        factor = float(means.correction_factor(df, correction))
        assert float(size.yi) == pytest.approx(factor * (m1 - m2) / spread)


def test_settings_that_do_not_exist_are_answered_with_those_there_are():
    with pytest.raises(ValueError, match="vtype 'UB' is not known; use one of LS, HO"):
        means.mean_difference(*SIX, vtype="UB")
    with pytest.raises(ValueError, match="vtype 'HO' is not known; use one of LS, LS2, UB, AV"):
        means.smd_from_d(0.2, 10, 10, vtype="HO")
    with pytest.raises(ValueError, match="vtype 'HO'"):
        means.smd_by_comparison_sd(1, 10, 2, 1, 10, vtype="HO")
    with pytest.raises(ValueError, match="vtype 'UB' is not known; use one of LS, HO, AV, AVHO"):
        ratios.ratio_of_means(*SIX, vtype="UB")
    with pytest.raises(ValueError, match="vtype 'UB' is not known; use one of LS, AV"):
        correlations.correlation(0.2, 10, vtype="UB")
    with pytest.raises(ValueError, match="vtype 'UB' is not known; use one of LS, LS2"):
        pre_post.standardised_change_by_first_sd(1, 2, 1, 10, 0.5, vtype="UB")
    with pytest.raises(ValueError, match="vtype 'LS' is not known; use one of ST, CS"):
        correlations.point_biserial(0.2, 10, 10, vtype="LS")
    with pytest.raises(ValueError, match="transform 'x' is not known"):
        reliability.cronbachs_alpha(0.8, 5, 20, transform="x")
    with pytest.raises(ValueError, match="vtype 'XX' is not known; use one of LS, UB, AV"):
        correlations.correlation_unbiased(0.2, 10, vtype="XX")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: means.cohens_d(1, -1, 5, 2, 1, 5), "intervention arm's standard deviation is negative"),
        (lambda: means.cohens_d(1, 1, 5, 2, 1, 0), "comparison arm has no one in it"),
        (lambda: ratios.variability_ratio(1, 5, -1, 5), "a standard deviation is negative"),
        (lambda: correlations.correlation(1.01, 5), "a correlation is not between -1 and 1"),
        (lambda: correlations.fishers_z(0.5, 1), "a correlation needs two people"),
        (lambda: correlations.partial_correlation(1, 10, 0), "the model has no predictor"),
        (lambda: correlations.partial_correlation(1, 4, 3), "no more people than coefficients"),
        (lambda: correlations.semi_partial_correlation(1, 20, 3, 1.2), "R2 is not between 0 and 1"),
        (lambda: correlations.semi_partial_correlation(1, 20, 3, -0.1), "R2 is not between 0 and 1"),
        (lambda: correlations.biserial(1, 0, 3), "a group has no one in it"),
        (lambda: pre_post.mean_change(1, 2, -1, 1, 5, 0.5), "a standard deviation is negative"),
        (lambda: pre_post.mean_change(1, 2, 1, -1, 5, 0.5), "a standard deviation is negative"),
        (lambda: pre_post.mean_change(1, 2, 1, 1, 0, 0.5), "no one in it"),
        (lambda: pre_post.mean_change(1, 2, 1, 1, 5, 1.5), "a correlation is not between -1 and 1"),
        (lambda: pre_post.correlation_from_change_sd(1, 1, 2.1), "no correlation gives these"),
        (lambda: pre_post.correlation_from_change_sd(0, 1, 3), "not above zero"),
        (lambda: reliability.cronbachs_alpha(1.1, 5, 20), "alpha is above 1"),
        (lambda: reliability.cronbachs_alpha(0.8, 1, 20), "two items"),
        (lambda: reliability.cronbachs_alpha(0.8, 5, 2), "three people"),
        (lambda: from_tests.t_from_f(-1, 1), "F is negative"),
        (lambda: from_tests.t_from_f(1, 0), "the direction is 0"),
        (lambda: from_tests.t_from_p(0, 10, 1), "p value is not between 0 and 1"),
        (lambda: from_tests.t_from_p(1, 10, 1), "p value is not between 0 and 1"),
        (lambda: from_tests.t_from_p(0.1, 0, 1), "degrees of freedom are not above zero"),
        (lambda: from_tests.d_from_t(1, 5, 0), "an arm has no one in it"),
        (lambda: from_tests.r_from_t(1, 0), "degrees of freedom are not above zero"),
        (lambda: from_tests.sd_from_se(-1, 5), "a standard error is negative"),
        (lambda: from_tests.sd_from_interval(2, 2, 5), "lower end is not below"),
        (lambda: from_tests.sd_from_interval(1, 2, 1), "two people"),
        (lambda: from_tests.se_from_t(1, 0), "t is 0"),
        (lambda: from_tests.se_from_t(1, -2), "point different ways"),
        (lambda: from_tests.se_from_t(0, 2), "the estimate is 0 and its t is not"),
        (lambda: from_tests.check_t_and_p(2, 1.5, 10), "p value is not between 0 and 1"),
    ],
)
def test_numbers_that_cannot_be_are_refused(call, words):
    with pytest.raises(InconsistentNumbers, match=words):
        call()


def test_what_is_just_possible_passes():
    assert correlations.semi_partial_correlation([1, 1], [20, 20], [3, 1], [0, 1]).yi.shape == (2,)
    assert float(correlations.correlation(1, 5).vi) == 0
    assert float(correlations.partial_correlation(1, 5, 3).yi) == pytest.approx(1 / math.sqrt(2))
    assert float(pre_post.mean_change(3, 1, 2, 2, 4, 1).vi) == 0
    assert float(from_tests.t_from_f(0, -1)) == 0
    assert means.cohens_d(2, 0, 1, 1, 3, 3)[0] == pytest.approx(1 / 3)
    assert reliability.cronbachs_alpha(1, 2, 3).vi == 0
    assert float(correlations.correlation(0.5, 2).vi) == pytest.approx(0.75**2)
    assert np.isfinite(correlations.point_biserial([1, 1], [1, 5], [5, 1]).vi).all()
    assert float(pre_post.mean_change(3, 1, 2, 2, 1, 0.5).vi) == pytest.approx(4)
    assert float(from_tests.r_from_t(1, 1)) == pytest.approx(math.sqrt(0.5))
    assert float(from_tests.t_from_p(0.5, 1, 1)) == pytest.approx(1)
    assert float(from_tests.d_from_t(2, 1, 3)) == pytest.approx(4 / math.sqrt(3))
    assert np.isnan(reliability.cronbachs_alpha(1, 2, 3, transform="log").yi)


def test_without_spread_there_is_no_standardised_effect():
    assert np.isnan(means.cohens_d(1, 0, 5, 2, 0, 5)[0])
    assert np.isnan(means.smd_by_average_sd(1, 0, 5, 2, 0, 5).yi)
    assert np.isnan(means.smd_by_comparison_sd(1, 5, 2, 0, 5).yi)
    assert np.isnan(means.smd_by_comparison_sd_unequal(1, 1, 5, 2, 0, 5).yi)
    assert np.isnan(pre_post.standardised_change_by_change_sd(1, 2, 1, 1, 5, 1).yi)
    assert np.isnan(pre_post.standardised_change_by_first_sd(1, 2, 0, 5, 0.5).yi)
    assert np.isnan(pre_post.standardised_change_unequal(1, 2, 0, 1, 5, 0.5).yi)
    assert np.isnan(pre_post.difference_of_changes(1, 2, 0, 10, 1, 2, 0, 10, 0.5).yi)
    assert np.isnan(ratios.ratio_of_means(-1, 1, 5, 2, 1, 5).yi)
    assert np.isnan(ratios.coefficient_of_variation_ratio(-1, 1, 5, -2, 1, 5).yi)
    assert np.isnan(pre_post.coefficient_of_variation_ratio_change(-1, -2, 1, 1, 5, 0.5).yi)
    assert np.isnan(correlations.fishers_z(0.5, 3).yi) and np.isnan(correlations.fishers_z(1, 30).yi)
    assert np.isnan(correlations.correlation_unbiased(0.5, 4).yi)
    assert np.isfinite(correlations.correlation_unbiased(0.5, 5).yi)


def density_of_r(r, rho, n):
    """The exact density of a correlation of n pairs (Hotelling 1953)."""
    front = math.log(n - 2) + gammaln(n - 1) - gammaln(n - 0.5) - 0.5 * math.log(2 * math.pi)
    powers = (n - 1) / 2 * math.log(1 - rho**2) + (n - 4) / 2 * math.log(1 - r**2)
    return math.exp(front + powers - (n - 1.5) * math.log(1 - rho * r)) * hyp2f1(
        0.5, 0.5, n - 0.5, (1 + rho * r) / 2
    )


@pytest.mark.parametrize("n", [8, 25])
@pytest.mark.parametrize("rho", [0.0, 0.3, -0.7])
def test_the_unbiased_correlation_and_its_variance_have_no_bias(rho, n):
    def expected(value):
        return quad(lambda r: value(r) * density_of_r(r, rho, n), -1, 1, epsabs=1e-10, limit=200)[0]

    def square(r):
        size = correlations.correlation_unbiased(r, n, vtype="UB")
        return float(size.yi) ** 2 - float(size.vi)

    assert expected(lambda r: 1.0) == pytest.approx(1, abs=1e-8)
    assert expected(lambda r: float(correlations.correlation_unbiased(r, n).yi)) == pytest.approx(
        rho, abs=1e-6
    )
    assert expected(square) == pytest.approx(rho**2, abs=1e-6)


def test_averaged_variances_take_the_mean_by_numbers():
    r, n = np.array([0.2, 0.6]), np.array([10, 30])
    mean = (2 + 18) / 40
    assert correlations.correlation(r, n, vtype="AV").vi.tolist() == pytest.approx(
        ((1 - mean**2) ** 2 / (n - 1)).tolist()
    )
    unbiased = correlations.correlation_unbiased(r, n).yi
    mean = float(np.sum(unbiased * n) / 40)
    found = correlations.correlation_unbiased(r, n, vtype="AV").vi
    assert found.tolist() == pytest.approx(((1 - mean**2) ** 2 / (n - 1)).tolist())


def test_two_groups_changes_compared_give_the_published_values():
    """Morris 2008: the d_ppc2 of his five studies; the variance is his equation 25, written out."""
    t = np.array(
        [
            [30.6, 23.5, 0.5, 53.4, 35.6],
            [38.5, 26.8, 0.7, 75.9, 36.0],
            [15.0, 3.1, 0.1, 14.5, 4.7],
            [20, 50, 9, 10, 14],
        ]
    )
    c = np.array(
        [
            [23.1, 24.9, 0.6, 55.7, 34.8],
            [19.7, 25.3, 0.6, 60.7, 33.4],
            [13.8, 4.1, 0.2, 17.3, 3.1],
            [20, 42, 9, 11, 14],
        ]
    )
    rho = np.array([0.47, 0.64, 0.77, 0.89, 0.44])
    size = pre_post.difference_of_changes(*t, *c, rho)
    assert np.round(size.yi, 2).tolist() == [0.77, 0.80, 1.20, 1.05, 0.44]
    n1, n2 = t[3], c[3]
    cp = 1 - 3 / (4 * (n1 + n2 - 2) - 1)
    ratio = (n1 + n2) / (n1 * n2)
    inner = 1 + size.yi**2 / (2 * (1 - rho) * ratio)
    written = 2 * cp**2 * (1 - rho) * ratio * (n1 + n2 - 2) / (n1 + n2 - 4) * inner - size.yi**2
    assert size.vi.tolist() == pytest.approx(written.tolist())
    exact = pre_post.difference_of_changes(*t, *c, rho, correction="exact")
    assert exact.yi[0] == pytest.approx(size.yi[0] / cp[0] * float(means.hedges_correction(38)))
    assert np.isnan(pre_post.difference_of_changes(1, 2, 1, 2, 1, 3, 1, 2, 0.5).yi)
    assert np.isfinite(pre_post.difference_of_changes(1, 2, 1, 2, 1, 3, 1, 3, 0.5).yi)


def test_the_correlation_follows_from_three_standard_deviations_and_back():
    change = pre_post.change_sd(np.array(4.0), np.array(5.0), np.array(0.6))
    assert float(change) == pytest.approx(math.sqrt(17))
    assert float(pre_post.correlation_from_change_sd(4, 5, change)) == pytest.approx(0.6)
    assert pre_post.correlation_from_change_sd(1, [1, 2], [2, 1]).tolist() == [-1, 1]


@given(st.floats(-5, 5), st.integers(2, 80), st.integers(2, 80))
def test_t_f_and_p_lead_to_one_d(t, n1, n2):
    if abs(t) < 1e-3:
        return
    df, sign = n1 + n2 - 2, math.copysign(1, t)
    d = float(from_tests.d_from_t(t, n1, n2))
    assert d == pytest.approx(t * math.sqrt((n1 + n2) / (n1 * n2)))
    assert float(from_tests.t_from_f(t**2, sign)) == pytest.approx(t)
    p = 2 * student.sf(abs(t), df)
    assert float(from_tests.t_from_p(p, df, sign)) == pytest.approx(t, rel=1e-6)
    assert float(from_tests.t_from_p(p / 2, df, sign, tails=1)) == pytest.approx(t, rel=1e-6)
    if df > 1:
        g = float(means.smd_from_d(d, n1, n2).yi)
        assert float(from_tests.d_from_g(g, n1, n2)) == pytest.approx(d)


def test_only_one_or_two_tails_are_known():
    with pytest.raises(ValueError, match="tails 3 is not known; use 1 or 2"):
        from_tests.t_from_p(0.1, 10, 1, tails=3)


def test_standard_deviations_and_errors_come_back():
    assert from_tests.sd_from_se([0.5, 0], 16).tolist() == [2, 0]
    reach = student.ppf(0.975, 24) * 3 / 5
    assert float(from_tests.sd_from_interval(10 - reach, 10 + reach, 25)) == pytest.approx(3)
    reach = student.ppf(0.95, 24) * 3 / 5
    assert float(from_tests.sd_from_interval(10 - reach, 10 + reach, 25, level=90)) == pytest.approx(3)
    assert float(from_tests.se_from_t(-3, -2)) == 1.5
    assert float(from_tests.r_from_t(3, 27)) == pytest.approx(0.5)


def test_a_t_and_its_rounded_p_agree_and_others_do_not():
    from_tests.check_t_and_p([2.1, -2.1, 2.09, np.nan], [0.04, 0.04, 0.043, 0.9], [38, 38, 38, 38])
    from_tests.check_t_and_p(0, 1, 10)
    from_tests.check_t_and_p(20, 0, 38)
    from_tests.check_t_and_p(2.1, [0.038, 0.047], 38)  # t from 2.05 to 2.15
    for p in (0.037, 0.049):
        with pytest.raises(InconsistentNumbers, match=r"has p = 0\.0424"):
            from_tests.check_t_and_p(2.1, p, 38)
    with pytest.raises(InconsistentNumbers, match=r"t = 2.1 with 38 .* has p = 0.0424, not 0.21 in row 2"):
        from_tests.check_t_and_p([2.1, 2.1], [0.04, 0.21], 38)
    with pytest.raises(InconsistentNumbers, match=r"not 0\.02: check t"):
        from_tests.check_t_and_p(2.1, 0.02, 38)


def test_intervals_and_p_values_by_t_give_back_the_error_they_were_made_from():
    reach = student.ppf(0.975, 8) * 0.3
    assert float(stats.effect_from_interval(1, 1 - reach, 1 + reach, ratio=False, df=8).vi) == pytest.approx(
        0.09
    )
    p = 2 * student.sf(1 / 0.3, 8)
    assert float(stats.effect_from_p(1, p, ratio=False, df=8).vi) == pytest.approx(0.09)


@given(st.floats(0.05, 0.95), st.integers(4, 300))
def test_point_biserial_is_the_correlation_of_the_data(share, n):
    n1 = min(max(2, round(share * n)), n - 2)
    rng = np.random.default_rng(n)
    y, x = rng.normal(size=n), np.arange(n) < n1
    a, b = y[x], y[~x]
    d = means.cohens_d(a.mean(), a.std(ddof=1), n1, b.mean(), b.std(ddof=1), n - n1)
    assert float(correlations.point_biserial(*d).yi) == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-9)


def test_a_biserial_correlation_above_one_has_the_variance_of_one():
    big, one = correlations.biserial(40.0, 30, 30), None
    assert float(big.yi) > 1
    cut_height = 1 / math.sqrt(2 * math.pi)
    product = 0.25
    one = (1 + (0 - 2.5) + product / cut_height**2) / 59
    assert float(big.vi) == pytest.approx(one)
    assert float(correlations.biserial(-40.0, 30, 30).vi) == pytest.approx(one)


def test_two_people_have_an_interval():
    reach = student.ppf(0.975, 1) * 3 / math.sqrt(2)
    assert float(from_tests.sd_from_interval(10 - reach, 10 + reach, 2)) == pytest.approx(3)


def test_an_estimate_may_print_like_an_end_of_its_interval():
    reported.check_interval(0.1, 0.1, 0.3, ratio=False)
    reported.check_interval(0.3, 0.1, 0.3, ratio=False)
    with pytest.raises(InconsistentNumbers, match="a ratio is above 0"):
        reported.check_interval(0.1, 0.0, 0.3, ratio=True)


def test_an_interval_without_width_is_refused():
    with pytest.raises(InconsistentNumbers, match="not below its upper end"):
        reported.check_interval(2.0, 2.0, 2.0, ratio=False)


@pytest.mark.parametrize(
    ("printed", "ratio", "possible"),
    [
        ((4.0, 2.0, 20.0), True, True), ((4.0, 3.0, 10.0), True, True), ((7.0, 2.0, 12.0), True, True),
        ((5.0, 1.0, 7.0), True, False), ((3.0, 2.0, 15.0), True, False),
        ((8.0, 0.0, 12.0), False, True), ((-2.0, -6.0, 6.0), False, True),
        ((6.0, 0.0, 8.0), False, False), ((-4.0, -6.0, 2.0), False, False),
    ],
)  # fmt: skip
def test_an_estimate_is_off_the_middle_only_if_no_numbers_that_print_like_it_are_near(
    printed, ratio, possible
):
    scale = math.log if ratio else float
    corners = ((scale(value - 0.5), scale(value + 0.5)) for value in printed)
    off = [abs(2 * e - low - high) / (high - low) for e, low, high in product(*corners)]
    assert (min(off) <= reported.OFF_CENTRE) is possible
    if possible:
        reported.check_interval(*printed, ratio=ratio)
    else:
        with pytest.raises(reported.OffCentre):
            reported.check_interval(*printed, ratio=ratio)


def test_an_unknown_estimate_of_an_interval_is_unknown_and_not_refused():
    found = stats.effect_from_interval([math.nan, 1.0], [1, 0.0], [2, 2.0], ratio=False)
    assert np.isnan(found.yi).tolist() == [True, False]


def test_a_ratio_below_one_is_a_ratio_and_one_of_nought_is_none():
    assert float(stats.effect_from_se(0.5, 0.2, ratio=True).yi) == pytest.approx(-math.log(2))
    with pytest.raises(InconsistentNumbers, match="a ratio is not above 0"):
        stats.effect_from_se(0.0, 0.2, ratio=True)


def test_intervals_of_half_have_their_quantile_and_narrower_ones_are_refused():
    assert stats.critical(50) == pytest.approx(0.6744897502)
    with pytest.raises(ValueError, match="is not a level in per cent"):
        stats.critical(49.9)


def test_a_study_of_many_people_beside_one_of_few_has_its_own_unbiased_correlation():
    r, n = [0.0, 0.05, 0.5, 1.0, -0.9], [14, 2000, 20, 30, 7]
    together = correlations.correlation_unbiased(r, n, vtype="UB")
    alone = [correlations.correlation_unbiased(*pair, vtype="UB") for pair in zip(r, n, strict=True)]
    assert together.yi.tolist() == pytest.approx([float(one.yi) for one in alone], rel=1e-12)
    assert together.vi.tolist() == pytest.approx([float(one.vi) for one in alone], rel=1e-9, abs=1e-15)


def test_a_refusal_shows_the_number_that_is_at_fault():
    for call, fault in (
        (lambda: pre_post.correlation_from_change_sd(0, 1, 3), 0),
        (lambda: pre_post.correlation_from_change_sd(1, 0, 3), 0),
        (lambda: correlations.biserial(1, 0, 3), 0),
        (lambda: correlations.point_biserial(1, 3, 0), 0),
        (lambda: pre_post.difference_of_changes(1, 2, 1, 9, 1, 2, 1, 0, 0.5), 0),
    ):
        with pytest.raises(InconsistentNumbers) as refused:
            call()
        assert refused.value.shown == (fault,)
