"""Which records stand in which table of a review folder, and what each refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whatworks.terms import (
    Arm,
    Assignment,
    Correction,
    Decision,
    DuplicateLink,
    Effect,
    EvidenceSet,
    FactEntry,
    Intervention,
    Member,
    Outcome,
    Pool,
    Population,
    ProtocolVersion,
    PublishedRating,
    Ranked,
    Record,
    Reference,
    Regression,
    RejectedRecord,
    Report,
    Result,
    Retrieval,
    ReviewFinding,
    Search,
    Study,
    Work,
)


@dataclass(frozen=True)
class Table:
    """A table: its name, the record in its rows, the container's field that holds them, and its links."""

    name: str
    record: type[Record]
    holder: str
    refers: Mapping[str, str]
    """Column = table whose ids it names."""

    @property
    def has_id(self) -> bool:
        """Whether its rows have an id of their own."""
        return any(f.name == "id" for f in self.record.fields())


ENTERED = (
    Table("searches", Search, "searches", {}),
    Table("duplicate_decisions", DuplicateLink, "duplicate_decisions", {}),
    Table("corrections", Correction, "corrections", {}),
    Table("protocol_versions", ProtocolVersion, "protocol_versions", {}),
    Table("assignments", Assignment, "assignments", {}),
    Table("decisions", Decision, "decisions", {}),
    Table("retrievals", Retrieval, "retrievals", {}),
    Table("interventions", Intervention, "interventions", {}),
    Table("outcomes", Outcome, "outcomes", {}),
    Table("studies", Study, "studies", {"intervention": "interventions", "reports": "reports"}),
    Table("reports", Report, "reports", {"studies": "studies"}),
    Table("arms", Arm, "arms", {"study": "studies"}),
    Table("populations", Population, "populations", {"study": "studies"}),
    Table(
        "results",
        Result,
        "results",
        {"study": "studies", "outcome": "outcomes", "arm_t": "arms", "arm_c": "arms"},
    ),
    Table(
        "review_findings",
        ReviewFinding,
        "review_findings",
        {"report": "reports", "intervention": "interventions", "outcome": "outcomes"},
    ),
    Table(
        "evidence_sets",
        EvidenceSet,
        "evidence_sets",
        {"intervention": "interventions", "outcome": "outcomes"},
    ),
    Table("fact_entries", FactEntry, "fact_entries", {}),
    Table(
        "published_ratings",
        PublishedRating,
        "published_ratings",
        {"intervention": "interventions", "outcome": "outcomes"},
    ),
)
"""What people enter, in a review folder's `tables`."""

DERIVED = (
    Table("references", Reference, "references", {}),
    Table("rejected", RejectedRecord, "rejected", {}),
    Table("duplicate_links", DuplicateLink, "duplicate_links", {"a": "references", "b": "references"}),
    Table("works", Work, "works", {"references": "references"}),
    Table("ranking", Ranked, "ranking", {"work": "works"}),
    Table("members", Member, "members", {}),
    Table("effects", Effect, "effects", {}),
    Table("pools", Pool, "pools", {}),
    Table("regressions", Regression, "regressions", {}),
)
"""What the road derives, in a build's `tables`."""
