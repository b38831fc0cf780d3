"""How the network graph is drawn: named discs on a ring; on a narrow page numbered ones with a list."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .svg import LINE, SIZE, Sheet
from .text import width, wrap

_WIDE, _NARROW = 720.0, 340.0
_LEAST, _MOST = 9.0, 24.0
"""Radii of discs, px."""
_BROADEST = 11.0
_GAP = 10.0
_LABEL_ROOM = 175.0
_MOST_NAMED = 12
"""With more treatments than these, names would run into one another."""


@dataclass(frozen=True)
class Node:
    """A disc: its name, its words, and its radius as a share of the largest."""

    name: str
    words: str
    share: float


@dataclass(frozen=True)
class Edge:
    """A line between two discs, by their places in the list."""

    a: int
    b: int
    studies: int


Point = tuple[float, float]


def draw_network(nodes: Sequence[Node], edges: Sequence[Edge], alt: str, *, narrow: bool) -> str:
    """The drawing for a wide page, or for a narrow one."""
    sheet = Sheet(_NARROW if narrow else _WIDE)
    numbered = narrow or len(nodes) > _MOST_NAMED
    radius = 120.0 if narrow else 170.0
    above = 6.0 if numbered else _GAP + 14 + LINE * len(_name_lines(nodes[0]))
    centre = (sheet.width / 2, above + _MOST + radius)
    places = [_on_ring(centre, radius, i, len(nodes)) for i in range(len(nodes))]
    most = max((e.studies for e in edges), default=1)
    for edge in sorted(edges, key=lambda e: (-e.studies, e.a, e.b)):
        _line(sheet, places[edge.a], places[edge.b], max(1.5, _BROADEST * edge.studies / most))
    for (x, y), node in zip(places, nodes, strict=True):
        sheet.circle(x, y, _radius(node, numbered), "p-pool")
    _counts(sheet, edges, places, [_radius(n, numbered) for n in nodes])
    bottom = centre[1] + radius + _MOST
    if numbered:
        bottom = _numbered(sheet, nodes, places, bottom + 28)
    else:
        bottom = max(bottom, _named(sheet, nodes, places, centre))
    return sheet.finish(bottom + 8, alt, "ww-only-narrow" if narrow else "ww-only-wide")


def _on_ring(centre: Point, radius: float, i: int, n: int) -> Point:
    turn = 2 * math.pi * i / n - math.pi / 2
    return centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn)


def _radius(node: Node, numbered: bool) -> float:
    return max(13.0 if numbered else _LEAST, _MOST * (0.85 if numbered else 1.0) * node.share)


def _name_lines(node: Node) -> list[str]:
    return wrap(node.name, _LABEL_ROOM, SIZE, bold=True, most=2)


def _line(sheet: Sheet, a: Point, b: Point, broad: float) -> None:
    long = math.dist(a, b)
    across = (-(b[1] - a[1]) / long * broad / 2, (b[0] - a[0]) / long * broad / 2)
    corners = [
        (a[0] + across[0], a[1] + across[1]), (b[0] + across[0], b[1] + across[1]),
        (b[0] - across[0], b[1] - across[1]), (a[0] - across[0], a[1] - across[1]),
    ]  # fmt: skip
    steps: list[str | float] = ["M", *corners[0], "L"]
    for corner in corners[1:]:
        steps += [*corner]
    sheet.path("w-head", *steps, "Z")


def _counts(sheet: Sheet, edges: Sequence[Edge], places: Sequence[Point], radii: Sequence[float]) -> None:
    """How many studies, on each line where there is room."""
    taken: list[tuple[Point, float]] = []
    for i, edge in enumerate(edges):
        others = [(places[e.a], places[e.b]) for j, e in enumerate(edges) if j != i]
        half = max(9.0, width(str(edge.studies), SIZE, bold=True) / 2 + 2)
        best, room = _best_place(places[edge.a], places[edge.b], others, taken, half)
        discs = min(math.dist(best, p) - r for p, r in zip(places, radii, strict=True))
        if room < half or discs < half:
            continue
        taken.append((best, half))
        sheet.text(best[0], best[1] + 5, str(edge.studies), "p-t p-b p-halo", anchor="middle")


def _best_place(
    a: Point,
    b: Point,
    others: Sequence[tuple[Point, Point]],
    taken: Sequence[tuple[Point, float]],
    half: float,
) -> tuple[Point, float]:
    """The point along a line that is furthest from the other lines and the numbers placed before."""
    best, most = a, -1.0
    for share in (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75):
        point = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
        apart = [_from_line(point, *other) for other in others]
        apart += [math.dist(point, other) - size for other, size in taken]
        room = min(apart, default=math.inf)
        if room > most + 1:
            best, most = point, room
    return best, most


def _from_line(p: Point, a: Point, b: Point) -> float:
    """How far a point is from a stretch of line."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    share = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)
    share = min(1.0, max(0.0, share))
    return math.dist(p, (a[0] + share * dx, a[1] + share * dy))


def _named(sheet: Sheet, nodes: Sequence[Node], places: Sequence[Point], centre: Point) -> float:
    """Names and words beside the discs, away from the middle; returns the lowest baseline."""
    lowest = 0.0
    for (x, y), node in zip(places, nodes, strict=True):
        lines = _name_lines(node)
        reach, size = _radius(node, False) + _GAP, len(lines) + 1
        side, up = x - centre[0], y - centre[1]
        if abs(side) < 1:
            top = y - reach - LINE * (size - 1) if up < 0 else y + reach + 8
            anchor, at = "middle", x
        else:
            top, at = y - LINE * (size - 1) / 2 + 5, x + math.copysign(reach, side)
            anchor = "start" if side > 0 else "end"
        end = sheet.lines(at, top, lines, "p-t p-b", anchor=anchor)
        sheet.text(at, end, node.words, "p-t2", anchor=anchor)
        lowest = max(lowest, end)
    return lowest


def _numbered(sheet: Sheet, nodes: Sequence[Node], places: Sequence[Point], y: float) -> float:
    """Numbers in the discs and a list of what they are; returns the last baseline."""
    for i, ((x, at), node) in enumerate(zip(places, nodes, strict=True), start=1):
        sheet.text(x, at + 5, str(i), "t-on", anchor="middle")
        sheet.text(22, y, str(i), "p-t p-b", anchor="end")
        y = sheet.paragraph(32, y, f"{node.name}: {node.words}", sheet.width - 34)
    return y - LINE
