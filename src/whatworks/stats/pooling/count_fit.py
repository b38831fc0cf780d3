"""What a model of counts comes to: one shape for Mantel-Haenszel, Peto and the mixed models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .inference import Interval, quantile, two_sided
from .information import NO_FIT, FitStats


@dataclass(frozen=True, kw_only=True)
class Test:
    """A test: its statistic, degrees of freedom and p value; None where it is not defined."""

    stat: float | None
    df: int
    p: float | None


NO_TEST = Test(stat=None, df=0, p=None)


@dataclass(frozen=True, kw_only=True)
class CountFit:
    """A pooled measure, ratios as logarithms; None where a number is not defined.

    `heterogeneity` is Cochran's Q of the studies' own estimates about the pooled one, or for the mixed models
    the Wald test against a study-by-treatment interaction, with `heterogeneity_lrt` the likelihood-ratio test
    of the same; `association` the Cochran-Mantel-Haenszel test; `breslow_day` and `tarone` test whether odds
    ratios agree. tau2 is None where the model has none. k studies were given, k_informative say something.
    """

    measure: str
    method: str
    b: float | None
    se: float | None
    stat: float | None
    p: float | None
    ci_lb: float | None
    ci_ub: float | None
    level: float
    k: int
    k_informative: int
    I2: float | None = None
    H2: float | None = None
    tau2: float | None = None
    se_tau2: float | None = None
    heterogeneity: Test = NO_TEST
    heterogeneity_lrt: Test = NO_TEST
    association: Test = NO_TEST
    breslow_day: Test = NO_TEST
    tarone: Test = NO_TEST
    prediction: Interval = Interval(None, None)
    prediction_hts: Interval = Interval(None, None)
    fit_stats: FitStats = NO_FIT
    diagnostics: tuple[str, ...] = ()


class Wald(NamedTuple):
    """An estimate with its test and interval, as far as they are defined."""

    b: float | None
    se: float | None
    stat: float | None
    p: float | None
    ci_lb: float | None
    ci_ub: float | None


def wald(b: float, se: float, level: float) -> Wald:
    """Estimate, standard error, test and interval; nothing where the estimate is not finite."""
    if not (np.isfinite(b) and np.isfinite(se) and se > 0):
        return Wald(None, None, None, None, None, None)
    width = quantile(level, None) * se
    return Wald(b, se, b / se, two_sided(b / se, None), b - width, b + width)


def from_q(q: float, df: int) -> tuple[float, float]:
    """I2 in per cent and H2 from Cochran's Q; 0 and 1 for one study. Higgins and Thompson 2002, eq. 6, 10."""
    if df < 1:
        return 0.0, 1.0
    return 100 * max(0.0, (q - df) / q) if q > 0 else 0.0, q / df
