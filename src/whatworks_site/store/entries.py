"""From a published snapshot to what lists, facets and comparison show of it. Nothing is read or kept here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from whatworks.publish import Shelf, Sources, badge, shelf_of
from whatworks.publish.names import Links
from whatworks.publish.numbers import count, plain
from whatworks.publish.prose import finding_of
from whatworks.publish.ratings import label_of
from whatworks.terms import NOT_RATED, EvidenceSet, Intervention, Rating, ScaleWords, Snapshot

from .choices import evidence_choices, level_choice, need_choices
from .people import people_of, people_words

__all__ = ["intervention_fields", "outcomes_of", "set_fields", "study_fields"]
WAITING = 4
"""Openness of an intervention that has no evidence set."""


def intervention_fields(snapshot: Snapshot) -> dict[str, Any]:
    """The columns of an intervention's entry."""
    shelf = shelf_of(snapshot)
    intervention = the_intervention(snapshot)
    page, lead = shelf.page(intervention.id), shelf.leading_set(intervention.id)
    openness = shelf.openness(lead.id) if lead else WAITING
    found = finding_of(shelf, lead) if lead else None
    effect, strength = _orders(shelf, lead)
    reports = found.reports if found else page.answer_sources if page else ()
    return {
        "name": intervention.name,
        "description": intervention.description or "",
        "need": intervention.need or "",
        "level": intervention.level or "",
        "family": intervention.family or "",
        "answer": (page.answer if page else "") or "",
        "finding": found.words if found else nothing_words(shelf, intervention),
        "cost": cost_words(intervention),
        "openness": openness,
        "effect_order": effect,
        "strength_order": strength,
        "badges": _badges(shelf, lead),
        "chips": _chips(shelf, reports),
        "facets": _facets(shelf, intervention, rated=openness < 2),
        "outcomes": outcomes_of(shelf, intervention),
        "counts": _counts(shelf, intervention),
        "published_ratings": [p.to_json() for p in shelf.published_of(intervention.id)],
    }


def the_intervention(snapshot: Snapshot) -> Intervention:
    """The intervention that a snapshot is of. Raises LookupError where it is of none."""
    for intervention in snapshot.records.interventions:
        if intervention.id == snapshot.intervention:
            return intervention
    raise LookupError(f"The snapshot is of {snapshot.intervention!r}, which is not among its interventions")


def nothing_words(shelf: Shelf, intervention: Intervention) -> str:
    """What is said of an intervention for which nothing is rated."""
    bodies = len({p.body for p in shelf.published_of(intervention.id)})
    studies = shelf.studies_of(intervention.id)
    if any(shelf.results_of(s.id) for s in studies):
        return "Results are on record, of outcomes that are not rated here."
    if studies and not bodies:
        return "A study is on record; what it found is not in the text read."
    if bodies:
        by = count(bodies, "other body", "other bodies")
        return f"No study with a result is on record here. Rated by {by}."
    return "No study with a result is on record here yet."


def cost_words(intervention: Intervention) -> str:
    """What is known of cost, in words; empty where nothing is."""
    if intervention.cost is None:
        return intervention.cost_note or ""
    money = f"{plain(intervention.cost)} {intervention.currency or ''}".strip()
    unit = f" for each {intervention.cost_unit}" if intervention.cost_unit else ""
    year = f" ({intervention.price_year} prices)" if intervention.price_year else ""
    return f"{money}{unit}{year}"


def _first_scheme(shelf: Shelf, lead: EvidenceSet | None) -> tuple[Rating, ...]:
    ratings = shelf.ratings_of(lead.id) if lead else ()
    return tuple(r for r in ratings if r.scheme == ratings[0].scheme)


def _badges(shelf: Shelf, lead: EvidenceSet | None) -> list[dict[str, Any]]:
    """The badges of the first scheme on the leading outcome, drawn."""
    return [
        {
            "scale": rating.scale,
            "level": rating.level,
            "possible": list(rating.possible),
            **badge_values(shelf, rating, label_of(rating, shelf.schemes.get(rating.scheme))),
        }
        for rating in _first_scheme(shelf, lead)
    ]


def badge_values(shelf: Shelf, rating: Rating, label: str) -> dict[str, Any]:
    """A badge as plain values."""
    view = badge(rating, shelf.scale_of(rating), label)
    return {
        "label": view.label,
        "words": view.words,
        "note": view.note,
        "quiet": view.quiet,
        "svg": str(view.svg),
    }


def _orders(shelf: Shelf, lead: EvidenceSet | None) -> tuple[float | None, float | None]:
    """Where effect and strength lie on their scales; None where no level is ruled out."""
    ranks = {r.scale: _place(r, shelf.scale_of(r)) for r in _first_scheme(shelf, lead)}
    return ranks.get("effect"), ranks.get("strength")


def _place(rating: Rating, scale: ScaleWords | None) -> float | None:
    if scale is None or rating.level == NOT_RATED:
        return None
    named = {level.id: level.rank for level in scale.levels if level.id != NOT_RATED}
    levels = [rating.level] if rating.level else list(rating.possible)
    ranks = [named[level] for level in levels if level in named]
    if not ranks or set(levels) >= set(named):
        return None
    return sum(ranks) / len(ranks)


def _chips(shelf: Shelf, reports: tuple[str, ...]) -> list[dict[str, str]]:
    sources = Sources(shelf, Links())
    chips = ((report, sources.chip(report)) for report in dict.fromkeys(reports))
    return [{"report": r, "label": c.label, "kind": c.kind, "said": c.said} for r, c in chips if c]


def _facets(shelf: Shelf, intervention: Intervention, *, rated: bool) -> dict[str, list[list[str]]]:
    """For each facet, the values it has as [id, words]."""
    studies = shelf.studies_of(intervention.id)
    return {
        "need": need_choices(intervention.need),
        "level": level_choice(intervention.level),
        "evidence": evidence_choices(intervention, studies, rated=rated),
        "outcome": [[o["id"], o["name"]] for o in outcomes_of(shelf, intervention)],
        "country": [[c, c] for c in sorted({s.country for s in studies if s.country})],
    }


def outcomes_of(shelf: Shelf, intervention: Intervention) -> list[dict[str, Any]]:
    """Its outcomes with a set or a result: what each is and how many studies have a result on it."""
    sets = {s.outcome for s in shelf.sets_of(intervention.id)}
    studied: Counter[str] = Counter()
    for study in shelf.studies_of(intervention.id):
        studied.update({r.outcome for r in shelf.results_of(study.id)})
    reviews = Counter(f.outcome for f in shelf.reviews_of(intervention.id) if f.outcome)
    lead = shelf.leading_set(intervention.id)
    named = [o for o in shelf.outcomes.values() if o.id in sets or o.id in studied or o.id in reviews]
    return [
        {
            **outcome.to_json(),
            "studies": studied[outcome.id],
            "reviews": reviews[outcome.id],
            "leads": lead is not None and lead.outcome == outcome.id,
            "rated": any(
                shelf.openness(s.id) < 2 for s in shelf.sets_of(intervention.id) if s.outcome == outcome.id
            ),
        }
        for outcome in named
    ]


def _counts(shelf: Shelf, intervention: Intervention) -> dict[str, int]:
    studies = shelf.studies_of(intervention.id)
    sets = shelf.sets_of(intervention.id)
    return {
        "studies": len(studies),
        "randomised": sum(s.design.is_randomised for s in studies),
        "results": sum(len(shelf.results_of(s.id)) for s in studies),
        "ratings": sum(len(shelf.ratings_of(s.id)) for s in sets),
        "reports": len(shelf.reports),
        "reviews": len({f.report or f.id for f in shelf.reviews_of(intervention.id)}),
    }


def set_fields(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The columns of the entries of its evidence sets, the leading one first."""
    shelf = shelf_of(snapshot)
    return [_set(shelf, s, n) for n, s in enumerate(shelf.sets_of(the_intervention(snapshot).id))]


def _set(shelf: Shelf, evidence_set: EvidenceSet, place: int) -> dict[str, Any]:
    outcome = shelf.outcomes.get(evidence_set.outcome)
    studies = [shelf.studies[m.study] for m in shelf.members_of(evidence_set.id)]
    return {
        "key": evidence_set.id,
        "place": place,
        "outcome": evidence_set.outcome,
        "outcome_name": outcome.name if outcome else evidence_set.outcome,
        "openness": shelf.openness(evidence_set.id),
        "ratings": [_rating(shelf, r) for r in shelf.ratings_of(evidence_set.id)],
        "finding": finding_of(shelf, evidence_set).words if outcome else "",
        "k": len(studies),
        "people": people_of(studies),
        "designs": list(dict.fromkeys(str(s.design) for s in studies)),
        "countries": sorted({s.country for s in studies if s.country}),
        "years": sorted({s.year for s in studies if s.year}),
    }


def _rating(shelf: Shelf, rating: Rating) -> dict[str, Any]:
    scheme = shelf.schemes.get(rating.scheme)
    return {
        "scheme": rating.scheme,
        "scheme_name": scheme.name if scheme else rating.scheme_name,
        "scheme_version": rating.version,
        "verified": scheme.verified if scheme else False,
        "scale": rating.scale,
        "scale_name": rating.scale_name,
        "level": rating.level,
        "possible": list(rating.possible),
        "exact": rating.exact,
        "because": rating.because,
        "rating_words": rating.words,
        "headline": _is_headline(shelf, rating),
        **badge_values(shelf, rating, rating.scale_name),
    }


def _is_headline(shelf: Shelf, rating: Rating) -> bool:
    """Whether it stands in the matrix of all schemes: a scheme's bar, and every scale of the centre's own."""
    scheme = shelf.schemes.get(rating.scheme)
    first = shelf.review.schemes[:1]
    if scheme is None or rating.scheme in first or not any(s.bar for s in scheme.scales):
        return True
    scale = scheme.scale(rating.scale)
    return scale is not None and scale.bar


def study_fields(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The columns of the entries of its studies."""
    shelf = shelf_of(snapshot)
    found = []
    for study in shelf.studies_of(the_intervention(snapshot).id):
        results = shelf.results_of(study.id)
        report = next((shelf.reports[r] for r in study.reports if r in shelf.reports), None)
        outcomes = dict.fromkeys(r.outcome for r in results)
        found.append(
            {
                "key": study.id,
                "name": study.name,
                "design": str(study.design),
                "country": study.country or "",
                "year": study.year,
                "people": people_words(study),
                "report": report.short if report else "",
                "outcomes": [[o, shelf.outcomes[o].name, shelf.outcomes[o].domain] for o in outcomes],
                "results": len(results),
            }
        )
    return found
