"""Review folders in and out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from whatworks.review import load_folder, write_folder
from whatworks.terms import ReviewRecords, digest
from whatworks_site.audit.actions import record
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..merging import merge
from ..models import TABLES, ImportedFolder, Review, SourceFile
from ..rows import records_of, write_records
from ..signals import review_changed
from ..storable import refuse_unstorable

INSTRUMENTS = "instruments"
"""The part of a folder that holds a team's own instruments."""


@dataclass(frozen=True)
class ImportOutcome:
    """What reading a folder in came to."""

    review: str
    is_new: bool
    is_changed: bool
    counts: dict[str, int]
    kept: tuple[str, ...]

    @property
    def words(self) -> str:
        """The outcome in a sentence."""
        if self.is_new:
            total = sum(self.counts.values())
            return f"{self.review}: read in, {total:,} records."
        if not self.is_changed:
            return (
                f"{self.review}: nothing in the folder changed since it was last read; all is kept as it is."
            )
        stay = f" {len(self.kept)} entered here stay as they are." if self.kept else ""
        return f"{self.review}: the folder changed since it was last read; what is new was read in.{stay}"


def import_review(*, folder: Path, by: User | None, is_example: bool = False) -> ImportOutcome:
    """Read a review folder in: all of it or, with a problem anywhere, none. FolderError has every problem.

    A folder read before is merged: what was entered on the site since then stays.
    """
    if by is not None:
        require(by, "import_review")
    records = load_folder(folder)
    refuse_unstorable(records)
    files = _files(records, folder)
    found = digest({"records": records.to_json(), "files": _digests(files)}, 64)
    with transaction.atomic():
        review = Review.objects.select_for_update().filter(key=records.review.id).first()
        counts = {t.HOLDER: len(getattr(records, t.HOLDER)) for t in TABLES}
        kept = ImportedFolder.objects.filter(review=review).first() if review else None
        if kept is not None and kept.digest == found:
            return ImportOutcome(records.review.id, False, False, counts, ())
        # A review that was started here has no folder yet: then nothing of it was ever in one.
        before = ReviewRecords.from_json(kept.records) if kept else ReviewRecords(review=records.review)
        merged = merge(before if review else None, records_of(review) if review else None, records)
        is_new = review is None
        review = review or Review(key=records.review.id, is_example=is_example)
        _save(review, merged.records, by)
        _save_files(review, files, {s.file for s in merged.records.searches})
        ImportedFolder.objects.update_or_create(
            review=review, defaults={"records": records.to_json(), "digest": found}
        )
        review_changed.send(sender=Review, review=review, by=by)
        record(
            by=by,
            action="import_review",
            object_kind="review",
            object_id=review.key,
            changed={"folder": found, "counts": counts, "kept": list(merged.kept)},
        )
    return ImportOutcome(review.key, is_new, True, counts, merged.kept)


def _save(review: Review, records: ReviewRecords, by: User | None) -> None:
    review.title = records.review.title
    review.document = records.review.to_json()
    review.revision = 1 if review.pk is None else review.revision + 1
    review.imported_at, review.imported_by = timezone.now(), by
    review.save()
    write_records(review, records)


def _files(records: ReviewRecords, folder: Path) -> dict[str, bytes]:
    named = [s.file for s in records.searches if s.file]
    named += [s for s in records.review.schemes if s.endswith((".yaml", ".yml"))]
    named += sorted(path.relative_to(folder).as_posix() for path in (folder / INSTRUMENTS).glob("*.yaml"))
    return {name: (folder / name).read_bytes() for name in dict.fromkeys(named)}


def _digests(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _save_files(review: Review, files: dict[str, bytes], used: set[str]) -> None:
    digests = _digests(files)
    known = dict(review.files.values_list("path", "digest"))
    # A team's own instruments stay: appraisals made with them are judged by them for ever.
    gone = review.files.exclude(path__in={*files, *used}).exclude(path__startswith=f"{INSTRUMENTS}/")
    gone.delete()
    for path, content in files.items():
        if known.get(path) != digests[path]:
            SourceFile.objects.update_or_create(
                review=review, path=path, defaults={"content": content, "digest": digests[path]}
            )


def export_review(*, review: str, out: Path, by: User | None) -> None:
    """Write a review out as a folder that anyone can read in again: nothing is left behind.

    Raises Review.DoesNotExist where there is none, FileExistsError where `out` holds something.
    """
    if by is not None:
        require(by, "export_review", review=review)
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty; choose a new folder")
    with transaction.atomic():
        found = Review.objects.get(key=review)
        materialise(found, out)
        record(by=by, action="export_review", object_kind="review", object_id=review)


def materialise(review: Review, out: Path) -> ReviewRecords:
    """A review as a folder on disk, with its files as they came."""
    records = records_of(review)
    out.mkdir(parents=True, exist_ok=True)
    write_folder(records, out)
    for file in review.files.all():
        path = out / file.path
        if not path.resolve().is_relative_to(out.resolve()):
            raise ValueError(f"{file.path} leads outside the folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(file.content))
    return records
