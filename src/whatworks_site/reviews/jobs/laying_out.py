"""Laying a review out."""

from __future__ import annotations

from typing import Any

from whatworks_site.jobs.registry import job_kind
from whatworks_site.jobs.running import Running

from ..actions.laying_out import lay_out

LAY_OUT = "lay-out"


@job_kind(LAY_OUT, words="Laying a review out for its team")
def run_lay_out(job: Running, *, review: str) -> dict[str, Any]:
    """Read the searches of a review again and bring the desk into line."""
    return lay_out(review=review, progress=job.progress)
