"""`whatworks synthesise`: effect sizes from a table of results, one pooled effect from many."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .common import AsJson, emit, friendly, number, read_columns
from .synthesise_effects import effects
from .synthesise_multilevel import multilevel
from .synthesise_economics import economics
from .synthesise_network import network

app = typer.Typer(no_args_is_help=True)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(effects)
app.command()(network)
app.command()(economics)
app.command()(multilevel)
File = Annotated[Path, typer.Argument(help="A CSV file with a header.", metavar="FILE")]


class Method(StrEnum):
    """Estimators of the variance between studies; EE takes all studies to share one effect."""

    REML = "REML"
    DL = "DL"
    EE = "EE"


class Test(StrEnum):
    """z, or knha for Hartung and Knapp."""

    Z = "z"
    KNHA = "knha"


KEYS = ("b", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2", "I2", "H2", "QE", "QEp", "k")


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
