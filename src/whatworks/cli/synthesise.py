"""`whatworks synthesise`: effect sizes from a table of results, one pooled effect from many."""

from __future__ import annotations

from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Annotated, Any

import typer

from .common import AsJson, Row, emit, friendly, number, read_columns, table
from .synthesise_network import network

app = typer.Typer(no_args_is_help=True)
app.command()(network)
File = Annotated[Path, typer.Argument(help="A CSV file with a header.", metavar="FILE")]


class Measure(StrEnum):
    """The effect measures that the command knows."""

    RR = "RR"
    OR = "OR"
    RD = "RD"
    MD = "MD"
    SMD = "SMD"


class Method(StrEnum):
    """Estimators of the variance between studies; EE takes all studies to share one effect."""

    REML = "REML"
    DL = "DL"
    EE = "EE"


class Test(StrEnum):
    """z, or knha for Hartung and Knapp."""

    Z = "z"
    KNHA = "knha"


COUNTS = ("events_t", "total_t", "events_c", "total_c")
MEANS = ("mean_t", "sd_t", "n_t", "mean_c", "sd_c", "n_c")
KEYS = ("b", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2", "I2", "H2", "QE", "QEp", "k")


@app.command()
def effects(
    file: File,
    measure: Annotated[Measure, typer.Option(help="RR, OR, RD from counts; MD, SMD from means.")],
    columns: Annotated[
        str | None,
        typer.Option(help="The columns to use, in order, joined by commas, where they have other names."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Effect sizes and their variances, one a row. Ratios are given as logarithms.

    Counts are read from events_t, total_t, events_c, total_c; means from mean_t, sd_t, n_t,
    mean_c, sd_c, n_c. Rows with an empty cell are left out and said.

    Example: whatworks synthesise effects trials.csv --measure RR --columns ev1,n1,ev2,n2
    """
    with friendly(as_json=as_json):
        wanted = COUNTS if measure in (Measure.RR, Measure.OR, Measure.RD) else MEANS
        names = tuple(c.strip() for c in columns.split(",")) if columns else wanted
        if len(names) != len(wanted):
            raise ValueError(
                f"--columns names {len(names)}; {measure} needs {len(wanted)}: {', '.join(wanted)}"
            )
        rows, left_out = _effects(read_columns(file, names), names, measure, file.name)
    if as_json:
        emit({"measure": measure.value, "effects": rows, "left_out": left_out})
        return
    table(f"{measure} of {file.name}", ["Row", "yi", "vi"],
          [[str(r["row"]), f"{r['yi']:.4f}", f"{r['vi']:.4f}"] for r in rows])  # fmt: skip
    for words in left_out:
        typer.echo(words)


def _effects(
    rows: list[Row], names: tuple[str, ...], measure: Measure, file: str
) -> tuple[list[dict[str, Any]], list[str]]:
    from whatworks import stats  # noqa: PLC0415

    formula: Any = {
        Measure.RR: stats.risk_ratio, Measure.OR: stats.odds_ratio, Measure.RD: stats.risk_difference,
        Measure.MD: stats.mean_difference, Measure.SMD: stats.standardised_mean_difference,
    }[measure]  # fmt: skip
    found: list[dict[str, Any]] = []
    left_out: list[str] = []
    for line, row in rows:
        values = [number(row, n, f"{file}, line {line}") for n in names]
        if None in values:
            empty = ", ".join(n for n, v in zip(names, values, strict=True) if v is None)
            left_out.append(f"Line {line} is left out: no {empty}.")
            continue
        try:
            size = formula(*([v] for v in values))
        except ValueError as error:
            raise ValueError(f"{file}, line {line}: {error}") from None
        estimate, variance = float(size.yi[0]), float(size.vi[0])
        if not (isfinite(estimate) and isfinite(variance)):
            told = ", ".join(f"{n} {v:g}" for n, v in zip(names, values, strict=True) if v is not None)
            raise ValueError(
                f"{file}, line {line}: {told} give no {measure}; check the spreads and the numbers"
            )
        found.append({"row": line, "yi": estimate, "vi": variance})
    return found, left_out


@app.command()
def pool(  # noqa: PLR0917 - the options of the command
    file: File,
    yi: Annotated[str, typer.Option(help="The column of estimates, ratios as logarithms.")] = "yi",
    vi: Annotated[str, typer.Option(help="The column of their sampling variances.")] = "vi",
    se: Annotated[
        str | None, typer.Option(help="The column of standard errors, in place of variances.", metavar="SE")
    ] = None,
    method: Annotated[Method, typer.Option(help="Estimator of the variance between studies.")] = Method.REML,
    test: Annotated[Test, typer.Option(help="z, or knha for Hartung and Knapp.")] = Test.KNHA,
    level: Annotated[float, typer.Option(help="Level of the intervals, in per cent.")] = 95.0,
    as_json: AsJson = False,
) -> None:
    """One pooled effect from many. I2, H2 and the prediction interval are as metafor defines them.

    Example: whatworks synthesise pool effects.csv --yi yi --vi vi --method REML --test knha --json
    """
    from whatworks import synthesise  # noqa: PLC0415

    with friendly(as_json=as_json):
        estimates, variances, left_out = _estimates(file, yi, se or vi, squared=se is not None)
        pooled = synthesise.pool(estimates, variances, method=method.value, test=test.value, level=level)
    record = pooled.to_json()
    record["diagnostics"] = [*left_out, *record["diagnostics"]]
    if as_json:
        emit({key: record[key] for key in KEYS} | {k: v for k, v in record.items() if k not in KEYS})
        return
    typer.echo(pooled.sentence())
    for words in record["diagnostics"]:
        typer.echo(f"  {words}")


def _estimates(
    file: Path, yi: str, spread: str, *, squared: bool
) -> tuple[list[float], list[float], list[str]]:
    """Estimates and variances where both are given, and in words the lines left out."""
    what = "a standard error is above 0" if squared else "a variance is the square of a standard error"
    estimates, variances, left_out = [], [], []
    for line, row in read_columns(file, (yi, spread)):
        place = f"{file.name}, line {line}"
        estimate, error = number(row, yi, place), number(row, spread, place)
        if error is not None and error <= 0:
            raise ValueError(f"{place}, column {spread}: {row[spread].strip()!r} is not above 0; {what}")
        if estimate is None or error is None:
            empty = " and ".join(n for n, v in ((yi, estimate), (spread, error)) if v is None)
            left_out.append(f"Line {line} is left out: no {empty}.")
        else:
            estimates.append(estimate)
            variances.append(error**2 if squared else error)
    if not estimates:
        raise ValueError(f"{file.name}: no row has both {yi} and {spread}, so there is nothing to pool")
    return estimates, variances, left_out
