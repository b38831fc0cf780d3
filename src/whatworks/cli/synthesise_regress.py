"""`whatworks synthesise regress`: do the effects go with something about the studies?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .common import AsJson, emit, friendly, number, read_columns, table
from .synthesise_models import Estimator, IntervalTest
from .synthesise_reading import check_moderator, estimate, plain_columns, variance

if TYPE_CHECKING:
    from whatworks.synthesise import RegressionResult

MISSING = ("", "NA", "na", ".")


def regress(  # noqa: PLR0917 - the options of the command
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.", metavar="FILE")],
    formula: Annotated[
        str,
        typer.Option(
            "--formula",
            "--mods",
            help="The moderators as in R: ~ year + C(design) + x:year - 1.",
            metavar="FORMULA",
        ),
    ],
    yi: Annotated[str, typer.Option(help="The column of estimates, ratios as logarithms.")] = "yi",
    vi: Annotated[str, typer.Option(help="The column of their sampling variances.")] = "vi",
    se: Annotated[
        str | None, typer.Option(help="The column of standard errors, in place of variances.", metavar="SE")
    ] = None,
    method: Annotated[
        Estimator, typer.Option(help="Estimator of the variance between studies.")
    ] = Estimator.REML,
    test: Annotated[
        IntervalTest, typer.Option(help="z, t, knha (Knapp and Hartung) or adhoc.")
    ] = IntervalTest.KNHA,
    level: Annotated[float, typer.Option(help="Level of the intervals, in per cent.")] = 95.0,
    permute: Annotated[
        int | None, typer.Option(help="p values by permutation too: all if so many suffice, else so many.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Where the permutations start from.")] = 0,
    at: Annotated[
        list[str] | None,
        typer.Option(help="Predict where moderators are so: year=1970,design=rct."),
    ] = None,
    drop_redundant: Annotated[
        bool, typer.Option("--drop-redundant", help="Leave out columns that follow from others, and say so.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """A meta-regression. Columns of words become levels, as does C(x); R2, QM and names are as metafor's.

    Rows with an empty cell are left out and said.

    Example: whatworks synthesise regress effects.csv --formula "~ year + C(design)" --test knha --json
    """
    with friendly(as_json=as_json):
        named = (formula, yi, se or vi, se is not None)
        how = {"method": method.value, "test": test.value, "level": level}
        fitted, left_out = _fit(file, named, drop=drop_redundant, **how)
        record = _record(fitted, formula, left_out)
        if permute is not None:
            found = fitted.permute(iterations=permute, seed=seed)
            record["permutation"] = {"names": list(fitted.names), **asdict(found)}
        if at:
            record["predict"] = [p.to_json() for words in at for p in fitted.predict(_values(words, fitted))]
    if as_json:
        emit(record)
        return
    _tell(fitted, record)


def _fit(file: Path, named: tuple[str, str, str, bool], *, drop: bool, **how: Any) -> tuple[Any, list[str]]:
    from whatworks import synthesise  # noqa: PLC0415
    from whatworks.synthesise.formula import parse_formula  # noqa: PLC0415

    formula, yi, spread, squared = named
    columns = tuple(dict.fromkeys((yi, spread, *parse_formula(formula).columns)))
    kept: list[dict[str, str]] = []
    left_out, lines = [], []
    for line, row in read_columns(file, columns):
        empty = [c for c in columns if row[c].strip() in MISSING]
        if empty:
            left_out.append(f"Line {line} is left out: no {' and '.join(empty)}.")
            continue
        estimate(row, yi, f"{file.name}, line {line}")
        variance(row, spread, f"{file.name}, line {line}", squared=squared)
        kept.append(row)
        lines.append(line)
    if not kept:
        raise ValueError(f"{file.name}: no row has all of {', '.join(columns)}")
    for column in plain_columns(formula):
        check_moderator([(n, row[column]) for n, row in zip(lines, kept, strict=True)], column, file.name)
    data = {c: _typed([row[c].strip() for row in kept]) for c in columns}
    variances = [float(v) ** 2 if squared else float(v) for v in data[spread]]
    moderators = {c: data[c] for c in columns}
    fitted = synthesise.regress(data[yi], variances, moderators, formula=formula, drop_redundant=drop, **how)
    return fitted, left_out


def _typed(cells: list[str]) -> list[Any]:
    """Numbers where every cell is one, else words."""
    try:
        return [float(cell) for cell in cells]
    except ValueError:
        return list(cells)


def _record(fitted: RegressionResult, formula: str, left_out: list[str]) -> dict[str, Any]:
    f = fitted.fit
    return {
        "b": list(f.b), "se": list(f.se), "ci_lb": list(f.ci_lb), "ci_ub": list(f.ci_ub), "tau2": f.tau2,
        "I2": f.I2, "H2": f.H2, "QE": f.QE, "QEp": f.QEp, "k": f.k, "names": list(fitted.names),
        "terms": list(fitted.terms), "stat": list(f.stat), "zval": list(f.stat), "pval": list(f.p),
        "ddf": f.df, "R2": f.R2, "QM": f.QM, "QMp": f.QMp, "QMdf": [f.QM_df, f.df], "se_tau2": f.se_tau2,
        "s2w": f.s2w, "logLik": f.logLik, "AIC": f.AIC, "BIC": f.BIC, "method": f.method, "test": f.test,
        "level": f.level, "formula": formula, "vb": [list(row) for row in f.cov],
        "diagnostics": [*left_out, *fitted.diagnostics],
    }  # fmt: skip


def _values(words: str, fitted: RegressionResult) -> dict[str, Any]:
    """`year=1970,design=rct` as values, numbers where the moderator holds numbers."""
    data = fitted.model.data if fitted.model else {}
    found: dict[str, Any] = {}
    for part in words.split(","):
        name, sign, value = (w.strip() for w in part.partition("="))
        if not sign or not value:
            raise ValueError(f"--at {words!r}: write name=value, joined by commas")
        numeric = name in data and not any(isinstance(v, str) for v in data[name])
        found[name] = number({name: value}, name, "--at") if numeric else value
    return found


def _tell(fitted: RegressionResult, record: dict[str, Any]) -> None:
    typer.echo(fitted.sentence())
    for words in record["diagnostics"]:
        typer.echo(f"  {words}")
    tested = record.get("permutation", {}).get("p")
    header = [
        "Term",
        "Coefficient",
        "Standard error",
        "Interval",
        "p",
        *(["p by permutation"] if tested else []),
    ]
    rows = [
        [row["term"], f"{row['estimate']:.4g}", f"{row['std_error']:.4g}",
         f"{row['conf_low']:.4g} to {row['conf_high']:.4g}", _p(row["p_value"])]
        for row in fitted.tidy()
    ]  # fmt: skip
    if tested:
        header.append("p by permutation")
        rows = [[*row, _p(p)] for row, p in zip(rows, tested, strict=True)]
    table(f"Meta-regression ({record['method']}, {record['test']})", header, rows)
    f = fitted.fit
    if f.QM is not None:
        named = f"F({f.QM_df}, {f.df})" if f.df is not None else f"QM({f.QM_df})"
        typer.echo(f"All moderators together: {named} = {f.QM:.4g}, p = {_p(f.QMp)}.")
    for row in record.get("predict", []):
        where = ", ".join(f"{n} {v:g}" if isinstance(v, float) else f"{n} {v}" for n, v in row["at"].items())
        beyond = f" Outside what the studies had: {', '.join(row['beyond'])}." if row["beyond"] else ""
        ends = f"{row['ci_lb']:.4g} to {row['ci_ub']:.4g}"
        typer.echo(f"Where {where}: {row['estimate']:.4g} ({f.level:g}% CI {ends}).{beyond}")


def _p(value: float | None) -> str:
    return "–" if value is None else "<0.0001" if value < 0.0001 else f"{value:.4f}"
