"""Names beside points: each where it hides no other, or not at all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .clipping import Box, Point, clip_line, clip_segment
from .svg import SIZE, Sheet
from .text import width, wrap

_UP, _DOWN = 12.0, 5.0
"""Px that a line of words reaches above and below its baseline."""
_FAR = (14.0, 26.0, 40.0)


class Spot(NamedTuple):
    """A point that may be named: its place and reach in px, and its name."""

    x: float
    y: float
    reach: float
    name: str


class Named(NamedTuple):
    """A name and where its line begins; `lead` is the hairline that leads to it, where it is far."""

    spot: Spot
    x: float
    baseline: float
    words: str
    lead: tuple[Point, Point] | None


def place(
    spots: Sequence[Spot], box: Box, *, taken: Iterable[Box] = (), room: float = 190.0, reach: float = 40.0
) -> list[Named]:
    """The names that fit into `box` and touch no other name, point or hairline nor what is `taken`.

    First ones come first; none is more than `reach` px further off than it must be.
    """
    full, found = [*taken], list[Named]()
    dots = [(s.x - s.reach, s.y - s.reach, s.x + s.reach, s.y + s.reach) for s in spots]
    for i, spot in enumerate(spots):
        others = [*full, *(dot for j, dot in enumerate(dots) if j != i)]
        named = next((n for n in _tries(spot, room, reach) if _is_free(n, box, others, found)), None)
        if named:
            full.append(_bounds(named))
            found.append(named)
    return found


def along(points: Sequence[Point], within: Box, reach: float = 3.0) -> list[Box]:
    """Small boxes along the part of a line that lies `within`, so that no name is set upon it."""
    boxes = []
    for (ax, ay), (bx, by) in (pair for part in clip_line(points, within) for pair in pairwise(part)):
        steps = max(1, math.ceil(math.hypot(bx - ax, by - ay) / (2 * reach)))
        for i in range(steps + 1):
            x, y = ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps
            boxes.append((x - reach, y - reach, x + reach, y + reach))
    return boxes


def draw_names(sheet: Sheet, named: Sequence[Named]) -> None:
    """The names, each far one led to by a hairline."""
    for name in named:
        if name.lead:
            sheet.line(*name.lead[0], *name.lead[1], "c-lead")
    for name in named:
        sheet.text(name.x, name.baseline, name.words, "p-t p-halo")


def _tries(spot: Spot, room: float, reach: float) -> Iterator[Named]:
    """Places for a name: right, left, above, below, then round the point ever further out."""
    words = wrap(spot.name, room, SIZE, most=1)[0]
    wide, gap = width(words, SIZE), spot.reach + 4
    yield Named(spot, spot.x + gap, spot.y + 5, words, None)
    yield Named(spot, spot.x - gap - wide, spot.y + 5, words, None)
    yield Named(spot, spot.x - wide / 2, spot.y - gap, words, None)
    yield Named(spot, spot.x - wide / 2, spot.y + gap + _UP, words, None)
    for distance in (d for d in _FAR if d <= reach):
        for turn in range(0, 360, 30):
            x = spot.x + (gap + distance) * math.cos(math.radians(turn))
            y = spot.y - (gap + distance) * math.sin(math.radians(turn)) + 5
            left = x - wide / 2 if turn in {90, 270} else x if turn < 90 or turn > 270 else x - wide
            end = (min(max(spot.x, left), left + wide), min(max(spot.y, y - _UP), y + _DOWN))
            yield Named(spot, left, y, words, ((spot.x, spot.y), end))


def _bounds(name: Named) -> Box:
    return (name.x - 1, name.baseline - _UP, name.x + width(name.words, SIZE) + 1, name.baseline + _DOWN)


def _is_free(name: Named, box: Box, others: Sequence[Box], found: Sequence[Named]) -> bool:
    mine = _bounds(name)
    if not _inside(mine, box) or any(_meet(mine, other) for other in others):
        return False
    if any(other.lead and clip_segment(*other.lead, mine) for other in found):
        return False
    return name.lead is None or not any(clip_segment(*name.lead, _bounds(other)) for other in found)


def _inside(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
