"""One rating, all the way down: badge, rule, criterion, fact, study, source, address."""

from __future__ import annotations

from typing import Any

from whatworks.publish import Shelf, Sources
from whatworks.publish.plots import evidence_set_name
from whatworks.publish.ratings import rating_view
from whatworks.terms import Rating

from ..links import SiteLinks, part, scheme_address
from .edition import Edition
from .intervention import intervention_of, why_links, without_href


def rating_at(shelf: Shelf, set_: str, scheme: str, scale: str) -> Rating | None:
    """The rating at an address; None where the page has none there."""
    wanted = (set_, scheme, scale)
    for rating in shelf.findings.ratings:
        if (
            rating.object.study is None
            and tuple(part(p) for p in (rating.object.evidence_set, rating.scheme, rating.scale)) == wanted
        ):
            return rating
    return None


def why_shown(shelf: Shelf, edition: Edition, rating: Rating) -> dict[str, Any]:
    """What the page of a rating's reasons shows."""
    intervention = intervention_of(shelf)
    reports = _reports(shelf, rating)
    place = rating.object
    key = (place.evidence_set, rating.scheme, rating.scale)
    links = SiteLinks(here=frozenset(reports), of=intervention.id, inline=frozenset({key}))
    sources = Sources(shelf, links)
    view = rating_view(rating, sources)
    scheme = shelf.schemes.get(rating.scheme)
    evidence_set = shelf.sets[place.evidence_set]
    return {
        "edition": edition,
        "intervention": intervention,
        "view": view,
        "badge": without_href(view.badge),
        "set_name": evidence_set_name(shelf, evidence_set),
        "set_note": evidence_set.note,
        "scheme": scheme,
        "scheme_href": scheme_address(rating.scheme),
        "scale_name": rating.scale_name,
        "unverified": rating.unverified,
        "siblings": why_links(shelf, rating),
        "entries": [sources.entry(shelf.reports[r]) for r in reports],
        "engine": rating.engine,
        "decided": rating.decided,
    }


def _reports(shelf: Shelf, rating: Rating) -> tuple[str, ...]:
    """The reports behind a rating: of its studies, of published reviews, and of its single facts."""
    place = rating.object
    studies = [shelf.studies[m.study] for m in shelf.members_of(place.evidence_set)]
    found = [r for s in studies for r in s.reports]
    findings = shelf.reviews_of(place.intervention)
    found += [f.report for f in findings if f.report and f.outcome == place.outcome]
    found += [f.source.report for f in rating.facts if f.source and f.source.report]
    found += [u.report for u in rating.unknowns if u.report]
    return tuple(r for r in dict.fromkeys(found) if r in shelf.reports)
