"""The optimal information size: how many people one trial with enough power would have needed.

Where a review holds far fewer, its result is unsure even if its interval looks narrow (Guyatt and others
2011, GRADE guidelines 6; Zeng and others 2022, GRADE guidance 34).
"""

from __future__ import annotations

import math

from scipy.special import ndtri


def size_for_risks(
    baseline: float, other: float, *, alpha: float = 0.05, power: float = 0.8, design_effect: float = 1.0
) -> int:
    """People in both arms to tell two risks apart, by a two-sided test of two proportions.

    n an arm = (z_a sqrt(2 p q) + z_b sqrt(p0 q0 + p1 q1))^2 / (p0 - p1)^2 with p the mean of both (Fleiss,
    Levin and Paik 2003, eq. 4.14, without the correction for continuity), times the design effect of
    clusters. Raises ValueError where the risks are equal or not between 0 and 1.
    """
    for risk in (baseline, other):
        if not 0 <= risk <= 1:
            raise ValueError(f"a risk of {risk:g} does not lie between 0 and 1")
    if baseline == other:
        raise ValueError(f"both risks are {baseline:g}; a difference to find is needed")
    mean = (baseline + other) / 2
    apart = _z(alpha / 2) * math.sqrt(2 * mean * (1 - mean))
    found = _z(1 - power) * math.sqrt(baseline * (1 - baseline) + other * (1 - other))
    return _total(((apart + found) / (baseline - other)) ** 2, design_effect)


def size_for_means(
    difference: float, sd: float = 1.0, *, alpha: float = 0.05, power: float = 0.8, design_effect: float = 1.0
) -> int:
    """People in both arms to find a difference of means with this standard deviation.

    n an arm = 2 (z_a + z_b)^2 (sd / difference)^2, times the design effect of clusters. A standardised
    difference has sd 1. Raises ValueError for a difference of 0 and an sd that is not above 0.
    """
    if difference == 0 or not sd > 0:
        raise ValueError(
            f"a difference other than 0 and an sd above 0 are needed, not {difference:g} and {sd:g}"
        )
    return _total(2 * ((_z(alpha / 2) + _z(1 - power)) * sd / difference) ** 2, design_effect)


def _z(tail: float) -> float:
    if not 0 < tail < 0.5:
        raise ValueError("alpha lies between 0 and 1, power between 0.5 and 1; the usual are 0.05 and 0.8")
    return -float(ndtri(tail))


def _total(arm: float, design_effect: float) -> int:
    if not design_effect >= 1:
        raise ValueError(
            f"the design effect is {design_effect:g}; it is 1, or more where clusters were allocated"
        )
    return 2 * math.ceil(arm * design_effect)
