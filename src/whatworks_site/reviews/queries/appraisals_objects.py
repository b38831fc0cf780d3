"""What can be appraised in a review, of each kind, and how the pages say what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from whatworks.publish.numbers import DESIGN_WORDS, months, result_words
from whatworks.review.members import members_of
from whatworks.terms import Design, Report, ReviewRecords
from whatworks_site.evidence.models import TABLES as ALL_TABLES
from whatworks_site.evidence.models import (
    AppraisalRow,
    EvidenceSetRow,
    InterventionRow,
    OutcomeRow,
    ReportRow,
    ResultRow,
    Review,
    ReviewFindingRow,
    Row,
    StudyRow,
)
from whatworks_site.evidence.rows import records_of

TABLES: dict[str, type[Row]] = {
    "result": ResultRow,
    "study": StudyRow,
    "review": ReviewFindingRow,
    "body": EvidenceSetRow,
    "intervention": InterventionRow,
    "report": ReportRow,
}


_NEEDED = (*TABLES.values(), OutcomeRow, AppraisalRow)


def appraisable(review: Review) -> ReviewRecords:
    """What of a review's records says what can be appraised, and what is; the rest is not read."""
    return records_of(review, without=[table for table in ALL_TABLES if table not in _NEEDED])


def exists(review: Review, kind: str, key: str) -> bool:
    """Whether the review has a thing of this kind by this name. A review is a report of its own."""
    if TABLES[kind].objects.filter(review=review, key=key).exists():
        return True
    return kind == "report" and key == review.key


@dataclass(frozen=True)
class Target:
    """One thing that can be appraised, as a line in a list."""

    id: str
    name: str
    under: str
    design: Design | None = None
    leads: bool = False
    """Whether it speaks in an analysis."""


def targets(records: ReviewRecords, kind: str) -> tuple[Target, ...]:
    """Everything of one kind that can be appraised, by name."""
    return tuple(sorted(_MAKERS[kind](records), key=lambda t: (t.name.casefold(), t.under, t.id)))


def _results(records: ReviewRecords) -> Iterator[Target]:
    studies, outcomes = {s.id: s for s in records.studies}, {o.id: o.name for o in records.outcomes}
    known = [r for r in records.results if r.study in studies and r.outcome in outcomes]
    sound = replace(records, results=tuple(known))
    speaking = {r.id for s in records.evidence_sets for _, _, r, _ in members_of(s, sound)}
    for each in known:
        when = months(each.months)
        under = f"{outcomes[each.outcome]}: {each.measure}" + (f", {when}" if when else "")
        study = studies[each.study]
        yield Target(each.id, study.name, under, study.design, each.id in speaking)


def _studies(records: ReviewRecords) -> Iterator[Target]:
    for study in records.studies:
        yield Target(study.id, study.name, DESIGN_WORDS[study.design], study.design)


def _findings(records: ReviewRecords) -> Iterator[Target]:
    reports = {r.id: r.short for r in records.reports}
    for finding in records.review_findings:
        when = months(finding.months)
        under = finding.measure + (f", {when}" if when else "")
        yield Target(finding.id, reports.get(finding.report or "", finding.id), under)


def _bodies(records: ReviewRecords) -> Iterator[Target]:
    interventions = {i.id: i.name for i in records.interventions}
    outcomes = {o.id: o.name for o in records.outcomes}
    for each in records.evidence_sets:
        under = outcomes.get(each.outcome, each.outcome)
        yield Target(each.id, interventions.get(each.intervention, each.intervention), under)


def _interventions(records: ReviewRecords) -> Iterator[Target]:
    for each in records.interventions:
        yield Target(each.id, each.name, each.description or "")


def _reports(records: ReviewRecords) -> Iterator[Target]:
    designs = {s.id: s.design for s in records.studies}
    for each in records.reports:
        told = next((designs[s] for s in each.studies if s in designs), None)
        yield Target(each.id, each.short, each.citation, told)
    if records.review.id not in {r.id for r in records.reports}:
        yield Target(records.review.id, "This review itself", records.review.title, Design.REVIEW)


_MAKERS = {
    "result": _results,
    "study": _studies,
    "review": _findings,
    "body": _bodies,
    "intervention": _interventions,
    "report": _reports,
}


@dataclass(frozen=True)
class Object:
    """The thing appraised, as every page about it says it."""

    id: str
    kind: str
    name: str
    under: str
    facts: tuple[tuple[str, str], ...]
    quote: str = ""
    study: str = ""
    """The study it is of; empty where it is not of one."""
    reports: tuple[Report, ...] = ()
    design: Design | None = None


def object_of(records: ReviewRecords, object_: str, kind: str = "result") -> Object | None:
    """A thing by its id, for appraising; None where there is none."""
    found = next((t for t in _MAKERS[kind](records) if t.id == object_), None)
    if found is None:
        return None
    facts, quote, study = _FACTS[kind](records, object_)
    told = study or (object_ if kind == "study" else "")
    return Object(
        found.id,
        kind,
        found.name,
        found.under,
        tuple((key, value) for key, value in facts if value),
        quote,
        told,
        _reports_of(records, kind, object_, told),
        found.design,
    )


Facts = tuple[Sequence[tuple[str, str]], str, str]


def _result_facts(records: ReviewRecords, key: str) -> Facts:
    result = next(r for r in records.results if r.id == key)
    study = next(s for s in records.studies if s.id == result.study)
    outcome = next(o for o in records.outcomes if o.id == result.outcome)
    facts = (
        ("Design", DESIGN_WORDS[study.design]),
        ("Outcome", outcome.name),
        ("Measure", result.measure),
        ("Time point", months(result.months) or "Not known"),
        ("As printed", result_words(result)),
        ("Where", result.page or "Not known"),
    )
    return facts, result.quote or "", study.id


def _study_facts(records: ReviewRecords, key: str) -> Facts:
    study = next(s for s in records.studies if s.id == key)
    facts = (
        ("Design", DESIGN_WORDS[study.design]),
        ("Country", study.country or ""),
        ("Comparison", study.comparator or ""),
        ("Counts", study.counts_note or ""),
    )
    return facts, "", study.id


def _finding_facts(records: ReviewRecords, key: str) -> Facts:
    finding = next(f for f in records.review_findings if f.id == key)
    report = next((r for r in records.reports if r.id == finding.report), None)
    facts = (
        ("Review", report.citation if report else "Not known"),
        ("Outcome", finding.measure),
        ("Time point", months(finding.months)),
        ("Studies", str(finding.k) if finding.k is not None else "Not known"),
        ("Concludes", finding.conclusion or ""),
    )
    return facts, "", ""


def _body_facts(records: ReviewRecords, key: str) -> Facts:
    each = next(s for s in records.evidence_sets if s.id == key)
    outcomes = {o.id: o.name for o in records.outcomes}
    studies = [study.name for study, _, _, _ in members_of(each, records)]
    facts = (
        ("Outcome", outcomes.get(each.outcome, each.outcome)),
        ("Compared with", each.comparator or "Anything"),
        ("For whom", each.population or "Anyone"),
        ("Studies", f"{len(studies)}: {', '.join(studies)}" if studies else "None"),
    )
    return facts, "", ""


def _intervention_facts(records: ReviewRecords, key: str) -> Facts:
    each = next(i for i in records.interventions if i.id == key)
    facts = (
        ("What is done", each.description or ""),
        ("Why", each.why or ""),
        ("Who delivers it", each.provider or ""),
        ("How much", each.dose or ""),
    )
    return facts, "", ""


def _report_facts(records: ReviewRecords, key: str) -> Facts:
    each = next((r for r in records.reports if r.id == key), None)
    if each is None:
        return (("Question", records.review.question), ("Version", records.review.version)), "", ""
    names = [s.name for s in records.studies if s.id in each.studies]
    return (("Report", each.citation), ("Tells of", ", ".join(names))), "", ""


_FACTS = {
    "result": _result_facts,
    "study": _study_facts,
    "review": _finding_facts,
    "body": _body_facts,
    "intervention": _intervention_facts,
    "report": _report_facts,
}


def _reports_of(records: ReviewRecords, kind: str, key: str, study: str) -> tuple[Report, ...]:
    """The reports in which to read, the main one first."""
    by_id = {r.id: r for r in records.reports}
    if kind == "report":
        names: Sequence[str] = (key,)
    elif kind == "review":
        names = [f.report for f in records.review_findings if f.id == key and f.report]
    elif study:
        held = next((s for s in records.studies if s.id == study), None)
        told = [r.id for r in records.reports if study in r.studies]
        names = list(dict.fromkeys([*(held.reports if held else ()), *told]))
    else:
        names = ()
    return tuple(by_id[n] for n in names if n in by_id)
