"""What a world says of a fact: as recorded, as supposed, or as its criterion reads it where it is not known.

A fact that was sought and not reported, or does not apply, is read as its criterion says: open like any other
unknown, or so that the criterion fails (or is met), which is the value in its range that is worst (or best)
for it. What is open is narrowed by what else is known: wholes and parts, facts that lean on one another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from whatworks.terms import Fact, UnknownKind

from .kleene import Interval
from .language import Literal
from .rulebook import Criterion, Rulebook, UnknownPolicy
from .world import SET, World

Place = tuple[str, str]
"""A fact's place: subject and name."""


@lru_cache(maxsize=4096)
def _not_sought(name: str, subject: str) -> Fact:
    """A fact that is missing."""
    return Fact(name=name, subject=subject, unknown=UnknownKind.NOT_SOUGHT)


@dataclass(frozen=True)
class Within:
    """Where an expression stands: in which criterion, and whether it speaks for (+1) or against (-1) it."""

    criterion: Criterion
    sign: int = 1

    def turned(self, sign: int) -> Within:
        """The same place for a part that pulls this way (+1), the other way (-1) or no one way (0)."""
        return self if sign == 1 else Within(self.criterion, sign * self.sign)

    def policy(self, kind: UnknownKind | None) -> UnknownPolicy:
        """What the criterion makes of a value that is not known for this reason."""
        if kind is UnknownKind.NOT_REPORTED:
            return self.criterion.not_reported
        if kind is UnknownKind.NOT_APPLICABLE:
            return self.criterion.not_applicable
        return UnknownPolicy.OPEN


NOWHERE = Within(Criterion(id="", of="set", ask="", rule=Literal(True), not_applicable=UnknownPolicy.OPEN))
"""For an expression outside any criterion: every unknown is open."""


class FactReader:
    """Reads the facts of a world for a rulebook."""

    book: Rulebook
    world: World

    def read(self, name: str, subject: str, within: Within) -> tuple[Fact, UnknownPolicy]:
        """A fact as recorded or supposed, and what its place makes of it if it is not known."""
        place = SET if self.book.catalogue[name].of == "set" else subject
        holder = self.world.holder(place)
        fact = holder.facts.get(name) if holder else None
        kind = fact.unknown if fact else UnknownKind.NOT_SOUGHT
        if fact is not None and kind is None:
            return fact, UnknownPolicy.OPEN
        policy = within.policy(kind)
        if policy is UnknownPolicy.OPEN and holder and name in holder.completed:
            return holder.completed[name], policy
        return fact or _not_sought(name, place), policy

    def span(self, name: str, subject: str, within: Within) -> Interval:
        """The interval of a number fact: a point where known, its worst or best end where policy says so."""
        fact, policy = self.read(name, subject, within)
        if fact.unknown is None and fact.value is not None:
            return Interval(float(fact.value), float(fact.value))
        span = self._bounds(fact)
        if policy is UnknownPolicy.OPEN or within.sign == 0:
            return span
        end = span.high if (policy is UnknownPolicy.MEETS) == (within.sign > 0) else span.low
        return Interval(end, end)

    def _bounds(self, fact: Fact) -> Interval:
        span = self._range(fact)
        if fact.options:
            fit = self.disputed(fact, span)
            return Interval(float(min(fit)), float(max(fit)))
        return span

    def disputed(self, fact: Fact, span: Interval | None = None) -> tuple[Any, ...]:
        """Of the numbers on which sources disagree, those that what else is known leaves room for."""
        span = span or self._range(fact)
        return tuple(v for v in fact.options if span.low <= v <= span.high) or fact.options

    def _range(self, fact: Fact) -> Interval:
        low, high = self._own_bounds(fact)
        catalogue, whole = self.book.catalogue, self.book.catalogue[fact.name].part_of
        least, most = low, high
        if parts := catalogue.parts_of(fact.name):
            least = max(low, sum(self._bound(p, fact.subject, 0) for p in parts))
        if whole:
            fellows = (p for p in catalogue.parts_of(whole) if p != fact.name)
            others = sum(self._bound(p, fact.subject, 0) for p in fellows)
            most = min(high, self._bound(whole, fact.subject, 1) - others)
        return Interval(least, most) if least <= most else Interval(low, high)

    def _bound(self, name: str, subject: str, end: int) -> float:
        fact, _ = self.read(name, subject, NOWHERE)
        if fact.unknown is None and fact.value is not None:
            return float(fact.value)
        if fact.options:
            return float((min, max)[end](fact.options))
        return self._own_bounds(fact)[end]

    def _own_bounds(self, fact: Fact) -> tuple[float, float]:
        definition = self.book.catalogue[fact.name]
        lows = [v for v in (fact.low, definition.low) if v is not None]
        highs = [v for v in (fact.high, definition.high) if v is not None]
        return max(lows, default=-math.inf), min(highs, default=math.inf)

    def recorded(self, name: str, subject: str) -> tuple[Fact, Interval]:
        """A fact as recorded, whatever is supposed of it, and the range that this leaves."""
        fact = self.world.get(SET if self.book.catalogue[name].of == "set" else subject, name)
        if fact.is_known and fact.value is not None:
            return fact, Interval(float(fact.value), float(fact.value))
        return fact, self._bounds(fact)

    def choices(self, fact: Fact, subject: str) -> tuple[Any, ...]:
        """The values that an open fact may have, as far as the facts that it leans on leave room."""
        own = tuple(fact.options) or self.book.catalogue[fact.name].choices
        tie = self.book.ties.get(fact.name)
        if tie is None:
            return own
        fit = tie.left(fact.name, tuple(self._said(n, subject) for n in tie.names))
        return tuple(v for v in own if v in fit) or own

    def _said(self, name: str, subject: str) -> tuple[Any, ...] | None:
        """The values to which a fact is narrowed, as recorded or supposed; None for any."""
        fact, _ = self.read(name, subject, NOWHERE)
        return (fact.value,) if fact.unknown is None else tuple(fact.options) or None
