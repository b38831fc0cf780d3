"""What each rating scheme of a review says of its analyses, and why."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from whatworks.publish import BadgeView, Links, Shelf, Sources, badge
from whatworks.publish.names import plot_anchor, source_anchor, study_anchor
from whatworks.publish.plots import evidence_set_name
from whatworks.publish.ratings import RatingView, label_of, rating_view
from whatworks.publish.sources import SourceEntry
from whatworks.rate import Scheme, load_scheme, shipped
from whatworks.review import assess, scheme_name
from whatworks.review.words import scheme_words
from whatworks.terms import EvidenceSet, Rating, ReviewRecords, SchemeWords
from whatworks_site.evidence.desk.standing import Standing, standing
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.queries import assessed, last_assessment

from .analyses_shown import shelf_for


class DeskLinks(Links):
    """Links from a rating's reasons to what stands on the same page."""

    def page(self, name: str) -> str:
        """Another page of the report: none here."""
        return "#main"

    def intervention(self, id_: str, anchor: str = "") -> str:
        """A place on this page."""
        return f"#{anchor}" if anchor else "#main"

    def study(self, id_: str) -> str:
        """A study in the list of this page."""
        return f"#{study_anchor(id_)}"

    def report(self, id_: str) -> str:
        """A report in the list of sources of this page."""
        return f"#{source_anchor(id_)}"

    def plot(self, intervention: str, set_: str) -> str:
        """The list of studies of this page."""
        return f"#{plot_anchor(set_)}"


@dataclass(frozen=True)
class SetRatings:
    """An analysis in the list of ratings."""

    key: str
    name: str
    intervention: str
    badges: tuple[BadgeView, ...]


@dataclass(frozen=True)
class Ratings:
    """Every analysis with its ratings as last computed."""

    standing: Standing
    sets: tuple[SetRatings, ...]


def ratings(review: Review, records: ReviewRecords) -> Ratings:
    """The ratings of every analysis; none where the records changed since they were computed."""
    now = standing(review)
    last = last_assessment(review.key) if now.is_current else None
    findings, schemes = assessed(last) if last else (None, {})
    shelf = Shelf(records, findings, schemes) if findings else shelf_for(records, [])
    names = {i.id: i.name for i in records.interventions}
    sets = tuple(
        SetRatings(
            each.id, evidence_set_name(shelf, each), names[each.intervention], tuple(_badges(shelf, each.id))
        )
        for each in records.evidence_sets
    )
    return Ratings(now, tuple(sorted(sets, key=lambda s: (s.intervention.casefold(), s.name.casefold()))))


def _badges(shelf: Shelf, set_: str) -> list[BadgeView]:
    return [_badge(shelf, rating) for rating in shelf.ratings_of(set_)]


def _badge(shelf: Shelf, rating: Rating) -> BadgeView:
    scheme = shelf.schemes.get(rating.scheme)
    label = label_of(rating, scheme)
    named = label if scheme and label == scheme.name else f"{rating.scheme_name}: {label}"
    return badge(rating, shelf.scale_of(rating), named)


@dataclass(frozen=True)
class StudyLine:
    """A study on which a rating rests."""

    anchor: str
    name: str


@dataclass(frozen=True)
class RatedSet:
    """One analysis under every scheme of the review, computed now."""

    evidence_set: EvidenceSet
    name: str
    intervention: str
    views: tuple[RatingView, ...]
    studies_anchor: str
    studies: tuple[StudyLine, ...]
    sources: tuple[SourceEntry, ...]

    @property
    def schemes(self) -> tuple[tuple[str, tuple[RatingView, ...]], ...]:
        """Each scheme with what it says, in the review's order."""
        names = dict.fromkeys(v.scheme_name for v in self.views)
        return tuple((n, tuple(v for v in self.views if v.scheme_name == n)) for n in names)


def rated(review: Review, records: ReviewRecords, evidence_set: EvidenceSet) -> RatedSet:
    """One analysis rated now, without the rest of the review."""
    schemes, words = schemes_of(review, records)
    found = assess(evidence_set, records, schemes)
    plain = shelf_for(records, [found])
    shelf = Shelf(plain.records, plain.findings, words)
    sources = Sources(shelf, DeskLinks())
    studies = [s for s in records.studies if s.intervention == evidence_set.intervention]
    named = {r for s in studies for r in s.reports} | {f.report for f in records.review_findings if f.report}
    return RatedSet(
        evidence_set=evidence_set,
        name=evidence_set_name(shelf, evidence_set),
        intervention=next(i.name for i in records.interventions if i.id == evidence_set.intervention),
        views=tuple(rating_view(r, sources) for r in found.ratings),
        studies_anchor=plot_anchor(evidence_set.id),
        studies=tuple(StudyLine(study_anchor(s.id), s.name) for s in studies),
        sources=tuple(sources.entry(r) for r in records.reports if r.id in named),
    )


def schemes_of(review: Review, records: ReviewRecords) -> tuple[list[Scheme], Mapping[str, SchemeWords]]:
    """The review's schemes, its own files among them, and the same in words."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for file in review.files.filter(path__in=records.review.schemes):
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(file.content))
        loaded = [load_scheme(scheme_name(s, folder)) for s in records.review.schemes]
        return loaded, scheme_words(records, folder)


@dataclass(frozen=True)
class SchemeChoice:
    """A scheme that a review may rate by."""

    key: str
    name: str
    about: str


def scheme_choices(review: Review) -> tuple[SchemeChoice, ...]:
    """The schemes that come with Whatworks, and the review's own."""
    own = [s for s in review.document.get("schemes", []) if s.endswith((".yaml", ".yml"))]
    shipped_ = [(name, load_scheme(name)) for name in shipped()]
    return (
        *(SchemeChoice(name, s.name, f"By {s.by}.") for name, s in shipped_),
        *(SchemeChoice(name, name, "The review’s own.") for name in own),
    )
