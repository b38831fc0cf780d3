"""Relevant records found against records read, and the wedge of what may be left."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from .figure import Figure, Table
from .svg import SIZE, Sheet
from .text import count_words, sentence, width

WIDE, NARROW, HEIGHT = 336.0, 264.0, 236.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 14.0, 28.0, 190.0
_MOST_OFF = 4
"""The wedge may make the drawing so many times as high as what is found; beyond, it leaves at the top."""
_ROWS = 10
"""Rows of the table, more or less, before the last."""


@dataclass(frozen=True)
class _Recall:
    """What is drawn. `climb` holds the number found after 0, 1, 2, ... records."""

    climb: tuple[int, ...]
    total: int
    expected: int | None
    at_most: int | None

    @property
    def read(self) -> int:
        return len(self.climb) - 1

    @property
    def found(self) -> int:
        return self.climb[-1]

    @property
    def bound(self) -> int | None:
        """How many more may be found; None where nothing is known or nothing left to read."""
        known = self.at_most is not None and 0 < self.read < self.total
        return self.at_most if known else None

    @property
    def highest(self) -> int:
        top = self.found + (self.bound or 0)
        return max(1, min(top, max(_MOST_OFF * self.found, 10)))


def recall(
    found: Sequence[bool], *, total: int, expected: int | None = None, at_most: int | None = None
) -> Figure:
    """The climb of relevant records found, 336 px wide and 264 px for a narrow column.

    `found` says of each record read, in order, whether it was relevant; `total` is how many there are.
    `at_most` more relevant records may be among the rest, perhaps `expected`; None where that is not known.
    Raises ValueError where more were read than there are, or more may be left than are unread.
    """
    unread = total - len(found)
    if unread < 0:
        raise ValueError(f"recall: {len(found)} records were read of {total}")
    if at_most is not None and not 0 <= (expected or 0) <= at_most <= unread:
        raise ValueError(f"recall: {expected} to {at_most} of {unread} unread records cannot be left")
    shown = _Recall(tuple(itertools.accumulate(map(bool, found), initial=0)), total, expected, at_most)
    alt = _alt(shown)
    return Figure(
        svg=_draw(shown, alt, WIDE, "ww-small-wide"),
        svg_narrow=_draw(shown, alt, NARROW, "ww-small-narrow"),
        alt=alt,
        caption=None,
        table=_table(shown),
        title="Relevant records found against records read",
    )


def _alt(shown: _Recall) -> str:
    parts = ["Relevant records found against records read"]
    if not shown.total:
        parts.append("no records yet")
    elif not shown.read:
        parts.append(f"none of {count_words(shown.total, 'record')} is read yet")
    else:
        parts.append(f"{shown.found:,} found after {shown.read:,} of {shown.total:,} read")
        parts += _latest(shown)
    if shown.bound is not None:
        parts.append(f"at most {shown.bound + shown.found:,} in all, if the rest are no richer")
    return " ".join(sentence(part) for part in parts)


def _latest(shown: _Recall) -> list[str]:
    """How many came of the last fifth read, where that is worth saying."""
    last = shown.read // 5
    if last < 5:
        return []
    return [f"{shown.found - shown.climb[shown.read - last]:,} in the last {last:,} read"]


def _table(shown: _Recall) -> Table:
    step = _step(shown.read, _ROWS)
    at = [*range(0, shown.read, step), shown.read]
    rows = [(f"{n:,}", f"{shown.climb[n]:,}") for n in at]
    if shown.bound is not None:
        most = f"{shown.found:,} to {shown.found + shown.bound:,}" if shown.bound else f"{shown.found:,}"
        guess = "" if shown.expected is None else f", perhaps {shown.found + shown.expected:,}"
        rows.append((f"{shown.total:,}, if all are read", most + (guess if shown.bound else "")))
    return Table("Relevant records found", ("Records read", "Relevant records found"), tuple(rows))


def _step(top: int, most: int) -> int:
    """The least of 1, 2, 5 times a power of ten of which at most `most` go into `top`."""
    power = 1
    while top // (5 * power) > most:
        power *= 10
    return next(m * power for m in (1, 2, 5) if top // (m * power) <= most)


@dataclass(frozen=True)
class _Frame:
    """From counts to px."""

    shown: _Recall
    right: float

    def x(self, read: float) -> float:
        return _LEFT + read * (self.right - _LEFT) / max(1, self.shown.total)

    def y(self, found: float) -> float:
        return _BOTTOM - found * (_BOTTOM - _TOP) / self.shown.highest


def _draw(shown: _Recall, alt: str, wide: float, kind: str) -> str:
    sheet, frame = Sheet(wide), _Frame(shown, wide - _RIGHT)
    for value in range(0, shown.highest + 1, _step(shown.highest, 4)):
        y = frame.y(value)
        sheet.line(_LEFT, y, frame.right, y, "p-grid")
        sheet.text(_LEFT - 6, y + 5, _short(value), "p-t2", anchor="end")
    sheet.line(_LEFT, _BOTTOM, frame.right, _BOTTOM, "p-axis")
    if shown.bound:
        _wedge(sheet, frame, shown.bound)
    if shown.read:
        _climb(sheet, frame)
        _here(sheet, frame)
    else:
        words = "Nothing read yet" if shown.total else "No records yet"
        sheet.text((_LEFT + frame.right) / 2, (_TOP + _BOTTOM) / 2, words, "p-t2", anchor="middle")
    _reads(sheet, frame)
    sheet.text((_LEFT + frame.right) / 2, HEIGHT - 6, "records read", "p-t2", anchor="middle")
    return sheet.finish(HEIGHT, alt, kind)


def _short(value: int) -> str:
    """A count that fits beside the axis."""
    return f"{value / 1000:g}k" if value >= 10_000 else str(value)


def _wedge(sheet: Sheet, frame: _Frame, bound: int) -> None:
    """Everything from none to the bound, cut where it leaves at the top."""
    shown = frame.shown
    x1, x2, base = frame.x(shown.read), frame.x(shown.total), frame.y(shown.found)
    tip = frame.y(shown.found + bound)
    corners: list[str | float]
    if tip >= _TOP - 0.05:
        corners, edge, off = [x1, base, "L", x2, tip], (x2, tip), ""
    else:
        cut = x1 + (x2 - x1) * (base - _TOP) / (base - tip)
        corners, edge = [x1, base, "L", cut, _TOP, x2, _TOP], (cut, _TOP)
        off = f"up to {shown.found + bound:,}"
    sheet.path("p-band", "M", *corners, x2, base, "Z")
    sheet.path("p-edge", "M", x1, base, "L", *edge, "M", x1, base, "L", x2, base)
    sheet.text(x2 - 8, _TOP + 20, off, "p-t", anchor="end")


def _climb(sheet: Sheet, frame: _Frame) -> None:
    """The line, with a point for each px at most."""
    shown = frame.shown
    points = max(1, min(shown.read, math.ceil(frame.x(shown.read) - _LEFT)))
    at = sorted({round(shown.read * i / points) for i in range(points + 1)})
    places = [place for n in at for place in (frame.x(n), frame.y(shown.climb[n]))]
    sheet.path("p-line", "M", *places[:2], "L", *places[2:])


def _here(sheet: Sheet, frame: _Frame) -> None:
    """Where the reading stands."""
    shown = frame.shown
    x, y = frame.x(shown.read), frame.y(shown.found)
    sheet.path("p-here", "M", x, 20, "L", x, _BOTTOM)
    sheet.circle(x, y, 5, "g-ink")
    words, top = f"{shown.found:,} found", max(y - 9, 16)
    if x - 8 - width(words, SIZE, bold=True) >= _LEFT:
        sheet.text(x - 8, top, words, "p-t p-b", anchor="end")
    else:
        sheet.text(x + 8, top, words, "p-t p-b p-halo")


def _reads(sheet: Sheet, frame: _Frame) -> None:
    """0, how many are read and how many there are, as far as they stand apart."""
    shown, y = frame.shown, _BOTTOM + 18
    marks = dict.fromkeys((shown.read, shown.total, 0))
    taken: list[tuple[float, float]] = []
    for value in marks:
        words, x = f"{value:,}", frame.x(value)
        half = width(words, SIZE) / 2
        x = min(x, frame.right + _RIGHT - half)
        if all(x + half + 6 < a or b < x - half - 6 for a, b in taken):
            taken.append((x - half, x + half))
            sheet.text(x, y, words, "p-t2", anchor="middle")
