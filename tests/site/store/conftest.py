"""A store with the example review published, loaded once a module and rolled back after it."""

from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from whatworks.publish import review_snapshot, snapshot_of
from whatworks.review import load_folder, travel
from whatworks.review.words import scheme_words
from whatworks.terms import digest
from whatworks_site.evidence.models import Publication, Review
from whatworks_site.store import index

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "entering-care"


@cache
def example():
    """The example's records, what the road makes of them, and its schemes in words."""
    records = load_folder(EXAMPLE)
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


@pytest.fixture(scope="module")
def full_store(django_db_setup, django_db_blocker):
    """The whole example in force. Each test runs in a savepoint inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        for snapshot in example_snapshots():
            put_in_force(snapshot)
        index.rebuild_all()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def store(full_store, db):
    """The example in force, for one test."""
