"""`whatworks synthesise multilevel`: effects that come in groups and are not independent."""

from __future__ import annotations

import csv
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from .common import AsJson, emit, friendly, read_columns, refuse_idle, table
from .synthesise_reading import check_moderator, estimate, plain_columns, variance


class MultilevelMethod(StrEnum):
    """Restricted or full maximum likelihood."""

    REML = "REML"
    ML = "ML"


class MultilevelTest(StrEnum):
    """z, or t with the effects less the coefficients."""

    Z = "z"
    T = "t"


class Kind(StrEnum):
    """Cluster-robust variances; CR2 is the one to take with few clusters."""

    CR0 = "CR0"
    CR1 = "CR1"
    CR1P = "CR1p"
    CR1S = "CR1S"
    CR2 = "CR2"
    CR3 = "CR3"


class Struct(StrEnum):
    """One variance (ID, CS) or one an outcome (DIAG, HCS, UN); correlation none, one or free."""

    UN = "UN"
    HCS = "HCS"
    CS = "CS"
    DIAG = "DIAG"
    ID = "ID"


class Weights(StrEnum):
    """Robumeta's weights."""

    CORR = "CORR"
    HIER = "HIER"


def multilevel(  # noqa: PLR0917 - the options of the command
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.", metavar="FILE")],
    random: Annotated[
        str,
        typer.Option(help='Groups from the outermost, as "district/school"; "+" for groups side by side.'),
    ] = "study/effect",
    yi: Annotated[str, typer.Option(help="The column of estimates, ratios as logarithms.")] = "yi",
    vi: Annotated[str, typer.Option(help="The column of their sampling variances.")] = "vi",
    mods: Annotated[
        str | None, typer.Option(help='Moderators as a formula, such as "~ year + type".')
    ] = None,
    method: Annotated[MultilevelMethod, typer.Option(help="Estimator.")] = MultilevelMethod.REML,
    test: Annotated[MultilevelTest, typer.Option(help="z, or t with k - p degrees of freedom.")] = (
        MultilevelTest.Z
    ),
    rho: Annotated[
        float | None, typer.Option(help="How sampling errors of one cluster correlate (0.8 for --robumeta).")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="The column of clusters; else the outermost of --random.")
    ] = None,
    robust: Annotated[Kind | None, typer.Option(help="Cluster-robust tests as well.")] = None,
    robumeta: Annotated[
        Weights | None, typer.Option(help="Robumeta's model by cluster instead of the likelihood.")
    ] = None,
    small: Annotated[
        bool, typer.Option("--small/--large", help="Correct --robumeta for few clusters.")
    ] = True,
    inner: Annotated[
        str | None, typer.Option(help="The column of outcomes that differ within the outermost group.")
    ] = None,
    struct: Annotated[Struct, typer.Option(help="How --inner's effects spread and go together.")] = Struct.UN,
    covariances: Annotated[
        Path | None, typer.Option(help="A CSV file of the sampling covariances, a row a line, no header.")
    ] = None,
    level: Annotated[float, typer.Option(help="Level of the intervals, in per cent.")] = 95.0,
    as_json: AsJson = False,
) -> None:
    """Effects that come in groups: several of one study, studies of one district.

    Keys are as metafor's rma.mv has them, and under "robust" those of the robust tests.

    Example: whatworks synthesise multilevel effects.csv --random district/school --robust CR2 --json
    """
    from whatworks import synthesise  # noqa: PLC0415

    with friendly(as_json=as_json):
        refuse_idle(context, _idle(robumeta is not None, inner is not None))
        data = _columns(file, yi, vi, mods)
        found: Any
        matrix = _matrix(covariances) if covariances else None
        group = cluster or random.split("+")[0].split("/")[0].strip()
        kind = robust.value if robust else None
        if robumeta is not None:
            found = synthesise.robumeta(
                data, study=group, model=robumeta.value, formula=mods, yi=yi, vi=vi,
                rho=0.8 if rho is None else rho, small=small, level=level,
            )  # fmt: skip
        elif inner is not None:
            found = synthesise.multivariate(
                data, outcome=inner, study=group, formula=mods, struct=struct.value, yi=yi, vi=vi, rho=rho,
                covariance=matrix, robust=kind, method=method.value, test=test.value, level=level,
            )  # fmt: skip
        else:
            found = synthesise.multilevel(
                data, random=random, formula=mods, yi=yi, vi=vi, rho=rho, cluster=cluster,
                covariance=matrix, robust=kind, method=method.value, test=test.value, level=level,
            )  # fmt: skip
    if as_json:
        emit(found.to_json())
        return
    typer.echo(found.sentence())
    _tables(found)
    for words in found.diagnostics:
        typer.echo(f"  {words}")


def _idle(is_robumeta: bool, is_inner: bool) -> dict[str, str]:
    """Options that do nothing beside the model chosen, and why."""
    found = {} if is_inner else {"struct": "it says how the effects of --inner spread; name that column"}
    if not is_robumeta:
        return {**found, "small": "it is of --robumeta; choose CORR or HIER there"}
    names = ("method", "test", "robust", "inner", "struct", "covariances")
    return dict.fromkeys(names, "--robumeta has its own weights and tests; leave one of the two out")


def _columns(file: Path, yi: str, vi: str, mods: str | None) -> dict[str, list[Any]]:
    """Every column of the file; those in which each cell is a number or empty as numbers."""
    found = read_columns(file, (yi, vi))
    for line, row in found:
        estimate(row, yi, f"{file.name}, line {line}")
        variance(row, vi, f"{file.name}, line {line}")
    for name in plain_columns(mods) if mods else ():
        if name in found[0][1]:
            check_moderator([(line, row[name]) for line, row in found], name, file.name)
    rows = [row for _, row in found]
    return {name: _cells([row[name] for row in rows]) for name in rows[0]}


def _matrix(path: Path) -> list[list[float]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.reader(lines) if any(cell.strip() for cell in row)]
    try:
        found = [[float(cell) for cell in row] for row in rows]
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}; it holds numbers only, without a header") from None
    if any(len(row) != len(found) for row in found):
        raise ValueError(f"{path.name}: it needs as many columns as lines; there are {len(found)} lines")
    return found


def _cells(cells: list[str]) -> list[Any]:
    found: list[Any] = []
    for cell in cells:
        text = cell.strip()
        if text in ("", "NA"):
            found.append(None)
            continue
        try:
            found.append(float(text))
        except ValueError:
            return [c.strip() or None for c in cells]
    return found


def _tables(found: Any) -> None:
    rows = [
        [row["term"], *("" if row[n] is None else f"{row[n]:.4g}" for n in _SHOWN)] for row in found.tidy()
    ]
    table("Coefficients", ["Term", "Estimate", "SE", "Low", "High", "p"], rows)
    if hasattr(found, "levels") and found.levels():
        shown = [[r["level"], str(r["groups"]), f"{r['sigma2']:.4g}",
                  "" if r["I2"] is None else f"{r['I2']:.0f}%"] for r in found.levels()]  # fmt: skip
        table("Levels", ["Level", "Groups", "Variance", "Share"], shown)


_SHOWN = ("estimate", "std_error", "conf_low", "conf_high", "p_value")
