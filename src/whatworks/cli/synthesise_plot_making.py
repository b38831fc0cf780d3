"""What `whatworks synthesise plot` draws: the table read, the model fitted, the figure made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .common import read_columns
from .synthesise_reading import estimate, variance

if TYPE_CHECKING:
    from whatworks.figures import Figure
    from whatworks.synthesise import PoolResult


class PlotKind(StrEnum):
    """What can be drawn."""

    FOREST = "forest"
    CUMULATIVE = "cumulative"
    LEAVE_ONE_OUT = "leave-one-out"
    FUNNEL = "funnel"
    BAUJAT = "baujat"
    BUBBLE = "bubble"
    DRAPERY = "drapery"
    GOSH = "gosh"
    LIKELIHOOD = "likelihood"
    P_CURVE = "p-curve"


class Better(StrEnum):
    """Which values are better."""

    HIGHER = "higher"
    LOWER = "lower"


Name = str | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the command was asked for."""

    kind: PlotKind
    group: Name
    formula: Name
    along: Name
    order: Name
    risk: Name
    risk_levels: str
    better: Better | None
    sides: tuple[str, str]
    title: str
    method: str
    test: str
    level: float
    scale: Name
    fill: bool
    precision: bool
    subsets: int


@dataclass(frozen=True)
class Table:
    """The file by column, numbers where a column holds nothing else, with yi, vi and names drawn out."""

    yi: list[float | None]
    vi: list[float | None]
    labels: list[str]
    columns: Mapping[str, list[Any]]


def read(file: Path, *, yi: str, spread: str, squared: bool, asked: Asked, label: Name) -> Table:
    """The file's rows. Raises ValueError naming line and column for what is no estimate or variance."""
    wanted = [c for c in (label, asked.group, asked.order, asked.along) if c]
    rows = read_columns(file, list(dict.fromkeys([yi, spread, *wanted, *_split(asked.risk)])))
    estimates, variances, labels = [], [], []
    for line, row in rows:
        place = f"{file.name}, line {line}"
        estimates.append(estimate(row, yi, place))
        variances.append(variance(row, spread, place, squared=squared))
        labels.append((row[label].strip() if label else "") or f"Line {line}")
    columns = {name: _column([row[name] for _, row in rows]) for name in rows[0][1]}
    return Table(estimates, variances, labels, columns)


def _column(cells: Sequence[str]) -> list[Any]:
    texts = [cell.strip() for cell in cells]
    try:
        values = [None if text in ("", "NA") else float(text) for text in texts]
        if all(value is None or isfinite(value) for value in values):
            return values
    except ValueError:
        pass
    return [text if text not in ("", "NA") else None for text in texts]


def _split(names: Name) -> list[str]:
    return [name.strip() for name in (names or "").split(",") if name.strip()]


def drawn(table: Table, asked: Asked) -> tuple[Figure, tuple[str, ...]]:
    """The figure, and in words what was left out and what to know of the fit."""
    from whatworks import synthesise  # noqa: PLC0415

    if asked.kind is PlotKind.BUBBLE:
        return _bubble(table, asked)
    pooled = synthesise.pool(
        table.yi, table.vi, method=asked.method, test=asked.test, level=asked.level, scale=asked.scale,
        labels=table.labels,
    )  # fmt: skip
    return _of_pool(pooled, table, asked), pooled.pool.diagnostics


def _of_pool(pooled: PoolResult, table: Table, asked: Asked) -> Figure:
    from whatworks.synthesise import plots  # noqa: PLC0415

    sides: dict[str, Any] = {"left_words": asked.sides[0], "right_words": asked.sides[1]}
    turned = sides | {"better": {None: None, Better.HIGHER: 1, Better.LOWER: -1}[asked.better]}
    by = {asked.group: table.columns[asked.group]} if asked.group else None
    order = _numbers(table, asked.order) if asked.order else None
    upright: Any = "precision" if asked.precision else "se"
    title = asked.title
    kinds: dict[PlotKind, Callable[[], Figure]] = {
        PlotKind.FOREST: lambda: plots.forest_of(pooled, title=title, by=by, **turned, **_risk(table, asked)),
        PlotKind.CUMULATIVE: lambda: plots.cumulative_of(pooled, order, title=title, **turned),
        PlotKind.LEAVE_ONE_OUT: lambda: plots.leave_one_out_of(pooled, title=title, **turned),
        PlotKind.FUNNEL: lambda: plots.funnel_of(
            pooled, title=title, fill=asked.fill, upright=upright, **sides
        ),
        PlotKind.BAUJAT: lambda: plots.baujat_of(pooled, title=title),
        PlotKind.DRAPERY: lambda: plots.drapery_of(pooled, title=title, **sides),
        PlotKind.GOSH: lambda: plots.gosh_of(pooled, title=title, subsets=asked.subsets),
        PlotKind.LIKELIHOOD: lambda: plots.likelihood_of(pooled, title=title),
        PlotKind.P_CURVE: lambda: plots.p_curve_of(pooled, title=title),
    }
    return kinds[asked.kind]()


def _numbers(table: Table, name: str) -> list[float]:
    values = table.columns[name]
    if any(isinstance(value, str) for value in values):
        raise ValueError(f"column {name!r} holds words, and numbers are needed here")
    return [float("nan") if value is None else value for value in values]


def _risk(table: Table, asked: Asked) -> dict[str, Any]:
    """How risk of bias is shown, by study's name."""
    names = _split(asked.risk)
    if not names:
        return {}
    from whatworks.figures import ForestRisk, TrafficScale  # noqa: PLC0415

    if len(set(table.labels)) != len(table.labels):
        raise ValueError("two studies share a name, so their judgements cannot be told apart; give --label")
    whole = [name for name in names if name.casefold() == "overall"]
    domains = [name for name in names if name not in whole]
    judged = {
        label: {domain: _words(table.columns[domain][i]) for domain in domains}
        for i, label in enumerate(table.labels)
    }
    overall = {
        label: words for name in whole for i, label in enumerate(table.labels)
        if (words := _words(table.columns[name][i])) is not None
    }  # fmt: skip
    scale = TrafficScale(levels=tuple(_split(asked.risk_levels)), off=("No information",))
    shown = ForestRisk(scale=scale, domains=tuple((name, name) for name in domains))
    return {"risk": shown, "judgements": judged, "overall": overall}


def _words(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return f"{value:g}"


def _bubble(table: Table, asked: Asked) -> tuple[Figure, tuple[str, ...]]:
    from whatworks import synthesise  # noqa: PLC0415
    from whatworks.synthesise import plots  # noqa: PLC0415

    formula = asked.formula or (f"~ {asked.along}" if asked.along else None)
    if formula is None:
        raise ValueError('a bubble plot needs a moderator: --along year, or --formula "~ year + type"')
    frame = {**table.columns, "yi": table.yi, "vi": table.vi}
    fitted = synthesise.regress(
        frame, formula=formula, yi="yi", vi="vi", method=asked.method, test=asked.test, level=asked.level
    )
    moderator = asked.along or next(iter(fitted.model.data if fitted.model else {}), "")
    figure = plots.bubble_of(fitted, moderator, scale=asked.scale, title=asked.title, labels=table.labels)
    return figure, fitted.diagnostics
