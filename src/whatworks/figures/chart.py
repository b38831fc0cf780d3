"""A chart with two axes: its frame, its key and its words, wide or narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .clipping import Box, Point, clip_area, clip_line
from .ruler import Ruler, Tick
from .svg import LINE, SIZE, Sheet
from .text import width, wrap

WIDE, NARROW = 720.0, 340.0
_RIGHT = 10.0

Glyph = Callable[[Sheet, float, float], None]
"""Draws a small mark about a point: at most 26 px wide and 14 px high."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One axis: its ends on the analysis scale, its words, and its ticks where they are not to be found.

    `low` stands at the left or the bottom, and may be the larger. On a side of ratios values are logarithms.
    """

    low: float
    high: float
    title: str
    ratio: bool = False
    ticks: tuple[Tick, ...] | None = None
    years: bool = False
    """Whether values are years, which are written without a comma."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a chart is made of beside its marks. `height` is that of the plot alone, px."""

    x: Side
    y: Side
    height: float
    left_words: str = ""
    right_words: str = ""
    key: tuple[tuple[Glyph, str], ...] = ()
    above: float = 0.0
    beside: float = 0.0


class Chart:
    """A chart under way. Draw what lies behind, then `grid`, the marks, and `finish`."""

    def __init__(self, plan: Plan, wide: float, kind: str) -> None:
        self.plan, self.kind = plan, kind
        self.sheet = Sheet(wide)
        y = _draw_key(self.sheet, plan.key)
        for line in wrap(plan.y.title, wide, SIZE) if plan.y.title else []:
            self.sheet.text(0, y, line, "p-t2")
            y += LINE
        self.top = y - LINE + 12 + plan.above
        self.bottom = self.top + plan.height
        self.y = Ruler(plan.y.low, plan.y.high, self.bottom, self.top, ratio=plan.y.ratio, upright=True)
        self.y_ticks = list(plan.y.ticks) if plan.y.ticks is not None else self.y.ticks()
        self.left = max((width(words, SIZE) for _, words in self.y_ticks), default=0.0) + 10
        self.right = wide - _RIGHT - plan.beside
        self.x = Ruler(plan.x.low, plan.x.high, self.left, self.right, ratio=plan.x.ratio)
        self.x_ticks = list(plan.x.ticks) if plan.x.ticks is not None else self.x.ticks()
        if plan.x.years:
            self.x_ticks = [(at, words.replace(",", "")) for at, words in self.x_ticks]

    @property
    def box(self) -> Box:
        """The plot's edges."""
        return self.left, self.top, self.right, self.bottom

    def at(self, x: float, y: float) -> Point:
        """Where a pair of values falls, px."""
        return self.x.at(x), self.y.at(y)

    def ground(self, kind: str) -> None:
        """The plot's ground."""
        self.sheet.rect(self.left, self.top, self.right - self.left, self.bottom - self.top, kind)

    def line(self, points: Sequence[Point], kind: str) -> None:
        """A line through values, cut at the plot's edges."""
        parts = clip_line([self.at(*p) for p in points], self.box)
        steps = [s for part in parts for s in _steps(part)]
        if steps:
            self.sheet.path(kind, *steps)

    def area(self, points: Sequence[Point], kind: str) -> None:
        """A filled shape between values, cut at the plot's edges."""
        corners = clip_area([self.at(*p) for p in points], self.box)
        if len(corners) > 2:
            self.sheet.path(kind, *_steps(corners), "Z")

    def upright(self, value: float, kind: str) -> None:
        """A line over the whole height."""
        if self.x.holds(value):
            self.sheet.line(self.x.at(value), self.top, self.x.at(value), self.bottom, kind)

    def level(self, value: float, kind: str) -> None:
        """A line over the whole width."""
        if self.y.holds(value):
            self.sheet.line(self.left, self.y.at(value), self.right, self.y.at(value), kind)

    def grid(self, *, upright: bool = True, level: bool = True) -> None:
        """Hairlines at the ticks."""
        for value, _ in self.y_ticks if level else ():
            self.level(value, "p-grid")
        for value, _ in self.x_ticks if upright else ():
            self.upright(value, "p-grid")

    def finish(self, alt: str) -> str:
        """The axes, their words, and the drawing closed."""
        sheet, wide = self.sheet, self.sheet.width
        sheet.path("c-axis", "M", self.left, self.top, "V", self.bottom, "H", self.right)
        for value, words in self.y_ticks:
            sheet.text(self.left - 8, self.y.at(value) + 5, words, "p-t2", anchor="end")
        for value, words in self.x_ticks:
            x, half = self.x.at(value), width(words, SIZE) / 2
            sheet.line(x, self.bottom, x, self.bottom + 4, "p-axis")
            sheet.text(min(max(x, half), wide - half), self.bottom + 20, words, "p-t2", anchor="middle")
        y = self.bottom + 20 + LINE + 3
        for line in wrap(self.plan.x.title, wide, SIZE) if self.plan.x.title else []:
            half = width(line, SIZE) / 2
            middle = min(max((self.left + self.right) / 2, half), wide - half)
            sheet.text(middle, y, line, "p-t2", anchor="middle")
            y += LINE
        return sheet.finish(self._sides(y) - LINE + 8, alt, self.kind)

    def _sides(self, y: float) -> float:
        """Which way is which, beneath the axis; returns the next baseline."""
        left = f"← {self.plan.left_words}" if self.plan.left_words else ""
        right = f"{self.plan.right_words} →" if self.plan.right_words else ""
        wide = self.sheet.width
        if width(left, SIZE) + width(right, SIZE) + 20 <= wide - self.left:
            self.sheet.text(self.left, y, left, "p-t2")
            self.sheet.text(wide, y, right, "p-t2", anchor="end")
            return y + LINE if left or right else y
        y = self.sheet.lines(0, y, wrap(left, wide, SIZE), "p-t2")
        return self.sheet.lines(wide, y, wrap(right, wide, SIZE), "p-t2", anchor="end")


def _steps(points: Sequence[Point]) -> list[str | float]:
    first, *rest = points
    return ["M", *first, "L", *(v for point in rest for v in point)]


def _draw_key(sheet: Sheet, key: Sequence[tuple[Glyph, str]]) -> float:
    """What the marks mean, in rows; returns the next baseline."""
    x, y = 0.0, 15.0
    for glyph, said in key:
        words = wrap(said, sheet.width - 34, SIZE, most=2)
        wide = 34 + max(width(line, SIZE) for line in words)
        if x and x + wide > sheet.width:
            x, y = 0.0, y + LINE + 5
        glyph(sheet, x + 13, y - 5)
        sheet.lines(x + 34, y, words, "p-t2")
        y += LINE * (len(words) - 1)
        x += wide + 22
    return y + LINE + 5 if key else y


def both(draw: Callable[[float, str], str]) -> tuple[str, str]:
    """A chart drawn for a wide page and for a narrow one."""
    return draw(WIDE, "ww-only-wide"), draw(NARROW, "ww-only-narrow")
