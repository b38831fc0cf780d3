"""Who was studied: where, how many and which people; and what nobody wrote down, said as plainly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from whatworks.publish import Shelf, Sources
from whatworks.publish.numbers import count, plain, result_words
from whatworks.publish.prose import lower_first
from whatworks.terms import InOrOut, Intervention, Population, Progress, Study

CHARACTERISTICS: dict[Progress, str] = {
    Progress.AGE: "Age",
    Progress.GENDER: "Gender or sex",
    Progress.RACE: "Race or ethnicity",
    Progress.DISABILITY: "Disability",
    Progress.SOCIOECONOMIC: "Income and social class",
    Progress.PLACE: "Where they live",
    Progress.EDUCATION: "Education",
    Progress.OCCUPATION: "Occupation",
    Progress.RELIGION: "Religion",
    Progress.SOCIAL_CAPITAL: "Social ties",
}
"""PROGRESS-Plus in words, in the order in which a page asks."""
STANDS = {
    InOrOut.INCLUDED: "",
    InOrOut.LEFT_OUT: "left out",
    InOrOut.APART: "results given apart",
}


@dataclass(frozen=True)
class GroupSaid:
    """A group as a study names it."""

    words: str
    study: str
    href: str
    note: str


@dataclass(frozen=True)
class Gap:
    """One characteristic: how many of the studies say anything of it, and which groups they name."""

    name: str
    said: int
    of: int
    sought: int
    """In how many studies it was looked for in vain."""
    groups: tuple[GroupSaid, ...]

    @property
    def words(self) -> str:
        """How many say something, in words; what was not looked for is not called missing."""
        if not self.said and not self.sought:
            return "Nothing recorded here"
        of = f"{self.said} of {self.of}" if self.said else "None"
        vain = (
            f"; looked for in {count(self.sought, 'study', 'studies')}, not reported" if self.sought else ""
        )
        return f"{of}{vain}"


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
    """The characteristics of which nothing is recorded, as a list in words; empty where there is none."""
    gaps: tuple[Gap, ...] = ()
    """Characteristic by characteristic; empty where nothing is recorded of any."""


def equity_of(shelf: Shelf, sources: Sources, intervention: Intervention) -> Equity | None:
    """Who was studied for an intervention; None where no study is on record."""
    studies = shelf.studies_of(intervention.id)
    if not studies:
        return None
    rows = tuple(_row(shelf, sources, s) for s in studies)
    gaps = _gaps(shelf, sources, studies)
    empty = [lower_first(g.name) for g in gaps if not g.said and not g.sought]
    populations = [s.population for s in shelf.sets_of(intervention.id) if s.population]
    return Equity(
        places=_places(studies),
        sizes=_sizes(studies),
        rows=rows,
        populations=tuple(dict.fromkeys(populations)),
        parts_known=any(r.parts for r in rows),
        not_held=f"{', '.join(empty[:-1])} and {empty[-1]}" if len(empty) > 1 else "".join(empty),
        gaps=gaps if len(empty) < len(gaps) else (),
    )


def _gaps(shelf: Shelf, sources: Sources, studies: tuple[Study, ...]) -> tuple[Gap, ...]:
    named = {s.id: s for s in studies}
    rows = [p for p in shelf.records.populations if p.study in named]
    other = {Progress.OTHER: "Other"} if any(p.characteristic is Progress.OTHER for p in rows) else {}
    return tuple(
        _gap(name, [p for p in rows if p.characteristic is which], named, sources)
        for which, name in {**CHARACTERISTICS, **other}.items()
    )


def _gap(name: str, rows: list[Population], studies: dict[str, Study], sources: Sources) -> Gap:
    told = [p for p in rows if p.in_or_out is not InOrOut.NOT_REPORTED]
    said = {p.study for p in told}
    sought = {p.study for p in rows} - said
    groups = tuple(
        GroupSaid(_group(p), studies[p.study].name, sources.links.study(p.study), _place(p)) for p in told
    )
    return Gap(name, len(said), len(studies), len(sought), groups)


def _group(row: Population) -> str:
    """'11 to 15 years, 40 children (39.6%)': the share as printed, with what it counts."""
    unit = row.unit or "people"
    size = f"{row.n:,} {unit}" if row.n is not None else ""
    share = f"{plain(row.percent)}%" if row.percent is not None else ""
    share = f"{share} of {unit}" if share and not size and row.unit else share
    counted = f"{size} ({share})" if size and share else size or share
    stands = STANDS.get(row.in_or_out, "")
    return ", ".join(part for part in (row.group, counted, stands) if part)


def _place(row: Population) -> str:
    return "; ".join(part for part in (row.page, row.note) if part)


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
