"""What counts say of each study's own effect: log-likelihoods and their first two derivatives.

Each kernel takes effects theta (k, n) and, where the model has one, each study's own level alpha (k, 1), and
returns three arrays (k, n). Constants that rest on neither are in, so that models can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from scipy.special import expit, gammaln, log_expit, xlogy

from whatworks.stats.sizes.effect_size import Floats

from .tables import Rates, Tables


class Curve(NamedTuple):
    """Log-likelihood and its derivatives with respect to theta."""

    value: Floats
    slope: Floats
    bend: Floats


class Kernel(Protocol):
    """One study's log-likelihood."""

    nuisance: bool

    def __call__(self, theta: Floats, alpha: Floats) -> Curve:
        """Values at theta (k, n), alpha (k, 1)."""

    def start(self) -> tuple[Floats, Floats]:
        """A first guess of the studies' levels and effects (k,)."""

    def saturated(self) -> Floats:
        """The highest log-likelihood that each study can have by itself (k,)."""


@dataclass(frozen=True)
class TwoBinomials:
    """Events of both arms, with logits alpha + theta / 2 and alpha - theta / 2."""

    t: Tables
    nuisance = True

    def __call__(self, theta: Floats, alpha: Floats) -> Curve:
        """See Kernel."""
        a, b, c, d = (cell[:, None] for cell in self.t)
        up, down = alpha + theta / 2, alpha - theta / 2
        value = a * log_expit(up) + b * log_expit(-up) + c * log_expit(down) + d * log_expit(-down)
        p, q, m, n = expit(up), expit(down), a + b, c + d
        bend = -(m * p * (1 - p) + n * q * (1 - q)) / 4
        return Curve(value + _ways(a, m) + _ways(c, n), (a - m * p - c + n * q) / 2, bend)

    def start(self) -> tuple[Floats, Floats]:
        """See Kernel."""
        t = self.t.filled()
        first, second = np.log(t.a / t.b), np.log(t.c / t.d)
        return (first + second) / 2, first - second

    def saturated(self) -> Floats:
        """See Kernel."""
        return _binomial(self.t.a, self.t.n1) + _binomial(self.t.c, self.t.n2)


@dataclass(frozen=True)
class TwoPoissons:
    """Events of both arms, with log rates alpha + theta / 2 and alpha - theta / 2."""

    r: Rates
    nuisance = True

    def __call__(self, theta: Floats, alpha: Floats) -> Curve:
        """See Kernel."""
        x1, t1, x2, t2 = (column[:, None] for column in self.r)
        up, down = alpha + theta / 2 + np.log(t1), alpha - theta / 2 + np.log(t2)
        one, two = np.exp(up), np.exp(down)
        value = x1 * up - one + x2 * down - two - gammaln(x1 + 1) - gammaln(x2 + 1)
        return Curve(value, (x1 - one - x2 + two) / 2, -(one + two) / 4)

    def start(self) -> tuple[Floats, Floats]:
        """See Kernel."""
        empty = 0.5 * ((self.r.x1 == 0) | (self.r.x2 == 0))
        first = np.log((self.r.x1 + empty) / self.r.t1)
        second = np.log((self.r.x2 + empty) / self.r.t2)
        return (first + second) / 2, first - second

    def saturated(self) -> Floats:
        """See Kernel."""
        parts = [xlogy(x, x) - x - gammaln(x + 1) for x in (self.r.x1, self.r.x2)]
        return np.asarray(parts[0] + parts[1])


@dataclass(frozen=True)
class Conditional:
    """Events of the intervention arm given those of both: binomial, with theta plus an offset as its logit.

    Exact for rates (offset log(t1 / t2)); for odds ratios the approximation that holds for rare events
    (offset log(n1 / n2)). Stijnen, Hamza and Özdemir 2010.
    """

    x: Floats
    of: Floats
    offset: Floats
    nuisance = False

    def __call__(self, theta: Floats, alpha: Floats) -> Curve:
        """See Kernel."""
        x, n = self.x[:, None], self.of[:, None]
        eta = theta + self.offset[:, None]
        p = expit(eta)
        value = x * log_expit(eta) + (n - x) * log_expit(-eta) + _ways(x, n)
        return Curve(value, x - n * p, -n * p * (1 - p))

    def start(self) -> tuple[Floats, Floats]:
        """See Kernel."""
        effect = np.log((self.x + 0.5) / (self.of - self.x + 0.5)) - self.offset
        return np.zeros_like(effect), effect

    def saturated(self) -> Floats:
        """See Kernel."""
        return _binomial(self.x, self.of)


class Hypergeometric:
    """Events of the intervention arm given all margins: noncentral hypergeometric, exact for odds ratios.

    Stijnen, Hamza and Özdemir 2010, eq. 9.
    """

    nuisance = False

    def __init__(self, t: Tables) -> None:
        low, high = np.maximum(0, t.a - t.d), np.minimum(t.n1, t.a + t.c)
        steps = np.arange(int(np.max(high - low)) + 1)
        self.t, self.s = t, low[:, None] + steps
        there = self.s <= high[:, None]
        s = np.where(there, self.s, low[:, None])
        m = (t.a + t.c)[:, None]
        ways = _ways(s, t.n1[:, None]) + _ways(m - s, t.n2[:, None])
        self.ways = np.where(there, ways, -np.inf)

    def __call__(self, theta: Floats, alpha: Floats) -> Curve:
        """See Kernel."""
        terms = self.ways[:, None, :] + self.s[:, None, :] * theta[:, :, None]
        top = terms.max(axis=2, keepdims=True)
        shares = np.exp(terms - top)
        total = shares.sum(axis=2)
        mean = np.sum(shares * self.s[:, None, :], axis=2) / total
        spread = np.sum(shares * (self.s[:, None, :] - mean[:, :, None]) ** 2, axis=2) / total
        place = (self.t.a - self.s[:, 0]).astype(int)
        own = self.ways[np.arange(place.size), place][:, None]
        a = self.t.a[:, None]
        return Curve(own + a * theta - top[:, :, 0] - np.log(total), a - mean, -spread)

    def start(self) -> tuple[Floats, Floats]:
        """See Kernel."""
        return TwoBinomials(self.t).start()

    def saturated(self) -> Floats:
        """See Kernel. At the end of what the margins allow the highest is certainty, a logarithm of 0."""
        end = (self.s[:, 0] == self.t.a) | (np.minimum(self.t.n1, self.t.a + self.t.c) == self.t.a)
        theta = np.where(end, 0, self.start()[1])[:, None]
        for _ in range(60):
            at = self(theta, theta)
            theta = theta - np.where(end[:, None], 0, np.clip(at.slope / at.bend, -2, 2))
        return np.where(end, 0, self(theta, theta).value[:, 0])


def _binomial(x: Floats, n: Floats) -> Floats:
    return np.asarray(_ways(x, n) + xlogy(x, x / n) + xlogy(n - x, 1 - x / n))


def _ways(x: Floats, n: Floats) -> Floats:
    """Logarithm of n over x."""
    return np.asarray(gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1))
