"""The funnel plot: is it small studies alone that find much?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Literal

from whatworks.terms import Scale

from .chart import Chart, Glyph, Plan, Side, both
from .clipping import Point
from .figure import Figure, Table
from .glyphs import dot, patch, stroke
from .ruler import extent
from .study_point import StudyPoint, check_points, fine, printed, quantile
from .text import count_words, listing, number, sentence

Upright = Literal["se", "precision"]
CONTOURS = (0.10, 0.05, 0.01)
_HEIGHT = 330.0
_TITLES = {
    "se": "Standard error (more exact studies at the top)",
    "precision": "Precision, 1 / standard error",
}
_STEPS = 48
_TO_FILL = 1.4
"""The funnel's foot may widen the plot so many times beyond its points."""


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """A funnel plot ready to draw. Values on the analysis scale."""

    points: tuple[StudyPoint, ...]
    centre: float | None
    filled: float | None
    title: str
    scale_words: str
    ratio: bool
    upright: Upright
    contours: tuple[float, ...]
    level: float
    left_words: str
    right_words: str

    @property
    def real(self) -> list[StudyPoint]:
        """The studies that exist."""
        return [p for p in self.points if not p.imputed]

    @property
    def supposed(self) -> list[StudyPoint]:
        """The studies that trim and fill adds."""
        return [p for p in self.points if p.imputed]

    def height_of(self, se: float) -> float:
        """A standard error on the upright axis."""
        return se if self.upright == "se" else 1 / se

    def bands(self) -> list[str]:
        """The regions in words, from the middle outwards."""
        if not self.contours:
            return []
        limits = [number(p, 2) if p >= 0.01 else f"{p:g}" for p in self.contours]
        inner = [f"{b} to {a}" for a, b in pairwise(limits)]
        return [f"above {limits[0]}", *inner, f"below {limits[-1]}"]

    def band_of(self, point: StudyPoint) -> int:
        """The region a study falls in, from the middle outwards."""
        return sum(point.p() < limit for limit in self.contours)


def funnel(
    points: Sequence[StudyPoint],
    centre: float | None = None,
    *,
    title: str,
    scale_words: str = "",
    scale: Scale | None = None,
    upright: Upright = "se",
    contours: Sequence[float] = CONTOURS,
    filled: float | None = None,
    level: float = 95.0,
    left_words: str = "",
    right_words: str = "",
) -> Figure:
    """A funnel plot with regions of p, wide (720 px) and narrow (340 px). Values on the analysis scale.

    `centre` is the pooled estimate: about it stands the funnel in which `level` per cent of studies would
    fall, did they differ by chance alone. `contours` are p values against no effect, falling (Peters and
    others 2008), or none. Imputed points are drawn hollow, and `filled` is the estimate with them. `upright`
    is se or precision. Raises ValueError for numbers that have no place in the drawing.
    """
    check_points("Funnel plot", points)
    plot = Funnel(
        points=tuple(points), centre=centre, filled=filled, title=title,
        scale_words=scale_words or "Estimate", ratio=scale is not None and scale.is_ratio, upright=upright,
        contours=tuple(contours), level=level,
        left_words=left_words, right_words=right_words,
    )  # fmt: skip
    _check(plot)
    alt = _alt(plot)
    wide, narrow = both(lambda room, kind: _draw(plot, room, kind, alt))
    return Figure(
        svg=wide, svg_narrow=narrow, alt=alt, caption=_caption(plot), table=_table(plot), title=title
    )


def _check(plot: Funnel) -> None:
    if plot.upright not in _TITLES:
        raise ValueError(f"funnel plot: the upright axis {plot.upright!r} is none of {', '.join(_TITLES)}")
    if list(plot.contours) != sorted(set(plot.contours), reverse=True) or not all(
        0 < p < 1 for p in plot.contours
    ):
        raise ValueError(
            f"funnel plot: contours {plot.contours} must be p values from 1 down to 0, each once"
        )
    if len(plot.contours) > 3:
        raise ValueError(
            f"funnel plot: {len(plot.contours)} contours are more than can be told apart; give 3"
        )
    for value in (plot.centre, plot.filled):
        if value is not None and not math.isfinite(value):
            raise ValueError(f"funnel plot: the pooled estimate {value} is no number; leave it out")


def _plan(plot: Funnel) -> Plan:
    errors = [p.se for p in plot.points]
    if plot.upright == "se":
        y = Side(low=max(errors) * 1.08, high=0.0, title=_TITLES["se"])
    else:
        low, high = extent([1 / se for se in errors], within=(0.0, math.inf))
        y = Side(low=low, high=high, title=_TITLES["precision"])
    foot = max(errors) * 1.08
    estimates = [p.estimate for p in plot.points] + [v for v in (plot.centre, plot.filled) if v is not None]
    low, high = min([*estimates, 0.0]), max([*estimates, 0.0])
    spread = (high - low) or foot
    if plot.centre is not None:
        reach = quantile(plot.level) * foot
        low = min(low, max(plot.centre - reach, low - spread * (_TO_FILL - 1)))
        high = max(high, min(plot.centre + reach, high + spread * (_TO_FILL - 1)))
    low, high = extent((low, high), pad=0.05, least=foot)
    x = Side(low=low, high=high, title=plot.scale_words, ratio=plot.ratio)
    return Plan(
        x=x, y=y, height=_HEIGHT, left_words=plot.left_words, right_words=plot.right_words, key=_key(plot)
    )


def _kinds(plot: Funnel) -> list[str]:
    """The regions' classes, from the middle outwards: white, then dark to pale."""
    return [
        "c-p0",
        *{0: [], 1: ["c-p3"], 2: ["c-p1", "c-p3"], 3: ["c-p1", "c-p2", "c-p3"]}[len(plot.contours)],
    ]


def _key(plot: Funnel) -> tuple[tuple[Glyph, str], ...]:
    key: list[tuple[Glyph, str]] = [(dot("c-dot"), "Study")]
    if plot.supposed:
        key.append((dot("c-dot-open"), "Supposed by trim and fill"))
    if plot.centre is not None:
        key.append((stroke("c-centre"), "Pooled estimate"))
        key.append((stroke("c-limit"), f"{number(plot.level, 0)}% funnel"))
    if plot.filled is not None:
        key.append((stroke("c-filled"), "Pooled with the supposed studies"))
    kinds = _kinds(plot)
    key += [(patch(kind), f"p {words}") for kind, words in zip(kinds, plot.bands(), strict=False)]
    return tuple(key)


def _draw(plot: Funnel, wide: float, kind: str, alt: str) -> str:
    chart = Chart(_plan(plot), wide, kind)
    kinds = _kinds(plot)
    chart.ground(kinds[-1])
    deviates = [-NormalDist().inv_cdf(p / 2) for p in plot.contours]
    for z, region in zip(reversed(deviates), reversed(kinds[:-1]), strict=True):
        chart.area(_triangle(plot, chart, 0.0, z), region)
    chart.grid(upright=False)
    chart.upright(0.0, "p-zero")
    if plot.centre is not None:
        left, right = _sides(plot, chart, plot.centre, quantile(plot.level))
        chart.line(left, "c-limit")
        chart.line(right, "c-limit")
        chart.upright(plot.centre, "c-centre")
    if plot.filled is not None:
        chart.upright(plot.filled, "c-filled")
    for point in [*plot.supposed, *plot.real]:
        x, y = chart.at(point.estimate, plot.height_of(point.se))
        chart.sheet.circle(x, y, 5, "c-dot-open" if point.imputed else "c-dot")
    return chart.finish(alt)


def _sides(plot: Funnel, chart: Chart, centre: float, z: float) -> tuple[list[Point], list[Point]]:
    """Where estimates lie z standard errors to the left and to the right, from top to foot."""
    low, high = chart.plan.y.low, chart.plan.y.high
    if plot.upright == "se":
        heights, errors = [high, low], [high, low]
    else:
        low = max(low, high / 1000)
        heights = [high - (high - low) * i / _STEPS for i in range(_STEPS + 1)]
        errors = [1 / h for h in heights]
    pairs = list(zip(heights, errors, strict=True))
    return [(centre - z * se, h) for h, se in pairs], [(centre + z * se, h) for h, se in pairs]


def _triangle(plot: Funnel, chart: Chart, centre: float, z: float) -> list[Point]:
    left, right = _sides(plot, chart, centre, z)
    return [*left, *reversed(right)]


def _alt(plot: Funnel) -> str:
    least, most = (fine(f(p.se for p in plot.points)) for f in (min, max))
    parts = [plot.title, f"Funnel plot of {count_words(len(plot.real), 'study', 'studies')}"]
    parts.append(f"standard errors from {least} to {most}")
    if plot.centre is not None:
        z = quantile(plot.level)
        out = sum(abs(p.estimate - plot.centre) > z * p.se for p in plot.real)
        left = sum(p.estimate < plot.centre for p in plot.real)
        parts.append(f"the pooled estimate is {printed(plot.centre, plot.ratio)} ({plot.scale_words})")
        parts.append(f"{left} of {len(plot.real)} studies lie to its left")
        parts.append(f"{out} lie outside the funnel of {number(plot.level, 0)}%")
    if plot.contours:
        counts = [sum(plot.band_of(p) == i for p in plot.real) for i in range(len(plot.contours) + 1)]
        told = [f"{n} with p {words}" for n, words in zip(counts, plot.bands(), strict=True)]
        parts.append(f"by p value against no effect: {listing(told)}")
    if plot.supposed:
        parts.append(f"trim and fill supposes {count_words(len(plot.supposed), 'study', 'studies')} more")
    if plot.filled is not None:
        parts.append(f"with them the estimate is {printed(plot.filled, plot.ratio)}")
    return " ".join(sentence(part) for part in parts)


def _caption(plot: Funnel) -> str:
    notes = []
    if plot.centre is not None:
        share = number(plot.level, 0)
        notes.append(
            f"Between the slanting lines {share}% of studies would fall if they differed by chance alone."
        )
    if plot.contours:
        notes.append("The shading shows how unlikely a result there would be if there were no effect.")
    notes.append(
        "A gap in the pale middle, where results are not clear, can mean that such studies went unpublished."
    )
    if plot.supposed:
        notes.append("Hollow points are supposed, not real.")
    return " ".join(notes)


def _table(plot: Funnel) -> Table:
    z = quantile(plot.level)
    interval = f"{number(plot.level, 0)}% interval"
    header = ("Study", plot.scale_words, interval, "Standard error", "p against no effect")
    rows = []
    for point in plot.points:
        ends = [printed(point.estimate + side * z * point.se, plot.ratio) for side in (-1, 1)]
        p = point.p()
        label = f"{point.label} (supposed, not real)" if point.imputed else point.label
        rows.append(
            (label, printed(point.estimate, plot.ratio), f"{ends[0]} to {ends[1]}", fine(point.se),
             "below 0.001" if p < 0.001 else number(p, 3))
        )  # fmt: skip
    for name, value in (("Pooled estimate", plot.centre), ("Pooled with the supposed studies", plot.filled)):
        if value is not None:
            rows.append((name, printed(value, plot.ratio), "", "", ""))
    return Table(plot.title, header, tuple(rows))
