"""The command line: one module a verb. Heavy packages are imported when a command needs them."""

from .app import main

__all__ = ["main"]
