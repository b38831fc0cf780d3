"""Ratings that live: what was accepted last of each, and how what is computed now differs from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from whatworks.rate import ChangeReason, FactChange, Scheme, explain_change, only_narrows
from whatworks.terms import Findings, Rating

from .decided_ratings import accepted_rating, place_of, says
from .living_models import ChangeState, RatingChange
from .living_states import DECIDED, change_after
from .living_words import pooled_words
from .models import Assessment, Kind, Publication, Review, State
from .queries import assessed, review_records, snapshot
from .scheme_files import scheme_of_version, schemes_of


@dataclass(frozen=True)
class Planned:
    """A change to be proposed: it is worked out before anything is written."""

    place: str
    intervention: str
    before: Rating
    after: Rating
    reason: ChangeReason
    pooled: tuple[str, str]


@dataclass(frozen=True)
class Plan:
    """What is to be proposed after a computation, and of which published pages that was worked out."""

    assessment: Assessment
    pages: frozenset[int]
    changes: tuple[Planned, ...]
    settled: frozenset[str]
    """Places that say what was accepted last, or that are rated no more."""


def pages_in_force(review: Review, intervention: str | None = None) -> QuerySet[Publication]:
    """The published pages of a review's interventions: only of these can readers see a rating change."""
    found = Publication.objects.filter(review=review, kind=Kind.INTERVENTION, state=State.PUBLISHED)
    return found.filter(key=intervention) if intervention is not None else found


def unpublished(review: Review, intervention: str) -> dict[str, RatingChange]:
    """What was decided last of each rating of a page and is not published yet, by place."""
    found = RatingChange.objects.filter(
        review=review, intervention=intervention, state__in=DECIDED, published_in=None
    )
    return {change.place: change for change in found.order_by("decided_at", "pk")}


def plan_changes(assessment: Assessment, intervention: str | None = None) -> Plan:
    """What differs between the ratings computed and those accepted last. Writes nothing."""
    review = assessment.review
    findings, _ = assessed(assessment)
    now = {place_of(r): r for r in findings.ratings}
    pages = list(pages_in_force(review, intervention))
    work = _Work(assessment, findings)
    changes: list[Planned] = []
    settled: set[str] = set()
    for page in pages:
        for place, before in _accepted(review, page).items():
            after = now.get(place)
            if after is None or says(before) == says(after):
                settled.add(place)
            else:
                changes.append(work.planned(place, page, before, after))
    return Plan(assessment, frozenset(p.pk for p in pages), tuple(changes), frozenset(settled))


def _accepted(review: Review, page: Publication) -> dict[str, Rating]:
    found = {place_of(r): r for r in snapshot(page).findings.ratings}
    decided = unpublished(review, page.key)
    return {**found, **{place: accepted_rating(change) for place, change in decided.items()}}


class _Work:
    """What is needed to say why ratings changed, read once where it is needed at all."""

    def __init__(self, assessment: Assessment, findings: Findings) -> None:
        self.assessment, self.findings = assessment, findings
        self._schemes = schemes_of(assessment)
        self._before: dict[tuple[str, str], Scheme | None] = {}
        self._names: dict[str, str] | None = None

    def _named(self, page: Publication) -> Mapping[str, str]:
        if self._names is None:
            studies = review_records(self.assessment.review.key).studies
            self._names = {study.id: study.name for study in studies}
        return {**{s.id: s.name for s in snapshot(page).records.studies}, **self._names}

    def _scheme_before(self, rating: Rating) -> Scheme | None:
        which = (rating.scheme, rating.version)
        if which not in self._before:
            self._before[which] = scheme_of_version(*which)
        return self._before[which]

    def planned(self, place: str, page: Publication, before: Rating, after: Rating) -> Planned:
        """One change, with its reason."""
        reason = explain_change(
            before,
            after,
            self._named(page),
            scheme=self._schemes.get(after.scheme),
            scheme_before=self._scheme_before(before),
        )
        shown = snapshot(page)
        pooled = (
            pooled_words(shown.findings, shown.records, before),
            pooled_words(self.findings, shown.records, after),
        )
        return Planned(place, page.key, before, after, reason, pooled)


def propose_changes(plan: Plan) -> tuple[int, int]:
    """Write a plan down, inside a transaction: how many changes are new, and how many were overtaken.

    A change that waits already and says the same stays as it is, so that doing it twice does no more.
    """
    review = plan.assessment.review
    planned = {c.place: c for c in plan.changes}
    overtaken = 0
    seen = set(pages_in_force(review).values_list("key", flat=True))
    for waits in RatingChange.objects.filter(review=review, state=ChangeState.PROPOSED):
        new = planned.get(waits.place)
        if new is not None and _is_same(waits, new):
            del planned[waits.place]
        elif new is not None or waits.place in plan.settled or waits.intervention not in seen:
            waits.state = change_after("overtake", waits.state)
            waits.save(update_fields=["state"])
            overtaken += 1
    RatingChange.objects.bulk_create([_row(plan, c) for c in planned.values()], batch_size=200)
    return len(planned), overtaken


def _is_same(waits: RatingChange, new: Planned) -> bool:
    before = Rating.from_json(waits.before)
    return waits.says == says(new.after) and (before.level, before.possible, before.words) == (
        new.before.level,
        new.before.possible,
        new.before.words,
    )


def _row(plan: Plan, new: Planned) -> RatingChange:
    return RatingChange(
        review=plan.assessment.review,
        intervention=new.intervention,
        place=new.place,
        kind=new.reason.kind.value,
        sentence=new.reason.sentence,
        facts_changed=[_fact(c) for c in new.reason.facts_changed],
        before=new.before.to_json(),
        after=new.after.to_json(),
        pooled_before=new.pooled[0],
        pooled_after=new.pooled[1],
        narrows=only_narrows(new.before, new.after),
        says=says(new.after),
        assessment=plan.assessment,
        made_at=timezone.now(),
    )


def _fact(change: FactChange) -> dict[str, Any]:
    return {
        "subject": change.subject,
        "name": change.name,
        "before": change.before.to_json() if change.before else None,
        "after": change.after.to_json() if change.after else None,
        "mattered": change.mattered,
    }


def waiting_changes(
    reviews: frozenset[str] | None = None, *, review: str = "", intervention: str = ""
) -> QuerySet[RatingChange]:
    """Changes that wait for an editor, by review and page."""
    found = RatingChange.objects.filter(state=ChangeState.PROPOSED).select_related("review")
    if reviews is not None:
        found = found.filter(review__key__in=reviews)
    if review:
        found = found.filter(review__key=review)
    if intervention:
        found = found.filter(intervention=intervention)
    return found.order_by("review__title", "intervention", "pk")
