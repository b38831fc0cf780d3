"""A review's records and findings where a page can find them: by id, and by what they are of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from whatworks.terms import (
    NOT_RATED,
    Effect,
    EvidenceSet,
    Findings,
    Intervention,
    Member,
    Outcome,
    Page,
    Pool,
    PublishedRating,
    Rating,
    Report,
    Result,
    ReviewFinding,
    ReviewRecords,
    ScaleWords,
    SchemeWords,
    Study,
)

T = TypeVar("T")


def _grouped(items: Iterable[T], key: Callable[[T], Any]) -> Mapping[Any, tuple[T, ...]]:
    groups: dict[Any, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return {k: tuple(v) for k, v in groups.items()}


class Shelf:
    """Everything of one review, indexed once."""

    def __init__(
        self, records: ReviewRecords, findings: Findings, schemes: Mapping[str, SchemeWords]
    ) -> None:
        self.records, self.findings, self.schemes = records, findings, schemes
        self.review = records.review
        self.studies: dict[str, Study] = {s.id: s for s in records.studies}
        self.results: dict[str, Result] = {r.id: r for r in records.results}
        self.outcomes: dict[str, Outcome] = {o.id: o for o in records.outcomes}
        self.reports: dict[str, Report] = {r.id: r for r in records.reports}
        self.effects: dict[str, Effect] = {e.id: e for e in findings.effects}
        self.review_findings: dict[str, ReviewFinding] = {f.id: f for f in records.review_findings}
        self.sets: dict[str, EvidenceSet] = {s.id: s for s in records.evidence_sets}
        self._pages: dict[str, Page] = {p.intervention: p for p in records.pages}
        self._sets = _grouped(records.evidence_sets, lambda s: s.intervention)
        of_sets = (r for r in findings.ratings if r.object.study is None)
        self._ratings = _grouped(of_sets, lambda r: r.object.evidence_set)
        of_studies = (r for r in findings.ratings if r.object.study is not None)
        self._study_ratings = _grouped(of_studies, lambda r: r.object.study or "")
        self._members = _grouped(findings.members, lambda m: m.evidence_set)
        self._pools = _grouped(findings.pools, lambda p: p.evidence_set)
        self._results = _grouped(records.results, lambda r: r.study)
        self._studies = _grouped(records.studies, lambda s: s.intervention)
        self._reviews = _grouped(records.review_findings, lambda f: f.intervention)
        self._published = _grouped(records.published_ratings, lambda p: p.intervention)

    def page(self, intervention: str) -> Page | None:
        """The editor's words for an intervention."""
        return self._pages.get(intervention)

    def sets_of(self, intervention: str) -> tuple[EvidenceSet, ...]:
        """Its evidence sets, the leading one first, then what is better known."""
        page = self.page(intervention)
        lead = page.evidence_set if page else None
        found: tuple[EvidenceSet, ...] = self._sets.get(intervention, ())
        return tuple(sorted(found, key=lambda s: (s.id != lead, self.openness(s.id), s.id)))

    def leading_set(self, intervention: str) -> EvidenceSet | None:
        """The set whose rating leads its page."""
        return next(iter(self.sets_of(intervention)), None)

    def ratings_of(self, set_: str) -> tuple[Rating, ...]:
        """A set's ratings, in the order of the schemes. Those of its single studies stand apart."""
        return self._ratings.get(set_, ())

    def ratings_of_study(self, study: str) -> tuple[Rating, ...]:
        """The ratings of a single study, by schemes that judge each alone."""
        return self._study_ratings.get(study, ())

    def members_of(self, set_: str) -> tuple[Member, ...]:
        """The studies in a set with the result that speaks for each."""
        return self._members.get(set_, ())

    def pools_of(self, set_: str) -> tuple[Pool, ...]:
        """A set's pooled estimates."""
        return self._pools.get(set_, ())

    def results_of(self, study: str) -> tuple[Result, ...]:
        """A study's results."""
        return self._results.get(study, ())

    def studies_of(self, intervention: str) -> tuple[Study, ...]:
        """The studies of an intervention."""
        return self._studies.get(intervention, ())

    def reviews_of(self, intervention: str | None) -> tuple[ReviewFinding, ...]:
        """Published reviews' pooled results for an intervention."""
        return self._reviews.get(intervention, ())

    def published_of(self, intervention: str | None) -> tuple[PublishedRating, ...]:
        """Other bodies' ratings of an intervention."""
        return self._published.get(intervention, ())

    def scale_of(self, rating: Rating) -> ScaleWords | None:
        """The words of the scale a rating is on."""
        scheme = self.schemes.get(rating.scheme)
        return scheme.scale(rating.scale) if scheme else None

    def openness(self, set_: str) -> int:
        """How far from known a set's first rating is: 0 a level, 1 several, 2 all of them, 3 not rated."""
        rating = next(iter(self.ratings_of(set_)), None)
        if rating is None or rating.level == NOT_RATED:
            return 3
        if rating.level is not None:
            return 0
        scale = self.scale_of(rating)
        named = {level.id for level in scale.levels} - {NOT_RATED} if scale else set()
        return 2 if named and named <= set(rating.possible) else 1

    def is_known(self, intervention: Intervention) -> bool:
        """Whether its leading rating rules anything out."""
        lead = self.leading_set(intervention.id)
        return lead is not None and self.openness(lead.id) < 2

    @cached_property
    def studies_in_sets(self) -> Mapping[str, tuple[Member, ...]]:
        """The sets that each study stands in."""
        return _grouped(self.findings.members, lambda m: m.study)
