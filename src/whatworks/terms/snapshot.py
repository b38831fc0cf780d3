"""What was published on one day: records and findings as they stood, with the words of the schemes."""

from __future__ import annotations

from dataclasses import dataclass

from .record import Record, term
from .review import Findings, ReviewRecords
from .schemes import SchemeWords


@dataclass(frozen=True, kw_only=True)
class Snapshot(Record):
    """Everything that one published page shows. It stays as it is when the records move on."""

    intervention: str | None = term(
        "The intervention that the page is of; empty for a review's page", default=None
    )
    records: ReviewRecords = term("The records that the page rests on, and no others")
    findings: Findings = term("What the road derived from them")
    schemes: dict[str, SchemeWords] = term("The rating schemes in words, by name", default={})
