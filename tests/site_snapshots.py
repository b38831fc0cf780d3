"""Snapshots for tests of what pages show: one real intervention, quick to make, and made-up ones."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from django.utils import timezone

from whatworks.publish import review_snapshot, shelf_of, snapshot_of
from whatworks.review import load_folder, travel
from whatworks.review.words import scheme_words
from whatworks.terms import Findings, Intervention, Review, ReviewRecords, Snapshot, digest
from whatworks_site.evidence.models import Publication
from whatworks_site.evidence.models import Review as KeptReview

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "entering-care"
KEPT = ("fgc", "ifps")


@cache
def _made():
    records = load_folder(EXAMPLE)
    fewer = replace(
        records,
        decisions=(),
        duplicate_decisions=(),
        retrievals=(),
        searches=(),
        evidence_sets=tuple(s for s in records.evidence_sets if s.intervention in KEPT),
    )
    return records, fewer, travel(fewer, EXAMPLE), scheme_words(records, EXAMPLE)


@cache
def family_conferences():
    """Family group conferencing, as the example has it."""
    _, records, findings, schemes = _made()
    return snapshot_of(records, findings, schemes, "fgc")


@cache
def family_preservation():
    """Intensive family preservation: a published review speaks."""
    _, records, findings, schemes = _made()
    return snapshot_of(records, findings, schemes, "ifps")


@cache
def whole_review():
    """The review's own page, with its searches."""
    records, _, findings, schemes = _made()
    return review_snapshot(records, findings, schemes)


def bare(**intervention):
    """An intervention of which nothing is known but its name."""
    named = {"id": "bare", "name": "Bare idea", **intervention}
    review = Review(
        id="small",
        title="A small review",
        question="What helps?",
        field="care",
        date="2026-01-01",
        version="1",
    )
    records = ReviewRecords(review=review, interventions=(Intervention(**named),))
    return Snapshot(intervention=named["id"], records=records, findings=Findings())


def shelf(snapshot):
    """A snapshot's shelf."""
    return shelf_of(snapshot)


def put_out(snapshot, *, version=1, state="published", reason="First version of this page.", **more):
    """A publication of a snapshot, as its approval leaves it."""
    source = snapshot.records.review
    kept, _ = KeptReview.objects.get_or_create(
        key=source.id,
        defaults={"title": source.title, "document": source.to_json(), "imported_at": timezone.now()},
    )
    own = next((i for i in snapshot.records.interventions if i.id == snapshot.intervention), None)
    document = snapshot.to_json()
    return Publication.objects.create(
        kind="intervention" if own else "review",
        key=own.id if own else source.id,
        version=version,
        title=own.name if own else source.title,
        review=kept,
        state=state,
        document=document,
        digest=digest(document, 64),
        proposed_at=timezone.now(),
        reason=reason,
        decided_at=more.pop("decided_at", timezone.now()),
        decision_reason=more.pop("decision_reason", "Read against the reports."),
        **more,
    )
