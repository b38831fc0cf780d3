"""What the first page says of the whole store."""

from __future__ import annotations

from functools import lru_cache

from whatworks.publish import BadgeView
from whatworks.publish.numbers import count

from . import queries
from .cards import badge_view
from .search import search
from .wording import offered_questions

_MOST_QUESTIONS = 3


def counts() -> tuple[tuple[str, str, str], ...]:
    """What the store holds, as (number, words, address). What there is none of is left out."""
    entries = queries.interventions()
    bodies = {p["body"] for e in entries for p in e.published_ratings}
    by_others = f"ratings by {count(len(bodies), 'other body', 'other bodies')}"
    found = (
        (len(entries), "intervention", "interventions", "/#list"),
        (sum(e.counts["studies"] for e in entries), "study", "studies", "/studies"),
        (sum(e.counts["results"] for e in entries), "result", "results", "/studies"),
        (sum(e.counts["ratings"] for e in entries), "rating computed", "ratings computed", "/compare"),
        (sum(len(e.published_ratings) for e in entries), "rating by others", by_others, "/compare#published"),
    )
    return tuple((f"{n:,}", one if n == 1 else many, href) for n, one, many, href in found if n)


def questions() -> tuple[str, ...]:
    """A few questions to start from, each of which finds something here."""
    return _questions(queries.content_token())


@lru_cache(maxsize=2)
def _questions(token: str) -> tuple[str, ...]:
    asked = offered_questions() if token else []
    answered = [q for q in asked if search(q, correct=False).of("intervention")]
    return tuple(answered[:_MOST_QUESTIONS])


def example_badges() -> tuple[BadgeView, ...]:
    """One badge of each scale, to show how they are read; those that say something come first."""
    found: dict[str, BadgeView] = {}
    for entry in sorted(queries.interventions(), key=lambda e: e.openness):
        for kept in entry.badges:
            found.setdefault(kept["scale"], badge_view(kept))
    return tuple(found.values())
