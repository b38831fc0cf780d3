"""An intervention's page on the desk: what the road proposes, what moved, and the editor's words."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks.publish import BadgeView, Difference, Shelf, badge, differences, shelf_of
from whatworks.publish.plots import evidence_set_name
from whatworks.publish.ratings import label_of
from whatworks.terms import Page, Rating, Result

from ..models import Kind, Review
from ..queries import draft, published_one, review_records, snapshot, words_digest
from ..words import Caution, cautions
from .standing import PageLine, Standing, page_lines, standing


@dataclass(frozen=True)
class RatingLine:
    """A rating: its badge, and why in a sentence."""

    badge: BadgeView
    scheme: str
    because: str


@dataclass(frozen=True)
class SetLine:
    """A rated outcome with its ratings, those of the leading scheme apart."""

    name: str
    lead: tuple[RatingLine, ...]
    others: tuple[RatingLine, ...]


@dataclass(frozen=True)
class PageDesk:
    """Everything that an intervention's page on the desk shows."""

    review: str
    review_title: str
    key: str
    name: str
    standing: Standing
    line: PageLine | None
    sets: tuple[SetLine, ...]
    changes: tuple[Difference, ...]
    words: Page | None
    cautions: tuple[Caution, ...]


def page_desk(review: str, key: str) -> PageDesk | None:
    """An intervention's page; None where there is no such review or intervention."""
    found = Review.objects.filter(key=review).first()
    if found is None:
        return None
    records = review_records(review)
    intervention = next((i for i in records.interventions if i.id == key), None)
    if intervention is None:
        return None
    shown = draft(review, key)
    in_force = published_one(Kind.INTERVENTION, key)
    if in_force is not None and in_force.review_id != found.pk:
        in_force = None
    return PageDesk(
        review=review,
        review_title=found.title,
        key=key,
        name=intervention.name,
        standing=standing(found),
        line=next((line for line in page_lines(found) if line.key == key), None),
        sets=_sets(shelf_of(shown), key) if shown else (),
        changes=differences(snapshot(in_force), shown) if shown and in_force else (),
        words=next((p for p in records.pages if p.intervention == key), None),
        cautions=cautions(shown) if shown else (),
    )


def _sets(shelf: Shelf, key: str) -> tuple[SetLine, ...]:
    found = []
    for each in shelf.sets_of(key):
        ratings = shelf.ratings_of(each.id)
        lead = [r for r in ratings if r.scheme == ratings[0].scheme]
        others = [r for r in ratings if r.scheme != ratings[0].scheme]
        found.append(
            SetLine(
                evidence_set_name(shelf, each),
                tuple(_rating(shelf, r) for r in lead),
                tuple(_rating(shelf, r) for r in others),
            )
        )
    return tuple(found)


def _rating(shelf: Shelf, rating: Rating) -> RatingLine:
    label = label_of(rating, shelf.schemes.get(rating.scheme))
    because = rating.because.strip()
    because = because[:1].upper() + because[1:] + ("" if because.endswith((".", "?", "”", ")")) else ".")
    return RatingLine(badge(rating, shelf.scale_of(rating), label), rating.scheme_name, because)


@dataclass(frozen=True)
class Writing:
    """What an editor chooses from when writing a page, and the words as they stand."""

    review: str
    review_title: str
    key: str
    name: str
    words: Page
    seen: str
    """A digest of the words as they stand, by which two writers notice each other."""
    reports: tuple[tuple[str, str], ...]
    sets: tuple[tuple[str, str], ...]
    set_hints: dict[str, str]
    results: tuple[tuple[str, str], ...]


def writing(review: str, key: str) -> Writing | None:
    """What is needed to write an intervention's page; None where there is no such page."""
    found = Review.objects.filter(key=review).first()
    if found is None:
        return None
    records = review_records(review)
    intervention = next((i for i in records.interventions if i.id == key), None)
    if intervention is None:
        return None
    words = next((p for p in records.pages if p.intervention == key), None)
    studies = {s.id: s for s in records.studies if s.intervention == key}
    shown = draft(review, key)
    shelf = shelf_of(shown) if shown else None
    outcomes = {o.id: o.name for o in records.outcomes}
    named = {r for s in studies.values() for r in s.reports}
    named |= {f.report for f in records.review_findings if f.intervention == key and f.report}
    named |= (
        {*words.answer_sources, *(r for s in words.section_sources.values() for r in s)} if words else set()
    )
    reports = [r for r in records.reports if r.id in named or set(r.studies) & set(studies)]
    sets = [s for s in records.evidence_sets if s.intervention == key]
    return Writing(
        review=review,
        review_title=found.title,
        key=key,
        name=intervention.name,
        words=words or Page(intervention=key),
        seen=words_digest(words),
        reports=tuple((r.id, r.short) for r in sorted(reports, key=lambda r: r.short.casefold())),
        sets=tuple(
            (s.id, ", ".join(p for p in (outcomes[s.outcome], s.population, s.comparator) if p)) for s in sets
        ),
        set_hints={s.id: r.words for s in sets if shelf for r in shelf.ratings_of(s.id)[:1]},
        results=tuple(
            (r.id, _result(r, studies[r.study].name, outcomes[r.outcome]))
            for r in records.results
            if r.study in studies and _has_frequency(r, words)
        ),
    )


def _has_frequency(result: Result, words: Page | None) -> bool:
    printed = result.percent_t is not None and result.percent_c is not None
    return printed or bool(words and words.frequency == result.id)


def _result(result: Result, study: str, outcome: str) -> str:
    when = f" at {result.months:g} months" if result.months is not None else ""
    part = f", {result.subgroup}" if result.subgroup else ""
    shares = ""
    if result.percent_t is not None and result.percent_c is not None:
        shares = f": {result.percent_t:g}% against {result.percent_c:g}%"
    return f"{study}, {result.measure or outcome}{part}{when}{shares}"
