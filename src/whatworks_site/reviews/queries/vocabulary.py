"""A review's interventions and outcomes, and what rests on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whatworks.terms import Intervention, Outcome
from whatworks_site.evidence.models import (
    EvidenceSetRow,
    FactEntryRow,
    InterventionRow,
    OutcomeRow,
    PageRow,
    ResultRow,
    Review,
    ReviewFindingRow,
    Row,
    StudyRow,
)

USED_BY: dict[str, tuple[type[Row], ...]] = {
    "intervention": (StudyRow, ReviewFindingRow, EvidenceSetRow, PageRow),
    "outcome": (ResultRow, ReviewFindingRow, EvidenceSetRow),
}


@dataclass(frozen=True)
class Entry:
    """An intervention or an outcome, and how many records rest on it."""

    key: str
    name: str
    words: str
    uses: int


def interventions(review: Review) -> list[Entry]:
    """The review's interventions, by name."""
    used = uses(review, "intervention")
    rows = InterventionRow.objects.filter(review=review).order_by("name", "key")
    return [Entry(row.key, row.name, row.description or "", used.get(row.key, 0)) for row in rows]


def outcomes(review: Review) -> list[Entry]:
    """The review's outcomes, by heading and name."""
    used = uses(review, "outcome")
    rows = OutcomeRow.objects.filter(review=review).order_by("domain", "name", "key")
    return [
        Entry(row.key, row.name, f"{row.domain}. {row.good.capitalize()} is better", used.get(row.key, 0))
        for row in rows
    ]


def vocabulary_record(review: Review, kind: str, key: str) -> Intervention | Outcome | None:
    """One intervention or outcome; None where there is none of that name."""
    table: Any = InterventionRow if kind == "intervention" else OutcomeRow
    row = table.objects.filter(review=review, key=key).first()
    return row.to_record() if row is not None else None


def uses(review: Review, word: str) -> dict[str, int]:
    """How many records rest on each intervention or outcome."""
    found: dict[str, int] = {}
    for table in USED_BY[word]:
        for key in table.objects.filter(review=review).values_list(word, flat=True):
            if key:
                found[key] = found.get(key, 0) + 1
    if word == "intervention":
        for key in FactEntryRow.objects.filter(review=review).values_list("of", flat=True):
            found[key] = found.get(key, 0) + 1
    return found
