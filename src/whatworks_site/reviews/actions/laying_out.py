"""A review's records, as a folder or an earlier state left them, laid out for the team to work on."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from whatworks.collate import read
from whatworks.terms import Reference, RejectedRecord, Search
from whatworks_site.evidence.models import Review

from ..clustering import recluster, searches
from ..models import ReferenceRow, RejectedRow, SearchImport, Seat, WorkRow
from ..models.collating import ImportState
from ..sharing import hold_readers_as_they_were

Progress = Callable[[str, int, int], None]


def _silent(words: str, done: int, total: int) -> None:
    return None


def lay_out(*, review: str, progress: Progress = _silent) -> dict[str, Any]:
    """Make the desk's rows what the review's records and files say. Safe to do twice; by the site itself."""
    held = Review.objects.get(key=review)
    kept = searches(held)
    found: dict[str, list[Reference | RejectedRecord]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, search in enumerate(kept, start=1):
            found[search.id] = read_file(held, search, Path(folder))
            progress("Reading searches", number, len(kept) + 1)
    with transaction.atomic():
        Review.objects.select_for_update().get(pk=held.pk)
        hold_readers_as_they_were(held)
        for search in kept:
            keep_search(held, search, found[search.id])
        _forget_others(held, {s.id for s in kept})
        recluster(held)
        _count(held, kept)
        _seats(held)
    progress("Laid out for the team", len(kept) + 1, len(kept) + 1)
    return {"review": review, "works": WorkRow.objects.filter(review=held).count()}


def read_file(review: Review, search: Search, folder: Path) -> list[Reference | RejectedRecord]:
    """What a search's file holds, read from the copy that is kept."""
    file = review.files.filter(path=search.file).first()
    if file is None:
        return []
    path = folder / search.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(file.content))
    return list(read(search, folder))


def keep_search(review: Review, search: Search, records: list[Reference | RejectedRecord]) -> None:
    """Keep the references of one search and what could not be read; what is there already stays as it is."""
    references = {r.id: r for r in records if isinstance(r, Reference)}
    rejected = [r for r in records if isinstance(r, RejectedRecord)]
    here = ReferenceRow.objects.filter(review=review, search=search.id)
    known = set(here.values_list("key", flat=True))
    here.exclude(key__in=references).delete() if known - references.keys() else None
    ReferenceRow.objects.bulk_create(
        [ReferenceRow.from_record(review, r) for key, r in references.items() if key not in known],
        batch_size=200,
    )
    RejectedRow.objects.filter(review=review, search=search.id).delete()
    RejectedRow.objects.bulk_create([RejectedRow.from_record(review, r) for r in rejected], batch_size=200)
    SearchImport.objects.update_or_create(
        review=review,
        search=search.id,
        state__in=[ImportState.READING, ImportState.IN],
        defaults={
            "document": search.to_json(), "state": ImportState.IN, "read": len(references),
            "rejected": len(rejected),
        },
        create_defaults={
            "review": review, "search": search.id, "document": search.to_json(), "state": ImportState.IN,
            "read": len(references), "rejected": len(rejected), "at": timezone.now(),
        },
    )  # fmt: skip


def _count(review: Review, kept: list[Search]) -> None:
    """What a search brought that was not known, counted for the one that found it first."""
    for search in kept:
        known = ReferenceRow.objects.filter(review=review, search=search.id).exclude(work__search=search.id)
        fresh = WorkRow.objects.filter(review=review, search=search.id).count()
        laid = SearchImport.objects.filter(review=review, search=search.id, state=ImportState.IN, by=None)
        laid.update(known=known.count(), fresh=fresh)


def _forget_others(review: Review, kept: set[str]) -> None:
    ReferenceRow.objects.filter(review=review).exclude(search__in=kept).delete()
    RejectedRow.objects.filter(review=review).exclude(search__in=kept).delete()
    SearchImport.objects.filter(review=review, state=ImportState.IN).exclude(search__in=kept).delete()


def _seats(review: Review) -> None:
    """A seat for each name that screens; who sits there is for the lead to say."""
    known = set(Seat.objects.filter(review=review).values_list("name", flat=True))
    names = dict.fromkeys(review.document.get("screeners", []))
    Seat.objects.bulk_create([Seat(review=review, name=n) for n in names if n not in known])
