"""Cluster-robust tests: worked by hand, their laws, edges and errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks import stats

STUDY = np.array([1, 1, 1, 2, 2, 3, 3, 3, 4, 5, 5, 6])
YI = np.array([0.31, 0.12, 0.55, -0.2, 0.05, 0.9, 0.7, 1.2, 0.3, 0.1, 0.45, -0.4])
VI = np.array([0.02, 0.05, 0.03, 0.04, 0.01, 0.08, 0.02, 0.03, 0.06, 0.02, 0.02, 0.05])
X = np.column_stack([np.ones(12), [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]])
KINDS = ("CR0", "CR1", "CR1p", "CR1S", "CR2", "CR3")


def fitted(y=YI, v=VI, x=X, cluster=STUDY, **settings):
    return stats.cluster_robust(y, v, x, cluster=cluster, **settings)


def by_hand():
    w = np.diag(1 / VI)
    bread = np.linalg.inv(X.T @ w @ X)
    e = YI - X @ (bread @ X.T @ w @ YI)
    sums = np.array([X[s == STUDY].T @ (w @ e)[s == STUDY] for s in range(1, 7)])
    return bread @ (sums.T @ sums) @ bread


@pytest.mark.parametrize(("kind", "factor"), [
    ("CR0", 1), ("CR1", 6 / 5), ("CR1p", 6 / 4), ("CR1S", 6 * 11 / (5 * 10))])  # fmt: skip
def test_sums_of_residuals_make_the_meat(kind, factor):
    assert np.array(fitted(kind=kind).vcov) == pytest.approx(by_hand() * factor, rel=1e-10)


def test_cr2_is_unbiased_where_the_working_model_holds():
    m = np.diag(VI) + 0.1 * (STUDY[:, None] == STUDY)
    w = np.linalg.inv(m)
    bread = np.linalg.inv(X.T @ w @ X)
    root = np.linalg.cholesky(m)
    expected = np.zeros((2, 2))
    for j in range(12):
        expected += np.array(fitted(y=root[:, j], v=m).vcov)
    assert expected == pytest.approx(bread, rel=1e-8)


def test_cr3_is_the_jackknife_of_whole_clusters():
    m = np.diag(VI) + 0.1 * (STUDY[:, None] == STUDY)
    full = np.array(fitted(v=m).b)
    total = np.zeros((2, 2))
    for s in range(1, 7):
        rest = s != STUDY
        w = np.linalg.inv(m[np.ix_(rest, rest)])
        b = np.linalg.solve(X[rest].T @ w @ X[rest], X[rest].T @ w @ YI[rest])
        total += np.outer(b - full, b - full)
    assert np.array(fitted(v=m, kind="CR3").vcov) == pytest.approx(total, rel=1e-8)


def test_each_effect_alone_with_equal_variances_is_a_t_test():
    y = np.array([0.1, 0.5, 0.9, 0.2, 0.4])
    f = stats.cluster_robust(y, np.ones(5), cluster=range(5))
    assert f.se[0] == pytest.approx(np.std(y, ddof=1) / np.sqrt(5)) and f.df[0] == pytest.approx(4)
    assert not f.diagnostics


def test_one_coefficient_makes_htz_the_t_test_squared():
    f = fitted()
    w = stats.wald_htz(f)
    assert w.Fstat == pytest.approx(f.t[1] ** 2) and w.df_denom == pytest.approx(f.df[1])
    assert w.p == pytest.approx(f.p[1]) and w.df_num == 1
    half = stats.wald_htz(f, contrasts=[[0, 2.0]])
    assert half.Fstat == pytest.approx(w.Fstat) and half.df_denom == pytest.approx(w.df_denom)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(12)))
def test_the_order_of_effects_changes_no_digit(order):
    order = np.array(order)
    one, other = fitted(), fitted(YI[order], VI[order], X[order], STUDY[order])
    assert (one.b, one.se, one.df, one.p) == (other.b, other.se, other.df, other.p)


@settings(max_examples=10, deadline=None)
@given(st.floats(-6, 6), st.sampled_from(KINDS))
def test_scale_carries_over(power, kind):
    one, other = fitted(kind=kind), fitted(YI * 10**power, VI * 100**power, kind=kind)
    assert other.se == pytest.approx([s * 10**power for s in one.se], rel=1e-8)
    assert other.df == pytest.approx(one.df, rel=1e-8)


def test_an_intercept_that_is_shifted_keeps_its_errors():
    one, other = fitted(), fitted(YI + 5)
    assert other.b[0] == pytest.approx(one.b[0] + 5) and other.se == pytest.approx(one.se)


def test_intervals_use_the_degrees_of_freedom():
    f = fitted(dfs="clusters", level=90)
    assert f.df == (4.0, 4.0)
    assert f.ci_ub[0] - f.b[0] == pytest.approx(2.131846786326649 * f.se[0])
    assert any("fewer than 4" in d for d in fitted().diagnostics)


def test_one_test_of_few_degrees_is_told_though_others_have_many():
    s = np.repeat(np.arange(10), 2)
    y, v, x = np.sin(np.arange(20.0)), np.full(20, 0.1), np.column_stack([np.ones(20), s < 2])
    fits = [stats.cluster_robust(y, v, x, cluster=s)]
    fits += [stats.robumeta(y, v, x, study=s, model=model).fit for model in ("CORR", "HIER")]
    for f in fits:
        assert f.df[1] < 4 < f.df[0] and any("fewer than 4" in d for d in f.diagnostics)
    for model in ("CORR", "HIER"):
        assert not stats.robumeta(y, v, study=s, model=model).fit.diagnostics
        assert not stats.robumeta(y, v, x, study=s, model=model, small=False).fit.diagnostics


def test_one_standard_error_of_zero_is_told_beside_others():
    x = np.column_stack([STUDY != 6, STUDY == 6])
    f = fitted(x=x, kind="CR0", dfs="clusters")
    assert f.se[1] == 0 < f.se[0] and f.t[1] is None
    assert any("residuals cancel" in d for d in f.diagnostics)


def test_a_cluster_that_alone_decides_a_coefficient_is_told():
    x = np.column_stack([np.ones(12), STUDY == 6])
    for kind in ("CR2", "CR3"):
        f = fitted(x=x, kind=kind)
        assert "1 of 6 clusters alone decide a coefficient" in f.diagnostics[0]
        assert np.all(np.isfinite(f.se))


def test_residuals_that_cancel_leave_no_test():
    f = stats.cluster_robust([0.3, 0.1, 0.5], [0.1] * 3, cluster=[1, 2, 2])
    assert f.se == (0.0,) and f.t == (None,) and f.p == (None,)
    assert any("residuals cancel" in d for d in f.diagnostics)


def test_clusters_finer_than_the_model_are_refused_where_they_must_hold_it():
    f = stats.multilevel(YI, VI, groups=[STUDY, range(12)])
    for changes in ({}, {"kind": "CR3", "dfs": "clusters"}, {"kind": "CR0"}):
        with pytest.raises(ValueError, match="do not hold all that the model takes to be related"):
            stats.robust(f, range(12), **changes)
    loose = stats.robust(f, range(12), kind="CR0", dfs="clusters")
    with pytest.raises(ValueError, match="HTZ test needs clusters"):
        stats.wald_htz(loose)
    m = f.covariance().toarray()
    w = np.linalg.inv(m)
    sums = w.sum(0) * (YI - loose.b[0])
    direct = (w @ (YI - loose.b[0])) ** 2
    assert sums.shape == direct.shape
    assert loose.vcov[0][0] == pytest.approx(
        np.sum((w @ np.ones(12) * (YI - loose.b[0])) ** 2) / w.sum() ** 2
    )


def test_a_fit_s_level_is_kept_unless_another_is_asked_for():
    f = stats.multilevel(YI, VI, groups=[STUDY, range(12)], level=80)
    assert stats.robust(f, STUDY).level == 80 and stats.robust(f, STUDY, level=99).level == 99


def test_too_few_degrees_leave_htz_without_an_answer():
    x = np.column_stack([np.ones(12), STUDY == 1, STUDY == 2, STUDY == 3, STUDY == 4])
    found = stats.wald_htz(fitted(x=x))
    assert found.df_denom <= 0 and found.p is None and found.Fstat is None


@pytest.mark.parametrize(("changes", "words"), [
    ({"kind": "HC3"}, "kind 'HC3' is not known; use one of CR0, CR1, CR1p, CR1S, CR2, CR3"),
    ({"dfs": "kr"}, "dfs 'kr' is not known; use one of satterthwaite, clusters"),
    ({"cluster": [1] * 12}, "all estimates are in one cluster"),
    ({"cluster": [1, 2]}, "2 cluster names for 12 estimates"),
    ({"cluster": [1] * 6 + [2] * 6, "dfs": "clusters"}, "2 coefficients need more than 2 clusters"),
    ({"cluster": [1] * 6 + [2] * 6, "kind": "CR1p"}, "CR1p needs more clusters"),
    ({"level": 0}, "level"),
])  # fmt: skip
def test_what_cannot_be_tested_is_refused_with_words(changes, words):
    with pytest.raises(ValueError, match=words):
        fitted(**changes)


@pytest.mark.parametrize(("changes", "words"), [
    ({"which": [2]}, "numbered from 0 to 1"), ({"which": []}, "choose different"),
    ({"which": [1, 1]}, "choose different"), ({"which": [1, -1]}, "numbered from 0 to 1"),
    ({"contrasts": [[1, 0, 0]]}, "2 columns"),
    ({"contrasts": [[1, 0], [2, 0]]}, "do not repeat"),
])  # fmt: skip
def test_wald_tests_refuse_what_is_no_contrast(changes, words):
    with pytest.raises(ValueError, match=words):
        stats.wald_htz(fitted(), **changes)


def test_robumeta_with_one_effect_a_study_ignores_rho():
    y, v = YI[[0, 3, 5, 8, 9, 11]], VI[[0, 3, 5, 8, 9, 11]]
    low, high = (stats.robumeta(y, v, study=range(6), rho=rho) for rho in (0, 1))
    assert low.tau2 == pytest.approx(high.tau2) and low.fit.b == pytest.approx(high.fit.b)
    plain = stats.random_effects(y, v, method="DL", test="z")
    assert low.tau2 == pytest.approx(plain.tau2) and pytest.approx(plain.I2) == low.I2
    assert low.fit.b == pytest.approx(plain.b) and pytest.approx(plain.QE) == low.QE


def test_robumeta_s_hierarchical_q_is_that_of_common_effects():
    found = stats.robumeta(YI, VI, study=STUDY, model="HIER")
    assert pytest.approx(stats.random_effects(YI, VI, test="z").QE) == found.QE


def test_studies_that_agree_leave_robumeta_nothing_between_them():
    for y in (0.3 + YI / 100, np.full(12, 0.3)):
        found = stats.robumeta(y, VI, study=STUDY)
        assert (found.tau2, found.I2) == (0, 0)


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(12)), st.sampled_from(["CORR", "HIER"]))
def test_robumeta_does_not_mind_order_or_scale(order, model):
    order = np.array(order)
    one = stats.robumeta(YI, VI, X, study=STUDY, model=model)
    other = stats.robumeta(YI[order] * 4, VI[order] * 16, X[order], study=STUDY[order], model=model)
    assert other.tau2 == pytest.approx(16 * one.tau2) and other.fit.df == pytest.approx(one.fit.df)
    assert other.fit.se == pytest.approx([4 * s for s in one.fit.se])
    assert pytest.approx(one.QE) == other.QE and (one.omega2 is None) == (model == "CORR")


@pytest.mark.parametrize(("changes", "words"), [
    ({"model": "BOTH"}, "model 'BOTH' is not known; use one of CORR, HIER"),
    ({"rho": 1.2}, "rho 1.2 is not between 0 and 1"),
    ({"study": [1] * 12}, "all estimates are of one study"),
    ({"study": [1, 2]}, "2 study names for 12 estimates"),
    ({"study": range(12), "model": "HIER"}, "HIER needs studies with several effects"),
    ({"x": X, "study": [1] * 6 + [2] * 6, "small": False}, "2 coefficients need more than 2 studies"),
])  # fmt: skip
def test_robumeta_refuses_with_words(changes, words):
    given_ = {"study": STUDY, "x": None} | changes
    with pytest.raises(ValueError, match=words):
        stats.robumeta(YI, VI, given_.pop("x"), **given_)


def test_effects_that_stand_alone_share_nothing_whatever_rho_is():
    found = stats.impute_covariance([0.1, 0.2], ["a", "b"], -0.9)
    assert found == pytest.approx(np.diag([0.1, 0.2]))
    with pytest.raises(ValueError, match=r"lies between -0\.5 and 1"):
        stats.impute_covariance([0.1, 0.2, 0.3], ["a"] * 3, -0.5)
