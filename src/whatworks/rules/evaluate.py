"""Criteria in three values, after Kleene: the fast outer bound, and the leaf of the exact search.

Numbers that are not known are intervals; choices that are not known are sets. A comparison is true or false
where every value it could have agrees, and unknown otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from whatworks.terms import Fact, Tri, UnknownKind

from .catalogue import FactType
from .language import (
    All,
    Any_,
    Compare,
    Count,
    Exists,
    Literal,
    Name,
    Node,
    Not,
    Share,
    Smallest,
    Total,
)
from .rulebook import Criterion, Rulebook, UnknownPolicy
from .world import SET, World

TRUE, FALSE, UNKNOWN = Tri.TRUE, Tri.FALSE, Tri.UNKNOWN
Place = tuple[str, str]
"""A fact's place: subject and name."""
Combine = Callable[[list[Tri]], Tri]


@dataclass(frozen=True)
class Interval:
    """A number known to lie between two ends, either of which may be infinite."""

    low: float
    high: float

    @property
    def is_point(self) -> bool:
        """Whether it is one known number."""
        return self.low == self.high


@dataclass(frozen=True)
class _Seen:
    value: Tri
    blocking: dict[Place, None]
    undecided: dict[tuple[Node, str], None]


def negate(value: Tri) -> Tri:
    """Kleene's not."""
    return {TRUE: FALSE, FALSE: TRUE, UNKNOWN: UNKNOWN}[value]


def both(values: list[Tri]) -> Tri:
    """Kleene's and."""
    if FALSE in values:
        return FALSE
    return UNKNOWN if UNKNOWN in values else TRUE


def either(values: list[Tri]) -> Tri:
    """Kleene's or."""
    return negate(both([negate(v) for v in values]))


_OPEN_POLICY = Criterion(id="", of="set", ask="", rule=Literal(True))


@dataclass
class Evaluator:
    """Evaluates a rulebook over a world. `overlay` completes facts; `assumed` decides comparisons of sums."""

    book: Rulebook
    world: World
    overlay: Mapping[Place, Fact] = field(default_factory=dict)
    assumed: Mapping[tuple[Node, str], Tri] = field(default_factory=dict)
    blocking: dict[Place, None] = field(default_factory=dict)
    undecided: dict[tuple[Node, str], None] = field(default_factory=dict)
    _memo: dict[tuple[str, str], _Seen] = field(default_factory=dict)

    def criterion(self, id_: str, subject: str = SET) -> Tri:
        """The value of a named criterion for the set or for a study."""
        criterion = self.book[id_]
        key = (id_, subject if criterion.of == "study" else SET)
        if key not in self._memo:
            self._memo[key] = self._aside(lambda: self.truth(criterion.rule, key[1], criterion))
        return self._admit(self._memo[key])

    def _aside(self, work: Callable[[], Tri]) -> _Seen:
        """Evaluate with what is in the way noted apart."""
        before, self.blocking, self.undecided = (self.blocking, self.undecided), {}, {}
        value = work()
        seen = _Seen(value, self.blocking, self.undecided)
        self.blocking, self.undecided = before
        return seen

    def _admit(self, seen: _Seen) -> Tri:
        """Take over what is in the way of a value, if anything is."""
        if seen.value is UNKNOWN:
            self.blocking.update(seen.blocking)
            self.undecided.update(seen.undecided)
        return seen.value

    def truth(  # noqa: PLR0911 - one line a kind of node
        self, node: Node, subject: str = SET, within: Criterion = _OPEN_POLICY, sign: int = 1
    ) -> Tri:
        """The value of an expression; every part is evaluated, so that all that is in the way is seen."""
        match node:
            case Literal(value):
                return TRUE if value else FALSE
            case Name(name) if name in self.book:
                return self.criterion(name, subject)
            case Name():
                return self._compare(Compare("==", node, Literal(True)), subject, within, sign)
            case Not(inner):
                return negate(self.truth(inner, subject, within, -sign))
            case All(parts):
                return self._parts(parts, subject, within, sign, both)
            case Any_(parts):
                return self._parts(parts, subject, within, sign, either)
            case Compare():
                return self._compare(node, subject, within, sign)
            case Exists():
                return self._admit(self._aside(lambda: self._exists(node, within)))
        raise TypeError(f"{node} is a number, not a yes or no")

    def _parts(
        self, parts: tuple[Node, ...], subject: str, within: Criterion, sign: int, combine: Combine
    ) -> Tri:
        seen = [self._aside(lambda p=p: self.truth(p, subject, within, sign)) for p in parts]  # type: ignore[misc]
        value = combine([s.value for s in seen])
        if value is UNKNOWN:
            for part in seen:
                self._admit(part)
        return value

    def fact(self, name: str, subject: str) -> Fact:
        """A fact as completed so far."""
        place = (SET if self.book.catalogue[name].of == "set" else subject, name)
        return self.overlay.get(place) or self.world.get(*place)

    def _compare(self, node: Compare, subject: str, within: Criterion, sign: int) -> Tri:
        if (node, subject) in self.assumed:
            return self.assumed[(node, subject)]
        by_policy = self._by_policy(node, subject, within, sign)
        if by_policy is not None:
            return by_policy
        value = self._admit(self._aside(lambda: self._compare_values(node, subject)))
        if value is UNKNOWN:
            self.undecided[(node, subject)] = None
        return value

    def _compare_values(self, node: Compare, subject: str) -> Tri:
        if self._is_number(node.left) or self._is_number(node.right):
            return _compare_intervals(
                node.op, self.number(node.left, subject), self.number(node.right, subject)
            )
        left, right = self._options(node.left, subject), self._options(node.right, subject)
        return _compare_options(node.op, left, right)

    def _by_policy(self, node: Compare, subject: str, within: Criterion, sign: int) -> Tri | None:
        for side in (node.left, node.right):
            for name in _direct_names(side):
                if name in self.book:
                    continue
                place = (SET if self.book.catalogue[name].of == "set" else subject, name)
                kind = self.world.get(*place).unknown
                policy = {
                    UnknownKind.NOT_REPORTED: within.not_reported,
                    UnknownKind.NOT_APPLICABLE: within.not_applicable,
                }.get(kind, UnknownPolicy.OPEN) if kind else UnknownPolicy.OPEN  # fmt: skip
                if policy is not UnknownPolicy.OPEN:
                    met = (policy is UnknownPolicy.MEETS) == (sign > 0)
                    return TRUE if met else FALSE
        return None

    def _is_number(self, node: Node) -> bool:
        match node:
            case Literal(value):
                return isinstance(value, int | float) and not isinstance(value, bool)
            case Name(name):
                return name not in self.book and self.book.catalogue[name].type is FactType.NUMBER
        return isinstance(node, Count | Share | Total | Smallest)

    def number(self, node: Node, subject: str) -> Interval:
        """The interval in which a number lies."""
        match node:
            case Literal(value):
                return Interval(float(value), float(value))
            case Name(name):
                return self._fact_interval(name, subject)
            case Count(predicate):
                values = [self.truth(predicate, s.study) for s in self.world.studies]
                return Interval(values.count(TRUE), len(values) - values.count(FALSE))
            case Share(predicate, weight):
                return self._share(predicate, weight)
            case Total(fact, predicate):
                return self._total(fact, predicate)
            case Smallest(parts):
                intervals = [self.number(p, subject) for p in parts]
                return Interval(min(i.low for i in intervals), min(i.high for i in intervals))
        raise TypeError(f"{node} is not a number")

    def _fact_interval(self, name: str, subject: str) -> Interval:
        fact = self.fact(name, subject)
        if fact.is_known and fact.value is not None:
            return Interval(float(fact.value), float(fact.value))
        self.blocking[(fact.subject, name)] = None
        definition = self.book.catalogue[name]
        if fact.options:
            return Interval(min(fact.options), max(fact.options))
        lows = [v for v in (fact.low, definition.low) if v is not None]
        highs = [v for v in (fact.high, definition.high) if v is not None]
        return Interval(max(lows, default=-math.inf), min(highs, default=math.inf))

    def _share(self, predicate: Node, weight: str | None) -> Interval:
        if weight is None:
            count, n = self.number(Count(predicate), SET), len(self.world.studies)
            return Interval(count.low / n, count.high / n) if n else Interval(0, 0)
        least, most = [0.0, 0.0], [0.0, 0.0]  # sums inside and outside the predicate, at each extreme
        for study in self.world.studies:
            inside, size = self.truth(predicate, study.study), self._fact_interval(weight, study.study)
            least[0 if inside is TRUE else 1] += size.low if inside is TRUE else size.high
            most[1 if inside is FALSE else 0] += size.low if inside is FALSE else size.high
        return (
            Interval(_ratio(*least, empty=0.0), _ratio(*most, empty=1.0))
            if self.world.studies
            else Interval(0, 0)
        )

    def _total(self, fact: str, predicate: Node) -> Interval:
        low = high = 0.0
        for study in self.world.studies:
            inside, size = self.truth(predicate, study.study), self._fact_interval(fact, study.study)
            low += size.low if inside is TRUE else min(0.0, size.low) if inside is UNKNOWN else 0.0
            high += size.high if inside is not FALSE else 0.0
        return Interval(low, high)

    def _options(self, node: Node, subject: str) -> tuple[Any, ...] | None:
        match node:
            case Literal(value):
                return (value,)
            case Name(name) if name in self.book:
                return {TRUE: (True,), FALSE: (False,), UNKNOWN: (True, False)}[self.criterion(name, subject)]
            case Name(name):
                fact = self.fact(name, subject)
                if fact.is_known:
                    return (fact.value,)
                self.blocking[(fact.subject, name)] = None
                return tuple(fact.options) or self.book.catalogue[name].choices or None
        value = self.truth(node, subject)
        return {TRUE: (True,), FALSE: (False,), UNKNOWN: (True, False)}[value]

    def _exists(self, node: Exists, within: Criterion) -> Tri:
        each = {s.study: self.truth(node.each, s.study, within) for s in self.world.studies}
        some = {
            s: self.truth(node.some, s, within) if node.some else TRUE
            for s, v in each.items()
            if v is not FALSE
        }
        best = FALSE
        for group in combinations(some, node.size):
            value = both([
                *(each[s] for s in group),
                either([some[s] for s in group]),
                *(self._apart(a, b, node.apart) for a, b in combinations(group, 2) if node.apart),
            ])  # fmt: skip
            if value is TRUE:
                return TRUE
            best = UNKNOWN if value is UNKNOWN else best
        return best

    def _apart(self, a: str, b: str, fact: str | None) -> Tri:
        left, right = self._options(Name(fact or ""), a), self._options(Name(fact or ""), b)
        return negate(_compare_options("==", left, right))


def _direct_names(node: Node) -> tuple[str, ...]:
    match node:
        case Name(name):
            return (name,)
        case Smallest(parts):
            return tuple(n for p in parts for n in _direct_names(p))
    return ()


def _ratio(inside: float, outside: float, *, empty: float) -> float:
    if inside == outside == 0:
        return empty
    if math.isinf(inside):
        return 0.5 if math.isinf(outside) else 1.0
    return 0.0 if math.isinf(outside) else inside / (inside + outside)


def _compare_intervals(op: str, a: Interval, b: Interval) -> Tri:  # noqa: PLR0911 - one line an operator
    if op == "<":
        return _compare_intervals(">", b, a)
    if op == "<=":
        return _compare_intervals(">=", b, a)
    if op == ">":
        return TRUE if a.low > b.high else FALSE if a.high <= b.low else UNKNOWN
    if op == ">=":
        return TRUE if a.low >= b.high else FALSE if a.high < b.low else UNKNOWN
    if op in ("==", "!="):
        if a.is_point and b.is_point:
            same = a.low == b.low
            return TRUE if same == (op == "==") else FALSE
        if a.high < b.low or b.high < a.low:
            return FALSE if op == "==" else TRUE
        return UNKNOWN
    raise TypeError(f"{op} does not compare numbers")


def _compare_options(op: str, left: tuple[Any, ...] | None, right: tuple[Any, ...] | None) -> Tri:
    if left is None or right is None:
        return UNKNOWN
    if op == "in":
        (allowed,) = right
        held = {v in allowed for v in left}
    elif op in ("==", "!="):
        held = {(a == b) == (op == "==") for a in left for b in right}
    else:
        raise TypeError(f"{op} does not compare names")
    if held == {True}:
        return TRUE
    return FALSE if held == {False} else UNKNOWN
