"""Estimators of tau2: worked numbers, laws that hold for all, and a study that says next to nothing."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.stats import METHODS, TESTS, random_effects
from whatworks.stats.pooling.heterogeneity import ESTIMATORS, KNOWS_K, RANDOM, estimate
from whatworks.stats.pooling.least_squares import projection, spread_out, weighted_fit, weighted_otherwise
from whatworks.stats.pooling.tau2_likelihood import _upper_bound, likelihood_interval
from whatworks.stats.pooling.tau2_moments import generalised_q, tau2_where_q_is

YI = np.array([0.5, -0.3, 1.2, 0.1, 0.8, 2.0])
VI = np.array([0.04, 0.09, 0.25, 0.02, 0.16, 0.5])
ONES = np.ones((6, 1))
X = np.column_stack([np.ones(6), [1.0, 4, 2, 8, 5, 7]])
studies = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.02, 2)), min_size=3, max_size=9)


def by_matrices(a, x):
    w = np.diag(a)
    return w - w @ x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w


@pytest.mark.parametrize("x", [ONES, X], ids=["mean", "moderator"])
@pytest.mark.parametrize("a", [1 / VI, np.ones(6), np.arange(1.0, 7)], ids=["inverse", "equal", "any"])
def test_quadratic_forms_are_those_of_the_whole_matrices(a, x):
    p, v = by_matrices(a, x), np.diag(VI)
    expected = (YI @ p @ YI, *(np.trace(m) for m in (p, p @ p, p @ v, p @ v @ p, p @ v @ p @ v)))
    assert tuple(projection(YI, VI, x, a)) == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("x", [ONES, X], ids=["mean", "moderator"])
def test_scores_are_the_slopes_of_the_log_likelihoods(x):
    h = 1e-5
    low, here, high = (weighted_fit(YI, VI, x, np.array([t])) for t in (0.3 - h, 0.3, 0.3 + h))
    for score, height in (("score", "log_likelihood"), ("score_ml", "log_likelihood_ml")):
        slope = (getattr(high, height)[0] - getattr(low, height)[0]) / (2 * h)
        assert getattr(here, score)[0] == pytest.approx(slope, rel=1e-7)


@pytest.mark.parametrize("x", [ONES, X], ids=["mean", "moderator"])
def test_weights_of_ones_own_give_the_sandwich(x):
    a, s = np.arange(1.0, 7), VI + 0.2
    beta, cov = weighted_otherwise(YI, s, x, a)
    inverse = np.linalg.inv(x.T @ np.diag(a) @ x)
    assert beta == pytest.approx(inverse @ x.T @ (a * YI), rel=1e-12)
    assert cov == pytest.approx(inverse @ x.T @ np.diag(a * s * a) @ x @ inverse, rel=1e-12)
    again, same = weighted_otherwise(YI, s, x, 1 / s)
    fit = weighted_fit(YI, VI, x, np.array([0.2]))
    assert again == pytest.approx(fit.beta[0], rel=1e-12) and same == pytest.approx(fit.cov[0], rel=1e-12)


def test_each_moment_estimator_is_what_its_paper_says():
    w, k = 1 / VI, 6
    mean = np.sum(w * YI) / np.sum(w)
    q = np.sum(w * (YI - mean) ** 2)
    found = {name: estimate(YI, VI, ONES, name).value for name in RANDOM}
    assert found["DL"] == pytest.approx((q - (k - 1)) / (np.sum(w) - np.sum(w**2) / np.sum(w)), rel=1e-12)
    assert found["HE"] == pytest.approx(np.var(YI, ddof=1) - VI.mean(), rel=1e-12)
    assert found["HS"] == pytest.approx((q - k) / np.sum(w), rel=1e-12)
    assert found["HSk"] == pytest.approx((q * k / (k - 1) - k) / np.sum(w), rel=1e-12)
    first = np.var(YI)
    r = VI / first + 1
    middle = np.sum(YI / r) / np.sum(1 / r)
    assert found["SJ"] == pytest.approx(np.sum((YI - middle) ** 2 / r) / (k - 1), rel=1e-12)
    again = 1 / (VI + found["PM"])
    centre = np.sum(again * YI) / np.sum(again)
    assert np.sum(again * (YI - centre) ** 2) == pytest.approx(k - 1, rel=1e-12)
    assert found["EB"] == found["PM"]


def test_the_generalised_estimator_holds_the_others():
    assert generalised_q(YI, VI, X, 1 / VI) == estimate(YI, VI, X, "DL")
    assert generalised_q(YI, VI, X, np.ones(6)) == estimate(YI, VI, X, "HE")
    at = estimate(YI, VI, ONES, "PM").value
    assert generalised_q(YI, VI, ONES, 1 / (VI + at)).value == pytest.approx(at, rel=1e-10)


def test_equal_variances_bring_the_estimators_together():
    v = np.full(6, 0.1)
    spread = float(np.var(YI, ddof=1) - 0.1)
    for name in ("REML", "DL", "HE", "PM", "EB"):
        assert estimate(YI, v, ONES, name).value == pytest.approx(spread, rel=1e-9)
    for name in ("ML", "HS"):
        assert estimate(YI, v, ONES, name).value == pytest.approx(np.var(YI) - 0.1, rel=1e-9)


def test_sidik_and_jonkman_may_start_elsewhere_and_only_they():
    one = random_effects(YI, VI, method="SJ", tau2_init=0.5)
    assert one.tau2 != random_effects(YI, VI, method="SJ").tau2
    assert random_effects(YI, VI, method="DL", tau2_init=0.5) == random_effects(YI, VI, method="DL")
    alike = random_effects([0.2, 0.2, 0.2], [0.1, 0.2, 0.3], method="SJ")
    assert alike.tau2 == 0 and alike.se_tau2 is None


def test_where_q_meets_a_target_it_does():
    at = tau2_where_q_is(YI, VI, X, 2.5)
    assert weighted_fit(YI, VI, X, np.array([at])).rss[0] == pytest.approx(2.5, rel=1e-12)
    assert tau2_where_q_is(YI, VI, X, 1e6) is None


def test_what_least_squares_leaves_over_is_the_rest_of_the_sum_of_squares():
    beta = np.linalg.solve(X.T @ X, X.T @ YI)
    assert spread_out(YI, X) == pytest.approx(YI @ YI - YI @ X @ beta, rel=1e-12)


@pytest.mark.parametrize("kind", ["ML", "REML"])
@pytest.mark.parametrize("x", [ONES, X], ids=["mean", "moderator"])
def test_the_search_for_tau2_ends_where_the_score_must_be_negative(kind, x):
    """There (T + min v)^2 = m (T + max v), m the unweighted mean square; with equal v it is the estimate."""
    top = _upper_bound(10 * YI, VI, x, kind) / 1.0001
    m = spread_out(10 * YI, x) / (6 - x.shape[1] if kind == "REML" else 6)
    assert (top + VI.min()) ** 2 == pytest.approx(m * (top + VI.max()), rel=1e-10)
    even = _upper_bound(10 * YI, np.full(6, 0.3), x, kind) / 1.0001
    assert even == pytest.approx(estimate(10 * YI, np.full(6, 0.3), x, kind).value, rel=1e-10)


@pytest.mark.parametrize("least", [1.9, 0.6])
def test_vague_studies_are_told_of_by_the_ratio_of_variances(least):
    for ratio, told in ((0.9e6, False), (1.2e6, True)):
        vi = [least, 1.5 * least, ratio * least, 3e7 * least]
        notes = random_effects([0.1, 0.5, 0.2, 0.3], vi, method="DL", test="z").diagnostics
        assert any("2 studies have" in note for note in notes) == told
        notes = random_effects([0.1, 0.5, 0.2], vi[:3], method="DL", test="z").diagnostics
        assert any("yet count" in note for note in notes) == told


@given(studies, st.floats(0.1, 10), st.floats(-4, 4))
@settings(max_examples=8, deadline=None)
def test_sign_scale_and_shift_go_through_every_method(data, scale, shift):
    yi, vi = (np.array(column) for column in zip(*data, strict=True))
    for method in METHODS:
        for test in TESTS:
            one = random_effects(yi, vi, method=method, test=test)
            other = random_effects(-scale * yi, scale**2 * vi, method=method, test=test)
            near = {"rel": 1e-6, "abs": 1e-6}
            assert other.b[0] == pytest.approx(-scale * one.b[0], **near)
            assert other.se[0] == pytest.approx(scale * one.se[0], **near)
            assert other.ci_lb[0] == pytest.approx(-scale * one.ci_ub[0], **near)
            assert other.tau2 == pytest.approx(scale**2 * one.tau2, **near)
            assert pytest.approx(one.QE, **near) == other.QE
        moved = random_effects(yi + shift, vi, method=method)
        assert moved.tau2 == pytest.approx(one.tau2, **near)


@given(studies, st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_order_of_studies_changes_no_digit_in_any_method(data, random):
    shuffled = data[:]
    random.shuffle(shuffled)
    for method in METHODS:
        one, other = (random_effects(*zip(*d, strict=True), method=method) for d in (data, shuffled))
        assert (one.b, one.se, one.tau2, one.stats_ml) == (other.b, other.se, other.tau2, other.stats_ml)


@pytest.mark.parametrize("method", ["REML", "ML", "EE", "FE", "CE"])
def test_a_study_of_endless_variance_changes_nothing_in_common_effect_and_likelihood(method):
    base = random_effects(YI, VI, method=method, test="z")
    more = random_effects([*YI, 3.0], [*VI, 1e13], method=method, test="z")
    for name in ("b", "se", "stat", "p", "ci_lb", "ci_ub"):
        assert getattr(more, name) == pytest.approx(getattr(base, name), rel=1e-9)
    assert more.tau2 == pytest.approx(base.tau2, rel=1e-9) and pytest.approx(base.QE, rel=1e-9) == more.QE
    assert not any("yet count" in note for note in more.diagnostics)


@pytest.mark.parametrize("method", KNOWS_K)
def test_where_the_number_of_studies_counts_it_moves_the_rest_and_is_told(method):
    base = random_effects(YI, VI, method=method, test="z")
    more = random_effects([*YI, 3.0], [*VI, 1e13], method=method, test="z")
    assert more.tau2 != pytest.approx(base.tau2, rel=1e-3)
    assert any(f"{method} go" in note and "k = 7" in note for note in more.diagnostics)


@pytest.mark.parametrize("test", ["t", "knha", "adhoc"])
def test_tests_that_count_studies_say_so(test):
    more = random_effects([*YI, 3.0, 2.0], [*VI, 1e13, 1e13], test=test)
    note = next(n for n in more.diagnostics if "yet count" in n)
    assert "2 studies have" in note and f"the test {test}" in note and "REML and" not in note.split(":")[0]
    assert not any("yet count" in n for n in random_effects(YI, VI, test=test).diagnostics)


def test_the_ad_hoc_factor_is_never_below_one():
    close = random_effects([0.1, 0.12, 0.11], [0.1, 0.2, 0.1], test="knha")
    held = random_effects([0.1, 0.12, 0.11], [0.1, 0.2, 0.1], test="adhoc")
    plain = random_effects([0.1, 0.12, 0.11], [0.1, 0.2, 0.1], test="t")
    assert close.s2w < 1 and held.s2w == plain.s2w == 1
    assert held.se == plain.se and held.ci_lb == plain.ci_lb and held.df == 2
    apart = [random_effects(YI, VI, method="EE", test=t) for t in ("knha", "adhoc")]
    assert apart[0].s2w > 1 and apart[0].se == apart[1].se


def test_a_given_tau2_is_used_and_counts_for_nothing():
    fit = random_effects(YI, VI, tau2=0.25, test="z")
    w = 1 / (VI + 0.25)
    assert fit.tau2 == 0.25 and fit.tau2_given and fit.se_tau2 is None and fit.R2 is None
    assert fit.b[0] == pytest.approx(np.sum(w * YI) / np.sum(w)) and fit.se[0] == pytest.approx(
        w.sum() ** -0.5
    )
    assert pytest.approx(-2 * fit.stats_ml.logLik + 2) == fit.stats_ml.AIC
    zero = random_effects(YI, VI, tau2=0, test="z")
    assert zero.b == random_effects(YI, VI, method="EE", test="z").b and not zero.diagnostics


def test_log_likelihoods_are_those_of_the_normal_distribution():
    fit = random_effects(YI, VI, method="ML", test="z")
    s = VI + fit.tau2
    by_hand = -0.5 * np.sum(np.log(2 * np.pi * s) + (YI - fit.b[0]) ** 2 / s)
    assert fit.logLik == pytest.approx(by_hand, rel=1e-12)
    n, free = 6, 2
    assert pytest.approx(-2 * by_hand + 2 * free) == fit.AIC
    assert pytest.approx(-2 * by_hand + free * math.log(n)) == fit.BIC
    assert pytest.approx(-2 * by_hand + 2 * free * n / (n - free - 1)) == fit.AICc
    two = random_effects(YI[:2], VI[:2], method="ML", test="z")
    assert pytest.approx(-2 * two.logLik + 2 * 2 * 4 / (4 - 2 - 1)) == two.AICc, "n is never below free + 2"
    weighted = random_effects(YI, VI, method="ML", test="z", weights=np.ones(6))
    assert weighted.b[0] == pytest.approx(YI.mean()) and weighted.logLik < fit.logLik


def test_i2_by_either_road_is_labelled():
    fit = random_effects(YI, VI, method="REML")
    assert pytest.approx(100 * (fit.QE - 5) / fit.QE) == fit.I2_q and pytest.approx(fit.QE / 5) == fit.H2_q
    assert pytest.approx(fit.I2_q, abs=0.1) != fit.I2
    moments = random_effects(YI, VI, method="DL")
    assert pytest.approx(moments.I2) == moments.I2_q
    equal = random_effects(YI, VI, method="EE")
    assert (equal.I2_q, equal.H2_q) == (equal.I2, equal.H2)


@pytest.mark.parametrize("kind", ["ML", "REML"])
def test_the_ends_of_a_likelihood_interval_are_where_the_ratio_test_turns(kind):
    best = estimate(YI, VI, ONES, kind).value
    low, high = likelihood_interval(YI, VI, ONES, kind, best=best, level=80)
    height = "log_likelihood" if kind == "REML" else "log_likelihood_ml"
    tops, lows, highs = getattr(weighted_fit(YI, VI, ONES, np.array([best, low, high])), height)
    assert 2 * (tops - highs) == pytest.approx(1.642374415, rel=1e-8)
    assert 0 < low < best < high and 2 * (tops - lows) == pytest.approx(1.642374415, rel=1e-8)


def test_every_estimator_has_a_name_that_is_allowed():
    assert set(RANDOM) == set(ESTIMATORS) and set(RANDOM) <= set(METHODS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"tau2": -1}, "tau2 -1 is no variance"),
        ({"tau2_init": math.inf}, "tau2_init inf is no variance"),
        ({"weights": [1, 2]}, "2 weights for 6 studies"),
        ({"weights": [1, 2, 0, 1, 1, 1]}, "row 3: the weight is not above zero"),
        ({"weights": [1, 2, math.nan, 1, 1, 1]}, "row 3: the weight"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        random_effects(YI, VI, **arguments)


def test_what_moderators_explain_with_one_effect_at_its_edges():
    alike = random_effects([0.2, 0.2, 0.2, 0.2], [0.1, 0.2, 0.3, 0.1], X[:4], method="EE", test="z")
    assert alike.R2 == alike.I2 == alike.I2_q == alike.H2_q == 0
    none = random_effects([0.2, 0.21, 0.2, 0.19], [0.1, 0.2, 0.3, 0.1], X[:4], method="REML", test="z")
    assert none.R2 == none.tau2 == none.I2_q == 0
    spent = random_effects(YI[:2], VI[:2], X[:2], method="EE", test="knha")
    assert spent.R2 is None and spent.df is None and (spent.QE, spent.QEp, spent.H2_q) == (0, 1, 1)
    assert (spent.I2, spent.H2, spent.I2_q) == (0, 1, 0)
    assert spent.stats_reml.logLik is None and spent.stats_ml.logLik is not None


@pytest.mark.parametrize(
    ("method", "far", "words"), [("ML", 7.0, "the likelihood"), ("REML", 6.0, "restricted")]
)
def test_peaks_are_told_in_the_units_given(method, far, words):
    fit = random_effects([0.0, 0.05, -0.05, far, -far], [0.0004, 0.0004, 0.0004, 3.0, 3.0], method=method)
    note = next(n for n in fit.diagnostics if "2 peaks" in n)
    assert words in note and f"{fit.tau2:.4g}, is used" in note
    assert all(f"{peak:.4g}" in note for peak in fit.peaks) and fit.tau2 in fit.peaks


def test_r2_of_equal_effects_is_the_adjusted_one_of_the_weighted_regression():
    y, v, x = np.array([0.1, 0.5, 0.4, 0.9]), np.array([0.04, 0.1, 0.05, 0.2]), np.array([1.0, 2.0, 3.0, 5.0])
    root = np.sqrt(1 / v)
    rss = [float(np.linalg.lstsq(d * root[:, None], y * root, rcond=None)[1][0])
           for d in (np.column_stack([np.ones(4), x]), np.ones((4, 1)))]  # fmt: skip
    fit = random_effects(y, v, np.column_stack([np.ones(4), x]), method="EE", test="z")
    assert pytest.approx(100 * (1 - (rss[0] / 2) / (rss[1] / 3))) == fit.R2
