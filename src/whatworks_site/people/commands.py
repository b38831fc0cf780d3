"""`whatworks user`: accounts, from the machine that the site runs on. In the record, the site did it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from .models import User

app = typer.Typer(help="Accounts and their roles.", no_args_is_help=True)
Email = Annotated[str, typer.Argument(help="The address they sign in with.")]


@app.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="A role; may be given several times.")],
    review: Annotated[str, typer.Option(help="Only in this review (its id).")] = "",
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
) -> None:
    """Make an account, with a temporary password unless one is given.

    Example: whatworks user add jo@example.org --name "Jo Hill" --role editor
    """
    from . import actions  # noqa: PLC0415

    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    with _said_plainly():
        roles = [(_role(one), review) for one in role]
        _, chosen = actions.add_person(by=None, email=email, name=name, roles=roles, password=password)
    typer.echo(f"{email} has an account.")
    if password is None:
        typer.echo(f"Temporary password, to be changed at the first sign-in: {chosen}")


@app.command(name="list")
def show() -> None:
    """Everybody with an account.

    Example: whatworks user list
    """
    from . import queries  # noqa: PLC0415

    for person in queries.people():
        roles = ", ".join(str(held).lower() for held in queries.roles_of(person)) or "no role"
        state = "" if person.is_active else " (closed)"
        typer.echo(f"{person.email}  {person.name}  {roles}{state}")


@app.command(name="role", context_settings={"ignore_unknown_options": True})
def change_roles(
    email: Email,
    changes: Annotated[list[str], typer.Argument(help="+editor gives a role, -reviewer takes one away.")],
    review: Annotated[str, typer.Option(help="Only in this review (its id).")] = "",
) -> None:
    """Give and take roles: +editor gives, -reviewer takes away.

    Example: whatworks user role jo@example.org +editor -reviewer
    """
    from . import actions  # noqa: PLC0415

    with _said_plainly():
        person = _person(email)
        for change in changes:
            if change[:1] not in ("+", "-"):
                _stop(f"{change!r}: write + or - before a role, as in +editor.")
            act = actions.give_role if change[0] == "+" else actions.take_role
            act(by=None, person=person, role=_role(change[1:]), review=review)
        from . import queries  # noqa: PLC0415

        held = ", ".join(str(one).lower() for one in queries.roles_of(person)) or "no role"
        typer.echo(f"{person.email}: {held}")


@app.command()
def code(email: Email) -> None:
    """Print the present one-time code, for a demonstration or for somebody without their phone.

    Example: whatworks user code jo@example.org
    """
    from . import actions  # noqa: PLC0415

    with _said_plainly():
        value = actions.show_code(by=None, person=_person(email))
    left = 30 - int(time.time()) % 30
    typer.echo(f"{value} (for another {left} seconds)")


@app.command()
def reset(email: Email) -> None:
    """Give a temporary password, and take the one-time codes away.

    Example: whatworks user reset jo@example.org
    """
    from . import actions  # noqa: PLC0415

    with _said_plainly():
        password = actions.reset_sign_in(by=None, person=_person(email))
    typer.echo(f"Temporary password, to be changed at the next sign-in: {password}")


@app.command()
def deactivate(email: Email) -> None:
    """Close an account: the person is signed out everywhere at once.

    Example: whatworks user deactivate jo@example.org
    """
    from . import actions  # noqa: PLC0415

    with _said_plainly():
        actions.close_account(by=None, person=_person(email))
    typer.echo(f"{email} is closed.")


@app.command()
def activate(email: Email) -> None:
    """Open a closed account again, with a temporary password.

    Example: whatworks user activate jo@example.org
    """
    from . import actions  # noqa: PLC0415

    with _said_plainly():
        password = actions.open_account(by=None, person=_person(email))
    typer.echo(f"{email} is open. Temporary password: {password}")


@contextmanager
def _said_plainly() -> Iterator[None]:
    from .errors import Refused  # noqa: PLC0415

    try:
        yield
    except Refused as problem:
        _stop(str(problem))


def _person(email: str) -> User:
    from . import queries  # noqa: PLC0415

    person = queries.by_email(email)
    if person is None:
        _stop(f"Nobody has an account with {email}. `whatworks user list` shows who has.")
    return person


def _role(word: str):  # type: ignore[no-untyped-def]
    from .roles import Role  # noqa: PLC0415

    if word not in Role.values:
        _stop(f"{word!r} is no role. The roles are: {', '.join(Role.values)}.")
    return Role(word)


def _stop(words: str) -> None:
    typer.echo(words, err=True)
    raise typer.Exit(1)
