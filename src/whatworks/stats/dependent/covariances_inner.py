"""How the effects of one cluster may differ and go together: G, the covariance of `inner | outer`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whatworks.stats.sizes.effect_size import Floats

STRUCTURES = ("CS", "HCS", "UN", "ID", "DIAG")


@dataclass(frozen=True)
class Inner:
    """Random effects of the levels `inner` (k,) within each `outer` (k,), both coded from 0.

    `struct`: CS one tau2 and one correlation; HCS a tau2 a level and one correlation; UN all free; ID one
    tau2 and no correlation; DIAG a tau2 a level and no correlation. `tau2` and `rho` are fixed where given.
    """

    inner: NDArray[np.intp]
    outer: NDArray[np.intp]
    struct: str
    levels: int
    tau2: Floats
    """(levels,) fixed values; nan where estimated. One entry for CS and ID."""
    rho: float | None

    @property
    def together(self) -> NDArray[np.bool_]:
        """(levels, levels): which pairs of levels are ever seen in one cluster."""
        seen = np.zeros((int(self.outer.max()) + 1, self.levels), dtype=int)
        seen[self.outer, self.inner] = 1
        return np.asarray(seen.T @ seen > 0)

    @property
    def widest(self) -> int:
        """The most levels seen in one cluster."""
        pairs = np.unique(np.column_stack([self.outer, self.inner]), axis=0)
        return int(np.bincount(pairs[:, 0]).max())

    @property
    def spreads(self) -> int:
        """How many tau2 the structure has."""
        return 1 if self.struct in ("CS", "ID") else self.levels

    @property
    def correlates(self) -> bool:
        """Whether the structure has one correlation to estimate."""
        return self.struct in ("CS", "HCS") and self.rho is None

    @property
    def size(self) -> int:
        """Number of free parameters as the optimiser sees them."""
        if self.struct == "UN":
            return self.levels * (self.levels + 1) // 2
        return int(np.sum(np.isnan(self.tau2))) + int(self.correlates)

    @property
    def counted(self) -> int:
        """Number of parameters that the data speak to: what AIC and BIC count."""
        if self.struct != "UN":
            return self.size
        return self.levels + int(np.sum(np.triu(self.together, 1)))

    @property
    def lowest_rho(self) -> float:
        """Below this correlation a cluster with all its levels would have no covariance."""
        return -1 / max(self.widest - 1, 1)

    def bounds(self) -> list[tuple[float, float]]:
        """Ends of each free parameter: standard deviations, then the correlation; Cholesky entries for UN."""
        if self.struct == "UN":
            return [(-np.inf, np.inf)] * self.size
        ends = [(0.0, np.inf)] * int(np.sum(np.isnan(self.tau2)))
        return [*ends, (self.lowest_rho, 1.0)] if self.correlates else ends

    def matrix(self, free: Floats) -> Floats:
        """G (levels, levels) at the free parameters."""
        if self.struct == "UN":
            root = self._root(free)
            return np.asarray(root @ root.T)
        tau, rho = self._split(free)
        return np.asarray(np.outer(tau, tau) * self._correlation(rho))

    def derivatives(self, free: Floats) -> list[Floats]:
        """dG for each free parameter."""
        if self.struct == "UN":
            return self._root_derivatives(free)
        tau, rho = self._split(free)
        c = self._correlation(rho)
        found: list[Floats] = []
        if self.spreads == 1 and np.isnan(self.tau2[0]):
            found.append(2 * tau[0] * c)
        elif self.spreads > 1:
            for j in np.flatnonzero(np.isnan(self.tau2)):
                change = np.zeros((self.levels, self.levels))
                change[j] += c[j] * tau
                change[:, j] += c[:, j] * tau
                found.append(change)
        if self.correlates:
            found.append(np.outer(tau, tau) * (1 - np.eye(self.levels)))
        return found

    def start(self, total: float, rho: float) -> Floats:
        """Free parameters from which to search: variance `total` and correlation `rho` throughout."""
        rho = max(rho, 0.9 * self.lowest_rho)
        if self.struct == "UN":
            c = np.full((self.levels, self.levels), max(rho, -0.9 / max(self.levels - 1, 1)))
            np.fill_diagonal(c, 1.0)
            return np.asarray(np.linalg.cholesky(total * c)[np.tril_indices(self.levels)])
        ends = [np.sqrt(total)] * int(np.sum(np.isnan(self.tau2)))
        return np.array([*ends, rho] if self.correlates else ends)

    def told(self, free: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """tau2 and rho as reported: rho row by row above the diagonal for UN, 0 for pairs never seen."""
        g = self.matrix(free)
        if self.struct == "UN":
            spread = np.sqrt(np.diagonal(g))
            scale = np.outer(spread, spread)
            r = np.divide(g, scale, out=np.zeros_like(g), where=(scale > 0) & self.together)
            return _tuple(np.diagonal(g)), _tuple(r[np.triu_indices(self.levels, 1)])
        tau, rho = self._split(free)
        tau2 = tau[: self.spreads] ** 2
        return _tuple(tau2), (rho,) if self.struct in ("CS", "HCS") else ()

    def _split(self, free: Floats) -> tuple[Floats, float]:
        tau = np.sqrt(self.tau2)
        wanted = np.isnan(tau)
        tau = tau.copy()
        tau[wanted] = free[: int(wanted.sum())]
        rho = float(free[-1]) if self.correlates else self.rho
        known = rho if rho is not None and self.struct in ("CS", "HCS") else 0.0
        return tau, known

    def _correlation(self, rho: float) -> Floats:
        c = np.full((self.levels, self.levels), rho)
        np.fill_diagonal(c, 1.0)
        return c

    def _root(self, free: Floats) -> Floats:
        root = np.zeros((self.levels, self.levels))
        root[np.tril_indices(self.levels)] = free
        return root

    def _root_derivatives(self, free: Floats) -> list[Floats]:
        root, found = self._root(free), []
        for i, j in zip(*np.tril_indices(self.levels), strict=True):
            change = np.zeros_like(root)
            change[i] += root[:, j]
            change[:, i] += root[:, j]
            found.append(change)
        return found


def _tuple(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
