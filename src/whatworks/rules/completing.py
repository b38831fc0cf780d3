"""The values worth supposing of an open fact: each choice, and a number on either side of each threshold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from whatworks.terms import Fact

from .catalogue import FactDef, FactType
from .checks import comparands
from .evaluate import NOWHERE, Evaluator, Place
from .kleene import Interval
from .language import Count, Literal, Name, Node, Tally
from .lookups import Lookups
from .rulebook import Rulebook

PLENTY = 1e9
"""A number larger than any count of people that a threshold may ask for."""


def known(fact: Fact, value: object) -> Fact:
    """The fact with a value, as if it had been learned."""
    return replace(fact, value=value, unknown=None, options=(), low=None, high=None)


class Completing:
    """Completes open facts for a rulebook and further rules; facts summed over studies are left as ranges."""

    def __init__(self, book: Rulebook, rules: Sequence[Node], sums: frozenset[str]) -> None:
        self.book, self.rules, self.sums = book, tuple(rules), sums
        self.against = comparands([*(c.rule for c in book.values()), *rules])
        self.linked = _linked(self.against)
        self.lookups = Lookups(book, rules, self.against, sums)

    def completions(self, evaluator: Evaluator, place: Place, *, as_values: bool = False) -> Iterator[Fact]:
        """The facts to suppose in place of an open one, standing between them for every value it may have.

        A number summed over studies is left as a range, unless `as_values` asks for the range's ends.
        """
        if (
            not as_values
        ):  # of two numbers, that which is looked up goes first: the other is cut at what it gives
            place = self.lookups.first(evaluator, place)
        subject, name = place
        fact, _ = evaluator.read(name, subject, NOWHERE)
        definition = self.book.catalogue[name]
        if fact.options and definition.type is FactType.NUMBER:
            yield from (known(fact, v) for v in evaluator.disputed(fact))
        elif fact.options or definition.choices:
            yield from (known(fact, v) for v in evaluator.choices(fact, subject))
        elif definition.type is FactType.NUMBER:
            for cell in self.lookups.merged(evaluator, place, self.cells(evaluator, place)):
                if name in self.sums and as_values:
                    ends = {cell.low, cell.high if math.isfinite(cell.high) else max(cell.low, PLENTY)}
                    yield from (known(fact, end) for end in sorted(ends))
                elif name in self.sums:
                    yield replace(fact, low=cell.low, high=cell.high if cell.high < math.inf else None)
                elif name in self.linked and definition.integer:  # others stand below it and above it
                    most = cell.high if math.isfinite(cell.high) else max(cell.low, 0.0) + PLENTY
                    least = cell.low if math.isfinite(cell.low) else min(most, 0.0) - PLENTY
                    yield from (known(fact, v) for v in sorted({least, most}))
                else:
                    yield known(fact, self._inside(definition, cell))
        else:
            yield from (known(fact, v) for v in self._texts(evaluator, place))

    def cells(self, evaluator: Evaluator, place: Place) -> list[Interval]:
        """A number's range cut at every threshold: within a cell all values answer alike."""
        subject, name = place
        span = evaluator.span(name, subject, NOWHERE)
        found: set[float] = set()
        for node in self.against.get(name, ()):
            other = evaluator.interval(node, subject, NOWHERE)
            found |= self.lookups.unread(evaluator, node, subject)
            if isinstance(node, Count | Tally):
                found |= {float(n) for n in range(int(other.low), int(other.high) + 1)}
            found |= {v for v in (other.low, other.high) if math.isfinite(v)}
        found |= self.lookups.entries(name) | self._of_linked(evaluator, place)
        inside = sorted(t for t in found if span.low <= t <= span.high)
        cut = _whole_cells if self.book.catalogue[name].integer else _cells
        return list(cut(span, inside))

    def _of_linked(self, evaluator: Evaluator, place: Place) -> set[float]:
        """The thresholds and ends of all numbers that this one is compared with, by way of others too."""
        subject, name = place
        found: set[float] = set()
        for other in self.linked.get(name, ()):
            found |= {float(n.value) for n in self.against[other] if isinstance(n, Literal)}
            span = evaluator.span(other, subject, NOWHERE)
            found |= {v for v in (span.low, span.high) if math.isfinite(v)}
        return found

    def is_cut(self, name: str) -> bool:
        """Whether a fact is compared with anything directly."""
        return name in self.against or name in self.lookups.keys

    def _texts(self, evaluator: Evaluator, place: Place) -> list[object]:
        subject, name = place
        world = evaluator.world
        said = {n.value for n in self.against.get(name, ()) if isinstance(n, Literal)}
        flat = {v for value in said for v in (value if isinstance(value, tuple) else (value,))}
        facts = [s.completed.get(name) or s.facts.get(name) for s in world.studies if s.study != subject]
        flat |= {f.value for f in facts if f is not None and f.is_known}
        return [*sorted(flat, key=str), f"{subject}, apart from all"]

    def _inside(self, definition: FactDef, cell: Interval) -> float:
        """A value of the cell: for parts the least, for wholes the most, to leave one another room."""
        if self.book.catalogue.parts_of(definition.name):
            return cell.high if math.isfinite(cell.high) else max(cell.low, PLENTY)
        if definition.part_of and math.isfinite(cell.low):
            return cell.low
        return _whole(cell) if definition.integer else _middle(cell)


def _linked(against: Mapping[str, list[Node]]) -> dict[str, frozenset[str]]:
    """For each number compared with another number that is a fact: all that such comparisons join it to."""
    joined = {n: {o.name for o in others if isinstance(o, Name)} for n, others in against.items()}
    found: dict[str, frozenset[str]] = {}
    for name, direct in joined.items():
        seen: set[str] = set()
        todo = list(direct)
        while todo:
            other = todo.pop()
            if other not in seen:
                seen.add(other)
                todo.extend(joined.get(other, ()))
        if direct:
            found[name] = frozenset(seen - {name})
    return found


def thresholds_of(book: Rulebook, name: str, rules: Sequence[Node] = ()) -> tuple[float, ...]:
    """The numbers that the rules compare a fact with."""
    nodes = comparands([*(c.rule for c in book.values()), *rules]).get(name, [])
    found = {float(n.value) for n in nodes if isinstance(n, Literal) and isinstance(n.value, int | float)}
    return tuple(sorted(found))


def _cells(span: Interval, thresholds: list[float]) -> Iterator[Interval]:
    low = span.low
    for t in thresholds:
        if low < t:
            yield Interval(low, math.nextafter(t, -math.inf))
        yield Interval(t, t)
        low = math.nextafter(t, math.inf)
    if low <= span.high:
        yield Interval(low, span.high)


def _whole_cells(span: Interval, thresholds: list[float]) -> Iterator[Interval]:
    low, high = _up(span.low), _down(span.high)
    for t in thresholds:
        if low < t:
            below = math.ceil(t) - 1.0
            if low <= below:
                yield Interval(low, below)
            low = below + 1.0
        if low == t:
            yield Interval(t, t)
            low = t + 1.0
    if low <= high:
        yield Interval(low, high)


def _up(value: float) -> float:
    return float(math.ceil(value)) if math.isfinite(value) else value


def _down(value: float) -> float:
    return float(math.floor(value)) if math.isfinite(value) else value


def _whole(cell: Interval) -> float:
    if math.isfinite(cell.low):
        return _down(cell.low + (cell.high - cell.low) / 2) if math.isfinite(cell.high) else cell.low
    return cell.high if math.isfinite(cell.high) else 0.0


def _middle(cell: Interval) -> float:
    if math.isinf(cell.low) and math.isinf(cell.high):
        return 0.0
    if math.isinf(cell.low):
        return cell.high - 1.0 if cell.high == math.floor(cell.high) else math.floor(cell.high)
    if math.isinf(cell.high):
        return math.ceil(cell.low) + (1.0 if cell.low == math.ceil(cell.low) else 0.0)
    return cell.low + (cell.high - cell.low) / 2
