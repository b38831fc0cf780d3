"""Small marks for a chart's key."""

from __future__ import annotations

from .chart import Glyph
from .svg import Sheet


def dot(kind: str, radius: float = 5.0) -> Glyph:
    """A disc or ring."""
    return lambda sheet, x, y: sheet.circle(x, y, radius, kind)


def stroke(kind: str) -> Glyph:
    """A short line."""
    return lambda sheet, x, y: sheet.line(x - 13, y, x + 13, y, kind)


def patch(kind: str) -> Glyph:
    """A patch of ground."""
    return lambda sheet, x, y: sheet.rect(x - 13, y - 7, 26, 14, kind)


def band(area: str, line: str) -> Glyph:
    """A line upon its band."""

    def draw(sheet: Sheet, x: float, y: float) -> None:
        sheet.rect(x - 13, y - 7, 26, 14, area)
        sheet.line(x - 13, y, x + 13, y, line)

    return draw
