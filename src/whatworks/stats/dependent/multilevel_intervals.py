"""Intervals of variances by profile likelihood, and comparing models by their likelihoods."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtrc, chdtri

from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .covariances_inner import Inner
from .multilevel_fit import MultilevelFit
from .multilevel_search import Layout, search

DOUBLINGS = 40


class ProfileInterval(NamedTuple):
    """Where a variance or correlation may lie; `high` is None where the likelihood stays flat for ever.

    `note` says so, or that an end of the possible values was met; else it is empty.
    """

    name: str
    estimate: float
    low: float
    high: float | None
    note: str


class LikelihoodRatio(NamedTuple):
    """Twice the difference of the log-likelihoods, the parameters between them, and p by chi-squared.

    `p_boundary` halves p for one variance tested at 0 (Self and Liang 1987); None for other differences.
    """

    LRT: float
    df: int
    p: float
    p_boundary: float | None


def profile_interval(fit: MultilevelFit, what: str, *, level: float | None = None) -> ProfileInterval:
    """The values of one parameter whose best likelihood is within the chi-squared quantile of the highest.

    `what`: a factor's name for its sigma2, or tau2 or rho (or tau2 1, tau2 2 ... where each level has one),
    as metafor's `confint.rma.mv`. Raises ValueError for a parameter that is fixed, unknown or of struct UN.
    """
    line = _line(fit, what)
    estimate = line.estimate
    wide = fit.level if level is None else level
    critical(wide)
    drop = float(chdtri(1, 1 - wide / 100)) / 2
    target = fit.point.height - drop

    def gap(value: float) -> float:
        return line.height(value) - target

    low, high = line.lowest, line.highest
    if estimate > line.lowest and gap(line.lowest) < 0:
        low = float(brentq(gap, line.lowest, estimate, xtol=1e-12 * line.scale, rtol=1e-12))
    end = _beyond(gap, estimate, line)
    if end is not None:
        high = float(brentq(gap, estimate, end, xtol=1e-12 * line.scale, rtol=1e-12))
    bounded = bool(np.isfinite(high))
    note = "" if bounded else "the likelihood stays flat: this variance has no upper limit"
    ends = (low * line.unit, high * line.unit if bounded else None)
    return ProfileInterval(what, estimate * line.unit, *ends, note)


def compare(full: MultilevelFit, reduced: MultilevelFit) -> LikelihoodRatio:
    """Likelihood-ratio test of nested models, as metafor's `anova`.

    Raises ValueError where the models are of other data or methods, where REML fits differ in their
    moderators (their likelihoods cannot be compared), or where the first does not have more parameters.
    """
    a, b = full.at.data, reduced.at.data
    same = a.k == b.k and sorted(zip(a.y * a.unit + a.shift, a.v * a.unit**2, strict=True)) == sorted(
        zip(b.y * b.unit + b.shift, b.v * b.unit**2, strict=True)
    )
    if not same or full.method != reduced.method:
        raise ValueError("the models must be fitted to the same effects by the same method")
    joined = np.column_stack([a.x[np.argsort(full.at.order)], b.x[np.argsort(reduced.at.order)]])
    alike = a.x.shape == b.x.shape and np.linalg.matrix_rank(joined) == a.x.shape[1]
    if full.method == "REML" and not alike:
        raise ValueError("REML likelihoods of models with different moderators cannot be compared; use ML")
    df = full.parameters - reduced.parameters
    if df < 1:
        raise ValueError("the first model must have more parameters than the second")
    stat = max(0.0, 2 * (full.logLik - reduced.logLik))
    p = float(chdtrc(df, stat))
    return LikelihoodRatio(stat, df, p, p / 2 if df == 1 and alike else None)


class _Line:
    """The profile likelihood of one parameter, in units of the search."""

    def __init__(self, fit: MultilevelFit, change: tuple[str, int], ends: tuple[float, float]) -> None:
        self.layout, self.change = fit.at.layout, change
        self.lowest, self.highest = ends
        self.scale = 1.0 if change[0] == "rho" else fit.at.layout.scale**2
        self.unit = 1.0 if change[0] == "rho" else fit.at.data.unit**2
        self.estimate = self._estimate(fit)
        self.known = [(self.estimate, np.delete(fit.point.at, self._place()))]

    def height(self, value: float) -> float:
        """The best log-likelihood with the parameter at a value; started from the nearest one known."""
        warm = min(self.known, key=lambda one: abs(one[0] - value))[1]
        found = search(self._layout(value), np.where(np.abs(warm) < 0.02, 0.02, warm))
        self.known.append((value, found.at))
        return found.height

    def _estimate(self, fit: MultilevelFit) -> float:
        kind, n = self.change
        if kind == "rho":
            return fit.rho[0]
        return (fit.sigma2[n] if kind == "sigma2" else fit.tau2[n]) / fit.at.data.unit**2

    def _place(self) -> int:
        kind, n = self.change
        factors = self.layout.free
        if kind == "sigma2":
            return int(np.flatnonzero(factors == n)[0])
        inner = self.layout.model.inner
        assert inner is not None  # noqa: S101 - tau2 and rho have one
        if kind == "rho":
            return int(factors.size + inner.size - 1)
        return int(factors.size + np.sum(np.isnan(inner.tau2[:n])))

    def _layout(self, value: float) -> Layout:
        kind, n = self.change
        if kind == "sigma2":
            fixed = self.layout.fixed.copy()
            fixed[n] = value
            return replace(self.layout, fixed=fixed)
        inner = self.layout.model.inner
        assert inner is not None  # noqa: S101 - tau2 and rho have one
        changed = replace(inner, rho=value) if kind == "rho" else replace(inner, tau2=_put(inner, n, value))
        return replace(self.layout, model=replace(self.layout.model, inner=changed))


def _put(inner: Inner, n: int, value: float) -> Floats:
    tau2 = inner.tau2.copy()
    tau2[n] = value
    return tau2


def profiled(fit: MultilevelFit) -> tuple[str, ...]:
    """The parameters that `profile_interval` knows: all that were estimated, except those of struct UN."""
    return tuple(_names(fit))


def _names(fit: MultilevelFit) -> dict[str, tuple[str, int]]:
    inner, free = fit.at.model.inner, set(fit.at.layout.free.tolist())
    names = {name: ("sigma2", n) for n, name in enumerate(fit.s_names) if n in free}
    if inner is not None and inner.struct != "UN":
        wanted = np.flatnonzero(np.isnan(inner.tau2)).tolist()
        names |= {"tau2" if inner.spreads == 1 else f"tau2 {n + 1}": ("tau2", n) for n in wanted}
        if inner.correlates:
            names["rho"] = ("rho", 0)
    return names


def _line(fit: MultilevelFit, what: str) -> _Line:
    inner, names = fit.at.model.inner, _names(fit)
    if what not in names:
        raise ValueError(f"{what!r} has no profile; use one of {', '.join(names) or 'none: all are fixed'}")
    change = names[what]
    ends = (0.0, np.inf) if inner is None or change[0] != "rho" else (inner.lowest_rho, 1.0)
    return _Line(fit, change, ends)


def _beyond(gap: object, estimate: float, line: _Line) -> float | None:
    """A value above the estimate at which the profile has dropped far enough."""
    assert callable(gap)  # noqa: S101
    if np.isfinite(line.highest):
        return line.highest if estimate < line.highest and gap(line.highest) < 0 else None
    value = max(2 * estimate, 0.1 * line.scale)
    for _ in range(DOUBLINGS):
        if gap(value) < 0:
            return float(value)
        value *= 2
    return None
