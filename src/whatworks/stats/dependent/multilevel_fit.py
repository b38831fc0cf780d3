"""A fitted model with random effects: coefficients, variances, how well it fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import chdtrc

from whatworks.stats.pooling.inference import Inference, Interval, infer, omnibus, quantile
from whatworks.stats.pooling.least_squares import is_mean_alone
from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .multilevel_input import Given
from .multilevel_likelihood import Solved, covariance, solve
from .multilevel_search import Found, search

TESTS = ("z", "t")
DFS = ("residual", "contain")
STEEP = 1e-5


@dataclass(frozen=True, kw_only=True)
class MultilevelFit:
    """A fitted model, named as metafor's `rma.mv`. `b` to `ddf` have one entry a coefficient.

    `sigma2` has one variance a factor (`s_names`, `s_nlevels` groups); `tau2`, `rho` and `G` belong to
    `inner | outer` and are empty without it (`rho` row by row above the diagonal of G). QE tests what is left
    beyond sampling error, QM all coefficients but the intercept (or the mean). `parameters` is what AIC,
    BIC and AICc count. `prediction` is where the effect in a new group at every level is expected.
    """

    b: tuple[float, ...]
    se: tuple[float, ...]
    stat: tuple[float | None, ...]
    p: tuple[float | None, ...]
    ci_lb: tuple[float, ...]
    ci_ub: tuple[float, ...]
    ddf: tuple[int | None, ...]
    vcov: tuple[tuple[float, ...], ...]
    k: int
    method: str
    test: str
    level: float
    sigma2: tuple[float, ...]
    s_names: tuple[str, ...]
    s_nlevels: tuple[int, ...]
    struct: str | None
    tau2: tuple[float, ...]
    rho: tuple[float, ...]
    G: tuple[tuple[float, ...], ...]
    g_levels: tuple[str, ...]
    QE: float
    QEp: float
    QM: float | None
    QMp: float | None
    QM_df: int
    logLik: float
    parameters: int
    AIC: float
    BIC: float
    AICc: float
    prediction: Interval
    converged: bool
    diagnostics: tuple[str, ...]
    at: Given = field(repr=False, compare=False)
    """What was fitted; `intervals`, `multilevel_i2`, `ranef` and `robust` need it."""
    point: Found = field(repr=False, compare=False)

    def solved(self) -> Solved:
        """The fit at its variances, in units of the search."""
        sigma2, g, _ = self.at.layout.parts(self.point.at)
        found = solve(self.at.model, sigma2, g)
        assert found is not None  # noqa: S101 - the search ended here
        return found

    def covariance(self) -> Any:
        """The estimates' covariance under the model, (k, k) scipy.sparse, in the order they were given."""
        sigma2, g, _ = self.at.layout.parts(self.point.at)
        m = covariance(self.at.model, sigma2, g) * self.at.data.unit**2
        back = np.argsort(self.at.order)
        return sparse.csr_array(m[back][:, back])


def fit_model(given: Given, test: str, dfs: str, level: float, warm: Floats | None = None) -> MultilevelFit:
    """Search the variances and put down what follows from them."""
    check(test, dfs, level)
    point = search(given.layout, warm)
    sigma2, g, own = given.layout.parts(point.at)
    fit = solve(given.model, sigma2, g)
    if fit is None:
        raise ValueError("the covariance of the estimates is singular; check V and the fixed variances")
    data, unit = given.data, given.data.unit
    beta, cov = given.basis @ fit.gamma, given.basis @ fit.cov @ given.basis.T
    contain = dfs == "contain"
    ddf = _ddf(given, contain) if test == "t" or contain else (None,) * beta.size
    told = [infer(data.unshift(beta)[[j]], (np.sqrt(np.diagonal(cov)) * unit)[[j]], df, level)
            for j, df in enumerate(ddf)]  # fmt: skip
    tested = data.tested
    smallest = None if ddf[0] is None else min(df for j in tested if (df := ddf[j]) is not None)
    whole = omnibus(beta + data.shift_in_beta, cov, tested, smallest)
    spread, rho = given.model.inner.told(own) if given.model.inner is not None else ((), ())
    tau2 = tuple(t * unit**2 for t in spread)
    q, left = _qe(given), data.k - beta.size
    logs = _information(given, fit)
    variances = tuple(float(s) * unit**2 for s in sigma2)
    return MultilevelFit(
        b=_each(told, "b"), se=_each(told, "se"), stat=_each(told, "stat"), p=_each(told, "p"),
        ci_lb=_each(told, "ci_lb"), ci_ub=_each(told, "ci_ub"), ddf=ddf, vcov=_rows(cov * unit**2),
        k=data.k, method="REML" if given.model.restricted else "ML",
        test="t" if contain else test, level=level,
        sigma2=variances, s_names=given.names, s_nlevels=tuple(int(f.max()) + 1 for f in given.factors),
        struct=given.model.inner.struct if given.model.inner is not None else None,
        tau2=tau2, rho=rho, G=() if g is None else _rows(g * unit**2), g_levels=given.levels,
        QE=q, QEp=float(chdtrc(left, q)), QM=whole.stat, QMp=whole.p, QM_df=whole.df,
        **logs, prediction=_prediction(told[0], (*variances, *tau2), ddf[0], level)
        if is_mean_alone(data.x) and len(tau2) < 2
        else Interval(None, None),
        converged=point.steepest < STEEP, diagnostics=(*given.told, *_notes(given, point)),
        at=given, point=point,
    )  # fmt: skip


def check(test: str, dfs: str, level: float) -> None:
    """Raise ValueError, listing what is allowed, unless the settings are known."""
    if test not in TESTS:
        raise ValueError(f"test {test!r} is not known; use one of {', '.join(TESTS)}")
    if dfs not in DFS:
        raise ValueError(f"dfs {dfs!r} is not known; use one of {', '.join(DFS)}")
    critical(level)


def _each(told: Sequence[Any], name: str) -> tuple[Any, ...]:
    return tuple(getattr(one, name)[0] for one in told)


def _rows(matrix: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(value) for value in row) for row in matrix)


def _qe(given: Given) -> float:
    inner = given.model.inner
    g = None if inner is None else np.zeros((inner.levels, inner.levels))
    fit = solve(given.model, np.zeros(len(given.factors)), g)
    assert fit is not None  # noqa: S101 - V was checked
    return fit.rss


def _information(given: Given, fit: Solved) -> dict[str, Any]:
    """AIC, BIC and AICc as metafor counts: for REML there are k-p observations."""
    k, p = given.data.x.shape
    inner = given.model.inner
    count = p + given.layout.free.size + (0 if inner is None else inner.counted)
    n = k - p if given.model.restricted else k
    height = fit.log_likelihood - n * float(np.log(given.data.unit))
    m = max(n, count + 2)
    return {
        "logLik": height, "parameters": count, "AIC": 2 * (count - height),
        "BIC": count * float(np.log(n)) - 2 * height,
        "AICc": 2 * count * m / (m - count - 1) - 2 * height,
    }  # fmt: skip


def _ddf(given: Given, contain: bool) -> tuple[int, ...]:
    """k-p, or by containment: groups of the random effect within which a moderator is constant, less p."""
    data = given.data
    k, p = len(data.y), len(data.x.T)
    if not contain:
        return (k - p,) * p
    inner = given.model.inner
    groups: list[NDArray[np.intp]] = list(given.factors)
    if inner is not None:
        groups.append(inner.outer)
    found: list[int] = []
    for j in range(p):
        counts = [int(codes.max()) + 1 - p for codes in groups if _constant(data.x[:, j], codes)]
        found.append(max(1, min([*counts, k - p])))
    return tuple(found)


def _constant(values: Floats, codes: NDArray[np.intp]) -> bool:
    low, high = np.full(codes.max() + 1, np.inf), np.full(codes.max() + 1, -np.inf)
    np.minimum.at(low, codes, values)
    np.maximum.at(high, codes, values)
    return bool(np.all(low == high))


def _prediction(known: Inference, variances: tuple[float, ...], df: int | None, level: float) -> Interval:
    reach = quantile(level, df) * float(np.sqrt(known.se[0] ** 2 + sum(variances)))
    return Interval(known.b[0] - reach, known.b[0] + reach)


def _notes(given: Given, point: Found) -> tuple[str, ...]:
    sigma2, _, own = given.layout.parts(point.at)
    free = set(given.layout.free.tolist())
    told = [
        f"the variance between groups of {given.names[s]} is 0: they differ no more than by chance"
        for s in range(len(sigma2))
        if s in free and sigma2[s] == 0
    ]
    inner = given.model.inner
    at_ends = [] if inner is None else _inner_notes(inner, own)
    told += at_ends
    if len(point.peaks) > 1:
        told.append(f"the likelihood has {len(point.peaks)} peaks; the highest is used")
    if point.steepest >= STEEP:
        told.append("the search for the variances did not settle; do not rely on them")
    elif not at_ends and _is_flat(point):
        told.append("the likelihood is flat: the data do not tell all variances apart; simplify the model")
    return tuple(told)


def _inner_notes(inner: Any, own: Floats) -> list[str]:
    tau2, rho = inner.told(own)
    told = []
    if any(t <= 1e-12 for t in tau2):
        told.append("a variance tau2 is 0: effects differ no more than chance would make them")
    if inner.correlates or inner.struct == "UN":
        at_end = [r for r in rho if abs(r) > 1 - 1e-6 or (inner.correlates and r <= inner.lowest_rho + 1e-9)]
        if at_end:
            told.append(f"a correlation rho is at its end ({at_end[0]:.3g}); the data say little about it")
    if inner.struct == "UN" and not inner.together.all():
        told.append("some inner levels are never seen in one cluster; their rho is given as 0")
    if inner.struct in ("CS", "HCS") and inner.widest == 1:
        told.append("no cluster has two inner levels, so rho is set to 0")
    return told


def _is_flat(point: Found) -> bool:
    used = np.flatnonzero(np.abs(np.diagonal(point.curvature)) > 0)
    if used.size < 2:
        return False
    at = np.where(point.at[used] == 0, 1.0, point.at[used])
    values = np.linalg.eigvalsh(point.curvature[np.ix_(used, used)] * np.outer(at, at))
    return bool(np.max(values) > -1e-6 * np.max(np.abs(values)))
