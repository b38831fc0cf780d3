"""A review's own vocabulary: its interventions and outcomes."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from whatworks.terms import Intervention, Outcome
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import (
    InterventionRow,
    OutcomeRow,
    Review,
    Row,
)
from whatworks_site.evidence.rows import drop, put
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..extract_naming import free, keys
from ..models import Extraction
from ..queries.vocabulary import uses

WORDS = {InterventionRow: "intervention", OutcomeRow: "outcome"}


def keep_intervention(*, by: User, review: str, intervention: Intervention) -> Intervention:
    """Add an intervention (its id empty: named here) or change it."""
    kept = _keep(by, review, InterventionRow, intervention)
    assert isinstance(kept, Intervention)  # noqa: S101 - what went in came out
    return kept


def keep_outcome(*, by: User, review: str, outcome: Outcome) -> Outcome:
    """Add an outcome (its id empty: named here) or change it."""
    kept = _keep(by, review, OutcomeRow, outcome)
    assert isinstance(kept, Outcome)  # noqa: S101 - what went in came out
    return kept


def remove_intervention(*, by: User, review: str, key: str) -> None:
    """Take an intervention out. Raises NotPossible where something rests on it."""
    _remove(by, review, InterventionRow, key)


def remove_outcome(*, by: User, review: str, key: str) -> None:
    """Take an outcome out. Raises NotPossible where something rests on it."""
    _remove(by, review, OutcomeRow, key)


def _keep(by: User, review: str, table: type[Row], made: Intervention | Outcome) -> Intervention | Outcome:
    require(by, "reviews.extract", review=review)
    with transaction.atomic():
        held = Review.objects.select_for_update().get(key=review)
        taken = keys(held, table)
        same = table.objects.filter(review=held, name__iexact=made.name).exclude(key=made.id).exists()
        if same:
            raise NotPossible(f"There is an {WORDS[table]} called “{made.name}” already.")
        if made.id and made.id not in taken:
            raise NotPossible(f"That {WORDS[table]} is no longer there. Load the page again.")
        if not made.id:
            made = replace(made, id=free(made.name, taken))
        put(held, table, made)
        _told(by, f"reviews.{WORDS[table]}.keep", held, made.id)
    return made


def _remove(by: User, review: str, table: type[Row], key: str) -> None:
    require(by, "reviews.extract", review=review)
    with transaction.atomic():
        held = Review.objects.select_for_update().get(key=review)
        word = WORDS[table]
        if uses(held, word).get(key):
            raise NotPossible(f"This {word} is used, so it stays. Change what uses it first.")
        if _in_a_draft(held, word, key):
            # Said without how many or whose: drafts are blind.
            raise NotPossible(f"This {word} is used, so it stays.")
        if not drop(held, table, key):
            raise NotPossible(f"That {word} is no longer there.")
        _told(by, f"reviews.{word}.remove", held, key)


def _in_a_draft(review: Review, word: str, key: str) -> bool:
    for document in Extraction.objects.filter(review=review).values_list("document", flat=True):
        records = [document.get("study", {}), *document.get("results", [])]
        if any(each.get(word) == key for each in records):
            return True
    return False


def _told(by: User, action: str, review: Review, key: str) -> None:
    record(by=by, action=action, object_kind="vocabulary", object_id=key, changed={"review": review.key})
