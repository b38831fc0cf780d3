"""Do the designs of a network agree? Q taken apart, and the design-by-treatment interaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import chdtrc

from whatworks.stats.pooling.least_squares import weighted_fit
from whatworks.stats.sizes.effect_size import Floats

from .data import Block, Network, components
from .network import NetworkFit, consistency_design
from .tau2 import Independent, estimate_tau2, independent


@dataclass(frozen=True)
class DesignQ:
    """A design (the set of treatments its studies compare): Q among its studies.

    Also what is left of Q between designs once this design has effects of its own.
    """

    design: tuple[str, ...]
    studies: int
    Q: float
    df: int
    p: float | None
    Q_without: float
    df_without: int
    p_without: float | None


@dataclass(frozen=True)
class Inconsistency:
    """Q of the common-effect model in two parts, and the interaction test at the model's own tau2.

    Q = within designs (heterogeneity) + between designs (inconsistency): Krahn, Binder and König 2013. `wald`
    tests all inconsistency at once in the full design-by-treatment interaction model (Higgins et al. 2012;
    White et al. 2012), with that model's tau2. None where there is nothing to test.
    """

    Q_total: float
    df_total: int
    Q_within: float
    df_within: int
    p_within: float | None
    Q_between: float
    df_between: int
    p_between: float | None
    wald: float | None
    wald_df: int
    wald_p: float | None
    tau2_full: float | None
    designs: tuple[DesignQ, ...]


def inconsistency(network: Network, fit: NetworkFit) -> Inconsistency:
    """Take Q apart and test the design-by-treatment interaction of a fitted network."""
    x = consistency_design(network, fit.names)
    full, where = _interaction_design(network)
    plain, every = independent(network, x), independent(network, full)
    q_total, q_within = _q(plain, 0.0), _q(every, 0.0)
    df_total, df_within = _df(plain), _df(every)
    df_between = df_total - df_within
    tau2 = _tau2_full(every, fit)
    wald = None if tau2 is None or df_between == 0 else max(0.0, _q(plain, tau2) - _q(every, tau2))
    q_between = max(0.0, q_total - q_within) if df_between else 0.0
    return Inconsistency(
        q_total, df_total, q_within, df_within, _p(q_within, df_within), q_between, df_between,
        _p(q_between, df_between), wald, df_between, None if wald is None else _p(wald, df_between), tau2,
        _designs(network, x, full, where, q_within),
    )  # fmt: skip


def _design(block: Block) -> tuple[tuple[str, ...], ...]:
    return tuple(components(block.rows))


def _interaction_design(network: Network) -> tuple[Floats, dict[tuple[tuple[str, ...], ...], list[int]]]:
    """Every design has effects of its own: (k, sum of m - 1), and which columns are whose."""
    where: dict[tuple[tuple[str, ...], ...], list[int]] = {}
    for block in network.blocks:
        size = sum(len(part) - 1 for part in _design(block))
        if _design(block) not in where:
            start = sum(map(len, where.values()))
            where[_design(block)] = list(range(start, start + size))
    full = np.zeros((network.k, sum(map(len, where.values()))))
    at = 0
    for block in network.blocks:
        end, basis = at + len(block.rows), _basis(block)
        full[at:end, where[_design(block)]] = basis
        at = end
    return full, where


def _basis(block: Block) -> Floats:
    """A study's contrasts as differences of its design's arms against the first of each part."""
    first = {part[0] for part in _design(block)}
    return block.contrasts(block.arms)[:, [j for j, t in enumerate(block.arms) if t not in first]]


def _designs(
    network: Network,
    x: Floats,
    full: Floats,
    where: dict[tuple[tuple[str, ...], ...], list[int]],
    q_within: float,
) -> tuple[DesignQ, ...]:
    found = []
    for design in sorted(where):
        own = [block for block in network.blocks if _design(block) == design]
        alone = independent(replace(network, blocks=tuple(own)), np.concatenate([_basis(b) for b in own]))
        q, df = _q(alone, 0.0), _df(alone)
        apart = independent(network, _full_rank(np.column_stack([x, full[:, where[design]]])))
        df_without = _df(apart) - (network.k - full.shape[1])
        q_without = max(0.0, _q(apart, 0.0) - q_within) if df_without else 0.0
        found.append(
            DesignQ(
                tuple(t for part in design for t in part),
                len(own),
                q,
                df,
                _p(q, df),
                q_without,
                df_without,
                _p(q_without, df_without),
            )
        )
    return tuple(found)


def _full_rank(x: Floats) -> Floats:
    """The columns, from the left, that do not follow from those before."""
    keep: list[int] = []
    for j in range(x.shape[1]):
        if np.linalg.matrix_rank(x[:, [*keep, j]]) > len(keep):
            keep.append(j)
    return x[:, keep]


def _tau2_full(every: Independent, fit: NetworkFit) -> float | None:
    if fit.model == "common":
        return 0.0
    return estimate_tau2(every, fit.method).value if _df(every) > 0 else None


def _q(data: Independent, tau2: float) -> float:
    return float(weighted_fit(data.y, data.v, data.x, np.array([tau2])).rss[0]) if _df(data) else 0.0


def _df(data: Independent) -> int:
    return int(data.y.size - data.x.shape[1])


def _p(q: float, df: int) -> float | None:
    return float(chdtrc(df, q)) if df > 0 else None
