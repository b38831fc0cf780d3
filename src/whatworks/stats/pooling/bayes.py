"""Bayesian random effects by quadrature: no sampler, and the same digits each time.

Model: y_i ~ N(theta_i, v_i), theta_i ~ N(mu, tau^2). Given tau, mu is normal in closed form, and what is left
is one integral over tau (Röver 2020, doi 10.18637/jss.v093.i06, sections 2.2 to 2.6), taken by adaptive
Gauss-Legendre quadrature. All that is asked of the posterior is then a sum over the same nodes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from whatworks.stats.sizes.effect_size import Floats

from .mixture import Mixture, interval_of
from .model_input import ModelInput, prepare
from .quadrature import Panels, integrate

TAU_PRIORS = ("half-normal", "half-Cauchy", "uniform")
"""With their scale: standard deviation, scale (median), upper end."""


@dataclass(frozen=True)
class Priors:
    """A normal prior of mu, flat where `mu_sd` is None, and one of TAU_PRIORS for tau."""

    mu_mean: float = 0.0
    mu_sd: float | None = None
    tau: str = "half-normal"
    tau_scale: float = 0.5

    def log_tau(self, tau: Floats, scale: float) -> Floats:
        """The logarithm of tau's prior density, for a scale in tau's units."""
        if self.tau == "half-normal":
            return np.asarray(0.5 * math.log(2 / math.pi) - math.log(scale) - (tau / scale) ** 2 / 2)
        if self.tau == "half-Cauchy":
            return np.asarray(math.log(2 / (math.pi * scale)) - np.log1p((tau / scale) ** 2))
        return np.full_like(tau, -math.log(scale))


@dataclass(frozen=True, eq=False)
class Posterior:
    """The posterior of a random-effects model.

    `mu` the mean effect; `new` the effect in a new study; `shrunken` each study's own effect, in the order
    given. `log_evidence` is the logarithm of the marginal likelihood (with a flat mu, up to that constant);
    `error` the relative error of the quadrature. `bf_mu_zero` and `bf_tau_zero` are Bayes factors for mu = 0
    and for tau = 0; the first is None where mu's prior is flat, for then it has no meaning.
    """

    mu: Mixture
    new: Mixture
    shrunken: tuple[Mixture, ...]
    tau: TauPosterior
    k: int
    priors: Priors
    log_evidence: float
    bf_mu_zero: float | None
    bf_tau_zero: float
    error: float
    mean_exists: bool
    sd_exists: bool


@dataclass(frozen=True, eq=False)
class TauPosterior:
    """The posterior of tau: quadrature over panels, `unit` times the model's units."""

    panels: Panels
    unit: float
    mean_exists: bool
    sd_exists: bool

    @property
    def mean(self) -> float | None:
        """The mean; None where there is none."""
        return self.unit * float(self.panels.weights @ self.panels.nodes) if self.mean_exists else None

    @property
    def sd(self) -> float | None:
        """The standard deviation; None where there is none."""
        if not self.sd_exists or self.mean is None:
            return None
        gap = self.panels.nodes - self.mean / self.unit
        return self.unit * float(np.sqrt(self.panels.weights @ gap**2))

    def density(self, tau: float) -> float:
        """The density at tau."""
        return self.panels.density(tau / self.unit) / self.unit

    def below(self, tau: float) -> float:
        """The probability of less than tau."""
        return self.panels.below(tau / self.unit)

    def quantile(self, p: float) -> float:
        """The value below which the probability is p."""
        low, high = self.panels.bracket(p)
        found = brentq(lambda t: self.panels.below(t) - p, low, high, xtol=1e-300, rtol=1e-14, maxiter=500)
        return self.unit * float(found)

    def interval(self, level: float, kind: str = "shortest") -> tuple[float, float]:
        """The interval that holds `level` per cent."""
        return interval_of(self.quantile, self.density, level, kind, least=0.0)


def posterior(yi: ArrayLike, vi: ArrayLike, priors: Priors | None = None) -> Posterior:
    """The posterior given estimates yi (k,) with sampling variances vi (k,).

    Raises ValueError for numbers that `random_effects` refuses, a prior that is not known, and a scale that
    is not above zero; ArithmeticError, which no data set has given yet, if the quadrature does not settle.
    """
    chosen = priors or Priors()
    _check(chosen)
    data = prepare(yi, vi, None, spare=False)
    scale = chosen.tau_scale / data.unit
    panels = _panels(data, chosen, chosen.mu_sd)
    means, variances, _ = _given_tau(data, chosen, chosen.mu_sd, panels.nodes)
    tails = (data.k - (chosen.mu_sd is None)) + 2 if chosen.tau == "half-Cauchy" else math.inf
    point, at_zero = np.zeros(1), _log_joint(data, chosen, chosen.mu_sd, np.zeros(1))
    no_spread = float(at_zero[0] - chosen.log_tau(point, scale)[0])
    return Posterior(
        mu=_mixture(data, panels.weights, means, variances),
        new=_mixture(data, panels.weights, means, variances + panels.nodes**2),
        shrunken=_shrunken(data, panels, means, variances),
        tau=TauPosterior(panels, data.unit, tails > 2, tails > 3),
        k=data.k,
        priors=chosen,
        log_evidence=panels.log_total - (data.k - (chosen.mu_sd is None)) * math.log(data.unit),
        bf_mu_zero=_mu_zero(data, chosen, panels),
        bf_tau_zero=math.exp(min(700.0, no_spread - panels.log_total)),
        error=panels.error,
        mean_exists=tails > 2 or chosen.mu_sd is not None,
        sd_exists=tails > 3 or chosen.mu_sd is not None,
    )


def _check(priors: Priors) -> None:
    if priors.tau not in TAU_PRIORS:
        raise ValueError(f"prior of tau {priors.tau!r} is not known; use one of {', '.join(TAU_PRIORS)}")
    for name, value in (("tau_scale", priors.tau_scale), ("mu_sd", priors.mu_sd)):
        if value is not None and not 0 < value < math.inf:
            raise ValueError(
                f"{name} is {value}; give a number above 0" + (" or None" if name == "mu_sd" else "")
            )
    if not math.isfinite(priors.mu_mean):
        raise ValueError(f"mu_mean is {priors.mu_mean}; give a number")


def _mu_zero(data: ModelInput, priors: Priors, panels: Panels) -> float | None:
    if priors.mu_sd is None:
        return None
    fixed = _panels(data, Priors(0.0, 0.0, priors.tau, priors.tau_scale), 0.0)
    return math.exp(min(700.0, fixed.log_total - panels.log_total))


def _given_tau(
    data: ModelInput, priors: Priors, mu_sd: float | None, tau: Floats
) -> tuple[Floats, Floats, Floats]:
    """Mean and variance of mu given tau (n,), and the log-likelihood of y with mu integrated out.

    Röver 2020, eq. 15 to 18; with mu_sd 0 mu is held at its mean, with None its density is 1 everywhere.
    """
    w = 1 / (data.v + tau[:, None] ** 2)
    middle, spread = (priors.mu_mean - data.shift) / data.unit, (mu_sd or 0.0) / data.unit
    known = 1 / spread**2 if spread > 0 else 0.0
    precision = np.sum(w, axis=1) + known
    means = (w @ data.y + known * middle) / precision
    if mu_sd == 0:
        means = np.full_like(means, middle)
    rss = np.sum(w * (data.y - means[:, None]) ** 2, axis=1) + known * (means - middle) ** 2
    value = (np.sum(np.log(w), axis=1) - rss - data.k * math.log(2 * math.pi)) / 2
    if mu_sd is None:
        value = value - np.log(precision) / 2 + math.log(2 * math.pi) / 2
    elif spread > 0:
        value = value - np.log(precision) / 2 - math.log(spread)
    return means, 1 / precision, np.asarray(value)


def _log_joint(data: ModelInput, priors: Priors, mu_sd: float | None, tau: Floats) -> Floats:
    likelihood = _given_tau(data, priors, mu_sd, tau)[2]
    return np.asarray(likelihood + priors.log_tau(tau, priors.tau_scale / data.unit))


def _panels(data: ModelInput, priors: Priors, mu_sd: float | None) -> Panels:
    scale = priors.tau_scale / data.unit
    middle = (priors.mu_mean - data.shift) / data.unit
    far = float(np.sqrt(np.sum((data.y - data.y.mean()) ** 2)))
    if mu_sd is not None:
        far += float(np.max(np.abs(data.y - middle))) * math.sqrt(data.k)
    least = min(float(np.sqrt(data.v.min())), scale) / 64
    most = max(far, float(np.sqrt(data.v.max())), scale)
    ends = {"half-normal": far + 40 * scale, "uniform": scale, "half-Cauchy": 8 * most}
    end = ends[priors.tau]

    def joint(tau: Floats) -> Floats:
        return _log_joint(data, priors, mu_sd, tau)

    return integrate(joint, min(least, end / 64), end, tail=priors.tau == "half-Cauchy", width=data.k)


def _mixture(data: ModelInput, weights: Floats, means: Floats, variances: Floats) -> Mixture:
    return Mixture(weights, means * data.unit + data.shift, np.sqrt(variances) * data.unit)


def _shrunken(data: ModelInput, panels: Panels, means: Floats, variances: Floats) -> tuple[Mixture, ...]:
    """Each study's effect: given tau, between its estimate and mu. Röver 2020, section 2.7."""
    found: list[Mixture] = [Mixture(panels.weights, means, variances)] * data.k
    square = panels.nodes**2
    for place, y, v in zip(data.order, data.y, data.v, strict=True):
        own = square / (square + v)
        found[place] = _mixture(
            data, panels.weights, own * y + (1 - own) * means, own * v + (1 - own) ** 2 * variances
        )
    return tuple(found)
