"""What may be asked of the API."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query
from pydantic import Field

from whatworks import terms

from .. import queries, shelves
from ..changes import changes as all_changes
from ..facets import FACETS, Asked, fits, ordered
from ..links import intervention_address, outcome_address, part, review_address, study_address
from ..listing import row_of
from ..pages.edition import Edition
from ..pages.study import study_data
from ..pages.tables import edition_data, page_data
from ..search import search as find
from .operations import operation, paged
from .schemas import page_of, ref
from .shapes import CHANGE, FOUND, FULL, OUTCOME, REVIEW, ROW, STUDY

Page = Annotated[int, Query(1, ge=1, le=100_000, description="Which page, from 1")]
PerPage = Annotated[int, Query(20, ge=1, le=100, description="How many a page holds")]
FewPerPage = Annotated[int, Query(10, ge=1, le=50, description="How many a page holds")]
Text = Annotated[str, Query("", max_length=200, description="A question in words")]
Word = Annotated[str, Query("", max_length=200)]
Values = Annotated[list[Annotated[str, Field(max_length=100)]], Query([], max_length=20)]
Order = Literal["match", "rated", "effect", "strength", "name", "changed"]


@operation("/interventions", page_of(ROW, "interventions"))
def interventions(
    request: HttpRequest,
    *,
    q: Text = "",
    need: Values = [],  # noqa: B006 - the framework copies it
    level: Values = [],  # noqa: B006
    evidence: Values = [],  # noqa: B006
    outcome: Values = [],  # noqa: B006
    country: Values = [],  # noqa: B006
    order: Order = "rated",
    page: Page = 1,
    per_page: PerPage = 20,
) -> Any:
    """Published interventions, filtered and in order."""
    given = {"need": need, "level": level, "evidence": evidence, "outcome": outcome, "country": country}
    asked = Asked(q=q, chosen={facet: tuple(given[facet]) for facet, _ in FACETS})
    pool = list(queries.interventions())
    if q.strip():
        by_key = {e.key: e for e in pool}
        pool = [by_key[hit.key] for hit in find(q).of("intervention") if hit.key in by_key]
    left = [e for e in pool if fits(e, asked)]
    kept = left if order == "match" else ordered(left, order)
    pairs = [("q", q), *((f, v) for f, values in given.items() for v in values), ("order", order)]
    return paged("/interventions", [row_of(e) for e in kept], page, per_page, pairs)


@operation("/interventions/{id}", FULL, named=True)
def intervention(request: HttpRequest, id: str) -> Any:
    """Everything that an intervention's page rests on."""
    entry = next((e for e in queries.interventions() if id in (e.key, part(e.key))), None)
    found = shelves.in_force("intervention", entry.key) if entry else None
    if found is None:
        raise Http404("There is no published intervention of that name. /interventions lists them.")
    shelf = shelves.shelf(found)
    return page_data(shelf, shelf.records.interventions[0], Edition.of(found))


@operation("/ratings", page_of(ref(terms.Rating), "ratings"))
def ratings(
    request: HttpRequest,
    *,
    intervention: Word = "",
    outcome: Word = "",
    scheme: Word = "",
    scale: Word = "",
    page: Page = 1,
    per_page: FewPerPage = 10,
) -> Any:
    """Ratings computed here, each with its criteria, its facts and what would change it."""
    asked = {"intervention": intervention, "outcome": outcome, "scheme": scheme, "scale": scale}
    found = [
        rating
        for shelf in shelves.catalogue().shelves
        for held in shelf.sets_of(shelf.records.interventions[0].id)
        for rating in shelf.ratings_of(held.id)
        if intervention in ("", rating.object.intervention)
        and outcome in ("", rating.object.outcome)
        and scheme in ("", rating.scheme)
        and scale in ("", rating.scale)
    ]
    told = paged("/ratings", found, page, per_page, asked.items())
    return {**told, "items": [rating.to_json() for rating in told["items"]]}


@operation("/studies", page_of(ref(terms.Study), "studies"))
def studies(
    request: HttpRequest,
    *,
    intervention: Word = "",
    outcome: Word = "",
    design: Word = "",
    country: Word = "",
    page: Page = 1,
    per_page: PerPage = 20,
) -> Any:
    """Published studies with every fact on record, the newest first."""
    asked = {"intervention": intervention, "outcome": outcome, "design": design, "country": country}
    kept = [
        s
        for s in queries.studies()
        if intervention in ("", s.intervention.key)
        and (not outcome or outcome in {o for o, _, _ in s.outcomes})
        and design in ("", s.design)
        and country in ("", s.country)
    ]
    told = paged("/studies", kept, page, per_page, asked.items())
    records = {s.id: s for shelf in shelves.catalogue().shelves for s in shelf.records.studies}
    return {**told, "items": [records[s.key].to_json() for s in told["items"] if s.key in records]}


@operation("/studies/{id}", STUDY, named=True)
def study(request: HttpRequest, id: str) -> Any:
    """A study with its results and sources."""
    found = shelves.study(part(id)) if id else None
    if found is None:
        raise Http404("No published page tells of a study of that name. /studies lists them.")
    publication, name = found
    shelf = shelves.shelf(publication)
    return study_data(shelf, Edition.of(publication), shelf.studies[name])


@operation("/outcomes", page_of(OUTCOME, "outcomes"))
def outcomes(request: HttpRequest, page: Page = 1, per_page: PerPage = 20) -> Any:
    """Outcomes on which something is published."""
    records = shelves.catalogue().outcomes
    held = [o for o in queries.outcomes() if part(o.key) in records]
    told = paged("/outcomes", held, page, per_page)
    items = [
        {
            "outcome": records[part(o.key)].to_json(),
            "interventions": o.interventions,
            "studies": o.studies,
            "address": outcome_address(o.key),
        }
        for o in told["items"]
    ]
    return {**told, "items": items}


@operation("/reviews", page_of(REVIEW, "reviews"))
def reviews(request: HttpRequest, page: Page = 1, per_page: PerPage = 20) -> Any:
    """Published reviews: what was asked, and the flow of records."""
    told = paged("/reviews", shelves.published_reviews(), page, per_page)
    items = [
        {
            "edition": edition_data(shelf, edition),
            "review": shelf.review.to_json(),
            "flow": shelf.findings.prisma.to_json(),
        }
        for edition, shelf in told["items"]
    ]
    return {**told, "items": items}


_ADDRESS = {
    "intervention": intervention_address,
    "study": study_address,
    "outcome": outcome_address,
    "review": review_address,
}


@operation("/search", FOUND)
def search(request: HttpRequest, q: Annotated[str, Query(..., max_length=200)], exact: bool = False) -> Any:
    """What a question finds, of every kind. With exact, its spelling is left alone."""
    found = find(q, correct=not exact)
    return {
        "partly": found.partly,
        "corrected": [{"typed": typed, "meant": meant} for typed, meant in found.corrected],
        "items": [
            {"kind": h.kind, "id": h.key, "title": h.title, "address": _ADDRESS[h.kind](h.key)}
            for h in found.hits[:100]
        ],
    }


@operation("/changes", page_of(CHANGE, "changes"))
def changes(request: HttpRequest, page: Page = 1, per_page: PerPage = 20) -> Any:
    """What was published and withdrawn, the newest first, and why."""
    told = paged("/changes", all_changes(), page, per_page)
    items = [
        {
            "kind": c.kind,
            "id": c.key,
            "title": c.title,
            "version": c.version,
            "what": "withdrawn" if c.withdrawn else "published",
            "when": c.when.isoformat(),
            "reason": c.reason,
            "address": c.path,
        }
        for c in told["items"]
    ]
    return {**told, "items": items}


@operation("/schemes", page_of(ref(terms.SchemeWords), "rating schemes"))
def schemes(request: HttpRequest, page: Page = 1, per_page: PerPage = 20) -> Any:
    """Rating schemes in words: their scales, levels, rules and criteria."""
    held = {s.id: s for shelf in shelves.catalogue().shelves for s in shelf.schemes.values()}
    told = paged("/schemes", [held[name] for name in sorted(held)], page, per_page)
    return {**told, "items": [scheme.to_json() for scheme in told["items"]]}
