"""A study's page: every known fact, what is not known, and each result as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whatworks.publish import BadgeView, Shelf, Sources, badge
from whatworks.publish.numbers import count
from whatworks.publish.pages.studies import study_view
from whatworks.publish.plots import evidence_set_name
from whatworks.publish.ratings import label_of
from whatworks.terms import Answer, Appraisal, Member, Rating, Study

from ..links import (
    SiteLinks,
    intervention_address,
    outcome_address,
    review_address,
    scheme_address,
    study_address,
)
from .edition import Edition
from .equity import equity_of
from .tables import edition_data


@dataclass(frozen=True)
class Used:
    """A set in which the study counts, with the result that speaks for it there and why."""

    name: str
    href: str
    outcome_href: str
    why: str
    printed: str | None
    others: int
    badges: tuple[BadgeView, ...]


@dataclass(frozen=True)
class Alone:
    """What a scheme that judges studies one by one says of this one."""

    scheme_name: str
    scheme_href: str
    badge: BadgeView
    because: str
    of: tuple[str, ...]
    """The sets for which it says so, where it says something else for another."""
    verified: bool


@dataclass(frozen=True)
class Appraised:
    """An instrument applied to the study or to one of its results."""

    instrument: str
    of: str
    judgement: str | None
    reason: str | None
    domains: tuple[tuple[str, str, str | None], ...]
    answers: tuple[tuple[str, str, str | None, str | None], ...]
    """Question, answer, the sentence it rests on or why, and where that stands."""


def study_shown(shelf: Shelf, edition: Edition, study: Study) -> dict[str, Any]:
    """What a study's page shows."""
    reports = tuple(r.id for r in shelf.records.reports if r.id in study.reports or study.id in r.studies)
    links = SiteLinks(here=frozenset(reports), of=study.intervention)
    sources = Sources(shelf, links)
    intervention = next(i for i in shelf.records.interventions if i.id == study.intervention)
    equity = equity_of(shelf, sources, intervention)
    return {
        "edition": edition,
        "study": study,
        "address": study_address(study.id),
        "view": study_view(shelf, sources, study),
        "intervention": intervention,
        "intervention_href": intervention_address(study.intervention),
        "used": tuple(_used(shelf, links, m) for m in shelf.studies_in_sets.get(study.id, ())),
        "alone": _alone(shelf, study),
        "appraisals": tuple(_appraised(shelf, a) for a in _appraisals_of(shelf, study)),
        "entries": [sources.entry(shelf.reports[r]) for r in reports],
        "not_held": equity.not_held if equity else "",
        "review": shelf.review,
        "review_href": review_address(shelf.review.id),
    }


def studies_shown(shelves: Sequence[Shelf]) -> dict[str, Any]:
    """Every study, by intervention."""
    groups = []
    for shelf in shelves:
        sources = Sources(shelf, SiteLinks())
        for intervention in shelf.records.interventions:
            found = sorted(shelf.studies_of(intervention.id), key=lambda s: (s.name.casefold(), s.id))
            views = [(study_view(shelf, sources, s), sources.links.study(s.id)) for s in found]
            if views:
                groups.append((intervention.name, intervention_address(intervention.id), views))
    groups.sort(key=lambda g: g[0].casefold())
    return {"groups": groups, "total": count(sum(len(g[2]) for g in groups), "study", "studies")}


def study_data(shelf: Shelf, edition: Edition, study: Study) -> dict[str, Any]:
    """A study as plain JSON values."""
    results = shelf.results_of(study.id)
    named = {r.id for r in results}
    return {
        "edition": edition_data(shelf, edition),
        "review": shelf.review.id,
        "study": study.to_json(),
        "results": [r.to_json() for r in results],
        "effects": [e.to_json() for e in shelf.findings.effects if e.result in named],
        "sets": [m.to_json() for m in shelf.studies_in_sets.get(study.id, ())],
        "ratings": [r.to_json() for r in shelf.ratings_of_study(study.id)],
        "appraisals": [a.to_json() for a in _appraisals_of(shelf, study)],
        "reports": [r.to_json() for r in shelf.records.reports if r.id in study.reports],
    }


def _used(shelf: Shelf, links: SiteLinks, member: Member) -> Used:
    evidence_set = shelf.sets[member.evidence_set]
    result = shelf.results.get(member.result or "")
    ratings = shelf.ratings_of(evidence_set.id)
    first = [r for r in ratings if r.scheme == ratings[0].scheme]
    return Used(
        name=evidence_set_name(shelf, evidence_set),
        href=links.plot(evidence_set.intervention, evidence_set.id),
        outcome_href=outcome_address(evidence_set.outcome),
        why=member.why,
        printed=result.measure if result else None,
        others=len(member.others),
        badges=tuple(
            badge(
                r,
                shelf.scale_of(r),
                label_of(r, shelf.schemes.get(r.scheme)),
                links.rating(evidence_set.intervention, evidence_set.id, r.scheme, r.scale),
            )
            for r in first
        ),
    )


def _alone(shelf: Shelf, study: Study) -> tuple[Alone, ...]:
    """The study's own ratings; those that say the same in several sets are told once."""
    said: dict[tuple[str, str], dict[tuple[str, str], list[Rating]]] = {}
    for rating in shelf.ratings_of_study(study.id):
        alike = said.setdefault((rating.scheme, rating.scale), {})
        alike.setdefault((rating.words, rating.because), []).append(rating)
    return tuple(
        _one_alone(shelf, ratings, told_apart=len(alike) > 1)
        for alike in said.values()
        for ratings in alike.values()
    )


def _one_alone(shelf: Shelf, ratings: list[Rating], *, told_apart: bool) -> Alone:
    first = ratings[0]
    scheme = shelf.schemes.get(first.scheme)
    sets = [shelf.sets[r.object.evidence_set] for r in ratings if r.object.evidence_set in shelf.sets]
    return Alone(
        scheme_name=first.scheme_name,
        scheme_href=scheme_address(first.scheme),
        badge=badge(first, shelf.scale_of(first), label_of(first, scheme)),
        because=first.because,
        of=tuple(evidence_set_name(shelf, s) for s in sets) if told_apart else (),
        verified=scheme.verified if scheme else not first.unverified,
    )


def _appraisals_of(shelf: Shelf, study: Study) -> list[Appraisal]:
    objects = {study.id, *(r.id for r in shelf.results_of(study.id))}
    return [a for a in shelf.records.appraisals if a.object in objects]


def _appraised(shelf: Shelf, appraisal: Appraisal) -> Appraised:
    result = shelf.results.get(appraisal.object)
    return Appraised(
        instrument=f"{appraisal.instrument}, version {appraisal.version}",
        of=result.measure if result else "the study",
        judgement=appraisal.decided or appraisal.proposed,
        reason=appraisal.reason,
        domains=tuple((d.name, d.decided or d.proposed or "Not judged", d.reason) for d in appraisal.domains),
        answers=tuple((a.question, a.answer, _said(a), a.place) for a in appraisal.answers),
    )


def _said(answer: Answer) -> str | None:
    """The sentence an answer rests on, in quotation marks; else why, in the appraiser's words."""
    return f"“{answer.quote}”" if answer.quote else answer.justification
