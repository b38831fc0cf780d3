"""Long work of this app: each kind in a file of its own, known once it is imported here."""

from . import importing, laying_out, ranking, restating

__all__ = ["importing", "laying_out", "ranking", "restating"]
