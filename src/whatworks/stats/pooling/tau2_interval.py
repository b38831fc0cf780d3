"""Confidence intervals of the variance between studies, and of I2 and H2 with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import chdtri

from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .heterogeneity import RANDOM, estimate
from .least_squares import projection
from .model_input import ModelInput, prepare
from .quadratic_forms import chance_above
from .residual_heterogeneity import of_total, typical_variance
from .tau2_likelihood import Kind, likelihood_interval
from .tau2_moments import TIGHT, tau2_where_q_is

KINDS = {
    "QP": "Q-profile",
    "PL": "profile likelihood",
    "BJ": "generalised Q with weights 1/vi",
    "J": "generalised Q with weights 1/sqrt(vi)",
}
Triple = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class Tau2Interval:
    """Estimate, lower and upper end of tau2, tau, I2 (in per cent) and H2.

    `kind` is how the interval was made, one of KINDS; `empty` says that no value of tau2 agrees with studies
    as alike as these, in which case both ends are 0.
    """

    tau2: Triple
    tau: Triple
    I2: Triple
    H2: Triple
    kind: str
    level: float
    method: str
    empty: bool
    diagnostics: tuple[str, ...]


def tau2_interval(
    yi: ArrayLike,
    vi: ArrayLike,
    x: ArrayLike | None = None,
    *,
    method: str = "REML",
    kind: str = "QP",
    level: float = 95.0,
) -> Tau2Interval:
    """The interval of tau2 in the model that `random_effects` fits by `method`.

    `kind`: QP, the Q-profile of Viechtbauer 2007, for any method; PL, from the likelihood of ML or REML
    (Hardy and Thompson 1996), which spans all values that are not rejected; BJ and J, exact from a
    generalised Q (Biggerstaff and Jackson 2008; Jackson 2013). Raises ValueError as `random_effects` does,
    for a method without tau2, for PL with other methods, and for one study.
    """
    _check(method, kind, level)
    data = prepare(yi, vi, x, spare=True)
    if data.k == 1:
        raise ValueError("one study says nothing of the variance between studies; give at least two")
    best = estimate(data.y, data.v, data.x, method).value
    ends: tuple[float, float] | None
    if kind == "PL":
        shape: Kind = "REML" if method == "REML" else "ML"
        ends = likelihood_interval(data.y, data.v, data.x, shape, best=best, level=level)
    else:
        ends = _q_profile(data, level) if kind == "QP" else _generalised(data, kind, level)
    return _told(data, best, ends, (kind, level, method))


def _check(method: str, kind: str, level: float) -> None:
    if method not in RANDOM:
        raise ValueError(f"method {method!r} has no tau2; use one of {', '.join(RANDOM)}")
    if kind not in KINDS:
        raise ValueError(f"interval {kind!r} is not known; use one of {', '.join(KINDS)}")
    if kind == "PL" and method not in ("ML", "REML"):
        raise ValueError(f"a profile likelihood interval needs method ML or REML, not {method}; use QP")
    critical(level)


def _told(
    data: ModelInput, best: float, ends: tuple[float, float] | None, how: tuple[str, float, str]
) -> Tau2Interval:
    kind, level, method = how
    values = (best, *(ends or (0.0, 0.0)))
    typical = typical_variance(data)
    shares = [of_total(value, typical) for value in values]
    notes = ["no value of tau2 agrees with studies as alike as these: the interval is empty"] * (ends is None)
    if ends and not ends[0] <= best <= ends[1]:
        notes.append("the estimate lies outside the interval, which rests on another principle")
    return Tau2Interval(
        tau2=_triple([value * data.unit**2 for value in values]),
        tau=_triple([value**0.5 * data.unit for value in values]),
        I2=_triple([share[0] for share in shares]), H2=_triple([share[1] for share in shares]),
        kind=kind, level=level, method=method, empty=ends is None, diagnostics=tuple(notes),
    )  # fmt: skip


def _triple(values: list[float]) -> Triple:
    return values[0], values[1], values[2]


def _q_profile(data: ModelInput, level: float) -> tuple[float, float] | None:
    """Where Q(tau2) meets the quantiles of chi-squared. Viechtbauer 2007, eq. 8."""
    df, tail = data.k - data.x.shape[1], (1 - level / 100) / 2
    upper = tau2_where_q_is(data.y, data.v, data.x, float(chdtri(df, 1 - tail)))
    if upper is None:
        return None
    return tau2_where_q_is(data.y, data.v, data.x, float(chdtri(df, tail))) or 0.0, upper


def _generalised(data: ModelInput, kind: str, level: float) -> tuple[float, float] | None:
    """Where the chance of a generalised Q as large as the one seen meets the tails. Jackson 2013, eq. 5."""
    a = 1 / data.v if kind == "BJ" else 1 / np.sqrt(data.v)
    q, tail = projection(data.y, data.v, data.x, a).rss, (1 - level / 100) / 2
    middle = _middle(data.x, a)

    def chance(tau2: float) -> float:
        root = np.sqrt(data.v + tau2)
        spread = np.asarray(root[:, None] * middle * root, dtype=float)
        return chance_above(q, np.linalg.eigvalsh(spread)[data.x.shape[1] :].astype(float))

    upper = _where(lambda t: chance(t) - (1 - tail), data.v)
    if upper is None:
        return None
    return _where(lambda t: chance(t) - tail, data.v) or 0.0, upper


def _middle(x: Floats, a: Floats) -> Floats:
    q, _ = np.linalg.qr(np.sqrt(a)[:, None] * x)
    root = np.sqrt(a)
    return np.asarray(root[:, None] * (np.eye(a.size) - q @ q.T) * root)


def _where(rising: Callable[[float], float], v: Floats) -> float | None:
    if rising(0.0) > 0:
        return None
    top = float(np.median(v))
    while rising(top) < 0:
        top *= 4
    return float(brentq(rising, 0.0, top, xtol=1e-12 * top, rtol=TIGHT, maxiter=200))
