"""Sums of coefficients, tested one by one and together."""

import numpy as np
import pytest
from scipy import stats as reference

from whatworks.stats.pooling.inference import omnibus
from whatworks.stats.pooling.wald import wald_test

B = np.array([1.0, -2.0, 0.5])
COV = np.array([[0.4, 0.1, 0.0], [0.1, 0.9, -0.2], [0.0, -0.2, 0.3]])


def test_one_sum_is_its_estimate_over_its_error():
    row = wald_test(B, COV, [1, 2, 0]).rows[0]
    se = np.sqrt(0.4 + 4 * 0.9 + 4 * 0.1)
    assert (row.estimate, row.se, row.stat) == pytest.approx((-3, se, -3 / se))
    assert row.p == pytest.approx(2 * reference.norm.sf(3 / se))
    assert (row.ci_lb, row.ci_ub) == pytest.approx((-3 - 1.959963985 * se, -3 + 1.959963985 * se))


def test_with_degrees_of_freedom_t_and_f_are_used():
    found = wald_test(B, COV, np.eye(3)[:2], df=7, level=90)
    row = found.rows[1]
    assert row.p == pytest.approx(2 * reference.t.sf(2 / np.sqrt(0.9), 7))
    assert row.ci_ub == pytest.approx(-2 + reference.t.ppf(0.95, 7) * np.sqrt(0.9))
    f = B[:2] @ np.linalg.solve(COV[:2, :2], B[:2]) / 2
    assert (found.stat, found.p) == pytest.approx((f, reference.f.sf(f, 2, 7)))
    assert (found.m, found.df) == (2, 7)


def test_without_them_chi_squared():
    found = wald_test(B, COV, np.eye(3))
    q = B @ np.linalg.solve(COV, B)
    assert (found.stat, found.p, found.df) == pytest.approx((q, reference.chi2.sf(q, 3), None))


def test_a_sum_is_held_against_a_number():
    found = wald_test(B, COV, [[1, 0, 0], [0, 1, 0]], against=[0.4, -1])
    assert found.rows[0].stat == pytest.approx(0.6 / np.sqrt(0.4))
    assert found.rows[0].estimate == 1.0 and found.rows[1].estimate == -2.0
    assert found.rows[0].ci_lb == pytest.approx(1 - 1.959963985 * np.sqrt(0.4))
    assert found.rows[0].ci_ub == pytest.approx(1 + 1.959963985 * np.sqrt(0.4))
    gap = np.array([0.6, -1.0])
    assert found.stat == pytest.approx(gap @ np.linalg.solve(COV[:2, :2], gap))


def test_rows_that_follow_from_one_another_have_no_joint_test():
    found = wald_test(B, COV, [[1, 0, 0], [2, 0, 0]])
    assert found.stat is None and found.p is None and found.rows[1].estimate == 2.0
    still = wald_test(B, np.zeros((3, 3)), [1, 0, 0])
    assert still.stat is None and still.rows[0].stat is None and still.rows[0].p is None


def test_one_sum_without_variance_takes_the_joint_test_away():
    cov = np.diag([0.4, 0.0, 0.3])
    found = wald_test(B, cov, np.eye(3))
    assert found.stat is None and [row.stat is None for row in found.rows] == [False, True, False]
    assert omnibus(B, cov, [0, 1], None) == (None, None, 2)
    assert omnibus(B, cov, [0, 2], None).stat == pytest.approx(1 / 0.4 + 0.25 / 0.3)


def test_a_weight_is_needed_for_each_coefficient():
    with pytest.raises(ValueError, match="2 weights for 3 coefficients"):
        wald_test(B, COV, [1, 0])
