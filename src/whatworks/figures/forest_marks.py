"""The marks of a forest plot. Square: favours. Diamond: against. Disc: no difference. Hollow: no interval."""

from __future__ import annotations

import math

from whatworks.terms import Direction

from .axis import Axis
from .forest_terms import Forest, ForestPool, ForestRow, Interval
from .svg import LINE, SIZE, Sheet, at
from .text import width, wrap

_HUES: dict[Direction | None, str] = {Direction.FAVOURS: "help", Direction.AGAINST: "harm"}
_CAP = 5.0
_ARROW = 7.0
_CUT = 3.0
"""Half the height of a diamond's end where it leaves the axis."""


def draw_mark(sheet: Sheet, axis: Axis, forest: Forest, row: ForestRow, *, y: float, heaviest: float) -> None:
    """A study's mark at height y: its bar and filled mark, a hollow mark, or words in place of a mark."""
    way = forest.direction(row)
    if row.estimate is None:
        draw_words(sheet, axis, row.words, way, y)
        return
    hue = _HUES.get(way, "none")
    way = way if forest.sided else Direction.FAVOURS
    x = axis.x(forest.drawn(row.estimate))
    if row.ci is None:
        _shape(sheet, way, x, y, side=13 if forest.dense else 16, kind=f"p-hollow p-{hue}")
        return
    _bar(sheet, axis, (forest.drawn(row.ci[0]), forest.drawn(row.ci[1])), y, f"p-ci p-{hue}")
    side = _side(row, heaviest, 17 if forest.dense else 21)
    _shape(sheet, way, x, y, side=side, kind=f"p-mark-{hue}")


def _side(row: ForestRow, heaviest: float, largest: float) -> float:
    if not row.weight or not heaviest:
        return 12.0
    return max(7.0, largest * math.sqrt(row.weight / heaviest))


def _shape(sheet: Sheet, way: Direction | None, x: float, y: float, *, side: float, kind: str) -> None:
    """A mark of area `side` squared, so that shapes of one weight look alike in size."""
    if way is Direction.FAVOURS:
        sheet.rect(x - side / 2, y - side / 2, side, side, kind)
    elif way is Direction.AGAINST:
        half = side / math.sqrt(2)
        sheet.diamond(x, y, half, half, kind)
    else:
        sheet.circle(x, y, side / math.sqrt(math.pi), kind)


def _bar(sheet: Sheet, axis: Axis, ends: Interval, y: float, kind: str) -> None:
    """An interval as a bar with a cap at each end, or an arrow where it leaves the axis."""
    a, b, leaves_left, leaves_right = axis.span(*ends)
    a, b = min(a, axis.right), max(b, axis.left)
    sheet.path(kind, "M", a, y, "H", b, *_end(a, y, 1, leaves_left), *_end(b, y, -1, leaves_right))


def _end(x: float, y: float, inward: int, leaves: bool) -> tuple[str | float, ...]:
    if leaves:
        tail = x + inward * _ARROW
        return ("M", tail, y - _CAP, "L", x, y, "L", tail, y + _CAP)
    return ("M", x, y - _CAP, "V", y + _CAP)


def draw_words(sheet: Sheet, axis: Axis, words: str, way: Direction | None, y: float) -> None:
    """Words in place of a mark, on the side they speak of where they fit there, else in the middle."""
    words = wrap(words, axis.right - axis.left, SIZE, most=1)[0]
    zero, long = axis.x(axis.null), width(words, SIZE)
    middle = zero
    if way is Direction.FAVOURS and long + 12 <= axis.right - zero:
        middle = zero + 10 + long / 2
    elif way is Direction.AGAINST and long + 12 <= zero - axis.left:
        middle = zero - 10 - long / 2
    half = long / 2
    middle = min(max(middle, half), sheet.width - half)
    sheet.text(middle, y + 5, words, "p-t2 p-halo", anchor="middle")


def draw_pool(sheet: Sheet, axis: Axis, forest: Forest, pool: ForestPool, y: float) -> None:
    """A pooled estimate: a diamond as wide as its interval, open for a published review's."""
    x = axis.x(forest.drawn(pool.estimate))
    if pool.ci is None:
        sheet.diamond(x, y, 11, 9, "p-pool-dash")
        return
    a, b, leaves_left, leaves_right = axis.span(forest.drawn(pool.ci[0]), forest.drawn(pool.ci[1]))
    kind = "p-pool-open" if pool.is_published else "p-pool"
    a, b = min(a, x - 3), max(b, x + 3)
    cut_left, cut_right = (_CUT if leaves else 0.0 for leaves in (leaves_left, leaves_right))
    right = (b, y - cut_right, b, y + cut_right) if leaves_right else (b, y)
    left = (a, y + cut_left) if leaves_left else ()
    sheet.path(kind, "M", a, y - cut_left, "L", x, y - 9, *right, x, y + 9, *left, "Z")
    for end, inward, leaves in ((a, 1, leaves_left), (b, -1, leaves_right)):
        if leaves:
            sheet.path("p-pi", *_end(end - 4 * inward, y, inward, leaves))


def draw_prediction(sheet: Sheet, axis: Axis, forest: Forest, ends: Interval, y: float) -> None:
    """A prediction interval: a thin line."""
    _bar(sheet, axis, (forest.drawn(ends[0]), forest.drawn(ends[1])), y, "p-pi")


def draw_axis(sheet: Sheet, axis: Axis, forest: Forest, y: float) -> float:
    """The axis at height y, its ticks, numbers and words; returns the baseline after them."""
    sheet.line(axis.left, y, axis.right, y, "p-axis")
    for value, label in axis.ticks(signed=not forest.log):
        x = axis.x(value)
        sheet.line(x, y, x, y + 4, "p-axis")
        half = width(label, SIZE) / 2
        sheet.text(min(max(x, half), sheet.width - half), y + 19, label, "p-t2", anchor="middle")
    y += 39
    for line in wrap(forest.scale_words, sheet.width, SIZE) if forest.scale_words.strip() else []:
        half = width(line, SIZE) / 2
        middle = min(max((axis.left + axis.right) / 2, half), sheet.width - half)
        sheet.text(middle, y - 1, line, "p-t2", anchor="middle")
        y += LINE
    return y


def draw_grid(sheet: Sheet, axis: Axis, forest: Forest, top: float, bottom: float) -> None:
    """Hairlines at the ticks and the line of no difference."""
    zero = axis.x(axis.null)
    for value, _ in axis.ticks():
        x = axis.x(value)
        if at(x) != at(zero):
            sheet.line(x, top, x, bottom, "p-grid")
    sheet.line(zero, top, zero, bottom, "p-zero")
