"""The site's own commands, registered with `whatworks` through an entry point."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the site's commands. Django is imported only when one of them runs."""
