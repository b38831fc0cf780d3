"""One step of a job from state to state: guarded, so that of two who try only one does it, and audited."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from whatworks_site.audit.actions import record

from .models import Job
from .states import Move


def move(
    job_id: int,
    how: Move,
    *,
    by: Any = None,
    held_by: uuid.UUID | None = None,
    reason: str = "",
    **changed: Any,
) -> bool:
    """Move a job if it is where this move starts (and still held by this run). Whether it did."""
    with transaction.atomic():
        row = Job.objects.filter(pk=job_id, state__in=how.sources)
        if held_by is not None:
            row = row.filter(claim=held_by)
        if not row.update(state=how.target, **changed):
            return False
        note(job_id, how.name, by=by, state=how.target.value, reason=reason)
    return True


def note(job_id: int, action: str, *, by: Any = None, reason: str = "", **changed: Any) -> None:
    """Write an event about a job."""
    record(by=by, action=action, object_kind="job", object_id=str(job_id), changed=changed, reason=reason)
