"""Models with random effects at several levels, nested or crossed, as metafor's `rma.mv` defines them.

Model: y = X beta + sum over factors Z_s u_s + e, u_s ~ N(0, sigma2_s I), e ~ N(0, V) with V taken as known
(Konstantopoulos 2011, Research Synthesis Methods 2:61-76; Van den Noortgate et al. 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from numpy.typing import ArrayLike

from .multilevel_fit import MultilevelFit, fit_model
from .multilevel_input import Wanted, read_model


def multilevel(
    yi: ArrayLike,
    v: Any,
    x: ArrayLike | None = None,
    *,
    groups: Sequence[Any],
    names: Sequence[str] | None = None,
    sigma2: Sequence[float | None] | None = None,
    method: str = "REML",
    test: str = "z",
    dfs: Literal["residual", "contain"] = "residual",
    level: float = 95.0,
) -> MultilevelFit:
    """Fit estimates yi (k,) with sampling covariance V on a design matrix x (k, p).

    `v`: variances (k,) or a covariance (k, k), dense or scipy.sparse. `groups`: one array of labels (k,) for
    each factor, such as district and school within district (`nested` makes those); crossed factors are
    given as they are. `sigma2` fixes variances, None leaving one free. `method`: REML or ML; `test`: z or t;
    `dfs`: residual (k-p) or contain (the number of groups within which a moderator does not vary, less p).
    `level` in per cent. Without x a mean is fitted. Raises ValueError on values that are missing, infinite
    or no covariance, on unknown settings, and on more coefficients than the effects can bear.
    """
    wanted = Wanted(groups, names, sigma2)
    return fit_model(read_model(yi, v, x, wanted, method), test, dfs, level)


def nested(*groups: Any) -> list[list[tuple[Any, ...] | None]]:
    """Labels of nested factors, from the highest: district and school give district, (district, school)."""
    columns = [list(group.tolist() if hasattr(group, "tolist") else group) for group in groups]
    found: list[list[tuple[Any, ...] | None]] = []
    for n in range(1, len(columns) + 1):
        rows = zip(*columns[:n], strict=True)
        found.append([None if any(_missing(part) for part in row) else row for row in rows])
    return found


def _missing(part: Any) -> bool:
    return part is None or bool(part != part) or part == ""  # noqa: PLR0124 - nan differs from itself
