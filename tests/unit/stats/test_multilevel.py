"""Effects at several levels: the likelihood by hand, its slopes, laws, edges and errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import check_grad, minimize_scalar

from whatworks import stats
from whatworks.stats.dependent.covariances_inner import STRUCTURES
from whatworks.stats.dependent.multilevel_blocks import cut
from whatworks.stats.dependent.multilevel_input import Wanted, read_model
from whatworks.stats.dependent.multilevel_likelihood import covariance, slopes, solve

STUDY = np.array([1, 1, 1, 2, 2, 3, 3, 3, 4, 5, 5, 6])
LAB = np.array(list("ABABABBAABBA"))
YI = np.array([0.31, 0.12, 0.55, -0.2, 0.05, 0.9, 0.7, 1.2, 0.3, 0.1, 0.45, -0.4])
VI = np.array([0.02, 0.05, 0.03, 0.04, 0.01, 0.08, 0.02, 0.03, 0.06, 0.02, 0.02, 0.05])
X = np.column_stack([np.ones(12), [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]])
EACH = np.arange(12)


def fit(**changes):
    given = {"yi": YI, "v": VI, "x": None, "groups": [STUDY, EACH]} | changes
    return stats.multilevel(given.pop("yi"), given.pop("v"), given.pop("x"), **given)


def dense_likelihood(y, v, x, m_extra, method):
    """The log-likelihood as textbooks write it (Harville 1977)."""
    m = (np.diag(v) if np.ndim(v) == 1 else v) + m_extra
    w = np.linalg.inv(m)
    xwx = x.T @ w @ x
    beta = np.linalg.solve(xwx, x.T @ w @ y)
    rss = (y - x @ beta) @ w @ (y - x @ beta)
    k, p = x.shape
    height = -0.5 * (np.linalg.slogdet(m)[1] + rss)
    if method == "ML":
        return height - 0.5 * k * np.log(2 * np.pi)
    half = 0.5 * (np.linalg.slogdet(x.T @ x)[1] - np.linalg.slogdet(xwx)[1])
    return height + half - 0.5 * (k - p) * np.log(2 * np.pi)


def same(labels):
    labels = np.asarray(labels)
    return (labels[:, None] == labels).astype(float)


@pytest.mark.parametrize("method", ["REML", "ML"])
@pytest.mark.parametrize("factors", [[STUDY, EACH], [STUDY, LAB, EACH], [LAB]])
@pytest.mark.parametrize("rho", [None, 0.5])
def test_the_likelihood_is_the_textbook_s_at_its_top(method, factors, rho):
    v = VI if rho is None else stats.impute_covariance(VI, STUDY, rho)
    found = fit(v=v, x=X, groups=factors, method=method)
    extra = sum(s * same(f) for s, f in zip(found.sigma2, factors, strict=True))
    assert found.logLik == pytest.approx(dense_likelihood(YI, v, X, extra, method), abs=1e-10)
    for n in range(len(factors)):
        for step in (-1e-3, 1e-3):
            moved = max(0.0, found.sigma2[n] + step) - found.sigma2[n]
            other = dense_likelihood(YI, v, X, extra + moved * same(factors[n]), method)
            assert other <= found.logLik + 1e-12


@pytest.mark.parametrize("struct", STRUCTURES)
@pytest.mark.parametrize("method", ["REML", "ML"])
def test_slopes_are_those_of_the_likelihood(struct, method):
    wanted = Wanted([LAB], ["lab"], None, np.array(list("abcabcabcaab")), STUDY, struct)
    layout = read_model(YI, stats.impute_covariance(VI, STUDY, 0.4), X, wanted, method).layout
    at = np.array([0.4, *layout.model.inner.start(0.3, 0.3)])
    off = check_grad(lambda p: layout.height(p)[0], lambda p: layout.height(p)[1], at)
    assert off < 1e-5 * np.max(np.abs(layout.height(at)[1]))
    assert layout.height(at)[1].size == len(layout.bounds())


def test_slopes_hold_where_groups_tie_blocks_together():
    model = read_model(
        YI, stats.impute_covariance(VI, STUDY, 0.4), X, Wanted([LAB, STUDY], None, None), "REML"
    )
    mixed = model.model
    diagonal = np.asarray(model.data.v)
    tied = cut(diagonal, model.off, (), None)
    assert tied.q == 0
    sigma2 = np.array([0.3, 0.2])
    whole = solve(mixed, sigma2, None)
    apart = _tied(model)
    other = solve(apart, sigma2, None)
    assert apart.blocks.q == 2 and other.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-10)
    assert slopes(apart, other, [])[0] == pytest.approx(slopes(mixed, whole, [])[0], rel=1e-9)
    difference = covariance(apart, sigma2, None) - covariance(mixed, sigma2, None)
    assert abs(difference).max() < 1e-14


def _tied(given):
    """The same model with the labs left outside the blocks."""
    from dataclasses import replace

    from whatworks.stats.dependent import multilevel_blocks as blocks

    z, columns = blocks._design(given.factors, (0,))
    label = blocks._components(12, [given.off.tocoo(), blocks._links(given.factors[1])])
    batches = tuple(
        blocks._batch(rows, given.data.v, given.off, {1: given.factors[1]}, None)
        for rows in blocks._by_size(label)
    )
    return replace(given.model, blocks=blocks.Blocks(batches, (0,), z, columns))


def test_large_crossed_groups_are_left_outside_the_blocks():
    rng = np.random.default_rng(3)
    study, lab = np.repeat(np.arange(150), 8), rng.integers(0, 12, 1200)
    y = rng.normal(0, 0.3, 150)[study] + rng.normal(0, 0.2, 12)[lab] + rng.normal(0, 0.3, 1200)
    found = stats.multilevel(y, np.full(1200, 0.04), groups=[study, lab, np.arange(1200)])
    assert found.at.model.blocks.q == 12
    assert found.sigma2 == pytest.approx((0.09, 0.04, 0.05), abs=0.03)
    assert found.converged and abs(found.point.steepest) < 1e-8
    m = found.covariance().toarray()
    kept = dense_likelihood(y, np.zeros(1200), np.ones((1200, 1)), m, "REML")
    assert found.logLik == pytest.approx(kept, abs=1e-8)
    groups = {(one.factor, one.group): one for one in stats.ranef(found)}
    w = np.linalg.inv(m)
    p = w - np.outer(w.sum(0), w.sum(0)) / w.sum()
    z = (lab == 5).astype(float)
    one = groups["factor 2", "5"]
    assert one.estimate == pytest.approx(found.sigma2[1] * (z @ p @ y), rel=1e-8)
    assert one.se**2 == pytest.approx(found.sigma2[1] - found.sigma2[1] ** 2 * (z @ p @ z), rel=1e-8)


def test_five_thousand_effects_take_seconds():
    import time

    rng = np.random.default_rng(5)
    study = rng.integers(0, 600, 5000)
    y = rng.normal(0, 0.2, 600)[study] + rng.normal(0, 0.4, 5000)
    start = time.perf_counter()
    found = stats.multilevel(y, np.full(5000, 0.05), groups=[study, np.arange(5000)])
    assert time.perf_counter() - start < 10
    assert found.sigma2 == pytest.approx((0.04, 0.11), abs=0.02)


def test_one_factor_with_each_effect_alone_is_the_plain_model():
    found, plain = fit(groups=[EACH], x=X), stats.random_effects(YI, VI, X, test="z")
    assert found.sigma2[0] == pytest.approx(plain.tau2, rel=1e-8)
    assert found.b == pytest.approx(plain.b, rel=1e-8) and found.se == pytest.approx(plain.se, rel=1e-8)
    assert (pytest.approx(plain.QE), pytest.approx(plain.QM, rel=1e-7)) == (found.QE, found.QM)


def test_compound_symmetry_is_two_nested_levels():
    nested = fit()
    found = stats.multivariate(YI, VI, inner=EACH, outer=STUDY)
    assert found.tau2[0] == pytest.approx(sum(nested.sigma2), rel=1e-7)
    assert found.rho[0] == pytest.approx(nested.sigma2[0] / sum(nested.sigma2), rel=1e-7)
    assert found.prediction == pytest.approx(nested.prediction, rel=1e-8)


def test_a_diagonal_or_sparse_covariance_is_the_variances():
    plain = fit()
    for v in (np.diag(VI), sparse.diags_array(VI)):
        assert fit(v=v).b == plain.b and fit(v=v).sigma2 == plain.sigma2


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(12)))
def test_the_order_of_effects_changes_no_digit(order):
    order = np.array(order)
    v = stats.impute_covariance(VI, STUDY, 0.5)
    one = fit(v=v, x=X)
    other = fit(yi=YI[order], v=v[np.ix_(order, order)], x=X[order], groups=[STUDY[order], EACH[order]])
    assert (one.b, one.se, one.sigma2, one.logLik, one.QE) == (
        other.b, other.se, other.sigma2, other.logLik, other.QE)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.floats(-8, 8), st.sampled_from([1, -1]))
def test_scale_and_sign_carry_over(power, sign):
    factor = sign * 10**power
    one, other = fit(), fit(yi=YI * factor, v=VI * factor**2)
    assert other.b[0] == pytest.approx(one.b[0] * factor, rel=1e-8)
    assert other.sigma2 == pytest.approx([s * factor**2 for s in one.sigma2], rel=1e-7)
    assert (other.stat[0], other.QE) == (pytest.approx(sign * one.stat[0]), pytest.approx(one.QE))
    assert other.logLik == pytest.approx(one.logLik - 11 * np.log(abs(factor)))


def test_a_shift_of_all_effects_shifts_the_mean_alone():
    one, other = fit(), fit(yi=YI + 100)
    assert other.b[0] == pytest.approx(one.b[0] + 100, rel=1e-12)
    assert other.sigma2 == pytest.approx(one.sigma2, rel=1e-7) and pytest.approx(one.QE) == other.QE


def test_counts_of_parameters_give_the_criteria():
    for method, n in (("REML", 10), ("ML", 12)):
        f = fit(x=X, method=method)
        assert f.parameters == 4
        assert pytest.approx(8 - 2 * f.logLik) == f.AIC
        assert pytest.approx(4 * np.log(n) - 2 * f.logLik) == f.BIC
        assert f.AICc == pytest.approx(8 * n / (n - 5) - 2 * f.logLik)


def test_very_few_effects_still_have_an_aicc():
    f = stats.multilevel([0.1, 0.5, 0.2], [0.01] * 3, groups=[[1, 2, 3]])
    assert f.AICc == pytest.approx(2 * 2 * 4 / 1 - 2 * f.logLik)


def test_t_tests_use_effects_less_coefficients_or_groups():
    f = fit(x=X, test="t")
    assert f.ddf == (10, 10) and f.test == "t"
    by_study = np.column_stack([np.ones(12), STUDY, X[:, 1]])
    f = fit(x=by_study, groups=[STUDY, EACH], dfs="contain")
    assert f.ddf == (3, 3, 9) and f.test == "t"
    # rma.mv(..., dfs="contain") of metafor 3.8-1: QM has the fewest degrees of the coefficients it tests
    assert (f.QM, f.QMp) == pytest.approx((3.59962133657, 0.159525455847), rel=1e-6)
    assert fit(x=by_study, groups=[STUDY], dfs="contain").ddf == (3, 3, 9)  # of metafor too
    few = fit(x=by_study, groups=[LAB, EACH], dfs="contain")
    assert few.ddf[0] == 1


def test_effects_that_do_not_differ_give_zero_variances_and_say_so():
    f = fit(yi=np.full(12, 0.3))
    assert f.sigma2 == (0.0, 0.0) and f.b[0] == pytest.approx(0.3)
    assert [d for d in f.diagnostics if "is 0" in d] == list(f.diagnostics) and len(f.diagnostics) == 2


def test_factors_that_group_alike_are_named():
    f = fit(groups=[EACH, [f"e{n}" for n in EACH]], names=["id", "effect"])
    assert sum(f.sigma2) == pytest.approx(fit(groups=[EACH]).sigma2[0], rel=1e-6)
    assert "id and effect group the effects in the same way" in f.diagnostics[0]
    wider = fit(groups=[STUDY, [f"s{n}" for n in STUDY]], names=["study", "team"])
    assert "study and team group the effects in the same way" in wider.diagnostics[0]
    assert any("flat" in d for d in f.diagnostics) and not any("peaks" in d for d in f.diagnostics)


def test_one_group_alone_has_no_variance():
    f = fit(groups=[[1] * 12, EACH], names=["all", "effect"])
    assert f.sigma2[0] == 0 and "all has one level only" in f.diagnostics[0]
    assert f.parameters == 2


def test_two_peaks_are_found_and_told():
    study = [0, 0, 1, 1, 2, 2, 3, 3]
    y = [-2.0, 2.4, -1.8, 2.1, 0.3, 0.32, 6.0, 0.31]
    v = [0.001, 4, 0.001, 4, 3, 0.0005, 9, 0.0004]
    f = stats.multilevel(y, v, groups=[study, list(range(8))])
    grid = np.concatenate([[0], np.geomspace(1e-5, 100, 60)])
    model = f.at.model
    unit = f.at.data.unit**2
    best = max(solve(model, np.array([a, b]) / unit, None).log_likelihood for a in grid for b in grid)
    assert f.point.height >= best - 1e-9


def test_two_peaks_that_differ_in_one_variance_alone_are_told():
    y, v = [0.0, 0.05, -0.05, 6.0, -6.0] * 2, [0.0004, 0.0004, 0.0004, 3.0, 3.0] * 2
    f = stats.multilevel(y, v, groups=[[0] * 5 + [1] * 5, list(range(10))])
    assert f.sigma2[0] == 0 and "the likelihood has 2 peaks; the highest is used" in f.diagnostics
    model, unit = f.at.model, f.at.data.unit**2
    grid = np.geomspace(1e-5, 100, 2000)
    heights = np.array([solve(model, np.array([0, s]) / unit, None).log_likelihood for s in grid])
    inside = heights[1:-1]
    tops = inside[(inside > heights[:-2]) & (inside > heights[2:])]
    assert sorted(f.point.peaks) == pytest.approx(sorted(tops), abs=1e-3)


def test_the_top_is_settled_to_the_last_digits_where_one_variance_is_nought():
    f = fit(yi=np.where(EACH % 2, 0.5, -0.3) + YI / 10)
    slope = f.at.layout.height(f.point.at)[1]
    assert f.sigma2[0] == 0 < f.sigma2[1]
    assert abs(slope[1]) < 1e-10 and f.point.steepest == pytest.approx(abs(slope[1]), abs=1e-15)


def test_a_profile_is_the_likelihood_maximised_over_the_rest():
    f = fit(names=["study", "effect"])
    found = stats.profile_interval(f, "effect")
    for end in (found.low, found.high):

        def height(s, end=end):
            return dense_likelihood(YI, VI, np.ones((12, 1)), s * same(STUDY) + end * np.eye(12), "REML")

        top = minimize_scalar(
            lambda s, h=height: -h(s), bounds=(0, 5), method="bounded", options={"xatol": 1e-10}
        )
        if end > 0:
            assert -top.fun == pytest.approx(f.logLik - 3.841458820694124 / 2, abs=1e-6)
    assert found.low <= found.estimate == f.sigma2[1] <= found.high and found.note == ""


def test_a_profile_is_wider_at_a_higher_level_and_starts_at_zero_for_a_zero_variance():
    f = fit(names=["study", "effect"])
    wide, narrow = (stats.profile_interval(f, "study", level=level) for level in (99, 80))
    assert wide.low <= narrow.low < narrow.high < wide.high
    flat = fit(yi=np.full(12, 0.3), names=["study", "effect"])
    assert stats.profile_interval(flat, "effect").low == 0.0


def test_a_variance_that_a_moderator_takes_up_has_no_upper_limit():
    x = np.column_stack([np.ones(12), LAB == "B"])
    f = fit(x=x, groups=[LAB, EACH], names=["lab", "effect"])
    found = stats.profile_interval(f, "lab")
    assert (found.estimate, found.low, found.high) == (pytest.approx(f.sigma2[0]), 0, None)
    assert f.sigma2[0] > 0 and found.note == "the likelihood stays flat: this variance has no upper limit"


def test_a_correlation_s_profile_ends_where_correlations_end():
    f = stats.multivariate(YI, VI * 10, inner=EACH, outer=STUDY)
    found = stats.profile_interval(f, "rho")
    assert (found.low, found.high) == (pytest.approx(-0.5), 1.0)


def test_only_estimated_parameters_have_a_profile():
    f = fit(names=["study", "effect"], sigma2=[None, 0.1])
    assert stats.profiled(f) == ("study",) and f.sigma2[1] == pytest.approx(0.1)
    with pytest.raises(ValueError, match="'effect' has no profile; use one of study"):
        stats.profile_interval(f, "effect")
    un = stats.multivariate(YI, VI, inner=LAB, outer=STUDY, struct="UN")
    assert stats.profiled(un) == ()
    with pytest.raises(ValueError, match="none: all are fixed"):
        stats.profile_interval(un, "rho")
    hcs = stats.multivariate(YI, VI, inner=LAB, outer=STUDY, struct="HCS")
    assert stats.profiled(hcs) == ("tau2 1", "tau2 2", "rho")


def test_models_that_cannot_be_compared_are_refused():
    full, other = fit(), fit(groups=[STUDY])
    found = stats.compare(full, other)
    assert pytest.approx(2 * (full.logLik - other.logLik)) == found.LRT and found.df == 1
    more = fit(groups=[STUDY, LAB, EACH])
    small = stats.compare(more, full)
    assert pytest.approx(2 * (more.logLik - full.logLik), abs=1e-9) == small.LRT and small.LRT < 1
    with pytest.raises(ValueError, match="must have more parameters"):
        stats.compare(other, full)
    with pytest.raises(ValueError, match="same effects by the same method"):
        stats.compare(full, fit(groups=[STUDY], method="ML"))
    with pytest.raises(ValueError, match="same effects by the same method"):
        stats.compare(full, fit(yi=YI + 1, groups=[STUDY]))
    with pytest.raises(ValueError, match="use ML"):
        stats.compare(fit(x=X), other)
    by_ml = stats.compare(fit(x=X, method="ML"), fit(method="ML"))
    assert by_ml.df == 1 and by_ml.p_boundary is None


def test_shares_of_variance_sum_to_the_total():
    f = fit(names=["study", "effect"])
    found = stats.multilevel_i2(f)
    w = 1 / VI
    typical = 11 * w.sum() / (w.sum() ** 2 - (w**2).sum())
    assert found.typical == pytest.approx(typical)
    assert found.total == pytest.approx(sum(found.by_level))
    assert found.total == pytest.approx(100 * sum(f.sigma2) / (sum(f.sigma2) + typical))
    one = stats.multilevel_i2(stats.multivariate(YI, VI, inner=EACH, outer=STUDY))
    assert one.total == pytest.approx(found.total, rel=1e-7) and one.names == ("inner",)
    with pytest.raises(ValueError, match="no one I2"):
        stats.multilevel_i2(stats.multivariate(YI, VI, inner=LAB, outer=STUDY, struct="DIAG"))


def test_groups_own_effects_shrink_towards_the_mean():
    f = fit(names=["study", "effect"])
    found = [one for one in stats.ranef(f) if one.factor == "study"]
    assert [one.group for one in found] == ["1", "2", "3", "4", "5", "6"]
    assert max(found, key=lambda one: one.estimate).group == "3"
    for one in found:
        assert one.pi_ub - one.pi_lb == pytest.approx(2 * 1.959963984540054 * one.se)


def test_nested_labels_name_a_group_within_its_group():
    assert stats.nested([1, 1, 2], ["a", "b", "a"]) == [
        [(1,), (1,), (2,)], [(1, "a"), (1, "b"), (2, "a")]]  # fmt: skip
    assert stats.nested([1, None], ["a", ""]) == [[(1,), None], [(1, "a"), None]]
    assert stats.nested([1, 2], ["a", None]) == [[(1,), (2,)], [(1, "a"), None]]
    f = fit(groups=stats.nested(STUDY, EACH), names=["study", "effect"])
    assert stats.ranef(f)[6].group == "1/0" and f.sigma2 == fit().sigma2


@pytest.mark.parametrize(("struct", "tau2s", "rhos", "counted"), [
    ("CS", 1, 1, 3), ("HCS", 3, 1, 5), ("UN", 3, 3, 7), ("ID", 1, 0, 2), ("DIAG", 3, 0, 4)])  # fmt: skip
def test_structures_have_their_parameters(struct, tau2s, rhos, counted):
    inner = np.array(list("abcabbcaabac"))
    f = stats.multivariate(YI, VI, inner=inner, outer=STUDY, struct=struct)
    assert (len(f.tau2), len(f.rho)) == (tau2s, rhos)
    g = np.array(f.G)
    assert np.linalg.eigvalsh(g)[0] > -1e-12 and g.shape == (3, 3)
    assert np.diagonal(g) == pytest.approx(np.broadcast_to(f.tau2, 3))
    seen = 0 if struct != "UN" else sum(r == 0 for r in f.rho)
    assert f.parameters == counted - seen + 0
    assert f.g_levels == ("a", "b", "c")


def test_free_correlations_are_told_row_by_row_above_the_diagonal():
    rng = np.random.default_rng(1)
    root = np.array([[1, 0, 0], [0.9, 0.4, 0], [-0.5, 0.3, 0.8]])
    y = (rng.normal(size=(80, 3)) @ root.T).ravel()
    inner, outer = np.tile(list("abc"), 80), np.repeat(range(80), 3)
    f = stats.multivariate(y, np.full(240, 0.01), inner=inner, outer=outer, struct="UN")
    g = np.array(f.G)
    r = g / np.sqrt(np.outer(np.diagonal(g), np.diagonal(g)))
    assert f.rho == pytest.approx((r[0, 1], r[0, 2], r[1, 2]))
    assert f.rho == pytest.approx((0.9, -0.5, -0.33), abs=0.2) and f.parameters == 7


def test_one_tau2_of_zero_is_told_beside_others():
    y = np.where(LAB == "A", 0.3, YI * 3)
    f = stats.multivariate(y, VI, np.column_stack([LAB == "A", LAB == "B"]), inner=LAB, outer=EACH,
                           struct="DIAG")  # fmt: skip
    assert f.tau2[0] == 0 < f.tau2[1] and "a variance tau2 is 0" in " ".join(f.diagnostics)
    both = stats.multivariate(YI, VI, inner=LAB, outer=EACH, struct="DIAG")
    assert 0 < min(both.tau2) < 1 and not both.diagnostics
    assert both.prediction == (None, None)


def test_levels_never_seen_together_have_no_correlation():
    f = stats.multivariate(YI, VI, inner=list("abcabcabcabc")[::1], outer=EACH, struct="UN")
    assert f.rho == (0.0, 0.0, 0.0) and f.parameters == 4
    assert "never seen in one cluster" in " ".join(f.diagnostics)
    alone = stats.multivariate(YI, VI, inner=LAB, outer=EACH, struct="CS")
    assert alone.rho == (0.0,) and alone.parameters == 2
    assert "no cluster has two inner levels" in " ".join(alone.diagnostics)


def test_a_correlation_never_leaves_what_a_covariance_allows():
    y = np.tile([1.0, -0.5, -0.6], 4) + np.arange(12) * 0.01
    f = stats.multivariate(y, np.full(12, 0.01), inner=np.tile(list("abc"), 4), outer=np.repeat(range(4), 3))
    assert f.rho[0] == pytest.approx(-0.5) and "at its end" in " ".join(f.diagnostics)
    alike = stats.multivariate(STUDY * 1.0, np.full(12, 0.01), inner=EACH, outer=STUDY)
    assert alike.rho[0] == pytest.approx(1) and "rho is at its end (1)" in " ".join(alike.diagnostics)


def test_a_variance_fixed_at_nought_is_the_model_without_it():
    f, without = fit(sigma2=[0, None]), fit(groups=[EACH])
    assert f.sigma2 == (0, pytest.approx(without.sigma2[0])) and f.b == pytest.approx(without.b)
    assert not stats.multivariate(YI, VI, inner=EACH, outer=STUDY).diagnostics


def test_fixed_variances_of_inner_levels_stay():
    f = stats.multivariate(YI, VI, inner=LAB, outer=STUDY, struct="HCS", tau2=[0.2, np.nan], rho=0.3)
    assert f.tau2[0] == pytest.approx(0.2) and f.rho == (0.3,) and f.parameters == 2
    assert f.G[0][1] == pytest.approx(0.3 * np.sqrt(0.2 * f.tau2[1]))


@pytest.mark.parametrize(("changes", "words"), [
    ({"method": "DL"}, "method 'DL' is not known; use one of REML, ML"),
    ({"test": "knha"}, "test 'knha' is not known; use one of z, t"),
    ({"dfs": "kr"}, "dfs 'kr' is not known; use one of residual, contain"),
    ({"level": 101}, "level"),
    ({"groups": []}, "at least one grouping factor"),
    ({"groups": [STUDY[:5]]}, "grouping factor 1 has 5 values for 12 estimates"),
    ({"groups": [[None, *STUDY[1:]]]}, "row 1: the group is missing"),
    ({"names": ["a"]}, "1 names for 2 grouping factors"),
    ({"sigma2": [0.1]}, "sigma2 needs 2 values"),
    ({"sigma2": [0.1, -1]}, "sigma2 needs 2 values"),
    ({"v": VI[:4]}, "12 estimates but 4 variances"),
    ({"v": -VI}, "not above zero"),
    ({"v": np.eye(3)}, "V has shape"),
    ({"v": np.diag(VI) + np.triu(np.full((12, 12), 0.001), 1)}, "row 1, column 2 differs"),
    ({"v": np.where(np.eye(12) > 0, 0.01, np.nan)}, "missing or infinite"),
    ({"v": np.diag(VI) + 0.1 * (1 - np.eye(12))}, "not positive definite"),
    ({"yi": [np.nan, *YI[1:]]}, "row 1: the estimate is missing"),
    ({"yi": YI[:1], "v": VI[:1], "groups": [[1]]}, "one effect is no hierarchy"),
    ({"x": np.eye(12)}, "12 coefficients need at least 13"),
])  # fmt: skip
def test_what_cannot_be_fitted_is_refused_with_words(changes, words):
    with pytest.raises(ValueError, match=words):
        fit(**changes)


@pytest.mark.parametrize(("changes", "words"), [
    ({"struct": "AR"}, "struct 'AR' is not known; use one of CS, HCS, UN, ID, DIAG"),
    ({"rho": 2}, "rho 2 is not between"),
    ({"tau2": [1, 2, 3]}, "tau2 needs 1 values"),
    ({"tau2": -1}, "tau2 needs 1 values"),
    ({"tau2": [0.1, -1], "struct": "HCS"}, "tau2 needs 2 values"),
    ({"struct": "UN", "rho": 0.1}, "with struct UN every variance is estimated"),
    ({"outer": STUDY[:3]}, "outer has 3 values"),
])  # fmt: skip
def test_structures_refuse_what_they_cannot_be(changes, words):
    with pytest.raises(ValueError, match=words):
        stats.multivariate(YI, VI, **({"inner": LAB, "outer": STUDY} | changes))


@pytest.mark.parametrize("unit", [1e-4, 1.0, 1e4])
def test_a_covariance_is_judged_in_its_own_units(unit):
    v = np.diag(VI)
    v[0, 1], v[1, 0] = 0.01, 0.01 * (1 + 1e-10)
    assert fit(v=v * unit**2, yi=YI * unit).b[0] == pytest.approx(unit * fit(v=v).b[0])
    v[1, 0] = 0.0101
    with pytest.raises(ValueError, match="row 1, column 2 differs"):
        fit(v=v * unit**2)
    v[1, 0] = v[0, 1] = 1.01 * np.sqrt(VI[0] * VI[1])
    v[3, 4] = v[4, 3] = 0.001
    with pytest.raises(ValueError, match="not positive definite"):
        fit(v=v * unit**2)


def test_imputed_covariances_correlate_within_clusters_only():
    v = stats.impute_covariance([1.0, 4.0, 9.0], ["a", "a", "b"], 0.5)
    assert v.tolist() == [[1, 1, 0], [1, 4, 0], [0, 0, 9]]
    assert stats.imputed_blocks([1.0, 4.0, 9.0], ["a", "a", "b"], 0.5).nnz <= 5
    for rho in (1, -1, -0.6):
        with pytest.raises(ValueError, match="gives no covariance"):
            stats.impute_covariance([1, 1, 1], [1, 1, 1], rho)
    assert stats.impute_covariance([1, 1, 1], [1, 1, 1], -0.49)[0, 1] == -0.49
    with pytest.raises(ValueError, match="3 variances but 2"):
        stats.impute_covariance([1, 1, 1], [1, 1], 0.5)
    with pytest.raises(ValueError, match="above 0"):
        stats.impute_covariance([1, 0], [1, 1], 0.5)
    with pytest.raises(ValueError, match="above 0"):
        stats.impute_covariance([1, np.nan], [1, 1], 0.5)
