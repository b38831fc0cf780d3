"""The wide forest plot, 760 px: labels, plot, answers."""

from __future__ import annotations

from dataclasses import dataclass

from .axis import Axis
from .forest_layout import axis_of, direction_height, draw_directions, draw_foot
from .forest_marks import draw_grid, draw_mark, draw_pool, draw_prediction
from .forest_risk import PITCH, draw_lights, heads
from .forest_terms import Forest, ForestGroup, ForestPool, ForestRow
from .forest_words import pool_second, range_words, right_words
from .svg import LINE, SIZE, Sheet
from .text import number, width, wrap


@dataclass(frozen=True)
class Columns:
    """Where things stand, px: labels end, the plot, right ends of answers and weights, start of lights."""

    labels: float
    plot: tuple[float, float]
    answers: float
    weights: float | None = None
    lights: float | None = None


WIDTH = 760.0
_WEIGHT = 62.0
_ANSWERS = 156.0
_TALL = Columns(labels=240.0, plot=(258.0, 590.0), answers=WIDTH)
_DENSE = Columns(labels=278.0, plot=(292.0, 592.0), answers=WIDTH)

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


def columns_of(forest: Forest) -> Columns:
    """Where labels, plot, answers, weights and lights stand: the more at the right, the smaller the plot."""
    if not forest.dense:
        return _TALL
    lights = PITCH * len(heads(forest))
    if not (forest.weights or lights):
        return _DENSE
    answers = WIDTH - (lights + 12 if lights else 0)
    weights = answers if forest.weights else None
    answers -= _WEIGHT if forest.weights else 0
    room = answers - _ANSWERS + 6
    labels = max(168.0, min(_DENSE.labels, room * 0.46))
    return Columns(labels, (labels + 12, room - 8), answers, weights, WIDTH - lights if lights else None)


def draw_wide(forest: Forest, alt: str) -> str:
    """The SVG of the wide drawing."""
    sheet = Sheet(WIDTH)
    columns = columns_of(forest)
    axis = axis_of(forest, *columns.plot)
    zero = axis.x(axis.null)
    studies = [_study_band(forest, row, columns) for row in forest.loose]
    for group in forest.groups:
        studies += _group_bands(forest, group, columns)
    pools = [band for pool in forest.pools for band in _pool_bands(forest, pool)]
    studies = studies if studies or pools else [_empty_band()]
    y = 16.0
    if forest.dense:
        _draw_heads(sheet, forest, columns, y)
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


def _draw_heads(sheet: Sheet, forest: Forest, columns: Columns, y: float) -> None:
    """What stands in each column."""
    sheet.text(0, y, forest.heading, "p-t2")
    interval = f"{number(forest.level, 0)}% interval"
    sheet.text(columns.answers, y, f"Estimate, {interval}", "p-t2", anchor="end")
    if columns.weights is not None:
        sheet.text(columns.weights, y, "Weight", "p-t2", anchor="end")
    if columns.lights is not None:
        shorts = heads(forest)
        for i, (_, _, short) in enumerate(shorts):
            x = columns.lights + PITCH * (i + 0.5)
            alone = len(shorts) == 1
            sheet.text(WIDTH if alone else x, y, short, "p-t2", anchor="end" if alone else "middle")


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
        _draw_words(sheet, band, middle, columns_of(forest))
        if isinstance(band.what, ForestRow):
            draw_mark(sheet, axis, forest, band.what, y=middle, heaviest=heaviest)
            _draw_extras(sheet, forest, band.what, middle)
        elif isinstance(band.what, ForestPool):
            draw_pool(sheet, axis, forest, band.what, middle)
        if band.predicts and band.predicts.pi:
            draw_prediction(sheet, axis, forest, band.predicts.pi, middle)
        y += band.height
    return y


def _draw_extras(sheet: Sheet, forest: Forest, row: ForestRow, middle: float) -> None:
    columns = columns_of(forest)
    if columns.weights is not None:
        sheet.text(
            columns.weights, _first_baseline(middle, 1), forest.weight_words(row), "p-t2", anchor="end"
        )
    if columns.lights is not None:
        draw_lights(sheet, forest, row, columns.lights, middle)


def _draw_words(sheet: Sheet, band: _Band, middle: float, columns: Columns) -> None:
    y = _first_baseline(middle, len(band.left))
    for words, kind in band.left:
        sheet.text(0, y, words, kind)
        y += LINE
    sheet.text(columns.labels, _first_baseline(middle, 1), band.beside, "p-t2", anchor="end")
    y = _first_baseline(middle, len(band.right))
    for words, kind in band.right:
        sheet.text(columns.answers, y, words, kind, anchor="end")
        y += LINE


def _first_baseline(middle: float, lines: int) -> float:
    return middle - (lines - 1) * LINE / 2 + 5


def _group_bands(forest: Forest, group: ForestGroup, columns: Columns) -> list[_Band]:
    """A heading, the group's studies, and what they come to."""
    lines = _label_lines(group.name, "", room=columns.plot[0])
    bands = [_Band(lines, "", (), len(lines) * LINE + 14, None)]
    bands += [_study_band(forest, row, columns) for row in group.rows]
    return bands + (_pool_bands(forest, group.pool) if group.pool else [])


def _study_band(forest: Forest, row: ForestRow, columns: Columns) -> _Band:
    said, exact = right_words(forest, row)
    if not forest.dense:
        return _tall_band((row.label, row.second), (said, exact), row)
    fits = width(row.label, SIZE) + width(row.second, SIZE) + 12 <= columns.labels
    left = _label_lines(row.label, "" if fits else row.second, "p-t", columns.labels)
    known = row.estimate is not None and row.ci is not None
    right = _dense_answer(said, exact, known)
    height = max(len(left), len(right)) * LINE + 9
    return _Band(left, row.second if fits else "", right, height, row)


def _dense_answer(said: str, exact: str, known: bool) -> tuple[Line, ...]:
    one = f"{said} ({exact})" if known else f"{said}, {exact}"
    if width(one, SIZE) <= _ANSWERS:
        return ((one, "p-t"),)
    return _answer_lines(said, exact, "p-t")


def _tall_band(
    words: tuple[str, str], answer: tuple[str, str], what: ForestRow | ForestPool, room: float = _TALL.labels
) -> _Band:
    """A row of two lines: a label and its quieter line, an answer and how exact it is."""
    left, right = _label_lines(*words, room=room), _answer_lines(*answer, "p-t p-b")
    return _Band(left, "", right, max(len(left), len(right)) * LINE + 22, what)


def _label_lines(
    label: str, second: str, kind: str = "p-t p-b", room: float = _TALL.labels
) -> tuple[Line, ...]:
    first = [(line, kind) for line in wrap(label, room, SIZE, bold="p-b" in kind, most=3)]
    then = [(line, "p-t2") for line in wrap(second, room, SIZE, most=2)] if second else []
    return (*first, *then)


def _answer_lines(said: str, exact: str, kind: str) -> tuple[Line, ...]:
    first = [(line, kind) for line in wrap(said, _ANSWERS, SIZE, bold="p-b" in kind, most=2)]
    return (*first, *((line, "p-t2") for line in wrap(exact, _ANSWERS, SIZE, most=2)))


def _pool_bands(forest: Forest, pool: ForestPool) -> list[_Band]:
    room = min(_TALL.labels, columns_of(forest).labels)
    bands = [_tall_band((pool.name, pool_second(pool)), right_words(forest, pool), pool, room)]
    if pool.pi:
        label = f"{number(pool.level, 0)}% prediction interval"
        right = ((range_words(forest, pool.pi), "p-t2"),)
        bands.append(_Band(((label, "p-t2"),), "", right, LINE + 14, None, pool))
    return bands


def _empty_band() -> _Band:
    return _Band((("No study gives a result", "p-t2"),), "", (), LINE + 22, None)
