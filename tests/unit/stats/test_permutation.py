"""Permutation tests: what is counted, when they are exact, and that order and batches do not matter."""

from itertools import permutations

import numpy as np
import pytest

from whatworks.stats import random_effects
from whatworks.stats.pooling.model_input import prepare
from whatworks.stats.pooling.permutation import permutation_test
from whatworks.stats.pooling.permuted_fits import _Fits, statistics

Y = np.array([0.1, 0.9, -0.4, 0.6, 1.3, 0.2])
V = np.array([0.05, 0.2, 0.1, 0.02, 0.3, 0.08])
X = np.column_stack([np.ones(6), [1.0, 4.0, 2.0, 2.0, 7.0, 3.0]])
BATCHED = ("EE", "FE", "DL", "REML", "ML", "PM")


@pytest.mark.parametrize("method", [*BATCHED, "SJ", "HE"])
@pytest.mark.parametrize("test", ["z", "knha", "adhoc"])
@pytest.mark.parametrize("design", ["slope", "no intercept", "three"])
def test_batches_give_the_statistics_of_single_fits(method, test, design):
    x = {"slope": X, "no intercept": X[:, 1:], "three": np.column_stack([X, [0, 1, 0, 0, 1, 1.0]])}[design]
    data = prepare(Y, V, x, spare=True)
    deals = np.array([np.arange(6), [5, 4, 3, 2, 1, 0], [2, 0, 1, 5, 3, 4]])
    found = statistics(data, deals, signs=False, method=method, test=test)
    for n, deal in enumerate(deals):
        fit = random_effects(data.y * data.unit + data.shift, data.v * data.unit**2, data.x[deal],
                             method=method, test=test)  # fmt: skip
        assert found.z[n] == pytest.approx(np.array(fit.stat), rel=1e-8)
        joint = fit.QM * (fit.QM_df if fit.df is not None else 1)
        assert found.q[n] == pytest.approx(joint if method in BATCHED else fit.QM, rel=1e-8)


@pytest.mark.parametrize("method", BATCHED)
def test_batches_turn_the_signs_of_the_estimates(method):
    data = prepare(Y, V, None, spare=True)
    signs = np.array([[1, 1, 1, 1, 1, 1.0], [1, -1, 1, -1, -1, 1]])
    found = statistics(data, signs, signs=True, method=method, test="knha")
    for n, deal in enumerate(signs):
        y = deal * (data.y * data.unit + data.shift)
        fit = random_effects(y, data.v * data.unit**2, method=method, test="knha")
        assert found.z[n, 0] == pytest.approx(fit.stat[0], rel=1e-8)


def test_the_higher_of_two_peaks_is_taken():
    y = np.array([-2.22, -3.25, 0.11, 0.09, 0.1])
    v = np.array([0.8, 0.9, 1e-4, 1e-4, 2e-4])
    x = np.column_stack([np.ones(5), [1.0, 2, 3, 5, 4]])
    for design in (x, x[:, :1]):
        data = prepare(y, v, design, spare=True)
        deals = np.ones((1, 5)) if design.shape[1] == 1 else np.arange(5)[None, :]
        for method in ("REML", "ML"):
            found = statistics(data, deals, signs=design.shape[1] == 1, method=method, test="z")
            fit = random_effects(y, v, design, method=method, test="z")
            assert found.z[0] == pytest.approx(np.array(fit.stat), rel=1e-7)


def test_an_exact_test_counts_every_arrangement():
    found = permutation_test(Y, V, X, method="DL", test="z", iterations=720)
    every = [random_effects(Y, V, X[list(order)], method="DL", test="z") for order in permutations(range(6))]
    first = random_effects(Y, V, X, method="DL", test="z")
    for j in range(2):
        share = np.mean([abs(f.stat[j]) >= abs(first.stat[j]) - 1e-8 for f in every])
        assert found.p[j] == pytest.approx(share, abs=1e-12)
    assert found.QMp == pytest.approx(np.mean([f.QM >= first.QM - 1e-8 for f in every]), abs=1e-12)
    assert (found.permutations, found.possible, found.exact) == (360, 360, True)


def test_equal_rows_are_dealt_out_once():
    x = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1.0]])
    assert permutation_test(Y, V, x, iterations=20).permutations == 20
    assert permutation_test(Y, V, x, iterations=20).exact


def test_too_many_arrangements_are_sampled_from_a_seed():
    found = [permutation_test(Y, V, X, iterations=200, seed=s) for s in (1, 1, 2)]
    assert found[0] == found[1] and found[0].p != found[2].p
    assert (found[0].permutations, found[0].exact, found[0].seed, found[0].possible) == (200, False, 1, 360)
    whole = permutation_test(Y, V, X, iterations=400)
    many = permutation_test(Y, V, X, iterations=359, seed=5)
    assert many.p == pytest.approx(whole.p, abs=0.08)
    assert min(p * 200 for p in found[0].p) >= 1 - 1e-9


def test_a_sampled_test_of_a_mean_turns_signs():
    y = Y - 0.2
    whole, some = permutation_test(y, V), permutation_test(y, V, iterations=63, seed=3)
    assert whole.exact and whole.permutations == 64 and not some.exact
    assert some.p[0] == pytest.approx(whole.p[0], abs=0.15) and some.p[0] < 0.9


@pytest.mark.parametrize("x", [X, None])
def test_the_order_of_studies_changes_no_digit(x):
    order = [3, 1, 5, 0, 2, 4]
    for iterations in (60, 720):
        one = permutation_test(Y, V, x, iterations=iterations)
        other = permutation_test(Y[order], V[order], None if x is None else x[order], iterations=iterations)
        assert one == other


def test_what_has_no_statistic_has_no_p():
    found = permutation_test([0.5, 0.5, 0.5], [0.1, 0.2, 0.1], test="knha")
    assert found.p == (None,) and found.QMp is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"iterations": 19}, "19 iterations give no p value below 0.053"), ({"method": "X"}, "use one of"),
     ({"test": "x"}, "use one of")],
)  # fmt: skip
def test_settings_that_mean_nothing_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        permutation_test(Y, V, X, **arguments)


@pytest.mark.parametrize("method", ["DL", "PM", "ML", "REML"])
@pytest.mark.parametrize("scale", [1.0, 0.3])
def test_each_permutation_has_the_tau2_of_its_own_fit(method, scale):
    deals = np.array(list(permutations(range(6)))[::97])
    ys = np.broadcast_to(scale * Y, deals.shape)
    found = _Fits(ys, V, X[deals]).tau2(method)
    wanted = [random_effects(scale * Y, V, X[deal], method=method, test="z").tau2 for deal in deals]
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("method", ["PM", "ML", "REML"])
def test_without_an_intercept_tau2_may_be_far_beyond_the_spread_of_the_estimates(method):
    y, x = 500 + Y, X[:, 1:] - 4
    deals = np.array(list(permutations(range(6)))[::97])
    found = _Fits(np.broadcast_to(y, deals.shape), V, x[deals]).tau2(method)
    wanted = [random_effects(y, V, x[deal], method=method, test="z").tau2 for deal in deals]
    assert min(wanted) > 1e4 and found == pytest.approx(wanted, rel=1e-6)
