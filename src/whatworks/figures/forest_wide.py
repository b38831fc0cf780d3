"""The wide forest plot, 760 px: labels, plot, answers."""

from __future__ import annotations

from dataclasses import dataclass

from .axis import Axis
from .forest_layout import axis_of, direction_height, draw_directions, draw_foot
from .forest_marks import draw_grid, draw_mark, draw_pool, draw_prediction
from .forest_terms import Forest, ForestPool, ForestRow
from .forest_words import pool_second, range_words, right_words
from .svg import LINE, SIZE, Sheet
from .text import number, width, wrap

WIDTH = 760.0
_LABELS, _DENSE_LABELS = 240.0, 278.0
_PLOT, _DENSE_PLOT = (258.0, 590.0), (292.0, 592.0)
_ANSWERS = 156.0

Line = tuple[str, str]
"""Words and their class."""


@dataclass(frozen=True)
class _Band:
    """One row of the drawing: lines at the left, words at the left's end, lines at the right."""

    left: tuple[Line, ...]
    beside: str
    right: tuple[Line, ...]
    height: float
    what: ForestRow | ForestPool | None
    predicts: ForestPool | None = None


def draw_wide(forest: Forest, alt: str) -> str:
    """The SVG of the wide drawing."""
    sheet = Sheet(WIDTH)
    axis = axis_of(forest, *(_DENSE_PLOT if forest.dense else _PLOT))
    zero = axis.x(axis.null)
    studies = [_study_band(forest, row) for row in forest.rows]
    pools = [band for pool in forest.pools for band in _pool_bands(forest, pool)]
    studies = studies if studies or pools else [_empty_band()]
    y = 16.0
    if forest.dense:
        sheet.text(0, y, "Study", "p-t2")
        sheet.text(WIDTH, y, f"Estimate, {number(forest.level, 0)}% interval", "p-t2", anchor="end")
        y += LINE + 4
    draw_directions(sheet, forest, zero, y)
    top = y + direction_height(forest, zero, WIDTH) - LINE + 10
    first = top + 4
    bottom = first + sum(b.height for b in (*studies, *pools)) + (6 if pools else 0)
    draw_grid(sheet, axis, forest, top, bottom)
    _pool_line(sheet, axis, forest, first, first + sum(b.height for b in studies) + 8)
    y = _draw_bands(sheet, axis, forest, studies, first)
    if pools:
        sheet.line(0, y, WIDTH, y, "p-rule")
        _draw_bands(sheet, axis, forest, pools, y + 6)
    end = draw_foot(sheet, axis, forest, bottom)
    return sheet.finish(end, alt, "ww-only-wide")


def _pool_line(sheet: Sheet, axis: Axis, forest: Forest, top: float, bottom: float) -> None:
    """Our pooled estimate, carried up through the studies."""
    for pool in forest.pools[:1]:
        if not pool.is_published and forest.dense:
            x = axis.x(forest.drawn(pool.estimate))
            sheet.line(x, top, x, bottom, "p-pool-line")


def _draw_bands(sheet: Sheet, axis: Axis, forest: Forest, bands: list[_Band], y: float) -> float:
    heaviest = max((row.weight or 0 for row in forest.rows), default=0)
    for i, band in enumerate(bands):
        if i and band.predicts is None:
            sheet.line(0, y, WIDTH, y, "p-row")
        middle = y + band.height / 2
        _draw_words(sheet, band, middle)
        if isinstance(band.what, ForestRow):
            draw_mark(sheet, axis, forest, band.what, y=middle, heaviest=heaviest)
        elif isinstance(band.what, ForestPool):
            draw_pool(sheet, axis, forest, band.what, middle)
        if band.predicts and band.predicts.pi:
            draw_prediction(sheet, axis, forest, band.predicts.pi, middle)
        y += band.height
    return y


def _draw_words(sheet: Sheet, band: _Band, middle: float) -> None:
    y = _first_baseline(middle, len(band.left))
    for words, kind in band.left:
        sheet.text(0, y, words, kind)
        y += LINE
    sheet.text(_DENSE_LABELS, _first_baseline(middle, 1), band.beside, "p-t2", anchor="end")
    y = _first_baseline(middle, len(band.right))
    for words, kind in band.right:
        sheet.text(WIDTH, y, words, kind, anchor="end")
        y += LINE


def _first_baseline(middle: float, lines: int) -> float:
    return middle - (lines - 1) * LINE / 2 + 5


def _study_band(forest: Forest, row: ForestRow) -> _Band:
    said, exact = right_words(forest, row)
    if not forest.dense:
        return _tall_band(row.label, row.second, said, exact, row)
    fits = width(row.label, SIZE) + width(row.second, SIZE) + 12 <= _DENSE_LABELS
    left = _label_lines(row.label, "" if fits else row.second, "p-t", _DENSE_LABELS)
    known = row.estimate is not None and row.ci is not None
    right = _dense_answer(said, exact, known)
    height = max(len(left), len(right)) * LINE + 9
    return _Band(left, row.second if fits else "", right, height, row)


def _dense_answer(said: str, exact: str, known: bool) -> tuple[Line, ...]:
    one = f"{said} ({exact})" if known else f"{said}, {exact}"
    if width(one, SIZE) <= _ANSWERS:
        return ((one, "p-t"),)
    return _answer_lines(said, exact, "p-t")


def _tall_band(label: str, second: str, said: str, exact: str, what: ForestRow | ForestPool) -> _Band:
    left, right = _label_lines(label, second), _answer_lines(said, exact, "p-t p-b")
    return _Band(left, "", right, max(len(left), len(right)) * LINE + 22, what)


def _label_lines(label: str, second: str, kind: str = "p-t p-b", room: float = _LABELS) -> tuple[Line, ...]:
    first = [(line, kind) for line in wrap(label, room, SIZE, bold="p-b" in kind, most=3)]
    then = [(line, "p-t2") for line in wrap(second, room, SIZE, most=2)] if second else []
    return (*first, *then)


def _answer_lines(said: str, exact: str, kind: str) -> tuple[Line, ...]:
    first = [(line, kind) for line in wrap(said, _ANSWERS, SIZE, bold="p-b" in kind, most=2)]
    return (*first, *((line, "p-t2") for line in wrap(exact, _ANSWERS, SIZE, most=2)))


def _pool_bands(forest: Forest, pool: ForestPool) -> list[_Band]:
    said, exact = right_words(forest, pool)
    bands = [_tall_band(pool.name, pool_second(pool), said, exact, pool)]
    if pool.pi:
        label = f"{number(pool.level, 0)}% prediction interval"
        right = ((range_words(forest, pool.pi), "p-t2"),)
        bands.append(_Band(((label, "p-t2"),), "", right, LINE + 14, None, pool))
    return bands


def _empty_band() -> _Band:
    return _Band((("No study gives a result", "p-t2"),), "", (), LINE + 22, None)
