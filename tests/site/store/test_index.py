"""The store's entries follow what is published, and can all be made again."""

import pytest
from django.db import transaction

from whatworks_site.evidence.models import Publication
from whatworks_site.evidence.signals import content_changed
from whatworks_site.store import index, queries
from whatworks_site.store.models import (
    ContentVersion,
    InterventionEntry,
    OutcomeEntry,
    SearchDocument,
    SetEntry,
    StudyEntry,
    Word,
)
from whatworks_site.store.search import search

pytestmark = pytest.mark.django_db
TABLES = (InterventionEntry, SetEntry, StudyEntry, OutcomeEntry, SearchDocument, Word)


def contents():
    told = {}
    for table in TABLES:
        own = [f.attname for f in table._meta.fields if f.name not in ("id", "intervention")]
        told[table.__name__] = sorted(map(repr, table.objects.values_list(*own)))
    return told


def withdraw(key):
    Publication.objects.filter(kind="intervention", key=key).update(state="withdrawn")
    content_changed.send(sender=Publication, kind="intervention", key=key)


def test_making_everything_again_gives_the_same(store):
    before = contents()
    index.rebuild_all()
    assert contents() == before


def test_following_one_publication_gives_what_making_everything_again_gives(store):
    withdraw("fgc")
    followed = contents()
    index.rebuild_all()
    assert contents() == followed


def test_what_is_withdrawn_is_gone_from_every_list_and_from_the_search(store):
    withdraw("fgc")
    assert queries.intervention("fgc") is None
    assert "fgc" not in {s.intervention.key for s in queries.studies()}
    assert "fgc" not in [hit.key for hit in search("family group conferencing").hits]


def test_an_outcome_goes_when_nothing_published_speaks_of_it(store):
    own = {o["id"] for o in queries.intervention("fgc").outcomes}
    alone = set(OutcomeEntry.objects.filter(key__in=own, interventions=1).values_list("key", flat=True))
    withdraw("fgc")
    assert alone
    assert set(OutcomeEntry.objects.filter(key__in=own).values_list("key", flat=True)) == own - alone


def test_every_change_is_another_edition(store):
    before = ContentVersion.objects.get()
    index.refresh("intervention", "fgc")
    after = ContentVersion.objects.get()
    assert after.number == before.number + 1
    assert after.token != before.token


def test_a_change_that_is_rolled_back_leaves_the_entries_as_they_were(store):
    before, token = contents(), queries.content_token()
    with pytest.raises(RuntimeError), transaction.atomic():
        withdraw("fgc")
        raise RuntimeError
    assert contents() == before
    assert queries.content_token() == token
    assert queries.intervention("fgc") is not None


def test_the_unrated_and_the_rated_are_told_apart(store):
    assert {e.key for e in queries.interventions() if e.openness < 2} == {
        "fdac", "fgc", "ifps", "parenting-programmes",
    }  # fmt: skip


def test_a_badge_is_kept_with_its_words_and_what_is_still_possible(store):
    effect = queries.intervention("fgc").badges[0]
    assert effect["scale"] == "effect"
    assert effect["level"] is None
    assert len(effect["possible"]) == 2
    assert effect["svg"].startswith("<svg")
