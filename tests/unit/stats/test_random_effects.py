"""Laws of the random-effects model, and inputs at the edge."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.stats import random_effects
from whatworks.stats.pooling.least_squares import weighted_fit

SETTINGS = list(itertools.product(("REML", "DL", "EE", "FE"), ("z", "knha")))
rows = st.lists(st.tuples(st.floats(-3, 3), st.floats(1e-3, 3)), min_size=1, max_size=12)


def numbers(fit):
    for value in vars(fit).values():
        yield from (v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, float))


@given(rows, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_studies_changes_no_digit(data, random):
    shuffled = data[:]
    random.shuffle(shuffled)
    one, other = (random_effects(*zip(*d, strict=True)) for d in (data, shuffled))
    assert {k: v for k, v in vars(one).items() if k != "weights"} == {
        k: v for k, v in vars(other).items() if k != "weights"
    }
    assert sorted(one.weights) == sorted(other.weights)


@given(rows)
@settings(max_examples=60)
def test_nothing_is_ever_not_a_number(data):
    yi, vi = zip(*data, strict=True)
    for method, test in SETTINGS:
        fit = random_effects(yi, vi, method=method, test=test)
        assert all(math.isfinite(v) for v in numbers(fit))
        assert fit.tau2 >= 0 and fit.I2 >= 0 and fit.I2 <= 100 and sum(fit.weights) == pytest.approx(100)


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 1)), min_size=3, max_size=9))
@settings(max_examples=30)
def test_a_change_of_unit_scales_everything(data):
    yi, vi = (np.array(v) for v in zip(*data, strict=True))
    one, other = random_effects(yi, vi, test="z"), random_effects(10 * yi, 100 * vi, test="z")
    assert other.b[0] == pytest.approx(10 * one.b[0], abs=1e-6)
    assert other.tau2 == pytest.approx(100 * one.tau2, rel=1e-6, abs=1e-7)
    assert pytest.approx(one.I2, abs=1e-5) == other.I2


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 1)), min_size=3, max_size=9), st.floats(-5, 5))
@settings(max_examples=30)
def test_a_shift_moves_the_estimate_alone(data, shift):
    yi, vi = (np.array(v) for v in zip(*data, strict=True))
    one, other = random_effects(yi, vi), random_effects(yi + shift, vi)
    assert other.b[0] == pytest.approx(one.b[0] + shift, abs=1e-6)
    assert other.tau2 == pytest.approx(one.tau2, rel=1e-5, abs=1e-7)


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(1e-3, 5)), min_size=2, max_size=10))
@settings(max_examples=60)
def test_no_other_tau2_has_a_higher_restricted_likelihood(data):
    yi, vi = (np.array(v) for v in zip(*data, strict=True))
    best = random_effects(yi, vi).tau2
    tried = np.concatenate([[best, 0.0], np.geomspace(1e-6, 100, 400)])
    heights = weighted_fit(yi, vi, np.ones((yi.size, 1)), tried).log_likelihood
    assert heights[0] >= heights.max() - 1e-9


def test_two_peaks_are_told_and_the_higher_wins():
    yi, vi = [0.0, 0.05, -0.05, 6.0, -6.0], [0.0004, 0.0004, 0.0004, 3.0, 3.0]
    grid = np.concatenate([[0.0], np.geomspace(1e-8, 1e3, 5000)])
    heights = weighted_fit(np.array(yi), np.array(vi), np.ones((5, 1)), grid).log_likelihood
    inner = np.flatnonzero((heights[1:-1] > heights[:-2]) & (heights[1:-1] >= heights[2:])) + 1
    fit = random_effects(yi, vi)
    assert len(inner) + int(heights[0] > heights[1]) == 2, "the case should have two peaks"
    assert any("2 peaks" in note for note in fit.diagnostics)
    assert fit.tau2 == pytest.approx(grid[np.argmax(heights)], rel=0.02)


@pytest.mark.parametrize(
    ("yi", "vi"),
    [
        ([0, 0, 0], [1e-30, 1e30, 1]),
        ([1e30, -1e30, 0], [1e-30, 1e-30, 1e30]),
        ([0.1] * 10, [0.1] * 10),
        ([5.0] + [0.0] * 20, [1e-12] + [1.0] * 20),
        (list(range(500)), [1.0] * 500),
    ],
)
def test_extremes_neither_crash_nor_give_nonsense(yi, vi):
    for method, test in SETTINGS:
        fit = random_effects(yi, vi, method=method, test=test)
        assert all(math.isfinite(v) for v in numbers(fit))
        assert fit.b[0] >= min(yi) - 1e-9 and fit.b[0] <= max(yi) + 1e-9


def test_one_study_is_given_back_with_a_word_about_it():
    fit = random_effects([0.5], [0.04])
    assert (fit.b, fit.se, fit.tau2, fit.QE, fit.QEp, fit.I2, fit.H2) == ((0.5,), (0.2,), 0, 0, 1, 0, 1)
    assert fit.test == "z" and fit.df is None and fit.se_tau2 is None
    assert tuple(fit.prediction) == tuple(fit.prediction_hts) == (None, None)
    assert "one study" in fit.diagnostics[0]


def test_two_studies_have_no_interval_on_k_minus_2():
    fit = random_effects([0.1, 0.9], [0.04, 0.05])
    assert fit.prediction.low is not None and fit.prediction_hts.low is None
    assert any("two studies" in note for note in fit.diagnostics)


def test_studies_that_agree_exactly_have_no_test_under_hartung_and_knapp():
    fit = random_effects([0.3, 0.3, 0.3], [0.1, 0.2, 0.3])
    assert fit.se == (0.0,) and fit.stat == (None,) and fit.p == (None,) and fit.QM is None
    assert any("no width" in note for note in fit.diagnostics)


def test_a_weight_is_the_share_of_a_studys_precision_in_all():
    vi = np.array([0.3, 0.1, 0.2])
    fit = random_effects([0.9, 0.1, -0.4], vi)
    w = 1 / (vi + fit.tau2)
    assert fit.tau2 > 0 and fit.weights == pytest.approx(100 * w / w.sum(), rel=1e-12)
    own = random_effects([0.9, 0.1, -0.4], vi, weights=[1, 5, 2])
    assert own.weights == pytest.approx([12.5, 62.5, 25], rel=1e-12)
    large = random_effects([0.9, 0.1, -0.4], vi, weights=[1e200, 5e200, 2e200])
    assert (large.b, large.se) == (pytest.approx(own.b), pytest.approx(own.se))


def test_a_moderator_that_explains_all_leaves_no_tau2():
    x = np.column_stack([np.ones(6), np.arange(6)])
    fit = random_effects(np.arange(6) * 2.0 + 1, [0.1] * 6, x, test="z")
    assert fit.b == pytest.approx((1, 2)) and fit.tau2 == 0 and pytest.approx(100) == fit.R2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"method": "MP"}, "REML, ML, DL, HE, HS, HSk, SJ, EB, PM, PMM, EE, FE, CE"),
        ({"test": "hk"}, "z, t, knha, adhoc"),
        ({"level": 0.95}, "write 95"),
        ({"vi": [0.1, 0.0]}, "row 2: the variance is not above zero"),
        ({"yi": [float("nan"), 1]}, "row 1: the estimate is missing"),
        ({"yi": [1]}, "1 estimates but 2 variances"),
        ({"x": [[1, 1], [1, 2]]}, "need at least 3 studies"),
        ({"x": [[1, 1], [1, 1]], "method": "EE"}, "column 2 of the design"),
        ({"vi": [1e-7, 1e6], "x": [[1, 1], [1, 2]], "method": "EE"}, "too far apart to regress on"),
    ],
)
def test_what_cannot_be_fitted_is_refused_in_words(arguments, words):
    given_ = {"yi": [0.1, 0.2], "vi": [0.1, 0.1], **arguments}
    with pytest.raises(ValueError, match=words):
        random_effects(**given_)


def test_the_unit_of_a_moderator_scales_its_coefficient_alone():
    yi, vi, x = [0.1, 0.9, 0.4, 1.2, 0.3], [0.05, 0.1, 0.2, 0.1, 0.3], np.array([1.0, 5, 2, 4, 3])
    one, other = (random_effects(yi, vi, np.column_stack([np.ones(5), u * x])) for u in (1.0, 1e9))
    assert other.b[1] == pytest.approx(one.b[1] / 1e9, rel=1e-6)
    assert other.tau2 == pytest.approx(one.tau2, rel=1e-6) and other.p == pytest.approx(one.p, rel=1e-6)
