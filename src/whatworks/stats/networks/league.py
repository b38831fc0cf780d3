"""Every pair of treatments of a fitted network: the league table, with what of it is direct."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from whatworks.stats.pooling.inference import quantile, two_sided
from whatworks.stats.sizes.effect_size import Floats

from .data import Network
from .network import NetworkFit

Ends = float | None


@dataclass(frozen=True)
class Comparison:
    """Two treatments by the whole network, and by the studies that hold both: t1 less t2.

    The prediction interval pi is for a new study, with the quantile of the test (as metafor's); pi_hts uses t
    with one degree of freedom less than Q has, which for two treatments is Higgins, Thompson and
    Spiegelhalter's. `direct_share` is the share of the information that is direct: the variance by the
    network over that of the direct estimate.
    """

    t1: str
    t2: str
    estimate: float
    se: float
    stat: float | None
    p: float | None
    ci_lb: float
    ci_ub: float
    pi_lb: float | None
    pi_ub: float | None
    pi_hts_lb: float | None
    pi_hts_ub: float | None
    studies: int
    direct: float | None
    direct_se: float | None
    direct_share: float


def compare_all(network: Network, fit: NetworkFit) -> tuple[Comparison, ...]:
    """Every pair of treatments once, t1 before t2 in the order of `fit.treatments`."""
    pairs = network.pairs()
    treatments = fit.treatments
    return tuple(
        _compare(network, fit, a, b, pairs.get((a, b), 0))
        for i, a in enumerate(treatments)
        for b in treatments[i + 1 :]
    )


def direct_estimate(network: Network, a: str, b: str, tau2: float) -> tuple[float, float] | None:
    """Effect of a less b from the studies that hold both, weighted by 1 / (v + tau2), and its variance.

    None where no study does.
    """
    found = []
    for block in network.blocks:
        turn = _within(block.contrasts(block.arms), block.arms, a, b)
        if turn is not None:
            found.append((float(turn @ block.y), float(turn @ block.v @ turn) + tau2))
    if not found:
        return None
    weights = np.array([1 / v for _, v in found])
    total = float(np.sum(weights))
    return float(np.sum(weights * np.array([y for y, _ in found]))) / total, 1 / total


def _within(contrasts: Floats, arms: tuple[str, ...], a: str, b: str) -> Floats | None:
    """The weights with which a study's contrasts add up to a less b; None where they do not."""
    if a not in arms or b not in arms:
        return None
    aim = np.array([float(t == a) - float(t == b) for t in arms])
    turn = np.asarray(np.linalg.pinv(contrasts.T) @ aim)
    turn[np.abs(turn) < 1e-12] = 0.0
    return turn if np.allclose(turn @ contrasts, aim, atol=1e-9) else None


def _compare(network: Network, fit: NetworkFit, a: str, b: str, studies: int) -> Comparison:
    effects, cov = fit.effects, np.array(fit.cov)
    i, j = fit.treatments.index(a), fit.treatments.index(b)
    estimate = effects[a] - effects[b]
    variance = float(cov[i, i] + cov[j, j] - 2 * cov[i, j])
    se = math.sqrt(max(variance, 0.0))
    stat = estimate / se if se > 0 else None
    width = quantile(fit.level, fit.df) * se
    pi_lb, pi_ub, hts_lb, hts_ub = _predicted(fit, estimate, se)
    direct = direct_estimate(network, a, b, fit.tau2)
    return Comparison(
        a, b, estimate, se, stat, None if stat is None else two_sided(stat, fit.df),
        estimate - width, estimate + width, pi_lb, pi_ub, hts_lb, hts_ub, studies,
        None if direct is None else direct[0], None if direct is None else math.sqrt(direct[1]),
        0.0 if direct is None else min(1.0, variance / direct[1]),
    )  # fmt: skip


def _predicted(fit: NetworkFit, estimate: float, se: float) -> tuple[Ends, Ends, Ends, Ends]:
    if fit.model == "common":
        return None, None, None, None
    spread = math.hypot(math.sqrt(fit.tau2), se)
    default = quantile(fit.level, fit.df) * spread
    if fit.QE_df < 2:
        return estimate - default, estimate + default, None, None
    hts = quantile(fit.level, fit.QE_df - 1) * spread
    return estimate - default, estimate + default, estimate - hts, estimate + hts
