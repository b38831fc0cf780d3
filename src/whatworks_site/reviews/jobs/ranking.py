"""Teaching the ranker."""

from __future__ import annotations

from typing import Any

from whatworks_site.jobs.registry import job_kind
from whatworks_site.jobs.running import Running

from ..actions.ranking import teach
from ..actions.ranking_asked import TEACH


@job_kind(TEACH, words="Working out the order of reading")
def run_teach(job: Running, *, review: str) -> dict[str, Any]:
    """Bring everybody's order up to what they have read. Its words tell of nobody's verdicts."""
    return teach(review=review, tell=job.progress)
