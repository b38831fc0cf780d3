"""The two ways in which a database searches text: SQLite's FTS5 and PostgreSQL's tsvector.

Both index the same five columns with the same weights, stem English words, and drop no word. What is asked
comes as phrases of plain words, never as text in a query language, so nothing typed can be a syntax error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.db import connection

from .texts import Text
from .wording import tokens

START, END = "\x02", "\x03"
"""What stands around a found word until the page marks it up."""
COLUMNS = ("title", "names", "summary", "studies", "body")
_SHOWN = (2, 4, 3)
Phrases = Sequence[tuple[str, ...]]


class Engine(Protocol):
    """What a database can do with text."""

    def add(self, id_: int, text: Text) -> None:
        """Index a document."""

    def remove(self, ids: Iterable[int]) -> None:
        """Forget documents."""

    def scores(self, phrases: Phrases) -> dict[int, float]:
        """Documents in which any of the phrases stands, with how well they fit; higher is better."""

    def snippets(self, ids: Sequence[int], phrases: Phrases) -> dict[int, str]:
        """A few words around what was found, for each document that has it in its text."""


def engine() -> Engine:
    """The one for the database in use."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _run(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


class SQLite:
    """FTS5 with `porter unicode61`."""

    def add(self, id_: int, text: Text) -> None:
        """Index a document."""
        columns = [getattr(text, name) for name in COLUMNS]
        _run(
            "INSERT INTO store_text(rowid, title, names, summary, studies, body) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [id_, *columns],
        )

    def remove(self, ids: Iterable[int]) -> None:
        """Forget documents."""
        for id_ in ids:
            _run("DELETE FROM store_text WHERE rowid = %s", [id_])

    def scores(self, phrases: Phrases) -> dict[int, float]:
        """Documents in which any of the phrases stands, with how well they fit."""
        rank = "bm25(store_text, 10.0, 5.0, 3.0, 2.0, 1.0)"
        sql = f"SELECT rowid, {rank} FROM store_text WHERE store_text MATCH %s"  # noqa: S608 - fixed text
        return {row[0]: -row[1] for row in _rows(sql, [_match(phrases)])} if phrases else {}

    def snippets(self, ids: Sequence[int], phrases: Phrases) -> dict[int, str]:
        """A few words around what was found."""
        if not ids or not phrases:
            return {}
        marks = ", ".join("%s" for _ in ids)
        parts = ", ".join(f"snippet(store_text, {n}, %s, %s, %s, 24)" for n in _SHOWN)
        sql = f"SELECT rowid, {parts} FROM store_text WHERE store_text MATCH %s AND rowid IN ({marks})"  # noqa: S608
        values = [START, END, "…"] * len(_SHOWN)
        return _best(_rows(sql, [*values, _match(phrases), *ids]))


def _match(phrases: Phrases) -> str:
    """Phrases as FTS5 takes them. Their words are letters and digits only, and each phrase is quoted."""
    return " OR ".join('"' + " ".join(phrase) + '"' for phrase in phrases)


class PostgreSQL:
    """A tsvector made with the configuration `whatworks_english`: English stems, no word dropped."""

    def add(self, id_: int, text: Text) -> None:
        """Index a document."""
        grades = ("A", "B", "C", "C", "D")
        parts = " || ".join(f"setweight(to_tsvector('whatworks_english', %s), '{g}')" for g in grades)
        plain = [" ".join(tokens(getattr(text, name))) for name in COLUMNS]
        _run(f"UPDATE store_searchdocument SET vector = {parts} WHERE id = %s", [*plain, id_])  # noqa: S608

    def remove(self, ids: Iterable[int]) -> None:
        """The vector goes with its row."""

    def scores(self, phrases: Phrases) -> dict[int, float]:
        """Documents in which any of the phrases stands, with how well they fit."""
        if not phrases:
            return {}
        query, values = _query(phrases)
        sql = (
            "SELECT id, ts_rank('{0.1, 0.3, 0.5, 1.0}', vector, q, 1) "  # noqa: S608 - fixed text
            f"FROM store_searchdocument, (SELECT {query} AS q) AS asked WHERE vector @@ q"
        )
        return {row[0]: float(row[1]) for row in _rows(sql, values)}

    def snippets(self, ids: Sequence[int], phrases: Phrases) -> dict[int, str]:
        """A few words around what was found."""
        if not ids or not phrases:
            return {}
        query, values = _query(phrases)
        options = f"StartSel={START}, StopSel={END}, MaxWords=26, MinWords=12, MaxFragments=1"
        heads = ", ".join(f"ts_headline('whatworks_english', {COLUMNS[n]}, q, %s)" for n in _SHOWN)
        sql = (
            f"SELECT id, {heads} FROM store_searchdocument, (SELECT {query} AS q) AS asked "  # noqa: S608
            "WHERE id = ANY(%s)"
        )
        return _best(_rows(sql, [*[options] * len(_SHOWN), *values, list(ids)]))


def _query(phrases: Phrases) -> tuple[str, list[str]]:
    parts = " || ".join("phraseto_tsquery('whatworks_english', %s)" for _ in phrases)
    return f"({parts})", [" ".join(phrase) for phrase in phrases]


def _best(rows: Iterable[tuple[Any, ...]]) -> dict[int, str]:
    """The text with the most found words of each row's, where it has any."""
    found = {}
    for id_, *texts in rows:
        best = max((t or "" for t in texts), key=lambda t: len(set(t.split(START)[1:])))
        if START in best:
            found[id_] = best
    return found
