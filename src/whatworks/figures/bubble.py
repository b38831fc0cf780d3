"""The bubble plot of a meta-regression: effects against something about the studies, and the fitted line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from whatworks.terms import Scale

from .chart import NARROW, Chart, Glyph, Plan, Side, both
from .figure import Figure, Table
from .glyphs import band, dot, patch
from .labels import Named, Spot, along, draw_names, place
from .ruler import extent
from .study_point import plain, printed
from .text import count_words, number, sentence

_HEIGHT = 340.0
_LARGEST, _LEAST = 17.0, 3.5


@dataclass(frozen=True, kw_only=True)
class Bubble:
    """A study: its moderator, its effect on the analysis scale, and any positive weight."""

    label: str
    x: float
    estimate: float
    weight: float | None = None


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """The regression at one value of the moderator, on the analysis scale: line, band, prediction."""

    x: float
    estimate: float
    ci: tuple[float, float] | None = None
    pi: tuple[float, float] | None = None


def bubble(
    bubbles: Sequence[Bubble],
    line: Sequence[Fitted] = (),
    *,
    title: str,
    x_words: str,
    scale_words: str = "",
    scale: Scale | None = None,
    level: float = 95.0,
    names: bool = True,
    note: str = "",
) -> Figure:
    """A bubble plot, wide (720 px) and narrow (340 px): areas in proportion to weights.

    `line` is the fit at rising values of the moderator, with its confidence band and, where given, the
    prediction band. Heavy studies are named first, as far as names hide nothing; `names` turns them off.
    Raises ValueError for numbers that have no place in the drawing.
    """
    _check(bubbles, line)
    ratio = scale is not None and scale.is_ratio
    y_words = scale_words or "Estimate"
    across, up = extent([b.x for b in bubbles], pad=0.09), extent(_upright(bubbles, line), pad=0.09)
    plan = Plan(
        x=Side(low=across[0], high=across[1], title=x_words, years=_are_years(bubbles)),
        y=Side(low=up[0], high=up[1], title=y_words, ratio=ratio),
        height=_HEIGHT,
        key=_key(line, level),
    )
    alt = _alt(bubbles, line, title, x_words, y_words, ratio=ratio, level=level)

    def drawn(room: float, kind: str) -> str:
        chart = Chart(plan, room, kind)
        _draw(chart, bubbles, line, names=names)
        return chart.finish(alt)

    wide, narrow = both(drawn)
    caption = "A larger bubble weighs more. " if any(b.weight for b in bubbles) else ""
    caption += "The line shows what goes together across studies, which need not be cause and effect."
    table = _table(bubbles, line, title, (x_words, y_words), ratio=ratio, level=level)
    return Figure(
        svg=wide, svg_narrow=narrow, alt=alt, caption=f"{caption} {note}".strip(), table=table, title=title
    )


def _upright(bubbles: Sequence[Bubble], line: Sequence[Fitted]) -> list[float]:
    """Estimates and the band, the band only as far as it does not dwarf the estimates."""
    own = [b.estimate for b in bubbles]
    reach = (max(own) - min(own) or 1.0) * 0.5
    ends = [v for f in line for v in (f.estimate, *(f.ci or ()))]
    return [*own, *(min(max(v, min(own) - reach), max(own) + reach) for v in ends)]


def _check(bubbles: Sequence[Bubble], line: Sequence[Fitted]) -> None:
    if not bubbles:
        raise ValueError("bubble plot: no study is given; there is nothing to draw")
    for b in bubbles:
        if not (math.isfinite(b.x) and math.isfinite(b.estimate)):
            raise ValueError(
                f"bubble plot, {b.label!r}: {b.x}, {b.estimate} must be numbers; leave the study out"
            )
        if b.weight is not None and not (math.isfinite(b.weight) and b.weight >= 0):
            raise ValueError(f"bubble plot, {b.label!r}: weight {b.weight} is not a number from 0 up")
    places = [f.x for f in line]
    if places != sorted(places):
        raise ValueError("bubble plot: the line's points must stand in rising order of the moderator")
    for f in line:
        if not all(math.isfinite(v) for v in (f.x, f.estimate, *(f.ci or ()), *(f.pi or ()))):
            raise ValueError(f"bubble plot: the line at {f.x} is no number; leave that point out")


def _key(line: Sequence[Fitted], level: float) -> tuple[tuple[Glyph, str], ...]:
    share = number(level, 0)
    key: list[tuple[Glyph, str]] = [(dot("c-bubble", 7), "Study")]
    if line:
        banded = any(f.ci for f in line)
        words = f"Fitted line with its {share}% interval" if banded else "Fitted line"
        key.append((band("c-wash" if banded else "c-p0", "p-line"), words))
    if any(f.pi for f in line):
        key.append((patch("c-outer"), f"{share}% prediction interval"))
    return tuple(key)


def _are_years(bubbles: Sequence[Bubble]) -> bool:
    return all(1000 <= b.x < 2200 and float(b.x).is_integer() for b in bubbles)


def _draw(chart: Chart, bubbles: Sequence[Bubble], line: Sequence[Fitted], *, names: bool) -> None:
    for kind, ends in (("c-outer", [(f.x, f.pi) for f in line]), ("c-wash", [(f.x, f.ci) for f in line])):
        known = [(x, e) for x, e in ends if e is not None]
        lower, upper = [(x, e[0]) for x, e in known], [(x, e[1]) for x, e in known]
        chart.area([*lower, *reversed(upper)], kind)
    chart.grid(upright=False)
    chart.level(0.0, "p-zero")
    heaviest = max((b.weight or 0 for b in bubbles), default=0)
    spots = []
    for b in sorted(bubbles, key=lambda b: (-(b.weight or 0), b.label)):
        x, y = chart.at(b.x, b.estimate)
        r = max(_LEAST, _LARGEST * math.sqrt(b.weight / heaviest)) if b.weight and heaviest else 6.0
        chart.sheet.circle(x, y, r, "c-bubble")
        spots.append(Spot(x, y, r, b.label))
    chart.line([(f.x, f.estimate) for f in line], "p-line")
    if names:
        draw_names(chart.sheet, _names(chart, spots, line))


def _names(chart: Chart, spots: Sequence[Spot], line: Sequence[Fitted]) -> list[Named]:
    left, top, right, bottom = chart.box
    wide = chart.sheet.width
    null = chart.y.at(0.0)
    taken = along([chart.at(f.x, f.estimate) for f in line], chart.box)
    taken += along([(left, null), (right, null)], chart.box)
    reach = 40.0 if wide > NARROW else 14.0
    return place(spots, (left + 2, top - 10, wide, bottom - 2), taken=taken, reach=reach)


def _alt(
    bubbles: Sequence[Bubble], line: Sequence[Fitted], title: str, x_words: str, y_words: str,
    *, ratio: bool, level: float,
) -> str:  # fmt: skip
    low, high = min(b.x for b in bubbles), max(b.x for b in bubbles)
    parts = [
        title,
        f"Bubble plot of {y_words} against {x_words} in {count_words(len(bubbles), 'study', 'studies')}",
    ]
    parts.append(f"{x_words} runs from {plain(low)} to {plain(high)}")
    for f in (line[0], line[-1]) if line else ():
        words = f"at {plain(f.x)} the line gives {printed(f.estimate, ratio)}"
        if f.ci:
            words += f" ({number(level, 0)}% interval {printed(f.ci[0], ratio)} to {printed(f.ci[1], ratio)})"
        parts.append(words)
    return " ".join(sentence(part) for part in parts)


def _table(
    bubbles: Sequence[Bubble], line: Sequence[Fitted], title: str, words: tuple[str, str],
    *, ratio: bool, level: float,
) -> Table:  # fmt: skip
    total = sum(b.weight or 0 for b in bubbles)
    rows = [
        (
            b.label,
            plain(b.x),
            printed(b.estimate, ratio),
            f"{number(100 * b.weight / total, 1)}%" if b.weight else "",
            "",
        )
        for b in bubbles
    ]
    step = max(1, (len(line) - 1) // 4)
    for f in [*line[:-1:step], *line[-1:]]:
        ends = f"{printed(f.ci[0], ratio)} to {printed(f.ci[1], ratio)}" if f.ci else ""
        rows.append(("Fitted line", plain(f.x), printed(f.estimate, ratio), "", ends))
    return Table(title, ("Study", *words, "Weight", f"{number(level, 0)}% interval"), tuple(rows))
