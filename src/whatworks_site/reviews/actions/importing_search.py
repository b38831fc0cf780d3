"""Reading a search's file in: all of it or nothing, and safe to do twice.

The slow part, reading and comparing, happens before the transaction, so that others go on deciding meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from whatworks.collate import CollateError, Comparison, compare_references, read
from whatworks.terms import Reference, RejectedRecord, Search
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import CorrectionRow, Review, SearchRow, SourceFile
from whatworks_site.evidence.rows import put
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..aside import bring_back
from ..clustering import keep_links, read_as, recluster_around
from ..models import ReferenceRow, RejectedRow, SearchImport
from ..models.collating import ImportState
from ..uploads import place

Progress = Callable[[str, int, int], None]
TRIES = 5


def _silent(words: str, done: int, total: int) -> None:
    return None


@dataclass(frozen=True)
class _Read:
    """A file as it was read, and what of it is like what."""

    search: Search
    content: bytes
    references: tuple[Reference, ...]
    rejected: tuple[RejectedRecord, ...]


@dataclass(frozen=True)
class _Compared:
    """All references as they were compared, what is like what, and the mark of what was there then."""

    known: dict[str, Reference]
    found: Comparison
    mark: list[int | None]


def import_search(*, by: User, review: str, number: int, progress: Progress = _silent) -> SearchImport:
    """Read the file of an import in. A file that cannot be read is refused, and nothing else changes."""
    require(by, "reviews.search", review=review)
    row = SearchImport.objects.select_related("review").get(pk=number, review__key=review)
    if row.state != ImportState.READING:
        return row
    try:
        found = _read(row, progress)
    except CollateError as why:
        return _refuse(by, row, str(why))
    for _ in range(TRIES):
        kept = _keep(by, row, found, _compare(row.review, found, progress))
        if kept is not None:
            return kept
    raise ValueError("Other searches kept coming in meanwhile. Nothing of this one was read in: try again.")


def _read(row: SearchImport, progress: Progress) -> _Read:
    search = Search.from_json(row.document)
    folder = place(row.upload, search.file)
    if folder is None:
        raise CollateError("The file is kept for a day, and is gone. Add the search again with its file.")
    references, rejected = [], []
    for each in read(search, folder, progress=lambda done, total: progress("Reading", done, total)):
        (references if isinstance(each, Reference) else rejected).append(each)
    if not references and len(rejected) == 1 and rejected[0].field is None and rejected[0].value is None:
        raise CollateError(rejected[0].reason)
    content = (Path(folder) / search.file).read_bytes()
    return _Read(search, content, tuple(references), tuple(rejected))


def _compare(review: Review, found: _Read, progress: Progress) -> _Compared:
    mark = _mark(review)
    words = "Comparing with what is here"
    progress(words, 0, 0)
    new = {r.id: r for r in found.references}
    known = {r.id: r for r in read_as(review) if r.id not in new} | new
    compared = compare_references(
        list(known.values()), among=new, progress=lambda done, total: progress(words, done, total)
    )
    return _Compared(known, compared, mark)


def _mark(review: Review) -> list[int | None]:
    """What changes whenever the records do that a new search is compared with."""
    found = []
    for table in (ReferenceRow, CorrectionRow):
        held = table.objects.filter(review=review).aggregate(n=Count("pk"), last=Max("pk"))
        found += [held["n"], held["last"]]
    return found


def _keep(by: User, row: SearchImport, found: _Read, compared: _Compared) -> SearchImport | None:
    """Write everything; None where other records came or went meanwhile, and all is to compare again."""
    with transaction.atomic():
        review = Review.objects.select_for_update().get(pk=row.review_id)
        held = SearchImport.objects.select_for_update().filter(pk=row.pk).first()
        if held is None or held.state != ImportState.READING:
            return held or row
        if _mark(review) != compared.mark:
            return None
        _write(review, found)
        keep_links(review, compared.found)
        bring_back(review, found.search.id)
        new = {r.id for r in found.references}
        recluster_around(review, new, known=compared.known)
        held.read, held.rejected = len(found.references), len(found.rejected)
        held.known, held.fresh = known_and_fresh(review, found.search.id)
        held.state, held.digest = ImportState.IN, hashlib.sha256(found.content).hexdigest()
        held.save()
        record(
            by=by,
            action="reviews.import_search",
            object_kind="import",
            object_id=str(held.pk),
            changed={
                "review": review.key, "search": held.search, "read": held.read, "rejected": held.rejected,
                "known": held.known,
            },
        )  # fmt: skip
    return held


def _write(review: Review, found: _Read) -> None:
    put(review, SearchRow, found.search)
    SourceFile.objects.update_or_create(
        review=review,
        path=found.search.file,
        defaults={"content": found.content, "digest": hashlib.sha256(found.content).hexdigest()},
    )
    ReferenceRow.objects.bulk_create(
        [ReferenceRow.from_record(review, r) for r in found.references], batch_size=200
    )
    RejectedRow.objects.bulk_create(
        [RejectedRow.from_record(review, r) for r in found.rejected], batch_size=200
    )


def known_and_fresh(review: Review, search: str) -> tuple[int, int]:
    """Of a search's references, how many are copies of others' ones; and the works that only it found."""
    mine = ReferenceRow.objects.filter(review=review, search=search)
    shared = ReferenceRow.objects.filter(review=review, work__in=mine.values("work"))
    elsewhere = shared.exclude(search=search).values("work")
    known = mine.filter(work__in=elsewhere).count()
    fresh = mine.exclude(work__in=elsewhere).aggregate(n=Count("work", distinct=True))["n"]
    return known, fresh


def _refuse(by: User, row: SearchImport, why: str) -> SearchImport:
    with transaction.atomic():
        held = SearchImport.objects.select_for_update().get(pk=row.pk)
        if held.state != ImportState.READING:
            return held
        held.state, held.why, held.ended_at = ImportState.REFUSED, why, timezone.now()
        held.save()
        changed = {"review": row.review.key, "search": row.search}
        record(
            by=by,
            action="reviews.refuse_import",
            object_kind="import",
            object_id=str(row.pk),
            changed=changed,
        )
    return held
