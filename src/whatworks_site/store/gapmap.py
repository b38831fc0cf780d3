"""The gap map: where studies have looked, and where none has. Counts of evidence, never of places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from whatworks.publish.numbers import count
from whatworks.terms import slug
from whatworks_site.design.discs import DESIGNS, discs, kind_of

from . import queries
from .choices import country_words, order_of
from .links import intervention_address, outcome_address
from .models import InterventionEntry, StudyEntry

ROWS: tuple[tuple[str, str], ...] = (("intervention", "Each intervention"), ("need", "Where the family is"))


@dataclass(frozen=True, kw_only=True)
class MapAsked:
    """What was asked of the map."""

    rows: str
    domain: str
    design: str
    country: str

    def address(self, path: str = "/map", **more: str) -> str:
        """Where this map is, or what is behind one of its cells."""
        plain = {"rows": self.rows if self.rows != ROWS[0][0] else "", "domain": self.domain}
        pairs = {**plain, "design": self.design, "country": self.country, **more}
        kept = {name: value for name, value in pairs.items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path


@dataclass(frozen=True, kw_only=True)
class Place:
    """A row or a column."""

    id: str
    words: str
    href: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How many studies have a result here, by kind of design; none is a gap."""

    counts: Mapping[str, int]
    total: int
    words: str
    href: str
    svg: Markup


@dataclass(frozen=True, kw_only=True)
class GapMap:
    """The map, ready to be drawn as a table or as cards."""

    asked: MapAsked
    rows: tuple[Place, ...]
    columns: tuple[Place, ...]
    cells: Mapping[tuple[str, str], Cell]
    countries: tuple[tuple[str, str], ...]
    domains: tuple[tuple[str, str], ...]
    studies: int
    gaps: int

    def cell(self, row: str, column: str) -> Cell:
        """The cell where a row and a column meet."""
        return self.cells[(row, column)]


def asked_of(params: Mapping[str, Sequence[str]]) -> MapAsked:
    """What an address asks for. What is unknown in it is left out."""

    def one(name: str, known: Iterable[str]) -> str:
        value = (params.get(name) or [""])[-1]
        return value if value in set(known) else ""

    return MapAsked(
        rows=one("rows", dict(ROWS)) or ROWS[0][0],
        domain=one("domain", {slug(d).lower() for d in _domains()}),
        design=one("design", dict(DESIGNS)),
        country=one("country", {s.country for s in queries.studies() if s.country}),
    )


def _domains() -> list[str]:
    return list(dict.fromkeys(o.domain for o in queries.outcomes()))


def fitting(asked: MapAsked) -> list[StudyEntry]:
    """The studies that the filters leave."""
    return [
        s
        for s in queries.studies()
        if (not asked.design or kind_of(s.design) == asked.design)
        and (not asked.country or s.country == asked.country)
    ]


def gap_map(params: Mapping[str, Sequence[str]]) -> GapMap:
    """The map that an address asks for."""
    asked = asked_of(params)
    entries = queries.interventions()
    columns = _columns(asked)
    rows = _rows(asked, entries)
    met = _met(asked, fitting(asked))
    cells = {(r.id, c.id): _cell(asked, r, c, met.get((r.id, c.id), ())) for r in rows for c in columns}
    countries = sorted({s.country for s in queries.studies() if s.country})
    return GapMap(
        asked=asked,
        rows=rows,
        columns=columns,
        cells=cells,
        countries=tuple((c, country_words(c)) for c in countries),
        domains=tuple((slug(d).lower(), d) for d in _domains()),
        studies=len({s.pk for found in met.values() for s in found}),
        gaps=sum(not c.total for c in cells.values()),
    )


def _columns(asked: MapAsked) -> tuple[Place, ...]:
    """The outcomes of one heading, or the headings."""
    if asked.domain:
        inside = [o for o in queries.outcomes() if slug(o.domain).lower() == asked.domain]
        return tuple(Place(id=o.key, words=o.name, href=outcome_address(o.key)) for o in inside)
    plain = MapAsked(rows=asked.rows, domain="", design=asked.design, country=asked.country)
    return tuple(
        Place(id=slug(d).lower(), words=d, href=plain.address(domain=slug(d).lower())) for d in _domains()
    )


def _rows(asked: MapAsked, entries: Sequence[InterventionEntry]) -> tuple[Place, ...]:
    if asked.rows == "need":
        needs = {value: words for e in entries for value, words in e.facets.get("need", ())}
        places = {value: n for n, value in enumerate(order_of("need"))}
        return tuple(
            Place(id=value, words=words, href=f"/search?{urlencode({'need': value})}")
            for value, words in sorted(needs.items(), key=lambda n: (places.get(n[0], len(places)), n[1]))
        )
    return tuple(
        Place(
            id=e.key,
            words=e.name,
            href=intervention_address(e.key),
            note="has a published review" if e.counts.get("reviews") else "",
        )
        for e in sorted(entries, key=lambda e: e.name.casefold())
    )


def _met(asked: MapAsked, studies: Iterable[StudyEntry]) -> Mapping[tuple[str, str], list[StudyEntry]]:
    """The studies of each cell, each once."""
    needs = {e.key: [v for v, _ in e.facets.get("need", ())] for e in queries.interventions()}
    met: dict[tuple[str, str], dict[int, StudyEntry]] = defaultdict(dict)
    for study in studies:
        key = study.intervention.key
        rows = needs.get(key, []) if asked.rows == "need" else [key]
        for outcome, _, domain in study.outcomes:
            column = outcome if asked.domain else slug(domain).lower()
            for row in rows:
                met[(row, column)][study.pk] = study
    return {place: list(found.values()) for place, found in met.items()}


def _cell(asked: MapAsked, row: Place, column: Place, studies: Sequence[StudyEntry]) -> Cell:
    counts = Counter(kind_of(s.design) for s in studies)
    by = ", ".join(f"{counts[kind]} {words.lower()}" for kind, words in DESIGNS if counts[kind])
    where = f"{row.words}, {column.words[:1].lower()}{column.words[1:]}"
    if not studies:
        words = f"{where}: no study"
    elif by.startswith(f"{len(studies)} ") and len([k for k, _ in DESIGNS if counts[k]]) == 1:
        words = f"{where}: {count(len(studies), 'study', 'studies')}, {by.split(' ', 1)[1]}"
    else:
        words = f"{where}: {count(len(studies), 'study', 'studies')}, {by}"
    return Cell(
        counts=dict(counts),
        total=len(studies),
        words=words,
        href=asked.address("/map/studies", row=row.id, column=column.id) if studies else "",
        svg=discs(counts) if studies else Markup(""),
    )


def behind(params: Mapping[str, Sequence[str]]) -> tuple[MapAsked, Place, Place, list[StudyEntry]] | None:
    """The row, the column and the studies of a cell; None where there is no such cell."""
    shown = gap_map(params)
    row = next((r for r in shown.rows if r.id == (params.get("row") or [""])[-1]), None)
    column = next((c for c in shown.columns if c.id == (params.get("column") or [""])[-1]), None)
    if row is None or column is None:
        return None
    met = _met(shown.asked, fitting(shown.asked))
    return shown.asked, row, column, met.get((row.id, column.id), [])


CSV_COLUMNS = ("intervention", "intervention_name", "outcome", "outcome_name", "heading", "design", "kind",
               "studies", "countries")  # fmt: skip


def table_rows(asked: MapAsked) -> list[dict[str, str]]:
    """The map as a table: one row for each intervention, outcome and design in which a study has a result."""
    found: dict[tuple[str, str, str], list[StudyEntry]] = defaultdict(list)
    names: dict[str, tuple[str, str]] = {}
    for study in fitting(asked):
        for outcome, name, domain in study.outcomes:
            if not asked.domain or slug(domain).lower() == asked.domain:
                names[outcome] = (name, domain)
                found[(study.intervention.name, outcome, study.design)].append(study)
    return [
        {
            "intervention": studies[0].intervention.key,
            "intervention_name": name,
            "outcome": outcome,
            "outcome_name": names[outcome][0],
            "heading": names[outcome][1],
            "design": design,
            "kind": kind_of(design),
            "studies": str(len(studies)),
            "countries": "; ".join(sorted({s.country for s in studies if s.country})),
        }
        for (name, outcome, design), studies in sorted(found.items())
    ]
