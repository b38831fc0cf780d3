"""The site's own commands, registered with `whatworks` through an entry point.

Nothing of Django is imported here: `whatworks --help` and the library's commands stay quick.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

LAZY_GROUPS = {
    "user": ("whatworks_site.people.commands", "Accounts of the site: add, list, roles, passwords."),
    "audit": ("whatworks_site.audit.commands", "The record of who did what: check that it is whole."),
}


def register(app: typer.Typer) -> None:
    """Add the site's commands. Django is imported only when one of them runs."""
    for command in (serve, demo, import_, export, backup, restore):
        app.command(name=command.__name__.strip("_"))(command)
    for name, (module, words) in LAZY_GROUPS.items():
        app.command(
            name=name,
            help=words,
            add_help_option=False,
            context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        )(_hand_on(name, module))


def _hand_on(name: str, module: str) -> Any:
    """A command that hands everything after its name to a group which is imported only then."""

    def run(ctx: typer.Context) -> None:
        words = list(ctx.args) or ["--help"]
        _django(tables="--help" not in words)
        group = importlib.import_module(module).app
        group.rich_markup_mode = None
        typer.main.get_command(group)(args=words, prog_name=f"whatworks {name}", standalone_mode=True)

    return run


@contextmanager
def _friendly() -> Iterator[None]:
    """What says what to do becomes one message and exit code 1; the rest is seen whole."""
    try:
        yield
    except (ValueError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        _fail(_words(error))


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{f'{error.filename}: ' if error.filename else ''}{error.strerror}."
    return str(error)


def _fail(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def _django(*, tables: bool) -> None:
    """Make Django ready, with the database's tables if they are needed, or say what is missing."""
    try:
        from .config import start  # noqa: PLC0415

        with _friendly():
            start.make_folder()
            start.up_to_date() if tables else start.django_here()
    except ModuleNotFoundError as error:
        _fail(f"The site needs {error.name}, which is not installed: pip install 'whatworks[site]'")


def _say(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="The port; else 8000 or the next free one.")] = None,
    log: Annotated[bool, typer.Option("--log", help="Write a line for every request.")] = False,
) -> None:
    """Run the site: one web process and one worker, until Ctrl-C.

    Example: whatworks serve --port 8080
    """
    from .config.serve import serve as run  # noqa: PLC0415

    with _friendly():
        code = run(host=host, port=port, log=log, say=_say)
    raise typer.Exit(code)


def demo() -> None:
    """Load the examples, name sample accounts, and run the site (DEMO_SERVE=0: do not run it).

    Example: whatworks demo
    """
    try:
        from .config import demo as module  # noqa: PLC0415
    except ImportError:
        _fail("This version has no demo yet. Try: whatworks serve")
    with _friendly():
        module.demo()


def import_(
    folder: Annotated[Path, typer.Argument(help="The review folder.", metavar="FOLDER")],
    wait: Annotated[bool, typer.Option("--wait", help="Read it here and now, not by the worker.")] = False,
) -> None:
    """Read a review folder into the site. What was entered on the site since stays.

    Example: whatworks import examples/entering-care --wait
    """
    _django(tables=True)
    from .config.roads import read_in  # noqa: PLC0415

    with _friendly():
        read_in(folder, wait=wait, say=_say)


def export(
    review: Annotated[str, typer.Argument(help="The review's id.", metavar="REVIEW")],
    out: Annotated[Path, typer.Argument(help="The folder to write; it must not be there.", metavar="OUT")],
) -> None:
    """Write a review of the site as a review folder.

    Example: whatworks export entering-care out/entering-care
    """
    _django(tables=True)
    from .config.roads import write_out  # noqa: PLC0415

    with _friendly():
        write_out(review, out, say=_say)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.", metavar="FILE.tar.gz")],
    with_secret: Annotated[
        bool, typer.Option("--with-secret", help="Put the site's secret key in as well.")
    ] = False,
) -> None:
    """Write everything the site keeps into one file. The site may run on.

    Example: whatworks backup backups/monday.tar.gz
    """
    _django(tables=False)
    from .config.backup import backup as write  # noqa: PLC0415

    with _friendly():
        write(file, with_secret=with_secret, say=_say)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.", metavar="FILE.tar.gz")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace what the data folder holds; it is kept beside.")
    ] = False,
) -> None:
    """Bring back what a backup holds. Every part of it is checked first.

    Example: whatworks restore backups/monday.tar.gz
    """
    _django(tables=False)
    from .config.restore import restore as read  # noqa: PLC0415

    with _friendly():
        read(file, force=force, say=_say)
