"""Long work of this app: reading a review folder in, and computing a review's ratings."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from whatworks.review import FolderError
from whatworks_site.jobs.actions import enqueue
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.registry import job_kind
from whatworks_site.jobs.running import Running
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from .actions import assess_review, import_review
from .desk.review import IMPORT, assess_key
from .living_jobs import ASSESS
from .uploads import RefusedUpload, folder_of, result_of


def ask_import(*, by: User, upload: str) -> Job:
    """Have an unpacked folder read in."""
    require(by, "import_review")
    return enqueue(kind=IMPORT, args={"upload": upload, "by": by.pk}, by=by)


def ask_assess(*, by: User, review: str) -> Job:
    """Have a review's ratings computed again. Asked twice, it is done once."""
    require(by, "assess_review", review=review)
    return enqueue(kind=ASSESS, args={"review": review, "by": by.pk}, by=by, key=assess_key(review))


@job_kind(IMPORT, words="Reading a review folder")
def run_import(job: Running, *, upload: str, by: int) -> dict[str, Any]:
    """Read the folder in, all of it or nothing; with problems, the result lists them.

    What was uploaded stays for a day, so that the work may be done again where its worker died.
    """
    job.progress("Reading the folder", 0, 2)
    folder = folder_of(upload)
    if not folder.is_dir():
        raise RefusedUpload("What was uploaded is kept for a day, and is gone. Upload the zip again.")
    try:
        outcome = import_review(folder=folder, by=_asker(by))
    except FolderError as error:
        job.progress(_refused(len(error.problems)), 2, 2)
        return {"problems": result_of(error.problems, folder), "count": len(error.problems)}
    job.progress(outcome.words, 2, 2)
    return {"review": outcome.review, "words": outcome.words, "kept": list(outcome.kept)}


def _refused(count: int) -> str:
    return (
        f"Nothing was read in: {count:,} {'problem has' if count == 1 else 'problems have'} to be put right"
    )


@job_kind(ASSESS, words="Computing a review’s ratings")
def run_assess(job: Running, *, review: str, by: int | None) -> dict[str, Any]:
    """Pool and rate a review as it stands."""
    made = assess_review(review=review, by=_asker(by), progress=job.progress)
    return {"review": review, "assessment": made.number}


def _asker(number: int | None) -> User | None:
    if number is None:
        return None
    found = User.objects.filter(pk=number, is_active=True).first()
    if found is None:
        raise PermissionDenied("The account that asked for this is closed. Ask again from another.")
    return found
