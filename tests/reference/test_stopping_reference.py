"""The stopping test against the example that its authors print.

M. Callaghan, "Active learning stopping criteria", analysis/hyper_criteriaR.md in the repository
mcallaghan/rapid-screening, which accompanies Callaghan and Müller-Hansen (2020), Systematic Reviews 9:273.
Of 100 records, the first 20 read were relevant and the next 70 not; is recall below 0.9? Computed there with
R's phyper.
"""

import pytest

from whatworks.collate import still_to_find


def test_the_printed_example_comes_out_to_its_last_digits():
    left = still_to_find([True] * 20 + [False] * 70, 100, target=0.9)
    assert left.p_target == pytest.approx(0.00146056475170399, abs=1e-9)
    assert left.may_stop


def test_with_95_found_a_target_of_95_percent_is_missed_from_six_left_on():
    """The case told in the package's introduction, buscarpy's plot_example.py."""
    least_missed = 6
    found = [True] * 95 + [False] * 100
    p = still_to_find(found, 395, target=0.95).p_target
    draws = range(100)
    chance = 1.0
    for drawn in draws:
        chance *= (300 - least_missed - drawn) / (300 - drawn)
    assert p == pytest.approx(chance, abs=1e-9)
