"""What is begun and not settled, with its name and place: for which a page is held back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from whatworks.terms import ReviewRecords
from whatworks_site.evidence.models import Review

from ..addresses import address_of
from .appraisals_objects import appraisable, object_of
from .appraising_instruments import tools
from .appraising_state import unsettled


@dataclass(frozen=True)
class HeldBack:
    """One appraisal that is open: what it is of, with what, how far it is, and where."""

    words: str
    state: str
    href: str


def held_back(review: Review, records: ReviewRecords | None = None) -> tuple[HeldBack, ...]:
    """Every appraisal that is begun and not settled. Nobody's answers are looked at."""
    open_ = unsettled(review)
    if not open_:
        return ()
    records = records or appraisable(review)
    known = {tool.id: tool for tool in tools(review)}
    found = []
    for each in open_:
        tool = known.get(each.instrument)
        thing = object_of(records, each.object, tool.object) if tool else None
        name = ", ".join(part for part in (thing.name, thing.under) if part) if thing else each.object
        page = "review-appraisal-settle" if each.can_be_settled else "review-appraise"
        href = address_of(page, review.key, each.object)
        query = urlencode({"with": each.instrument})
        found.append(
            HeldBack(f"{name} ({tool.name if tool else each.instrument})", each.words, f"{href}?{query}")
        )
    return tuple(found)
