"""Robust variance meta-regression with the weights of Hedges, Tipton and Johnson 2010, as `robumeta`.

CORR takes the estimates of a study to correlate by rho and gives each w = 1 / (k_j (vbar_j + tau2)); HIER
takes them to differ within studies by omega2 and gives each w = 1 / (v + tau2 + omega2). Small-sample
corrections as in Tipton 2015 (Psychological Methods 20:375-393).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.stats.pooling.model_input import ModelInput, prepare
from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .covariances import group_codes
from .robust import LOW_DF, Cluster, RobustFit, Sandwich, adjustment, robust_fit, satterthwaite

MODELS = ("CORR", "HIER")


class Robumeta(NamedTuple):
    """The tests, tau2 between studies, omega2 within (HIER), I2 in per cent (CORR), and what was fitted."""

    fit: RobustFit
    tau2: float
    omega2: float | None
    I2: float | None
    QE: float
    model: str
    small: bool
    rho: float | None


class _Study(NamedTuple):
    rows: NDArray[np.intp]
    x: Floats
    y: Floats
    v: Floats


def robumeta(
    yi: ArrayLike, vi: ArrayLike, x: ArrayLike | None = None, *, study: Any, model: str = "CORR",
    rho: float = 0.8, small: bool = True, level: float = 95.0,
) -> Robumeta:  # fmt: skip
    """Fit yi (k,) with variances vi (k,) on x (k, p); `study` (k,) says which estimates belong together.

    `model`: CORR or HIER; `rho`, from 0 to 1, is used by CORR only and there only for tau2; `small` asks for
    CR2 with Satterthwaite's df, else m/(m-p) with m-p. Raises ValueError on other settings, on values that
    cannot be used and on one study alone.
    """
    if model not in MODELS:
        raise ValueError(f"model {model!r} is not known; use one of {', '.join(MODELS)}")
    if not 0 <= rho <= 1:
        raise ValueError(f"rho {rho:g} is not between 0 and 1")
    critical(level)
    data, studies = _read(yi, vi, x, study)
    find = _corr if model == "CORR" else _hier
    w, tau2, omega2, found, q = find(studies, rho)
    sandwich, told = _sandwich(studies, w, data, small=small)
    df = _df(sandwich, small)
    if small and np.any(df < LOW_DF):
        told.append("a test rests on fewer than 4 degrees of freedom; its p value cannot be trusted")
    fit = robust_fit(sandwich, df, {
        "kind": "CR2" if small else "CR1p", "dfs": "satterthwaite" if small else "clusters", "k": data.k,
        "level": level, "diagnostics": tuple(told)})  # fmt: skip
    return Robumeta(fit, tau2, omega2, found, q, model, small, rho if model == "CORR" else None)


def _read(yi: ArrayLike, vi: ArrayLike, x: ArrayLike | None, study: Any) -> tuple[ModelInput, list[_Study]]:
    y, v = np.array(yi, dtype=float).ravel(), np.array(vi, dtype=float).ravel()
    codes = group_codes(study)
    if codes.size != y.size:
        raise ValueError(f"{codes.size} study names for {y.size} estimates; give one for each")
    if codes.max() < 1:
        raise ValueError("all estimates are of one study; robust tests need at least two")
    first = np.argsort(codes, kind="stable")
    design = np.ones((y.size, 1)) if x is None else np.array(x, dtype=float)
    data = prepare(y[first], v[first], design[first] if design.ndim == 2 else design, spare=True)
    placed = codes[first[data.order]]
    y, v = data.y * data.unit, data.v * data.unit**2
    studies = [_Study(i, data.x[i], y[i], v[i])
               for i in (np.flatnonzero(placed == c) for c in range(placed.max() + 1))]  # fmt: skip
    return data, studies


def _df(sandwich: Sandwich, small: bool) -> Floats:
    p = sandwich.beta.size
    if not small:
        return np.full(p, float(sandwich.count - p))
    return np.array([satterthwaite(sandwich, row) for row in np.eye(p)])


def _corr(studies: list[_Study], rho: float) -> tuple[list[Floats], float, None, float, float]:
    """tau2 by moments (Hedges, Tipton and Johnson 2010, eq. 15): weights 1 / (k_j vbar_j) first."""
    w = [np.full(s.y.size, 1 / (s.y.size * float(np.mean(s.v)))) for s in studies]
    bread, q = _weighted(studies, w)
    own, shared, squared, total = 0.0, 0.0, 0.0, 0.0
    for s, ws in zip(studies, w, strict=True):
        n, one = s.y.size, float(ws[0])
        inner, outer = s.x.T @ s.x, np.outer(s.x.sum(axis=0), s.x.sum(axis=0))
        own += one / n * float(np.sum(bread * inner))
        shared += one / n * float(np.sum(bread * outer))
        squared += one**2 * float(np.sum(bread * outer))
        total += n * one
    expected = len(studies) - (1 - rho) * own - rho * shared
    tau2 = max(0.0, (q - expected) / (total - squared))
    found = max(0.0, 100 * (q - expected) / q) if q > 0 else 0.0
    final = [np.full(s.y.size, 1 / (s.y.size * (float(np.mean(s.v)) + tau2))) for s in studies]
    return final, tau2, None, found, q


def _hier(studies: list[_Study], rho: float) -> tuple[list[Floats], float, float, None, float]:
    """tau2 and omega2 by moments of two sums of squares: weighted, and of each study's summed residuals."""
    w = [1 / s.v for s in studies]
    bread, q = _weighted(studies, w)
    beta = bread @ sum(s.x.T @ (ws * s.y) for s, ws in zip(studies, w, strict=True))
    sums = [float(np.sum(s.y - s.x @ beta)) for s in studies]
    forms = _expected(studies, w, bread)
    rest = (q - forms[0][0], sum(one**2 for one in sums) - forms[1][0])
    (a1, b1), (a2, b2) = forms[0][1:], forms[1][1:]
    apart = b2 * a1 - b1 * a2
    if abs(apart) < 1e-10 * max(abs(b2 * a1), abs(b1 * a2)):
        raise ValueError("HIER needs studies with several effects; here it cannot tell within from between")
    omega2 = max(0.0, (rest[1] * a1 - rest[0] * a2) / apart)
    tau2 = max(0.0, (rest[0] - omega2 * b1) / a1)
    return [1 / (s.v + tau2 + omega2) for s in studies], tau2, omega2, None, q


def _expected(studies: list[_Study], w: list[Floats], bread: Floats) -> list[tuple[float, float, float]]:
    """For both sums of squares: the part of V, then what tau2 and omega2 are multiplied by.

    With K the matrix of the sum and R = I - X (X'WX)^-1 X'W, a covariance S adds tr(R'KR S).
    """
    x, ws = np.vstack([s.x for s in studies]), np.concatenate(w)
    v = np.concatenate([s.v for s in studies])
    label = np.repeat(np.arange(len(studies)), [s.y.size for s in studies])
    z = np.eye(len(studies))[label]
    hat = bread @ (x * ws[:, None]).T
    found = []
    for root in (np.diag(np.sqrt(ws)), z.T):
        kr = root - (root @ x) @ hat
        found.append((float(np.sum(kr**2 * v)), float(np.sum((kr @ z) ** 2)), float(np.sum(kr**2))))
    return found


def _weighted(studies: list[_Study], w: list[Floats]) -> tuple[Floats, float]:
    """(X'WX)^-1 and the weighted residual sum of squares."""
    xs, ws = np.vstack([s.x for s in studies]), np.concatenate(w)
    ys = np.concatenate([s.y for s in studies])
    bread = np.linalg.inv(xs.T @ (xs * ws[:, None]))
    e = ys - xs @ (bread @ (xs.T @ (ws * ys)))
    return (bread + bread.T) / 2, float(np.sum(ws * e**2))


def _sandwich(
    studies: list[_Study], w: list[Floats], data: ModelInput, *, small: bool
) -> tuple[Sandwich, list[str]]:
    bread, _ = _weighted(studies, w)
    beta = bread @ sum(s.x.T @ (ws * s.y) for s, ws in zip(studies, w, strict=True))
    clusters, lost = [], 0
    for s, ws in zip(studies, w, strict=True):
        theta = np.diag(1 / ws)
        a, short = adjustment("CR2" if small else "CR0", s.x, np.diag(ws), theta, theta - s.x @ bread @ s.x.T)
        lost += short
        clusters.append(Cluster(s.x, np.diag(ws), theta, a))
    sums = np.array([c.x.T @ (c.w @ (c.a @ (s.y - s.x @ beta)))
                     for c, s in zip(clusters, studies, strict=True)])  # fmt: skip
    m, p = len(studies), beta.size
    if not small and m <= p:
        raise ValueError(f"{p} coefficients need more than {m} studies; use fewer moderators")
    vcov = bread @ (sums.T @ sums) @ bread * (1.0 if small else m / (m - p))
    told = [f"{lost} of {m} studies alone decide a coefficient, so they get a generalised inverse; "
            "read that coefficient's test with care"] if lost else []  # fmt: skip
    beta = beta + data.shift_in_beta * data.unit
    return Sandwich(beta, bread, vcov, tuple(clusters), m, tuple(data.tested)), told
