"""What every command shares: printing JSON, failing clearly, showing progress, reading a small CSV."""

from __future__ import annotations

import csv
import errno
import io
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
MAX_TABLE = 200 * 1024 * 1024


def emit(data: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print one JSON object, or a list of them, on standard output."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("\n")


def fail(message: str, *, as_json: bool = False, problems: Sequence[Any] = ()) -> NoReturn:
    """Say what is wrong on standard error (and as JSON if asked) and stop with exit code 1."""
    if as_json:
        emit({"error": message, "problems": [p.to_json() for p in problems]})
    typer.echo(message, err=True)
    raise typer.Exit(1)


@contextmanager
def friendly(*, as_json: bool = False) -> Iterator[None]:
    """Turn the errors that say what to do into a message and exit code 1; let the rest be seen whole."""
    try:
        yield
    except BrokenPipeError:
        raise
    except (ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is None:
            raise
        fail(_words(error), as_json=as_json, problems=getattr(error, "problems", ()))


_REMEDY = {
    errno.ENOENT: "Check the name and the folder it stands in.",
    errno.EISDIR: "A file is needed here, not a folder.",
    errno.ENOTDIR: "A folder is needed here, not a file.",
    errno.EACCES: "Check your rights to it.",
    errno.EPERM: "Check your rights to it.",
    errno.EROFS: "Choose a place that you may write to.",
    errno.ENOSPC: "Make room on the disk, then run the command again; nothing was half written.",
}


def _words(error: Exception) -> str:
    if not isinstance(error, OSError):
        return str(error)
    place = f"{error.filename}: " if error.filename else ""
    what = error.strerror or str(error)
    return f"{place}{what}. {_REMEDY.get(error.errno or 0, 'Check the name and your rights to it.')}"


@contextmanager
def progress_lines(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Progress on standard error: a moving bar in a terminal, a line a step elsewhere."""
    if quiet:
        yield lambda what, done, total: None
    elif sys.stderr.isatty():
        yield from _bar()
    else:
        said: set[str] = set()

        def line(what: str, done: int, total: int) -> None:
            if done >= total and what not in said:
                said.add(what)
                typer.echo(f"{what}: {done} of {total}" if total > 1 else what, err=True)

        yield line


def _bar() -> Iterator[Callable[[str, int, int], None]]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, Any] = {}

        def step(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield step


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a small table on standard output."""
    from rich.box import SIMPLE  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    drawn = Table(*header, title=title, title_justify="left", box=SIMPLE, title_style="bold")
    for row in rows:
        drawn.add_row(*row)
    width = None if sys.stdout.isatty() else 110
    Console(width=width, markup=False, highlight=False).print(drawn)


Row = tuple[int, dict[str, str]]
"""The line on which a row of a table starts, and its cells by column."""


def read_columns(path: Path, names: Sequence[str], *, may_be_empty: bool = False) -> list[Row]:
    """Rows of a CSV file that has certain columns, blank ones left out.

    Raises ValueError naming the file, the line and what to do.
    """
    if path.stat().st_size > MAX_TABLE:
        raise ValueError(f"{path.name}: more than {MAX_TABLE:,} bytes; split it")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path.name}: not UTF-8 text; save it as “CSV UTF-8”") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next((cells for cells in reader if any(c.strip() for c in cells)), [])
        _check_header(header, names, path.name)
        rows = list(_rows(reader, header, path.name))
    except csv.Error as error:
        rule = f"cannot be read as CSV: {error}; look for a quotation mark that is not closed"
        raise ValueError(f"{path.name}, line {reader.line_num}: {rule}") from None
    if not rows and not may_be_empty:
        raise ValueError(f"{path.name}: has a header and no rows below it; add one row for each study")
    return rows


def _check_header(header: Sequence[str], names: Sequence[str], file: str) -> None:
    if not header:
        raise ValueError(f"{file}: is empty; its first line must name the columns {', '.join(names)}")
    missing = [n for n in names if n not in header]
    if missing:
        rule = f"no column {', '.join(map(repr, missing))}; its columns are {', '.join(header)[:300]}"
        other = next((d for d in ";\t" if len(header) == 1 and d in header[0]), None)
        raise ValueError(f"{file}: {rule}{_DELIMITERS[other] if other else ''}")
    twice = next((n for n in names if header.count(n) > 1), None)
    if twice is not None:
        raise ValueError(f"{file}, line 1: the column {twice!r} stands twice; remove or rename one")


_DELIMITERS = {
    ";": ". It is separated by semicolons; save it separated by commas",
    "\t": ". It is separated by tabs; save it separated by commas",
}


def _rows(reader: Any, header: Sequence[str], file: str) -> Iterator[Row]:
    before = reader.line_num
    for cells in reader:
        line, before = before + 1, reader.line_num
        if not any(c.strip() for c in cells):
            continue
        if len(cells) != len(header):
            rule = f"{len(cells)} cells where the header has {len(header)}; check its commas and quotes"
            raise ValueError(f"{file}, line {line}: {rule}")
        yield line, dict(zip(header, cells, strict=True))


def number(row: Mapping[str, str], column: str, place: str) -> float | None:
    """A cell as a number; None where it is empty or NA. Raises ValueError naming place, column and value."""
    text = row[column].strip()
    if text in ("", "NA", "na", "."):
        return None
    try:
        if "_" in text:
            raise ValueError
        value = float(text)
    except ValueError:
        rule = "is not a number; write it with a point, or leave it empty"
        raise ValueError(f"{place}, column {column}: {text!r} {rule}") from None
    if not math.isfinite(value):
        raise ValueError(
            f"{place}, column {column}: {text!r} is no finite number; leave it empty if not known"
        )
    return value


def refuse_idle(context: typer.Context, idle: Mapping[str, str]) -> None:
    """Raise ValueError for an option that was given and would do nothing: its name, and what it goes with."""
    for param in context.command.params:
        source = context.get_parameter_source(param.name or "")
        if param.name in idle and source is not None and source.name == "COMMANDLINE":
            raise ValueError(f"{param.opts[0]} would do nothing: {idle[param.name]}")
