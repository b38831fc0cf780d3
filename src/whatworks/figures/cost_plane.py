"""The cost-effectiveness plane: what is gained against what it costs, with all its doubt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .chart import Chart, Glyph, Plan, Side, both
from .clipping import Point
from .figure import Figure, Table
from .glyphs import dot, stroke
from .ruler import extent
from .text import number, sentence, whole

_HEIGHT = 340.0
_DRAWN = 500
"""More points than these say no more."""


@dataclass(frozen=True, kw_only=True)
class CostPlane:
    """Paired draws, the means, and the words: `money` such as "GBP at 2023 prices", `outcome` what is gained.

    `threshold` is what an outcome is worth; its line is drawn through the origin.
    """

    effects: tuple[float, ...]
    costs: tuple[float, ...]
    effect: float
    cost: float
    money: str
    outcome: str
    threshold: float | None = None


def cost_plane(given: CostPlane) -> Figure:
    """Draws as points, the mean as a ring: to the right works better, above costs more.

    Below the line of the threshold the intervention is worth its cost. At most 500 draws are shown; table and
    words count all. Raises ValueError for columns of other lengths and values that are not finite.
    """
    if len(given.effects) != len(given.costs) or not given.effects:
        raise ValueError(f"cost_plane: {len(given.effects)} effects but {len(given.costs)} costs; pair them")
    if not all(math.isfinite(v) for v in (*given.effects, *given.costs, given.effect, given.cost)):
        raise ValueError("cost_plane: a draw is missing or infinite")
    alt = _alt(given)
    wide, narrow = both(lambda width, kind: _draw(given, width, kind, alt))
    shown = min(len(given.effects), _DRAWN)
    many = f" {shown:,} of {len(given.effects):,} draws are shown." if shown < len(given.effects) else ""
    return Figure(
        svg=wide, svg_narrow=narrow, alt=alt,
        caption=f"Each point is one draw of what may be true. Right works better, above costs more.{many}",
        table=_table(given), title="Costs and effects",
    )  # fmt: skip


def shares(given: CostPlane) -> dict[str, float]:
    """The share of draws in each quarter of the plane; those on a border count to the better side."""
    pairs = list(zip(given.effects, given.costs, strict=True))
    n = len(pairs)
    return {
        "works better and costs more": sum(e >= 0 and c > 0 for e, c in pairs) / n,
        "works better and costs no more": sum(e >= 0 and c <= 0 for e, c in pairs) / n,
        "works worse and costs less": sum(e < 0 and c <= 0 for e, c in pairs) / n,
        "works worse and costs more": sum(e < 0 and c > 0 for e, c in pairs) / n,
    }


def _alt(given: CostPlane) -> str:
    parts = [
        f"Cost-effectiveness plane: on average {_plain(given.effect)} {given.outcome} "
        f"for {_plain(given.cost)} {given.money}"
    ]
    parts += [f"{whole(100 * share)} of 100 draws: {words}" for words, share in shares(given).items()]
    if given.threshold is not None:
        parts.append(
            f"{whole(100 * _worth(given, given.threshold))} of 100 draws are worth their cost "
            f"at {given.threshold:,.0f} for each"
        )
    return " ".join(sentence(part) for part in parts)


def _worth(given: CostPlane, threshold: float) -> float:
    pairs = zip(given.effects, given.costs, strict=True)
    return sum(threshold * e > c for e, c in pairs) / len(given.costs)


def _table(given: CostPlane) -> Table:
    rows = [(words, f"{number(100 * share, 1)}%") for words, share in shares(given).items()]
    if given.threshold is not None:
        share = number(100 * _worth(given, given.threshold), 1)
        rows.append((f"worth its cost at {given.threshold:,.0f}", f"{share}%"))
    header = ("The intervention ...", "Share of draws")
    return Table(f"Where the draws lie ({given.money})", header, tuple(rows))


def _plain(value: float) -> str:
    size = abs(value)
    places = 0 if size >= 100 else 2 if size >= 1 else 4
    return number(value, places)


def _draw(given: CostPlane, wide: float, kind: str, alt: str) -> str:
    effects, costs = given.effects[:_DRAWN], given.costs[:_DRAWN]
    x_low, x_high = extent([*effects, given.effect, 0.0])
    y_low, y_high = extent([*costs, given.cost, 0.0])
    key: list[tuple[Glyph, str]] = [(dot("g-none", 2.5), "A draw"), (dot("c-peak", 6.0), "The mean")]
    if given.threshold is not None:
        key.append((stroke("c-centre"), f"Worth {given.threshold:,.0f} for each"))
    plan = Plan(
        x=Side(low=x_low, high=x_high, title=f"Difference in {given.outcome}"),
        y=Side(low=y_low, high=y_high, title=f"Difference in cost ({given.money})"),
        height=_HEIGHT, left_words="works worse", right_words="works better", key=tuple(key),
    )  # fmt: skip
    chart = Chart(plan, wide, kind)
    chart.grid()
    chart.upright(0, "p-zero")
    chart.level(0, "p-zero")
    for e, c in zip(effects, costs, strict=True):
        chart.sheet.circle(*chart.at(e, c), 2.0, "g-none")
    if given.threshold is not None:
        line: list[Point] = [(x, given.threshold * x) for x in (x_low, x_high)]
        chart.line(line, "c-centre")
    chart.sheet.circle(*chart.at(given.effect, given.cost), 6.0, "c-peak")
    return chart.finish(alt)
