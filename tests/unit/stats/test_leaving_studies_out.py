"""Leaving studies out: influence with moderators, GOSH, shrunken estimates, cumulative fits."""

import numpy as np
import pytest

from metafor_values import values
from whatworks import stats

GIVEN = values("bangertdrowns2004")["input"]
Y, V = GIVEN["yi"], GIVEN["vi"]
X = np.column_stack([np.ones(48), GIVEN["extra"]["grade"]])


def test_influence_with_a_moderator_agrees_with_metafor():
    """influence() and baujat() of metafor 3.8.1 on dat.bangertdrowns2004, mods = ~ grade."""
    found = stats.influence(Y, V, X)
    assert found.rstudent[:3] == pytest.approx((1.195332, -2.321363, -1.401153), abs=1e-6)
    assert found.dffits[:3] == pytest.approx((0.2480268, -0.2678388, -0.2427992), abs=1e-7)
    assert found.cook_d[:3] == pytest.approx((0.06048168, 0.07167213, 0.05790340), abs=1e-8)
    assert found.cov_r[:3] == pytest.approx((0.9887104, 0.8941771, 0.9822667), abs=1e-7)
    assert found.hat[:3] == pytest.approx((0.03564505, 0.01680645, 0.03154625), abs=1e-8)
    assert found.dfbs[0] == pytest.approx((-0.0833, 0.1726), abs=1e-4)
    plot = stats.baujat(Y, V, X)
    assert plot.x[:3] == pytest.approx((1.346060, 5.150544, 1.861677), abs=1e-6)
    assert plot.y[:3] == pytest.approx((0.05961147, 0.07314448, 0.05724760), abs=1e-8)
    assert not any(found.influential)


def test_a_study_that_alone_holds_a_coefficient_has_no_deleted_values():
    alone = np.column_stack([np.ones(5), [1, 0, 0, 0, 0]])
    found = stats.influence([0.1, 0.5, 0.2, 0.8, 0.4], [0.1] * 5, alone, method="EE")
    assert (found.rstudent[0], found.dfbs[0], found.hat[0]) == (None, None, pytest.approx(1))
    assert None not in found.rstudent[1:]
    assert stats.baujat([0.1, 0.5, 0.2, 0.8, 0.4], [0.1] * 5, alone, method="EE").y[0] is None


def test_reasons_name_the_cut_off():
    y = [0.0, 0.1, -0.1, 0.05, 5.0]
    found = stats.influence(y, [0.1] * 5, method="EE")
    assert found.reasons[4] == ("dffits", "cook_d", "dfbs")
    assert found.influential == tuple(bool(r) for r in found.reasons)
    calm = stats.influence([0.1, 0.2, 0.3, 0.2, 0.25], [0.1] * 5, method="EE")
    assert not any(calm.influential)
    heavy = stats.influence([0.1, 0.2, 0.3, 0.4, 0.2], [1, 1, 1, 1, 0.01], method="EE")
    assert "hat" in heavy.reasons[4]
    far = stats.influence([*np.linspace(-1, 1, 40).tolist(), 30.0], [0.1] * 41, method="EE")
    assert "dffits" in far.reasons[40]


def test_one_study_cannot_be_left_out_of_one():
    for function in (stats.leave_one_out, stats.influence, stats.baujat):
        with pytest.raises(ValueError, match="at least two"):
            function([1], [1])
    assert [f.b[0] for f in stats.leave_one_out([1, 2], [1, 1])] == [2, 1]


@pytest.mark.parametrize("method", ["EE", "DL", "REML"])
def test_gosh_is_the_model_of_each_subset(method):
    y, v = [0.1, 0.3, -0.2, 0.9], [0.01, 0.09, 0.04, 0.02]
    found = stats.gosh(y, v, method=method)
    assert (found.complete, len(found.b)) == (True, 15)
    for row, members in enumerate(found.included):
        fit = stats.random_effects(np.array(y)[members], np.array(v)[members], method=method, test="z")
        for name in ("tau2", "I2", "H2", "QE"):
            assert getattr(found, name)[row] == pytest.approx(getattr(fit, name), abs=1e-7)
        assert (found.b[row], found.k[row]) == (pytest.approx(fit.b[0], abs=1e-9), fit.k)


def test_gosh_draws_the_same_subsets_in_any_order():
    first = stats.gosh(Y, V, subsets=500, seed=7)
    back = stats.gosh(Y[::-1], V[::-1], subsets=500, seed=7)
    assert (first.complete, first.included.shape) == (False, (500, 48))
    assert np.array_equal(first.b, back.b)
    assert first.included.any(axis=1).all()
    tiny = stats.gosh([1, 2], [1, 1], subsets=2, seed=1)
    assert (tiny.complete, tiny.included.any(axis=1).all()) == (False, True)
    assert stats.gosh([1, 2], [1, 1], subsets=3).complete
    assert len(stats.gosh([1, 2], [1, 1], subsets=1).b) == 1
    assert not stats.gosh([1, 1, 1], [1, 2, 3]).I2.any()
    assert not np.array_equal(first.b, stats.gosh(Y, V, subsets=500, seed=8).b)
    assert not stats.gosh([1, 2, 4], [1, 1, 1], subsets=6).complete
    for wrong, words in (({"method": "PM"}, "EE, FE, CE, DL, REML"), ({"subsets": 0}, "0 subsets")):
        with pytest.raises(ValueError, match=words):
            stats.gosh(Y, V, **wrong)


def test_cumulative_follows_the_order():
    fits = stats.cumulative([1, 2, 3], [1, 1, 1], [2001, 1999, 2000], method="EE")
    assert [f.b[0] for f in fits] == pytest.approx([2, 2.5, 2])
    assert [f.k for f in fits] == [1, 2, 3]
    for order, words in (([1, 2], "3 studies but 2"), ([1, np.nan, 2], "row 2: no place")):
        with pytest.raises(ValueError, match=words):
            stats.cumulative([1, 2, 3], [1, 1, 1], order)
    with pytest.raises(ValueError, match="2 estimates but 1"):
        stats.cumulative([1, 2], [1])
    with pytest.raises(ValueError, match="no study"):
        stats.cumulative([], [])


def test_shrunken_estimates_lie_between_study_and_mean():
    found = stats.shrunken(Y, V, level=90)
    mean = stats.random_effects(Y, V).b[0]
    for y, pred in zip(Y, found.pred, strict=True):
        assert min(y, mean) <= pred <= max(y, mean)
    assert found.pi_ub - found.pred == pytest.approx(1.6448536269514722 * found.se)
    assert found.pred - found.pi_lb == pytest.approx(1.6448536269514722 * found.se)


@pytest.mark.parametrize(("times", "named"), [(2.95, False), (3.05, True)])
def test_a_fit_is_moved_too_far_beyond_three_times_the_root_of_p_over_k_less_p(times, named):
    """With equal variances dffits of the last study is (y - mean of the rest) / sqrt(v k) over v's root."""
    k, v = 10, 1.0
    far = times * np.sqrt(1 / (k - 1)) * np.sqrt(v * k)
    found = stats.influence([0.0] * (k - 1) + [far], [v] * k, method="EE")
    assert found.dffits[-1] == pytest.approx(times / 3)
    assert ("dffits" in found.reasons[-1]) is named


@pytest.mark.parametrize(("weight", "named"), [(2.95, False), (3.05, True)])
def test_leverage_is_named_beyond_three_times_the_mean(weight, named):
    hat = weight / 10
    found = stats.influence([0.1] * 10, [1.0] * 9 + [(1 - hat) / hat / 9], method="EE")
    assert found.hat[-1] == pytest.approx(hat)
    assert ("hat" in found.reasons[-1]) is named


def test_the_pull_on_a_fit_has_the_variance_of_knapp_and_hartung():
    """baujat() of metafor 3.8.1 with test = "knha"."""
    found = stats.baujat([0.1, 0.5, -0.2, 0.8, 0.3], [0.01, 0.09, 0.04, 0.2, 0.05], test="knha")
    assert found.x == pytest.approx(
        (0.1279168991, 0.8647462565, 1.9201874643, 1.6826077097, 0.1914506085), rel=1e-8
    )
    assert found.y == pytest.approx(
        (0.1741663412, 0.1883962668, 0.4996461219, 0.2307205343, 2.708779791e-05), rel=1e-8
    )


def test_one_coefficient_moved_by_its_standard_error_is_enough():
    x = np.column_stack([np.ones(7), [-3, -2, -1, 0, 1, 2, 12]])
    found = stats.influence([0.1, 0, -0.1, 0, 0.1, 0, 1.5], [0.1] * 7, x, method="EE")
    assert abs(found.dfbs[6][0]) < 1 < abs(found.dfbs[6][1])
    assert "dfbs" in found.reasons[6]


def test_every_subset_but_the_empty_one_is_drawn_as_often():
    both = [stats.gosh([1, 2], [1, 1], subsets=2, seed=seed).k == 2 for seed in range(300)]
    assert np.mean(both) == pytest.approx(1 / 3, abs=0.06)


@pytest.mark.parametrize(("times", "named"), [(0.95, False), (1.05, True)])
def test_a_coefficient_is_moved_too_far_beyond_its_standard_error(times, named):
    """With equal variances a mean moves by y / k, and its standard error is sqrt(v / k)."""
    found = stats.influence([0.0] * 9 + [times * np.sqrt(10)], [1.0] * 10, method="EE")
    assert found.dfbs[-1][0] == pytest.approx(times)
    assert ("dfbs" in found.reasons[-1]) is named


def test_where_studies_agree_wholly_a_scaled_variance_tells_no_pull():
    assert stats.baujat([1.0, 1.0, 1.0], [1, 2, 4], method="EE", test="knha").y == (None, None, None)
