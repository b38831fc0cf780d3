"""`whatworks synthesise network`: many treatments compared, directly and by way of one another."""

from __future__ import annotations

import csv
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from .common import AsJson, emit, friendly, number, read_columns, table
from .synthesise_reading import estimate, variance

KEYS = (
    "b", "se", "ci_lb", "ci_ub", "zval", "pval", "names", "tau2", "QE", "QEp", "league", "p_scores",
    "inconsistency", "node_split", "k", "n_studies", "n_treatments",
)  # fmt: skip


class NetworkMeasure(StrEnum):
    """What arms can be compared on."""

    OR = "OR"
    RR = "RR"
    RD = "RD"
    MD = "MD"
    SMD = "SMD"


class NetworkMethod(StrEnum):
    """Estimators of the variance between studies."""

    REML = "REML"
    ML = "ML"
    DL = "DL"


class NetworkTest(StrEnum):
    """z, or t with as many degrees of freedom as Q."""

    Z = "z"
    T = "t"


class Small(StrEnum):
    """Whether small values of the outcome are good or bad."""

    GOOD = "good"
    BAD = "bad"


Name = str | None


def network(  # noqa: PLR0917 - the options of the command
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.", metavar="FILE")],
    study: Annotated[str, typer.Option(help="The column of studies.")] = "study",
    t1: Annotated[str, typer.Option(help="The column of first treatments, one a contrast.")] = "t1",
    t2: Annotated[str, typer.Option(help="The column of second treatments.")] = "t2",
    yi: Annotated[str, typer.Option(help="The column of effects, t1 less t2, ratios as logarithms.")] = "yi",
    vi: Annotated[str, typer.Option(help="The column of their sampling variances.")] = "vi",
    se: Annotated[Name, typer.Option(help="The column of standard errors, in place of variances.")] = None,
    shared_vi: Annotated[
        Name, typer.Option(help="The column of the variance of the arm that a study's contrasts share.")
    ] = None,
    rho: Annotated[
        float, typer.Option(help="How contrasts sharing an arm correlate, where nothing else says it.")
    ] = 0.5,
    covariances: Annotated[
        Path | None, typer.Option(help="A CSV file of the contrasts' covariances, without a header.")
    ] = None,
    measure: Annotated[
        NetworkMeasure | None, typer.Option(help="Rows are arms; compare them by this measure.")
    ] = None,
    treatment: Annotated[str, typer.Option(help="The column of the arms' treatments.")] = "treatment",
    events: Annotated[str, typer.Option(help="The column of the arms' events.")] = "events",
    mean: Annotated[str, typer.Option(help="The column of the arms' means.")] = "mean",
    sd: Annotated[str, typer.Option(help="The column of the arms' standard deviations.")] = "sd",
    n: Annotated[str, typer.Option(help="The column of the arms' people.")] = "n",
    reference: Annotated[
        str | None, typer.Option(help="The treatment to compare with; else that in most studies.")
    ] = None,
    random: Annotated[bool, typer.Option("--random/--common", help="Random or common effects.")] = True,
    method: Annotated[
        NetworkMethod, typer.Option(help="Estimator of the variance between studies.")
    ] = NetworkMethod.REML,
    test: Annotated[
        NetworkTest, typer.Option(help="z, or t with as many degrees of freedom as Q.")
    ] = NetworkTest.Z,
    level: Annotated[float, typer.Option(help="Level of the intervals, in per cent.")] = 95.0,
    small_values: Annotated[
        Small | None, typer.Option(help="Whether small values of the outcome are good or bad, for ranking.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare many treatments in one network: league table, agreement of designs, split nodes, P-scores.

    Rows are contrasts (t1 less t2, with a variance), or with --measure arms. A study with several arms
    needs the covariances of its contrasts: give all its pairs, or --shared-vi or --covariances.

    Example: whatworks synthesise network drugs.csv --yi yi --vi vi --reference placebo --small-values good
    """
    from whatworks import synthesise  # noqa: PLC0415

    with friendly(as_json=as_json):
        if measure is None:
            named = {"study": study, "t1": t1, "t2": t2, "yi": yi, "vi": se or vi}
            named |= {} if shared_vi is None else {"shared_vi": shared_vi}
        else:
            named = {"study": study, "treatment": treatment, "n": n}
            counts = measure in (NetworkMeasure.OR, NetworkMeasure.RR, NetworkMeasure.RD)
            named |= {"events": events} if counts else {"mean": mean, "sd": sd}
        result = synthesise.pool_network(
            _columns(file, named, squared=measure is None and se is not None),
            measure=measure.value if measure else None,
            V=_matrix(covariances) if covariances else None,
            rho=rho, reference=reference, model="random" if random else "common", method=method.value,
            test=test.value, level=level, small_values=small_values.value if small_values else None,
        )  # fmt: skip
    record = result.to_json()
    if as_json:
        emit({key: record[key] for key in KEYS} | {k: v for k, v in record.items() if k not in KEYS})
        return
    typer.echo(result.sentence())
    ranks = [[r["treatment"], f"{r['p_score']:.3f}", f"{r['mean_rank']:.1f}"] for r in result.ranks()]
    table("Best first", ["Treatment", "P-score", "Mean rank"], ranks)
    for words in record["diagnostics"]:
        typer.echo(f"  {words}")


def _columns(file: Path, named: dict[str, str], *, squared: bool) -> dict[str, list[Any]]:
    """Columns by our names; words as they stand, the rest as numbers, None where a cell is empty."""
    words = ("study", "t1", "t2", "treatment")
    found: dict[str, list[Any]] = {name: [] for name in named}
    for line, row in read_columns(file, tuple(dict.fromkeys(named.values()))):
        place = f"{file.name}, line {line}"
        for name, column in named.items():
            if name not in words:
                found[name].append(_cell(name, row, column, place, squared=squared))
            elif row[column].strip():
                found[name].append(row[column].strip())
            else:
                raise ValueError(f"{place}, column {column}: is empty; name the {name}, or leave the row out")
    return found


def _cell(name: str, row: dict[str, str], column: str, place: str, *, squared: bool) -> float | None:
    if name == "yi":
        return estimate(row, column, place)
    if name == "vi":
        return variance(row, column, place, squared=squared)
    return number(row, column, place)


def _matrix(path: Path) -> list[list[float]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = [cells for cells in csv.reader(opened) if any(c.strip() for c in cells)]
    matrix = []
    for i, cells in enumerate(rows, start=1):
        try:
            matrix.append([float(c) for c in cells])
        except ValueError:
            raise ValueError(
                f"{path.name}, line {i}: not all cells are numbers; leave out a header"
            ) from None
        if len(cells) != len(rows):
            raise ValueError(
                f"{path.name}, line {i}: {len(cells)} cells of {len(rows)} rows; they must agree"
            )
    return matrix
