"""Every rating side by side: what each scheme computes here, and what other bodies have published."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks.terms import EvidenceSet, PublishedRating

from ..badges import BadgeView, badge
from ..names import Links, rating_anchor, set_anchor
from ..numbers import date_words
from ..plots import evidence_set_name
from ..shelf import Shelf
from ..sources import Address, Sources
from .page import Page


@dataclass(frozen=True)
class Column:
    """A scale of a scheme."""

    key: tuple[str, str]
    name: str
    scheme: str
    verified: bool


@dataclass(frozen=True)
class Row:
    """An evidence set under every scale."""

    intervention: str
    outcome: str
    href: str
    cells: tuple[BadgeView | None, ...]
    settles: bool


@dataclass(frozen=True)
class PublishedRow:
    """Another body's rating as printed."""

    intervention: str
    href: str | None
    body: str
    rating: str
    of: str
    when: str
    note: str | None
    address: Address | None


def compare(shelf: Shelf) -> Page:
    """The page of comparison."""
    links = Links()
    sources = Sources(shelf, links)
    columns = _columns(shelf)
    rows = [_row(shelf, links, s, columns) for s in _in_order(shelf)]
    rated = sorted(
        shelf.records.published_ratings, key=lambda p: (p.intervention_name.casefold(), p.body, p.id)
    )
    own = [published_row(shelf, sources, p) for p in rated if p.intervention]
    return Page(
        path="compare.html",
        template="compare.html",
        title="One intervention, many verdicts",
        current="compare.html",
        shown={
            "columns": columns,
            "told": [r for r in rows if r.settles],
            "rest": [r for r in rows if not r.settles],
            "published": own,
            "published_rest": [published_row(shelf, sources, p) for p in rated if not p.intervention],
        },
    )


def _columns(shelf: Shelf) -> tuple[Column, ...]:
    keys = dict.fromkeys((r.scheme, r.scale) for r in shelf.findings.ratings)
    found = []
    for scheme_id, scale_id in keys:
        rating = next(r for r in shelf.findings.ratings if (r.scheme, r.scale) == (scheme_id, scale_id))
        scheme = shelf.schemes.get(scheme_id)
        verified = scheme.verified if scheme else not rating.unverified
        found.append(Column((scheme_id, scale_id), rating.scale_name, rating.scheme_name, verified))
    return tuple(found)


def _in_order(shelf: Shelf) -> list[EvidenceSet]:
    names = {i.id: i.name for i in shelf.records.interventions}
    leads = {i: s.id for i in names if (s := shelf.leading_set(i))}
    return sorted(
        shelf.records.evidence_sets,
        key=lambda s: (
            names.get(s.intervention, s.intervention).casefold(), leads.get(s.intervention) != s.id, s.id,
        ),
    )  # fmt: skip


def _row(shelf: Shelf, links: Links, evidence_set: EvidenceSet, columns: tuple[Column, ...]) -> Row:
    ratings = {(r.scheme, r.scale): r for r in shelf.ratings_of(evidence_set.id)}
    cells: list[BadgeView | None] = []
    for column in columns:
        rating = ratings.get(column.key)
        if rating is None:
            cells.append(None)
            continue
        anchor = rating_anchor(evidence_set.id, rating.scheme, rating.scale)
        href = links.intervention(evidence_set.intervention, anchor)
        cells.append(badge(rating, shelf.scale_of(rating), column.name, href))
    name = next((i.name for i in shelf.records.interventions if i.id == evidence_set.intervention), "")
    return Row(
        intervention=name,
        outcome=evidence_set_name(shelf, evidence_set),
        href=links.intervention(evidence_set.intervention, set_anchor(evidence_set.id)),
        cells=tuple(cells),
        settles=shelf.openness(evidence_set.id) < 2,
    )


def published_row(shelf: Shelf, sources: Sources, rating: PublishedRating) -> PublishedRow:
    """Another body's rating for a table."""
    known = next((i for i in shelf.records.interventions if i.id == rating.intervention), None)
    same = known is not None and known.name == rating.intervention_name
    outcome = shelf.outcomes.get(rating.outcome or "")
    return PublishedRow(
        intervention=known.name if known and same else rating.intervention_name,
        href=sources.links.intervention(known.id) if known else None,
        body=rating.body,
        rating=", ".join(p for p in (rating.rating, rating.also) if p),
        of=rating.of or (outcome.name if outcome else "not said"),
        when=date_words(rating.date),
        note=rating.note,
        address=sources.address(rating.source_url, rating.seen),
    )
