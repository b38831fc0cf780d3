"""Asking for a search's file to be read in; answering what the file itself does not say; giving up."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.utils import timezone

from whatworks.collate.headers import FIELDS
from whatworks.terms import Search, slug
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import Review, SearchRow, SourceFile
from whatworks_site.evidence.states import NotPossible
from whatworks_site.jobs.actions import enqueue
from whatworks_site.jobs.queries import one as job_shown
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..models import SearchImport
from ..models.collating import ImportState
from ..uploads import Look, keep_again, throw_away

KIND = "import-search"
BUSY = (ImportState.ASKED, ImportState.READING, ImportState.IN)


def ask_import(*, by: User, review: str, search: Search, look: Look) -> SearchImport:
    """Have a search's file read in. `search` needs no id and no file yet: they are given here.

    Where the same file is here already, or no column of a table is known, it waits for an answer first. A
    file whose import was undone takes its search's old name, so that the decisions on its records come back.
    """
    require(by, "reviews.search", review=review)
    with transaction.atomic():
        held = _locked(review)
        name = _name(held, search, look)
        whole = dataclasses.replace(
            search, id=name, file=f"searches/{name}{look.suffix}", format=search.format or look.format
        )
        waits = look.needs_columns or same_file(held, look.digest) is not None
        row = SearchImport.objects.create(
            review=held,
            search=name,
            document=whole.to_json(),
            state=ImportState.ASKED if waits else ImportState.READING,
            upload=look.upload,
            name=look.name,
            digest=look.digest,
            by=by,
            at=timezone.now(),
        )
        _note(by, "reviews.ask_import", row)
        if not waits:
            _queue(row, by)
    return row


def answer(*, by: User, review: str, number: int, columns: Mapping[str, str] | None = None) -> SearchImport:
    """Read a file in that waited for an answer: with these columns, if it is a table."""
    require(by, "reviews.search", review=review)
    wrong = [name for name in columns or {} if name not in FIELDS]
    if wrong:
        raise NotPossible(f"“{wrong[0]}” is no field of a reference.")
    with transaction.atomic():
        row = _row(review, number)
        if row.state != ImportState.ASKED:
            raise NotPossible("This file waits for no answer: it is being read, or was read in.")
        row.document = {**row.document, "columns": dict(columns or row.document.get("columns") or {})}
        row.state, row.at = ImportState.READING, timezone.now()
        row.save()
        _note(by, "reviews.answer_import", row)
        _queue(row, by)
    return row


def try_again(*, by: User, review: str, number: int) -> SearchImport:
    """Have a file read whose reading broke off."""
    require(by, "reviews.search", review=review)
    with transaction.atomic():
        row = _row(review, number)
        if row.state != ImportState.READING or _moves(row):
            raise NotPossible("This file is being read, or its reading has ended. Load the page again.")
        _note(by, "reviews.ask_import", row)
        _queue(row, by)
    return row


def read_again(*, by: User, review: str, number: int) -> SearchImport:
    """Read a file in again whose import was undone, under the same name: decisions on it come back."""
    require(by, "reviews.search", review=review)
    with transaction.atomic():
        held = _locked(review)
        old = _row(review, number)
        if old.state != ImportState.UNDONE or old.aside is None:
            raise NotPossible("Only a file whose import was undone can be read in again like this.")
        _check_free(held, old.search)
        suffix = PurePosixPath(old.document["file"]).suffix
        row = SearchImport.objects.create(
            review=held,
            search=old.search,
            document=old.document,
            upload=keep_again(bytes(old.aside), suffix),
            name=old.name,
            digest=old.digest,
            by=by,
            at=timezone.now(),
        )
        _note(by, "reviews.ask_import", row)
        _queue(row, by)
    return row


def give_up(*, by: User, review: str, number: int) -> None:
    """Throw a file away that was not read in: it waits, was refused, or its reading broke off."""
    require(by, "reviews.search", review=review)
    with transaction.atomic():
        row = _row(review, number)
        if row.state not in (ImportState.ASKED, ImportState.REFUSED) and not (
            row.state == ImportState.READING and not _moves(row)
        ):
            raise NotPossible("This file is being read or was read in. What was read in can be undone.")
        _note(by, "reviews.forget_import", row)
        upload = row.upload
        row.delete()
    if upload:
        throw_away(upload)


def same_file(review: Review, digest: str, *, but: int | None = None) -> SearchImport | None:
    """The import of this review that the same file came in with, where there is one."""
    rows = SearchImport.objects.filter(review=review, state__in=[ImportState.READING, ImportState.IN])
    named = rows.exclude(pk=but).filter(digest=digest).first()
    if named is not None:
        return named
    path = SourceFile.objects.filter(review=review, digest=digest).values_list("path", flat=True).first()
    return next((r for r in rows.exclude(pk=but) if r.document.get("file") == path), None) if path else None


def _name(review: Review, search: Search, look: Look) -> str:
    """A name that no other search has; that of its undone import where the same file comes back."""
    undone = SearchImport.objects.filter(
        review=review, digest=look.digest, state=ImportState.UNDONE, document__source=search.source
    )
    taken = _taken(review)
    for old in undone.order_by("-pk"):
        if old.search not in taken:
            return old.search
    used = taken | set(SearchImport.objects.filter(review=review).values_list("search", flat=True))
    stem = (
        f"{slug(search.source)[:60]}-{search.date.isoformat()}" if search.date else slug(search.source)[:60]
    )
    return next(n for n in (stem, *(f"{stem}-{i}" for i in range(2, 10_000))) if n not in used)


def _taken(review: Review) -> set[str]:
    found = set(SearchRow.objects.filter(review=review).values_list("key", flat=True))
    paths = SourceFile.objects.filter(review=review, path__startswith="searches/").values_list(
        "path", flat=True
    )
    found.update(PurePosixPath(path).stem for path in paths)
    busy = SearchImport.objects.filter(review=review, state__in=BUSY)
    return found.union(busy.values_list("search", flat=True))


def _check_free(review: Review, name: str) -> None:
    if name in _taken(review):
        raise NotPossible("This search is here again, or is being read in. Look for it in the list.")


def _locked(review: str) -> Review:
    held = Review.objects.select_for_update().filter(key=review).first()
    if held is None:
        raise NotPossible("There is no review of that name.")
    return held


def _row(review: str, number: int) -> SearchImport:
    row = SearchImport.objects.select_for_update().filter(review__key=review, pk=number).first()
    if row is None:
        raise NotPossible("There is no such import. It may have been thrown away a moment ago.")
    return row


def _moves(row: SearchImport) -> bool:
    job = job_shown(row.job) if row.job else None
    return job is not None and job.moves


def _queue(row: SearchImport, by: User) -> None:
    args: dict[str, Any] = {"review": row.review.key, "number": row.pk, "by": by.pk}
    row.job = enqueue(kind=KIND, args=args, by=by, key=f"{KIND}:{row.pk}").pk
    row.save(update_fields=["job"])


def _note(by: User, action: str, row: SearchImport) -> None:
    changed = {"review": row.review.key, "search": row.search, "digest": row.digest}
    record(by=by, action=action, object_kind="import", object_id=str(row.pk), changed=changed)
