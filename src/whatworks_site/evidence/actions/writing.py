"""An editor's words."""

from __future__ import annotations

from django.db import transaction

from whatworks.terms import Page
from whatworks_site.audit.actions import record
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..models import PageRow, Review
from ..queries import page_faults, words_digest
from ..rows import records_of, write_table
from ..states import NotPossible


def edit_page(*, by: User, review: str, words: Page, seen: str) -> None:
    """Keep an intervention's page in an editor's words.

    `seen` is the digest of the words that the editor began from (`queries.words_digest`). Raises NotPossible
    where someone else changed them since, or where they name what the review does not have.
    """
    require(by, "edit_page", review=review)
    with transaction.atomic():
        found = Review.objects.select_for_update().get(key=review)
        records = records_of(found)
        if words.intervention not in {i.id for i in records.interventions}:
            raise NotPossible(f"The review has no intervention called {words.intervention}.")
        before = next((p for p in records.pages if p.intervention == words.intervention), None)
        if before == words:
            return
        if seen != words_digest(before):
            raise NotPossible(
                "Someone else changed this page while you were writing, so nothing was saved. Your words are "
                "still in the form: compare the two, and save again."
            )
        faults = page_faults(records, words)
        if faults:
            raise NotPossible(" ".join(faults))
        others = [p for p in records.pages if p.intervention != words.intervention]
        write_table(found, PageRow, sorted([*others, words], key=lambda p: p.intervention))
        found.revision += 1
        found.save(update_fields=["revision"])
        changed = [f.name for f in Page.fields() if getattr(before, f.name, None) != getattr(words, f.name)]
        record(
            by=by,
            action="edit_page",
            object_kind="page",
            object_id=words.intervention,
            changed={"review": review, "fields": changed, "words": words_digest(words)},
        )
