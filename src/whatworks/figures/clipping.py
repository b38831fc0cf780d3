"""Shapes cut at the edges of a chart, so that a drawing needs no clip paths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in px."""


def clip_line(points: Sequence[Point], box: Box) -> list[list[Point]]:
    """The parts of a line through `points` that lie in `box`."""
    parts: list[list[Point]] = []
    for a, b in pairwise(points):
        cut = clip_segment(a, b, box)
        if cut is None:
            continue
        if parts and parts[-1][-1] == cut[0]:
            parts[-1].append(cut[1])
        else:
            parts.append(list(cut))
    return parts


def clip_segment(a: Point, b: Point, box: Box) -> tuple[Point, Point] | None:
    """The part of one straight piece that lies in the box (Liang and Barsky 1984)."""
    left, top, right, bottom = box
    dx, dy = b[0] - a[0], b[1] - a[1]
    first, last = 0.0, 1.0
    for step, room in ((-dx, a[0] - left), (dx, right - a[0]), (-dy, a[1] - top), (dy, bottom - a[1])):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    if first > last:
        return None
    start = a if first == 0 else (a[0] + first * dx, a[1] + first * dy)
    end = b if last == 1 else (a[0] + last * dx, a[1] + last * dy)
    return start, end


def clip_area(points: Sequence[Point], box: Box) -> list[Point]:
    """The part of a polygon that lies in `box` (Sutherland and Hodgman 1974); empty where none does."""
    left, top, right, bottom = box
    area = list(points)
    for axis, edge, keeps in (
        (0, left, lambda v: v >= left),
        (0, right, lambda v: v <= right),
        (1, top, lambda v: v >= top),
        (1, bottom, lambda v: v <= bottom),
    ):
        area = _cut(area, axis, edge, keeps)
    return area


def _cut(area: list[Point], axis: int, edge: float, keeps: Callable[[float], bool]) -> list[Point]:
    kept: list[Point] = []
    for a, b in zip(area[-1:] + area[:-1], area, strict=True):
        inside_a, inside_b = keeps(a[axis]), keeps(b[axis])
        if inside_a != inside_b:
            share = (edge - a[axis]) / (b[axis] - a[axis])
            other = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
            kept.append((edge, other) if axis == 0 else (other, edge))
        if inside_b:
            kept.append(b)
    return kept
