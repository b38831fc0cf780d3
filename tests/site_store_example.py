"""The example review as a whole store: its snapshots, and putting them in force."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from django.utils import timezone

from whatworks.publish import review_snapshot, snapshot_of
from whatworks.review import load_folder, travel
from whatworks.review.words import scheme_words
from whatworks.terms import digest
from whatworks_site.evidence.models import Publication, Review

RATED = (
    "fdac-entry-to-care", "fdac-going-home", "fgc-entry-to-care", "fgc-repeat-maltreatment",
    "ifps-entry-to-care", "keep-permanence", "kinship-going-home", "mst-entry-to-care",
    "parenting-programmes-repeat-maltreatment", "swis-entry-to-care",
)  # fmt: skip
"""The evidence sets kept of the example: enough of the rated and the unrated, and quick to rate."""
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "entering-care"


@cache
def example():
    """The example's records, what the road makes of them, and its schemes in words."""
    whole = load_folder(EXAMPLE)
    pages = tuple(
        replace(p, evidence_set=p.evidence_set if p.evidence_set in RATED else None) for p in whole.pages
    )
    kept = tuple(s for s in whole.evidence_sets if s.id in RATED)
    records = replace(whole, evidence_sets=kept, pages=pages)
    return records, travel(records, EXAMPLE), scheme_words(records, EXAMPLE)


def example_snapshots():
    """The snapshots of the example: each intervention's page, and the review's own."""
    records, findings, schemes = example()
    pages = [snapshot_of(records, findings, schemes, i.id) for i in records.interventions]
    return [*pages, review_snapshot(records, findings, schemes)]


def put_in_force(snapshot, *, version=1, reason="First published", when=None):
    """A publication in force of a snapshot, as approving one leaves it. The store's index is not told."""
    source = snapshot.records.review
    review, _ = Review.objects.get_or_create(
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
        review=review,
        state="published",
        document=document,
        digest=digest(document, 64),
        proposed_at=when or timezone.now(),
        reason=reason,
        decided_at=when or timezone.now(),
    )
