"""The likelihood of effects that were seen by selection, with its gradient, and its highest point.

Parameters in one vector: coefficients (p), tau2, and those of the selection function (d). With s2 = v + tau2,
log L = sum of log w(p_i) + log phi(y_i; mu_i, s2_i) - log A_i, and A_i = integral of w(p) phi over y
(Hedges 1992, Stat Sci 7:246, eqs 3 and 4; Vevea and Hedges 1995, Psychometrika 60:419).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtr

from whatworks.stats.sizes.effect_size import Floats

from .selection_weights import Family

ROOT_2PI = float(np.sqrt(2 * np.pi))
POLISHING = 60
Ends = tuple[Floats, Floats]


@dataclass(frozen=True)
class Selected:
    """Estimates y (k,) turned so that selection favours large ones, variances v (k,), design x (k, p)."""

    y: Floats
    v: Floats
    x: Floats
    family: Family
    z: Floats

    def value(self, theta: Floats) -> tuple[float, Floats]:
        """Log-likelihood and its gradient (n,)."""
        p = self.x.shape[1]
        mu, s2, delta = self.x @ theta[:p], self.v + theta[p], theta[p + 1 :]
        log_w, slope = self.family.log_weight(
            delta, np.concatenate([self.family.at, self.family.pieces.nodes, self.z])
        )
        m = log_w.size - self.z.size
        top = float(np.max(log_w[:m]))
        w = np.exp(log_w[:m] - top)
        measure, by_mu, by_s2 = self._measure(mu, s2)
        total = np.maximum(measure @ w, 1e-300)
        residual = self.y - mu
        value = float(np.sum(log_w[m:] - np.log(s2) / 2 - residual**2 / (2 * s2) - np.log(total) - top))
        d_mu = residual / s2 - by_mu @ w / total
        d_s2 = (residual**2 / s2 - 1) / (2 * s2) - by_s2 @ w / total
        lost = np.sum((measure @ (slope[:, :m] * w).T) / total[:, None], axis=0)
        d_delta = np.sum(slope[:, m:], axis=1) - lost
        gradient = np.concatenate([self.x.T @ d_mu, [np.sum(d_s2)], d_delta])
        return value - self.y.size * float(np.log(ROOT_2PI)), gradient

    def _measure(self, mu: Floats, s2: Floats) -> tuple[Floats, Floats, Floats]:
        """The normal measure (k, m) of each interval and node, with its derivatives in mu and s2."""
        pieces, s, root = self.family.pieces, np.sqrt(s2)[:, None], np.sqrt(self.v)[:, None]
        low, high = ((edge * root - mu[:, None]) / s for edge in pieces.intervals.T)
        chance = np.where(low + high > 0, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))
        first, second = _density(low) - _density(high), _bent(low) - _bent(high)
        u = (pieces.nodes * root - mu[:, None]) / s
        density = _density(u) * root / s * pieces.node_weights
        return (
            np.hstack([chance, density]),
            np.hstack([first / s, density * u / s]),
            np.hstack([second, density * (u**2 - 1)]) / (2 * s**2),
        )

    def hessian(self, theta: Floats, free: list[int]) -> Floats:
        """Second derivatives in the free parameters, from differences of the gradient (fourth order)."""
        columns = []
        for j in free:
            h = 1e-3 * self.scale(theta, j)
            shifted = {}
            for step in (-2, -1, 1, 2):
                moved = theta.copy()
                moved[j] += step * h
                shifted[step] = self.value(moved)[1][free]
            columns.append((8 * (shifted[1] - shifted[-1]) - (shifted[2] - shifted[-2])) / (12 * h))
        result = np.array(columns)
        return np.asarray((result + result.T) / 2)

    def scale(self, theta: Floats, j: int) -> float:
        """How far parameter j may move without changing the picture."""
        p = self.x.shape[1]
        if j < p:
            return float(np.sqrt(np.min(self.v))) / max(1e-12, float(np.max(np.abs(self.x[:, j]))))
        if j == p:
            return float(np.min(self.v)) + float(theta[p]) * 0.1
        return max(1e-3, 0.1 * float(theta[j]))


class Peak(NamedTuple):
    """A peak: parameters, log-likelihood, whether it is one, and the parameters that are not at a bound."""

    theta: Floats
    height: float
    settled: bool
    free: list[int]


def climb(model: Selected, starts: list[Floats], lower: Floats, upper: Floats) -> list[Peak]:
    """The peaks found from the starts, the highest first; polished by Newton steps."""
    peaks: list[Peak] = []
    rough = [_rough(model, np.clip(start, lower, upper), lower, upper) for start in starts]
    tried: list[Floats] = []
    for theta in sorted(rough, key=lambda t: -model.value(t)[0]):
        if any(_near(model, theta, other) for other in tried):
            continue
        tried.append(theta)
        found = _polish(model, theta, lower, upper)
        if not any(_near(model, found.theta, peak.theta) for peak in peaks):
            peaks.append(found)
    return sorted(peaks, key=lambda peak: -peak.height)


def _near(model: Selected, one: Floats, other: Floats) -> bool:
    """Whether two points are the same peak to the eye."""
    scale = np.array([model.scale(other, j) for j in range(other.size)])
    return bool(np.all(np.abs(one - other) <= 1e-2 * scale))


def _rough(model: Selected, start: Floats, lower: Floats, upper: Floats) -> Floats:
    scale = np.array([model.scale(start, j) for j in range(start.size)])

    def down(u: Floats) -> tuple[float, Floats]:
        value, gradient = model.value(u * scale)
        return -value, -gradient * scale

    found = minimize(
        down, start / scale, jac=True, method="L-BFGS-B",
        bounds=list(zip(lower / scale, upper / scale, strict=True)), options={"maxiter": 100, "ftol": 1e-10},
    )  # fmt: skip
    return np.asarray(np.clip(found.x * scale, lower, upper))


def _polish(model: Selected, theta: Floats, lower: Floats, upper: Floats) -> Peak:
    value, gradient = model.value(theta)
    settled, free = False, list(range(theta.size))
    for _ in range(POLISHING):
        free = _free(theta, gradient, lower, upper)
        step = _newton(model, theta, gradient, free)
        gain = float(gradient[free] @ step)
        if gain < 1e-20 * max(1.0, abs(value)):
            settled = True
            break
        whole = np.zeros(theta.size)
        whole[free] = step
        moved = _ahead(model, theta, value, whole, (lower, upper))
        if moved is None:
            settled = gain < 1e-9
            break
        theta, (value, gradient) = moved, model.value(moved)
    return Peak(theta, value, settled, free)


def _ahead(model: Selected, theta: Floats, value: float, step: Floats, ends: Ends) -> Floats | None:
    """The point a whole step on, or so much of it as goes uphill; None where no part does."""
    for halving in range(30):
        trial = np.clip(theta + step * 0.5**halving, *ends)
        if model.value(trial)[0] >= value - 1e-13 * abs(value) and not np.array_equal(trial, theta):
            return trial
    return None


def _free(theta: Floats, gradient: Floats, lower: Floats, upper: Floats) -> list[int]:
    held = ((theta <= lower) & (gradient <= 0)) | ((theta >= upper) & (gradient >= 0)) | (lower == upper)
    return np.flatnonzero(~held).tolist()


def _newton(model: Selected, theta: Floats, gradient: Floats, free: list[int]) -> Floats:
    """Newton's step, as long as if every curvature bent downwards."""
    curvature = model.hessian(theta, free)
    scale = np.sqrt(np.maximum(np.abs(np.diagonal(curvature)), 1e-12))
    values, vectors = np.linalg.eigh(curvature / np.outer(scale, scale))
    values = np.maximum(np.abs(values), 1e-12)
    return np.asarray(vectors @ ((vectors.T @ (gradient[free] / scale)) / values) / scale)


def _density(u: Floats) -> Floats:
    return np.asarray(np.exp(-(u**2) / 2) / ROOT_2PI)


def _bent(u: Floats) -> Floats:
    return np.asarray(np.where(np.isfinite(u), u, 0.0) * _density(u))
