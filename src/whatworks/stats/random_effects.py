"""Equal-effects and random-effects models, with or without moderators, as metafor's `rma` defines them.

Model: y_i = x_i' beta + u_i + e_i, with u_i ~ N(0, tau2) and e_i ~ N(0, v_i), v_i taken as known.
Sums run over the studies in one order of their own, so the order they are given in changes no digit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .heterogeneity import Tau2, dersimonian_laird, restricted_likelihood
from .inference import Inference, Interval, infer, omnibus, prediction_intervals
from .least_squares import is_mean_alone, weighted_fit
from .model_input import ModelInput, prepare
from .reported import critical
from .residual_heterogeneity import explained, residual_heterogeneity

METHODS = ("REML", "DL", "EE", "FE")
TESTS = ("z", "knha")
RANDOM = ("REML", "DL")


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A fitted model. `b` to `ci_ub` have one entry a coefficient; None where a number is not defined.

    k studies; df of the tests (None for z); tau2 and its standard error; I2 in per cent; QE and QM with their
    p values (QM tests all coefficients but the intercept, or the mean); R2 in per cent of tau2 explained; s2w
    the Hartung-Knapp factor; `prediction` as metafor's default, `prediction_hts` on k-2 degrees of freedom.
    `weights` are in per cent and in the order the studies were given.
    """

    b: tuple[float, ...]
    se: tuple[float, ...]
    stat: tuple[float | None, ...]
    p: tuple[float | None, ...]
    ci_lb: tuple[float, ...]
    ci_ub: tuple[float, ...]
    df: int | None
    k: int
    method: str
    test: str
    level: float
    tau2: float
    se_tau2: float | None
    I2: float
    H2: float
    QE: float
    QEp: float
    QM: float | None
    QMp: float | None
    QM_df: int
    R2: float | None
    s2w: float
    prediction: Interval
    prediction_hts: Interval
    weights: tuple[float, ...]
    diagnostics: tuple[str, ...]


class Settings(NamedTuple):
    """How a model is fitted."""

    method: str
    test: str
    level: float


def random_effects(
    yi: ArrayLike,
    vi: ArrayLike,
    x: ArrayLike | None = None,
    *,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
) -> Fit:
    """Fit the model to estimates yi (k,) with sampling variances vi (k,) and design matrix x (k, p).

    Without x a mean is fitted. `method`: REML, DL (DerSimonian and Laird), EE or FE (tau2 = 0). `test`: z,
    or knha (Knapp and Hartung 2003, without a floor). `level` in per cent. With one study tau2 is set to 0
    and the test to z, as metafor does. Raises ValueError on numbers that are missing, infinite or out of
    range, on variances that are not above zero, on a method, test or level that is none, and on more
    coefficients than the studies can bear.
    """
    check_settings(method, test, level)
    data = prepare(yi, vi, x, spare=method in RANDOM)
    settings = Settings(method, "z" if data.k == 1 else test, level)
    return _fit(data, _tau2(data, method), settings)


def check_settings(method: str, test: str, level: float) -> None:
    """Raise ValueError, listing what is allowed, unless the settings are known."""
    if method not in METHODS:
        raise ValueError(f"method {method!r} is not known; use one of {', '.join(METHODS)}")
    if test not in TESTS:
        raise ValueError(f"test {test!r} is not known; use one of {', '.join(TESTS)}")
    critical(level)


def _tau2(data: ModelInput, method: str) -> Tau2:
    if method not in RANDOM or data.k == 1:
        return Tau2(0.0, None)
    estimate = restricted_likelihood if method == "REML" else dersimonian_laird
    return estimate(data.y, data.v, data.x)


def _fit(data: ModelInput, tau: Tau2, settings: Settings) -> Fit:
    fit = weighted_fit(data.y, data.v, data.x, np.array([tau.value]))
    left = data.k - data.x.shape[1]
    hartung_knapp = settings.test == "knha"
    s2w = float(fit.rss[0]) / left if hartung_knapp and left > 0 else 1.0
    ddf = left if hartung_knapp and left > 0 else None
    cov = fit.cov[0] * s2w
    known = infer(data.unshift(fit.beta[0]), np.sqrt(np.diagonal(cov)) * data.unit, ddf, settings.level)
    found = residual_heterogeneity(data, tau.value, settings.method in RANDOM)
    test_of = omnibus(fit.beta[0] + data.shift_in_beta, cov, data.tested, ddf)
    prediction, hts = _predict(data, known, tau, settings)
    return Fit(
        b=known.b, se=known.se, stat=known.stat, p=known.p, ci_lb=known.ci_lb, ci_ub=known.ci_ub,
        df=ddf, k=data.k, method=settings.method, test=settings.test, level=settings.level,
        tau2=tau.value * data.unit**2, se_tau2=None if tau.se is None else tau.se * data.unit**2,
        I2=found.I2, H2=found.H2, QE=found.QE, QEp=found.QEp,
        QM=test_of.stat, QMp=test_of.p, QM_df=test_of.df, R2=_r2(data, tau, settings), s2w=s2w,
        prediction=prediction, prediction_hts=hts, weights=data.shares(tau.value),
        diagnostics=_notes(data, tau, settings, s2w),
    )  # fmt: skip


def _predict(data: ModelInput, known: Inference, tau: Tau2, settings: Settings) -> tuple[Interval, Interval]:
    if settings.method not in RANDOM or data.k == 1 or not is_mean_alone(data.x):
        return Interval(None, None), Interval(None, None)
    df = data.k - 1 if settings.test == "knha" else None
    return prediction_intervals(known, tau.value * data.unit**2, data.k, df, settings.level)


def _r2(data: ModelInput, tau: Tau2, settings: Settings) -> float | None:
    if data.x.shape[1] == 1 or data.intercept is None:
        return None
    bare = replace(data, x=np.ones((data.k, 1)), intercept=0)
    if settings.method in RANDOM:
        total = _tau2(bare, settings.method).value
        return 100 * max(0.0, (total - tau.value) / total) if total > 0 else 0.0
    return explained(data, bare)


def _notes(data: ModelInput, tau: Tau2, settings: Settings, s2w: float) -> tuple[str, ...]:
    random, alone = settings.method in RANDOM, is_mean_alone(data.x)
    told = {
        "one study: there is nothing to pool; tau2 is set to 0 and the test to z": data.k == 1,
        "two studies say little about the variance between studies; read the intervals with care": (
            data.k == 2 and random and alone
        ),
        "the Hartung-Knapp test is made for random effects; with equal effects it only rescales": (
            settings.test == "knha" and not random
        ),
        "the estimates agree exactly, so the Hartung-Knapp interval has no width; use the test z": s2w == 0,
        "the studies differ no more than chance would make them, so tau2 is 0": (
            random and data.k > 1 and tau.value == 0
        ),
    }
    return (*(text for text, so in told.items() if so), *_peaks(tau, data.unit))


def _peaks(tau: Tau2, unit: float) -> tuple[str, ...]:
    if len(tau.peaks) < 2:
        return ()
    shown = " and ".join(f"{t * unit**2:.4g}" for t in tau.peaks)
    return (
        f"the restricted likelihood has {len(tau.peaks)} peaks, at tau2 {shown}; "
        f"the highest, {tau.value * unit**2:.4g}, is used",
    )
