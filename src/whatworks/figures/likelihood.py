"""The profile likelihood of the variance between studies: how sure it is, and whether it has two peaks."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from .chart import Chart, Glyph, Plan, Side, both
from .clipping import Point
from .figure import Figure, Table
from .glyphs import dot, patch, stroke
from .labels import Spot, along, draw_names, place
from .ruler import extent
from .study_point import fine, quantile
from .text import listing, number, sentence

_HEIGHT = 300.0
_DEEPEST = 8.0
"""The drawing ends so far below the peak: lower values of the log-likelihood say nothing more."""


class _Profile(NamedTuple):
    points: list[Point]
    peaks: list[Point]
    parts: list[Point]
    cut: float
    level: float


def profile_likelihood(
    tau2: Sequence[float],
    loglik: Sequence[float],
    *,
    title: str,
    level: float = 95.0,
    words: str = "Variance between studies, τ²",
) -> Figure:
    """The log-likelihood over tau2 (rising), wide (720 px) and narrow (340 px), its peaks marked.

    Values of tau2 within half the chi-squared quantile of the highest peak make the profile-likelihood
    interval of `level` per cent, which is shaded, and may be in two parts. Raises ValueError for fewer than
    three points, tau2 that does not rise, or numbers that are none.
    """
    points = [(float(t), float(v)) for t, v in zip(tau2, loglik, strict=True)]
    if len(points) < 3 or not all(math.isfinite(t) and math.isfinite(v) for t, v in points):
        raise ValueError("profile likelihood: give three or more pairs of finite numbers")
    if any(b[0] <= a[0] for a, b in itertools.pairwise(points)) or points[0][0] < 0:
        raise ValueError("profile likelihood: tau2 must rise from 0 or above")
    top = max(v for _, v in points)
    points = [(t, v - top) for t, v in points]
    cut = -(quantile(level) ** 2) / 2
    profile = _Profile(points, _peaks(points), _within(points, cut), cut, level)
    peaks, parts = profile.peaks, profile.parts
    alt = _alt(title, profile)
    wide, narrow = both(lambda room, kind: _draw(profile, Chart(_plan(profile, words), room, kind), alt))
    rows = [("Highest peak" if v == 0 else "Lower peak", fine(t), number(v, 3)) for t, v in peaks]
    rows += [(f"{number(level, 0)}% interval", f"{fine(a)} to {fine(b)}", number(cut, 3)) for a, b in parts]
    step = max(1, len(points) // 10)
    rows += [("Curve", fine(t), number(v, 3)) for t, v in points[::step]]
    return Figure(
        svg=wide, svg_narrow=narrow, alt=alt, caption=_caption(peaks),
        table=Table(title, ("What", words, "Log-likelihood below the peak"), tuple(rows)), title=title,
    )  # fmt: skip


def _peaks(points: Sequence[Point]) -> list[Point]:
    """Where the curve is higher than on either side; its first point counts where it falls from there."""
    found = [points[0]] if points[0][1] > points[1][1] else []
    found += [
        b for a, b, c in zip(points, points[1:], points[2:], strict=False) if b[1] > a[1] and b[1] >= c[1]
    ]
    return found or [max(points, key=lambda p: p[1])]


def _within(points: Sequence[Point], cut: float) -> list[Point]:
    """The stretches of tau2 where the curve is above the cut, their ends found along straight lines."""
    parts: list[list[float]] = []
    inside = False
    for a, b in itertools.pairwise(points):
        if not inside and a[1] >= cut:
            parts.append([a[0], b[0]])
            inside = True
        if (a[1] >= cut) != (b[1] >= cut):
            edge = a[0] + (cut - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            if inside:
                parts[-1][1] = edge
            else:
                parts.append([edge, b[0]])
            inside = not inside
        elif inside:
            parts[-1][1] = b[0]
    return [(low, high) for low, high in parts]


def _plan(profile: _Profile, words: str) -> Plan:
    points = profile.points
    shown = [t for t, v in points if v >= -_DEEPEST]
    low, high = extent([0.0, *shown], pad=0.02, within=(0.0, math.inf))
    lowest = max(min(v for _, v in points), -_DEEPEST)
    key: tuple[tuple[Glyph, str], ...] = (
        (stroke("p-line"), "Log-likelihood"), (dot("c-peak"), "Peak"),
        (patch("c-wash"), f"{number(profile.level, 0)}% interval"),
    )  # fmt: skip
    title = "Log-likelihood below its highest value"
    return Plan(
        x=Side(low=low, high=high, title=words),
        y=Side(low=lowest * 1.05, high=-lowest * 0.09, title=title), height=_HEIGHT, key=key,
    )  # fmt: skip


def _draw(profile: _Profile, chart: Chart, alt: str) -> str:
    bottom_v, top_v = chart.plan.y.low, chart.plan.y.high
    for low, high in profile.parts:
        chart.area([(low, bottom_v), (low, top_v), (high, top_v), (high, bottom_v)], "c-wash")
    chart.grid(upright=False)
    chart.level(profile.cut, "c-mark")
    chart.line(profile.points, "p-line")
    spots = []
    for t, v in sorted(profile.peaks, key=lambda p: -p[1]):
        x, y = chart.at(t, v)
        if chart.y.holds(v) and chart.x.holds(t):
            chart.sheet.circle(x, y, 6, "c-peak")
            spots.append(Spot(x, y, 8, f"τ² {fine(t)}"))
    left, top, _, bottom = chart.box
    taken = along([chart.at(*p) for p in profile.points], chart.box)
    draw_names(chart.sheet, place(spots, (left + 2, top - 14, chart.sheet.width, bottom), taken=taken))
    return chart.finish(alt)


def _alt(title: str, profile: _Profile) -> str:
    best = max(profile.peaks, key=lambda p: p[1])
    said = [title, f"the profile likelihood is highest at tau² {fine(best[0])}"]
    others = [p for p in profile.peaks if p is not best]
    if others:
        told = listing(f"{fine(t)}, lower by {number(-v, 2)}" for t, v in others)
        said.append(f"it has {len(profile.peaks)} peaks: another at {told}")
    for low, high in profile.parts:
        last = high == profile.points[-1][0]
        end = f"at least {fine(high)}, the end of the curve" if last else fine(high)
        said.append(f"{number(profile.level, 0)}% interval from {fine(low)} to {end}")
    return " ".join(sentence(s) for s in said)


def _caption(peaks: Sequence[Point]) -> str:
    lead = "The higher the curve, the better a variance between studies agrees with the results."
    if len(peaks) < 2:
        return lead
    other = "software that stops at the first it meets can give another answer"
    return f"{lead} There are {len(peaks)} peaks: {other}."
