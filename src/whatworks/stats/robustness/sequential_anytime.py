"""Evidence that may be looked at whenever one likes: an e-value and a confidence sequence for a normal mean.

Robbins 1970 (Ann Math Stat 41:1397) and Howard et al. 2021 (Ann Stat 49:1055, eq. 14) with a normal mixture;
in meta-analysis, ter Schure and Grunwald 2022 (F1000Research 11:549, ALL-IN).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from whatworks.stats.pooling.model_input import prepare

from .cumulative import in_order


@dataclass(frozen=True, kw_only=True)
class Anytime:
    """One entry a look: mean, interval valid at all looks at once, e-value against `null`.

    `evidence`: the first look, from 1, at which the e-value reaches 1 / alpha; None if never.
    """

    b: tuple[float, ...]
    ci_lb: tuple[float, ...]
    ci_ub: tuple[float, ...]
    e_value: tuple[float, ...]
    log_e: tuple[float, ...]
    evidence: int | None
    prior_sd: float
    level: float


def confidence_sequence(
    yi: ArrayLike,
    vi: ArrayLike,
    order: ArrayLike | None = None,
    *,
    prior_sd: float,
    null: float = 0.0,
    tau2: float = 0.0,
    level: float = 95.0,
) -> Anytime:
    """With S and V the sums of (y - null) / (v + tau2) and 1 / (v + tau2), and g = prior_sd^2:

    e = exp(g S^2 / (2 (1 + g V))) / sqrt(1 + g V), an e-value at every look for normal effects of that sd;
    interval: mean -/+ sqrt((V + 1/g) log((1 + g V) / alpha^2)) / V. `prior_sd` and `tau2` must be fixed
    before the studies are seen: estimated from them, neither guarantee holds. It may stop at any time.
    """
    if not (0 < prior_sd < math.inf):
        raise ValueError(f"prior_sd {prior_sd:g} is not above zero; give the size of effect that is likely")
    if not (0 <= tau2 < math.inf):
        raise ValueError(f"tau2 {tau2:g} is below zero or not finite")
    if not 0 < level < 100:
        raise ValueError(f"level {level:g} is not between 0 and 100")
    prepare(yi, vi, None, spare=False)
    y, v = np.array(yi, dtype=float).ravel(), np.array(vi, dtype=float).ravel()
    place = in_order(order, y.size)
    w = 1 / (v[place] + tau2)
    information, score = np.cumsum(w), np.cumsum(w * (y[place] - null))
    g, alpha = prior_sd**2, 1 - level / 100
    growth = 1 + g * information
    log_e = g * score**2 / (2 * growth) - np.log(growth) / 2
    mean = null + score / information
    reach = np.sqrt((information + 1 / g) * (np.log(growth) - 2 * math.log(alpha))) / information
    found = np.flatnonzero(log_e >= -math.log(alpha))
    return Anytime(
        b=tuple(mean.tolist()), ci_lb=tuple((mean - reach).tolist()), ci_ub=tuple((mean + reach).tolist()),
        e_value=tuple(np.exp(np.minimum(log_e, 700.0)).tolist()), log_e=tuple(log_e.tolist()),
        evidence=int(found[0]) + 1 if found.size else None, prior_sd=prior_sd, level=level,
    )  # fmt: skip
