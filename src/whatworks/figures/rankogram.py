"""Rankograms: how likely each treatment is to have each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .figure import Figure, Table
from .svg import LINE, SIZE, Sheet
from .text import number, sentence, whole, wrap

_WIDE, _NARROW = 720.0, 340.0
_BARS, _GAP = 78.0, 26.0
"""Height of a panel's tallest bar, and the room between panels, px."""


@dataclass(frozen=True)
class RankRow:
    """A treatment, its P-score and the chance of each place, first place first."""

    name: str
    p_score: float
    chances: tuple[float, ...]


def rankogram(rows: Sequence[RankRow]) -> Figure:
    """A panel of bars for each treatment, the highest P-score first; a bar is the chance of a place.

    All panels share one scale. Raises ValueError where a treatment has not one chance for each place, or the
    chances do not add up to one.
    """
    for row in rows:
        if len(row.chances) != len(rows):
            raise ValueError(f"rankogram: {row.name!r} has {len(row.chances)} chances for {len(rows)} places")
        if abs(sum(row.chances) - 1) > 1e-6 or min(row.chances) < 0:
            raise ValueError(f"rankogram: the chances of {row.name!r} do not add up to one")
    if len(rows) < 2:
        raise ValueError("rankogram: to rank takes two treatments or more")
    order = sorted(rows, key=lambda row: (-row.p_score, row.name))
    alt = _alt(order)
    return Figure(
        svg=_draw(order, alt, _WIDE, 3, "ww-only-wide"),
        svg_narrow=_draw(order, alt, _NARROW, 1, "ww-only-narrow"),
        alt=alt,
        caption=(
            "Each panel is a treatment; each bar is how likely it has that place, 1 being best. A flat panel "
            "says that its place is not known. Places alone do not say how large the differences are."
        ),
        table=_table(order),
        title="How likely each treatment is to have each place",
    )


def _alt(order: Sequence[RankRow]) -> str:
    parts = [f"Rankograms of {len(order)} treatments, the highest P-score first"]
    for row in order:
        place, chance = _likeliest(row)
        parts.append(
            f"{row.name}: P-score {number(row.p_score, 2)}, most likely place {place} "
            f"({whole(100 * chance)}%), first with {whole(100 * row.chances[0])}%"
        )
    return " ".join(sentence(part) for part in parts)


def _likeliest(row: RankRow) -> tuple[int, float]:
    chance = max(row.chances)
    return row.chances.index(chance) + 1, chance


def _table(order: Sequence[RankRow]) -> Table:
    header = ("Treatment", "P-score", *(f"Place {i}" for i in range(1, len(order) + 1)))
    rows = tuple(
        (row.name, number(row.p_score, 3), *(f"{number(100 * c, 1)}%" for c in row.chances)) for row in order
    )
    return Table("The chance of each place", header, rows)


def _draw(order: Sequence[RankRow], alt: str, wide: float, columns: int, kind: str) -> str:
    sheet = Sheet(wide)
    room = (wide - _GAP * (columns - 1)) / columns
    highest = max(max(row.chances) for row in order)
    y = 0.0
    for start in range(0, len(order), columns):
        panels = order[start : start + columns]
        names = [wrap(row.name, room, SIZE, bold=True, most=2) for row in panels]
        top = y + LINE * max(len(lines) for lines in names) + LINE
        bars = _BARS * max(max(row.chances) for row in panels) / highest
        for i, (row, lines) in enumerate(zip(panels, names, strict=True)):
            x = i * (room + _GAP)
            end = sheet.lines(x, y + 15, lines, "p-t p-b")
            sheet.text(x, end, f"P-score {number(row.p_score, 2)}", "p-t2")
            _panel(sheet, row, (x, top + 26 + bars, room), _BARS / highest)
        y = top + 26 + bars + LINE + 30
    return sheet.finish(y - 12, alt, kind)


def _panel(sheet: Sheet, row: RankRow, at: tuple[float, float, float], scale: float) -> None:
    """Bars that stand on `at` (left, base, width), `scale` px for certainty."""
    x, base, room = at
    n = len(row.chances)
    step = room / n
    place, chance = _likeliest(row)
    for i, value in enumerate(row.chances):
        tall = scale * value
        if tall >= 0.05:
            kind = "g-ink" if i + 1 == place else "w-head"
            sheet.rect(x + i * step + step * 0.12, base - tall, step * 0.76, tall, kind)
    sheet.line(x, base, x + room, base, "p-axis")
    middle = min(max(x + (place - 0.5) * step, x + 18), x + room - 18)
    sheet.text(middle, base - scale * chance - 5, f"{whole(100 * chance)}%", "p-t", anchor="middle")
    for i in sorted({1, place, n}):
        if i == place or abs(i - place) * step >= 20:
            sheet.text(x + (i - 0.5) * step, base + 18, str(i), "p-t2", anchor="middle")
