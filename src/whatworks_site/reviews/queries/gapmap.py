"""The gap map of one review: its interventions against its outcomes, with what is still to describe."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from whatworks.publish.numbers import count
from whatworks.synthesise import derive_effect
from whatworks.terms import Outcome, Result, slug
from whatworks_site.design.discs import DESIGNS, discs, kind_of
from whatworks_site.evidence.models import InterventionRow, OutcomeRow, ResultRow, Review, StudyRow

from .flow import undescribed
from .gapmap_marks import Way, marks, way_of, way_of_all, ways_words

MANY = 8
"""With more outcomes than this, the map begins with their headings."""


@dataclass(frozen=True)
class Axis:
    """A row or a column: an intervention, an outcome, or a heading of outcomes."""

    id: str
    words: str
    is_heading: bool = False


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A study as the map knows it: what was tried, how, and which way each outcome points."""

    key: str
    name: str
    intervention: str
    design: str
    ways: Mapping[str, Way]
    """The outcomes with a result, and which way it points."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The studies of one intervention with a result on one outcome; none is a gap."""

    row: Axis
    column: Axis
    studies: tuple[Tried, ...]
    ways: Counter[Way]

    @property
    def total(self) -> int:
        """How many studies there are."""
        return len(self.studies)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many of each kind of design."""
        return Counter(kind_of(s.design) for s in self.studies)

    @property
    def svg(self) -> Markup:
        """The discs."""
        return discs(self.counts)

    @property
    def marks(self) -> tuple[tuple[Markup, int], ...]:
        """Which way the studies point, drawn."""
        return marks(self.ways)

    @property
    def words(self) -> str:
        """The cell in words."""
        if not self.studies:
            return "no study"
        by = ", ".join(f"{self.counts[kind]} {words.lower()}" for kind, words in DESIGNS if self.counts[kind])
        return f"{count(self.total, 'study', 'studies')}: {by}; {ways_words(self.ways)}"


@dataclass(frozen=True, kw_only=True)
class GapMap:
    """The map, ready to be drawn as a table or as cards."""

    rows: tuple[Axis, ...]
    columns: tuple[Axis, ...]
    cells: Mapping[tuple[str, str], Cell]
    heading: str
    """The heading whose outcomes are shown; empty where all are, or the headings themselves."""
    studies: int
    names: Mapping[str, str]
    """The outcomes, by name."""
    column_of: Mapping[str, str]
    """The column in which each outcome stands."""
    without_results: tuple[tuple[str, Tried], ...]
    """Each with its intervention's name."""
    undescribed: int

    def cell(self, row: str, column: str) -> Cell:
        """Where a row and a column meet."""
        return self.cells[row, column]

    def seen(self, cell: Cell, study: Tried) -> list[tuple[str, Way]]:
        """The outcomes by which a study stands in a cell, and which way each points."""
        here = [key for key in study.ways if self.column_of.get(key) == cell.column.id]
        return [(self.names[key], study.ways[key]) for key in here]

    @property
    def gaps(self) -> int:
        """How many cells are empty."""
        return sum(not cell.studies for cell in self.cells.values())


def gap_map(review: Review, heading: str = "") -> GapMap:
    """The map of a review; with `heading`, only the outcomes under it."""
    outcomes = outcomes_of(review)
    studies = tried(review, outcomes)
    domains = {slug(o.domain).lower(): o.domain for o in outcomes.values()}
    heading = heading if heading in domains else ""
    columns, of = _columns(outcomes, domains, heading)
    titles = dict(InterventionRow.objects.filter(review=review).values_list("key", "name"))
    rows = tuple(Axis(*each) for each in sorted(titles.items(), key=lambda row: row[1].casefold()))
    return GapMap(
        rows=rows,
        columns=columns,
        cells=_cells(rows, columns, of, studies),
        heading=domains.get(heading, ""),
        studies=len(studies),
        names={key: o.name for key, o in outcomes.items()},
        column_of=of,
        without_results=tuple((titles.get(s.intervention, ""), s) for s in studies if not s.ways),
        undescribed=len(undescribed(review)),
    )


def outcomes_of(review: Review) -> dict[str, Outcome]:
    """The review's outcomes, by their names in it."""
    rows = OutcomeRow.objects.filter(review=review).order_by("place", "pk")
    return {row.key: row.to_record() for row in rows}  # type: ignore[misc]


def tried(review: Review, outcomes: Mapping[str, Outcome]) -> list[Tried]:
    """The review's studies, each with which way its results point."""
    results: dict[str, list[Result]] = defaultdict(list)
    for row in ResultRow.objects.filter(review=review).order_by("place", "pk"):
        if row.outcome in outcomes:
            results[row.study].append(row.to_record())  # type: ignore[arg-type]
    columns = ("key", "name", "intervention", "design")
    return [
        Tried(
            key=key,
            name=name,
            intervention=intervention,
            design=design,
            ways=_ways(results[key], outcomes),
        )
        for key, name, intervention, design in StudyRow.objects.filter(review=review)
        .order_by("name")
        .values_list(*columns)
    ]


def _ways(results: Iterable[Result], outcomes: Mapping[str, Outcome]) -> dict[str, Way]:
    """Which way each outcome points, over all the results that the study has on it."""
    found: dict[str, list[Way]] = defaultdict(list)
    for result in results:
        effect = derive_effect(result, outcomes[result.outcome])
        found[result.outcome].append(way_of(effect.direction if effect else result.direction))
    return {outcome: way_of_all(ways) for outcome, ways in found.items()}


def _columns(
    outcomes: Mapping[str, Outcome], domains: Mapping[str, str], heading: str
) -> tuple[tuple[Axis, ...], dict[str, str]]:
    """The columns, and the one in which each outcome stands."""
    if len(outcomes) > MANY and not heading and len(domains) > 1:
        columns = tuple(Axis(key, words, is_heading=True) for key, words in domains.items())
        return columns, {key: slug(o.domain).lower() for key, o in outcomes.items()}
    shown = [o for o in outcomes.values() if not heading or slug(o.domain).lower() == heading]
    return tuple(Axis(o.id, o.name) for o in shown), {o.id: o.id for o in shown}


def _cells(
    rows: Iterable[Axis], columns: tuple[Axis, ...], of: Mapping[str, str], studies: Iterable[Tried]
) -> dict[tuple[str, str], Cell]:
    met: dict[tuple[str, str], dict[str, list[Way]]] = defaultdict(lambda: defaultdict(list))
    known = {s.key: s for s in studies}
    for study in known.values():
        for outcome, way in study.ways.items():
            if outcome in of:
                met[study.intervention, of[outcome]][study.key].append(way)
    return {
        (row.id, column.id): Cell(
            row=row,
            column=column,
            studies=tuple(known[key] for key in met[row.id, column.id]),
            ways=Counter(way_of_all(ways) for ways in met[row.id, column.id].values()),
        )
        for row in rows
        for column in columns
    }


CSV_COLUMNS = ("intervention", "intervention_name", "outcome", "outcome_name", "heading", "studies",
               *(kind for kind, _ in DESIGNS), "in_favour", "against", "no_difference",
               "different_ways", "direction_not_known")  # fmt: skip


def table_rows(review: Review) -> list[dict[str, str]]:
    """The whole map as a table: a row for every intervention and outcome, the gaps with 0 studies."""
    outcomes = outcomes_of(review)
    rows = [
        Axis(*row)
        for row in InterventionRow.objects.filter(review=review).order_by("name").values_list("key", "name")
    ]
    columns = tuple(Axis(o.id, o.name) for o in outcomes.values())
    cells = _cells(rows, columns, {o: o for o in outcomes}, tried(review, outcomes))
    return [
        {
            "intervention": cell.row.id,
            "intervention_name": cell.row.words,
            "outcome": cell.column.id,
            "outcome_name": cell.column.words,
            "heading": outcomes[cell.column.id].domain,
            "studies": str(cell.total),
            **{kind: str(cell.counts[kind]) for kind, _ in DESIGNS},
            "in_favour": str(cell.ways[Way.FAVOURS]),
            "against": str(cell.ways[Way.AGAINST]),
            "no_difference": str(cell.ways[Way.NULL]),
            "different_ways": str(cell.ways[Way.MIXED]),
            "direction_not_known": str(cell.ways[Way.UNKNOWN]),
        }
        for cell in cells.values()
    ]
