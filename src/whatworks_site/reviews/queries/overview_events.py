"""The last things that were done in a review, in words; never a verdict, nor that one was given."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q

from whatworks_site.audit.models import Event
from whatworks_site.audit.queries import events
from whatworks_site.evidence.words import when
from whatworks_site.people.queries import names_of

SHOWN = 8
LOOKED_THROUGH = 600

BLIND = ("reviews.decide", "reviews.undo")
"""What tells when somebody read what: for nobody, until all have read."""

WORDS = {
    "import_review": "read the review’s folder in",
    "export_review": "took the review’s folder out",
    "assess_review": "had the ratings computed",
    "reviews.settle": "settled where screeners differ",
}


@dataclass(frozen=True)
class Happened:
    """One thing that was done; several alike in a row are one."""

    when: str
    heading: str


def last_events(review: str, user: Any) -> tuple[Happened, ...]:
    """The last things that were done in a review. What is read blind is not among them."""
    ours = Q(action__startswith="reviews.") | Q(object_kind="review", object_id=review)
    found = events().filter(ours).exclude(action__in=BLIND)[:LOOKED_THROUGH]
    here = [e for e in found if e.changed.get("review") == review or e.object_id == review]
    grouped: list[list[Event]] = []
    for event in here:
        same = grouped and (grouped[-1][0].actor, grouped[-1][0].action) == (event.actor, event.action)
        if same and grouped[-1][0].at.date() == event.at.date():
            grouped[-1].append(event)
        else:
            grouped.append([event])
    shown = list(islice(grouped, SHOWN))
    names = names_of({group[0].actor for group in shown})
    return tuple(
        Happened(when(group[0].at), f"{names[group[0].actor]} {_words(group[0].action)}{_times(len(group))}")
        for group in shown
    )


def _words(action: str) -> str:
    plain = action.removeprefix("reviews.").replace("_", " ").replace("-", " ")
    return WORDS.get(action, f"changed something: {plain}")


def _times(n: int) -> str:
    return "" if n == 1 else f", {n:,} times"
