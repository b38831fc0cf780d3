"""Sampling covariances of estimates that share people: imputing, checking, cutting into blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from whatworks.stats.sizes.effect_size import Floats

SYMMETRIC = 1e-9
"""How far, against the largest entry, a covariance may be from its mirror image."""


def impute_covariance(vi: ArrayLike, cluster: Sequence[Any] | NDArray[Any], rho: float) -> Floats:
    """A (k, k) sampling covariance in which estimates of one cluster correlate by `rho`.

    vi (k,) are the sampling variances; entries are rho sqrt(vi vj) within a cluster and 0 between clusters.
    The working model of correlated-and-hierarchical effects (Pustejovsky and Tipton 2022, eq. 5). Raises
    ValueError if rho is not within -1 and 1, if the lengths differ, or if the matrix is no covariance.
    """
    return np.asarray(imputed_blocks(vi, cluster, rho).toarray(), dtype=float)


def imputed_blocks(vi: ArrayLike, cluster: Sequence[Any] | NDArray[Any], rho: float) -> Any:
    """`impute_covariance` as a scipy.sparse array, for thousands of estimates."""
    v = np.array(vi, dtype=float).ravel()
    codes = group_codes(cluster)
    if codes.size != v.size:
        raise ValueError(f"{v.size} variances but {codes.size} cluster names; give one for each")
    if not np.all(np.isfinite(v)) or np.any(v <= 0):
        raise ValueError("every variance must be a number above 0")
    largest = int(np.bincount(codes).max(initial=1))
    low = -1 / max(largest - 1, 1)
    if not low < rho < 1:
        raise ValueError(
            f"rho {rho:g} gives no covariance: with {largest} estimates in one cluster it lies between "
            f"{low:.3g} and 1"
        )
    member = sparse.csr_array((np.sqrt(v), (np.arange(v.size), codes)), shape=(v.size, codes.max() + 1))
    full = sparse.csr_array(rho * (member @ member.T))
    return sparse.csr_array(full + sparse.diags_array(v - full.diagonal()))


def group_codes(labels: Any) -> NDArray[np.intp]:
    """Labels (k,) as whole numbers from 0, in the order of the sorted labels."""
    keys = _keys(labels)
    place = {key: n for n, key in enumerate(_sorted(keys))}
    return np.array([place[key] for key in keys], dtype=np.intp)


def group_levels(labels: Any) -> tuple[str, ...]:
    """The names of the levels, in the order of their codes."""
    named = _sorted(_keys(labels))
    return tuple("/".join(map(str, key)) if isinstance(key, tuple) else str(key) for key in named)


def _sorted(keys: list[Any]) -> list[Any]:
    """The keys, each once, in order; as words where a column mixes words and numbers."""
    try:
        return sorted(set(keys))
    except TypeError:
        return sorted(set(keys), key=lambda key: tuple(map(str, key)))


def _keys(labels: Any) -> list[Any]:
    values = labels.tolist() if hasattr(labels, "tolist") else list(labels)
    missing = [i for i, value in enumerate(values, 1) if value is None or value != value or value == ""]  # noqa: PLR0124
    if missing:
        raise ValueError(f"row {missing[0]}: the group is missing; name it or leave the row out")
    return values if len({type(value) for value in values}) == 1 else [str(value) for value in values]


def read_covariance(given: Any, k: int) -> tuple[Floats, Any]:
    """The diagonal (k,) and the off-diagonal part, a sparse array, of V: variances (k,) or a matrix (k, k).

    Raises ValueError where V has another shape, is not finite or not symmetric.
    """
    if sparse.issparse(given):
        matrix = sparse.csr_array(given, dtype=float)
    else:
        values = np.array(given, dtype=float)
        if values.ndim < 2:
            if values.size != k:
                raise ValueError(f"{k} estimates but {values.size} variances; give one for each")
            return values.ravel(), sparse.csr_array((k, k))
        matrix = sparse.csr_array(values)
    if matrix.shape != (k, k):
        raise ValueError(f"V has shape {matrix.shape}; give ({k},) variances or a ({k}, {k}) covariance")
    if not np.all(np.isfinite(matrix.data)):
        raise ValueError("V has an entry that is missing or infinite; leave the row out")
    apart = abs(matrix - matrix.T)
    if apart.nnz and apart.max() > SYMMETRIC * abs(matrix).max():
        i, j = (int(n[0]) + 1 for n in np.nonzero(apart == apart.max()))
        raise ValueError(f"V is not symmetric: row {i}, column {j} differs from row {j}, column {i}")
    diagonal = np.asarray(matrix.diagonal(), dtype=float)
    off = sparse.csr_array((matrix + matrix.T) / 2 - sparse.diags_array(diagonal))
    off.eliminate_zeros()
    return diagonal, off
