"""The list of interventions: what was asked of it, what is left, what else could be chosen, which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from .choices import country_words, order_of
from .models import InterventionEntry
from .question import LONGEST

FACETS: tuple[tuple[str, str], ...] = (
    ("need", "Where the family is"),
    ("level", "What it changes"),
    ("evidence", "Evidence"),
    ("outcome", "Outcome"),
    ("country", "Where it was studied"),
)
"""A facet's name in the address, and its heading."""
ALL_OF = frozenset({"evidence"})
"""Facets whose values are questions of their own, so that all that are ticked must hold; else any will do."""
ORDERS: tuple[tuple[str, str], ...] = (
    ("match", "best match"),
    ("rated", "rated first"),
    ("effect", "effect"),
    ("strength", "strength"),
    ("name", "A to Z"),
    ("changed", "last changed"),
)
STATES = {"tried": "With a study, and not rated yet", "waiting": "With no result on record"}
PAGE_SIZE = 10
_FOLDED_FROM = 6
_MOST_VALUES = 20


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a reader asked of the list."""

    q: str = ""
    chosen: Mapping[str, tuple[str, ...]]
    order: str = ""
    state: str = ""
    page: int = 1
    exact: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the whole list is asked for, in its own order."""
        return not (self.q or self.order or self.state or any(self.chosen.values()))

    @property
    def ordered_by(self) -> str:
        """The order in force."""
        return self.order or ("match" if self.q else "rated")

    def having(self, facet: str, value: str) -> bool:
        """Whether a value is ticked."""
        return value in self.chosen.get(facet, ())

    def without(self, facet: str, value: str) -> Asked:
        """The same with a value unticked."""
        kept = tuple(v for v in self.chosen.get(facet, ()) if v != value)
        return replace(self, chosen={**self.chosen, facet: kept}, page=1)

    def pairs(self) -> list[tuple[str, str]]:
        """The question and the ticks as they stand in an address, always in the same order."""
        found = [("q", self.q)] if self.q else []
        found += [(facet, value) for facet, _ in FACETS for value in self.chosen.get(facet, ())]
        found += [("state", self.state)] if self.state else []
        found += [("order", self.order)] if self.order else []
        return found + ([("exact", "1")] if self.exact else [])

    def address(self, path: str = "/search", *, page: int = 1) -> str:
        """Where this list is, always the same for the same list."""
        pairs = self.pairs() + ([("page", str(page))] if page > 1 else [])
        if not pairs and path == "/search":
            return "/"
        return f"{path}?{urlencode(pairs)}" if pairs else path


@dataclass(frozen=True, kw_only=True)
class Option:
    """A value that may be ticked, with how many interventions would be left."""

    value: str
    words: str
    count: int
    checked: bool


@dataclass(frozen=True, kw_only=True)
class FacetView:
    """A facet with its values."""

    name: str
    heading: str
    options: tuple[Option, ...]
    folded: bool


def asked_of(params: Mapping[str, Sequence[str]], entries: Iterable[InterventionEntry]) -> Asked:
    """What an address asks for. What is unknown in it is left out."""
    known = words_of(entries)

    def one(name: str) -> str:
        return (params.get(name) or [""])[-1].strip()

    chosen = {
        facet: tuple(v for v in sorted(set(params.get(facet) or ())) if v in known[facet])[:_MOST_VALUES]
        for facet, _ in FACETS
    }
    q = " ".join("".join(c if c.isprintable() else " " for c in one("q")[:LONGEST]).split())
    page = one("page")
    asked = Asked(
        q=q,
        chosen=chosen,
        order=one("order") if one("order") in dict(ORDERS) else "",
        state=one("state") if one("state") in STATES else "",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 and int(page) else 1,
        exact=bool(q) and one("exact") == "1",
    )
    default = "match" if q else "rated"
    plain = asked.order == default or (asked.order == "match" and not q)
    return replace(asked, order="") if plain else asked


def words_of(entries: Iterable[InterventionEntry]) -> dict[str, dict[str, str]]:
    """For each facet, every value with its words."""
    found: dict[str, dict[str, str]] = {facet: {} for facet, _ in FACETS}
    for entry in entries:
        for facet, words in found.items():
            words.update(dict(entry.facets.get(facet, ())))
    found["country"] = {value: country_words(value) for value in found["country"]}
    return found


def _values(entry: InterventionEntry, facet: str) -> set[str]:
    return {value for value, _ in entry.facets.get(facet, ())}


def fits(entry: InterventionEntry, asked: Asked, *, but: str = "") -> bool:
    """Whether an intervention has what is ticked. `but` is a facet that is left out."""
    for facet, _ in FACETS:
        ticked = set(asked.chosen.get(facet, ()))
        if not ticked or facet == but:
            continue
        has = _values(entry, facet)
        if not (ticked <= has if facet in ALL_OF else ticked & has):
            return False
    return not asked.state or state_of(entry) == asked.state


def state_of(entry: InterventionEntry) -> str:
    """Whether it is known, tried (with a set and no rating) or waiting."""
    return "known" if entry.openness < 2 else "tried" if entry.openness < 4 else "waiting"


def facet_views(entries: Sequence[InterventionEntry], asked: Asked) -> tuple[FacetView, ...]:
    """The facets with counts that follow from what is ticked elsewhere. One of a single value is left out."""
    known = words_of(entries)
    views = []
    for facet, heading in FACETS:
        strict = facet in ALL_OF
        left = [e for e in entries if fits(e, asked, but="" if strict else facet)]
        counts = Counter(value for e in left for value in _values(e, facet))
        options = tuple(
            Option(value=v, words=w, count=counts[v], checked=asked.having(facet, v))
            for v, w in _in_order(facet, known[facet])
            if counts[v] or asked.having(facet, v)
        )
        if len(options) > 1 or any(o.checked for o in options):
            folded = len(options) > _FOLDED_FROM and facet not in ("need", "evidence")
            views.append(
                FacetView(
                    name=facet,
                    heading=heading,
                    options=options,
                    folded=folded and not any(o.checked for o in options),
                )
            )
    return tuple(views)


def _in_order(facet: str, words: Mapping[str, str]) -> list[tuple[str, str]]:
    places = {value: n for n, value in enumerate(order_of(facet))}
    return sorted(words.items(), key=lambda item: (places.get(item[0], len(places)), item[1].casefold()))


def chips_of(asked: Asked, known: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str, str]]:
    """What is ticked, as (heading, words, address without it)."""
    headings = dict(FACETS)
    found = [
        (headings[facet], known[facet][value], asked.without(facet, value).address())
        for facet, _ in FACETS
        for value in asked.chosen.get(facet, ())
    ]
    if asked.state:
        found.append(("Shown", STATES[asked.state], replace(asked, state="", page=1).address()))
    return found


def ordered(entries: Iterable[InterventionEntry], order: str) -> list[InterventionEntry]:
    """Interventions in an order other than how well they match."""
    by_name = sorted(entries, key=lambda e: (e.name.casefold(), e.key))
    if order == "name":
        return by_name
    if order == "changed":
        return sorted(by_name, key=lambda e: e.changed_at.timestamp() if e.changed_at else 0.0, reverse=True)
    if order == "effect":
        return sorted(by_name, key=lambda e: (e.effect_order is None, -(e.effect_order or 0.0), e.openness))
    if order == "strength":
        return sorted(
            by_name, key=lambda e: (e.strength_order is None, -(e.strength_order or 0.0), e.openness)
        )
    return sorted(by_name, key=lambda e: e.openness)
