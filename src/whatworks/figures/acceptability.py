"""The acceptability curve: how likely the intervention is worth its cost, by what an outcome is worth."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .chart import Chart, Plan, Side, both
from .figure import Figure, Table
from .svg import SIZE
from .text import number, sentence, whole, width

_HEIGHT = 300.0
_TICKS = tuple((share / 4, f"{25 * share}%") for share in range(5))

Curve = Sequence[tuple[float, float]]
"""Thresholds, rising, with the probability of being cost-effective at each, as a share of one."""


def acceptability_curve(curve: Curve, *, money: str, outcome: str, marks: Curve = ()) -> Figure:
    """A line through the probabilities; `marks` are thresholds worth naming, with a dot and their percentage.

    `money` is such as "GBP at 2023 prices", `outcome` what is paid for. Raises ValueError for shares beyond 0
    to 1, and thresholds that are not rising.
    """
    if len(curve) < 2:
        raise ValueError("acceptability_curve: a curve takes two thresholds or more")
    if any(b[0] <= a[0] for a, b in pairwise(curve)):
        raise ValueError("acceptability_curve: the thresholds are not rising; sort them, each once")
    for threshold, share in (*curve, *marks):
        if not 0 <= share <= 1:
            raise ValueError(f"acceptability_curve: {share} at {threshold:g} is not a share between 0 and 1")
    alt = _alt(curve, marks, money, outcome)
    wide, narrow = both(lambda room, kind: _draw(curve, marks, (money, outcome), room, kind, alt))
    return Figure(
        svg=wide, svg_narrow=narrow, alt=alt,
        caption="The chance says nothing of how much is gained or lost if the choice is wrong.",
        table=_table(curve, marks, money), title="How likely the intervention is worth its cost",
    )  # fmt: skip


def _alt(curve: Curve, marks: Curve, money: str, outcome: str) -> str:
    (first, start), (last, end) = curve[0], curve[-1]
    parts = [
        f"How likely the intervention is worth its cost, by what is paid for one {outcome} ({money})",
        f"{whole(100 * start)} of 100 at {first:,.0f}, {whole(100 * end)} of 100 at {last:,.0f}",
    ]
    parts += [f"{whole(100 * share)} of 100 at {threshold:,.0f}" for threshold, share in marks]
    if start < 0.5:
        crossed = _crossing(curve)
        known = f"As likely as not at about {crossed:,.0f}" if crossed is not None else ""
        parts.append(known or "Never as likely as not")
    return " ".join(sentence(part) for part in parts)


def _crossing(curve: Curve) -> float | None:
    """Where the curve first comes up to a half, on a straight line between its points."""
    for (a, low), (b, high) in pairwise(curve):
        if low < 0.5 <= high:
            return a + (b - a) * (0.5 - low) / (high - low)
    return None


def _table(curve: Curve, marks: Curve, money: str) -> Table:
    step = max(1, (len(curve) - 1) // 10)
    rows = dict(sorted({*curve[::step], curve[-1], *marks}))
    return Table(
        "How likely the intervention is worth its cost",
        (f"What an outcome is worth ({money})", "Chance"),
        tuple((f"{t:,.0f}", f"{number(100 * share, 1)}%") for t, share in rows.items()),
    )


def _draw(  # noqa: PLR0917 - what is drawn, and where
    curve: Curve, marks: Curve, words: tuple[str, str], room: float, kind: str, alt: str
) -> str:
    plan = Plan(
        x=Side(low=curve[0][0], high=curve[-1][0], title=f"What one {words[1]} is worth ({words[0]})"),
        y=Side(low=0.0, high=1.0, title="Chance of being worth its cost", ticks=_TICKS),
        height=_HEIGHT,
    )
    chart = Chart(plan, room, kind)
    chart.grid(upright=False)
    chart.line(list(curve), "p-line")
    for threshold, share in marks:
        if not chart.x.holds(threshold):
            continue
        x, y = chart.at(threshold, share)
        chart.sheet.circle(x, y, 5, "c-dot")
        said = f"{whole(100 * share)}%"
        if x - 12 - width(said, SIZE, bold=True) > chart.left:
            chart.sheet.text(x - 12, max(y, chart.top + 14), said, "p-t p-b p-halo", anchor="end")
        else:
            chart.sheet.text(x + 12, max(y - 4, chart.top + 14), said, "p-t p-b p-halo")
    return chart.finish(alt)
