"""Bringing the standings of a large review into line, when its team works in another way."""

from __future__ import annotations

from typing import Any

from whatworks_site.evidence.models import Review
from whatworks_site.jobs.registry import job_kind
from whatworks_site.jobs.running import Running

from ..restating import restate_all

RESTATE = "restate-review"


@job_kind(RESTATE, words="Bringing a review into line with how its team works")
def run_restate(job: Running, *, review: str) -> dict[str, Any]:
    """Restate every work of a review. Safe to do twice."""
    job.progress("Restating", 0, 1)
    restate_all(Review.objects.get(key=review))
    job.progress("Restated", 1, 1)
    return {"review": review}
