"""The Baujat plot: which studies make the results differ, and which move the pooled estimate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .chart import Chart, Plan, Side, both
from .figure import Figure, Table
from .labels import Named, Spot, draw_names, place
from .study_point import fine
from .text import count_words, listing, number, sentence

_HEIGHT = 340.0
_X_TITLE, _Y_TITLE = "Contribution to how much the results differ", "Influence on the pooled estimate"
_TOLD = 3


@dataclass(frozen=True, kw_only=True)
class BaujatPoint:
    """A study's part in heterogeneity (`x`, its squared residual) and its influence (`y`), from 0 up."""

    label: str
    x: float
    y: float


def baujat(points: Sequence[BaujatPoint], *, title: str, note: str = "") -> Figure:
    """A Baujat plot (Baujat and others 2002), wide (720 px) and narrow (340 px).

    Studies furthest from the corner are named first; a name that finds no room without hiding another is left
    to the table. Raises ValueError for numbers below 0 or that are none.
    """
    if not points:
        raise ValueError("Baujat plot: no study is given; there is nothing to draw")
    for point in points:
        if not all(math.isfinite(v) and v >= 0 for v in (point.x, point.y)):
            raise ValueError(
                f"Baujat plot, {point.label!r}: {point.x} and {point.y} must be numbers from 0 up"
            )
    top_x, top_y = (max(values) or 1.0 for values in zip(*((p.x, p.y) for p in points), strict=True))
    ranked = sorted(points, key=lambda p: (-math.hypot(p.x / top_x, p.y / top_y), p.label))
    plan = Plan(
        x=Side(low=0.0, high=top_x * 1.07, title=_X_TITLE),
        y=Side(low=0.0, high=top_y * 1.07, title=_Y_TITLE),
        height=_HEIGHT,
    )
    alt = _alt(ranked, title)
    wide, narrow = both(lambda room, kind: _draw(plan, ranked, room, kind, alt))
    caption = "Far right: differs much from the rest. High up: without it, the pooled estimate would move."
    return Figure(
        svg=wide, svg_narrow=narrow, alt=alt, caption=f"{caption} {note}".strip(),
        table=_table(ranked, title), title=title,
    )  # fmt: skip


def _draw(plan: Plan, ranked: Sequence[BaujatPoint], wide: float, kind: str, alt: str) -> str:
    chart = Chart(plan, wide, kind)
    chart.grid()
    for point in reversed(ranked):
        chart.sheet.circle(*chart.at(point.x, point.y), 5, "c-dot")
    draw_names(chart.sheet, _names(chart, ranked))
    return chart.finish(alt)


def _names(chart: Chart, ranked: Sequence[BaujatPoint]) -> list[Named]:
    spots = [Spot(*chart.at(p.x, p.y), 6.0, p.label) for p in ranked]
    left, top, _, bottom = chart.box
    return place(spots, (left + 2, top - 10, chart.sheet.width, bottom - 2))


def _alt(ranked: Sequence[BaujatPoint], title: str) -> str:
    total = sum(p.x for p in ranked)
    parts = [title, f"Baujat plot of {count_words(len(ranked), 'study', 'studies')}"]
    if total > 0:
        most = sorted(ranked, key=lambda p: -p.x)[:_TOLD]
        told = listing(f"{p.label} ({number(100 * p.x / total, 0)}%)" for p in most)
        parts.append(f"most of how much results differ comes from {told}")
    most = sorted(ranked, key=lambda p: -p.y)[:_TOLD]
    parts.append(f"the pooled estimate leans most on {listing(p.label for p in most)}")
    return " ".join(sentence(part) for part in parts)


def _table(ranked: Sequence[BaujatPoint], title: str) -> Table:
    rows = tuple((p.label, fine(p.x), fine(p.y)) for p in ranked)
    return Table(title, ("Study", "Contribution to heterogeneity", "Influence"), rows)
