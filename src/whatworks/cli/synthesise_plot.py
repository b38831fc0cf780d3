"""`whatworks synthesise plot`: a table of effects drawn as SVG or PNG."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .common import AsJson, emit, friendly, refuse_idle
from .synthesise_models import Estimator, IntervalTest
from .synthesise_plot_making import Asked, Better, Name, PlotKind, drawn, read


class PlotScale(StrEnum):
    """What the effects are; ratios are printed out of their logarithms."""

    RR = "RR"
    OR = "OR"
    HR = "HR"
    IRR = "IRR"
    RD = "RD"
    MD = "MD"
    SMD = "SMD"
    COR = "COR"


RISK_LEVELS = "Low,Some concerns,High"


OWN = {
    "group": ("forest",), "risk": ("forest",), "risk_levels": ("forest",), "formula": ("bubble",),
    "along": ("bubble",), "order": ("cumulative",), "fill": ("funnel",), "precision": ("funnel",),
    "subsets": ("gosh",),
}  # fmt: skip
"""Options that one kind of plot alone has."""


def _idle(kind: PlotKind, has_se: bool) -> dict[str, str]:
    """Options that do nothing for this kind of plot, and why."""
    found = {
        name: f"it is of {' and '.join(kinds)} plots"
        for name, kinds in OWN.items()
        if kind.value not in kinds
    }
    if kind is PlotKind.GOSH:
        found |= dict.fromkeys(
            ("method", "test"), "subsets are pooled by equal effects, with a normal interval"
        )
    if kind is PlotKind.P_CURVE:
        found |= dict.fromkeys(("method", "test", "level"), "a p-curve pools nothing")
    return found | ({"vi": "--se names standard errors in its place"} if has_se else {})


def plot(  # noqa: PLR0917 - the options of the command
    context: typer.Context,
    kind: Annotated[PlotKind, typer.Argument(help="What to draw.")],
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.", metavar="FILE")],
    out: Annotated[Path, typer.Option(help="Where to write it; ends in .svg or .png.")],
    yi: Annotated[str, typer.Option(help="The column of estimates, ratios as logarithms.")] = "yi",
    vi: Annotated[str, typer.Option(help="The column of their sampling variances.")] = "vi",
    se: Annotated[
        Name, typer.Option(help="The column of standard errors, in place of variances.", metavar="SE")
    ] = None,
    label: Annotated[Name, typer.Option(help="The column of studies' names.")] = None,
    group: Annotated[Name, typer.Option(help="Forest: the column that makes the groups.")] = None,
    formula: Annotated[Name, typer.Option(help='Bubble: the regression, such as "~ year + type".')] = None,
    along: Annotated[Name, typer.Option(help="Bubble: the column to draw along; else the first.")] = None,
    order: Annotated[Name, typer.Option(help="Cumulative: the column that sorts the studies.")] = None,
    risk: Annotated[
        Name, typer.Option(help="Forest: columns of judgements, joined by commas; 'overall' is the whole.")
    ] = None,
    risk_levels: Annotated[
        str, typer.Option(help="The judgements from best to worst, joined by commas.")
    ] = RISK_LEVELS,
    scale: Annotated[PlotScale | None, typer.Option(help="What the effects are.")] = None,
    better: Annotated[Better | None, typer.Option(help="Which values are better; they stand right.")] = None,
    left: Annotated[str, typer.Option(help="What the left side means.")] = "",
    right: Annotated[str, typer.Option(help="What the right side means.")] = "",
    title: Annotated[str, typer.Option(help="The figure's name.")] = "",
    method: Annotated[Estimator, typer.Option(help="Estimator of the variance between studies.")] = (
        Estimator.REML
    ),
    test: Annotated[
        IntervalTest, typer.Option(help="z, t, knha (Hartung and Knapp) or adhoc.")
    ] = IntervalTest.KNHA,
    level: Annotated[float, typer.Option(help="Level of the intervals, in per cent.")] = 95.0,
    fill: Annotated[bool, typer.Option("--fill", help="Funnel: add what trim and fill supposes.")] = False,
    precision: Annotated[bool, typer.Option("--precision", help="Funnel: precision upright.")] = False,
    subsets: Annotated[int, typer.Option(help="GOSH: at most so many subsets.")] = 20_000,
    narrow: Annotated[bool, typer.Option("--narrow", help="The drawing for a phone.")] = False,
    zoom: Annotated[float, typer.Option(help="PNG: pixels for each px of the drawing.")] = 2.0,
    as_json: AsJson = False,
) -> None:
    """Draw a table of effects. It is written with its words, and they are printed too.

    Example: whatworks synthesise plot forest effects.csv --label study --scale RR --out forest.svg
    """
    asked = Asked(
        kind=kind, group=group, formula=formula, along=along, order=order, risk=risk,
        risk_levels=risk_levels, better=better, sides=(left, right), title=title, method=method.value,
        test=test.value, level=level, scale=scale.value if scale else None, fill=fill, precision=precision,
        subsets=subsets,
    )  # fmt: skip
    with friendly(as_json=as_json):
        refuse_idle(context, _idle(kind, se is not None))
        table = read(file, yi=yi, spread=se or vi, squared=se is not None, asked=asked, label=label)
        figure, notes = drawn(table, asked)
        try:
            figure.save(out, scale=zoom, narrow=narrow)
        except ImportError as error:
            raise ValueError(str(error)) from None
    if as_json:
        emit(
            {"out": str(out), "alt": figure.alt, "caption": figure.caption, "diagnostics": list(notes),
             "header": list(figure.table.header), "rows": [list(row) for row in figure.table.rows]}
        )  # fmt: skip
        return
    typer.echo(f"Wrote {out}")
    for words in (figure.alt, figure.caption or "", *notes):
        if words:
            typer.echo(f"  {words}")
