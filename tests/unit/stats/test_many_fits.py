"""Many data sets in one call give the digits of one at a time, and no second peak is passed over."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.stats import METHODS, TESTS, fit_many, random_effects
from whatworks.stats.pooling.many_tau2 import Block
from whatworks.stats.pooling.many_tau2 import _upper_bound as many_upper_bound
from whatworks.stats.pooling.tau2_likelihood import _upper_bound as one_upper_bound

NAMES = ("tau2", "se_tau2", "I2", "H2", "QE", "QEp", "s2w")
TWO_PEAKS = ([0.0, 0.05, -0.05, 6.0, -6.0], [0.0004, 0.0004, 0.0004, 3.0, 3.0])


def made(rows, k, seed, spread=1.0):
    rng = np.random.default_rng(seed)
    vi = 0.1 * np.exp(spread * rng.normal(size=(rows, k)))
    tau2 = rng.choice([0, 0.01, 0.1, 1], size=(rows, 1))
    return 3 + rng.normal(size=(rows, k)) * np.sqrt(vi + tau2), vi


def same(found, row, one):
    listed = {name: getattr(one, name)[0] for name in ("b", "se", "stat", "p", "ci_lb", "ci_ub")}
    single = {name: getattr(one, name) for name in NAMES}
    expected = listed | single | {"pi_lb": one.prediction[0], "pi_ub": one.prediction[1]}
    for name, value in expected.items():
        number = getattr(found, name)[row]
        assert np.isnan(number) if value is None else number == pytest.approx(value, rel=1e-9, abs=1e-12), (
            name
        )
    assert found.k[row] == one.k and found.peaks[row] == max(1, len(one.peaks))


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("method", METHODS)
def test_each_row_is_the_fit_of_that_row(method, test):
    for k, seed, spread in ((2, 1, 1.0), (5, 2, 1.5), (20, 3, 0.5)):
        yi, vi = made(12, k, seed, spread)
        found = fit_many(yi, vi, method, test, level=90)
        for row in range(len(yi)):
            same(found, row, random_effects(yi[row], vi[row], method=method, test=test, level=90))


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_many_rows_with_wide_variances_and_few_studies_agree(method):
    yi, vi = made(200, 4, 11, 2.0)
    found = fit_many(yi, vi, method, "z")
    several = 0
    for row in range(200):
        one = random_effects(yi[row], vi[row], method=method, test="z")
        same(found, row, one)
        several += len(one.peaks) > 1
    assert several > 0, "the case should hold likelihoods with two peaks"


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(1e-3, 5)), min_size=2, max_size=8))
@settings(max_examples=80, deadline=None)
def test_whatever_the_numbers_one_row_is_one_fit(data):
    yi, vi = (np.array(v) for v in zip(*data, strict=True))
    for method in ("REML", "ML", "PM", "SJ", "HSk"):
        found, one = fit_many([yi], [vi], method, "z"), random_effects(yi, vi, method=method, test="z")
        assert found.tau2[0] == pytest.approx(one.tau2, rel=1e-9, abs=1e-9)
        assert found.b[0] == pytest.approx(one.b[0], rel=1e-9, abs=1e-9)


def test_the_higher_of_two_peaks_is_taken_and_both_are_counted():
    yi, vi = (np.array([part, part]) for part in TWO_PEAKS)
    yi[1] = [0.1, 0.2, 0.3, 0.2, 0.1]
    found = fit_many(yi, vi)
    assert found.peaks.tolist() == [2, 1]
    assert found.tau2[0] == pytest.approx(random_effects(*TWO_PEAKS).tau2, rel=1e-9)


def test_rows_may_have_different_numbers_of_studies():
    yi, vi = made(6, 7, 5)
    yi[0, 2:] = np.nan
    vi[1, 0] = np.nan
    yi[2, 1:], vi[2, 1:] = np.nan, np.nan
    for method in METHODS:
        found = fit_many(yi, vi, method)
        assert found.k.tolist() == [2, 6, 1, 7, 7, 7]
        for row in range(6):
            there = np.isfinite(yi[row]) & np.isfinite(vi[row])
            same(found, row, random_effects(yi[row, there], vi[row, there], method=method))


def test_the_place_of_a_row_and_its_company_change_no_digit():
    yi, vi = made(300, 6, 9, 1.5)
    whole = fit_many(yi, vi)
    part = fit_many(yi[::-3], vi[::-3])
    for name in ("b", "tau2", "se", "p"):
        assert getattr(part, name) == pytest.approx(getattr(whole, name)[::-3], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_plain_data_are_settled_together_and_not_one_by_one(method):
    for k, spread in ((2, 1.0), (5, 1.5), (20, 0.5)):
        assert not fit_many(*made(60, k, 1, spread), method).alone.any()


@pytest.mark.parametrize("restricted", [True, False])
def test_the_search_ends_where_that_of_one_data_set_does(restricted):
    yi, vi = made(8, 5, 4)
    yi, vi = 3 * yi, vi / vi.min(axis=1, keepdims=True)
    block = Block(np.vstack([yi.T, np.zeros(8)]), np.vstack([vi.T, np.full(8, np.inf)]), np.full(8, 5.0))
    kind = "REML" if restricted else "ML"
    wanted = [one_upper_bound(y, v, np.ones((5, 1)), kind) for y, v in zip(yi, vi, strict=True)]
    assert max(wanted) > 5 and many_upper_bound(block, restricted) == pytest.approx(wanted, rel=1e-10)


def test_variances_far_apart_are_fitted_with_care():
    yi, vi = [[0.0, 0.4, 5.0]], [[1e-12, 1.0, 2.0]]
    found = fit_many(yi, vi)
    assert found.alone.tolist() == [True]
    same(found, 0, random_effects(yi[0], vi[0]))


def test_inputs_are_not_changed():
    yi, vi = made(3, 4, 1)
    yi[0, 0] = np.nan
    before = yi.copy(), vi.copy()
    fit_many(yi, vi)
    assert np.array_equal(yi, before[0], equal_nan=True) and np.array_equal(vi, before[1])


@pytest.mark.parametrize(
    ("yi", "vi", "words"),
    [
        ([[0.1, 0.2]], [[0.1, 0.0]], "row 1, column 2: the variance is not above zero"),
        ([[0.1, np.inf]], [[0.1, 0.1]], "row 1, column 2: the estimate is infinite"),
        ([[0.1, 0.2]], [[0.1, np.inf]], "row 1, column 2: the variance is infinite"),
        ([[0.1], [np.nan]], [[0.1], [0.1]], "row 2 has no study"),
        ([[0.1, 0.2]], [[0.1]], "shape"),
    ],
)
def test_what_cannot_be_fitted_is_refused_by_place(yi, vi, words):
    with pytest.raises(ValueError, match=words):
        fit_many(yi, vi)


def test_a_method_that_is_none_is_refused():
    with pytest.raises(ValueError, match="use one of REML"):
        fit_many([[0.1]], [[0.1]], "MP")


@pytest.mark.parametrize(
    ("method", "near", "far", "other", "vague"),
    [
        ("REML", 7.19, 227.43, -361.51, 4182.65),
        ("ML", 4.13, 139.4, -126.38, 696.75),
        ("REML", 4.16, 90.3, -174.33, 3188.56),
        ("ML", 33.07, 160.67, -286.69, 7792.15),
    ],
)
def test_a_second_peak_is_counted_however_slight(method, near, far, other, vague):
    """The score turns just below or just above zero, between the points at which many are first looked at."""
    yi, vi = [0, near, -near, far, other], [1, 1, 1, vague, vague]
    found, one = fit_many([yi], [vi], method, "z"), random_effects(yi, vi, method=method, test="z")
    assert found.peaks[0] == len(one.peaks) == 2 and found.tau2[0] == pytest.approx(one.tau2, rel=1e-9)
