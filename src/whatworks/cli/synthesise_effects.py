"""`whatworks synthesise effects`: effect sizes and their variances from a table of results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .common import AsJson, Row, emit, friendly, read_columns, table

if TYPE_CHECKING:
    from whatworks.synthesise.measures import Cluster, EffectSizes

File = Annotated[Path, typer.Argument(help="A CSV file with a header.", metavar="FILE")]
ADDED = ("yi", "vi", "sei", "from", "note")


def effects(  # noqa: PLR0917 - the options of the command
    context: typer.Context,
    file: File,
    measure: Annotated[
        str, typer.Option(help="RR, OR, RD, SMD, MD, ROM, ZCOR, IRR, PLO, SMCR ...; a wrong one lists all.")
    ],
    columns: Annotated[
        str | None,
        typer.Option(help="Which column holds what: ai=tpos,n1i=total, ... or columns alone, in order."),
    ] = None,
    label: Annotated[str | None, typer.Option(help="The column that names the studies.")] = None,
    add: Annotated[
        float | None,
        typer.Option(help="Added to counts where one is 0; by default 0.5 where the measure needs it."),
    ] = None,
    to: Annotated[str, typer.Option(help="Which rows it is added to: only0, all, if0all or none.")] = "only0",
    drop00: Annotated[
        bool, typer.Option("--drop00", help="Leave out rows with no event, or only events, in both arms.")
    ] = False,
    vtype: Annotated[str | None, typer.Option(help="The variance: LS, LS2, UB, AV, HO ...")] = None,
    correction: Annotated[
        str | None, typer.Option(help="Hedges' correction: exact, approximate or none.")
    ] = None,
    level: Annotated[float, typer.Option(help="Level of printed intervals, in per cent.")] = 95.0,
    cluster_size: Annotated[
        str | None, typer.Option(help="Mean size of the groups allotted: a number or a column.", metavar="M")
    ] = None,
    icc: Annotated[
        str | None, typer.Option(help="Their intra-class correlation: a number or a column.", metavar="ICC")
    ] = None,
    icc_source: Annotated[str | None, typer.Option(help="Where the correlation comes from.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the table with yi and vi to this CSV file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Effect sizes and their variances, one a row. Ratios are given as logarithms.

    Columns named as in metafor (ai, n1i, ci, n2i, m1i, sd1i ...) or as here (events_t, total_t,
    events_c, total_c; mean_t, sd_t, n_t, mean_c, sd_c, n_c) are found by themselves; others
    are named with --columns, or one by one: --ai tpos --bi tneg. Rows that lack a number are left
    out and said.

    Example: whatworks synthesise effects trials.csv --measure RR --columns ai=ev1,n1i=n1,ci=ev2,n2i=n2
    """
    named = _extra(context)
    from whatworks.stats.sizes.reported import critical  # noqa: PLC0415

    with friendly(as_json=as_json):
        critical(level)
        rows = read_columns(file, [name for name in (label,) if name])
        found = _sizes(
            rows, file.name, measure, _columns(columns, named, measure), label=label,
            cluster=_cluster(cluster_size, icc, icc_source), add=add, to=to, drop00=drop00, vtype=vtype,
            correction=correction, level=level,
        )  # fmt: skip
        if out is not None:
            if out.exists() and out.samefile(file):
                raise ValueError(f"{out}: is the table itself; give --out another name, so that it is kept")
            out.write_text(_csv(rows, found), encoding="utf-8")
    if as_json:
        emit(found.to_json())
        return
    _tell(found, file.name, out)


def _sizes(
    rows: list[Row], file: str, measure: str, columns: Any, *, label: str | None, cluster: Cluster | None,
    **settings: Any,
) -> EffectSizes:  # fmt: skip
    from whatworks.synthesise.measures import effect_sizes  # noqa: PLC0415

    data = {name: [cells[name] for _, cells in rows] for name in rows[0][1]}
    lines = [line for line, _ in rows]
    return effect_sizes(
        data, measure, columns, labels=label, lines=lines, source=file, cluster=cluster, **settings
    )


def _extra(context: typer.Context) -> dict[str, str]:
    """Columns named one by one, --ai tpos or --ai=tpos. Anything else unknown ends the command with 2."""
    from whatworks.synthesise.measure_columns import QUANTITIES  # noqa: PLC0415

    known = {name for quantity, (_, others) in QUANTITIES.items() for name in (quantity, *others)}
    found: dict[str, str] = {}
    words = list(context.args)
    while words:
        option, sign, value = words.pop(0).partition("=")
        if not option.startswith("--"):
            raise typer.BadParameter(f"an argument too many: {option}")
        if option[2:] not in known:
            raise typer.BadParameter(f"there is no option {option}; --help lists them")
        if not sign:
            if not words:
                raise typer.BadParameter(f"{option} needs the name of a column")
            value = words.pop(0)
        found[option[2:]] = value
    return found


def _columns(text: str | None, named: dict[str, str], measure: str) -> dict[str, str] | list[str] | None:
    from whatworks.synthesise.measures import measure_named  # noqa: PLC0415

    if text is None:
        return named or None
    parts = [part.strip() for part in text.split(",")]
    pairs = [part.partition("=") for part in parts]
    if all(sign for _, sign, _ in pairs):
        return {name.strip(): column.strip() for name, _, column in pairs} | named
    if any(sign for _, sign, _ in pairs) or named:
        raise ValueError("--columns: name all columns (ai=tpos,n1i=total), or none and give them in order")
    wanted = measure_named(measure).ways[0].columns
    if len(parts) != len(wanted):
        words = f"{measure} needs {len(wanted)}: {', '.join(wanted)}"
        raise ValueError(
            f"--columns names {len(parts)}; {words}. Or say which is which: ai=cured,n1i=treated"
        )
    return parts


def _cluster(size: str | None, icc: str | None, source: str | None) -> Cluster | None:
    from whatworks.synthesise.measures import Cluster  # noqa: PLC0415

    given = {"--cluster-size": size, "--icc": icc, "--icc-source": source}
    absent = [name for name, value in given.items() if value is None]
    if len(absent) == len(given):
        return None
    if size is None or icc is None or source is None:
        raise ValueError(f"{', '.join(given)} go together; missing: {', '.join(absent)}")
    return Cluster(_number_or_column(size), _number_or_column(icc), source)


def _number_or_column(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _csv(rows: Sequence[Row], found: EffectSizes) -> str:
    """The table as given with the effects beside it; every cell of text safe to open in a spreadsheet."""
    from whatworks.terms import csv_text, guard  # noqa: PLC0415

    header = [name for name in rows[0][1] if name not in ADDED]
    lines = []
    for (_, cells), size in zip(rows, found.tidy(), strict=True):
        kept = {guard(name): _safe(cells[name]) for name in header}
        told = "; ".join(words for words in (size["note"], size["left_out"]) if words)
        numbers = {name: "" if size[name] is None else repr(size[name]) for name in ("yi", "vi", "sei")}
        lines.append(kept | numbers | {"from": guard(size["from"]), "note": guard(told)})
    return csv_text([*(guard(name) for name in header), *ADDED], lines)


def _safe(cell: str) -> str:
    from whatworks.terms import guard  # noqa: PLC0415

    return cell if isinstance(_number_or_column(cell), float) else guard(cell)


def _tell(found: EffectSizes, file: str, out: Path | None) -> None:
    rows = [row for row in found.tidy() if row["yi"] is not None]
    label = any(row["label"] for row in rows)
    header = ["Row", *(["Study"] if label else []), "yi", "vi"]
    table(
        f"{found.measure.id} of {file}", header,
        [[str(r["row"]), *([r["label"]] if label else []), f"{r['yi']:.4f}", f"{r['vi']:.4f}"] for r in rows],
    )  # fmt: skip
    typer.echo(found.sentence())
    for words in found.diagnostics:
        typer.echo(words)
    if out is not None:
        typer.echo(f"Written to {out}.")
