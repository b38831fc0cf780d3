"""Models whose effects differ by an inner factor within clusters: `inner | outer` in metafor's `rma.mv`.

Model: y = X beta + Z g + e, with g ~ N(0, G) anew in each cluster and e ~ N(0, V), V taken as known
(Berkey et al. 1998, Statistics in Medicine 17:2537-2550).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from numpy.typing import ArrayLike

from .multilevel_fit import MultilevelFit, fit_model
from .multilevel_input import Wanted, read_model


def multivariate(
    yi: ArrayLike,
    v: Any,
    x: ArrayLike | None = None,
    *,
    inner: Any,
    outer: Any,
    struct: str = "CS",
    tau2: Any = None,
    rho: float | None = None,
    groups: Sequence[Any] = (),
    names: Sequence[str] | None = None,
    method: str = "REML",
    test: str = "z",
    dfs: Literal["residual", "contain"] = "residual",
    level: float = 95.0,
) -> MultilevelFit:
    """Fit estimates yi (k,) with sampling covariance V on a design matrix x (k, p).

    `inner` (k,): what differs within a cluster, such as the outcome; `outer` (k,): the cluster. `struct`: CS
    (one tau2, one correlation), HCS (a tau2 a level, one correlation), UN (free), ID (one tau2), DIAG (a tau2
    a level). `rho` fixes the correlation of CS and HCS; `tau2` fixes variances, nan leaving one free. Further
    independent factors go into `groups`, the rest is as in `multilevel`. Raises ValueError as that does.
    """
    wanted = Wanted(groups, names, None, inner, outer, struct, tau2, rho)
    return fit_model(read_model(yi, v, x, wanted, method), test, dfs, level)
