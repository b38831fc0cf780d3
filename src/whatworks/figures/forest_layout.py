"""What the wide and the narrow forest plot share: the axis, the words above it, what stands below."""

from __future__ import annotations

from .axis import Axis, fit_axis
from .forest_marks import draw_axis
from .forest_risk import draw_risk_legend
from .forest_terms import Forest
from .forest_words import heterogeneity_words
from .svg import LINE, SIZE, Sheet
from .text import TIE, width, wrap


def axis_of(forest: Forest, left: float, right: float) -> Axis:
    """The axis that holds every estimate and pooled interval, and other intervals as far as is sensible."""
    points = [forest.drawn(r.estimate) for r in forest.rows if r.estimate is not None]
    points += [forest.drawn(v) for p in forest.pools for v in (p.estimate, *(p.ci or ()))]
    ends = [forest.drawn(v) for r in forest.rows if r.estimate is not None for v in r.ci or ()]
    points += [forest.drawn(p.estimate) for p in forest.subtotals]
    ends += [forest.drawn(v) for p in (*forest.pools, *forest.subtotals) for v in p.pi or ()]
    ends += [forest.drawn(v) for p in forest.subtotals for v in p.ci or ()]
    return fit_axis(left, right, points, ends, log=forest.log, flip=forest.flip)


def direction_height(forest: Forest, zero: float, room: float) -> float:
    """How many px the direction words need above the plot."""
    return LINE * len(_direction_lines(forest, zero, room))


def draw_directions(sheet: Sheet, forest: Forest, zero: float, y: float) -> None:
    """Which side is which: on one line where both fit beside the axis, else one below the other."""
    for line in _direction_lines(forest, zero, sheet.width):
        for x, words, anchor in line:
            sheet.text(x, y, words, "p-t2", anchor=anchor)
        y += LINE


def _direction_lines(forest: Forest, zero: float, room: float) -> list[list[tuple[float, str, str]]]:
    left, right = f"← {forest.left_words}", f"{forest.right_words} →"
    if width(left, SIZE) <= zero - 14 and width(right, SIZE) <= room - zero - 14:
        return [[(zero - 14, left, "end"), (zero + 14, right, "start")]]
    lines = [[(0.0, words, "start")] for words in wrap(left, room, SIZE)]
    return lines + [[(room, words, "end")] for words in wrap(right, room, SIZE)]


def draw_foot(sheet: Sheet, axis: Axis, forest: Forest, y: float) -> float:
    """The axis at y, and beneath it how alike the studies are; returns where the drawing ends."""
    y = draw_axis(sheet, axis, forest, y)
    for pool in forest.pools:
        words = heterogeneity_words(pool)
        if words and len(forest.pools) > 1:
            words = f"{pool.name}. {words}"
        if words:
            y = sheet.paragraph(0, y + 8, _tied(words), sheet.width, "p-t2")
    if forest.between:
        y = sheet.paragraph(0, y + 8, _tied(forest.between.words), sheet.width, "p-t2")
    return draw_risk_legend(sheet, forest, y - LINE + 8)


def _tied(words: str) -> str:
    """A statistic and its value stay on one line."""
    for name in ("I²", "τ²", "Q", "p", "=", "<", "on"):
        words = words.replace(f" {name} ", f" {name}{TIE}").replace(f"({name} ", f"({name}{TIE}")
        words = words.replace(f"{TIE}{name} ", f"{TIE}{name}{TIE}")
    return words.replace(f" on{TIE}", f"{TIE}on{TIE}").replace(" df", f"{TIE}df")
