"""`whatworks audit`: is the record whole?"""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="The record of who did what.", no_args_is_help=True)


def verify_lines(noted: str = "") -> tuple[list[str], int]:
    """What the check found, as lines, and the exit code: 0 whole, 1 broken, 2 asked wrongly."""
    from . import queries  # noqa: PLC0415

    before: tuple[int, str] | None = None
    if noted:
        count, _, digest = noted.partition(":")
        if not count.isdecimal() or len(digest) != 64:
            return ["Write what you noted as it was printed: the count, a colon, the digest."], 2
        before = int(count), digest
    found = queries.verify(noted=before)
    if not found.whole:
        return [f"The record is broken at event {found.broken_at}.", found.words], 1
    lines = [found.words]
    if found.count:
        lines.append(f"It ends in {found.count}:{found.digest}")
        lines.append(
            "Keep that line somewhere else and give it to --noted later: then nobody can rewrite it."
        )
    return lines, 0


@app.callback()
def _group() -> None:
    """With a callback, one command alone still goes by its name."""


@app.command()
def verify(
    noted: Annotated[str, typer.Option(help="The line that an earlier check printed: COUNT:DIGEST.")] = "",
) -> None:
    """Walk the record from its first event, and name the first that was changed, moved or removed.

    Example: whatworks audit verify
    """
    lines, code = verify_lines(noted)
    for line in lines:
        typer.echo(line)
    raise typer.Exit(code)
