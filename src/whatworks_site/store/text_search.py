"""The text index, as the migration makes it: one way for SQLite, one for PostgreSQL."""

from __future__ import annotations

from typing import Any

_SQLITE = (
    "CREATE VIRTUAL TABLE store_text USING fts5("
    "title, names, summary, studies, body, tokenize = 'porter unicode61 remove_diacritics 2')",
)
_POSTGRESQL = (
    "DROP TEXT SEARCH CONFIGURATION IF EXISTS whatworks_english",
    "DROP TEXT SEARCH DICTIONARY IF EXISTS whatworks_stems",
    "CREATE TEXT SEARCH DICTIONARY whatworks_stems (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION whatworks_english (COPY = english)",
    "ALTER TEXT SEARCH CONFIGURATION whatworks_english "
    "ALTER MAPPING REPLACE english_stem WITH whatworks_stems",
    "ALTER TABLE store_searchdocument ADD COLUMN vector tsvector",
    "CREATE INDEX store_searchdocument_vector ON store_searchdocument USING gin (vector)",
)
_UNDO_POSTGRESQL = (
    "ALTER TABLE store_searchdocument DROP COLUMN IF EXISTS vector",
    "DROP TEXT SEARCH CONFIGURATION IF EXISTS whatworks_english",
    "DROP TEXT SEARCH DICTIONARY IF EXISTS whatworks_stems",
)


def make(apps: Any, schema_editor: Any) -> None:
    """Make the index. PostgreSQL's English drops words such as 'in', on which phrases rest; ours does not."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _POSTGRESQL if is_postgresql else _SQLITE:
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    """Drop the index."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _UNDO_POSTGRESQL if is_postgresql else ("DROP TABLE IF EXISTS store_text",):
        schema_editor.execute(statement)
