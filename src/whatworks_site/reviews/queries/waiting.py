"""What waits for a person in the reviews in whose team they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from whatworks_site.evidence.desk.waiting import Waiting

from . import waiting_others, waiting_reading, waiting_studies, waiting_team
from .waiting_place import Place, places_of


def waiting(user: Any) -> list[Waiting]:
    """What waits for this person in all their reviews; each says of which review it is."""
    places = places_of(user)
    found = [
        replace(each, words=f"{place.review.title}. {each.words}".strip())
        for ask in _ASKED
        for place in places
        for each in ask(place)
    ]
    return [*found, *waiting_team.failed([p.review for p in places if "reviews.lead" in p.may])]


def waits_in(place: Place) -> Iterator[Waiting]:
    """What waits for a person in one review, the most pressing first."""
    for ask in _ASKED:
        yield from ask(place)


_ASKED = (
    waiting_reading.conflicts,
    waiting_team.requests,
    waiting_studies.to_settle,
    waiting_studies.questions,
    waiting_reading.pairs,
    waiting_reading.to_read,
    waiting_reading.to_find,
    waiting_studies.to_do,
    waiting_studies.held,
    waiting_others.others,
)
