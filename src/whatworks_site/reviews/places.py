"""The stages of a review as its pages' navigation: what each is called and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from whatworks_site.people.permissions import may

PLACES: tuple[tuple[str, str, str], ...] = (
    ("review-work", "The review", "reviews.see"),
    ("review-protocol", "Protocol", "reviews.see"),
    ("review-team", "Team", "reviews.see"),
    ("review-searches", "Searches", "reviews.see"),
    ("review-duplicates", "Duplicates", "reviews.see"),
    ("review-titles", "Screening", "reviews.see"),
    ("review-fulltexts", "Full texts", "reviews.see"),
    ("review-studies", "Studies", "reviews.see"),
    ("review-appraisals", "Appraisal", "reviews.see"),
    ("review-analyses", "Analyses", "reviews.see"),
    ("review-facts", "Facts", "reviews.see"),
    ("review-flow", "Flow", "reviews.see"),
    ("review-map", "Gap map", "reviews.see"),
    ("review-handover", "Hand over", "reviews.see"),
    ("desk-review", "Pages and ratings", "see_desk"),
)
"""The address's name, the words, and what one must be able to do to go there."""


@dataclass(frozen=True)
class Place:
    """One entry of a review's navigation."""

    name: str
    words: str
    href: str


def places(user: Any, review: str) -> Iterator[Place]:
    """The places of a review that this person may go to."""
    asked = {action: may(user, action, review=review) for action in {row[2] for row in PLACES}}
    for name, words, action in PLACES:
        try:
            href = reverse(name, args=[review])
        except NoReverseMatch:
            continue
        if asked[action]:
            yield Place(name, words, href)
