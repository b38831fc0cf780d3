"""Rows of results as plain dicts, or as a pandas DataFrame for notebooks."""

from __future__ import annotations

from typing import Any


def as_table(rows: list[dict[str, Any]], frame: bool) -> Any:
    """Rows as they are, or with `frame` as a pandas DataFrame."""
    if not frame:
        return rows
    try:
        import pandas  # noqa: PLC0415 - only notebooks need it
    except ImportError:
        raise ImportError("frame=True needs pandas: pip install 'whatworks[frames]'") from None
    return pandas.DataFrame(rows)
