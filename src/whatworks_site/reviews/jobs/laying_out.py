"""Laying a review out."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from whatworks_site.evidence.models import Review, SearchRow
from whatworks_site.jobs.actions import enqueue
from whatworks_site.jobs.registry import job_kind
from whatworks_site.jobs.running import Running

from ..actions.laying_out import lay_out
from ..models import SearchImport

LAY_OUT = "lay-out"


def ask_to_lay_out(review: str, by: Any) -> None:
    """Have a review laid out. Asked twice, it is done once."""
    enqueue(kind=LAY_OUT, args={"review": review}, by=by, key=f"{LAY_OUT}:{review}")


def lay_out_what_came_before() -> int:
    """Ask for every review that was read in before there was a desk for teams; how many there are."""
    searched = SearchRow.objects.filter(review=OuterRef("pk"))
    laid_out = SearchImport.objects.filter(review=OuterRef("pk"))
    missing = Review.objects.filter(Exists(searched), ~Exists(laid_out)).values_list("key", flat=True)
    for review in missing:
        ask_to_lay_out(review, None)
    return len(missing)


@job_kind(LAY_OUT, words="Laying a review out for its team")
def run_lay_out(job: Running, *, review: str) -> dict[str, Any]:
    """Read the searches of a review again and bring the desk into line."""
    return lay_out(review=review, progress=job.progress)
