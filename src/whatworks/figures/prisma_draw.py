"""The drawing of the PRISMA flow: arms side by side when wide, one after the other when narrow."""

from __future__ import annotations

from dataclasses import dataclass

from .prisma_boxes import Arm, Box, Step
from .svg import LINE, SIZE, Sheet
from .text import width, wrap

WIDE, NARROW = 760.0, 340.0
_PAD = 11.0
_APART = 10.0
"""Between boxes stacked beside a step."""
_DOWN = 26.0
"""From one step to the next: room for an arrow."""


@dataclass(frozen=True)
class _Columns:
    """Where an arm's boxes stand, px."""

    main: float
    main_width: float
    side: float
    side_width: float


def draw_wide(arms: tuple[Arm, ...], last: Box, open_end: Box | None, tag: str | None, alt: str) -> str:
    """The SVG of the wide drawing."""
    sheet = Sheet(WIDE)
    columns = (
        [_Columns(0, 164, 184, 180), _Columns(396, 164, 580, 180)]
        if len(arms) > 1
        else [_Columns(0, 330, 372, 388)]
    )
    y = _draw_tag(sheet, tag)
    ends = [_draw_arm(sheet, arm, where, y) for arm, where in zip(arms, columns, strict=False)]
    y = max((bottom for _, bottom in ends), default=y) + (_DOWN if ends else 0)
    for where, (foot, _) in zip(columns, ends, strict=False):
        middle = where.main + where.main_width / 2
        _arrow(sheet, middle, foot, middle, y)
    y = y if arms else _draw_nothing(sheet, y)
    return sheet.finish(_draw_end(sheet, last, open_end, y, WIDE), alt, "ww-only-wide")


def draw_narrow(arms: tuple[Arm, ...], last: Box, open_end: Box | None, tag: str | None, alt: str) -> str:
    """The SVG of the narrow drawing: what leaves stands beneath, set in."""
    sheet = Sheet(NARROW)
    y = _draw_tag(sheet, tag)
    for arm in arms:
        sheet.text(0, y + 16, arm.name, "p-t p-b")
        y += 28
        for step in arm.steps:
            y = _draw_narrow_step(sheet, step, y)
        if len(arms) > 1:
            y += _draw_box(sheet, Box(("Reports included this way", arm.included)), 0, y, NARROW) + _DOWN
    y = y if arms else _draw_nothing(sheet, y)
    return sheet.finish(_draw_end(sheet, last, open_end, y, NARROW), alt, "ww-only-narrow")


def _draw_tag(sheet: Sheet, tag: str | None) -> float:
    """The mark of a constructed example; returns where the flow starts."""
    if not tag:
        return 0.0
    lines = wrap(tag, sheet.width - 24, SIZE)
    wide = max(width(line, SIZE) for line in lines) + 24
    sheet.rect(0, 0, min(wide, sheet.width), len(lines) * LINE + 12, "w-tag")
    sheet.lines(12, 20, lines, "w-tag-t")
    return len(lines) * LINE + 30


def _draw_nothing(sheet: Sheet, y: float) -> float:
    sheet.text(0, y + 16, "No search is on record yet", "p-t2")
    return y + 30


def _draw_arm(sheet: Sheet, arm: Arm, where: _Columns, y: float) -> tuple[float, float]:
    """An arm from its name to its last step; returns the foot of its last main box, and of all of it."""
    sheet.line(where.main, y + 2, where.side + where.side_width, y + 2, "w-top")
    sheet.text(where.main, y + 24, arm.name, "p-t p-b")
    y += 38
    foot = y
    for i, step in enumerate(arm.steps):
        tall = max(_height(step.box, where.main_width), _stack_height(step.beside, where.side_width))
        if i:
            middle = where.main + where.main_width / 2
            _arrow(sheet, middle, foot, middle, y)
        foot = y + _draw_box(sheet, step.box, where.main, y, where.main_width)
        _draw_beside(sheet, step, where, y)
        y += tall + _DOWN
    return foot, y - _DOWN


def _draw_beside(sheet: Sheet, step: Step, where: _Columns, y: float) -> None:
    at = y
    edge = where.main + where.main_width
    foot = y + _height(step.box, where.main_width)
    for box in step.beside:
        tall = _height(box, where.side_width)
        middle = min(at + tall / 2, at + 20)
        if middle <= foot - 4:
            _arrow(sheet, edge, middle, where.side, middle)
        else:
            bend = edge + (where.side - edge) / 2
            sheet.path("w-line", "M", bend, y + 20, "V", middle)
            _arrow(sheet, bend, middle, where.side, middle)
        _draw_box(sheet, box, where.side, at, where.side_width)
        at += tall + _APART


def _draw_narrow_step(sheet: Sheet, step: Step, y: float) -> float:
    """A step with what left it beneath, set in 44 px; returns where the next starts."""
    inset = 44.0
    foot = y + _draw_box(sheet, step.box, 0, y, NARROW)
    at = foot + _APART
    for box in step.beside:
        middle = at + 20
        _arrow(sheet, 20, middle, inset, middle)
        at += _draw_box(sheet, box, inset, at, NARROW - inset) + _APART
    _arrow(sheet, 20, foot, 20, at + 10)
    return at + 10


def _draw_end(sheet: Sheet, last: Box, open_end: Box | None, y: float, room: float) -> float:
    """What is included, and what of it is still open; returns the drawing's height."""
    y += _draw_box(sheet, last, 0, y, room)
    if open_end:
        y += _APART
        y += _draw_box(sheet, open_end, 0, y, room)
    return y + 1


_KINDS = {"box": "w-box", "side": "w-side", "await": "w-await", "end": "w-end"}


def _draw_box(sheet: Sheet, box: Box, x: float, y: float, room: float) -> float:
    """A box with its lines, counts in a column at the right; returns its height."""
    tall = _height(box, room)
    sheet.rect(x + 0.5, y + 0.5, room - 1, tall - 1, _KINDS[box.kind])
    quiet, loud = ("w-end-t", "w-end-t p-b") if box.kind == "end" else ("p-t2", "p-t p-b")
    baseline = y + _PAD + 13
    for i, (lines, count) in enumerate(_lines(box, room)):
        kind = loud if i == 0 else quiet
        sheet.text(x + room - _PAD, baseline, count, kind, anchor="end")
        baseline = sheet.lines(x + _PAD, baseline, lines, kind)
    return tall


def _lines(box: Box, room: float) -> list[tuple[list[str], str]]:
    """Each line's words, wrapped to leave room for its count."""
    found = []
    for i, (words, count) in enumerate((box.head, *box.parts)):
        shown = f"{count:,}"
        left = room - 2 * _PAD - width(shown, SIZE, bold=True) - 10
        found.append((wrap(words, left, SIZE, bold=i == 0), shown))
    return found


def _height(box: Box, room: float) -> float:
    return sum(len(lines) for lines, _ in _lines(box, room)) * LINE + 2 * _PAD


def _stack_height(boxes: tuple[Box, ...], room: float) -> float:
    return sum(_height(box, room) + _APART for box in boxes) - (_APART if boxes else 0)


def _arrow(sheet: Sheet, x1: float, y1: float, x2: float, y2: float) -> None:
    """A line along one axis with a head at its end."""
    if x1 == x2:
        sheet.line(x1, y1, x2, y2 - 6, "w-line")
        sheet.path("w-head", "M", x2 - 5, y2 - 8, "H", x2 + 5, "L", x2, y2, "Z")
    else:
        sheet.line(x1, y1, x2 - 6, y2, "w-line")
        sheet.path("w-head", "M", x2 - 8, y2 - 5, "V", y2 + 5, "L", x2, y2, "Z")
