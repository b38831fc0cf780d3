"""Agreement against printed examples and other software.

- SAS PROC FREQ, as its printout stands in the tests of statsmodels (statsmodels/stats/tests,
  test_inter_rater.py): kappa, standard error and interval, simple and with linear weights.
- R package irr, its data set `anxiety`, raters 2 and 3 (same file): kappa unweighted, linear, quadratic.
- R package irrCAC 1.0 (K. L. Gwet), vignette "overview": `cont3x3abstractors`, two raters, and
  `cac.raw4raters`, four raters with ratings missing, which is Krippendorff's own example.
- K. Krippendorff (2011), "Computing Krippendorff's alpha-reliability": the same data, interval metric, 0.849.
"""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from whatworks.stats.agreement import (
    cohen_kappa,
    gwet_ac,
    kappa_of_table,
    krippendorff_alpha,
    raw_agreement,
)

SAS = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
FOUR_RATERS = [
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4),
    (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
]  # fmt: skip
SECOND = (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4)
THIRD = (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2)


def _rows(table):
    return [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]


@pytest.mark.parametrize(
    ("weights", "printed"),
    [("nominal", (0.4842, 0.1380, 0.2137, 0.7547)), ("linear", (0.4701, 0.1457, 0.1845, 0.7558))],
)
def test_kappa_its_error_and_its_interval_are_those_that_sas_prints(weights, printed):
    found = kappa_of_table(SAS, weights=weights)
    assert (found.value, found.se, found.low, found.high) == pytest.approx(printed, abs=5e-5)


@pytest.mark.parametrize(
    ("weights", "printed"),
    [("nominal", -0.006289308), ("linear", 0.1459075), ("quadratic", 0.2520325)],
)
def test_kappa_of_the_anxiety_ratings_is_what_irr_prints(weights, printed):
    """irr leaves out answer 5, which nobody gave, and counts 4 and 6 as neighbours."""
    found = cohen_kappa(list(zip(SECOND, THIRD, strict=True)), answers=(1, 2, 3, 4, 6), weights=weights)
    assert found.value == pytest.approx(printed, abs=5e-8)


def test_weights_of_your_own_give_the_same_as_linear_ones():
    own = [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]]
    assert kappa_of_table(SAS, weights=own) == kappa_of_table(SAS, weights="linear")


def test_kappa_and_ac1_of_two_abstractors_are_those_that_irrcac_prints():
    kappa, ac1 = kappa_of_table(ABSTRACTORS), gwet_ac(_rows(ABSTRACTORS))
    assert (kappa.value, kappa.se) == pytest.approx((0.7964094, 0.05891072), abs=5e-8)
    assert ac1.value == pytest.approx(0.8493305, abs=5e-8)
    assert krippendorff_alpha(_rows(ABSTRACTORS)).value == pytest.approx(0.7972585, abs=5e-8)
    assert raw_agreement(_rows(ABSTRACTORS)).value == pytest.approx(0.89)
    assert (ac1.low, ac1.high) == pytest.approx((0.764, 0.935), abs=1e-3)


def test_the_error_of_ac1_divides_by_n_less_one_as_for_many_raters():
    """For two raters irrCAC's table form divides by n; for several, and here always, by n - 1."""
    se = gwet_ac(_rows(ABSTRACTORS)).se
    assert se * math.sqrt(99 / 100) == pytest.approx(0.04321747, abs=5e-8)


def test_four_raters_with_gaps_come_out_as_irrcac_prints():
    ac1 = gwet_ac(FOUR_RATERS)
    assert (ac1.value, ac1.se) == pytest.approx((0.77544, 0.14295), abs=5e-6)
    assert (ac1.low, ac1.high, ac1.n) == (pytest.approx(0.461, abs=5e-4), 1.0, 11)
    assert raw_agreement(FOUR_RATERS).value == pytest.approx(0.8181818, abs=5e-8)


def test_krippendorffs_own_example_nominal_and_interval():
    assert krippendorff_alpha(FOUR_RATERS).value == pytest.approx(0.74342, abs=5e-6)
    assert krippendorff_alpha(FOUR_RATERS, weights="quadratic").value == pytest.approx(0.849, abs=5e-4)


@given(
    st.integers(2, 5).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(0, 9), min_size=size, max_size=size), min_size=size, max_size=size
        )
    ),
    st.sampled_from(["nominal", "linear", "quadratic"]),
)
@settings(max_examples=60, deadline=None)
def test_kappa_is_what_scikit_learn_makes_it(table, weights):
    found, rows = kappa_of_table(table, weights=weights), _rows(table)
    if found.value is None:
        assert found.why
        return
    theirs = cohen_kappa_score(
        [a for a, _ in rows],
        [b for _, b in rows],
        labels=list(range(len(table))),
        weights=None if weights == "nominal" else weights,
    )
    assert found.value == pytest.approx(theirs, abs=1e-9)


def test_kappa_from_pairs_is_kappa_from_their_table():
    assert cohen_kappa(_rows(SAS), answers=(0, 1, 2)) == kappa_of_table(SAS)
