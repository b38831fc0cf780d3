"""Every evidence set under every scheme, and what other bodies have printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from whatworks.publish import BadgeView
from whatworks.publish.names import host_of, set_anchor, web_address
from whatworks.publish.numbers import SEEN_WORDS, date_words
from whatworks.terms import Seen, guard

from . import queries
from .cards import badge_view
from .links import intervention_address, why_address
from .models import SetEntry
from .partings import parting_address


@dataclass(frozen=True, kw_only=True)
class Column:
    """A scale of a scheme."""

    scheme: str
    scale: str
    name: str
    scheme_name: str
    verified: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """An evidence set under every scale."""

    intervention: str
    outcome: str
    href: str
    cells: tuple[BadgeView | None, ...]
    settles: bool
    parting: str
    """Where its schemes are set side by side; empty where fewer than two rate it."""


@dataclass(frozen=True, kw_only=True)
class Printed:
    """Another body's rating as printed."""

    intervention: str
    href: str
    named: str
    body: str
    rating: str
    of: str
    when: str
    url: str
    host: str
    how: str


def columns() -> tuple[Column, ...]:
    """The scales of every scheme in use, in the order of the ratings."""
    found: dict[tuple[str, str], Column] = {}
    for held in queries.sets():
        for r in (r for r in held.ratings if r.get("headline", True)):
            found.setdefault(
                (r["scheme"], r["scale"]),
                Column(
                    scheme=r["scheme"],
                    scale=r["scale"],
                    name=r["scale_name"],
                    scheme_name=r["scheme_name"],
                    verified=r["verified"],
                ),
            )
    return tuple(found.values())


def rows(across: Iterable[Column]) -> tuple[Row, ...]:
    """Every evidence set, by intervention, the leading one first."""
    scales = tuple(across)
    return tuple(_row(held, scales) for held in queries.sets())


def _row(held: SetEntry, across: tuple[Column, ...]) -> Row:
    kept = {(r["scheme"], r["scale"]): r for r in held.ratings}
    key = held.intervention.key
    cells: list[BadgeView | None] = []
    for column in across:
        r = kept.get((column.scheme, column.scale))
        href = why_address(key, held.key, column.scheme, column.scale)
        cells.append(badge_view({**r, "label": column.name}, href) if r else None)
    return Row(
        intervention=held.intervention.name,
        outcome=held.outcome_name,
        href=f"{intervention_address(key)}#{set_anchor(held.key)}",
        cells=tuple(cells),
        settles=held.openness < 2,
        parting=parting_address(key, held.key) if len({r["scheme"] for r in held.ratings}) > 1 else "",
    )


def printed() -> tuple[Printed, ...]:
    """Other bodies' ratings, by intervention and body."""
    found = [_printed(e.name, e.key, p) for e in queries.interventions() for p in e.published_ratings]
    return tuple(sorted(found, key=lambda p: (p.intervention.casefold(), p.body, p.rating)))


def _printed(name: str, key: str, kept: dict[str, Any]) -> Printed:
    url = web_address(kept["source_url"]) or ""
    return Printed(
        intervention=name,
        href=intervention_address(key),
        named=kept["intervention_name"] if kept["intervention_name"] != name else "",
        body=kept["body"],
        rating=", ".join(part for part in (kept["rating"], kept["also"]) if part),
        of=kept["of"] or "not said",
        when=date_words(kept["date"]),
        url=url,
        host=host_of(url) if url else "",
        how=SEEN_WORDS[Seen(kept["seen"]) if kept["seen"] else None],
    )


@dataclass(frozen=True, kw_only=True)
class PrintedRow:
    """What bodies have printed of one intervention: a cell for each body, the last for all others."""

    intervention: str
    href: str
    cells: tuple[tuple[Printed, ...], ...]


FEWEST = 2
"""Ratings that a body must have printed to stand in a column of its own."""


def printed_matrix(found: Sequence[Printed]) -> tuple[tuple[str, ...], tuple[PrintedRow, ...]]:
    """Interventions by the bodies that rated them; a body with a single rating stands among the others."""
    counts = Counter(p.body for p in found)
    own = tuple(sorted((b for b, n in counts.items() if n >= FEWEST), key=lambda b: (-counts[b], b)))
    rows = []
    for name in dict.fromkeys(p.intervention for p in found):
        told = [p for p in found if p.intervention == name]
        cells = [tuple(p for p in told if p.body == body) for body in own]
        cells.append(tuple(p for p in told if p.body not in own))
        rows.append(PrintedRow(intervention=name, href=told[0].href, cells=tuple(cells)))
    return (*own, "Others"), tuple(rows)


CSV_COLUMNS = ("intervention", "intervention_name", "evidence_set", "outcome", "outcome_name", "scheme",
               "scheme_version", "scale", "level", "possible", "exact", "words", "because")  # fmt: skip


def table_rows(keys: Iterable[str] = ()) -> list[dict[str, str]]:
    """Every rating as a row; of the interventions named, where any are."""
    wanted = set(keys)
    return [
        {
            "intervention": guard(held.intervention.key),
            "intervention_name": guard(held.intervention.name),
            "evidence_set": guard(held.key),
            "outcome": guard(held.outcome),
            "outcome_name": guard(held.outcome_name),
            "scheme": guard(r["scheme"]),
            "scheme_version": guard(r["scheme_version"]),
            "scale": guard(r["scale"]),
            "level": guard(r["level"] or ""),
            "possible": guard("; ".join(r["possible"])),
            "exact": "yes" if r["exact"] else "no",
            "words": guard(r["words"]),
            "because": guard(r["because"]),
        }
        for held in queries.sets()
        if not wanted or held.intervention.key in wanted
        for r in held.ratings
    ]
