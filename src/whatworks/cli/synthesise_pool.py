"""`whatworks synthesise pool`: one pooled effect from many, from estimates or from counts."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from .common import AsJson, emit, friendly, number, read_columns, refuse_idle, table
from .synthesise_models import IntervalTest
from .synthesise_reading import estimate, variance


class Method(StrEnum):
    """Estimators of the variance between studies; EE, FE, CE: one effect; the last three pool counts."""

    REML = "REML"
    ML = "ML"
    DL = "DL"
    HE = "HE"
    HS = "HS"
    HSK = "HSk"
    SJ = "SJ"
    EB = "EB"
    PM = "PM"
    PMM = "PMM"
    EE = "EE"
    FE = "FE"
    CE = "CE"
    MH = "MH"
    PETO = "Peto"
    GLMM = "GLMM"


class CountMeasure(StrEnum):
    """What is pooled from counts."""

    OR = "OR"
    RR = "RR"
    RD = "RD"
    IRR = "IRR"
    IRD = "IRD"


class CountModel(StrEnum):
    """Mixed models of counts."""

    UM_FS = "UM.FS"
    CM_EL = "CM.EL"
    CM_AL = "CM.AL"


class Interval(StrEnum):
    """Intervals of tau2: Q-profile, profile likelihood, and two generalised Qs (Biggerstaff, Jackson)."""

    QP = "QP"
    PL = "PL"
    BJ = "BJ"
    J = "J"


KEYS = ("b", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2", "I2", "H2", "QE", "QEp", "k")
COUNTS = (Method.MH, Method.PETO, Method.GLMM)
METAFOR = {"zval": "stat", "pval": "p"}


def pool(  # noqa: PLR0917 - the options of the command
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.", metavar="FILE")],
    yi: Annotated[str, typer.Option(help="The column of estimates, ratios as logarithms.")] = "yi",
    vi: Annotated[str, typer.Option(help="The column of their sampling variances.")] = "vi",
    se: Annotated[
        str | None, typer.Option(help="The column of standard errors, in place of variances.", metavar="SE")
    ] = None,
    method: Annotated[
        Method, typer.Option(help="Estimator of the variance between studies; MH, Peto, GLMM pool counts.")
    ] = Method.REML,
    test: Annotated[
        IntervalTest, typer.Option(help="z, t, knha (Hartung and Knapp) or adhoc.")
    ] = IntervalTest.KNHA,
    level: Annotated[float, typer.Option(help="Level of the intervals, in per cent.")] = 95.0,
    scale: Annotated[
        str | None, typer.Option(help="RR, OR, HR, IRR, RD, MD, SMD or COR, so that words are about it.")
    ] = None,
    predict: Annotated[
        bool, typer.Option("--predict", help="Say where the effect in a new study is expected, both ways.")
    ] = False,
    ci_tau2: Annotated[
        bool, typer.Option("--ci-tau2", help="Add the interval of tau2, tau, I2 and H2.")
    ] = False,
    ci_kind: Annotated[Interval, typer.Option(help="How that interval is made.")] = Interval.QP,
    measure: Annotated[
        CountMeasure | None, typer.Option(help="For counts: what is pooled; needs MH, Peto or GLMM.")
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(help="For counts: their columns, as ai=ev1,n1i=n1,ci=ev2,n2i=n2, if named otherwise."),
    ] = None,
    model: Annotated[CountModel, typer.Option(help="Which mixed model, for GLMM.")] = CountModel.UM_FS,
    as_json: AsJson = False,
) -> None:
    """One pooled effect from many. I2, H2 and the prediction interval are as metafor defines them.

    Counts are read from ai, bi, ci, di (events and others, of either arm) or ai, n1i, ci, n2i (events and
    totals), rates from x1i, t1i, x2i, t2i: --method MH --measure RR --columns ai=ev1,n1i=n1,ci=ev2,n2i=n2

    Example: whatworks synthesise pool effects.csv --yi yi --vi vi --method REML --test knha --json
    """
    with friendly(as_json=as_json):
        refuse_idle(context, {"vi": "--se names standard errors in its place"} if se else {})
        if method in COUNTS:
            if scale is not None:
                raise ValueError(f"--scale is for estimates; {method} pools counts: say --measure")
            chosen = measure or CountMeasure.OR
            _counts(file, (method.value, chosen.value, model.value, level), columns, as_json)
            return
        if measure is not None or columns is not None:
            raise ValueError(f"--measure and --columns are for counts; {method} pools estimates: use MH, "
                             "Peto or GLMM")  # fmt: skip
        _pool_estimates(
            file, (yi, se or vi, se is not None), (method.value, test.value, level), scale=scale,
            predict=predict, kind=ci_kind.value if ci_tau2 else None, as_json=as_json,
        )  # fmt: skip


def _pool_estimates(
    file: Path, named: tuple[str, str, bool], how: tuple[str, str, float],
    *, scale: str | None, predict: bool, kind: str | None, as_json: bool,
) -> None:  # fmt: skip
    from whatworks import synthesise  # noqa: PLC0415

    estimates, variances, left_out = _estimates(file, named[0], named[1], squared=named[2])
    method, test, level = how
    pooled = synthesise.pool(estimates, variances, method=method, test=test, level=level, scale=scale)
    spread = pooled.confint(kind) if kind else None
    record = pooled.to_json() | pooled.further()
    record["diagnostics"] = [*left_out, *record["diagnostics"], *(spread.diagnostics if spread else ())]
    if predict:
        record["predict"] = asdict(pooled.predict())
    if spread:
        record["ci_tau2"] = asdict(spread)
    if as_json:
        _emit(record)
        return
    typer.echo(pooled.sentence())
    for words in record["diagnostics"]:
        typer.echo(f"  {words}")
    if predict:
        _show_prediction(record["predict"])
    if spread:
        rows = [(name, *(f"{v:.4g}" for v in getattr(spread, name))) for name in ("tau2", "tau", "I2", "H2")]
        table(f"{spread.level:g}% interval by {kind}", ["", "estimate", "from", "to"], rows)


def _emit(record: dict[str, Any]) -> None:
    """Print the record, the keys that callers look for first and metafor's names beside ours."""
    named = {theirs: record[ours] for theirs, ours in METAFOR.items()}
    emit({key: record[key] for key in KEYS} | named | {k: v for k, v in record.items() if k not in KEYS})


def _show_prediction(found: dict[str, Any]) -> None:
    named = {
        "mean effect": "ci",
        "a new study, by the model's test": "pi",
        "a new study, t, k-2 df": "pi_hts",
    }
    ends = {name: (found[f"{key}_lb"], found[f"{key}_ub"]) for name, key in named.items()}
    rows = [(name, *("–" if v is None else f"{v:.4g}" for v in pair)) for name, pair in ends.items()]
    table(f"{found['level']:g}% intervals", ["", "from", "to"], rows)


def _counts(file: Path, how: tuple[str, str, str, float], columns: str | None, as_json: bool) -> None:
    from whatworks import synthesise  # noqa: PLC0415

    method, measure, model, level = how
    named = _named(columns, measure)
    if columns is None and "bi" in named and _has_totals(file):
        named = {name: name for name in ("ai", "n1i", "ci", "n2i")}
    rows = read_columns(file, tuple(named.values()))
    data: dict[str, list[float | None]] = {name: [] for name in named}
    left_out, lines = [], []
    for line, row in rows:
        values = [number(row, column, f"{file.name}, line {line}") for column in named.values()]
        if None in values:
            empty = [c for c, v in zip(named.values(), values, strict=True) if v is None]
            left_out.append(f"Line {line} is left out: no {' and '.join(empty)}.")
            continue
        lines.append(line)
        for name, value in zip(named, values, strict=True):
            data[name].append(value)
        _check_counts({name: data[name][-1] or 0.0 for name in named}, f"{file.name}, line {line}")
    if not lines:
        raise ValueError(f"{file.name}: no row has all of {', '.join(named.values())}")
    pooled = synthesise.pool_counts(data, method, measure=measure, level=level, model=model)
    record = pooled.to_json()
    record["diagnostics"] = [*left_out, *record["diagnostics"]]
    if as_json:
        _emit(record)
        return
    typer.echo(pooled.sentence())
    for words in record["diagnostics"]:
        typer.echo(f"  {words}")


def _has_totals(file: Path) -> bool:
    """Whether a table has totals and not the numbers without the event."""
    header = read_columns(file, ("ai", "ci"))[0][1]
    return {"n1i", "n2i"} <= set(header) and not {"bi", "di"} <= set(header)


def _check_counts(cells: dict[str, float], place: str) -> None:
    wrong = next((name for name, value in cells.items() if value < 0), None)
    if wrong is not None:
        raise ValueError(f"{place}: {wrong} is {cells[wrong]:g}; a count is 0 or more")
    for events, total in (("ai", "n1i"), ("ci", "n2i")):
        if events in cells and total in cells and cells[events] > cells[total]:
            raise ValueError(
                f"{place}: {events} is {cells[events]:g} of {total} {cells[total]:g}; events are no more "
                "than the total"
            )
    for arm in (("n1i",), ("n2i",), ("t1i",), ("t2i",), ("ai", "bi"), ("ci", "di")):
        if set(arm) <= set(cells) and sum(cells[name] for name in arm) == 0:
            raise ValueError(
                f"{place}: {' and '.join(arm)} come to 0, so no one is in the arm; leave it empty"
            )


def _named(columns: str | None, measure: str) -> dict[str, str]:
    if columns is None:
        standard = ("x1i", "t1i", "x2i", "t2i") if measure in ("IRR", "IRD") else ("ai", "bi", "ci", "di")
        return {name: name for name in standard}
    pairs = [part.partition("=") for part in columns.split(",")]
    wrong = next((name for name, equals, column in pairs if not (name and equals and column.strip())), None)
    if wrong is not None:
        raise ValueError(f"--columns {wrong!r}: write a name for each, as ai=events,n1i=total,ci=...,n2i=...")
    return {name.strip(): column.strip() for name, _, column in pairs}


def _estimates(
    file: Path, yi: str, spread: str, *, squared: bool
) -> tuple[list[float], list[float], list[str]]:
    """Estimates and variances where both are given, and in words the lines left out."""
    estimates, variances, left_out = [], [], []
    for line, row in read_columns(file, (yi, spread)):
        place = f"{file.name}, line {line}"
        found, error = estimate(row, yi, place), variance(row, spread, place, squared=squared)
        if found is None or error is None:
            empty = " and ".join(n for n, v in ((yi, found), (spread, error)) if v is None)
            left_out.append(f"Line {line} is left out: no {empty}.")
        else:
            estimates.append(found)
            variances.append(error)
    if not estimates:
        raise ValueError(f"{file.name}: no row has both {yi} and {spread}, so there is nothing to pool")
    return estimates, variances, left_out
