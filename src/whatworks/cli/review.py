"""`whatworks review`: start, check and build a review folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from .common import AsJson, emit, friendly, progress_lines, table

app = typer.Typer(no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="The review folder.", metavar="DIR")]


@app.command()
def new(
    folder: Folder,
    question: Annotated[str, typer.Option(help="The review's question.")],
    field: Annotated[str, typer.Option(help="The field, for the masthead.")] = "Not said yet",
    as_json: AsJson = False,
) -> None:
    """Start a review: a folder with every table, its header, and a page that says what goes where.

    Example: whatworks review new my-review --question "Does mentoring help foster placements last?"
    """
    from whatworks.review import new_review  # noqa: PLC0415

    with friendly(as_json=as_json):
        today = dt.datetime.now(dt.UTC).date().isoformat()
        files = new_review(folder, question, field=field, date=today)
    if as_json:
        emit({"folder": str(folder), "files": list(files)})
    else:
        typer.echo(f"Started {folder} with {len(files)} files. Read {folder / 'README.md'} next.")


@app.command()
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Say everything that is wrong with a review folder: file, row, column, value and rule.

    Exit code 0 if nothing is, 1 if something is.

    Example: whatworks review check examples/entering-care
    """
    from whatworks.review import FolderError, check_folder  # noqa: PLC0415

    with friendly(as_json=as_json):
        try:
            problems = check_folder(folder)
        except FolderError as error:
            problems = error.problems
    if as_json:
        emit({"folder": str(folder), "problems": [p.to_json() for p in problems]})
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{_count(len(problems), 'problem')}." if problems else "Nothing is wrong.")
    if problems:
        raise typer.Exit(1)


@app.command()
def build(
    folder: Folder,
    out: Annotated[
        Path | None, typer.Option(help="Where the build goes; DIR/build if not said.", metavar="OUT")
    ] = None,
    force: Annotated[bool, typer.Option(help="Build again even if nothing has changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a review down the whole road and write tables, figures, ratings and the report.

    The last good build stays in place until the new one is whole. A build of the same folder repeats byte for
    byte; where nothing has changed it is kept.

    Example: whatworks review build examples/entering-care --out build/entering-care
    """
    from whatworks.review import build_review  # noqa: PLC0415

    target = out or folder / "build"
    with friendly(as_json=as_json), progress_lines(quiet=as_json) as progress:
        done = build_review(folder, target, force=force, progress=progress)
    if as_json:
        emit(done.summary)
    else:
        tell(done.summary)
        typer.echo("Nothing had changed, so the last build was kept." if done.reused else "Built.")
        typer.echo(f"Open the report: {done.report}")


def tell(summary: Mapping[str, Any]) -> None:
    """What a build found, in words and a small table."""
    records, flow = summary["records"], summary["prisma"]
    typer.echo(
        f"Read {records['in']:,} records: {records['references']:,} references and {records['rejected']:,} "
        f"that could not be read. {records['copies']:,} were copies, which leaves {records['works']:,} works."
    )
    studies = _count(flow["new_studies"], "study", "studies")
    waiting = flow["reports_without_study"]
    rest = f"; {_count(waiting, 'report')} tell of studies not yet described" if waiting else ""
    typer.echo(f"Screening ends with {_count(flow['new_reports'], 'report')} included, of {studies}{rest}.")
    if records["constructed"]:
        typer.echo(f"Please note: {records['constructed']}")
    for pool in summary["pooled"]:
        if pool["source"] == "our pool":
            typer.echo(
                f"Pooled {pool['k']} studies of {pool['evidence_set']}: {pool['b']:.3f} "
                f"({pool['ci_lb']:.3f} to {pool['ci_ub']:.3f}), I² {pool['I2']:.0f}%."
            )
    for regression in summary["moderators"]:
        typer.echo(
            f"Moderator {regression['moderator']} of {regression['evidence_set']}: {regression['sentence']}"
        )
    _tell_ratings(summary["ratings"])
    if summary["questions"]:
        typer.echo("In print, and cannot all be so:")
        for words in summary["questions"]:
            typer.echo(f"  {words}")


def _tell_ratings(ratings: list[dict[str, Any]]) -> None:
    rows: dict[str, dict[str, str]] = {}
    for rating in ratings:
        row = rows.setdefault(rating["object"]["evidence_set"], {"of": _object(rating)})
        row[f"{rating['scheme']}.{rating['scale']}"] = _level(rating)
    columns = list(dict.fromkeys(k for row in rows.values() for k in row if k != "of"))
    shown = [c for c in columns if any(row.get(c) not in ("not known", None) for row in rows.values())]
    known = [row for row in rows.values() if row.get("centre.effect", "") != "Not rated yet"]
    names = {"centre.effect": "Centre: effect", "centre.strength": "Centre: strength", "eif.level": "EIF",
             "nesta.level": "Nesta"}  # fmt: skip
    title = "Ratings: where a fact is not known, every level still possible"
    cells = [[row["of"], *(row.get(c, "") for c in shown)] for row in known]
    if cells:
        table(title, ["Of", *(names.get(c, c) for c in shown)], cells)
    rest = len(rows) - len(known)
    if rest:
        typer.echo(
            f"{_count(rest, 'more')} not rated by the Centre yet: one study alone, or none with a result."
        )


def _level(rating: dict[str, Any]) -> str:
    """The level in words, or the levels still possible by their short names, lowest first."""
    possible = rating["possible"]
    if len(possible) == 1:
        return str(rating["words"])
    if rating["words"] == "Not known":
        return "not known"
    return f"{', '.join(possible[:-1])} or {possible[-1]}"


def _object(rating: dict[str, Any]) -> str:
    return f"{rating['object']['intervention_name']}: {rating['object']['outcome_name'].lower()}"


def _count(n: int, one: str, many: str | None = None) -> str:
    if one == "more":
        return f"{n} more are" if n != 1 else "1 more is"
    return f"{n:,} {one if n == 1 else many or one + 's'}"
