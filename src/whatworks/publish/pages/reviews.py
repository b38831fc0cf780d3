"""What published reviews found of an intervention, as printed; on the same outcome side by side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from whatworks.terms import Intervention, ReviewFinding

from ..numbers import count, months, review_words
from ..shelf import Shelf
from ..sources import Address, Chip, Sources


@dataclass(frozen=True)
class ReviewView:
    """What a published review found of an outcome, at its several time points."""

    chip: Chip | None
    name: str
    lines: tuple[tuple[str, str, str, Address | None], ...]
    address: Address | None
    """Where all of it was read, if at one address."""
    conclusions: tuple[str, ...]
    notes: tuple[str, ...]


def reviews_of(
    shelf: Shelf, sources: Sources, intervention: Intervention
) -> tuple[tuple[str, tuple[ReviewView, ...]], ...]:
    """Published reviews, by outcome; those on the same outcome stand side by side."""

    def outcome_name(finding: ReviewFinding) -> str:
        outcome = shelf.outcomes.get(finding.outcome or "")
        return outcome.name if outcome else finding.measure

    ordered = sorted(
        shelf.reviews_of(intervention.id),
        key=lambda f: (outcome_name(f), f.report or "", not f.headline, f.months or 0.0, f.id),
    )
    found = []
    for name, of_outcome in groupby(ordered, key=outcome_name):
        views = tuple(
            _review(shelf, sources, report, tuple(lines))
            for report, lines in groupby(of_outcome, key=lambda f: f.report)
        )
        found.append((name, views))
    return tuple(found)


def _review(
    shelf: Shelf, sources: Sources, report: str | None, findings: tuple[ReviewFinding, ...]
) -> ReviewView:
    known = shelf.reports.get(report or "")
    lines = []
    for finding in findings:
        size = [count(finding.k, "study", "studies") if finding.k else ""]
        size.append(f"{finding.participants:,} participants" if finding.participants else "")
        if finding.i2 is not None:
            size.append(f"I² {finding.i2:g}%")
        lines.append(
            (
                ", ".join(p for p in (finding.measure, months(finding.months)) if p),
                review_words(finding),
                ", ".join(s for s in size if s)
                or ("" if finding.counts_note else "Number of studies not known"),
                sources.address(finding.source_url, finding.seen),
            )
        )
    return ReviewView(
        chip=sources.chip(report),
        name=known.short if known else "A review",
        lines=tuple(lines),
        address=lines[0][3] if len({place for *_, place in lines}) == 1 else None,
        conclusions=tuple(dict.fromkeys(f.conclusion for f in findings if f.conclusion)),
        notes=tuple(dict.fromkeys(n for f in findings for n in (f.counts_note, f.note) if n)),
    )
