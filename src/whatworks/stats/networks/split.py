"""Each comparison of a network split into its direct and its indirect evidence."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from whatworks.stats.pooling.inference import quantile, two_sided
from whatworks.stats.pooling.least_squares import weighted_fit
from whatworks.stats.sizes.effect_size import Floats

from .data import Block, Network, components
from .network import NetworkFit, consistency_design
from .tau2 import estimate_tau2, independent


@dataclass(frozen=True)
class Split:
    """A comparison, t1 less t2, by its own studies and by the rest of the network.

    `difference` is direct less indirect. Where only one of the two exists, the rest is None.
    """

    t1: str
    t2: str
    studies: int
    direct: float | None
    direct_se: float | None
    indirect: float | None
    indirect_se: float | None
    difference: float | None
    difference_se: float | None
    ci_lb: float | None
    ci_ub: float | None
    stat: float | None
    p: float | None
    tau2: float | None


def split_nodes(network: Network, fit: NetworkFit) -> tuple[Split, ...]:
    """Split every comparison that studies make into its direct and its indirect estimate.

    The effect in studies that hold both treatments may differ from that in the rest; tau2 is estimated anew
    for each. In studies of more arms the difference is shared out evenly, one half to either treatment's
    side, so that the answer does not depend on which is split (symmetrical side-splitting: Dias et al. 2010;
    White 2015; Tu 2016).
    """
    x = consistency_design(network, fit.names)
    return tuple(_split(network, fit, x, pair) for pair in network.pairs())


def _split(network: Network, fit: NetworkFit, x: Floats, pair: tuple[str, str]) -> Split:
    (a, b), studies = pair, network.pairs()[pair]
    aim = np.array([float(t == a) - float(t == b) for t in fit.names])
    column = np.concatenate([_side(block, a, b) for block in network.blocks])
    both = np.column_stack([x, column])
    if np.linalg.matrix_rank(both) == x.shape[1]:
        cov = np.array(fit.cov)
        i, j = fit.treatments.index(a), fit.treatments.index(b)
        se = math.sqrt(float(cov[i, i] + cov[j, j] - 2 * cov[i, j]))
        direct = fit.effects[a] - fit.effects[b]
        return Split(a, b, studies, direct, se, *(None,) * 9)
    data = independent(network, both)
    df = int(data.y.size - data.x.shape[1])
    random = fit.model == "random" and df > 0
    tau2 = estimate_tau2(data, fit.method).value if random else 0.0
    solved = weighted_fit(data.y, data.v, data.x, np.array([tau2]))
    beta, cov = solved.beta[0], solved.cov[0]
    straight, around = np.append(aim, 1.0), np.append(aim, 0.0)
    difference, spread = float(beta[-1]), math.sqrt(float(cov[-1, -1]))
    ddf = df if fit.test == "t" and df > 0 else None
    width = quantile(fit.level, ddf) * spread
    return Split(
        a, b, studies, float(straight @ beta), math.sqrt(float(straight @ cov @ straight)),
        float(around @ beta), math.sqrt(float(around @ cov @ around)), difference, spread,
        difference - width, difference + width, difference / spread,
        two_sided(difference / spread, ddf), tau2,
    )  # fmt: skip


def _side(block: Block, a: str, b: str) -> Floats:
    """How much of the difference between direct and indirect is in each of a study's contrasts."""
    if not any(a in part and b in part for part in components(block.rows)):
        return np.zeros(len(block.rows))
    side = {a: 0.5, b: -0.5}
    return np.array([side.get(s, 0.0) - side.get(t, 0.0) for s, t in block.rows])
