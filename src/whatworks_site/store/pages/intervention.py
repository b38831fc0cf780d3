"""An intervention's page: the answer, how sure, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from whatworks.publish import BadgeView, Shelf, Sources, intervention_page
from whatworks.publish.names import rating_anchor
from whatworks.publish.pages.intervention import SetView
from whatworks.publish.ratings import RatingView
from whatworks.terms import Intervention, Rating, Snapshot

from ..links import SiteLinks, review_address, why_address
from .edition import Edition
from .equity import equity_of
from .history import RatingChanged, history_of
from .tables import offered

SHOWN_VERSIONS = 3
"""How many versions the page itself tells of; the rest have a page of their own."""
NEEDED_VERSIONS = SHOWN_VERSIONS + 1
"""The oldest of them is set against the one before it."""


@dataclass(frozen=True)
class Computed:
    """What another scheme makes of the same facts."""

    scheme: str
    version: str
    verified: bool
    badge: BadgeView
    because: str


def intervention_of(shelf: Shelf) -> Intervention:
    """The intervention that a snapshot is of. Raises LookupError where it holds none."""
    found = shelf.records.interventions
    if not found:
        raise LookupError("the snapshot holds no intervention")
    return found[0]


def intervention_shown(
    shelf: Shelf,
    edition: Edition,
    editions: Sequence[tuple[Edition, Snapshot]] = (),
    versions: int | None = None,
    rated: Mapping[int, Sequence[RatingChanged]] | None = None,
) -> dict[str, Any]:
    """What the page shows. `editions` are the newest versions, the newest first, of `versions` in all.

    `rated` are the changes of ratings, by the version in which they came out.
    """
    intervention = intervention_of(shelf)
    links = SiteLinks(on=intervention.id, inline=_inline(shelf, intervention))
    shown = dict(intervention_page(shelf, intervention, links).shown)
    sets: tuple[SetView, ...] = shown["sets"]
    return {
        **shown,
        "edition": edition,
        "about": shelf.review,
        "review_href": review_address(shelf.review.id),
        "lead": sets[0] if sets else None,
        "rest": sets[1:],
        "leading_scheme": sets[0].ratings[0].scheme_name if sets and sets[0].ratings else "",
        "why_pages": _why_pages(shelf, sets[0].lead_ratings if sets else ()),
        "computed": tuple(_computed(v) for v in sets[0].other_ratings) if sets else (),
        "equity": equity_of(shelf, Sources(shelf, links), intervention),
        "history": history_of(
            editions, in_force=edition.version is not None, first=SHOWN_VERSIONS, rated=rated
        ),
        "versions": len(editions) if versions is None else versions,
        "tables": offered(shelf),
    }


def _inline(shelf: Shelf, intervention: Intervention) -> frozenset[tuple[str, str, str]]:
    """The ratings whose reasons open on the page itself: the leading set's, under the leading scheme."""
    lead = shelf.leading_set(intervention.id)
    ratings = shelf.ratings_of(lead.id) if lead else ()
    return frozenset((lead.id, r.scheme, r.scale) for r in ratings if lead and r.scheme == ratings[0].scheme)


def _why_pages(shelf: Shelf, views: Sequence[RatingView]) -> dict[str, str]:
    """For each rating whose reasons open on the page, the page that has all of them."""
    found = {}
    for rating in shelf.findings.ratings:
        at = (rating.object.evidence_set, rating.scheme, rating.scale)
        found[rating_anchor(*at)] = why_address(rating.object.intervention, *at)
    return {view.anchor: found[view.anchor] for view in views}


def _computed(view: RatingView) -> Computed:
    return Computed(view.scheme_name, view.version, view.verified, view.badge, view.because)


def answer_of(shelf: Shelf) -> str | None:
    """The short answer as the page gives it; None where an editor has written none."""
    words = shelf.page(intervention_of(shelf).id)
    return words.answer if words else None


def why_links(shelf: Shelf, rating: Rating) -> list[tuple[str, str, bool]]:
    """The other ratings of the same set as (words, address, whether it is this one)."""
    place = rating.object
    return [
        (
            f"{r.scheme_name}: {r.scale_name[:1].lower()}{r.scale_name[1:]}",
            why_address(place.intervention, place.evidence_set, r.scheme, r.scale),
            r.id == rating.id,
        )
        for r in shelf.ratings_of(place.evidence_set)
    ]


def without_href(badge: BadgeView) -> BadgeView:
    """A badge that leads nowhere, for the page it would lead to."""
    return replace(badge, href=None)
