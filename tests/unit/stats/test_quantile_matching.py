"""Quantiles lead back to the mean and spread of the distribution they came from."""

import math

import numpy as np
import pytest
from scipy import stats as laws

from whatworks.stats import InconsistentNumbers
from whatworks.stats.sizes.quantile_matching import match_quantiles

LAWS = {
    "normal": laws.norm(50, 8),
    "lognormal": laws.lognorm(0.6, scale=math.exp(2)),
    "gamma": laws.gamma(2.5, scale=3),
    "weibull": laws.weibull_min(1.4, scale=10),
}


@pytest.mark.parametrize("name", LAWS)
def test_exact_quantiles_give_back_their_distribution(name):
    law, n = LAWS[name], 120
    low, q1, median, q3, high = law.ppf([1 / n, 0.25, 0.5, 0.75, 1 - 1 / n])
    found = match_quantiles(median, n, q1=q1, q3=q3, low=low, high=high)
    assert found.distribution == name
    assert (found.mean, found.sd) == (pytest.approx(law.mean(), rel=1e-6), pytest.approx(law.std(), rel=1e-6))
    assert found.squares == pytest.approx(0, abs=1e-12)


def test_the_example_of_the_papers_own_software_is_met():
    """estmeansd prints 4.347284 and 1.502171 for these, from an optimiser that stops near the optimum."""
    found = match_quantiles(4, 100, low=2, high=9)
    assert (found.mean, found.sd) == (pytest.approx(4.347284, rel=1e-5), pytest.approx(1.502171, rel=1e-5))
    assert found.distribution == "lognormal"


def test_no_small_step_from_the_fit_leaves_fewer_squares():
    p, q = np.array([0.25, 0.5, 0.75]), np.array([3.0, 5.0, 10.0])
    found = match_quantiles(5, 60, q1=3, q3=10)
    variance = math.log1p((found.sd / found.mean) ** 2)
    centre, spread = math.log(found.mean) - variance / 2, math.sqrt(variance)
    assert found.distribution == "lognormal"

    def squares(a, b):
        return float(np.sum((laws.lognorm(b, scale=math.exp(a)).ppf(p) - q) ** 2))

    assert squares(centre, spread) == pytest.approx(found.squares)
    for step in (1e-3, -1e-3):
        assert squares(centre + step, spread) > found.squares
        assert squares(centre, spread + step) > found.squares


def test_numbers_below_zero_are_fitted_by_a_normal_alone():
    found = match_quantiles(0, 50, q1=-2, q3=2)
    assert found.distribution == "normal"
    assert (found.mean, found.sd) == (pytest.approx(0, abs=1e-9), pytest.approx(2 / laws.norm.ppf(0.75)))
    assert match_quantiles(1, 50, q1=0, q3=9).distribution == "normal"


@pytest.mark.parametrize(
    "numbers", [{"q1": 6, "q3": 9}, {"q1": 5, "q3": 9}, {"q3": 9}, {"low": 1, "high": 4}]
)
def test_numbers_that_do_not_rise_or_are_too_few_are_refused(numbers):
    with pytest.raises(InconsistentNumbers, match="give a median with numbers on both sides"):
        match_quantiles(5, 60, **numbers)
    with pytest.raises(InconsistentNumbers, match="of 4 people"):
        match_quantiles(5, 4, q1=4, q3=6)
    assert match_quantiles(5, 5, q1=4, q3=6).mean == pytest.approx(5, abs=0.1)
