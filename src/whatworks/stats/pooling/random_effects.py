"""Equal-effects and random-effects models, with or without moderators, as metafor's `rma` defines them.

Model: y_i = x_i' beta + u_i + e_i, with u_i ~ N(0, tau2) and e_i ~ N(0, v_i), v_i taken as known.
Sums run over the studies in one order of their own, so the order they are given in changes no digit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .fit import Fit
from .fit_notes import notes
from .heterogeneity import RANDOM, Tau2, estimate
from .inference import Inference, Interval, infer, omnibus, prediction_intervals
from .information import fit_stats
from .least_squares import is_mean_alone, weighted_fit, weighted_otherwise
from .model_input import ModelInput, prepare
from .residual_heterogeneity import explained, residual_heterogeneity

EQUAL = ("EE", "FE", "CE")
METHODS = (*RANDOM, *EQUAL)
TESTS = ("z", "t", "knha", "adhoc")

__all__ = ["EQUAL", "METHODS", "TESTS", "Fit", "check_settings", "random_effects"]


class Settings(NamedTuple):
    """How a model is fitted; `tau2` and `start` in the caller's units."""

    method: str
    test: str
    level: float
    tau2: float | None = None
    start: float | None = None

    @property
    def random(self) -> bool:
        """Whether tau2 is in the model."""
        return self.method in RANDOM


def random_effects(
    yi: ArrayLike,
    vi: ArrayLike,
    x: ArrayLike | None = None,
    *,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    weights: ArrayLike | None = None,
    tau2: float | None = None,
    tau2_init: float | None = None,
) -> Fit:
    """Fit the model to estimates yi (k,) with sampling variances vi (k,) and design matrix x (k, p).

    Without x a mean is fitted. `method`: how tau2 is estimated, one of METHODS; EE, FE and CE set it to 0.
    `test`: z; t on k-p degrees of freedom; knha (Knapp and Hartung 2003); adhoc, which is knha with its
    factor never below 1. `level` in per cent. `weights` (k,) are for the coefficients in place of
    1 / (vi + tau2); `tau2` fixes the variance between studies; `tau2_init` is the first guess of SJ. With one
    study tau2 is set to 0 and the test to z, as metafor does. Raises ValueError on numbers that are missing,
    infinite or out of range, on variances that are not above zero, on a method, test or level that is none,
    and on more coefficients than the studies can bear.
    """
    check_settings(method, test, level)
    for name, value in (("tau2", tau2), ("tau2_init", tau2_init)):
        if value is not None and not 0 <= value < np.inf:
            raise ValueError(f"{name} {value!r} is no variance; give a number from 0 up")
    data = prepare(yi, vi, x, spare=method in RANDOM and tau2 is None, weights=weights)
    settings = Settings(method, "z" if data.k == 1 else test, level, tau2, tau2_init)
    return _fit(data, _tau2(data, settings), settings)


def check_settings(method: str, test: str, level: float) -> None:
    """Raise ValueError, listing what is allowed, unless the settings are known."""
    if method not in METHODS:
        raise ValueError(f"method {method!r} is not known; use one of {', '.join(METHODS)}")
    if test not in TESTS:
        raise ValueError(f"test {test!r} is not known; use one of {', '.join(TESTS)}")
    critical(level)


def _tau2(data: ModelInput, settings: Settings) -> Tau2:
    square = data.unit**2
    if settings.random and settings.tau2 is not None:
        return Tau2(settings.tau2 / square, None)
    if not settings.random or data.k == 1:
        return Tau2(0.0, None)
    start = None if settings.start is None else settings.start / square
    return estimate(data.y, data.v, data.x, settings.method, start)


class Coefficients(NamedTuple):
    """Coefficients in the model's units, their covariance, degrees of freedom and the factor in it."""

    beta: Floats
    cov: Floats
    df: int | None
    s2w: float


def _coefficients(data: ModelInput, tau2: float, test: str) -> Coefficients:
    fit = weighted_fit(data.y, data.v, data.x, np.array([tau2]))
    left = data.k - data.x.shape[1]
    s2w = float(fit.rss[0]) / left if test in ("knha", "adhoc") and left > 0 else 1.0
    s2w = max(1.0, s2w) if test == "adhoc" else s2w
    beta, cov = fit.beta[0], fit.cov[0]
    if data.weights is not None:
        beta, cov = weighted_otherwise(data.y, data.v + tau2, data.x, data.weights)
    return Coefficients(beta, cov * s2w, left if test != "z" and left > 0 else None, s2w)


def _fit(data: ModelInput, tau: Tau2, settings: Settings) -> Fit:
    beta, cov, df, s2w = _coefficients(data, tau.value, settings.test)
    unit, level = data.unit, settings.level
    known = infer(data.unshift(beta), np.sqrt(np.diagonal(cov)) * unit, df, level)
    found = residual_heterogeneity(data, tau.value, settings.random)
    test_of = omnibus(beta + data.shift_in_beta, cov, data.tested, df)
    prediction, hts = _predict(data, known, tau, df, settings)
    free = data.x.shape[1] + (settings.random and settings.tau2 is None)
    stats_ml, stats_reml = fit_stats(data, tau.value, beta, free)
    return Fit(
        **known._asdict(), **found._asdict(), cov=tuple(tuple(row) for row in (cov * unit**2).tolist()),
        df=df, k=data.k, method=settings.method, test=settings.test, level=level,
        tau2=tau.value * unit**2, se_tau2=None if tau.se is None else tau.se * unit**2,
        QM=test_of.stat, QMp=test_of.p, QM_df=test_of.df, R2=_r2(data, tau, settings), s2w=s2w,
        stats_ml=stats_ml, stats_reml=stats_reml, prediction=prediction, prediction_hts=hts,
        peaks=tuple(t * unit**2 for t in tau.peaks), weights=data.shares(tau.value),
        diagnostics=notes(data, tau, settings.method, settings.test, s2w=s2w, random=settings.random),
        tau2_given=settings.random and settings.tau2 is not None,
    )  # fmt: skip


def _predict(
    data: ModelInput, known: Inference, tau: Tau2, df: int | None, settings: Settings
) -> tuple[Interval, Interval]:
    if not settings.random or data.k == 1 or not is_mean_alone(data.x):
        return Interval(None, None), Interval(None, None)
    spread = tau.value * data.unit**2
    return prediction_intervals((known.b[0], known.se[0], spread), data.k - 1, df, settings.level)


def _r2(data: ModelInput, tau: Tau2, settings: Settings) -> float | None:
    if data.x.shape[1] == 1 or data.intercept is None or settings.tau2 is not None:
        return None
    bare = replace(data, x=np.ones((data.k, 1)), intercept=0)
    if settings.random:
        total = _tau2(bare, settings).value
        return 100 * max(0.0, (total - tau.value) / total) if total > 0 else 0.0
    return explained(data, bare)
