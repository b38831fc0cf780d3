"""How much the studies differ beyond sampling error: Q, I2, H2 and R2, as metafor defines them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc

from .least_squares import weighted_fit
from .model_input import ModelInput


class Residual(NamedTuple):
    """Cochran's Q of what the model leaves over, its p value, I2 in per cent, H2, and both from Q alone."""

    QE: float
    QEp: float
    I2: float
    H2: float
    I2_q: float
    H2_q: float


def residual_heterogeneity(data: ModelInput, tau2: float, random: bool) -> Residual:
    """Q by inverse variances; I2 and H2 from tau2 and the typical sampling variance (k-p) / tr(P).

    With equal effects (not `random`) they come from Q, as `I2_q` and `H2_q` always do: another number
    in all random-effects models but DerSimonian and Laird's. Higgins and Thompson 2002, eq. 9 and 6. With as
    many coefficients as studies there is nothing left over.
    """
    df = data.k - data.x.shape[1]
    if df == 0:
        return Residual(0.0, 1.0, 0.0, 1.0, 0.0, 1.0)
    q = float(weighted_fit(data.y, data.v, data.x, np.zeros(1)).rss[0])
    by_q = 100 * max(0.0, (q - df) / q) if q > 0 else 0.0, q / df
    found = of_total(tau2, typical_variance(data)) if random else by_q
    return Residual(q, float(chdtrc(df, q)), found[0], found[1], by_q[0], by_q[1])


def typical_variance(data: ModelInput) -> float:
    """The sampling variance of a typical study, (k-p) / tr(P), in the model's units.

    Higgins and Thompson 2002, eq. 9, in the form that holds with moderators too.
    """
    fit = weighted_fit(data.y, data.v, data.x, np.zeros(1))
    return float((data.k - data.x.shape[1]) / fit.trace_p[0])


def of_total(tau2: float, typical: float) -> tuple[float, float]:
    """I2 in per cent and H2 of a tau2 beside the typical sampling variance."""
    return 100 * tau2 / (typical + tau2), tau2 / typical + 1


def explained(data: ModelInput, bare: ModelInput) -> float | None:
    """The adjusted R2, in per cent, of the regression weighted by inverse variances, against the mean alone.

    What metafor gives for equal effects. None where no degree of freedom is left.
    """
    left = float(weighted_fit(data.y, data.v, data.x, np.zeros(1)).rss[0])
    total = float(weighted_fit(bare.y, bare.v, bare.x, np.zeros(1)).rss[0])
    if total == 0 or data.k == data.x.shape[1]:
        return 0.0 if total == 0 else None
    return float(100 * max(0.0, 1 - left / (data.k - data.x.shape[1]) * (data.k - 1) / total))
