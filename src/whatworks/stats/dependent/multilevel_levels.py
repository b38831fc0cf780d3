"""How the variance divides over the levels, and what each group's own effect is estimated to be."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from whatworks.stats.sizes.effect_size import Floats

from .multilevel_fit import MultilevelFit
from .multilevel_likelihood import Solved, solve, trace_of_p


class MultilevelI2(NamedTuple):
    """Shares of the total variance in per cent: of all levels together and of each of `names`.

    `typical` is the typical sampling variance.
    """

    total: float
    by_level: tuple[float, ...]
    names: tuple[str, ...]
    typical: float


class Ranef(NamedTuple):
    """One group of one factor: how far it lies from what the moderators predict, with its interval."""

    factor: str
    group: str
    estimate: float
    se: float
    pi_lb: float
    pi_ub: float


def multilevel_i2(fit: MultilevelFit) -> MultilevelI2:
    """I2 in all and by level: sigma2_s over the sum of all and the typical sampling variance (k-p) / tr(P).

    Nakagawa and Santos 2012 (Evolutionary Ecology 26:1253-1274); Cheung 2014. P is that of the model without
    random effects. Raises ValueError where tau2 differs by inner level, for then there is no one I2.
    """
    if len(fit.tau2) > 1:
        raise ValueError("tau2 differs by inner level, so that there is no one I2")
    data, inner = fit.at.data, fit.at.model.inner
    g = None if inner is None else np.zeros((inner.levels, inner.levels))
    bare = solve(fit.at.model, np.zeros(len(fit.sigma2)), g)
    assert bare is not None  # noqa: S101 - V was checked
    typical = (data.k - data.x.shape[1]) / trace_of_p(bare) * data.unit**2
    parts = (*fit.sigma2, *fit.tau2)
    total = sum(parts) + typical
    names = (*fit.s_names, *(("inner",) if fit.tau2 else ()))
    return MultilevelI2(100 * sum(parts) / total, tuple(100 * s / total for s in parts), names, typical)


def ranef(fit: MultilevelFit) -> tuple[Ranef, ...]:
    """Best linear unbiased predictions u_s = sigma2_s Z_s' M^-1 (y - Xb) of every group of every factor.

    Their standard errors are those of u_s, root of sigma2_s - sigma2_s^2 Z_s' P Z_s, as metafor's `ranef`.
    """
    solved, unit = fit.solved(), fit.at.data.unit
    reach = -float(ndtri((1 - fit.level / 100) / 2))
    found: list[Ranef] = []
    for s, (name, labels) in enumerate(zip(fit.s_names, fit.at.labels, strict=True)):
        sigma2 = fit.sigma2[s] / unit**2
        codes = fit.at.factors[s]
        u = sigma2 * np.bincount(codes, solved.my) * unit
        se = np.sqrt(np.clip(sigma2 - sigma2**2 * _diagonal(fit, solved, s), 0, None)) * unit
        found += [
            Ranef(
                name, label, float(one) + 0.0, float(e), float(one - reach * e) + 0.0, float(one + reach * e)
            )
            for label, one, e in zip(labels, u, se, strict=True)
        ]
    return tuple(found)


def _diagonal(fit: MultilevelFit, solved: Solved, s: int) -> Floats:
    """The diagonal of Z_s' P Z_s."""
    codes = fit.at.factors[s]
    groups = int(codes.max()) + 1
    out = np.zeros(groups)
    for batch, inverse in zip(fit.at.model.blocks.batches, solved.inverse, strict=True):
        own = codes[batch.rows]
        alike = own[:, :, None] == own[:, None, :]
        np.add.at(out, own, np.sum(inverse * alike, axis=2))
    zq = np.zeros((groups, solved.mq.shape[1]))
    np.add.at(zq, codes, solved.mq)
    out -= np.sum((zq @ solved.cov) * zq, axis=1)
    if solved.core is not None:
        zt = np.zeros((groups, solved.core.shape[0]))
        np.add.at(zt, codes, np.asarray(solved.tie.toarray()))
        out -= np.sum((zt @ solved.core) * zt, axis=1)
    return out
