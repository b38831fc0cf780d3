"""`whatworks collate`: search exports read, copies found, works ordered, the flow counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .common import AsJson, emit, friendly, progress_lines

if TYPE_CHECKING:
    from whatworks.terms import Decision, Reference, RejectedRecord, Search

app = typer.Typer(no_args_is_help=True)
Files = Annotated[list[Path], typer.Argument(help="Search exports: RIS, NBIB or CSV.", metavar="FILE...")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help="For CSV: our field = the file's column. May be repeated."),
]


@app.command()
def read(files: Files, column: Columns = None, as_json: AsJson = False) -> None:
    """Read search exports. Every record ends as a reference or as a reject that says why.

    Example: whatworks collate read examples/entering-care/searches/psycinfo.ris
    """
    with friendly(as_json=as_json), progress_lines(quiet=as_json) as progress:
        searches = _searches(files, column)
        references, rejected = _read(searches, files, progress)
    if as_json:
        emit({
            "in": len(references) + len(rejected),
            "references": [r.to_json() for r in references],
            "rejected": [r.to_json() for r in rejected],
        })  # fmt: skip
        return
    total = len(references) + len(rejected)
    typer.echo(f"{total:,} records: {len(references):,} references, {len(rejected):,} rejected.")
    for reject in rejected:
        value = f" {reject.value!r}:" if reject.value else ""
        field = f", {reject.field}" if reject.field else ""
        typer.echo(f"  {reject.file}, line {reject.line}{field}:{value} {reject.reason}")


@app.command()
def deduplicate(files: Files, column: Columns = None, as_json: AsJson = False) -> None:
    """Find the copies among search exports, with the evidence for each link and the doubtful pairs apart.

    Example: whatworks collate deduplicate examples/entering-care/searches/*.ris
    """
    from whatworks.collate import deduplicate as find  # noqa: PLC0415

    with friendly(as_json=as_json), progress_lines(quiet=as_json) as progress:
        searches = _searches(files, column)
        references, rejected = _read(searches, files, progress)
        works, links = find(references, searches=searches)
    _tell_rejected(rejected)
    if as_json:
        emit({"works": [w.to_json() for w in works], "links": [link.to_json() for link in links]})
        return
    titles = {r.id: r.title or r.id for r in references}
    typer.echo(f"{len(references):,} references are copies of {len(works):,} works.")
    for heading, band in (("The same", "same"), ("Doubtful, for a person to decide", "doubtful")):
        shown = [link for link in links if link.band.value == band]
        typer.echo(f"\n{heading}: {len(shown):,} {'pair' if len(shown) == 1 else 'pairs'}")
        for link in shown[:40]:
            typer.echo(f"  {titles[link.a][:70]}\n  {titles[link.b][:70]}\n    {link.why}")
        if len(shown) > 40:
            typer.echo(f"  and {len(shown) - 40:,} more; see them all with --json")


@app.command()
def rank(
    files: Files,
    decisions: Annotated[
        Path | None, typer.Option(help="Decisions so far: a CSV table as in a review folder.")
    ] = None,
    question: Annotated[
        str | None, typer.Option(help="The question, used until there are decisions.")
    ] = None,
    column: Columns = None,
    as_json: AsJson = False,
) -> None:
    """Order works by how likely they look to be included, learnt from the decisions so far.

    Decisions name references by id, which rests on the search: give the files the names that the review's
    searches have.

    Example: whatworks collate rank searches/*.ris --question "Does mentoring help foster placements last?"
    """
    from whatworks.collate import deduplicate as find  # noqa: PLC0415
    from whatworks.collate import rank as order  # noqa: PLC0415

    with friendly(as_json=as_json), progress_lines(quiet=as_json) as progress:
        searches = _searches(files, column)
        references, rejected = _read(searches, files, progress)
        works, _ = find(references, searches=searches)
        decided = _decisions(decisions)
        ranked = order(works, references, decided, question=question)
    _tell_rejected(rejected)
    strangers = len(decided) - sum(d.reference in {r.id for r in references} for d in decided)
    if strangers:
        words = "are of records that are not in these files, and teach nothing"
        typer.echo(f"{strangers:,} of {len(decided):,} decisions {words}.", err=True)
    if as_json:
        emit({"ranking": [r.to_json() for r in ranked]})
        return
    titles = {r.id: r.title or r.id for r in references}
    for place in ranked[:25]:
        typer.echo(f"{place.place:>5}  {place.score:.2f}  {titles[place.work][:90]}")
    if len(ranked) > 25:
        typer.echo(f"and {len(ranked) - 25:,} more; see them all with --json")


@app.command()
def prisma(
    folder: Annotated[Path, typer.Argument(help="A review folder.", metavar="DIR")],
    svg: Annotated[
        Path | None, typer.Option(help="Write the flow diagram to this file.", metavar="OUT")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The PRISMA 2020 flow of a review, every box derived from its searches, decisions and full texts.

    Example: whatworks collate prisma examples/entering-care --svg flow.svg
    """
    from whatworks.collate import check_prisma  # noqa: PLC0415
    from whatworks.figures import prisma_flow  # noqa: PLC0415
    from whatworks.review import load_folder  # noqa: PLC0415
    from whatworks.review.road import screened  # noqa: PLC0415

    with friendly(as_json=as_json), progress_lines(quiet=as_json) as progress:
        records = load_folder(folder)
        flow = screened(records, folder, progress=progress).prisma
        figure = prisma_flow(flow)
        if svg is not None:
            svg.write_text(figure.standalone(), encoding="utf-8")
    broken = check_prisma(flow)
    if as_json:
        emit({"prisma": flow.to_json(), "broken": list(broken)})
        return
    for row in figure.table.rows:
        typer.echo("  ".join(str(cell) for cell in row))
    for words in broken:
        typer.echo(words, err=True)
    if records.review.constructed:
        typer.echo(f"Please note: {records.review.constructed}")


def _tell_rejected(rejected: Sequence[RejectedRecord]) -> None:
    if rejected:
        count = "1 record" if len(rejected) == 1 else f"{len(rejected):,} records"
        words = "could not be read and is" if len(rejected) == 1 else "could not be read and are"
        typer.echo(f"{count} {words} left out here; `whatworks collate read` says why.", err=True)


def _searches(files: Sequence[Path], columns: Sequence[str] | None) -> list[Search]:
    from whatworks.terms import Search, SearchKind  # noqa: PLC0415

    mapping = dict(_pair(c) for c in columns or ())
    stems = Counter(f.stem for f in files)
    return [
        Search(id=f.stem if stems[f.stem] == 1 else f"{n}-{f.stem}", kind=SearchKind.DATABASE, source=f.stem,
               file=f.name, columns=mapping)
        for n, f in enumerate(files, start=1)
    ]  # fmt: skip


def _pair(text: str) -> tuple[str, str]:
    ours, sign, theirs = text.partition("=")
    if not sign:
        raise ValueError(f"--column {text}: write our field = the column, such as title=Article Title")
    return ours.strip(), theirs.strip()


def _read(
    searches: Sequence[Search], files: Sequence[Path], progress: object
) -> tuple[list[Reference], list[RejectedRecord]]:
    from whatworks.collate import read as read_export  # noqa: PLC0415
    from whatworks.terms import Reference as Found  # noqa: PLC0415

    references: list[Reference] = []
    rejected: list[RejectedRecord] = []
    for number, (search, file) in enumerate(zip(searches, files, strict=True), start=1):
        for record in read_export(search, file.parent):
            if isinstance(record, Found):
                references.append(record)
            else:
                rejected.append(record)
        if callable(progress):
            progress("Reading search exports", number, len(files))
    return references, rejected


def _decisions(path: Path | None) -> list[Decision]:
    from whatworks.terms import Decision, RecordError  # noqa: PLC0415

    from .common import read_columns  # noqa: PLC0415

    if path is None:
        return []
    found = []
    wanted = ("reference", "stage", "by", "verdict", "at")
    for line, row in read_columns(path, wanted, may_be_empty=True):
        try:
            found.append(Decision.from_row(row))
        except RecordError as error:
            place = f"{path.name}, line {line}, column {error.field}"
            raise ValueError(f"{place}: {error.value!r} {error.advice}") from None
    return found
