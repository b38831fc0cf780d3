"""The forest plot: every study in a row, what they come to together, and how to read it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from whatworks.terms import Scale

from .figure import Figure
from .forest_narrow import draw_narrow
from .forest_risk import traffic_of
from .forest_terms import Forest, ForestGroup, ForestPool, ForestRisk, ForestRow, ForestTest
from .forest_wide import draw_wide
from .forest_words import alt_words, caption_words, table_of

_DENSE_FROM = 7
"""From this many studies on, a row is one line."""


def forest(
    rows: Sequence[ForestRow],
    pool: ForestPool | Sequence[ForestPool] | None = None,
    *,
    title: str,
    left_words: str,
    right_words: str,
    scale_words: str = "",
    scale: Scale | None = None,
    flip: bool = False,
    points: bool = False,
    places: int | None = None,
    level: float = 95.0,
    groups: Sequence[ForestGroup] = (),
    between: ForestTest | None = None,
    weights: bool = False,
    risk: ForestRisk | None = None,
    heading: str = "Study",
    note: str = "",
    sided: bool = True,
) -> Figure:
    """A forest plot, wide (760 px) and narrow (340 px), better always on the right.

    Values are on the printed scale: a ratio as a ratio, drawn on a logarithmic axis when `scale` is one.
    Where a lower value is better, `flip` turns the axis round; `left_words` and `right_words` say what the
    two sides of the drawing mean after that ('more in care', 'fewer in care'). `points` draws shares of
    one as percentage points. `groups` stand below `rows`, each with its heading and subtotal, and `between`
    tests whether they differ. `weights` prints each study's share, `risk` its risk of bias. `heading` names
    the rows where they are not studies (cumulative, leave-one-out), and `note` opens the caption. Where it is
    not known which side is better, `sided` False draws all marks alike. Raises
    ValueError for a number that has no place on the axis and a judgement that is not on the scale.
    """
    every = (*rows, *(row for group in groups for row in group.rows))
    pools = (pool,) if isinstance(pool, ForestPool) else tuple(pool or ())
    plot = Forest(
        rows=every,
        pools=pools,
        title=title,
        left_words=left_words,
        right_words=right_words,
        scale_words=scale_words,
        log=scale is not None and scale.is_ratio,
        flip=flip,
        points=points,
        places=places if places is not None else 1 if points else 2,
        level=level,
        dense=bool(len(every) >= _DENSE_FROM or groups or weights or risk),
        groups=tuple(groups),
        between=between,
        weights=weights,
        risk=risk,
        heading=heading,
        note=note,
        sided=sided,
    )
    _check(plot)
    if (judged := traffic_of(plot, alone=False)) is not None:
        judged.check()
    alt = alt_words(plot)
    return Figure(
        svg=draw_wide(plot, alt),
        svg_narrow=draw_narrow(plot, alt),
        alt=alt,
        caption=caption_words(plot) or None,
        table=table_of(plot),
        title=title,
    )


def _check(plot: Forest) -> None:
    for row in plot.rows:
        _check_numbers(plot, row.label, row.estimate, row.ci)
        if row.weight is not None and not (math.isfinite(row.weight) and row.weight >= 0):
            raise ValueError(f"Forest plot, {row.label!r}: weight {row.weight} is not a number from 0 up")
    for pool in (*plot.pools, *plot.subtotals):
        _check_numbers(plot, pool.name, pool.estimate, pool.ci)
        _check_numbers(plot, pool.name, pool.estimate, pool.pi)


def _check_numbers(
    plot: Forest, label: str, estimate: float | None, ends: tuple[float, float] | None
) -> None:
    for value in (*([] if estimate is None else [estimate]), *(ends or ())):
        if not math.isfinite(value):
            raise ValueError(f"Forest plot, {label!r}: {value} is no number; leave what is not known out")
    if plot.log and estimate is not None and estimate <= 0:
        raise ValueError(
            f"Forest plot, {label!r}: a ratio is above 0, and {estimate} is not; is it a logarithm?"
        )
    if ends is not None and ends[0] > ends[1]:
        raise ValueError(f"Forest plot, {label!r}: the interval's lower end {ends[0]} is above {ends[1]}")
