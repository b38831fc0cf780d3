"""`whatworks synthesise absolute`: what a relative effect comes to among people at a chosen risk."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from .common import AsJson, emit, friendly, read_columns, table
from .synthesise_models import Estimator, IntervalTest
from .synthesise_reading import estimate, variance
from .synthesise_regress import MISSING


class Ratio(StrEnum):
    """Scales that a risk can be worked out from."""

    RR = "RR"
    OR = "OR"
    HR = "HR"
    RD = "RD"


class Good(StrEnum):
    """Which way is better for people."""

    LOWER = "lower"
    HIGHER = "higher"


def absolute(  # noqa: PLR0917 - the options of the command
    file: Annotated[
        Path | None,
        typer.Argument(help="A CSV file of estimates to pool; or give --estimate.", metavar="FILE"),
    ] = None,
    baseline: Annotated[
        list[str] | None, typer.Option(help="Risk without the intervention, as 0.12 or 12%; may be repeated.")
    ] = None,
    scale: Annotated[Ratio, typer.Option(help="RR, OR, HR or RD.")] = Ratio.RR,
    estimate: Annotated[
        float | None, typer.Option(help="The effect as it is read: a ratio, or a difference of shares.")
    ] = None,
    low: Annotated[float | None, typer.Option(help="Lower end of its interval.")] = None,
    high: Annotated[float | None, typer.Option(help="Upper end of its interval.")] = None,
    per: Annotated[int, typer.Option(help="Of how many people to speak.")] = 1000,
    good: Annotated[Good, typer.Option(help="Whether fewer or more events are better.")] = Good.LOWER,
    yi: Annotated[str, typer.Option(help="The column of estimates, ratios as logarithms.")] = "yi",
    vi: Annotated[str, typer.Option(help="The column of their sampling variances.")] = "vi",
    method: Annotated[
        Estimator, typer.Option(help="Estimator of the variance between studies.")
    ] = Estimator.REML,
    test: Annotated[IntervalTest, typer.Option(help="z, t, knha or adhoc.")] = IntervalTest.KNHA,
    level: Annotated[float, typer.Option(help="Level of the intervals, in per cent.")] = 95.0,
    as_json: AsJson = False,
) -> None:
    """How many of every 1,000 with and without, the difference, and the number needed to treat.

    The effect is pooled from FILE, or given by --estimate, --low and --high as it stands in print.

    Example: whatworks synthesise absolute --scale RR --estimate 0.8 --low 0.7 --high 0.92 --baseline 12%
    """
    with friendly(as_json=as_json):
        from whatworks.synthesise.absolute import absolute as at  # noqa: PLC0415

        if not baseline:
            raise ValueError("give the risk without the intervention, as --baseline 0.12 or --baseline 12%")
        risks = [_risk(words) for words in baseline]
        printed = _printed(scale, (estimate, low, high))
        left_out: list[str] = []
        effect: Any = printed
        if file is not None and printed is None:
            effect, left_out = _pooled(file, yi, vi, scale.value, method.value, test.value, level)
        elif file is not None or printed is None:
            raise ValueError("give either a FILE of estimates to pool, or --estimate, and not both")
        rows = at(
            effect, risks, scale=scale.value, per=per, better=-1 if good is Good.LOWER else 1, level=level
        )
    if as_json:
        emit({"scale": scale.value, "per": per, "baselines": [row.to_json() for row in rows],
              "diagnostics": left_out})  # fmt: skip
        return
    for words in left_out:
        typer.echo(f"  {words}")
    for row in rows:
        typer.echo(row.sentence())
        for note in row.notes:
            typer.echo(f"  {note}")
    cells = [
        [f"{100 * row.baseline:g}%", *(f"{part['estimate']:.1f}" for part in row.tidy()), row.needed.words()]
        for row in rows
    ]
    table(f"Of every {per:,}", ["Baseline", "Without", "With", "Difference", "Number needed"], cells)


def _risk(words: str) -> float:
    text = words.strip()
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise ValueError(f"--baseline {words!r} is no risk; write 0.12 or 12%") from None


def _printed(scale: Ratio, given: tuple[float | None, ...]) -> list[float | None] | None:
    """The effect given by hand, on the analysis scale."""
    if given[0] is None:
        if given[1:] != (None, None):
            raise ValueError("--low and --high need --estimate")
        return None
    if (given[1] is None) != (given[2] is None):
        raise ValueError("give both ends of the interval, --low and --high, or neither")
    wrong = next((v for v in given if v is not None and not math.isfinite(v)), None)
    if wrong is not None:
        raise ValueError(f"{wrong:g} is no finite number; give the effect as it stands in print")
    value, low, high = given
    if value is not None and low is not None and high is not None and not low <= value <= high:
        raise ValueError(
            f"the interval {low:g} to {high:g} does not hold the estimate {value:g}; check --low and --high"
        )
    if scale is Ratio.RD:
        return list(given)
    wrong = next((v for v in given if v is not None and v <= 0), None)
    if wrong is not None:
        raise ValueError(f"{wrong:g} is no ratio; give {scale} as it is read, above 0, not its logarithm")
    return [None if v is None else math.log(v) for v in given]


def _pooled(  # noqa: PLR0917 - what the command was given
    file: Path, yi: str, vi: str, scale: str, method: str, test: str, level: float
) -> tuple[Any, list[str]]:
    from whatworks import synthesise  # noqa: PLC0415

    estimates, variances, left_out = [], [], []
    for line, row in read_columns(file, (yi, vi)):
        empty = [c for c in (yi, vi) if row[c].strip() in MISSING]
        if empty:
            left_out.append(f"Line {line} is left out: no {' and '.join(empty)}.")
            continue
        estimates.append(estimate(row, yi, f"{file.name}, line {line}"))
        variances.append(variance(row, vi, f"{file.name}, line {line}"))
    if not estimates:
        raise ValueError(f"{file.name}: no row has both {yi} and {vi}, so there is nothing to pool")
    pooled = synthesise.pool(estimates, variances, method=method, test=test, level=level, scale=scale)
    return pooled, [*left_out, *pooled.pool.diagnostics]
