"""Of what a fact is entered: a study, one analysis, or an intervention with all its analyses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whatworks.publish.prose import lower_first
from whatworks.rate import CATALOGUE
from whatworks.rate.entered import EntryError, entered
from whatworks.rules import SET
from whatworks.terms import EvidenceSet, Fact, FactEntry, Report, ReviewRecords
from whatworks_site.evidence.models import (
    TABLES,
    EvidenceSetRow,
    FactEntryRow,
    InterventionRow,
    OutcomeRow,
    ReportRow,
    Review,
    StudyRow,
)
from whatworks_site.evidence.rows import records_of

KINDS = ("study", "set", "intervention")
_NEEDED = (EvidenceSetRow, FactEntryRow, InterventionRow, OutcomeRow, ReportRow, StudyRow)


def facts_records(review: Review) -> ReviewRecords:
    """What of a review's records says whose facts there are, and what is entered; the rest is not read."""
    return records_of(review, without=[table for table in TABLES if table not in _NEEDED])


@dataclass(frozen=True)
class Subject:
    """A thing that facts are of."""

    kind: str
    id: str
    name: str
    intervention: str
    outcome: str = ""
    reports: tuple[Report, ...] = ()

    @property
    def of(self) -> str:
        """'study' or 'set', as the catalogue says it."""
        return "study" if self.kind == "study" else "set"


class Subjects:
    """Everything of a review that facts are of, by kind and id, and the facts entered of each."""

    def __init__(self, records: ReviewRecords) -> None:
        self.records = records
        self.outcomes = {o.id: o.name for o in records.outcomes}
        self.interventions = {i.id: i.name for i in records.interventions}
        self.sets: dict[str, EvidenceSet] = {s.id: s for s in records.evidence_sets}
        self.studies = {s.id: s for s in records.studies}
        self.reports = {r.id: r for r in records.reports}
        self.entries: dict[str, list[FactEntry]] = {}
        for entry in records.fact_entries:
            self.entries.setdefault(entry.name, []).append(entry)

    def get(self, kind: str, id_: str) -> Subject | None:
        """One of them; None where there is none."""
        if kind == "study" and id_ in self.studies:
            study = self.studies[id_]
            named = [*study.reports, *(r.id for r in self.records.reports if id_ in r.studies)]
            reports = tuple(self.reports[r] for r in dict.fromkeys(named) if r in self.reports)
            return Subject("study", id_, study.name, study.intervention, reports=reports)
        if kind == "set" and id_ in self.sets:
            held = self.sets[id_]
            name = f"{self.interventions.get(held.intervention, held.intervention)}: {self.set_words(held)}"
            return Subject("set", id_, name, held.intervention, held.outcome)
        if kind == "intervention" and id_ in self.interventions:
            return Subject("intervention", id_, self.interventions[id_], id_)
        return None

    def set_words(self, held: EvidenceSet) -> str:
        """An analysis within its intervention: the outcome, and whom or what it is narrowed to."""
        parts = [self.outcomes.get(held.outcome, held.outcome), held.population, held.comparator]
        return lower_first(", ".join(p for p in parts if p))

    def sets_of(self, intervention: str) -> tuple[EvidenceSet, ...]:
        """The analyses of an intervention, by name."""
        found = [s for s in self.records.evidence_sets if s.intervention == intervention]
        return tuple(sorted(found, key=lambda s: (self.set_words(s).casefold(), s.id)))

    def kind_of(self, entry: FactEntry) -> str:
        """Of what kind of thing an entry is."""
        definition = CATALOGUE.get(entry.name)
        if definition is not None and definition.of == "study":
            return "study"
        return "set" if entry.of in self.sets else "intervention"

    def entries_of(self, subject: Subject, name: str) -> tuple[FactEntry, ...]:
        """What is entered of a fact that bears on this: of an analysis, its intervention's too."""
        near = {subject.id}
        if subject.kind == "set":
            near.add(subject.intervention)
        if subject.kind == "intervention":
            near |= {s.id for s in self.sets_of(subject.id)}
        found = [e for e in self.entries.get(name, ()) if e.of in near]
        return tuple(sorted(found, key=lambda e: (e.of != subject.id, e.id)))

    def as_entered(self, kind: str, id_: str, name: str) -> Fact | None:
        """What the entries come to of a study or an analysis; None where there are none."""
        told = self.entries.get(name)
        if not told:
            return None
        subject, ranks = (id_, {id_: 0}) if kind == "study" else (SET, self._ranks(id_))
        try:
            return entered(told, ranks, subject, kind).get(name)
        except EntryError:
            return None

    def _ranks(self, set_: str) -> Mapping[str, int]:
        held = self.sets.get(set_)
        return {set_: 0, held.intervention: 1} if held is not None else {set_: 0}
