"""The drapery plot: for every effect there might be, how well each study and all together agree with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from whatworks.terms import Scale

from .chart import Chart, Glyph, Plan, Side, both
from .clipping import Point
from .figure import Figure, Table
from .glyphs import patch, stroke
from .ruler import Ruler, extent
from .study_point import StudyPoint, check_points, printed, quantile
from .text import count_words, number, sentence

_HEIGHT = 400.0
_LINES = (0.10, 0.05, 0.01)
_REACH = 2.9
"""Standard errors that a study's curve is worth drawing to on either side."""


@dataclass(frozen=True, kw_only=True)
class PCurve:
    """The p-value function of a pooled estimate or prediction: on t with `df` degrees, or normal."""

    estimate: float
    se: float
    df: float | None = None

    def p(self, value: float) -> float:
        """Two-sided p value of the true effect being `value`."""
        from scipy.special import stdtr  # noqa: PLC0415 - slow to load

        t = -abs(value - self.estimate) / self.se
        return (
            StudyPoint(label="", estimate=t, se=1.0).p() if self.df is None else 2 * float(stdtr(self.df, t))
        )

    def ends(self, p: float) -> tuple[float, float]:
        """The interval of values whose p value is at least `p`."""
        from scipy.special import stdtrit  # noqa: PLC0415 - slow to load

        z = quantile(100 * (1 - p)) if self.df is None else -float(stdtrit(self.df, p / 2))
        return self.estimate - z * self.se, self.estimate + z * self.se


@dataclass(frozen=True, kw_only=True)
class _Drapery:
    points: tuple[StudyPoint, ...]
    pooled: PCurve | None
    prediction: PCurve | None
    title: str
    scale_words: str
    ratio: bool
    left_words: str
    right_words: str


def drapery(
    points: Sequence[StudyPoint],
    pooled: PCurve | None = None,
    prediction: PCurve | None = None,
    *,
    title: str,
    scale_words: str = "",
    scale: Scale | None = None,
    left_words: str = "",
    right_words: str = "",
) -> Figure:
    """A drapery plot (Rücker and Schwarzer 2021), wide (720 px) and narrow (340 px). On the analysis scale.

    Each thin curve is a study's p-value function, the heavy one that of the pooled estimate; the shaded one
    is that of a new study's true effect. Where a curve is cut at p = 0.05 lies the 95% interval. Raises
    ValueError for numbers that have no place in the drawing.
    """
    check_points("Drapery plot", points)
    for name, curve in (("the pooled estimate", pooled), ("the prediction", prediction)):
        if curve and not (math.isfinite(curve.estimate) and math.isfinite(curve.se) and curve.se > 0):
            raise ValueError(f"drapery plot: {name} needs a finite estimate and a standard error above 0")
    plot = _Drapery(
        points=tuple(points), pooled=pooled, prediction=prediction, title=title,
        scale_words=scale_words or "Estimate", ratio=scale is not None and scale.is_ratio,
        left_words=left_words, right_words=right_words,
    )  # fmt: skip
    alt = _alt(plot)
    wide, narrow = both(lambda room, kind: _draw(plot, room, kind, alt))
    caption = (
        "A curve's height says how well an effect of that size agrees with the data: 1 at the estimate. "
        "Its width at a p value of 0.05 is the 95% interval."
    )
    return Figure(svg=wide, svg_narrow=narrow, alt=alt, caption=caption, table=_table(plot), title=title)


def _plan(plot: _Drapery) -> Plan:
    own = sorted(v for p in plot.points for v in (p.estimate - 2.2 * p.se, p.estimate + 2.2 * p.se))
    core = [v for p in plot.points for v in (p.estimate, 0.0)]
    curves = [c for c in (plot.pooled, plot.prediction) if c]
    core += [v for c in curves for v in c.ends(0.05)]
    reach = max(core) - min(core)
    tips = [min(max(v, min(core) - reach * 0.5), max(core) + reach * 0.5) for v in own]
    low, high = extent([*core, *tips], pad=0.02)
    key: list[tuple[Glyph, str]] = [(stroke("c-study"), "Each study")]
    if plot.pooled:
        key.append((stroke("c-strong"), "All together"))
    if plot.prediction:
        key.append((patch("c-wash"), "A new study"))
    ticks = tuple((i / 5, number(i / 5, 1) if i % 5 else str(i // 5)) for i in range(6))
    return Plan(
        x=Side(low=low, high=high, title=plot.scale_words, ratio=plot.ratio),
        y=Side(low=0.0, high=1.0, title="p value of an effect of that size", ticks=ticks),
        height=_HEIGHT, left_words=plot.left_words, right_words=plot.right_words, key=tuple(key), beside=30,
    )  # fmt: skip


def _draw(plot: _Drapery, wide: float, kind: str, alt: str) -> str:
    chart = Chart(_plan(plot), wide, kind)
    if plot.prediction:
        chart.area(_under(plot.prediction, chart.x), "c-wash")
    chart.grid(upright=False)
    _cuts(chart)
    chart.upright(0.0, "p-zero")
    for point in plot.points:
        chart.line(_study_curve(point), "c-study")
    if plot.pooled:
        chart.line(_curve(plot.pooled, chart.x), "c-strong")
    return chart.finish(alt)


def _cuts(chart: Chart) -> None:
    """The usual p values as lines, those whose words stand apart named at the right."""
    last = math.inf
    for p in reversed(_LINES):
        y = chart.y.at(p)
        chart.level(p, "c-mark")
        if last - y >= 15:
            chart.sheet.text(chart.right + 4, min(y + 5, chart.bottom), f"{p:g}", "p-t2")
            last = y


def _study_curve(point: StudyPoint) -> list[Point]:
    steps = [_REACH * i / 20 for i in range(-20, 21)]
    return [(point.estimate + z * point.se, StudyPoint(label="", estimate=z, se=1.0).p()) for z in steps]


def _curve(curve: PCurve, ruler: Ruler) -> list[Point]:
    spots = sorted({ruler.low + (ruler.high - ruler.low) * i / 160 for i in range(161)} | {curve.estimate})
    return [(v, curve.p(v)) for v in spots]


def _under(curve: PCurve, ruler: Ruler) -> list[Point]:
    return [(ruler.low, 0.0), *_curve(curve, ruler), (ruler.high, 0.0)]


def _alt(plot: _Drapery) -> str:
    parts = [plot.title, f"Drapery plot of {count_words(len(plot.points), 'study', 'studies')}"]
    low, high = min(p.estimate for p in plot.points), max(p.estimate for p in plot.points)
    parts.append(f"the studies' curves peak from {printed(low, plot.ratio)} to {printed(high, plot.ratio)}")
    for name, curve in (("all together", plot.pooled), ("a new study", plot.prediction)):
        if curve:
            a, b = (printed(v, plot.ratio) for v in curve.ends(0.05))
            words = f"{name}: the curve peaks at {printed(curve.estimate, plot.ratio)} and is {a} to {b} wide"
            parts.append(f"{words} at p = 0.05; no effect has p = {number(curve.p(0.0), 3)}")
    return " ".join(sentence(part) for part in parts)


def _table(plot: _Drapery) -> Table:
    curves: list[tuple[str, PCurve]] = [(p.label, PCurve(estimate=p.estimate, se=p.se)) for p in plot.points]
    curves += [(n, c) for n, c in (("All together", plot.pooled), ("A new study", plot.prediction)) if c]
    rows = []
    for name, curve in curves:
        ends = [" to ".join(printed(v, plot.ratio) for v in curve.ends(p)) for p in _LINES]
        rows.append((name, printed(curve.estimate, plot.ratio), *ends, number(curve.p(0.0), 3)))
    widths = [f"Where p is above {p:g}" for p in _LINES]
    return Table(plot.title, ("Curve", plot.scale_words, *widths, "p of no effect"), tuple(rows))
