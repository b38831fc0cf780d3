"""Intervals of tau2: what defines their ends, and the distribution that two of them rest on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from whatworks.stats import random_effects, tau2_interval
from whatworks.stats.pooling.heterogeneity import estimate
from whatworks.stats.pooling.least_squares import projection, weighted_fit
from whatworks.stats.pooling.quadratic_forms import chance_above
from whatworks.stats.pooling.tau2_likelihood import likelihood_interval

YI = np.array([0.5, -0.3, 1.2, 0.1, 0.8, 2.0])
VI = np.array([0.04, 0.09, 0.25, 0.02, 0.16, 0.5])
ONES = np.ones((6, 1))
SLOPE = np.column_stack([np.ones(6), [1.0, 4, 2, 8, 5, 7]])


@pytest.mark.parametrize(("q", "chance"), [(0.1, 0.9458), (0.7, 0.5064), (2.0, 0.1240)])
def test_weighted_sums_of_squares_have_the_chances_that_imhof_printed(q, chance):
    assert chance_above(q, np.array([0.6, 0.3, 0.1])) == pytest.approx(chance, abs=5e-5)


@given(st.floats(0.01, 40), st.integers(1, 12), st.floats(0.1, 10))
def test_equal_weights_are_chi_squared(q, df, weight):
    assert chance_above(q * weight, np.full(df, weight)) == pytest.approx(chi2.sf(q, df), rel=1e-9)


@given(st.floats(0.2, 15), st.floats(0.1, 5))
@settings(max_examples=20, deadline=None)
def test_two_pairs_of_weights_have_a_closed_form(q, other):
    """Twice a weight each: a sum of two exponentials."""
    if abs(other - 1) < 0.05:
        return
    exact = (np.exp(-q / 2) - other * np.exp(-q / (2 * other))) / (1 - other)
    assert chance_above(q, np.array([1, 1, other, other])) == pytest.approx(exact, abs=1e-9)


def test_nothing_is_below_nothing():
    assert chance_above(0.0, np.array([1.0, 2.0])) == chance_above(-1.0, np.array([1.0])) == 1


def test_at_the_ends_of_a_q_profile_q_is_a_quantile():
    found = tau2_interval(YI, VI, level=90)
    q = weighted_fit(YI, VI, ONES, np.array(found.tau2[1:])).rss
    assert q == pytest.approx(chi2.ppf([0.95, 0.05], 5), rel=1e-9)
    assert found.tau[1] == pytest.approx(found.tau2[1] ** 0.5) and found.level == 90
    assert found.H2[2] == pytest.approx(1 / (1 - found.I2[2] / 100))


@pytest.mark.parametrize("x", [ONES, SLOPE], ids=["mean", "moderator"])
@pytest.mark.parametrize(("kind", "a"), [("BJ", 1 / VI), ("J", VI**-0.5)])
def test_at_the_ends_of_a_generalised_q_the_tails_are_those_asked_for(kind, a, x):
    found = tau2_interval(YI, VI, x, kind=kind, level=80)
    q = projection(YI, VI, x, a).rss
    w = np.diag(a)
    p = w - w @ x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w
    for end, tail in zip(found.tau2[1:], (0.1, 0.9), strict=True):
        root = np.diag(np.sqrt(VI + end))
        weights = np.linalg.eigvalsh(root @ p @ root)[x.shape[1] :]
        assert chance_above(q, weights) == pytest.approx(tail, abs=1e-8)


def test_with_equal_variances_q_profile_and_generalised_q_are_one():
    v = np.full(6, 0.1)
    first = tau2_interval(YI, v, kind="QP").tau2
    for kind in ("BJ", "J"):
        assert tau2_interval(YI, v, kind=kind).tau2 == pytest.approx(first, rel=1e-6)


@pytest.mark.parametrize("kind", ["QP", "BJ", "J", "PL"])
def test_the_unit_scales_an_interval_and_the_order_changes_nothing(kind):
    one = tau2_interval(YI, VI, kind=kind)
    other = tau2_interval(10 * YI[::-1], 100 * VI[::-1], kind=kind)
    assert other.tau2 == pytest.approx([100 * t for t in one.tau2], rel=1e-7)
    assert pytest.approx(one.I2, rel=1e-7) == other.I2


@pytest.mark.parametrize("kind", ["QP", "BJ", "J"])
def test_studies_more_alike_than_chance_have_an_empty_interval_and_this_is_told(kind):
    found = tau2_interval([0.1, 0.12, 0.1, 0.11], [1, 1.1, 1, 0.9], kind=kind)
    assert found.empty and found.tau2 == (0, 0, 0) and "empty" in found.diagnostics[0]


def test_an_interval_that_starts_at_zero_does():
    found = tau2_interval([0.1, 0.9, -0.5, 0.2], [0.3, 0.2, 0.3, 0.1])
    assert found.tau2[1] == found.I2[1] == 0 and found.H2[1] == 1 and not found.empty and found.tau2[2] > 4


def test_an_estimate_outside_its_interval_is_told():
    yi = [0.0, 0.0, 0.0, 0.0, 3.0]
    vi = [0.001, 0.001, 0.001, 0.001, 1.0]
    found = tau2_interval(yi, vi, method="HE")
    inside = found.tau2[1] <= found.tau2[0] <= found.tau2[2]
    assert inside == (not found.diagnostics)


@pytest.mark.parametrize(("method", "far"), [("ML", 7.0), ("REML", 6.0)])
def test_the_likelihood_interval_spans_both_of_two_peaks(method, far):
    yi, vi = [0.0, 0.05, -0.05, far, -far], [0.0004, 0.0004, 0.0004, 3.0, 3.0]
    found = tau2_interval(yi, vi, method=method, kind="PL")
    assert len(random_effects(yi, vi, method=method).peaks) == 2
    assert found.tau2[1] < 0.002 and found.tau2[2] > 20


@pytest.mark.parametrize(
    ("method", "level", "near", "far", "vague"),
    [("ML", 90, 6.8, 140.0, 2250.0), ("REML", 80, 3.5, 168.0, 2700.0)],
)
def test_no_tau2_beyond_the_ends_of_a_likelihood_interval_is_as_likely(method, level, near, far, vague):
    """Two peaks with a valley between that the ratio test rejects, the nearer or the farther one higher."""
    yi, vi = np.array([0, near, -near, far, -far]), np.array([1, 1, 1, vague, vague])
    found = tau2_interval(yi, vi, method=method, kind="PL", level=level)
    height = "log_likelihood" if method == "REML" else "log_likelihood_ml"

    def above(tau2):
        heights = getattr(weighted_fit(yi, vi, np.ones((5, 1)), np.array([found.tau2[0], *tau2])), height)
        return heights[1:] - heights[0] + chi2.ppf(level / 100, 1) / 2

    low, high = found.tau2[1:]
    assert above([low, high]) == pytest.approx(0, abs=1e-8)
    between = above(np.geomspace(low, high, 400)[1:-1])
    assert (between < 0).any() and between[0] > 0 and between[-1] > 0
    assert (above(np.geomspace(low / 1e6, low, 400)[:-1]) < 0).all()
    assert (above(np.geomspace(high, high * 1e6, 400)[1:]) < 0).all()


@pytest.mark.parametrize("kind", ["ML", "REML"])
def test_however_little_a_likelihood_interval_holds_it_holds_the_estimate(kind):
    best = estimate(YI, VI, ONES, kind).value
    ends = likelihood_interval(YI, VI, ONES, kind, best=best, level=1)
    height = "log_likelihood" if kind == "REML" else "log_likelihood_ml"
    top, *sides = getattr(weighted_fit(YI, VI, ONES, np.array([best, *ends])), height)
    assert 0.95 * best < ends[0] < best < ends[1] < 1.05 * best
    assert [2 * (top - side) for side in sides] == pytest.approx([chi2.ppf(0.01, 1)] * 2, rel=1e-6)


def test_moderators_take_their_degrees_of_freedom():
    upper = tau2_interval(YI, VI, SLOPE).tau2[2]
    assert weighted_fit(YI, VI, SLOPE, np.array([upper])).rss[0] == pytest.approx(
        chi2.ppf(0.025, 4), rel=1e-9
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"method": "EE"}, "has no tau2; use one of REML"),
        ({"kind": "XX"}, "use one of QP, PL, BJ, J"),
        ({"kind": "PL", "method": "DL"}, "needs method ML or REML, not DL"),
        ({"level": 0.95}, "write 95"),
    ],
)
def test_what_has_no_interval_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        tau2_interval(YI, VI, **arguments)


def test_one_study_has_no_interval():
    with pytest.raises(ValueError, match="at least two"):
        tau2_interval([0.1], [0.2])
