"""Forest plots of a pooled effect: by group, with risk of bias, cumulative, and leaving each study out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from whatworks.figures import Figure, ForestGroup, ForestPool, ForestRisk, ForestRow, ForestTest, forest
from whatworks.figures.forest_terms import on_printed_scale
from whatworks.stats import Fit
from whatworks.stats.pooling.inference import quantile
from whatworks.stats.robustness.cumulative import cumulative
from whatworks.stats.robustness.influence import leave_one_out
from whatworks.terms import Scale

from .design import clean, shown
from .plot_rows import Sides, in_order, name_of, numbers, scale_words, settings, sides_of
from .pool_result import PoolResult
from .subgroups import Subgroup, SubgroupResult, subgroups
from .words import count_words

UNNAMED = "group"


class _Look(TypedDict):
    title: str
    left_words: str
    right_words: str
    scale_words: str
    scale: Scale | None
    flip: bool
    points: bool
    level: float
    sided: bool


def forest_of(
    pool: PoolResult,
    *,
    title: str = "",
    by: Any = None,
    tau2: str = "separate",
    left_words: str = "",
    right_words: str = "",
    better: int | None = None,
    order: str = "given",
    second: Mapping[str, str] | None = None,
    weights: bool = True,
    risk: ForestRisk | None = None,
    judgements: Mapping[str, Mapping[str, str | None]] | None = None,
    overall: Mapping[str, str] | None = None,
    places: int | None = None,
) -> Figure:
    """The forest plot of a pool: each study, its weight, what they come to, and where a new one may fall.

    `by` groups the studies: one value a study in the order they were given, or {name: values}; each group has
    its subtotal (with `tau2` "separate" or "common"), and the test between groups stands below. `better` is 1
    where higher is better and -1 where lower is, which then stands at the right; without it, and without
    effects that know, marks take no side. `order`: given, effect, weight or name. `second` (sizes, say),
    `judgements` by domain and `overall` are by study's name, and `risk` says how they are shown. `places` is
    how many decimals are printed.
    """
    sides = sides_of(pool, better, left_words, right_words)
    judged = risk is not None
    rows = {
        i: _row(
            pool, i, second or {}, (judgements or {}) if judged else {}, (overall or {}) if judged else {}
        )
        for i in in_order(pool, order)
    }
    look = _look(pool, title or "Forest plot", sides)
    whole = ForestPool.from_pool(pool.pool, label="All studies" if by is not None else None)
    if by is None:
        return forest(list(rows.values()), whole, weights=weights, risk=risk, places=places, **look)
    loose, groups, between = _groups(pool, by, tau2, rows)
    return forest(
        loose, whole, groups=groups, between=between, weights=weights, risk=risk, places=places, **look
    )


def _groups(
    pool: PoolResult, by: Any, tau2: str, rows: Mapping[int, ForestRow]
) -> tuple[list[ForestRow], list[ForestGroup], ForestTest | None]:
    """The rows of no group, the groups with their subtotals, and the test between them."""
    name, values = _levels(pool, by)
    yi, vi = numbers(pool)
    found = subgroups(
        yi, vi, by={name: values}, tau2=tau2, scale=pool.pool.scale, **settings(pool, "a forest by group")
    )
    levels = [None if value is None else shown(value) for value in values]
    groups = [
        ForestGroup(
            name=group.level if name == UNNAMED else f"{name}: {group.level}",
            rows=tuple(row for i, row in rows.items() if levels[i] == group.level),
            pool=_subtotal(group, pool.pool.scale, found.level),
        )
        for group in found.groups
    ]
    return [row for i, row in rows.items() if levels[i] is None], groups, _test(found)


def cumulative_of(pool: PoolResult, order: Sequence[float] | None = None, **more: Any) -> Figure:
    """The forest plot of what was known after each study: `order` (such as years) as they were given.

    `more` holds title, left_words, right_words and better, as in `forest_of`.
    """
    sides = sides_of(pool, more.get("better"), more.get("left_words", ""), more.get("right_words", ""))
    given = in_order(pool, "given")
    keys = None
    if order is not None:
        if len(order) < max(row.place for row in pool.rows):
            raise ValueError(f"{len(order)} places in order for {len(pool.rows)} studies; give one for each")
        keys = [float(order[pool.rows[i].place - 1]) for i in given]
        given = [i for _, i in sorted(zip(keys, given, strict=True), key=lambda pair: pair[0])]
    yi, vi = numbers(pool)
    fits = cumulative(yi[given], vi[given], **settings(pool, "a cumulative forest"))
    rows = [
        _fitted(fit, pool, f"+ {name_of(pool.rows[i])}" if n else name_of(pool.rows[i]))
        for n, (i, fit) in enumerate(zip(given, fits, strict=True))
    ]
    note = "Each row pools its study with all those above it; the intervals are those of a single look."
    look = _look(pool, more.get("title") or "Cumulative forest plot", sides)
    return forest(rows, ForestPool.from_pool(pool.pool), heading="Studies so far", note=note, **look)


def leave_one_out_of(pool: PoolResult, *, order: str = "given", **more: Any) -> Figure:
    """The forest plot of what the others come to without each study. `more` as in `cumulative_of`."""
    sides = sides_of(pool, more.get("better"), more.get("left_words", ""), more.get("right_words", ""))
    yi, vi = numbers(pool)
    fits = leave_one_out(yi, vi, **settings(pool, "leaving each study out"))
    rows = [_fitted(fits[i], pool, f"without {name_of(pool.rows[i])}") for i in in_order(pool, order)]
    note = "Each row pools all studies but the one it names."
    look = _look(pool, more.get("title") or "Leaving each study out", sides)
    return forest(rows, ForestPool.from_pool(pool.pool), heading="Left out", note=note, **look)


def _look(pool: PoolResult, title: str, sides: Sides) -> _Look:
    scale = pool.pool.scale
    return _Look(
        title=title, left_words=sides.left, right_words=sides.right,
        scale_words="percentage points" if scale is Scale.RD else scale_words(pool), scale=scale,
        flip=sides.better == -1, points=scale is Scale.RD, level=pool.pool.level,
        sided=sides.better is not None,
    )  # fmt: skip


def _row(
    pool: PoolResult, i: int, second: Mapping[str, str],
    judgements: Mapping[str, Mapping[str, str | None]], overall: Mapping[str, str],
) -> ForestRow:  # fmt: skip
    row, scale = pool.rows[i], pool.pool.scale
    name, half = name_of(row), quantile(pool.pool.level, None) * row.vi**0.5
    low, high = (on_printed_scale(row.yi + side * half, scale) for side in (-1, 1))
    return ForestRow(
        label=name, second=second.get(name, ""), estimate=on_printed_scale(row.yi, scale), ci=(low, high),
        weight=pool.weights[i], judgements=judgements.get(name, {}), overall=overall.get(name),
    )  # fmt: skip


def _fitted(fit: Fit, pool: PoolResult, label: str) -> ForestRow:
    scale = pool.pool.scale
    low, high = on_printed_scale(fit.ci_lb[0], scale), on_printed_scale(fit.ci_ub[0], scale)
    return ForestRow(label=label, estimate=on_printed_scale(fit.b[0], scale), ci=(low, high))


def _levels(pool: PoolResult, by: Any) -> tuple[str, list[Any]]:
    """What makes the groups, and the value of each row; None for a row without."""
    name, given = UNNAMED, by
    if isinstance(by, Mapping):
        if len(by) != 1:
            raise ValueError(f"by has {len(by)} names; groups are made by one, as {{name: values}}")
        name, given = next(iter(by.items()))
    values = list(given)
    if len(values) < max(row.place for row in pool.rows):
        raise ValueError(f"{name} has {len(values)} values for {len(pool.rows)} studies; give one for each")
    return str(name), [clean(values[row.place - 1], row.place, str(name)) for row in pool.rows]


def _subtotal(group: Subgroup, scale: Scale | None, level: float) -> ForestPool:
    spread = "" if group.I2 is None else f", I² {group.I2:.0f}%"
    return ForestPool(
        estimate=on_printed_scale(group.b, scale), level=level, label="Subtotal", k=group.k,
        ci=(on_printed_scale(group.ci_lb, scale), on_printed_scale(group.ci_ub, scale)),
        second=count_words(group.k, "study", "studies") + spread,
    )  # fmt: skip


def _test(found: SubgroupResult) -> ForestTest | None:
    if found.QB is None or found.QBp is None:
        return None
    return ForestTest(stat=found.QB, df=found.QB_df, df2=found.df, p=found.QBp)
