"""Cluster-robust (sandwich) variances of a weighted fit, with corrections for few clusters.

Notation as in Pustejovsky and Tipton 2018 (JBES 36:672-683): W_i weights, Theta_i the working covariance and
A_i the adjustment of cluster i, M = (X'WX)^-1. Kinds: CR0 (Liang and Zeger 1986), CR1 m/(m-1), CR1p m/(m-p),
CR1S m(N-1)/((m-1)(N-p)), CR2 (Bell and McCaffrey 2002), CR3 (close to the jackknife).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.sparse.linalg import splu
from scipy.special import stdtr, stdtrit

from whatworks.stats.pooling.model_input import prepare
from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .covariances import group_codes, read_covariance
from .multilevel_fit import MultilevelFit

KINDS = ("CR0", "CR1", "CR1p", "CR1S", "CR2", "CR3")
DFS = ("satterthwaite", "clusters")
NOTHING = 1e-12
LOW_DF = 4 - 1e-6
NO_SPREAD = (
    "within each cluster the residuals cancel, so a robust standard error is 0 and has no test; use the model"
)
NULL = 1e-12
"""Eigenvalues below this part of what they would be without the fit count as zero."""


@dataclass(frozen=True)
class Cluster:
    """One cluster: design (n, p), weights (n, n), working covariance (n, n), adjustment."""

    x: Floats
    w: Floats
    theta: Floats
    a: Floats


@dataclass(frozen=True)
class Sandwich:
    """What tests need: coefficients, bread M (p, p), robust covariance (p, p), and the clusters.

    Empty `clusters` means that they do not hold the working covariance, so that only `df` by clusters exists.
    """

    beta: Floats
    bread: Floats
    vcov: Floats
    clusters: tuple[Cluster, ...]
    count: int
    tested: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class RobustFit:
    """Coefficients with cluster-robust tests, one entry a coefficient; df may be fractions.

    `diagnostics` tell of clusters that cannot be adjusted and of df too low to trust.
    """

    b: tuple[float, ...]
    se: tuple[float, ...]
    t: tuple[float | None, ...]
    df: tuple[float, ...]
    p: tuple[float | None, ...]
    ci_lb: tuple[float, ...]
    ci_ub: tuple[float, ...]
    vcov: tuple[tuple[float, ...], ...]
    kind: str
    dfs: str
    n_clusters: int
    k: int
    level: float
    diagnostics: tuple[str, ...]
    sandwich: Sandwich = field(repr=False, compare=False)


def robust(
    fit: MultilevelFit,
    cluster: Any,
    *,
    kind: str = "CR2",
    dfs: str = "satterthwaite",
    level: float | None = None,
) -> RobustFit:
    """Cluster-robust tests of a fitted multilevel or multivariate model; `cluster` (k,) labels its rows.

    `kind`: CR0, CR1, CR1p, CR1S, CR2 or CR3; `dfs`: satterthwaite, or clusters for their number less p
    (CR1p with clusters is metafor's `robust`). Clusters must hold all that the model takes to be related,
    except for CR0 to CR1S with df by clusters. Raises ValueError where they do not, and on unknown settings.
    """
    data, back = fit.at.data, np.argsort(fit.at.order)
    y = (data.y * data.unit + data.shift)[back]
    return cluster_robust(y, fit.covariance(), data.x[back], cluster=cluster, kind=kind, dfs=dfs,
                          level=fit.level if level is None else level)  # fmt: skip


def cluster_robust(
    yi: ArrayLike, working: Any, x: ArrayLike | None = None, *, cluster: Any, kind: str = "CR2",
    dfs: str = "satterthwaite", level: float = 95.0,
) -> RobustFit:  # fmt: skip
    """Cluster-robust tests of yi (k,) on x (k, p), weighted by the inverse of a working covariance.

    `working`: variances (k,), such as vi + tau2 of a random-effects model, or a covariance (k, k). The rest
    as in `robust`.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not known; use one of {', '.join(KINDS)}")
    if dfs not in DFS:
        raise ValueError(f"dfs {dfs!r} is not known; use one of {', '.join(DFS)}")
    critical(level)
    given = _Rows.read(yi, working, x, cluster)
    sandwich, told = _sandwich(given, kind, need_clusters=dfs == "satterthwaite")
    return _tests(sandwich, given, (kind, dfs, level), told)


@dataclass(frozen=True)
class _Rows:
    """The rows in canonical order, y less its shift."""

    y: Floats
    x: Floats
    m: Any
    codes: NDArray[np.intp]
    shift: Floats
    tested: tuple[int, ...]

    @classmethod
    def read(cls, yi: ArrayLike, working: Any, x: ArrayLike | None, cluster: Any) -> _Rows:
        y = np.array(yi, dtype=float).ravel()
        diagonal, off = read_covariance(working, y.size)
        codes = group_codes(cluster)
        if codes.size != y.size:
            raise ValueError(f"{codes.size} cluster names for {y.size} estimates; give one for each")
        if codes.max() < 1:
            raise ValueError("all estimates are in one cluster; cluster-robust tests need at least two")
        first = np.argsort(codes, kind="stable")
        design = np.ones((y.size, 1)) if x is None else np.array(x, dtype=float)
        data = prepare(y[first], diagonal[first], design[first] if design.ndim == 2 else design, spare=True)
        order = first[data.order]
        m = sparse.csr_array(sparse.diags_array(diagonal) + off)[order][:, order]
        return cls(data.y * data.unit, data.x, m, codes[order], data.shift_in_beta * data.unit,
                   tuple(data.tested))  # fmt: skip


def _sandwich(rows: _Rows, kind: str, *, need_clusters: bool) -> tuple[Sandwich, list[str]]:
    contained = _contained(rows.m, rows.codes)
    if not contained and (need_clusters or kind in ("CR2", "CR3")):
        raise ValueError(
            "the clusters do not hold all that the model takes to be related; give coarser clusters, or kind "
            "CR0, CR1, CR1p or CR1S with dfs clusters"
        )
    wx = _solve(rows.m, rows.x)
    bread = np.linalg.inv(rows.x.T @ wx)
    bread = (bread + bread.T) / 2
    beta = bread @ (wx.T @ rows.y)
    e = rows.y - rows.x @ beta
    told: list[str] = []
    places = [np.flatnonzero(rows.codes == c) for c in range(rows.codes.max() + 1)]
    if not contained:
        sums = np.array([wx[i].T @ e[i] for i in places])
        vcov = bread @ (sums.T @ sums) @ bread * _factor(kind, len(places), *rows.x.shape)
        return Sandwich(beta + rows.shift, bread, vcov, (), len(places), rows.tested), told
    clusters = [_cluster(rows, i, bread, kind) for i in places]
    lost = sum(one[1] for one in clusters)
    if lost:
        told.append(
            f"{lost} of {len(places)} clusters alone decide a coefficient, so they get a generalised "
            "inverse; read that coefficient's test with care"
        )
    kept = tuple(one[0] for one in clusters)
    sums = np.array([c.x.T @ (c.w @ (c.a @ e[i])) for c, i in zip(kept, places, strict=True)])
    vcov = bread @ (sums.T @ sums) @ bread * _factor(kind, len(places), *rows.x.shape)
    return Sandwich(beta + rows.shift, bread, vcov, kept, len(places), rows.tested), told


def _contained(m: Any, codes: NDArray[np.intp]) -> bool:
    entries = m.tocoo()
    return bool(np.all((codes[entries.row] == codes[entries.col]) | (entries.data == 0)))


def _solve(m: Any, right: Floats) -> Floats:
    if m.nnz == m.shape[0]:
        return np.asarray(right / m.diagonal()[:, None])
    return np.asarray(splu(m.tocsc()).solve(np.ascontiguousarray(right)))


def _cluster(rows: _Rows, i: NDArray[np.intp], bread: Floats, kind: str) -> tuple[Cluster, bool]:
    theta = np.asarray(rows.m[i][:, i].toarray())
    w = np.linalg.inv(theta)
    x = rows.x[i]
    a, lost = adjustment(kind, x, w, theta, theta - x @ bread @ x.T)
    return Cluster(x, w, theta, a), lost


def adjustment(kind: str, x: Floats, w: Floats, theta: Floats, left: Floats) -> tuple[Floats, bool]:
    """A_i for CR2 and CR3, else the identity; and whether a generalised inverse was needed.

    `left` is the working covariance of the residuals, (I-H)_i Theta (I-H)_i'.
    """
    if kind == "CR3":
        root = np.linalg.cholesky(theta)
        back = np.linalg.inv(root)
        inner, lost = _power(back @ left @ back.T, -1.0, 1.0)
        return root @ inner @ back, lost
    if kind != "CR2":
        return np.eye(len(theta)), False
    upper = np.linalg.cholesky(theta).T
    whole = float(np.linalg.eigvalsh(upper @ theta @ upper.T)[-1])
    inner, lost = _power(upper @ left @ upper.T, -0.5, whole)
    return upper.T @ inner @ upper, lost


def _power(matrix: Floats, power: float, whole: float) -> tuple[Floats, bool]:
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    kept = values > NULL * whole
    powered = np.where(kept, np.where(kept, values, 1.0) ** power, 0.0)
    return (vectors * powered) @ vectors.T, not bool(kept.all())


def _factor(kind: str, m: int, n: int, p: int) -> float:
    if kind == "CR1":
        return m / (m - 1)
    if kind == "CR1p":
        if m <= p:
            raise ValueError(f"CR1p needs more clusters than coefficients; there are {m} and {p}")
        return m / (m - p)
    return m * (n - 1) / ((m - 1) * (n - p)) if kind == "CR1S" else 1.0


def _tests(sandwich: Sandwich, rows: _Rows, settings: tuple[str, str, float], told: list[str]) -> RobustFit:
    kind, dfs, level = settings
    p = sandwich.beta.size
    if dfs == "clusters":
        if sandwich.count <= p:
            raise ValueError(f"{p} coefficients need more than {sandwich.count} clusters; use fewer of them")
        df = np.full(p, float(sandwich.count - p))
    else:
        df = np.array([satterthwaite(sandwich, row) for row in np.eye(p)])
        if np.any(df < LOW_DF):
            told.append("a test rests on fewer than 4 degrees of freedom; its p value cannot be trusted")
    return robust_fit(sandwich, df, {"kind": kind, "dfs": dfs, "k": rows.y.size, "level": level,
                                     "diagnostics": tuple(told)})  # fmt: skip


def robust_fit(sandwich: Sandwich, df: Floats, rest: dict[str, Any]) -> RobustFit:
    """Tests and intervals from a sandwich and degrees of freedom."""
    b = sandwich.beta
    se = np.sqrt(np.clip(np.diagonal(sandwich.vcov), 0, None))
    none = se < NOTHING * np.sqrt(np.diagonal(sandwich.bread))
    se = np.where(none, 0.0, se)
    if none.any():
        rest = rest | {"diagnostics": (*rest["diagnostics"], NO_SPREAD)}
    reach = stdtrit(df, 0.5 + rest["level"] / 200) * se
    t = [float(one / s) if s > 0 else None for one, s in zip(b, se, strict=True)]
    p = [None if s is None else 2 * float(stdtr(d, -abs(s))) for s, d in zip(t, df, strict=True)]
    return RobustFit(
        b=_tuple(b), se=_tuple(se), t=tuple(t), df=_tuple(df), p=tuple(p), ci_lb=_tuple(b - reach),
        ci_ub=_tuple(b + reach), vcov=tuple(_tuple(row) for row in sandwich.vcov), n_clusters=sandwich.count,
        sandwich=sandwich, **rest,
    )  # fmt: skip


def satterthwaite(sandwich: Sandwich, contrast: Floats) -> float:
    """Degrees of freedom of the test of contrast' beta: (tr P)^2 / tr(P P) (Bell and McCaffrey 2002)."""
    p = cross_products(sandwich, contrast[:, None])[0, 0]
    return float(np.trace(p) ** 2 / np.sum(p * p))


def cross_products(sandwich: Sandwich, contrasts: Floats) -> Floats:
    """(q, q, m, m): P^st_ij = g_i^s' ([i=j] Theta_i - X_i M X_j') g_j^t, with g_i = A_i' W_i X_i M c."""
    m, q = len(sandwich.clusters), contrasts.shape[1]
    own = np.zeros((q, q, m))
    u = np.zeros((m, sandwich.beta.size, q))
    for i, c in enumerate(sandwich.clusters):
        g = c.a.T @ c.w @ c.x @ sandwich.bread @ contrasts
        own[:, :, i] = g.T @ c.theta @ g
        u[i] = c.x.T @ g
    p = -np.einsum("ias,ab,jbt->stij", u, sandwich.bread, u, optimize=True)
    p[:, :, np.arange(m), np.arange(m)] += own
    return np.asarray(p)


def _tuple(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
