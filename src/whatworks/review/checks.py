"""What is wrong with a review folder beyond single cells: links that lead nowhere, ids that stand twice,
numbers that cannot be. Numbers in print that merely disagree are questions, not problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from whatworks.collate import CollateError, read
from whatworks.rate import CATALOGUE, EntryError, SchemeError, fact_of, load_scheme
from whatworks.terms import Record, Reference, RejectedRecord, ReviewRecords

from .corrections import correction_faults
from .folder import Reading, read_folder
from .problems import FolderError, Problem
from .tables import ENTERED, Table
from .values import (
    Fault,
    finding_faults,
    population_faults,
    result_faults,
    review_faults,
    set_faults,
    study_faults,
)

R = TypeVar("R", bound=Record)


def check_folder(folder: Path) -> tuple[Problem, ...]:
    """Every problem of a review folder, in the order of its files."""
    reading = read_folder(folder)
    return (*reading.problems, *check_reading(reading, folder))


def load_folder(folder: Path) -> ReviewRecords:
    """The records of a review folder in which nothing is wrong. Raises FolderError with every problem."""
    reading = read_folder(folder)
    problems = (*reading.problems, *check_reading(reading, folder))
    if problems:
        raise FolderError(problems)
    return reading.records


def check_reading(reading: Reading, folder: Path) -> tuple[Problem, ...]:
    """Every problem of the records of a folder."""
    records = reading.records
    found = [Problem("review.yaml", None, c, str(v), rule) for c, v, rule in review_faults(records.review)]
    found += [p for t in ENTERED for p in _check_table(t, reading)]
    found += _check_values("studies", records.studies, study_faults, reading)
    found += _check_values("populations", records.populations, population_faults, reading)
    found += _check_values("results", records.results, result_faults, reading)
    found += _check_values("review_findings", records.review_findings, finding_faults, reading)
    found += _check_values("evidence_sets", records.evidence_sets, set_faults, reading)
    found += _check_entries(reading)
    found += _check_criteria(reading)
    found += _check_pages(records)
    found += _check_schemes(records, folder)
    found += _check_searches(reading, folder)
    return tuple(found)


def _check_table(table: Table, reading: Reading) -> Iterator[Problem]:
    rows: tuple[Record, ...] = getattr(reading.records, table.holder)
    file = f"tables/{table.name}.csv"
    seen: dict[str, int | None] = {}
    hurt = {p.file for p in reading.problems}
    for place, row in enumerate(rows):
        number = reading.row(table.name, place)
        if table.has_id:
            id_ = str(getattr(row, "id", ""))
            if id_ in seen:
                rule = f"stands in row {seen[id_]} too; every id must be its own"
                yield Problem(file, number, "id", id_, rule)
            seen.setdefault(id_, number)
        for column, other in table.refers.items():
            value = getattr(row, column)
            for name in value if isinstance(value, tuple) else (value,):
                if (
                    f"tables/{other}.csv" in hurt
                ):  # the row may be there and unreadable, which is told already
                    continue
                if name is not None and name not in _ids(reading.records, other):
                    rule = f"is not in tables/{other}.csv; add it there or correct it here"
                    yield Problem(file, number, column, name, rule)


def _ids(records: ReviewRecords, table: str) -> set[str]:
    holder = next(t.holder for t in ENTERED if t.name == table)
    return {row.id for row in getattr(records, holder)}


def _check_values(
    table: str, rows: Sequence[R], faults: Callable[[R], Iterator[Fault]], reading: Reading
) -> Iterator[Problem]:
    for place, row in enumerate(rows):
        for column, value, rule in faults(row):
            shown = f"{value:g}" if isinstance(value, float) else str(value)
            yield Problem(f"tables/{table}.csv", reading.row(table, place), column, shown, rule)


def _check_entries(reading: Reading) -> Iterator[Problem]:
    records, file = reading.records, "tables/fact_entries.csv"
    known = {
        "study": {s.id for s in records.studies},
        "set": {s.id for s in records.evidence_sets} | {i.id for i in records.interventions},
    }
    for place, entry in enumerate(records.fact_entries):
        row = reading.row("fact_entries", place)
        try:
            fact_of(entry, entry.of)
        except EntryError as error:
            yield Problem(file, row, error.field, str(error.value), error.rule)
            continue
        kind = CATALOGUE[entry.name].of
        if entry.of not in known[kind]:
            things = "study" if kind == "study" else "evidence set or intervention"
            rule = f"is no {things} of this review; {entry.name} is a fact of a {things}"
            yield Problem(file, row, "of", entry.of, rule)


def _check_criteria(reading: Reading) -> Iterator[Problem]:
    known = {c.id for c in reading.records.review.criteria}
    for place, decision in enumerate(reading.records.decisions):
        if decision.criterion is not None and decision.criterion not in known:
            rule = f"is no criterion in review.yaml; the criteria are {', '.join(sorted(known)) or 'none'}"
            row = reading.row("decisions", place)
            yield Problem("tables/decisions.csv", row, "criterion", decision.criterion, rule)


def _check_pages(records: ReviewRecords) -> Iterator[Problem]:
    interventions = {i.id for i in records.interventions}
    reports, results = {r.id for r in records.reports}, {r.id for r in records.results}
    sets = {s.id for s in records.evidence_sets}
    for page in records.pages:
        file = f"pages/{page.intervention}.yaml"
        if page.intervention not in interventions:
            yield Problem(file, None, "intervention", page.intervention, "is not in tables/interventions.csv")
        if page.evidence_set and page.evidence_set not in sets:
            yield Problem(file, None, "evidence_set", page.evidence_set, "is not in tables/evidence_sets.csv")
        if page.frequency and page.frequency not in results:
            yield Problem(file, None, "frequency", page.frequency, "is not in tables/results.csv")
        cited = [*page.answer_sources, *(r for s in page.section_sources.values() for r in s)]
        for report in dict.fromkeys(cited):
            if report not in reports:
                yield Problem(file, None, "sources", report, "is not in tables/reports.csv")


def _check_schemes(records: ReviewRecords, folder: Path) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for scheme in records.review.schemes:
        name = scheme_name(scheme, folder)
        if isinstance(name, Path) and not name.resolve().is_relative_to(folder.resolve()):
            rule = "lies outside the review folder; move it in, and name it from there"
            yield Problem("review.yaml", None, "schemes", scheme, rule)
            continue
        try:
            id_ = load_scheme(name).id
        except (SchemeError, OSError) as error:
            yield Problem("review.yaml", None, "schemes", scheme, str(error))
            continue
        if id_ in seen:
            rule = f"has the id {id_}, as {seen[id_]} has; every scheme of a review needs an id of its own"
            yield Problem("review.yaml", None, "schemes", scheme, rule)
        seen.setdefault(id_, scheme)


def scheme_name(scheme: str, folder: Path) -> str | Path:
    """A shipped scheme's id, or the path of the review's own scheme file."""
    return folder / scheme if scheme.endswith((".yaml", ".yml")) else scheme


def _check_searches(reading: Reading, folder: Path) -> Iterator[Problem]:
    records, references, readable = reading.records, list[Reference](), True
    for place, search in enumerate(records.searches):
        try:
            records_read = list(read(search, folder))
            found = [r for r in records_read if isinstance(r, Reference)]
            references.extend(found)
            if not found and search.hits != 0:
                yield Problem(
                    "tables/searches.csv",
                    reading.row("searches", place),
                    "file",
                    search.file,
                    _unread(records_read),
                )
        except CollateError as error:
            readable = False
            yield Problem(
                "tables/searches.csv", reading.row("searches", place), "file", search.file, str(error)
            )
    if readable:
        yield from _unknown_references(reading, {r.id for r in references})


def _unread(records: Sequence[Reference | RejectedRecord]) -> str:
    told = next((f"{r.reason} " for r in records if isinstance(r, RejectedRecord)), "")
    return f"holds no record that can be read. {told}If the search found nothing, write 0 under hits"


def _unknown_references(reading: Reading, known: set[str]) -> Iterator[Problem]:
    for place, correction in enumerate(reading.records.corrections):
        for column, value, rule in correction_faults(correction, known):
            row = reading.row("corrections", place)
            yield Problem("tables/corrections.csv", row, column, None if value is None else str(value), rule)
    for table, columns in _REFERENCE_COLUMNS.items():
        for place, row in enumerate(getattr(reading.records, table)):
            for column in columns:
                name = getattr(row, column)
                if name is not None and name not in known:
                    rule = "is no reference of any search; the ids are in the build's tables/references.csv"
                    yield Problem(f"tables/{table}.csv", reading.row(table, place), column, name, rule)


_REFERENCE_COLUMNS = {
    "assignments": ("reference",),
    "decisions": ("reference",),
    "retrievals": ("reference",),
    "reports": ("reference",),
    "duplicate_decisions": ("a", "b"),
}
