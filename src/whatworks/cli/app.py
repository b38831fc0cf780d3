"""`whatworks`: the verbs in one place."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import typer

from . import appraise, collate, rate, review, synthesise

app = typer.Typer(
    name="whatworks",
    help="From search exports to a rating that explains itself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Start with: whatworks review build examples/entering-care --out build/entering-care",
)
app.add_typer(collate.app, name="collate", help="Search exports: read, find copies, order, count.")
app.add_typer(appraise.app, name="appraise", help="Judge how far a result can be trusted.")
app.add_typer(
    synthesise.app, name="synthesise", help="Effects from results, and one pooled effect from many."
)
app.add_typer(rate.app, name="rate", help="What the schemes say, why, and what would change it.")
app.add_typer(review.app, name="review", help="A review folder: start, check, build.")


@app.command()
def version() -> None:
    """Print the version.

    Example: whatworks version
    """
    from whatworks import __version__  # noqa: PLC0415

    typer.echo(__version__)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 something in the data is wrong, 2 the command is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    for entry in entry_points(group="whatworks.commands"):
        entry.load()(app)
    app()
