"""Reading a search's file in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from whatworks_site.jobs.registry import job_kind
from whatworks_site.jobs.running import Running
from whatworks_site.people.models import User

from ..actions.importing import KIND
from ..actions.importing_search import import_search


@job_kind(KIND, words="Reading a search in")
def run_import_search(job: Running, *, review: str, number: int, by: int) -> dict[str, Any]:
    """Read a search's file in, all of it or nothing."""
    asker = User.objects.filter(pk=by, is_active=True).first()
    if asker is None:
        raise PermissionDenied("The account that asked for this is closed. Ask again from another.")

    def told(words: str, done: int, total: int) -> None:
        job.progress(words, done, total or None)

    row = import_search(by=asker, review=review, number=number, progress=told)
    job.progress(row.get_state_display().capitalize(), 1, 1)
    return {"review": review, "import": number, "read": row.read, "rejected": row.rejected}
