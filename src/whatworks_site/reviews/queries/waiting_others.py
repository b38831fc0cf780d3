"""What a person waits for and others do."""

from __future__ import annotations

from collections.abc import Iterator

from whatworks.publish.numbers import count
from whatworks.terms import Stage
from whatworks_site.evidence.desk.waiting import Section, Waiting
from whatworks_site.evidence.models import Review

from ..models.team import SettledBy
from .waiting_place import Place
from .waiting_reading import NAMES


def others(place: Place) -> Iterator[Waiting]:
    """Records that colleagues are still to read, and conflicts that a third person settles."""
    for stage, counted in place.stages.items():
        n = counted.awaiting - counted.to_find
        if n > 0 and _has_read_all(place, stage):
            yield _waits(
                f"{count(n, 'record', 'records')} for colleagues to read",
                f"You have read yours: {NAMES[stage]}. The verdicts show once everybody’s are in.",
                place.review,
                n,
            )
        m = counted.to_settle
        if m and not place.settles and "reviews.screen" in place.may:
            who = "the arbiter" if place.ways.settled_by == SettledBy.ARBITER else "those who screen"
            yield _waits(
                f"{count(m, 'conflict', 'conflicts')} for {who}", f"{_start(NAMES[stage])}.", place.review, m
            )


def _has_read_all(place: Place, stage: Stage) -> bool:
    far = place.progress.get(stage)
    return far is not None and bool(far.read) and not far.left


def _waits(title: str, words: str, review: Review, n: int) -> Waiting:
    return Waiting(section=Section.OTHERS, title=title, words=words, status="Waits for others", count=n)


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]
