"""Fail-safe numbers: how many studies without an effect would overturn the result.

Given because readers ask for them; not recommended. They take the unseen studies to average zero (or any one
number), look at significance and not at size, and take no account of heterogeneity: Becker 2005; the
Cochrane Handbook (13.3.5.5) advises against them.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from whatworks.stats.pooling.model_input import prepare

KINDS = ("rosenthal", "orwin", "rosenberg")


class FailSafe(NamedTuple):
    """The number of studies; the p value (Rosenthal, Rosenberg) or the mean (Orwin) that is observed."""

    n: int | None
    observed: float
    target: float
    kind: str


def fail_safe(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    kind: str = "rosenthal",
    alpha: float = 0.05,
    target: float | None = None,
    weighted: bool = False,
) -> FailSafe:
    """Studies averaging zero that would bring the result to `target`.

    rosenthal (1979): the sum of z over sqrt(k) to one-sided `alpha`. rosenberg (2005): the z of
    the common-effect mean to two-sided `alpha`, new studies having the average weight. orwin (1983): the
    mean (weighted by 1/v with `weighted`) down to the size of `target`, half of it by default; n is None
    where the target is zero. Raises ValueError for a kind or alpha that is none.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not known; use one of {', '.join(KINDS)}")
    if not 0 < alpha < 0.5:
        raise ValueError(f"alpha {alpha:g} is not between 0 and 0.5")
    data = prepare(yi, vi, None, spare=False)
    y, v = data.y * data.unit + data.shift, data.v * data.unit**2
    if kind == "orwin":
        return _orwin(float(np.sum(y / v) / np.sum(1 / v) if weighted else np.mean(y)), data.k, target)
    critical = float(ndtri(1 - alpha if kind == "rosenthal" else 1 - alpha / 2))
    if kind == "rosenthal":
        score = abs(float(np.sum(y / np.sqrt(v))))
        observed, needed = score / math.sqrt(data.k), (score / critical) ** 2 - data.k
    else:
        score, total = abs(float(np.sum(y / v))), float(np.sum(1 / v))
        observed = score / math.sqrt(total)
        needed = ((score / critical) ** 2 - total) / (total / data.k)
    sides = 1 if kind == "rosenthal" else 2
    return FailSafe(_whole(needed), sides * float(ndtr(-observed)), alpha, kind)


def _orwin(mean: float, k: int, target: float | None) -> FailSafe:
    goal = mean / 2 if target is None else math.copysign(target, mean)
    if goal == 0:
        return FailSafe(None, mean, goal, "orwin")
    return FailSafe(_whole(k * (mean - goal) / goal), mean, goal, "orwin")


def _whole(needed: float) -> int:
    """Rounded up, where a hair above a whole number is that number."""
    nearest = round(needed)
    same = math.isclose(needed, nearest, rel_tol=1e-9, abs_tol=1e-9)
    return max(0, nearest if same else math.ceil(needed))
