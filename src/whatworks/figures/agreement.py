"""How far two screeners agree, period by period, downwards in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .figure import Figure, Table
from .svg import SIZE, Sheet
from .text import count_words, interval_words, number, sentence, width, wrap

WIDE, NARROW = 336.0, 264.0
_ROW = 30.0
_TOP = 34.0
MOST_DRAWN = 18
"""Periods drawn, the last; the table has all."""
_KAPPA = "Kappa is agreement beyond chance: 1 is complete, 0 no more than chance."


@dataclass(frozen=True, kw_only=True)
class AgreementPoint:
    """Two screeners' agreement in one period, on the `n` works both decided; None where it is not known."""

    period: str
    n: int
    raw: float | None = None
    kappa: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def words(self) -> str:
        """Kappa with its interval."""
        if self.kappa is None:
            return "not known"
        exact = "" if self.low is None or self.high is None else f" ({interval_words(self.low, self.high)})"
        return number(self.kappa) + exact


def kappa_over_time(points: Sequence[AgreementPoint], *, title: str = "Agreement over time") -> Figure:
    """Cohen's kappa with its interval in each period, 336 px wide and 264 px for a narrow column.

    Raises ValueError for a kappa that is none, or an interval that does not hold it.
    """
    for p in points:
        ends = (-1.0 if p.low is None else p.low, p.kappa, 1.0 if p.high is None else p.high)
        if p.kappa is not None and not -1 <= ends[0] <= p.kappa <= ends[2] <= 1:
            raise ValueError(f"kappa_over_time: {p.period} has kappa {p.kappa} in {p.low} to {p.high}")
    alt = _alt(points, title)
    drawn = points[-MOST_DRAWN:]
    return Figure(
        svg=_draw(drawn, alt, WIDE, "ww-small-wide"),
        svg_narrow=_draw(drawn, alt, NARROW, "ww-small-narrow"),
        alt=alt,
        caption=_caption(len(points) - len(drawn)),
        table=_table(points, title),
        title=title,
    )


def _caption(left_out: int) -> str:
    if not left_out:
        return _KAPPA
    return f"{_KAPPA} The {count_words(left_out, 'period')} before these stand in the table."


def _alt(points: Sequence[AgreementPoint], title: str) -> str:
    parts = [f"{title}: Cohen’s kappa"]
    parts += [f"{p.period}: {p.words}, {count_words(p.n, 'work')}" for p in points[-MOST_DRAWN:]]
    if not points:
        parts.append("No work is decided by both yet")
    return " ".join(sentence(part) for part in parts)


def _table(points: Sequence[AgreementPoint], title: str) -> Table:
    rows = [
        (p.period, f"{p.n:,}", "not known" if p.raw is None else f"{number(100 * p.raw, 0)}%", p.words)
        for p in points
    ]
    return Table(title, ("Period", "Works both decided", "Same verdict", "Kappa (interval)"), tuple(rows))


@dataclass(frozen=True)
class _Axis:
    left: float
    right: float
    low: float

    def x(self, kappa: float) -> float:
        return self.left + (kappa - self.low) * (self.right - self.left) / (1 - self.low)

    @property
    def ticks(self) -> tuple[float, ...]:
        """Halves, or whole numbers where halves would touch."""
        apart = self.x(0.5) - self.x(0) >= 36
        return tuple(t for t in (-1.0, -0.5, 0.0, 0.5, 1.0) if t >= self.low and (apart or t % 1 == 0))


def _axis(points: Sequence[AgreementPoint], wide: float) -> _Axis:
    lowest = min((x for p in points for x in (p.low, p.kappa) if x is not None), default=0.0)
    low = 0.0 if lowest >= 0 else -0.5 if lowest >= -0.5 else -1.0
    widest = max((width(line, SIZE) for p in points for line in _period(p, wide)), default=0)
    number_room = max([width("works", SIZE), *(width(f"{p.n:,}", SIZE) for p in points)])
    return _Axis(widest + 16, wide - number_room - 16, low)


def _period(point: AgreementPoint, wide: float) -> list[str]:
    return wrap(point.period, min(wide * 0.42, 128), SIZE, most=1)


def _draw(points: Sequence[AgreementPoint], alt: str, wide: float, kind: str) -> str:
    sheet, axis = Sheet(wide), _axis(points, wide)
    if not points:
        sheet.text(0, 20, "No work is decided by both yet", "p-t2")
        return sheet.finish(32, alt, kind)
    bottom = _TOP + len(points) * _ROW
    for tick in axis.ticks:
        x = axis.x(tick)
        sheet.line(x, _TOP - 6, x, bottom, "p-zero" if tick == 0 else "p-grid")
        sheet.text(x, bottom + 18, number(tick, 0 if tick % 1 == 0 else 1), "p-t2", anchor="middle")
    sheet.text((axis.left + axis.right) / 2, 16, "kappa", "p-t2", anchor="middle")
    sheet.text(wide, 16, "works", "p-t2", anchor="end")
    middles = [_TOP + (i + 0.5) * _ROW for i in range(len(points))]
    for (one, y1), (two, y2) in pairwise(zip(points, middles, strict=True)):
        if one.kappa is not None and two.kappa is not None:
            sheet.line(axis.x(one.kappa), y1, axis.x(two.kappa), y2, "p-pool-line")
    for point, y in zip(points, middles, strict=True):
        _row(sheet, axis, point, y)
    return sheet.finish(bottom + 28, alt, kind)


def _row(sheet: Sheet, axis: _Axis, point: AgreementPoint, y: float) -> None:
    sheet.text(0, y + 5, _period(point, sheet.width)[0], "p-t")
    sheet.text(sheet.width, y + 5, f"{point.n:,}", "p-t", anchor="end")
    if point.kappa is None:
        sheet.text((axis.left + axis.right) / 2, y + 5, "not known", "p-t2 p-halo", anchor="middle")
        return
    if point.low is not None and point.high is not None:
        sheet.line(axis.x(point.low), y, axis.x(point.high), y, "p-ci p-none")
    sheet.circle(axis.x(point.kappa), y, 5.5, "g-ink")
