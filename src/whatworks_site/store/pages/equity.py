"""Who was studied: where, how many and which people; and what nobody wrote down, said as plainly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from whatworks.publish import Shelf, Sources
from whatworks.publish.numbers import count, result_words
from whatworks.publish.prose import lower_first
from whatworks.terms import Intervention, Study

NOT_HELD = ("age", "sex", "ethnicity", "disability", "religion", "family income")
"""What the records have no field for. A reader must hear that before reading it as 'makes no difference'."""


@dataclass(frozen=True)
class Studied:
    """One study's people."""

    name: str
    href: str
    where: str | None
    who: str | None
    note: str | None
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Equity:
    """Who stands behind the answer."""

    places: str
    sizes: str
    rows: tuple[Studied, ...]
    populations: tuple[str, ...]
    parts_known: bool
    not_held: str


def equity_of(shelf: Shelf, sources: Sources, intervention: Intervention) -> Equity | None:
    """Who was studied for an intervention; None where no study is on record."""
    studies = shelf.studies_of(intervention.id)
    if not studies:
        return None
    rows = tuple(_row(shelf, sources, s) for s in studies)
    populations = [s.population for s in shelf.sets_of(intervention.id) if s.population]
    return Equity(
        places=_places(studies),
        sizes=_sizes(studies),
        rows=rows,
        populations=tuple(dict.fromkeys(populations)),
        parts_known=any(r.parts for r in rows),
        not_held=f"{', '.join(NOT_HELD[:-1])} and {NOT_HELD[-1]}",
    )


def _row(shelf: Shelf, sources: Sources, study: Study) -> Studied:
    parts = dict.fromkeys(
        f"{r.subgroup}: {lower_first(r.measure)}, {lower_first(result_words(r))}"
        for r in shelf.results_of(study.id)
        if r.subgroup
    )
    return Studied(
        name=study.name,
        href=sources.links.study(study.id),
        where=study.country,
        who=_who(study),
        note=study.counts_note,
        parts=tuple(parts),
    )


def _who(study: Study) -> str | None:
    unit = study.unit or "people"
    if study.n_analysed is not None:
        started = study.n_randomised
        of = f" of {started:,}" if started is not None and started > study.n_analysed else ""
        return f"{study.n_analysed:,}{of} {unit}"
    return f"{study.n_randomised:,} {unit} allocated" if study.n_randomised is not None else None


def _places(studies: tuple[Study, ...]) -> str:
    places = Counter(s.country for s in studies if s.country)
    unknown = sum(1 for s in studies if not s.country)
    if not places:
        return "Where it was studied is not known."
    said = [f"{n} in {_the(place)}" for place, n in sorted(places.items(), key=lambda p: (-p[1], p[0]))]
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    tail = f"; where, is not known for {unknown}" if unknown else ""
    return f"{count(len(studies), 'study', 'studies')}: {listed}{tail}."


def _the(place: str) -> str:
    needs = place.startswith(("United ", "USA", "UK", "US", "Netherlands", "Czech Republic"))
    return f"the {place}" if needs else place


def _sizes(studies: tuple[Study, ...]) -> str:
    unknown = sum(1 for s in studies if s.n_analysed is None and s.n_randomised is None)
    if not unknown:
        return ""
    if unknown == len(studies):
        return "How many people took part is not known."
    return f"How many took part is not known for {count(unknown, 'study', 'studies')}."
