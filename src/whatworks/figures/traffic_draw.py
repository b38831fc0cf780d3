"""The two drawings of a traffic-light plot: a table of marks, and one block of marks a study for a phone."""

from __future__ import annotations

from dataclasses import dataclass

from .svg import LINE, SIZE, Sheet
from .text import width, wrap
from .traffic_marks import draw_legend, draw_light
from .traffic_terms import OVERALL, Traffic, TrafficRow

WIDE, NARROW = 760.0, 340.0
_ROW = 40.0
_REPEAT = 20
"""Rows after which the wide drawing repeats its headings."""
_MOST_IN_LINE = 9
"""Marks side by side in the narrow drawing."""
_HEAD_LINES = 4
_LEAST = 36.0
"""The narrowest column, px."""
_LABELS = (230.0, 190.0, 150.0)
"""Room for labels, the most first: less is taken where headings then fit."""


@dataclass(frozen=True)
class _Column:
    """A column of marks: the domain's id, its middle, and its heading in lines."""

    id: str
    x: float
    lines: tuple[str, ...]


def draw_wide(traffic: Traffic, alt: str) -> str:
    """The SVG of the wide drawing: a row a study, a column a domain."""
    sheet = Sheet(WIDE)
    room, columns, keyed = _columns(traffic)
    y = draw_legend(sheet, traffic, traffic.legend, named=not keyed) + 4 if traffic.rows else 0.0
    for i, row in enumerate(traffic.rows):
        if i % _REPEAT == 0:
            y = _heading(sheet, traffic, columns, y + (10 if i else 0))
        y = _row(sheet, traffic, row, columns, y=y, room=room)
    if not traffic.rows:
        sheet.text(0, 20, f"No {traffic.things[0]} is appraised yet", "p-t2")
        return sheet.finish(32, alt, "ww-only-wide")
    return sheet.finish(_key(sheet, traffic, y + 24) if keyed else y + 2, alt, "ww-only-wide")


def _columns(traffic: Traffic) -> tuple[float, list[_Column], bool]:
    """Room for labels, the columns, and whether headings are ids explained in a key below."""
    heads = traffic.heads
    count = max(len(heads), 1)
    longest = max((width(row.label, SIZE, bold=True) for row in traffic.rows), default=0)
    longest = max(longest, width(traffic.things[0].capitalize(), SIZE)) + 14
    widest = max(WIDE - _LEAST * count, _LABELS[-1])
    rooms = [min(longest, most, widest) for most in _LABELS]
    each = [min((WIDE - room) / count, 150.0) for room in rooms]
    fits = [all(_fits(name, wide - 6) for _, name in traffic.domains) for wide in each]
    named, best = any(fits), fits.index(True) if any(fits) else 0
    columns = []
    for i, (id_, name) in enumerate(heads):
        words = name if named or (id_ == OVERALL and each[best] >= 68) else traffic.short(id_)
        lines = tuple(wrap(words, each[best] - 6, SIZE, bold=id_ == OVERALL, most=_HEAD_LINES))
        columns.append(_Column(id_, rooms[best] + each[best] * (i + 0.5), lines))
    return rooms[best], columns, not named


def _fits(name: str, room: float) -> bool:
    fits = all(width(word, SIZE) <= room for word in name.split())
    return fits and len(wrap(name, room, SIZE)) <= _HEAD_LINES


def _heading(sheet: Sheet, traffic: Traffic, columns: list[_Column], y: float) -> float:
    tall = max(len(column.lines) for column in columns)
    for column in columns:
        top = y + LINE * (1 + tall - len(column.lines))
        kind = "p-t p-b" if column.id == OVERALL else "p-t2"
        sheet.lines(column.x, top, column.lines, kind, anchor="middle")
    sheet.text(0, y + LINE * tall, traffic.things[0].capitalize(), "p-t2")
    bottom = y + LINE * tall + 9
    sheet.line(0, bottom, WIDE, bottom, "p-rule")
    return bottom


def _row(
    sheet: Sheet, traffic: Traffic, row: TrafficRow, columns: list[_Column], *, y: float, room: float
) -> float:
    lines = wrap(row.label, room - 10, SIZE, bold=True, most=3)
    tall = max(_ROW, len(lines) * LINE + 10)
    middle = y + tall / 2
    sheet.lines(0, middle + 5 - (len(lines) - 1) * LINE / 2, lines, "p-t p-b")
    for column in columns:
        _cell(sheet, traffic, row, column.id, x=column.x, y=middle)
    sheet.line(0, y + tall, WIDE, y + tall, "p-row")
    return y + tall


def _cell(sheet: Sheet, traffic: Traffic, row: TrafficRow, id_: str, *, x: float, y: float) -> None:
    cell = traffic.cell(row, id_)
    if cell.asked:
        draw_light(sheet, traffic.scale_of(id_), cell.judgement, x, y)
    else:
        sheet.text(x, y + 5, "–", "p-t2", anchor="middle")


def _key(sheet: Sheet, traffic: Traffic, top: float) -> float:
    """The domains' names by their ids, in two columns where the sheet is wide and they are many."""
    indent = max((width(traffic.short(id_), SIZE, bold=True) for id_, _ in traffic.domains), default=0) + 12
    halves = 2 if sheet.width > NARROW and len(traffic.domains) > 6 else 1
    each, half = sheet.width / halves, -(-len(traffic.domains) // halves)
    y = lowest = top
    for i, (id_, name) in enumerate(traffic.domains):
        if i % half == 0:
            y = top
        x = each * (i // half)
        sheet.text(x, y, traffic.short(id_), "p-t p-b")
        y = sheet.lines(x + indent, y, wrap(name, each - indent - 16, SIZE), "p-t") + 3
        lowest = max(lowest, y)
    return lowest - LINE + 8


def draw_narrow(traffic: Traffic, alt: str) -> str:
    """The SVG of the narrow drawing: a study's name, and its marks below with their ids."""
    sheet = Sheet(NARROW)
    if not traffic.rows:
        sheet.text(0, 20, f"No {traffic.things[0]} is appraised yet", "p-t2")
        return sheet.finish(32, alt, "ww-only-narrow")
    y = draw_legend(sheet, traffic, traffic.legend, named=False)
    y = _key(sheet, traffic, y + 20) + 10
    for row in traffic.rows:
        sheet.line(0, y, NARROW, y, "p-row")
        y = _block(sheet, traffic, row, y)
    return sheet.finish(y, alt, "ww-only-narrow")


def _block(sheet: Sheet, traffic: Traffic, row: TrafficRow, y: float) -> float:
    y += LINE + 4
    y = sheet.lines(0, y, wrap(row.label, NARROW, SIZE, bold=True, most=3), "p-t p-b")
    ids = [id_ for id_, _ in traffic.domains]
    if traffic.has_overall:
        ids.append(OVERALL)
    in_line = -(-len(ids) // -(-len(ids) // _MOST_IN_LINE)) if ids else 1
    each = NARROW / in_line
    for start in range(0, len(ids), in_line):
        some = ids[start : start + in_line]
        for i, id_ in enumerate(some):
            x = each * (i + 0.5)
            words = wrap(traffic.short(id_), each - 2, SIZE, most=1)[0]
            sheet.text(x, y, words, "p-t p-b" if id_ == OVERALL else "p-t2", anchor="middle")
            _cell(sheet, traffic, row, id_, x=x, y=y + 23)
        y += 62
    return y - LINE + 2
