"""Search exports in, one record each, in the order worth reading, with counts that balance."""

from .counting import count_records
from .errors import CollateError
from .reader import read

__all__ = ["CollateError", "count_records", "read"]
