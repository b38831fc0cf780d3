"""Tests of funnel asymmetry beyond what metafor's extras hold: counts, ranks, corrected estimates, hints."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from metafor_values import values
from whatworks import stats
from whatworks.stats.bias import asymmetry, asymmetry_rank, trim_fill

BCG = values("bcg")
A, B, C, D = (np.array(BCG["input"]["table"][k], dtype=float) for k in "abcd")
OR = BCG["results"]["escalc"]["OR"]
Y = [0.1, 0.5, -0.2, 0.8, 0.3]
V = [0.01, 0.09, 0.04, 0.2, 0.05]


def test_peters_is_the_weighted_regression_on_one_over_n():
    """lm() of R 4.2.2 on dat.bcg."""
    found = stats.peters(OR["yi"], A, A + B, C, C + D)
    assert found.coef == pytest.approx((-0.429308425802, -563.688203913344), rel=1e-9)
    assert found.coef_se == pytest.approx((0.171622830281, 413.723340020776), rel=1e-9)
    assert (found.stat, found.p) == pytest.approx((-1.36247619940, 0.2002917922841), rel=1e-9)
    assert (found.limit_lb, found.limit_ub) == pytest.approx((-0.807047728382, -0.0515691232216), rel=1e-9)
    assert (found.df, found.k, found.predictor) == (11, 13, "ninv")


def test_harbord_is_the_regression_of_scores():
    """lm() of R 4.2.2 on dat.bcg."""
    found = stats.harbord(A, A + B, C, C + D)
    assert found.coef == pytest.approx((-0.230842623249, -2.092991540794), rel=1e-9)
    assert found.coef_se == pytest.approx((0.24419854927, 1.66576544178), rel=1e-9)
    assert found.p == pytest.approx(0.234971952122, rel=1e-9)


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="do not fit together"):
        stats.peters([0, 0, 0], [5, 1, 1], [4, 9, 9], [1, 1, 1], [9, 9, 9])
    with pytest.raises(ValueError, match="do not fit together"):
        stats.harbord([0, 1, 1], [0, 9, 9], [1, 1, 1], [9, 9, 8])
    with pytest.raises(ValueError, match="do not fit together"):
        stats.harbord([1, 1, 1], [9, 9, 9], [0, 1, 1], [0, 9, 8])
    with pytest.raises(ValueError, match="no event"):
        stats.harbord([0, 1, 1], [9, 9, 9], [0, 1, 1], [9, 9, 8])
    with pytest.raises(ValueError, match="three studies"):
        stats.harbord([1, 1], [9, 9], [2, 1], [9, 8])
    with pytest.raises(ValueError, match="same size"):
        stats.peters([0, 1, 2], [1, 2, 1], [9, 9, 9], [1, 1, 2], [9, 9, 9])
    with pytest.raises(ValueError, match="different lengths"):
        stats.harbord([1, 1], [9, 9, 9], [2, 1, 1], [9, 8, 9])
    with pytest.raises(ValueError, match="2 estimates but 3 tables"):
        stats.peters([0, 1], [1, 2, 1], [9, 9, 9], [1, 1, 2], [9, 9, 9])


def test_kendall_agrees_with_cor_test():
    """cor.test(method = "kendall") of R 4.2.2, with ties and without."""
    tied = stats.kendall([1, 2, 2, 3, 4, 5, 1], [2, 1, 3, 3, 5, 4, 2])
    assert (tied.tau, tied.p) == pytest.approx((0.6315789, 0.05942119), rel=1e-6)
    assert not tied.exact
    free = stats.kendall([3, 1, 4, 1.5, 5, 9], [2, 7, 1, 8, 2.8, 1.8])
    assert (free.tau, free.p) == pytest.approx((-0.4666667, 0.2722222), rel=1e-6)
    assert free.exact


def test_kendall_with_no_order_or_too_few():
    assert stats.kendall([1, 1, 1], [1, 2, 3])[:2] == (None, None)
    with pytest.raises(ValueError, match="two or more pairs"):
        stats.kendall([1], [1])
    assert stats.kendall([1, 2], [1, 2])[:2] == (1, 1)
    assert stats.begg([0.1, 0.2, 0.3], [1, 1, 1]).tau is None
    assert stats.begg([0.1, 0.2], [1, 2])[:2] == (1, 1)
    with pytest.raises(ValueError, match="two studies"):
        stats.begg([0.1], [1])


def test_exact_and_normal_ranks_agree_for_many():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=150), rng.normal(size=150)
    exact = stats.kendall(x, y)
    beyond = stats.kendall(np.append(x, 0.0), np.append(y, 9.0))
    assert exact.exact
    assert not beyond.exact
    assert exact.p == pytest.approx(beyond.p, abs=0.1)


def test_egger_says_what_is_wrong():
    for wrong, words in (
        ({"predictor": "size"}, "use one of sei, vi, ni"), ({"model": "ols"}, "use one of lm, rma"),
        ({"predictor": "ni"}, "needs the sample sizes"),
        ({"predictor": "ni", "ni": [1, 2]}, "5 variances but 2 sample sizes"),
        ({"predictor": "ni", "ni": [1, 2, 0, 4, 5]}, "row 3: the sample size 0"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            stats.egger(Y, V, **wrong)
    with pytest.raises(ValueError, match="three studies, and there are 2"):
        stats.egger(Y[:2], V[:2])
    with pytest.raises(ValueError, match="same sei"):
        stats.egger(Y, [1] * 5)


def test_the_limit_goes_with_predictors_that_vanish():
    ni = [10, 20, 30, 40, 55]
    for predictor in ("sei", "vi", "ninv", "sqrtninv"):
        found = stats.egger(Y, V, ni=ni, predictor=predictor)
        assert found.limit == found.coef[0]
        assert found.limit_lb < found.limit < found.limit_ub
    for predictor in ("ni", "sqrtni"):
        found = stats.egger(Y, V, ni=ni, predictor=predictor)
        assert (found.limit, found.limit_lb, found.limit_ub) == (None, None, None)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(5)), st.floats(0.01, 100))
def test_order_and_scale_change_no_test(order, scale):
    y, v = np.array(Y), np.array(V)
    plain = stats.egger(Y, V)
    moved = stats.egger(y[order], v[order])
    assert (plain.stat, plain.p, plain.coef) == (moved.stat, moved.p, moved.coef)
    assert stats.begg(Y, V) == stats.begg(y[order], v[order])
    scaled = stats.egger(scale * y, scale**2 * v)
    assert scaled.stat == pytest.approx(plain.stat, rel=1e-9)
    assert stats.egger(Y[:3], V[:3]).df == 1
    assert stats.egger(-y, v).stat == pytest.approx(-plain.stat, rel=1e-9)


def test_the_conditional_rule_takes_peese_once_pet_finds_an_effect():
    clear = stats.pet_peese([0.9, 1.0, 1.1, 1.05, 0.95], V)
    assert clear.pet.fit.p[0] < 0.10
    assert (clear.chosen, clear.b, clear.se) == ("PEESE", clear.peese.fit.b[0], clear.peese.fit.se[0])
    unclear = stats.pet_peese(Y, V)
    assert (unclear.chosen, unclear.b, unclear.p) == ("PET", unclear.pet.fit.b[0], unclear.pet.fit.p[0])
    assert (unclear.ci_lb, unclear.ci_ub) == (unclear.pet.limit_lb, unclear.pet.limit_ub)
    assert stats.pet_peese(Y, V, alpha=1.0).chosen == "PEESE"


def test_uwls_rescales_the_common_effect():
    common, found = stats.random_effects(Y, V, method="EE", test="z"), stats.uwls(Y, V)
    assert found.b == common.b
    assert found.se[0] == pytest.approx(common.se[0] * (common.QE / 4) ** 0.5)
    assert found.df == 4
    with pytest.raises(ValueError, match="two studies"):
        stats.uwls([1], [1])


def test_three_degrees_more_pull_correlations_in():
    """By hand: r = .5 of 12 has t = .5 sqrt(10 / .75), so the new r is t / sqrt(t^2 + 13)."""
    t = 0.5 * (10 / 0.75) ** 0.5
    new = t / (t**2 + 13) ** 0.5
    found = stats.uwls_plus_3([0.5, 0.5], [12, 12])
    assert found.b[0] == pytest.approx(new)
    one = stats.random_effects([new] * 2, [(1 - new**2) / 13] * 2, method="EE", test="z")
    assert pytest.approx(one.QE, abs=1e-12) == found.QE
    mixed = stats.uwls_plus_3([0.5, 0.1], [12, 50])
    r2 = 0.1 * (48 / 0.99) ** 0.5
    second = r2 / (r2**2 + 51) ** 0.5
    w = [13 / (1 - new**2), 51 / (1 - second**2)]
    assert mixed.b[0] == pytest.approx((w[0] * new + w[1] * second) / sum(w))
    assert stats.uwls_plus_3([0.1, 0.2], [4, 5]).k == 2
    for r, n in (([1.0, 0.1], [9, 9]), ([0.1, 0.2], [3, 9])):
        with pytest.raises(ValueError, match="row 1: correlation"):
            stats.uwls_plus_3(r, n)
    with pytest.raises(ValueError, match="2 correlations but 1 sample"):
        stats.uwls_plus_3([0.1, 0.2], [9])


def test_hints_say_when_tests_are_unfit():
    wide = [0.01 * 2**j for j in range(10)]
    assert stats.asymmetry_hints(wide) == ()
    assert "need 10 studies and there are 9" in stats.asymmetry_hints(wide[:9])[0]
    assert "differ little" in stats.asymmetry_hints([0.01] * 9 + [0.039])[0]
    assert stats.asymmetry_hints([0.01] * 9 + [0.04]) == ()
    assert "sqrtninv" in stats.asymmetry_hints(wide, scale="SMD")[0]
    assert "give the sample sizes" in stats.asymmetry_hints(wide, scale="SMD")[0]
    assert "give the sample sizes" not in stats.asymmetry_hints(wide, scale="SMD", ni=True)[0]
    assert "Peters" in stats.asymmetry_hints(wide, scale="OR")[0]
    assert stats.asymmetry_hints(wide, scale="MD") == ()


def test_trim_and_fill_tells_of_ties_and_sides():
    y, v = values("bangertdrowns2004")["input"]["yi"], values("bangertdrowns2004")["input"]["vi"]
    assert stats.trim_fill(y, v, method="EE").tied
    assert not stats.trim_fill(y, v).tied
    turned = stats.trim_fill([-x for x in y], v)
    plain = stats.trim_fill(y, v)
    assert (plain.side, turned.side, turned.k0) == ("left", "right", plain.k0)
    assert turned.fit.b[0] == pytest.approx(-plain.fit.b[0], rel=1e-9)
    assert turned.filled_yi == pytest.approx([-x for x in plain.filled_yi])
    assert plain.settled
    assert plain.before.k + plain.k0 == plain.fit.k
    for wrong, words in (({"side": "up"}, "left, right"), ({"estimator": "X"}, "L0, R0, Q0")):
        with pytest.raises(ValueError, match=words):
            stats.trim_fill(y, v, **wrong)
    with pytest.raises(ValueError, match="three studies"):
        stats.trim_fill([1, 2], [1, 1])
    with pytest.raises(ValueError, match="has no side"):
        stats.trim_fill([1, 2, 3], [1, 1, 1])


def test_henmi_and_copas_without_heterogeneity_and_with_one():
    same = stats.henmi_copas([0.2, 0.2, 0.2], V[:3])
    common = stats.random_effects([0.2, 0.2, 0.2], V[:3], method="EE", test="z")
    assert (same.b, same.se, same.tau2) == (pytest.approx(0.2), pytest.approx(common.se[0]), 0)
    assert same.quantile < 1.96
    assert stats.henmi_copas(Y, V, level=90).quantile < stats.henmi_copas(Y, V).quantile
    edge = stats.henmi_copas(Y, V)
    at_zero = stats.henmi_copas(np.array(Y) - edge.ci_lb, V)
    assert at_zero.p == pytest.approx(0.05, abs=1e-8)
    assert stats.henmi_copas([-1, 1], [1, 1]).p == 1
    assert stats.henmi_copas([0, 0, 0], [1, 2, 3]).p == 1
    middle = stats.henmi_copas(Y, V, level=50)
    assert middle.quantile < 1
    assert stats.henmi_copas(np.array(Y) - middle.ci_ub, V).p == pytest.approx(0.5, abs=1e-8)
    assert stats.henmi_copas([3.0, 3.0, 3.001], [1e-4, 1e-4, 2e-4]).p < 1e-9
    with pytest.raises(ValueError, match="two studies"):
        stats.henmi_copas([1], [1])


def test_fail_safe_says_what_it_cannot():
    assert stats.fail_safe(Y, V, kind="orwin", target=0).n is None
    assert stats.fail_safe(Y, V, kind="orwin", target=5).n == 0
    assert stats.fail_safe([1.0, 1.0], [1, 1], kind="orwin", target=0.1).n == 18
    first = stats.fail_safe([2.0, 3.0, 1.0], [1, 1, 1])
    assert first.n == int(np.ceil((6 / 1.6448536269514722) ** 2 - 3))
    assert first.observed == pytest.approx(0.000266, abs=1e-6)
    weighted = stats.fail_safe([2.0, 3.0, 1.0], [1, 1, 1], kind="rosenberg")
    assert weighted.n == int(np.ceil((6 / 1.959963984540054) ** 2 - 3))
    assert weighted.observed == pytest.approx(2 * first.observed)
    with pytest.raises(ValueError, match="rosenthal, orwin, rosenberg"):
        stats.fail_safe(Y, V, kind="general")
    with pytest.raises(ValueError, match="alpha"):
        stats.fail_safe(Y, V, alpha=0.5)


def test_excess_significance_by_hand():
    found = stats.excess_significance([1.0, 3.0], [1.0, 1.0], theta=0.0)
    assert found.power == pytest.approx((0.05, 0.05))
    assert (found.O, found.X2) == (1, None)
    assert pytest.approx(0.1) == found.E
    assert found.p == pytest.approx(1 - 0.95**2)
    assert stats.excess_significance([1.0, 3.0], [1.0, 4.0]).theta == pytest.approx(1.4)
    for wrong, words in (({"alpha": 0}, "alpha"), ({"alpha": 1.5}, "alpha"), ({"tau2": -1}, "tau2")):
        with pytest.raises(ValueError, match=words):
            stats.excess_significance(Y, V, **wrong)


def test_the_variance_under_ties_is_that_of_the_score_over_all_orders():
    """Ties of three on both sides; the score's variance over the 720 orders of one of them (Kendall 1970)."""
    x, y = np.array([1, 1, 1, 2, 3, 3]), np.array([1, 2, 2, 2, 3, 3])
    signs = np.sign(x[:, None] - x)
    scores = [
        np.sum(signs * np.sign(z[:, None] - z)) / 2 for z in (y[list(o)] for o in permutations(range(6)))
    ]
    score = np.sum(signs * np.sign(y[:, None] - y)) / 2
    assert np.mean(scores) == pytest.approx(0, abs=1e-12)
    assert asymmetry_rank.kendall(x, y).p == pytest.approx(2 * norm.sf(abs(score) / np.std(scores)))


def test_any_risk_of_chance_below_a_half_can_be_asked_of_fail_safe():
    assert stats.fail_safe([2.0, 3.0, 1.0], [1, 1, 1], alpha=0.25).n == int(
        np.ceil((6 / norm.ppf(0.75)) ** 2 - 3)
    )
    with pytest.raises(ValueError, match="alpha 0 is not"):
        stats.fail_safe(Y, V, alpha=0)


def test_orwin_weighs_when_asked():
    y, v = np.array([0.2, 0.8, 0.5]), np.array([1.0, 0.25, 0.5])
    mean = (0.2 + 3.2 + 1.0) / 7
    found = stats.fail_safe(y, v, kind="orwin", target=0.05, weighted=True)
    assert found.observed == pytest.approx(mean)
    assert found.n == int(np.ceil(3 * (mean - 0.05) / 0.05))


def test_tables_of_events_only_are_refused_and_an_arm_without_any_is_not():
    with pytest.raises(ValueError, match="events only, in both arms in row 2"):
        stats.harbord([3, 9, 1], [9, 9, 9], [2, 8, 1], [9, 8, 12])
    assert stats.harbord([0, 3, 4], [9, 20, 30], [2, 0, 1], [9, 18, 33]).k == 3
    assert stats.harbord([1, 3, 4], [1, 20, 30], [0, 5, 1], [9, 18, 33]).k == 3
    assert stats.harbord([0, 3, 4], [9, 20, 30], [1, 5, 1], [1, 18, 33]).k == 3


def test_trimming_leaves_one_study():
    """Q0 asks for all six of a funnel whose variances double as its estimates do."""
    found = stats.trim_fill(
        [0, 1, 2, 4, 8, 16], [1, 2, 4, 8, 16, 32], side="left", estimator="Q0", method="EE"
    )
    assert (found.k0, found.settled) == (5, True)
    assert found.filled_yi == (-1, -2, -4, -8, -16)


def test_one_study_trimmed_of_two_with_the_same_estimate_is_told():
    found = stats.trim_fill([5, 4, 5, 0], [3, 2, 3, 4], side="left", method="EE")
    assert (found.k0, found.tied) == (1, True)


def test_the_errors_of_l0_and_q0_come_from_one_variance_of_the_rank_sum():
    """L0 is 4 S / (2 k - 1) and more; the slope of Q0 in S is 2 over its root, here a half."""
    rank_sum = trim_fill._error(3, 4, "L0") * 7 / 4
    assert trim_fill._error(3, 4, "Q0") == pytest.approx(2 * rank_sum / 0.5)


def test_two_sizes_of_study_are_enough_to_tell_asymmetry_by():
    v = [0.01, 0.01, 0.09, 0.09]
    found = stats.egger([0.1, 0.2, 0.5, 0.9], v)
    assert (found.coef[1], found.method) == (pytest.approx((0.7 - 0.15) / 0.2), "WLS")
    assert stats.egger([0.1, 0.2, 0.5, 0.9], v, model="rma").method == "REML"
    assert stats.trim_fill([0.1, 0.2, 0.5, 0.9], v).side == "left"
    assert stats.peters([0.1, 0.2, 0.5], [2, 3, 9], [20, 20, 50], [4, 3, 9], [20, 20, 50]).df == 1


def test_precision_is_what_its_name_says():
    v, n = np.array([0.04, 0.25]), np.array([16.0, 100.0])
    for name, expected in (
        ("sei", [0.2, 0.5]), ("vi", v), ("ni", n), ("ninv", [0.0625, 0.01]), ("sqrtni", [4, 10]),
        ("sqrtninv", [0.25, 0.1]),
    ):  # fmt: skip
        assert asymmetry.precision(v, n, name) == pytest.approx(np.array(expected))


def test_r0_is_one_less_than_the_run_of_highest_ranks_on_one_side():
    assert trim_fill._missing(np.array([0.0, 1.0, 2.0]), "R0") == 2
    assert trim_fill._missing(np.array([-1.5, 1.0, 2.0, 3.0]), "R0") == 1
