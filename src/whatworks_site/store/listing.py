"""One page of the list, ready to be shown: what was found, the folds, the facets and the ways onward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from . import queries
from .facets import (
    ORDERS,
    PAGE_SIZE,
    STATES,
    Asked,
    FacetView,
    asked_of,
    chips_of,
    facet_views,
    fits,
    ordered,
    state_of,
    words_of,
)
from .links import intervention_address, outcome_address, review_address, study_address
from .models import InterventionEntry
from .search import Found, Hit, search, snippets

_FOLD_FROM = 4
"""Below this many unrated interventions nothing is folded."""
_FOLD_SHOWS = 30
"""How many a fold shows before it leads to a list of its own."""
_OTHERS = 4
_ADDRESS = {"study": study_address, "outcome": outcome_address, "review": review_address}
_HEADINGS = (("outcome", "Outcomes"), ("study", "Studies"), ("review", "Reviews"))


@dataclass(frozen=True, kw_only=True)
class Fold:
    """The unrated of one kind, folded away."""

    heading: str
    why: str
    entries: tuple[InterventionEntry, ...]
    more: str


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A page of the list."""

    asked: Asked
    entries: tuple[InterventionEntry, ...]
    folds: tuple[Fold, ...]
    total: int
    pages: int
    facets: tuple[FacetView, ...]
    chips: tuple[tuple[str, str, str], ...]
    orders: tuple[tuple[str, str, bool], ...]
    found: Found | None
    snippets: Mapping[str, Markup]
    others: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    nearest: tuple[tuple[str, str], ...]

    def at(self, page: int) -> str:
        """The address of another page of the list."""
        return self.asked.address(page=page)


def selected(params: Mapping[str, Sequence[str]]) -> tuple[Asked, list[InterventionEntry], Found | None]:
    """What an address asks for, every intervention it selects in order, and what the search found."""
    everything = queries.interventions()
    asked = asked_of(params, everything)
    found = search(asked.q, correct=not asked.exact) if asked.q else None
    pool = everything
    if found is not None and not found.question.is_empty:
        by_key = {e.key: e for e in everything}
        pool = tuple(by_key[h.key] for h in found.of("intervention") if h.key in by_key)
    left = [e for e in pool if fits(e, asked)]
    kept = left if asked.ordered_by == "match" else ordered(left, asked.ordered_by)
    return asked, kept, found


def listing(params: Mapping[str, Sequence[str]]) -> Listing:
    """One page of the list that an address asks for."""
    everything = queries.interventions()
    asked, kept, found = selected(params)
    shown, folds = _folded(asked, kept)
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    asked = replace(asked, page=min(asked.page, pages))
    start = (asked.page - 1) * PAGE_SIZE
    entries = tuple(shown[start : start + PAGE_SIZE])
    pool = _pool(everything, found)
    return Listing(
        asked=asked,
        entries=entries,
        folds=folds if asked.page == pages else (),
        total=len(kept),
        pages=pages,
        facets=facet_views(pool, asked),
        chips=tuple(chips_of(asked, words_of(everything))),
        orders=_orders(asked),
        found=found,
        snippets=_snippets(found, entries),
        others=_others(found) if asked.page == 1 else (),
        nearest=_nearest(found),
    )


def _pool(everything: Sequence[InterventionEntry], found: Found | None) -> tuple[InterventionEntry, ...]:
    if found is None or found.question.is_empty:
        return tuple(everything)
    keys = {hit.key for hit in found.of("intervention")}
    return tuple(e for e in everything if e.key in keys)


def _folded(asked: Asked, kept: list[InterventionEntry]) -> tuple[list[InterventionEntry], tuple[Fold, ...]]:
    """What is known leads and the unrated folds, where the list is in its own order and both are there."""
    known = [e for e in kept if state_of(e) == "known"]
    if asked.q or asked.order or asked.state or not known or len(kept) - len(known) < _FOLD_FROM:
        return kept, ()
    tried = [e for e in kept if state_of(e) == "tried"]
    waiting = [e for e in kept if state_of(e) == "waiting"]
    told = (
        ("tried", tried, "with a study, and not rated yet",
         "One study alone is not rated. What each found is here; it may well be a reason for a second one."),
        ("waiting", waiting, "with no result on record",
         "That may be a gap in the research, or in our reading."),
    )  # fmt: skip
    return known, tuple(
        Fold(
            heading=f"{len(entries):,} {words}",
            why=why,
            entries=tuple(entries[:_FOLD_SHOWS]),
            more=replace(asked, state=state).address() if len(entries) > _FOLD_SHOWS else "",
        )
        for state, entries, words, why in told
        if entries
    )


def _orders(asked: Asked) -> tuple[tuple[str, str, bool], ...]:
    """The orders to choose from as (words, address, whether it is in force)."""
    default = "match" if asked.q else "rated"
    return tuple(
        (
            words,
            replace(asked, order="" if order == default else order, page=1).address(),
            order == asked.ordered_by,
        )
        for order, words in ORDERS
        if order != "match" or asked.q
    )


def _snippets(found: Found | None, entries: Sequence[InterventionEntry]) -> Mapping[str, Markup]:
    if found is None:
        return {}
    keys = {e.key for e in entries}
    return snippets(found, [hit for hit in found.of("intervention") if hit.key in keys])


def _others(found: Found | None) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Studies, outcomes and reviews that were found, a few of each."""
    if found is None:
        return ()
    return tuple(
        (heading, tuple((hit.title, _ADDRESS[kind](hit.key)) for hit in hits[:_OTHERS]))
        for kind, heading in _HEADINGS
        if (hits := found.of(kind))
    )


def _nearest(found: Found | None) -> tuple[tuple[str, str], ...]:
    near: tuple[Hit, ...] = found.nearest if found else ()
    return tuple((hit.title, intervention_address(hit.key)) for hit in near)


ROW_COLUMNS = (
    "id", "name", "description", "need", "level", "outcome", "effect", "strength", "finding", "cost",
    "studies", "randomised", "countries", "address",
)  # fmt: skip


def row_of(entry: InterventionEntry) -> dict[str, Any]:
    """An intervention of the list as plain values."""
    words = {b["scale"]: b["words"] for b in entry.badges}
    lead = next((o["name"] for o in entry.outcomes if o.get("leads")), "")
    return {
        "id": entry.key,
        "name": entry.name,
        "description": entry.description,
        "need": [words for _, words in entry.facets.get("need", ())],
        "level": entry.level,
        "outcome": lead,
        "effect": words.get("effect", ""),
        "strength": words.get("strength", ""),
        "finding": entry.finding,
        "cost": entry.cost,
        "studies": entry.counts.get("studies", 0),
        "randomised": entry.counts.get("randomised", 0),
        "countries": [value for value, _ in entry.facets.get("country", ())],
        "address": intervention_address(entry.key),
    }


__all__ = ["ROW_COLUMNS", "STATES", "Fold", "Listing", "listing", "row_of", "selected"]
