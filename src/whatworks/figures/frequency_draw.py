"""The drawing of natural frequencies: 640 px wide, or 340 px, grids side by side in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .svg import LINE, SIZE, Sheet
from .text import of_hundred, wrap

if TYPE_CHECKING:
    from .frequency import Frequency


def draw_frequency(shown: Frequency, alt: str, *, narrow: bool) -> str:
    """The SVG: counts and words, grids, key, and how exact it is."""
    room, gutter, big = (340.0, 20.0, 24.0) if narrow else (640.0, 44.0, 32.0)
    sheet = Sheet(room)
    column = (room - gutter) / 2
    starts = (0.0, column + gutter)
    heads = [wrap(words, column, SIZE) for words in (shown.without_words, shown.with_words)]
    top = big + 14 + max(len(lines) for lines in heads) * LINE
    for i, (x, lines) in enumerate(zip(starts, heads, strict=True)):
        _head(sheet, x, big, column, shown.without if i == 0 else shown.with_)
        sheet.lines(x, big + LINE + 2, lines, "p-t")
        _grid(sheet, x, top, column, shown, second=i == 1)
    y = _key(sheet, shown, top + column + 18)
    y = _exactness(sheet, shown.exactness, y + 6)
    return sheet.finish(y, alt, "ww-only-narrow" if narrow else "ww-only-wide ww-freq-svg")


def _head(sheet: Sheet, x: float, big: float, room: float, percent: float) -> None:
    words, size = of_hundred(percent), big
    while len(wrap(words, room, size, bold=True)) > 1 and size > SIZE:
        size -= 1
    sheet.text(x, big - 4, words, "p-big", size=size)


def _grid(sheet: Sheet, x: float, y: float, side: float, shown: Frequency, *, second: bool) -> None:
    """A hundred discs in rows of ten: filled first, then what differs, then the rest."""
    a, b = shown.counts
    pitch = side / 10
    for i in range(100):
        cx, cy = x + pitch * (i % 10 + 0.5), y + pitch * (i // 10 + 0.5)
        if second and min(a, b) <= i < max(a, b):
            _gap_disc(sheet, cx, cy, pitch * 0.36, shown.better is True, filled=i < b)
        elif i < (b if second else a):
            sheet.circle(cx, cy, pitch * 0.39, "f-on")
        else:
            sheet.circle(cx, cy, pitch * 0.36, "f-off")


def _gap_disc(sheet: Sheet, x: float, y: float, r: float, better: bool, *, filled: bool) -> None:
    """A ringed disc. Inside: large if it happened, small if not; a dot if better, a diamond if worse."""
    sheet.circle(x, y, r, "f-gap" if better else "f-harm")
    inner = r * (0.62 if filled else 0.34)
    kind = "f-on" if filled else "f-dot-help" if better else "f-dot-harm"
    if better:
        sheet.circle(x, y, inner, kind)
    else:
        sheet.diamond(x, y, inner * 1.25, inner * 1.25, kind)


def _key(sheet: Sheet, shown: Frequency, y: float) -> float:
    """What the discs mean; returns where the next part starts."""
    a, b = shown.counts
    entries = [(shown.event_words[:1].upper() + shown.event_words[1:], "on")]
    if shown.better is not None:
        entries.append((shown.gap_words, "gap"))
    entries.append((shown.neither_words, "off"))
    for words, what in entries:
        if what == "on":
            sheet.circle(8, y + 8, 7.5, "f-on")
        elif what == "gap":
            _gap_disc(sheet, 8, y + 8, 6.8, shown.better is True, filled=b > a)
        else:
            sheet.circle(8, y + 8, 7, "f-off")
        y = sheet.paragraph(26, y + 13, words, sheet.width - 26, "p-t") - 13 + 6
    return y


def _exactness(sheet: Sheet, words: tuple[str, str], y: float) -> float:
    """How exact it is, beside a bar as inset text has; returns the drawing's height."""
    bold, rest = words
    start = y
    y = sheet.paragraph(16, y + 16, bold, sheet.width - 16, "p-t p-b")
    y = sheet.paragraph(16, y, rest, sheet.width - 16, "p-t")
    sheet.line(2.5, start, 2.5, y - 10, "p-bar")
    return y - 8
