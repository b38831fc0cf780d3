"""What happens to a model when one study is left out: leave-one-out fits, influence, Baujat coordinates.

Viechtbauer and Cheung 2010 (Res Synth Methods 1:112); Baujat et al. 2002 (Stat Med 21:2641).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtr

from whatworks.stats.pooling.least_squares import weighted_fit
from whatworks.stats.pooling.random_effects import Fit, random_effects
from whatworks.stats.sizes.effect_size import Floats

Numbers = tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class Influence:
    """Each study's influence; one entry a study, None where the model without it cannot be fitted.

    `dfbs` has one entry a coefficient for each study. `influential` marks studies beyond a cut-off, `reasons`
    names which: "dffits", "cook_d", "hat", "dfbs".
    """

    rstudent: Numbers
    dffits: Numbers
    cook_d: Numbers
    cov_r: Numbers
    tau2_del: Numbers
    QE_del: Numbers
    hat: tuple[float, ...]
    weight: tuple[float, ...]
    dfbs: tuple[tuple[float, ...] | None, ...]
    reasons: tuple[tuple[str, ...], ...]
    k: int
    p: int

    @property
    def influential(self) -> tuple[bool, ...]:
        """Whether a study is beyond any cut-off."""
        return tuple(bool(r) for r in self.reasons)


class Baujat(NamedTuple):
    """For each study its share of heterogeneity (x) and its pull on the fitted values (y)."""

    x: tuple[float, ...]
    y: Numbers


class _Settings(NamedTuple):
    method: str
    test: str
    level: float


class _Model(NamedTuple):
    y: Floats
    v: Floats
    x: Floats
    full: Fit
    without: tuple[Fit | None, ...]


def leave_one_out(
    yi: ArrayLike, vi: ArrayLike, *, method: str = "REML", test: str = "z", level: float = 95.0
) -> tuple[Fit, ...]:
    """The model fitted without each study in turn, in the order given. Needs two studies."""
    model = _fit_all(yi, vi, None, _Settings(method, test, level))
    return tuple(fit for fit in model.without if fit is not None)


def influence(
    yi: ArrayLike,
    vi: ArrayLike,
    x: ArrayLike | None = None,
    *,
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
) -> Influence:
    """Outlier and influence measures of a model with design matrix x (k, p), or a mean alone.

    Externally studentised residuals, DFFITS, Cook's distances, ratios of covariance determinants, tau2 and QE
    without the study, hat values, weights in per cent and DFBETAS, as Viechtbauer and Cheung 2010, section
    3. A study counts as influential where |DFFITS| > 3 sqrt(p / (k - p)), Cook's distance is beyond the
    median of chi-squared on p degrees of freedom, the hat value is beyond 3 p / k, or any |DFBETAS| > 1.
    Needs two studies.
    """
    model = _fit_all(yi, vi, x, _Settings(method, test, level))
    k, p = model.x.shape
    w = 1 / (model.v + model.full.tau2)
    cov = _covariance(model, model.full.tau2)
    hat = np.einsum("kp,pq,kq->k", model.x, cov, model.x) * w
    rows = [_of_study(model, i, cov, float(hat[i])) for i in range(k)]
    measures = {name: tuple(None if r is None else getattr(r, name) for r in rows) for name in _Row._fields}
    return Influence(
        **{name: measures[name] for name in _Row._fields},
        hat=tuple(hat.tolist()), weight=model.full.weights, k=k, p=p,
        reasons=tuple(_reasons(row, float(h), k, p) for row, h in zip(rows, hat, strict=True)),
    )  # fmt: skip


def baujat(
    yi: ArrayLike, vi: ArrayLike, x: ArrayLike | None = None, *, method: str = "REML", test: str = "z"
) -> Baujat:
    """Coordinates of the Baujat plot: (y_i - fit_i)^2 / (v_i + tau2), and how far study i moves its own fit.

    The second is (fit_i - fit_i without i)^2 over the variance of the fit without i. Needs two studies.
    """
    model = _fit_all(yi, vi, x, _Settings(method, test, 95.0))
    fitted = model.x @ np.array(model.full.b)
    share = (model.y - fitted) ** 2 / (model.v + model.full.tau2)
    pull: list[float | None] = []
    for i, fit in enumerate(model.without):
        if fit is None:
            pull.append(None)
            continue
        at = model.x[i]
        spread = float(at @ _covariance(model, fit.tau2, without=i) @ at) * fit.s2w
        pull.append(float((fitted[i] - at @ np.array(fit.b)) ** 2) / spread if spread > 0 else None)
    return Baujat(tuple(share.tolist()), tuple(pull))


class _Row(NamedTuple):
    rstudent: float | None
    dffits: float
    cook_d: float
    cov_r: float
    tau2_del: float
    QE_del: float
    dfbs: tuple[float, ...]


def _fit_all(yi: ArrayLike, vi: ArrayLike, x: ArrayLike | None, settings: _Settings) -> _Model:
    y, v = np.array(yi, dtype=float).ravel(), np.array(vi, dtype=float).ravel()
    design = np.ones((y.size, 1)) if x is None else np.array(x, dtype=float)
    full = random_effects(y, v, design, **settings._asdict())
    if y.size < 2:
        raise ValueError("one study cannot be left out of one; give at least two")
    fits: list[Fit | None] = []
    for i in range(y.size):
        rest = np.arange(y.size) != i
        try:
            fits.append(random_effects(y[rest], v[rest], design[rest], **settings._asdict()))
        except ValueError:
            fits.append(None)
    return _Model(y, v, design, full, tuple(fits))


def _covariance(model: _Model, tau2: float, without: int | None = None) -> Floats:
    """(X'WX)^-1 at a value of tau2, with or without a study."""
    keep = np.arange(model.y.size) != (-1 if without is None else without)
    order = np.lexsort((*model.x[keep].T, model.v[keep], model.y[keep]))
    y, v, x = model.y[keep][order], model.v[keep][order], model.x[keep][order]
    return np.asarray(weighted_fit(y, v, x, np.array([tau2])).cov[0])


def _of_study(model: _Model, i: int, cov: Floats, hat: float) -> _Row | None:
    fit, full, at = model.without[i], model.full, model.x[i]
    if fit is None:
        return None
    moved = np.array(full.b) - np.array(fit.b)
    cov_without = _covariance(model, fit.tau2, without=i) * fit.s2w
    spread = model.v[i] + fit.tau2
    residual = float(model.y[i] - at @ np.array(fit.b))
    error = float(np.sqrt(spread * fit.s2w + at @ cov_without @ at))
    ratio = np.linalg.det(cov_without) / np.linalg.det(cov * full.s2w) if full.s2w > 0 else np.nan
    scale = np.sqrt(np.diagonal(_covariance(model, fit.tau2)) * fit.s2w)
    return _Row(
        rstudent=residual / error, dffits=float(at @ moved) / float(np.sqrt(hat * spread * fit.s2w)),
        cook_d=float(moved @ np.linalg.solve(cov * full.s2w, moved)), cov_r=float(ratio),
        tau2_del=fit.tau2, QE_del=fit.QE, dfbs=tuple((moved / scale).tolist()),
    )  # fmt: skip


def _reasons(row: _Row | None, hat: float, k: int, p: int) -> tuple[str, ...]:
    beyond = {"hat": hat > 3 * p / k}
    if row is not None:
        beyond["dffits"] = k > p and abs(row.dffits) > 3 * np.sqrt(p / (k - p))
        beyond["cook_d"] = float(chdtr(p, row.cook_d)) > 0.5
        beyond["dfbs"] = any(abs(d) > 1 for d in row.dfbs)
    return tuple(name for name in ("dffits", "cook_d", "hat", "dfbs") if beyond.get(name))
