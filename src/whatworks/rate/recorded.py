"""The records that a rating rests on, and how a field of one becomes a fact with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whatworks.rules import SET
from whatworks.terms import (
    Appraisal,
    Effect,
    EvidenceSet,
    Fact,
    FactEntry,
    FactSource,
    Intervention,
    Outcome,
    Pool,
    Result,
    ReviewFinding,
    Study,
    UnknownKind,
)

from .catalogue import CATALOGUE


@dataclass(frozen=True, kw_only=True)
class StudyEvidence:
    """One member of an evidence set: the study, and the result and effect that speak for it, if any."""

    study: Study
    result: Result | None = None
    effect: Effect | None = None


@dataclass(frozen=True, kw_only=True)
class SetEvidence:
    """All that a rating rests on: the records of one evidence set."""

    evidence_set: EvidenceSet
    intervention: Intervention
    outcome: Outcome
    members: tuple[StudyEvidence, ...] = ()
    pool: Pool | None = None
    rivals: tuple[Pool, ...] = ()
    """Other pooled figures with the same claim to speak: where they differ, sources disagree."""
    finding: ReviewFinding | None = None
    findings: tuple[ReviewFinding, ...] = ()
    entries: tuple[FactEntry, ...] = ()
    """Facts that people entered, of these studies, the set or its intervention."""
    appraisals: tuple[Appraisal, ...] = ()
    """Appraisals of these studies, their results, the reviews or the set."""


def better_of(evidence: SetEvidence) -> int:
    """+1 where a higher value is better for people, -1 where a lower one is."""
    return 1 if evidence.outcome.good.value == "higher" else -1


def source_of(record: Any, field: str, how: str) -> FactSource:
    """The field of a record as the source of a fact."""
    report = record.reports[0] if isinstance(record, Study) and record.reports else None
    return FactSource(
        record=record.id, field=field, how=how, report=report,
        url=getattr(record, "source_url", None), seen=getattr(record, "seen", None),
    )  # fmt: skip


def unknown_fact(
    subject: str, name: str, because: str | None, source: FactSource | None, **bounds: Any
) -> Fact:
    """A fact that is not known, from the reason its record gives. 'a|b' means that sources disagree."""
    kind, options = UnknownKind.NOT_SOUGHT, ()
    if because and "|" in because:
        kind, options = (
            UnknownKind.DISAGREE,
            tuple(_option(name, part.strip()) for part in because.split("|")),
        )
    elif because:
        kind = UnknownKind(because)
    definition = CATALOGUE[name]
    return Fact(
        name=name,
        subject=subject,
        unit=definition.unit,
        unknown=kind,
        options=options,
        source=source,
        **bounds,
    )


def _option(name: str, text: str) -> Any:
    definition = CATALOGUE[name]
    if definition.type == "yes or no":
        return text.casefold() in ("yes", "true")
    return float(text) if definition.type == "a number" else text


def set_known(name: str, value: Any, record: Any, field: str, *, how: str = "as recorded") -> Fact:
    """A known fact of the set."""
    return Fact(
        name=name, subject=SET, value=value, unit=CATALOGUE[name].unit, source=source_of(record, field, how)
    )


def set_open(name: str, record: Any, field: str, how: str) -> Fact:
    """A fact of the set that is not known, for the reason that its record gives."""
    because = getattr(record, "unknown_because", {}).get(field)
    return unknown_fact(SET, name, because, source_of(record, field, how))


def set_field(name: str, record: Any, field: str) -> Fact:
    """A fact of the set from a field that may be empty."""
    value = getattr(record, field)
    if value is None:
        return set_open(name, record, field, "not recorded")
    return set_known(name, value, record, field)
