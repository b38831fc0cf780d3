"""The numbers behind the plots of bias and robustness, for whoever draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whatworks.stats import Fit, critical
from whatworks.stats.bias.trim_fill import trim_fill
from whatworks.stats.robustness.cumulative import cumulative, in_order
from whatworks.stats.robustness.gosh import gosh
from whatworks.stats.robustness.influence import baujat
from whatworks.terms import Scale

from .bias_parts import model
from .gathering import gather


@dataclass(frozen=True)
class FunnelData:
    """Points (estimate, standard error), filled points, the centre, and contours about no effect.

    `contours` maps a level in per cent to the half width of its region for a standard error of one, so its
    edges at standard error s are -/+ that times s. `limit` is the same for the funnel about the centre.
    """

    labels: tuple[str, ...]
    estimates: tuple[float, ...]
    errors: tuple[float, ...]
    filled_estimates: tuple[float, ...]
    filled_errors: tuple[float, ...]
    centre: float
    centre_filled: float | None
    limit: float
    contours: tuple[tuple[float, float], ...]
    scale: Scale | None


@dataclass(frozen=True)
class BaujatData:
    """Share of heterogeneity (x) and pull on the result (y; None where not defined), one a study."""

    labels: tuple[str, ...]
    x: tuple[float, ...]
    y: tuple[float | None, ...]


@dataclass(frozen=True)
class GoshData:
    """Estimate and I2 of each subset, its size, and for each study which subsets hold it."""

    labels: tuple[str, ...]
    estimates: tuple[float, ...]
    I2: tuple[float, ...]
    sizes: tuple[int, ...]
    included: tuple[tuple[bool, ...], ...]
    complete: bool


@dataclass(frozen=True)
class CumulativeData:
    """The estimate with its interval after each study, in order."""

    labels: tuple[str, ...]
    estimates: tuple[float, ...]
    ci_lb: tuple[float, ...]
    ci_ub: tuple[float, ...]
    k: tuple[int, ...]
    scale: Scale | None


def funnel_data(
    effects_or_yi: Any, vi: Any = None, *, method: str = "REML", fill: bool = False, level: float = 95.0,
    contours: tuple[float, ...] = (90.0, 95.0, 99.0), scale: Scale | str | None = None, labels: Any = None,
    yi: str | None = None,
) -> FunnelData:  # fmt: skip
    """A contour-enhanced funnel (Peters et al. 2008); with `fill`, trim and fill's points and centre."""
    gathered, names, y, v = _numbers(effects_or_yi, vi, yi, labels, scale)
    fit = model(y, v, method, "z", level)
    filled = trim_fill(y, v, method=method) if fill else None
    return FunnelData(
        labels=names, estimates=tuple(y), errors=tuple(w**0.5 for w in v),
        filled_estimates=filled.filled_yi if filled else (),
        filled_errors=tuple(w**0.5 for w in filled.filled_vi) if filled else (),
        centre=fit.b[0], centre_filled=filled.fit.b[0] if filled else None, limit=critical(level),
        contours=tuple((c, critical(c)) for c in contours), scale=gathered.scale,
    )  # fmt: skip


def baujat_data(
    effects_or_yi: Any, vi: Any = None, *, method: str = "REML", labels: Any = None, yi: str | None = None
) -> BaujatData:
    """The Baujat plot's coordinates."""
    _, names, y, v = _numbers(effects_or_yi, vi, yi, labels, None)
    found = baujat(y, v, method=method)
    return BaujatData(names, found.x, found.y)


def gosh_data(
    effects_or_yi: Any, vi: Any = None, *, method: str = "EE", subsets: int = 10_000, seed: int = 1,
    labels: Any = None, yi: str | None = None,
) -> GoshData:  # fmt: skip
    """The GOSH plot's points: all subsets, or so many drawn with `seed`."""
    _, names, y, v = _numbers(effects_or_yi, vi, yi, labels, None)
    found = gosh(y, v, method=method, subsets=subsets, seed=seed)
    return GoshData(
        names, tuple(found.b.tolist()), tuple(found.I2.tolist()), tuple(found.k.tolist()),
        tuple(tuple(column) for column in found.included.T.tolist()), found.complete,
    )  # fmt: skip


def cumulative_data(
    effects_or_yi: Any, vi: Any = None, *, order: Any = None, method: str = "REML", test: str = "z",
    level: float = 95.0, scale: Scale | str | None = None, labels: Any = None, yi: str | None = None,
) -> CumulativeData:  # fmt: skip
    """The cumulative forest plot's rows. `order` has one value for each study that has both numbers."""
    gathered, names, y, v = _numbers(effects_or_yi, vi, yi, labels, scale)
    fits: tuple[Fit, ...] = cumulative(y, v, order, method=method, test=test, level=level)
    place = in_order(order, len(y))
    return CumulativeData(
        tuple(names[i] for i in place), tuple(f.b[0] for f in fits), tuple(f.ci_lb[0] for f in fits),
        tuple(f.ci_ub[0] for f in fits), tuple(f.k for f in fits), gathered.scale,
    )  # fmt: skip


def _numbers(given: Any, vi: Any, yi: str | None, labels: Any, scale: Any) -> Any:
    gathered = gather(given, vi, yi=yi, labels=labels, scale=scale)
    names = tuple(row.label or f"row {row.place}" for row in gathered.rows)
    return gathered, names, [row.yi for row in gathered.rows], [row.vi for row in gathered.rows]
