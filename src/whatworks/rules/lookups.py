"""Facts that are looked up in a table: which of their values are worth supposing.

A table may have many entries, and a number compared with what it gives as many thresholds. Few of them tell
anything apart: two values of the fact that is looked up are as good as one where what each of its tables
gives stands alike to everything that the other number is compared with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

from .evaluate import NOWHERE, Evaluator, Place
from .kleene import Interval
from .language import Compare, Literal, Lookup, Name, Node, walk
from .rulebook import Rulebook
from .world import SET


class Lookups:
    """The lookups of a rulebook and further rules, and the numbers that are compared with them."""

    def __init__(
        self, book: Rulebook, rules: Sequence[Node], against: Mapping[str, list[Node]], sums: frozenset[str]
    ) -> None:
        self.book, self.against = book, against
        self.pairs: tuple[tuple[Lookup, Node], ...] = tuple(dict.fromkeys(_pairs(book, rules)))
        self.keys = frozenset(lookup.fact for lookup, _ in self.pairs)
        self._whole = frozenset(k for k in self.keys if k in sums or not self._can_merge(k))

    def _can_merge(self, key: str) -> bool:
        """Whether all that is compared with what the key gives is a plain number, free of other unknowns."""
        for lookup, other in self.pairs:
            if lookup.fact != key or isinstance(other, Literal):
                continue
            if not isinstance(other, Name) or self.book.catalogue[other.name].integer:
                return False
            for node in self.against.get(other.name, ()):
                if not isinstance(node, Literal) and not (isinstance(node, Lookup) and node.fact == key):
                    return False
        return True

    def first(self, evaluator: Evaluator, place: Place) -> Place:
        """The fact to suppose before the one at this place: what it is compared with is looked up by that."""
        subject, name = place
        for lookup, other in self.pairs:
            if isinstance(other, Name) and other.name == name:
                whose = SET if self.book.catalogue[lookup.fact].of == "set" else subject
                if not evaluator.span(lookup.fact, whose, NOWHERE).is_point:
                    return (whose, lookup.fact)
        return place

    def entries(self, name: str) -> set[float]:
        """The places at which a table that a fact is looked up in gives something else."""
        tables = {lookup.table for lookup, _ in self.pairs if lookup.fact == name}
        return {entry for t in tables for entry in self.book.tables[t].entries}

    def unread(self, evaluator: Evaluator, node: Node, subject: str) -> set[float]:
        """What a table gives at worst and at best where policy decides, as the fact is not to be had."""
        if not isinstance(node, Lookup):
            return set()
        fact, span = evaluator.recorded(node.fact, subject)
        if fact.is_known or fact.is_open:
            return set()
        given = self.book.tables[node.table].between(span.low, span.high)
        return {v for v in (given.low, given.high) if math.isfinite(v)}

    def marks(self, evaluator: Evaluator, place: Place) -> set[float]:
        """Values of a fact at which a comparison with what a table gives may turn."""
        subject, name = place
        found: set[float] = set()
        for lookup, other in self.pairs:
            if isinstance(other, Name) and other.name == name:
                found |= _ends(evaluator, lookup, subject)
            if lookup.fact == name:
                table = self.book.tables[lookup.table]
                found |= {table.entries[0], table.entries[-1]}
                for end in _ends(evaluator, other, subject):
                    found |= table.turns(end)
        return found

    def merged(self, evaluator: Evaluator, place: Place, cells: list[Interval]) -> list[Interval]:
        """One cell of each kind: those that stand alike to everything are told apart by nothing."""
        subject, name = place
        if name not in self.keys or name in self._whole:
            return cells
        cuts = sorted({v for n in self.against.get(name, ()) for v in _ends(evaluator, n, subject)})
        marks = [(p, self._marks(evaluator, p[1], subject)) for p in self.pairs if p[0].fact == name]
        found: dict[object, Interval] = {}
        for cell in cells:
            inside = _inside(cell)
            given = [self.book.tables[lookup.table].at(inside) for (lookup, _), _ in marks]
            stands = tuple(
                None if v is None else tuple(_order(v, m) for m in at)
                for v, (_, at) in zip(given, marks, strict=True)
            )
            beside = tuple(
                None if a is None or b is None else _order(a, b) for a, b in combinations(given, 2)
            )
            own = tuple(_order(inside, cut) for cut in cuts)
            found.setdefault((own, stands, beside), cell)
        return list(found.values())

    def _marks(self, evaluator: Evaluator, other: Node, subject: str) -> tuple[float, ...]:
        """All that the other number is compared with, and the ends between which it lies."""
        if isinstance(other, Literal):
            return (float(other.value),)
        nodes = self.against.get(other.name, ()) if isinstance(other, Name) else ()
        said = {float(n.value) for n in nodes if isinstance(n, Literal)}
        return tuple(sorted(said | _ends(evaluator, other, subject)))


def _pairs(book: Rulebook, rules: Sequence[Node]) -> list[tuple[Lookup, Node]]:
    found = []
    for rule in [*(c.rule for c in book.values()), *rules]:
        for node in walk(rule):
            if isinstance(node, Compare):
                for side, other in ((node.left, node.right), (node.right, node.left)):
                    if isinstance(side, Lookup):
                        found.append((side, other))
    return found


def _ends(evaluator: Evaluator, node: Node, subject: str) -> set[float]:
    span = evaluator.interval(node, subject, NOWHERE)
    return {v for v in (span.low, span.high) if math.isfinite(v)}


def _inside(cell: Interval) -> float:
    if math.isinf(cell.low):
        return cell.high
    return cell.low + (cell.high - cell.low) / 2 if math.isfinite(cell.high) else cell.low


def _order(a: float, b: float) -> int:
    return (a > b) - (a < b)
