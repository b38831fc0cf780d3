"""What waits for a review's lead: people who ask to join, and long work that failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils import timezone

from whatworks.publish.numbers import count
from whatworks_site.evidence.desk.waiting import Section, Waiting
from whatworks_site.evidence.models import Review
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.registry import words_of
from whatworks_site.jobs.states import State

from ..addresses import first_of
from ..models import JoinRequest, SearchImport
from ..models.collating import ImportState
from .waiting_place import Place

RECENT = timedelta(days=14)


def requests(place: Place) -> Iterator[Waiting]:
    """People who would like to join, and searches that wait for an answer."""
    if "reviews.lead" in place.may:
        asked = JoinRequest.objects.filter(review=place.review, answered_at=None)
        names = list(asked.values_list("name", flat=True)[:20])
        if names:
            yield Waiting(
                section=Section.NEED,
                title=f"{names[0]} would like to join the team"
                if len(names) == 1
                else f"{len(names):,} people would like to join the team",
                words="Say which part they take, or that there is none.",
                href=first_of("review-team", review=place.review.key),
                status=f"{len(names):,} asked",
                action="Answer",
                count=len(names),
            )
    if "reviews.search" in place.may:
        n = SearchImport.objects.filter(review=place.review, state=ImportState.ASKED).count()
        if n:
            yield Waiting(
                section=Section.NEED,
                title=f"Say how {count(n, 'search', 'searches')} should be read",
                words="The file is here, and reading it waits for your answer.",
                href=first_of("review-searches", review=place.review.key),
                status=f"{n:,} waiting",
                kind="open",
                action="Answer",
                count=n,
            )


def failed(reviews: Sequence[Review]) -> Iterator[Waiting]:
    """Long work of these reviews that failed lately and was not done since."""
    titles = {review.key: review.title for review in reviews}
    if not titles:
        return
    lately = Job.objects.filter(args__review__in=list(titles), made__gt=timezone.now() - RECENT)
    seen: set[tuple[str, str, str]] = set()
    columns = ("kind", "key", "state", "error", "args")
    for kind, key, state, error, args in lately.order_by("-pk").values_list(*columns)[:400]:
        review = args["review"]
        if (review, kind, key) not in seen and state == State.FAILED:
            yield Waiting(
                section=Section.NEED,
                title=f"{words_of(kind)}: it failed",
                words=f"{titles[review]}. {error}".strip(),
                href=first_of("review-work", review=review),
                status="Failed",
                kind="harm",
                action="Look at it",
            )
        seen.add((review, kind, key))
