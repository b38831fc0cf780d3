"""Mixed models of counts: no half added to empty cells, no sampling variance taken as known.

Each study's effect is theta_i ~ N(b, tau2); its counts follow their own distribution. Integrals over theta_i
by adaptive Gauss-Hermite quadrature about each study's mode (Pinheiro and Bates 1995); each study's own
level, where the model has one, is at its best for every b and tau2.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import chdtrc

from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .count_fit import NO_TEST, CountFit, Test, wald
from .count_kernels import Conditional, Hypergeometric, Kernel, TwoBinomials, TwoPoissons
from .inference import Interval, prediction_intervals
from .information import criteria
from .tables import Rates, Tables, rates, tables

MODELS = {
    "UM.FS": "unconditional, with each study's level fixed",
    "CM.EL": "conditional on the events of both arms, exact",
    "CM.AL": "conditional on the events of both arms, approximate (rare events)",
}
POINTS = {"UM.FS": 7, "CM.EL": 41, "CM.AL": 7}
"""Points of the quadrature: 7 as metafor's default for what it hands to lme4; many for what it integrates."""


def glmm(
    first: ArrayLike,
    second: ArrayLike,
    third: ArrayLike,
    fourth: ArrayLike,
    *,
    measure: str = "OR",
    model: str = "UM.FS",
    random: bool = True,
    level: float = 95.0,
    points: int | None = None,
) -> CountFit:
    """Pool odds ratios from cells a, b, c, d or rate ratios (IRR) from x1, t1, x2, t2; (k,) each.

    `model`: UM.FS, CM.EL or CM.AL, see MODELS (for rates the conditional model is exact, CM.EL); `random`
    False takes all studies to share one effect; `points` of the quadrature. Maximum likelihood; standard
    errors from the observed information. Studies without events, or with nothing else, say nothing, and are
    left out and told. Raises ValueError for counts that cannot be, and for a measure or model that is none.

    Turner, Omar, Yang, Goldstein and Thompson 2000; Stijnen, Hamza and Özdemir 2010.
    """
    critical(level)
    if model not in MODELS:
        raise ValueError(f"model {model!r} is not known; use one of {', '.join(MODELS)}")
    if measure not in ("OR", "IRR"):
        raise ValueError(f"measure {measure!r} has no mixed model here; use OR or IRR")
    if measure == "IRR":
        r = rates(first, second, third, fourth)
        k, some = r.t.size, _with_events(r)
        kernel, left = _of_rates(some, model), some.t.size
    else:
        t = tables(first, second, third, fourth)
        k, part = t.a.size, t.informative()
        kernel, left = _of_tables(part, model), part.a.size
    lost = [f"{k - left} of {k} studies have no events, or nothing but events; they say nothing"]
    told = lost if k > left else []
    if left == 0:
        raise ValueError("no study has events in one arm or the other; there is nothing to pool")
    n = points or POINTS[model]
    return _fitted(_Likelihood(kernel, left, n), (measure, model, level), random and left > 1, k, told)


def _with_events(r: Rates) -> Rates:
    keep = r.x1 + r.x2 > 0
    return Rates(*(column[keep] for column in r))


def _of_rates(r: Rates, model: str) -> Kernel:
    if model == "UM.FS":
        return TwoPoissons(r)
    return Conditional(r.x1, r.x1 + r.x2, np.log(r.t1 / r.t2))


def _of_tables(t: Tables, model: str) -> Kernel:
    if model == "UM.FS":
        return TwoBinomials(t)
    if model == "CM.AL":
        return Conditional(t.a, t.a + t.c, np.log(t.n1 / t.n2))
    return Hypergeometric(t)


class _Likelihood:
    """The log-likelihood of b and tau, the studies' own levels at their best."""

    def __init__(self, kernel: Kernel, k: int, points: int) -> None:
        self.kernel, self.k = kernel, k
        x, w = np.polynomial.hermite_e.hermegauss(points)
        self.x, self.log_w = x, np.log(w) - math.log(2 * math.pi) / 2 + x**2 / 2
        self.alpha, self.effects = kernel.start()

    def at(self, b: float, tau: float) -> float:
        """Log-likelihood."""
        if not self.kernel.nuisance:
            return float(np.sum(self._each(b, abs(tau), self.alpha)))
        self.alpha = _best(lambda alpha: self._each(b, abs(tau), alpha), self.alpha)
        return float(np.sum(self._each(b, abs(tau), self.alpha)))

    def _each(self, b: float, tau: float, alpha: Floats) -> Floats:
        level = alpha[:, None]
        if tau == 0:
            return self.kernel(np.full((self.k, 1), b), level).value[:, 0]
        z, spread = self._modes(b, tau, level)
        nodes = z + spread * self.x
        value = self.kernel(b + tau * nodes, level).value - nodes**2 / 2 + self.log_w
        top = value.max(axis=1)
        return np.asarray(top + np.log(np.exp(value - top[:, None]).sum(axis=1)) + np.log(spread[:, 0]))

    def _modes(self, b: float, tau: float, level: Floats) -> tuple[Floats, Floats]:
        """The most likely place of each study, in units of tau, and how sharply it is known."""
        z = np.zeros((self.k, 1))
        for _ in range(100):
            at = self.kernel(b + tau * z, level)
            step = (tau * at.slope - z) / (1 - tau**2 * at.bend)
            z = z + np.clip(step, -2, 2)
            if np.all(np.abs(step) < 1e-13 * (1 + np.abs(z))):
                break
        return z, 1 / np.sqrt(1 - tau**2 * self.kernel(b + tau * z, level).bend)


def _best(height: Callable[[Floats], Floats], start: Floats) -> Floats:
    """Each study's own highest place, by Newton's method on differences, no step longer than 1."""
    where, h = start.copy(), 1e-3
    for _ in range(60):
        low, here, high = height(where - h), height(where), height(where + h)
        slope, bend = (high - low) / (2 * h), (high - 2 * here + low) / h**2
        step = np.clip(np.where(bend < 0, -slope / np.minimum(bend, -1e-9), np.sign(slope)), -1, 1)
        where = where + step
        if np.all(np.abs(step) < 1e-7):
            break
    return where


def _fitted(
    likelihood: _Likelihood, how: tuple[str, str, float], random: bool, k: int, told: list[str]
) -> CountFit:
    measure, model, level = how
    b, tau = _highest(likelihood, random)
    top, free = likelihood.at(b, tau), 1 + random + likelihood.k * likelihood.kernel.nuisance
    se, se_tau2 = _errors(likelihood, b, tau)
    known = wald(b, se, level)
    pi = hts = Interval(None, None)
    if random and likelihood.k > 1:
        pi, hts = prediction_intervals((b, se, tau**2), likelihood.k - 1, None, level)
        if tau == 0:
            told = [*told, "the studies differ no more than chance would make them, so tau2 is 0"]
    return CountFit(
        measure=measure, method=f"GLMM {model}", level=level, k=k, k_informative=likelihood.k,
        tau2=tau**2 if random else None, se_tau2=se_tau2, prediction=pi, prediction_hts=hts,
        heterogeneity_lrt=_lrt(likelihood), fit_stats=criteria(top, free, _observations(likelihood)),
        diagnostics=tuple(told), **known._asdict(),
    )  # fmt: skip


def _observations(likelihood: _Likelihood) -> int:
    return likelihood.k * (2 if likelihood.kernel.nuisance else 1)


def _highest(likelihood: _Likelihood, random: bool) -> tuple[float, float]:
    """The b and tau of the highest peak found from several starts."""
    first = float(np.mean(likelihood.effects))
    alone = minimize(lambda p: -likelihood.at(p[0], 0.0), [first], method="Nelder-Mead", options=TIGHT)
    best = (float(alone.x[0]), 0.0)
    height = -float(alone.fun)
    for start in (0.1, 0.5, 1.5) if random else ():
        found = minimize(
            lambda p: -likelihood.at(p[0], p[1]), [best[0], start], method="Nelder-Mead", options=TIGHT
        )
        if -found.fun > height + 1e-9:
            height, best = -float(found.fun), (float(found.x[0]), abs(float(found.x[1])))
    return best


TIGHT = {"xatol": 1e-9, "fatol": 1e-11, "maxiter": 2000, "maxfev": 2000}


def _errors(likelihood: _Likelihood, b: float, tau: float) -> tuple[float, float | None]:
    """Standard errors of b and tau2 from the curvature of the log-likelihood, by differences."""

    def curvature(one: tuple[float, float], other: tuple[float, float]) -> float:
        f = likelihood.at
        return (
            f(b + one[0] + other[0], tau + one[1] + other[1])
            - f(b + one[0] - other[0], tau + one[1] - other[1])
            - f(b - one[0] + other[0], tau - one[1] + other[1])
            + f(b - one[0] - other[0], tau - one[1] - other[1])
        )

    h = 1e-3
    g = 1e-3 * max(tau, 0.1)
    bb = _finer(lambda s: curvature((s * h, 0), (s * h, 0)) / (2 * s * h) ** 2)
    if tau == 0:
        return _root(-bb), None
    tt = _finer(lambda s: curvature((0, s * g), (0, s * g)) / (2 * s * g) ** 2)
    bt = _finer(lambda s: curvature((s * h, 0), (0, s * g)) / (4 * s * h * s * g))
    return _root(-(bb - bt**2 / tt)), 2 * tau * _root(-(tt - bt**2 / bb))


def _finer(difference: Callable[[float], float]) -> float:
    """One step of Richardson's extrapolation."""
    return (4 * difference(1.0) - difference(2.0)) / 3


def _root(information: float) -> float:
    return 1 / math.sqrt(information) if information > 0 else math.nan


def _lrt(likelihood: _Likelihood) -> Test:
    """Do the studies differ? The model of one effect against one with an effect for each study."""
    df = likelihood.k - 1
    if df < 1:
        return NO_TEST
    b, _ = _highest(likelihood, random=False)
    stat = max(0.0, 2 * (float(np.sum(likelihood.kernel.saturated())) - likelihood.at(b, 0.0)))
    return Test(stat=stat, df=df, p=float(chdtrc(df, stat)))
