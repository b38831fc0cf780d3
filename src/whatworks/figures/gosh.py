"""The GOSH plot: what the answer would have been with other sets of the same studies."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from whatworks.terms import Scale

from .chart import Chart, Glyph, Plan, Side, both
from .figure import Figure, Table
from .glyphs import patch, stroke
from .ruler import extent
from .study_point import printed
from .text import number, sentence

_HEIGHT, _ABOVE, _BESIDE = 300.0, 62.0, 62.0
_CELL = 6.0
"""Side of a cell in px: fine enough to show clusters, coarse enough to keep the file small."""
_TONES = 5
_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class _Gosh:
    estimates: tuple[float, ...]
    spreads: tuple[float, ...]
    whole: tuple[float, float] | None
    title: str
    scale_words: str
    y_words: str
    ratio: bool


def gosh(
    estimates: Sequence[float],
    spreads: Sequence[float],
    *,
    title: str,
    whole: tuple[float, float] | None = None,
    scale_words: str = "",
    y_words: str = "I², %",
    scale: Scale | None = None,
    note: str = "",
) -> Figure:
    """A GOSH plot (Olkin, Dahabreh and Trikalinos 2012), wide (720 px) and narrow (340 px).

    `estimates` (analysis scale) and `spreads` (I2 in per cent, or another measure) hold one value a subset of
    studies, thousands of them; they are counted in cells, darker where there are more, with a histogram at
    each side. `whole` is the pair with all studies. Two clouds mean that the studies fall into groups.
    Raises ValueError for lists of unequal length or numbers that are none.
    """
    if len(estimates) != len(spreads) or not estimates:
        raise ValueError(
            f"GOSH plot: {len(estimates)} estimates, {len(spreads)} spreads; give one pair a subset"
        )
    if not all(map(math.isfinite, (*estimates, *spreads, *(whole or ())))):
        raise ValueError("GOSH plot: an estimate or spread is no number; leave that subset out")
    plot = _Gosh(
        tuple(map(float, estimates)), tuple(map(float, spreads)), whole, title, scale_words or "Estimate",
        y_words, scale is not None and scale.is_ratio,
    )  # fmt: skip
    alt = _alt(plot)
    wide, narrow = both(lambda room, kind: _draw(plot, room, kind, alt))
    caption = "Each subset of studies gives an estimate and a spread; the darker, the more subsets. "
    caption += "Two clouds would mean that the studies fall into groups that should not be averaged."
    return Figure(
        svg=wide,
        svg_narrow=narrow,
        alt=alt,
        caption=f"{caption} {note}".strip(),
        table=_table(plot),
        title=title,
    )


def _plan(plot: _Gosh) -> Plan:
    x = extent([*plot.estimates, *([plot.whole[0]] if plot.whole else [])], pad=0.03)
    within = (0.0, 100.0) if plot.y_words.startswith("I²") else (0.0, math.inf)
    y = extent([*plot.spreads, *([plot.whole[1]] if plot.whole else [])], pad=0.03, within=within)
    key: list[tuple[Glyph, str]] = [(patch("c-h1"), "Few subsets"), (patch("c-h5"), "Many")]
    if plot.whole:
        key.append((stroke("c-limit"), "All studies"))
    return Plan(
        x=Side(low=x[0], high=x[1], title=plot.scale_words, ratio=plot.ratio),
        y=Side(low=y[0], high=y[1], title=plot.y_words),
        height=_HEIGHT, key=tuple(key), above=_ABOVE, beside=_BESIDE,
    )  # fmt: skip


def _draw(plot: _Gosh, wide: float, kind: str, alt: str) -> str:
    chart = Chart(_plan(plot), wide, kind)
    chart.grid()
    left, top, _, _ = chart.box
    last = int(_HEIGHT // _CELL) - 1
    cells = Counter(
        (int((chart.x.at(e) - left) // _CELL), min(int((chart.y.at(s) - top) // _CELL), last))
        for e, s in zip(plot.estimates, plot.spreads, strict=True)
    )
    _draw_cells(chart, cells)
    _draw_sides(chart, cells)
    if plot.whole:
        chart.upright(plot.whole[0], "c-limit")
        chart.level(plot.whole[1], "c-limit")
        chart.sheet.circle(*chart.at(*plot.whole), 5.5, "c-peak")
    return chart.finish(alt)


def _draw_cells(chart: Chart, cells: Counter[tuple[int, int]]) -> None:
    """Cells of one tone in one path; cells side by side in one stroke of it."""
    left, top, _, _ = chart.box
    most = max(cells.values())
    tones: dict[int, list[tuple[int, int]]] = {}
    for (column, row), count in cells.items():
        share = math.log1p(count) / math.log1p(most)
        tones.setdefault(max(1, math.ceil(share * _TONES)), []).append((row, column))
    for tone, places in sorted(tones.items()):
        steps: list[str | float] = []
        for row, first, length in _runs(sorted(places)):
            steps += ["M", left + first * _CELL, top + row * _CELL, "h", length * _CELL, "v", _CELL]
            steps += ["h", -length * _CELL, "Z"]
        chart.sheet.path(f"c-h{tone}", *steps)


def _runs(places: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Row, first column and number of columns of each unbroken run of cells."""
    runs = []
    for (row, _), group in groupby(enumerate(places), key=lambda item: (item[1][0], item[1][1] - item[0])):
        columns = [column for _, (_, column) in group]
        runs.append((row, columns[0], len(columns)))
    return runs


def _draw_sides(chart: Chart, cells: Counter[tuple[int, int]]) -> None:
    """How many subsets stand in each column, above, and in each row, at the right."""
    left, top, right, _ = chart.box
    columns: Counter[int] = Counter()
    rows: Counter[int] = Counter()
    for (column, row), count in cells.items():
        columns[column] += count
        rows[row] += count
    steps: list[str | float] = []
    for column, count in sorted(columns.items()):
        high = (_ABOVE - 12) * count / max(columns.values())
        steps += ["M", left + column * _CELL, top - 4, "v", -high, "h", _CELL, "v", high, "Z"]
    for row, count in sorted(rows.items()):
        long = (_BESIDE - 4) * count / max(rows.values())
        steps += ["M", right + 4, top + row * _CELL, "h", long, "v", _CELL, "h", -long, "Z"]
    chart.sheet.path("c-h3", *steps)


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _alt(plot: _Gosh) -> str:
    ordered, spread = sorted(plot.estimates), sorted(plot.spreads)
    a, b = (printed(_quantile(ordered, s), plot.ratio) for s in (0.05, 0.95))
    c, d = (number(_quantile(spread, s), 0 if spread[-1] > 10 else 3) for s in (0.05, 0.95))
    parts = [plot.title, f"GOSH plot of {len(plot.estimates):,} subsets of the studies"]
    parts.append(f"nine in ten give {plot.scale_words} from {a} to {b}")
    parts.append(f"nine in ten give {plot.y_words} from {c} to {d}")
    if plot.whole:
        parts.append(f"with all studies {printed(plot.whole[0], plot.ratio)} and {number(plot.whole[1], 1)}")
    return " ".join(sentence(part) for part in parts)


def _table(plot: _Gosh) -> Table:
    ordered, spread = sorted(plot.estimates), sorted(plot.spreads)
    rows = [
        (f"{number(100 * s, 0)}% of subsets are below", printed(_quantile(ordered, s), plot.ratio),
         number(_quantile(spread, s), 1 if spread[-1] > 10 else 3))
        for s in _SHARES
    ]  # fmt: skip
    if plot.whole:
        rows.append(("All studies", printed(plot.whole[0], plot.ratio), number(plot.whole[1], 1)))
    return Table(plot.title, ("Subsets", plot.scale_words, plot.y_words), tuple(rows))
