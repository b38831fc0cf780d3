"""What the records propose as an answer: shown with its reason, and no answer until a person uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whatworks.appraise import AppraisalError, Instrument
from whatworks.appraise.prefill import Proposal, propose
from whatworks.appraise.prefill_found import Known
from whatworks.review.members import members_of
from whatworks.terms import ReviewRecords

TABLES = {"studies": "study", "results": "result", "arms": "arm", "plans": "plan"}


@dataclass(frozen=True)
class Proposed:
    """An answer that the records speak for, why, and where that stands."""

    question: str
    answer: str
    because: str
    quote: str = ""
    place: str = ""
    facts: tuple[str, ...] = ()


def proposals_of(
    records: ReviewRecords, instrument: Instrument, object_: str, effect: str | None
) -> Mapping[str, Proposed]:
    """What the records propose for one appraisal, by question; nothing where its file does not fit."""
    try:
        found = propose(instrument, _known(records, instrument.object, object_), effect=effect)
    except AppraisalError:  # a team's version may ask other questions than the shipped proposals know
        return {}
    return {each.question: _proposed(records, each) for each in found}


def _known(records: ReviewRecords, kind: str, object_: str) -> Known:
    if kind == "body":
        body = next((s for s in records.evidence_sets if s.id == object_), None)
        studies = tuple(study for study, _, _, _ in members_of(body, records)) if body else ()
        return Known(studies=studies)
    result = next((r for r in records.results if r.id == object_), None) if kind == "result" else None
    name = result.study if result else object_ if kind == "study" else ""
    study = next((s for s in records.studies if s.id == name), None)
    if study is None:
        return Known()
    return Known(
        study=study,
        result=result,
        arms=tuple(a for a in records.arms if a.study == study.id),
        results=tuple(r for r in records.results if r.study == study.id),
    )


def _proposed(records: ReviewRecords, made: Proposal) -> Proposed:
    """A proposal with the sentence and place of the record it was read from."""
    held = {r.id: r for r in (*records.results, *records.arms)}
    record = held.get(made.id) if made.table in ("results", "arms") else None
    quote = getattr(record, "quote", None) or ""
    place = getattr(record, "page", None) or ""
    fields = ", ".join(name.replace("_", " ") for name in made.fields)
    facts = (f"Read from the {TABLES.get(made.table, made.table)}’s record: {fields}",)
    if made.ours:
        facts += (f"A bound of ours, not the instrument’s: {made.ours}",)
    return Proposed(made.question, made.answer, made.because, quote, place, facts)
