"""What every command shares: printing JSON, failing clearly, showing progress, reading a small CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
MAX_TABLE = 200 * 1024 * 1024


def emit(data: Mapping[str, Any]) -> None:
    """Print one JSON object on standard output."""
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
    except (ValueError, OSError) as error:
        if isinstance(error, OSError) and not error.filename:
            raise
        fail(_words(error), as_json=as_json, problems=getattr(error, "problems", ()))


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror or error}. Check the name and your rights to it."
    return str(error)


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


def read_columns(path: Path, names: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a CSV file that has certain columns. Raises ValueError naming the file and what it has."""
    if path.stat().st_size > MAX_TABLE:
        raise ValueError(f"{path.name}: more than {MAX_TABLE:,} bytes; split it")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path.name}: not UTF-8 text; save it as “CSV UTF-8”") from None
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        missing = [n for n in names if n not in (reader.fieldnames or ())]
        if missing:
            have = ", ".join(reader.fieldnames or ()) or "nothing"
            raise ValueError(
                f"{path.name}: no column {', '.join(map(repr, missing))}; its columns are {have}"
            )
        return [{k: v or "" for k, v in row.items() if k is not None} for row in reader]
    except csv.Error as error:
        raise ValueError(f"{path.name}, line {reader.line_num}: cannot be read as CSV: {error}") from None


def number(row: Mapping[str, str], column: str, place: str) -> float | None:
    """A cell as a number; None where it is empty or NA. Raises ValueError naming place, column and value."""
    text = row[column].strip()
    if text in ("", "NA", "na", "."):
        return None
    try:
        return float(text)
    except ValueError:
        raise ValueError(
            f"{place}, column {column}: {text!r} is not a number; write it with a point, or leave it empty"
        ) from None
