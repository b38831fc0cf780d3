"""Every study with what is known of it, what is not, and every result as printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whatworks.terms import Result, Study

from ..names import Links, set_anchor, study_anchor
from ..numbers import DESIGN_WORDS, count, direction_words, months, plain, result_words
from ..shelf import Shelf
from ..sources import Address, Chip, Sources
from .page import Page

_SHOWN = (
    "design", "country", "year", "allocation_unit", "analysis_unit", "n_randomised", "n_analysed",
    "n_intervention", "n_comparison", "clusters", "comparator", "comparator_kind", "months_after_end",
    "attrition_overall", "attrition_difference", "baseline_equivalent", "intention_to_treat",
    "measure_standardised", "measure_independent", "independent", "peer_reviewed", "registration",
    "registered_before",
)  # fmt: skip


_STARTS = ("the ", "baseline", "birth", "referral", "randomisation", "allocation", "enrolment")
"""How a point begins from which time is counted. What begins otherwise says how long it was."""


@dataclass(frozen=True)
class ResultRow:
    """A result as printed."""

    outcome: str
    measure: str
    part: str | None
    when: str
    printed: str
    way: str
    note: str | None
    address: Address | None
    page: str | None


@dataclass(frozen=True)
class StudyView:
    """A study and everything on record about it."""

    anchor: str
    name: str
    summary: str
    known: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str], ...]
    note: str | None
    counts_note: str | None
    chips: tuple[Chip, ...]
    address: Address | None
    results: tuple[ResultRow, ...]
    used: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]


def studies(shelf: Shelf) -> Page:
    """The page of studies, by intervention."""
    sources = Sources(shelf, Links())
    groups = []
    for intervention in sorted(shelf.records.interventions, key=lambda i: i.name.casefold()):
        found = sorted(shelf.studies_of(intervention.id), key=lambda s: (s.name.casefold(), s.id))
        if found:
            href = sources.links.intervention(intervention.id)
            groups.append((intervention.name, href, [study_view(shelf, sources, s) for s in found]))
    return Page(
        path="studies.html",
        template="studies.html",
        title="Every study",
        current="studies.html",
        shown={
            "groups": groups,
            "total": count(len(shelf.records.studies), "study", "studies"),
            "results_total": count(len(shelf.records.results), "result"),
        },
    )


def study_view(shelf: Shelf, sources: Sources, study: Study) -> StudyView:
    """A study for the page that `sources` belongs to."""
    known, unknown = _facts(study)
    used = tuple(
        (
            shelf.outcomes[shelf.sets[m.evidence_set].outcome].name,
            sources.links.intervention(shelf.sets[m.evidence_set].intervention, set_anchor(m.evidence_set)),
        )
        for m in shelf.studies_in_sets.get(study.id, ())
    )
    return StudyView(
        anchor=study_anchor(study.id),
        name=study.name,
        summary=_summary(study),
        known=known,
        unknown=unknown,
        note=study.note,
        counts_note=study.counts_note,
        chips=sources.chips(study.reports),
        address=sources.address(study.source_url, study.seen),
        results=tuple(_result(shelf, sources, r) for r in shelf.results_of(study.id)),
        used=used,
        questions=questions_of(shelf, study),
    )


def _summary(study: Study) -> str:
    place = study.country or "country not known"
    size = ""
    unit = study.unit or "people"
    if study.n_analysed is not None:
        size = f"{study.n_analysed:,} {unit} analysed"
    elif study.n_randomised is not None:
        size = f"{study.n_randomised:,} {unit} allocated"
    return ". ".join(p for p in (DESIGN_WORDS[study.design], place, size or "Size not known") if p)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _facts(study: Study) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    known, unknown = [], []
    labels = {f.name: (f.metadata["doc"], f.metadata["unit"]) for f in Study.fields()}
    for name in _SHOWN:
        label, unit = labels[name]
        value = getattr(study, name)
        if value is None:
            unknown.append((label, study.unknown_because.get(name, "not yet sought")))
        else:
            known.append((label, _said(value, unit, study)))
    known.extend((k.replace("_", " ").capitalize(), plain(v)) for k, v in sorted(study.moderators.items()))
    return tuple(known), tuple(unknown)


def _said(value: Any, unit: str | None, study: Study) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if unit == "year":
        return str(value)
    if isinstance(value, int | float):
        words = {"of `unit`": f" {study.unit or 'people'}", "%": "%"}.get(
            unit or "", f" {unit}" if unit else ""
        )
        return f"{plain(value)}{words}"
    return _capital(str(value))


def _result(shelf: Shelf, sources: Sources, result: Result) -> ResultRow:
    effects = [e for e in shelf.findings.effects if e.result == result.id]
    direction = effects[0].direction if effects else result.direction
    signal = effects[0].signal if effects else result.signal
    outcome = shelf.outcomes.get(result.outcome)
    return ResultRow(
        outcome=outcome.name if outcome else result.outcome,
        measure=result.measure,
        part=result.subgroup,
        when=_when(result),
        printed=result_words(result),
        way=direction_words(direction, signal),
        note=result.note,
        address=sources.address(result.source_url, result.seen),
        page=result.page,
    )


def _when(result: Result) -> str:
    start = result.months_from or ""
    if start.startswith(_STARTS):
        start = f"from {start}"
    return ", ".join(p for p in (months(result.months), start) if p) or "Not known"


def questions_of(shelf: Shelf, study: Study) -> tuple[str, ...]:
    """What does not agree in print about a study's results, without the results' ids."""
    ids = [f" ({r.id})" for r in shelf.results_of(study.id)]
    return tuple(q.replace(i, "") for q in shelf.findings.questions for i in ids if i in q)
