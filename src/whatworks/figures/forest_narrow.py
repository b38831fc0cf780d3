"""The narrow forest plot, 340 px: each study's words above its own mark."""

from __future__ import annotations

from dataclasses import dataclass

from .axis import Axis
from .forest_layout import axis_of, direction_height, draw_directions, draw_foot
from .forest_marks import draw_grid, draw_mark, draw_pool, draw_prediction
from .forest_risk import draw_lights
from .forest_terms import Forest, ForestPool, ForestRow
from .forest_words import pool_second, range_words, right_words
from .svg import LINE, SIZE, Sheet
from .text import number, width, wrap

WIDTH = 340.0
_PLOT = (12.0, 328.0)
_EXTRAS = 26.0
_MARK = 24.0
"""Height of the strip that holds a mark."""


@dataclass(frozen=True)
class _Block:
    """Lines of words (words, class), words at the right of the last line, then a mark."""

    lines: tuple[tuple[str, str], ...]
    right: str
    what: ForestRow | ForestPool | None
    predicts: ForestPool | None = None
    extras: bool = False

    @property
    def height(self) -> float:
        mark = _MARK if self.what or self.predicts else 0
        return len(self.lines) * LINE + mark + 16 + (_EXTRAS if self.extras else 0)


def draw_narrow(forest: Forest, alt: str) -> str:
    """The SVG of the narrow drawing."""
    sheet = Sheet(WIDTH)
    axis = axis_of(forest, *_PLOT)
    zero = axis.x(axis.null)
    studies = [_study_block(forest, row) for row in forest.loose]
    for group in forest.groups:
        lines = tuple((line, "p-t p-b") for line in wrap(group.name, WIDTH, SIZE, bold=True, most=3))
        studies += [_Block(lines, "", None), *(_study_block(forest, row) for row in group.rows)]
        studies += _pool_blocks(forest, group.pool) if group.pool else []
    pools = [block for pool in forest.pools for block in _pool_blocks(forest, pool)]
    if not studies and not pools:
        studies = [_Block((("No study gives a result", "p-t2"),), "", None)]
    draw_directions(sheet, forest, zero, 15)
    top = 15 + direction_height(forest, zero, WIDTH) - LINE + 8
    bottom = top + sum(b.height for b in (*studies, *pools)) + 2
    draw_grid(sheet, axis, forest, top, bottom)
    y = _draw_blocks(sheet, axis, forest, studies, top)
    if pools:
        sheet.line(0, y, WIDTH, y, "p-rule")
        _draw_blocks(sheet, axis, forest, pools, y)
    end = draw_foot(sheet, axis, forest, bottom)
    return sheet.finish(end, alt, "ww-only-narrow")


def _draw_blocks(sheet: Sheet, axis: Axis, forest: Forest, blocks: list[_Block], y: float) -> float:
    heaviest = max((row.weight or 0 for row in forest.rows), default=0)
    for i, block in enumerate(blocks):
        if i:
            sheet.line(0, y, WIDTH, y, "p-row")
        baseline = y + LINE
        for words, kind in block.lines:
            sheet.text(0, baseline, words, f"{kind} p-halo")
            baseline += LINE
        sheet.text(WIDTH, baseline - LINE, block.right, "p-t p-halo", anchor="end")
        middle = baseline - LINE + 6 + _MARK / 2
        if isinstance(block.what, ForestRow):
            draw_mark(sheet, axis, forest, block.what, y=middle, heaviest=heaviest)
            if block.extras:
                _draw_extras(sheet, forest, block.what, middle + _MARK / 2 + _EXTRAS / 2)
        elif isinstance(block.what, ForestPool):
            draw_pool(sheet, axis, forest, block.what, middle)
        if block.predicts and block.predicts.pi:
            draw_prediction(sheet, axis, forest, block.predicts.pi, middle)
        y += block.height
    return y


def _draw_extras(sheet: Sheet, forest: Forest, row: ForestRow, middle: float) -> None:
    """A row's lights and its weight, beneath its mark."""
    draw_lights(sheet, forest, row, 0, middle)
    if forest.weights and row.weight:
        words = f"weight {forest.weight_words(row)}"
        sheet.text(WIDTH, middle + 5, words, "p-t2 p-halo", anchor="end")


def _study_block(forest: Forest, row: ForestRow) -> _Block:
    said, exact = right_words(forest, row)
    known = row.estimate is not None and row.ci is not None
    extras = forest.weights or forest.risk is not None
    answer = f"{said} ({exact})" if known else f"{said}, {exact}"
    lines = [(line, "p-t p-b") for line in wrap(row.label, WIDTH, SIZE, bold=True, most=3)]
    if forest.dense and _fits_beside(lines[-1][0], answer):
        return _Block(tuple(lines), answer, row, extras=extras)
    if row.second and not forest.dense:
        lines += [(line, "p-t2") for line in wrap(row.second, WIDTH, SIZE, most=2)]
    lines += [(line, "p-t") for line in wrap(answer, WIDTH, SIZE, most=3)]
    return _Block(tuple(lines), "", row, extras=extras)


def _fits_beside(label: str, answer: str) -> bool:
    return width(label, SIZE, bold=True) + width(answer, SIZE) + 12 <= WIDTH


def _pool_blocks(forest: Forest, pool: ForestPool) -> list[_Block]:
    said, exact = right_words(forest, pool)
    answer = f"{said} ({exact})" if pool.ci else f"{said}, {exact}"
    lines = [(line, "p-t p-b") for line in wrap(pool.name, WIDTH, SIZE, bold=True, most=3)]
    lines += [(line, "p-t2") for line in wrap(pool_second(pool), WIDTH, SIZE, most=2)]
    lines += [(line, "p-t") for line in wrap(answer, WIDTH, SIZE, most=3)]
    blocks = [_Block(tuple(lines), "", pool)]
    if pool.pi:
        label = f"{number(pool.level, 0)}% prediction interval"
        words = range_words(forest, pool.pi)
        if _fits_beside(label, words):
            blocks.append(_Block(((label, "p-t2"),), words, None, pool))
        else:
            blocks.append(_Block(((label, "p-t2"), (words, "p-t")), "", None, pool))
    return blocks
