"""Results to figures: forest, funnel, Baujat, bubble, drapery, GOSH, likelihood of tau2 and p-curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from whatworks.figures import (
    BaujatPoint,
    Bubble,
    Figure,
    Fitted,
    PCurve,
    StudyPoint,
    baujat,
    bubble,
    drapery,
    funnel,
    gosh,
    p_curve,
    profile_likelihood,
)
from whatworks.figures.funnel import CONTOURS, Upright
from whatworks.stats import random_effects
from whatworks.stats.bias.trim_fill import trim_fill
from whatworks.stats.robustness.gosh import gosh as fit_subsets
from whatworks.stats.robustness.influence import baujat as baujat_coordinates
from whatworks.terms import Scale

from .plot_forests import cumulative_of, forest_of, leave_one_out_of
from .plot_rows import name_of, numbers, points_of, scale_words, settings, sides_of
from .pool_result import PoolResult
from .prediction import bubbles, fitted_model
from .regression import RegressionResult
from .words import NAMES

__all__ = [
    "KINDS",
    "baujat_of",
    "bubble_of",
    "cumulative_of",
    "drapery_of",
    "draw",
    "forest_of",
    "funnel_of",
    "gosh_of",
    "leave_one_out_of",
    "likelihood_of",
    "p_curve_of",
]  # fmt: skip
_DEEP = 4.5
"""The profile is drawn until it has fallen so far below its peak."""


def funnel_of(
    pool: PoolResult,
    *,
    title: str = "",
    fill: bool = False,
    upright: Upright = "se",
    contours: tuple[float, ...] = CONTOURS,
    left_words: str = "",
    right_words: str = "",
) -> Figure:
    """The funnel plot of a pool, with regions of p against no effect.

    `fill` adds the studies that trim and fill supposes (L0, with the pool's own model) and the estimate with
    them: a look at what might be missing, not a corrected result. `upright`: se or precision.
    """
    points, filled = points_of(pool), None
    if fill:
        yi, vi = numbers(pool)
        found = trim_fill(yi, vi, **settings(pool, "trim and fill"))
        points += [
            StudyPoint(label=f"Mirror image {i}", estimate=y, se=math.sqrt(v), imputed=True)
            for i, (y, v) in enumerate(zip(found.filled_yi, found.filled_vi, strict=True), start=1)
        ]
        filled = found.fit.b[0] if found.k0 else None
    sides = sides_of(pool, None, left_words, right_words)
    return funnel(
        points, pool.pool.b, title=title or "Estimates against their exactness",
        scale_words=scale_words(pool), scale=pool.pool.scale, upright=upright, contours=contours,
        filled=filled, level=pool.pool.level, left_words=sides.lower, right_words=sides.higher,
    )  # fmt: skip


def baujat_of(pool: PoolResult, *, title: str = "") -> Figure:
    """The Baujat plot of a pool. A study without which nothing can be fitted is left out and said."""
    yi, vi = numbers(pool)
    how = settings(pool, "a Baujat plot")
    found = baujat_coordinates(yi, vi, method=how["method"], test=how["test"])
    names = [name_of(row) for row in pool.rows]
    points = [
        BaujatPoint(label=n, x=x, y=y)
        for n, x, y in zip(names, found.x, found.y, strict=True)
        if y is not None
    ]
    lost = [n for n, y in zip(names, found.y, strict=True) if y is None]
    note = f"Left out, for without them there is no fit: {', '.join(lost)}." if lost else ""
    return baujat(points, title=title or "Which studies differ, and which matter", note=note)


def bubble_of(
    regression: RegressionResult, moderator: str, *, scale: Scale | str | None = None, title: str = "",
    x_words: str = "", labels: Sequence[str] | None = None, names: bool = True,
) -> Figure:  # fmt: skip
    """The bubble plot of a meta-regression along one moderator of numbers, the others held.

    `scale` as in `pool`, where effects are ratios or have a name; `labels` one a study, as they
    were given. Raises ValueError for a moderator that is not in the model or holds words.
    """
    data = bubbles(regression, moderator)
    scale = Scale(scale) if scale is not None else None
    held = "; ".join(f"{name} at {_told(value)}" for name, value in data["held"].items())
    line = [
        Fitted(
            x=p["x"], estimate=p["estimate"], ci=(p["ci_lb"], p["ci_ub"]), pi=_pair(p["pi_lb"], p["pi_ub"])
        )
        for p in data["line"]
    ]
    drawn = [
        Bubble(
            label=str(labels[row.place - 1]) if labels else name_of(row),
            x=s["x"],
            estimate=s["yi"],
            weight=s["weight"],
        )
        for row, s in zip(fitted_model(regression).rows, data["studies"], strict=True)
    ]
    words = NAMES[scale] if scale else "effect"
    return bubble(
        drawn, line, title=title or f"Effect against {moderator}", x_words=x_words or moderator,
        scale_words=words[0].upper() + words[1:], scale=scale, level=regression.fit.level, names=names,
        note=f"The line holds {held}." if held else "",
    )  # fmt: skip


def drapery_of(pool: PoolResult, *, title: str = "", left_words: str = "", right_words: str = "") -> Figure:
    """The drapery plot of a pool: p-value functions of its studies, of all together, and of a new study.

    The last is as wide at 0.05 as the prediction interval in metafor's default, with the pool's own test.
    """
    p = pool.pool
    if p.b is None or p.se is None:
        raise ValueError("this pool holds no estimate with its standard error; there is no curve to draw")
    exact = p.se > 0
    pooled = PCurve(estimate=p.b, se=p.se, df=p.df) if exact else None
    random = p.pi_lb is not None and p.tau2 is not None
    spread = math.hypot(p.se, math.sqrt(p.tau2 or 0.0))
    prediction = PCurve(estimate=p.b, se=spread, df=p.df) if random and spread > 0 else None
    sides = sides_of(pool, None, left_words, right_words)
    return drapery(
        points_of(pool), pooled, prediction, title=title or "How well each effect agrees with the studies",
        scale_words=scale_words(pool), scale=p.scale, left_words=sides.lower, right_words=sides.higher,
    )  # fmt: skip


def gosh_of(
    pool: PoolResult, *, title: str = "", method: str = "EE", subsets: int = 20_000, seed: int = 1
) -> Figure:
    """The GOSH plot of a pool: every subset of two studies or more, or `subsets` of them drawn with `seed`.

    `method`: EE, DL or REML.
    """
    yi, vi = numbers(pool)
    if len(yi) < 3:
        raise ValueError(f"a GOSH plot needs three studies, and there are {len(yi)}")
    found = fit_subsets(yi, vi, method=method, subsets=subsets, seed=seed)
    several = found.k > 1
    whole = random_effects(yi, vi, method=method, test="z")
    how = "every subset" if found.complete else f"{int(several.sum()):,} subsets drawn at random"
    return gosh(
        found.b[several].tolist(), found.I2[several].tolist(),
        title=title or "Other sets of the same studies", whole=(whole.b[0], whole.I2),
        scale_words=scale_words(pool), scale=pool.pool.scale,
        note=f"It shows {how} of two studies or more.",
    )  # fmt: skip


def likelihood_of(pool: PoolResult, *, title: str = "", points: int = 400) -> Figure:
    """The profile of the restricted likelihood over tau2 (of the likelihood, where `method` was ML)."""
    yi, vi = numbers(pool)
    if len(yi) < 2:
        raise ValueError("one study says nothing of the variance between studies; there is no curve to draw")
    restricted = pool.fit.method != "ML"
    marks = [0.0, *pool.fit.peaks, pool.fit.tau2]
    heights = [_profile(yi, vi, t, restricted) for t in marks]
    top = 2 * max(*marks, float(np.min(vi)))
    deep, furthest = max(heights) - _DEEP, 1e6 * float(np.max(vi))
    while _profile(yi, vi, top, restricted) > deep and top < furthest:
        top *= 1.5
    low = min(float(np.min(vi)), top) * 1e-3
    grid = np.unique([*marks, *np.linspace(0, top, points), *np.geomspace(low, top, points // 2)])
    curve = [_profile(yi, vi, float(t), restricted) for t in grid]
    name = "Restricted likelihood" if restricted else "Likelihood"
    return profile_likelihood(
        grid.tolist(), curve, title=title or f"{name} of the variance between studies", level=pool.pool.level
    )


def _profile(yi: Any, vi: Any, tau2: float, restricted: bool) -> float:
    """The log-likelihood of a mean at tau2, up to a constant: Viechtbauer 2005, eqs 10 and 11."""
    w = 1 / (vi + tau2)
    rest = np.sum(w * (yi - np.sum(w * yi) / np.sum(w)) ** 2)
    extra = np.log(np.sum(w)) if restricted else 0.0
    return float(-(np.sum(np.log(vi + tau2)) + rest + extra) / 2)


def p_curve_of(pool: PoolResult, *, title: str = "") -> Figure:
    """The p-curve of a pool's studies: two-sided p values against no effect, by the normal distribution."""
    from scipy.special import ndtr, ndtri  # noqa: PLC0415 - slow to load

    shift = ndtri(1 / 3) - ndtri(0.025)
    below = [0.0, *(float(ndtr(shift + ndtri(p / 2))) for p in (0.01, 0.02, 0.03, 0.04, 0.05))]
    expected = [100 * (b - a) / below[-1] for a, b in pairwise(below)]
    return p_curve(
        [point.p() for point in points_of(pool)], title=title or "The p values below 0.05", expected=expected,
        expected_words="33% power",
    )  # fmt: skip


KINDS: dict[str, Callable[..., Figure]] = {
    "forest": forest_of, "cumulative": cumulative_of, "leave-one-out": leave_one_out_of, "funnel": funnel_of,
    "baujat": baujat_of, "drapery": drapery_of, "gosh": gosh_of, "likelihood": likelihood_of,
    "p-curve": p_curve_of,
}  # fmt: skip


def draw(pool: PoolResult, kind: str = "forest", **more: Any) -> Figure:
    """A figure of a pool by its name; `more` as its own function takes it. Raises ValueError for no kind."""
    if kind not in KINDS:
        raise ValueError(f"plot {kind!r} is not known; use one of {', '.join(KINDS)}")
    return KINDS[kind](pool, **more)


def _pair(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def _told(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
