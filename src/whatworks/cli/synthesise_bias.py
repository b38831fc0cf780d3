"""`whatworks synthesise bias`: asymmetry, selection and the sway of single studies."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from .common import AsJson, Row, emit, friendly, number, read_columns, table
from .synthesise_reading import estimate, variance

COUNTS = ("events_t", "total_t", "events_c", "total_c")


class BiasMethod(StrEnum):
    """Estimators of the variance between studies; EE takes all studies to share one effect."""

    REML = "REML"
    DL = "DL"
    EE = "EE"
    ML = "ML"
    HE = "HE"
    HS = "HS"
    SJ = "SJ"
    EB = "EB"
    PM = "PM"
    HSK = "HSk"
    PMM = "PMM"
    FE = "FE"
    CE = "CE"


class BiasTest(StrEnum):
    """z, t, knha for Hartung and Knapp, or adhoc for theirs never narrower than z."""

    Z = "z"
    T = "t"
    KNHA = "knha"
    ADHOC = "adhoc"


class Predictor(StrEnum):
    """What Egger's regression is on."""

    SEI = "sei"
    VI = "vi"
    NI = "ni"
    NINV = "ninv"
    SQRTNI = "sqrtni"
    SQRTNINV = "sqrtninv"


class Alternative(StrEnum):
    """The side that selection is taken to favour; auto is that of the pooled estimate."""

    AUTO = "auto"
    GREATER = "greater"
    LESS = "less"
    TWO_SIDED = "two.sided"


Name = str | None


def bias(  # noqa: PLR0917 - the options of the command
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.", metavar="FILE")],
    yi: Annotated[str, typer.Option(help="The column of estimates, ratios as logarithms.")] = "yi",
    vi: Annotated[str, typer.Option(help="The column of their sampling variances.")] = "vi",
    ni: Annotated[Name, typer.Option(help="The column of sample sizes.", metavar="NI")] = None,
    label: Annotated[Name, typer.Option(help="The column that names studies.", metavar="LABEL")] = None,
    counts: Annotated[
        Name,
        typer.Option(
            help="Four columns joined by commas: events and totals of both groups.", metavar="COUNTS"
        ),
    ] = None,
    scale: Annotated[
        Name, typer.Option(help="RR, OR, HR, IRR, RD, MD, SMD or COR, for words and hints.", metavar="SCALE")
    ] = None,
    method: Annotated[BiasMethod, typer.Option(help="Estimator of the variance between studies.")] = (
        BiasMethod.REML
    ),
    test: Annotated[BiasTest, typer.Option(help="z, t, knha (Hartung and Knapp), or adhoc.")] = BiasTest.Z,
    tests: Annotated[str, typer.Option(help="all, or names joined by commas, such as egger,begg.")] = "all",
    predictor: Annotated[Predictor, typer.Option(help="What Egger's regression is on.")] = Predictor.SEI,
    alternative: Annotated[
        Alternative, typer.Option(help="The side that selection models take to be favoured.")
    ] = Alternative.AUTO,
    level: Annotated[float, typer.Option(help="Level of the intervals, in per cent.")] = 95.0,
    as_json: AsJson = False,
) -> None:
    """Checks for small-study effects, selection by p value, and studies that sway the result.

    Names follow metafor. What does not apply is left out and said.

    Example: whatworks synthesise bias effects.csv --yi yi --vi vi --ni n --tests egger,begg --json
    """
    from whatworks import synthesise  # noqa: PLC0415
    from whatworks.synthesise.bias_parts import PARTS  # noqa: PLC0415 - loads the numbers' libraries

    with friendly(as_json=as_json):
        names = tuple(c.strip() for c in counts.split(",")) if counts else ()
        if names and len(names) != len(COUNTS):
            raise ValueError(f"--counts names {len(names)} columns; it needs {', '.join(COUNTS)}")
        wanted = (yi, vi, *(n for n in (ni, label) if n), *names)
        columns, labels, left_out = _read(file, wanted, label)
        result = synthesise.bias(
            columns[yi], columns[vi], ni=columns[ni] if ni else None, labels=labels, scale=scale,
            counts=dict(zip(COUNTS, (columns[n] for n in names), strict=True)) if names else None,
            tests=tests, method=method.value, test=test.value, level=level, predictor=predictor.value,
            alternative=None if alternative is Alternative.AUTO else alternative.value,
        )  # fmt: skip
    record = result.to_json()
    record["diagnostics"] = [*left_out, *record["diagnostics"]]
    if as_json:
        emit({**dict.fromkeys(PARTS), **record})
        return
    _show(result, record["diagnostics"], file.name)


def _read(
    file: Path, wanted: tuple[str, ...], label: str | None
) -> tuple[dict[str, list[float]], list[str] | None, list[str]]:
    """Columns of numbers, the labels, and in words the lines left out as a cell is empty."""
    names = tuple(dict.fromkeys(wanted))
    numbers = [n for n in names if n != label]
    columns: dict[str, list[float]] = {n: [] for n in numbers}
    labels: list[str] = []
    left_out = []
    rows: list[Row] = read_columns(file, names)
    for line, row in rows:
        place = f"{file.name}, line {line}"
        values = {n: number(row, n, place) for n in numbers}
        estimate(row, wanted[0], place)
        variance(row, wanted[1], place)
        empty = [n for n, v in values.items() if v is None]
        if empty:
            left_out.append(f"Line {line} is left out: no {' and '.join(empty)}.")
            continue
        for name, value in values.items():
            if value is not None:
                columns[name].append(value)
        labels.append(row[label].strip() if label else f"line {line}")
    if not labels:
        raise ValueError(f"{file.name}: no row has all of {', '.join(numbers)}; there is nothing to check")
    return columns, labels, left_out


def _show(result: Any, diagnostics: list[str], name: str) -> None:
    def shown(value: float | None) -> str:
        return "" if value is None else f"{value:.4f}"

    columns = ("statistic", "p_value", "estimate", "conf_low", "conf_high")
    rows = [[row["check"], *(shown(row[c]) for c in columns)] for row in result.tidy()]
    table(f"Bias in {name}", ["Check", "Statistic", "p", "Estimate", "From", "To"], rows)
    typer.echo(result.sentence())
    for words in diagnostics:
        typer.echo(f"  {words}")
