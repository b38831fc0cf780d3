"""Long work of this app: each kind in a file of its own, known once it is imported here."""

from . import laying_out, restating

__all__ = ["laying_out", "restating"]
