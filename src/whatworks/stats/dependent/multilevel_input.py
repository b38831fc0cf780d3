"""The numbers of a model with random effects, checked, put in one order and laid out for the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from whatworks.stats.pooling.model_input import ModelInput, prepare
from whatworks.stats.sizes.effect_size import Floats

from .covariances import group_codes, group_levels, read_covariance
from .covariances_inner import STRUCTURES, Inner
from .multilevel_blocks import cut
from .multilevel_likelihood import Mixed
from .multilevel_search import Layout

METHODS = ("REML", "ML")


@dataclass(frozen=True)
class Given:
    """A model ready to be fitted, in canonical order and in units of the smallest standard error.

    `order` (k,) says where each row stood; `basis` (p, p) turns coefficients of the orthonormal design back
    into the caller's; `labels` name the groups of each factor,
    `levels` the inner levels.
    """

    data: ModelInput
    off: Any
    order: NDArray[np.intp]
    basis: Floats
    factors: tuple[NDArray[np.intp], ...]
    names: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    levels: tuple[str, ...]
    layout: Layout
    told: tuple[str, ...]

    @property
    def model(self) -> Mixed:
        """What the likelihood is of."""
        return self.layout.model


@dataclass(frozen=True)
class Wanted:
    """The random effects asked for, as the caller gave them."""

    groups: Sequence[Any]
    names: Sequence[str] | None
    sigma2: Sequence[float | None] | None
    inner: Any = None
    outer: Any = None
    struct: str = "CS"
    tau2: Any = None
    rho: float | None = None


def read_model(yi: ArrayLike, v: Any, x: ArrayLike | None, wanted: Wanted, method: str) -> Given:
    """Check everything and lay it out. Raises ValueError as `multilevel` and `multivariate` say."""
    if method not in METHODS:
        raise ValueError(f"method {method!r} is not known; use one of {', '.join(METHODS)}")
    y = np.array(yi, dtype=float).ravel()
    diagonal, off = read_covariance(v, y.size)
    codes = [_codes(group, y.size, f"grouping factor {n}") for n, group in enumerate(wanted.groups, 1)]
    pair = [] if wanted.inner is None else [_codes(side, y.size, name) for side, name in
                                            ((wanted.inner, "inner"), (wanted.outer, "outer"))]  # fmt: skip
    if not codes and not pair:
        raise ValueError("give at least one grouping factor; without one, use random_effects()")
    first = np.lexsort([*codes[::-1], *pair])
    design = np.ones((y.size, 1)) if x is None else np.array(x, dtype=float)
    data = prepare(y[first], diagonal[first], design[first] if design.ndim == 2 else design, spare=True)
    if data.k == 1:
        raise ValueError("one effect is no hierarchy; give at least two")
    order = first[data.order]
    placed = sparse.csr_array(off[order][:, order] / data.unit**2) if off.nnz else off
    _check_definite(data.v, placed)
    factors = tuple(code[order] for code in codes)
    inner, levels = _inner(wanted, [side[order] for side in pair], data.unit)
    fixed, told = _fixed(wanted, factors, data.unit)
    q, r = np.linalg.qr(data.x)
    mixed = Mixed(data.y, q, cut(data.v, placed, factors, inner), len(factors), inner, method == "REML")
    layout = Layout(mixed, fixed, float(np.sqrt(_total(data, len(factors)))))
    names = tuple(wanted.names or [f"factor {n}" for n in range(1, len(codes) + 1)])
    if len(names) != len(codes):
        raise ValueError(f"{len(names)} names for {len(codes)} grouping factors; give one for each")
    return Given(data, placed, order, np.linalg.inv(r), factors, names,
                 tuple(group_levels(group) for group in wanted.groups), levels, layout,
                 (*told, *_alike(factors, names)))  # fmt: skip


def _codes(labels: Any, k: int, what: str) -> NDArray[np.intp]:
    codes = group_codes(labels)
    if codes.size != k:
        raise ValueError(f"{what} has {codes.size} values for {k} estimates; give one for each")
    return codes


def _check_definite(v: Floats, off: Any) -> None:
    if not off.nnz:
        return
    for batch in cut(v, off, (), None).batches:
        scale = np.sqrt(v[batch.rows])
        lowest = np.linalg.eigvalsh(batch.v / (scale[:, :, None] * scale[:, None, :]))[:, 0]
        if np.any(lowest < 1e-10):
            raise ValueError(
                "V is not positive definite: some of its correlations cannot go together; check them"
            )


def _inner(wanted: Wanted, pair: list[NDArray[np.intp]], unit: float) -> tuple[Inner | None, tuple[str, ...]]:
    if not pair:
        return None, ()
    if wanted.struct not in STRUCTURES:
        raise ValueError(f"struct {wanted.struct!r} is not known; use one of {', '.join(STRUCTURES)}")
    levels = int(pair[0].max()) + 1
    spreads = 1 if wanted.struct in ("CS", "ID") else levels
    tau2 = np.full(spreads, np.nan)
    if wanted.tau2 is not None:
        given = np.atleast_1d(np.array(wanted.tau2, dtype=float))
        if given.size != spreads or np.any(given < 0):
            raise ValueError(f"tau2 needs {spreads} values, each 0 or above, or nan where it is estimated")
        tau2 = given / unit**2
    rho = None if wanted.rho is None else float(wanted.rho)
    inner = Inner(pair[0], pair[1], wanted.struct, levels, tau2, rho)
    if wanted.struct == "UN" and (wanted.tau2 is not None or rho is not None):
        raise ValueError("with struct UN every variance is estimated; use HCS to fix tau2 or rho")
    if rho is not None and not inner.lowest_rho <= rho <= 1:
        raise ValueError(f"rho {rho:g} is not between {inner.lowest_rho:.3g} and 1")
    if inner.widest == 1 and rho is None and wanted.struct in ("CS", "HCS"):
        inner = Inner(pair[0], pair[1], wanted.struct, levels, tau2, 0.0)
    return inner, group_levels(wanted.inner)


def _fixed(
    wanted: Wanted, factors: tuple[NDArray[np.intp], ...], unit: float
) -> tuple[Floats, tuple[str, ...]]:
    fixed = np.full(len(factors), np.nan)
    if wanted.sigma2 is not None:
        given = [np.nan if s is None else float(s) for s in wanted.sigma2]
        if len(given) != len(factors) or any(s < 0 for s in given):
            raise ValueError(f"sigma2 needs {len(factors)} values, each 0 or above, or None to estimate it")
        fixed = np.array(given) / unit**2
    told = []
    for n, codes in enumerate(factors):
        if codes.max() == 0 and np.isnan(fixed[n]):
            fixed[n] = 0.0
            name = wanted.names[n] if wanted.names else f"factor {n + 1}"
            told.append(f"{name} has one level only, so its variance is set to 0")
    return fixed, tuple(told)


def _alike(factors: tuple[NDArray[np.intp], ...], names: tuple[str, ...]) -> tuple[str, ...]:
    told = []
    for a in range(len(factors)):
        for b in range(a):
            pairs = len(np.unique(np.column_stack([factors[a], factors[b]]), axis=0))
            if pairs == factors[a].max() + 1 == factors[b].max() + 1:
                told.append(
                    f"{names[b]} and {names[a]} group the effects in the same way, so that only the sum of "
                    "their variances can be known; leave one out"
                )
    return tuple(told)


def _total(data: ModelInput, factors: int) -> float:
    """A first idea of the variance beyond sampling error."""
    beta, *_ = np.linalg.lstsq(data.x, data.y, rcond=None)
    spread = float(np.mean((data.y - data.x @ beta) ** 2))
    return max(spread - float(np.median(data.v)), 0.1 * spread, 0.01 * float(np.median(data.v)))
