"""The head of every page of a review."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks_site.evidence.models import Review


@dataclass(frozen=True)
class Head:
    """What every page of a review says of it."""

    key: str
    title: str
    question: str
    is_example: bool
    row: Review


def head_of(review: str) -> Head | None:
    """A review by its name; None where there is none."""
    row = Review.objects.filter(key=review).first()
    if row is None:
        return None
    return Head(row.key, row.title, row.document.get("question", ""), row.is_example, row)
