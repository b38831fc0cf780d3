"""What each rating scheme of a review says of its analyses, and why."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from whatworks.publish import BadgeView, Links, Shelf, Sources, badge
from whatworks.publish.names import plot_anchor, source_anchor, study_anchor
from whatworks.publish.plots import evidence_set_name
from whatworks.publish.prose import lower_first
from whatworks.publish.ratings import RatingView, rating_view
from whatworks.publish.sources import SourceEntry
from whatworks.rate import Scheme, load_scheme, shipped
from whatworks.review import assess, scheme_name
from whatworks.review.words import scheme_words
from whatworks.terms import EvidenceSet, Rating, ReviewRecords, SchemeWords
from whatworks_site.evidence.desk.standing import Standing, standing
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.queries import assessed, last_assessment
from whatworks_site.evidence.words import when

from .analyses_shown import shelf_for
from .evidence_records import evidence_of


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
    badges: Mapping[str, BadgeView]
    """By the heading of the column in which each stands."""


@dataclass(frozen=True)
class Ratings:
    """Every analysis with its ratings as last computed."""

    standing: Standing
    sets: tuple[SetRatings, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """A heading for each scale of each scheme, in the review's order."""
        return tuple(dict.fromkeys(name for each in self.sets for name in each.badges))


def ratings(review: Review, records: ReviewRecords) -> Ratings:
    """The ratings of every analysis; none where the records changed since they were computed."""
    now = standing(review)
    last = last_assessment(review.key) if now.is_current else None
    findings, schemes = assessed(last) if last else (None, {})
    shelf = Shelf(records, findings, schemes) if findings else shelf_for(records, [])
    names = {i.id: i.name for i in records.interventions}
    sets = tuple(
        SetRatings(each.id, evidence_set_name(shelf, each), names[each.intervention], _badges(shelf, each.id))
        for each in records.evidence_sets
    )
    return Ratings(now, tuple(sorted(sets, key=lambda s: (s.intervention.casefold(), s.name.casefold()))))


def _badges(shelf: Shelf, set_: str) -> dict[str, BadgeView]:
    return {_column(shelf, r): badge(r, shelf.scale_of(r), r.scale_name) for r in shelf.ratings_of(set_)}


def _column(shelf: Shelf, rating: Rating) -> str:
    scheme = shelf.schemes.get(rating.scheme)
    several = scheme is not None and len(scheme.scales) > 1
    return f"{rating.scheme_name}: {lower_first(rating.scale_name)}" if several else rating.scheme_name


@dataclass(frozen=True)
class StudyLine:
    """A study on which a rating rests."""

    anchor: str
    name: str


@dataclass(frozen=True)
class RatedSet:
    """One analysis under every scheme of the review."""

    evidence_set: EvidenceSet
    name: str
    intervention: str
    views: tuple[RatingView, ...]
    studies_anchor: str
    studies: tuple[StudyLine, ...]
    sources: tuple[SourceEntry, ...]
    computed: str

    @property
    def schemes(self) -> tuple[tuple[str, tuple[RatingView, ...]], ...]:
        """Each scheme with what it says, in the review's order."""
        names = dict.fromkeys(v.scheme_name for v in self.views)
        return tuple((n, tuple(v for v in self.views if v.scheme_name == n)) for n in names)


def rated(review: Review, records: ReviewRecords, evidence_set: EvidenceSet) -> RatedSet:
    """One analysis rated: as last computed where nothing changed since, else now, without the others."""
    last = last_assessment(review.key) if standing(review).is_current else None
    now = (review.pk, review.revision, review.imported_at, evidence_set.id)
    shelf = Shelf(records, *assessed(last)) if last else _live(*now)
    sources = Sources(shelf, DeskLinks())
    studies = [s for s in records.studies if s.intervention == evidence_set.intervention]
    named = {r for s in studies for r in s.reports} | {f.report for f in records.review_findings if f.report}
    return RatedSet(
        evidence_set=evidence_set,
        name=evidence_set_name(shelf, evidence_set),
        intervention=next(i.name for i in records.interventions if i.id == evidence_set.intervention),
        views=tuple(rating_view(r, sources) for r in shelf.ratings_of(evidence_set.id)),
        studies_anchor=plot_anchor(evidence_set.id),
        studies=tuple(StudyLine(study_anchor(s.id), s.name) for s in studies),
        sources=tuple(sources.entry(r) for r in records.reports if r.id in named),
        computed=f"Computed on {when(last.made_at)}; nothing changed since"
        if last
        else "Computed for this page",
    )


def live_ratings(review: Review, records: ReviewRecords, set_: str) -> tuple[Rating, ...]:
    """The ratings of one analysis and of its single studies, computed now; none where it is not kept."""
    if set_ not in {s.id for s in records.evidence_sets}:
        return ()
    return _live(review.pk, review.revision, review.imported_at, set_).findings.ratings


# A review's records change only together with its revision, so what is computed of them is kept by that.
@lru_cache(maxsize=32)
def _live(pk: int, revision: int, imported_at: dt.datetime, set_: str) -> Shelf:
    review = Review.objects.get(pk=pk)
    records = evidence_of(review)
    schemes, words = schemes_of(review, records)
    evidence_set = next(s for s in records.evidence_sets if s.id == set_)
    found = shelf_for(records, [assess(evidence_set, records, schemes)])
    return Shelf(found.records, found.findings, words)


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
