"""An outcome's page: which way is good, and every intervention rated on it, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from whatworks.publish import BadgeView, Shelf, Sources, badge
from whatworks.publish.numbers import count, plain
from whatworks.publish.plots import evidence_set_name
from whatworks.publish.prose import finding_of, lower_first
from whatworks.publish.ratings import label_of
from whatworks.publish.sources import Chip
from whatworks.terms import EvidenceSet, Good, Outcome

from ..links import SiteLinks, outcome_address
from .intervention import intervention_of


@dataclass(frozen=True)
class Rated:
    """An intervention on this outcome."""

    name: str
    href: str
    what: str | None
    narrower: str | None
    badges: tuple[BadgeView, ...]
    finding: str
    chips: tuple[Chip, ...]
    studies: str
    order: int


def outcome_shown(outcome: Outcome, shelves: Iterable[Shelf]) -> dict[str, Any]:
    """What an outcome's page shows, from the published pages that speak of it."""
    rows = [
        _rated(shelf, evidence_set)
        for shelf in shelves
        for evidence_set in shelf.records.evidence_sets
        if evidence_set.outcome == outcome.id
    ]
    rows.sort(key=lambda r: (r.order, r.name.casefold(), r.narrower or ""))
    return {
        "outcome": outcome,
        "good": good_words(outcome),
        "facts": _facts(outcome),
        "rows": rows,
        "known": [r for r in rows if r.order < 2],
        "unknown": [r for r in rows if r.order >= 2],
    }


def good_words(outcome: Outcome) -> str:
    """Which way is good, in words."""
    if outcome.event:
        fewer = outcome.good is Good.LOWER
        return f"{'Fewer' if fewer else 'More'} {outcome.people} {outcome.event} is better."
    return f"{'Lower' if outcome.good is Good.LOWER else 'Higher'} is better."


def _facts(outcome: Outcome) -> tuple[tuple[str, str], ...]:
    worth = outcome.smallest_worthwhile
    return (
        ("Belongs to", outcome.domain),
        ("Who is counted", outcome.people[:1].upper() + outcome.people[1:]),
        (
            "Whose outcome",
            "The child’s own" if outcome.of_child else "Of staff or services, not of the child",
        ),
        (
            "Smallest effect worth having",
            f"{plain(worth)} on the analysis scale" if worth is not None else "Not set by this centre",
        ),
    )


def _rated(shelf: Shelf, evidence_set: EvidenceSet) -> Rated:
    intervention = intervention_of(shelf)
    links = SiteLinks(of=intervention.id)
    finding = finding_of(shelf, evidence_set)
    ratings = shelf.ratings_of(evidence_set.id)
    first = [r for r in ratings if r.scheme == ratings[0].scheme]
    name, whole = evidence_set_name(shelf, evidence_set), shelf.outcomes[evidence_set.outcome].name
    return Rated(
        name=intervention.name,
        href=links.plot(intervention.id, evidence_set.id)
        if len(shelf.records.evidence_sets) > 1
        else links.intervention(intervention.id),
        what=intervention.description,
        narrower=name.removeprefix(f"{whole}, ") if name != whole else None,
        badges=tuple(
            badge(
                r,
                shelf.scale_of(r),
                label_of(r, shelf.schemes.get(r.scheme)),
                links.rating(intervention.id, evidence_set.id, r.scheme, r.scale),
            )
            for r in first
        ),
        finding=finding.words,
        chips=Sources(shelf, links).chips(finding.reports),
        studies=count(len(shelf.members_of(evidence_set.id)), "study", "studies"),
        order=shelf.openness(evidence_set.id),
    )


def outcomes_shown(outcomes: Mapping[str, Outcome], used: Mapping[str, int]) -> dict[str, Any]:
    """Every outcome by its heading, with how many interventions are rated on it."""
    domains: dict[str, list[tuple[str, str, str, int]]] = {}
    for outcome in sorted(outcomes.values(), key=lambda o: (o.domain.casefold(), o.name.casefold())):
        row = (
            outcome.name,
            outcome_address(outcome.id),
            lower_first(good_words(outcome)),
            used.get(outcome.id, 0),
        )
        domains.setdefault(outcome.domain, []).append(row)
    return {"domains": domains}
