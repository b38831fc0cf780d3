"""Criteria in three values, after Kleene: the fast outer bound, and the leaf of the exact search.

Numbers that are not known are intervals; choices that are not known are sets. A comparison is true or false
where every value it could have agrees, and unknown otherwise. A fact that was sought and not reported, or
does not apply, is read as its criterion says: open like any other unknown, or so that the criterion fails (or
is met), which is the value in its range that is worst (or best) for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from whatworks.terms import Tri

from .catalogue import FactType
from .compiled import compiler_of
from .facts import NOWHERE, FactReader, Place, Within
from .kleene import FALSE, TRUE, UNKNOWN, Interval, above, both, compare_options, either, share_between
from .language import (
    Compare,
    Count,
    Exists,
    Literal,
    Lookup,
    Name,
    Node,
    Share,
    Smallest,
    Tally,
    Total,
)  # fmt: skip
from .rulebook import Criterion, Rulebook, UnknownPolicy
from .world import SET, StudyFacts, World

__all__ = ["NOWHERE", "PULL", "Evaluator", "Inequality", "Place", "StudyMemo", "Within", "inequalities"]

StudyMemo = dict[int, tuple[StudyFacts, dict[str, Tri]]]
"""What criteria say of a study's facts, for all evaluators that share it. Keyed by identity."""


@dataclass(frozen=True)
class Inequality:
    """One comparison of numbers, left above right; `==` and `!=` are two of them."""

    left: Node
    right: Node
    strictly: bool
    subject: str
    within: Within


def inequalities(node: Compare, subject: str, within: Within) -> tuple[Inequality, ...]:
    """The inequalities that a comparison of numbers is made of."""
    left, right = node.left, node.right
    if node.op in ("<", "<="):
        left, right = right, left
    strictly = node.op in ("<", ">", "!=")
    one = Inequality(left, right, strictly, subject, within)
    if node.op in ("==", "!="):
        return (one, Inequality(right, left, strictly, subject, within))
    return (one,)


@dataclass
class Evaluator(FactReader):
    """Evaluates a rulebook over a world.

    `eligible` names the criterion that a study must meet to count; `assumed` decides inequalities of sums;
    `shared` remembers what criteria say of single studies, across evaluators of one rulebook.
    """

    book: Rulebook
    world: World
    eligible: str | None = None
    assumed: Mapping[Inequality, Tri] = field(default_factory=dict)
    shared: StudyMemo = field(default_factory=dict)
    open_roots: list[Node] = field(default_factory=list)
    """What was asked of the set and could not be answered: where a search begins."""
    answers: dict[tuple[str, str], Tri] = field(default_factory=dict)
    """What criteria say, by criterion and subject; may start with what is known to hold already."""
    _alike: dict[str, bool] = field(default_factory=dict)

    def criterion(self, id_: str, subject: str = SET) -> Tri:
        """The value of a named criterion for the set or for a study."""
        return self.truth(Name(id_), subject)

    def truth(self, node: Node, subject: str = SET, within: Criterion | None = None, sign: int = 1) -> Tri:
        """The value of an expression, in the criterion it belongs to if that is given."""
        value = self.value(node, subject, Within(within, sign) if within else NOWHERE)
        if value is UNKNOWN and subject == SET:
            self.open_roots.append(node)
        return value

    def number(self, node: Node, subject: str = SET) -> Interval:
        """The interval in which a number lies."""
        return self.interval(node, subject, NOWHERE)

    def value(self, node: Node, subject: str, within: Within) -> Tri:
        """The value of an expression in its place."""
        if isinstance(node, Name):
            if node.name in self.book.ids:
                return self.ruled(node.name, subject)
            return self.yes_no(node.name, subject, within)
        return compiler_of(self.book).truth(node, within)(self, subject)

    def ruled(self, id_: str, subject: str) -> Tri:
        """The value of a criterion, worked out once."""
        if subject != SET and id_ in self.book.local:
            study = self.world.by_study[subject]
            known = self.shared.get(id(study))
            if known is None:
                known = self.shared[id(study)] = (study, {})
            value = known[1].get(id_)
            if value is None:
                value = known[1][id_] = self._rule(id_, subject)
            return value
        criterion = self.book[id_]
        key = (id_, subject if criterion.of == "study" else SET)
        found = self.answers.get(key)
        if found is None:
            found = self.answers[key] = self._rule(id_, key[1])
        return found

    def _rule(self, id_: str, subject: str) -> Tri:
        return compiler_of(self.book).rule(id_)(self, subject)

    def member(self, study: str) -> Tri:
        """Whether a study counts at all."""
        return self.ruled(self.eligible, study) if self.eligible else TRUE

    def members(self) -> Iterator[tuple[str, Tri]]:
        """The studies that count or perhaps count."""
        for study in self.world.studies:
            value = self.member(study.study)
            if value is not FALSE:
                yield study.study, value

    def compare(self, node: Compare, subject: str, within: Within) -> Tri:
        """The value of a comparison."""
        if not (self.is_number(node.left) or self.is_number(node.right)):
            return self._compare_names(node, subject, within)
        values = (self.inequality(i) for i in inequalities(node, subject, within))
        return either(values) if node.op == "!=" else both(values)

    def inequality(self, that: Inequality) -> Tri:
        """The value of one inequality, as assumed or as the intervals of its sides leave it."""
        if self.assumed and that in self.assumed:
            return self.assumed[that]
        left = self.interval(that.left, that.subject, that.within)
        right = self.interval(that.right, that.subject, that.within.turned(-1))
        value = above(left, right, strictly=that.strictly)
        for side in (that.left, that.right):
            if isinstance(side, Lookup):
                value = both((self._in_table(side, that.subject, that.within), value))
        return value

    def is_number(self, node: Node) -> bool:
        """Whether an expression is a number rather than a name or a yes or no."""
        match node:
            case Literal(value):
                return isinstance(value, int | float) and not isinstance(value, bool)
            case Name(name):
                return name not in self.book and self.book.catalogue[name].type is FactType.NUMBER
        return isinstance(node, Count | Share | Total | Smallest | Lookup | Tally)

    def interval(  # noqa: PLR0911 - one line a kind of number
        self, node: Node, subject: str, within: Within
    ) -> Interval:
        """The interval in which a number lies, in its place."""
        match node:
            case Literal(value):
                return Interval(float(value), float(value))
            case Name(name):
                return self.span(name, subject, within)
            case Count(predicate):
                values = [both((m, self.value(predicate, s, within))) for s, m in self.members()]
                return Interval(values.count(TRUE), len(values) - values.count(FALSE))
            case Share(predicate, weight):
                return self._share(predicate, weight, within)
            case Total(fact, predicate):
                return self._total(fact, predicate, within)
            case Smallest(parts):
                spans = [self.interval(p, subject, within) for p in parts]
                return Interval(min(s.low for s in spans), min(s.high for s in spans))
            case Tally(parts):
                values = [self.value(p, subject, within) for p in parts]
                return Interval(values.count(TRUE), len(values) - values.count(FALSE))
            case Lookup():
                return self._looked_up(node, subject, within)
        raise TypeError(f"{node} is not a number")

    def _looked_up(self, node: Lookup, subject: str, within: Within) -> Interval:
        """What the table gives over all that the fact may be; its worst or best where policy says so."""
        _, policy = self.read(node.fact, subject, within)
        span = self.span(node.fact, subject, within.turned(0))
        found = self.book.tables[node.table].between(span.low, span.high)
        if policy is UnknownPolicy.OPEN or within.sign == 0:
            return found
        end = found.high if (policy is UnknownPolicy.MEETS) == (within.sign > 0) else found.low
        return Interval(end, end)

    def _in_table(self, node: Lookup, subject: str, within: Within) -> Tri:
        """Whether the table has a number for the fact, without which no comparison holds."""
        _, policy = self.read(node.fact, subject, within)
        span = self.span(node.fact, subject, within.turned(0))
        value = self.book.tables[node.table].covers(span.low, span.high)
        if value is not UNKNOWN or policy is UnknownPolicy.OPEN or within.sign == 0:
            return value
        return TRUE if (policy is UnknownPolicy.MEETS) == (within.sign > 0) else FALSE

    def weight(self, name: str, study: str, within: Within) -> Interval:
        """What a study adds to a sum. Where studies count different things no study's number is of use."""
        if self.counts_alike(name):
            return self.span(name, study, within)
        return Interval(self.book.catalogue[name].low or 0.0, math.inf)

    def counts_alike(self, name: str) -> bool:
        """Whether a number has the same unit in every study that counts."""
        if name not in self._alike:
            units = {self.read(name, s, NOWHERE)[0].unit for s, _ in self.members()}
            self._alike[name] = len(units) <= 1
        return self._alike[name]

    def _share(self, predicate: Node, weight: str | None, within: Within) -> Interval:
        least, most = [0.0, 0.0], [0.0, 0.0]  # sums inside and outside the predicate, at each extreme
        for study, member in self.members():
            inside = self.value(predicate, study, within)
            size = self._size(weight, study, within.turned(PULL[inside]))
            if inside is not TRUE:
                least[1] += size.high
            elif member is TRUE:
                least[0] += size.low
            if inside is not FALSE:
                most[0] += size.high
            elif member is TRUE:
                most[1] += size.low
        return share_between((least[0], least[1]), (most[0], most[1]))

    def _size(self, weight: str | None, study: str, within: Within) -> Interval:
        return self.weight(weight, study, within) if weight else Interval(1.0, 1.0)

    def _total(self, fact: str, predicate: Node, within: Within) -> Interval:
        low = high = 0.0
        for study, member in self.members():
            inside = both((member, self.value(predicate, study, within)))
            size = self.weight(fact, study, within)
            low += size.low if inside is TRUE else 0.0
            high += size.high if inside is not FALSE else 0.0
        return Interval(low, high)

    def _compare_names(self, node: Compare, subject: str, within: Within) -> Tri:
        left, policy = self.options(node.left, subject, within)
        right, other = self.options(node.right, subject, within)
        value = compare_options(node.op, left, right)
        if value is not UNKNOWN or policy is other is UnknownPolicy.OPEN:
            return value
        still_open = left if policy is UnknownPolicy.OPEN else right
        if UnknownPolicy.OPEN in (policy, other) and (still_open is None or len(still_open) > 1):
            return UNKNOWN
        met = UnknownPolicy.FAILS not in (policy, other)
        return TRUE if met == (within.sign > 0) else FALSE

    def yes_no(self, name: str, subject: str, within: Within) -> Tri:
        """The value of a fact that is a yes or no."""
        fact, policy = self.read(name, subject, within)
        if fact.unknown is None:
            return TRUE if fact.value is True else FALSE
        options = self.choices(fact, subject) if policy is UnknownPolicy.OPEN else fact.options
        if len(options) == 1:
            return TRUE if options[0] is True else FALSE
        if policy is UnknownPolicy.OPEN:
            return UNKNOWN
        return TRUE if (policy is UnknownPolicy.MEETS) == (within.sign > 0) else FALSE

    def options(
        self, node: Node, subject: str, within: Within = NOWHERE
    ) -> tuple[tuple[Any, ...] | None, UnknownPolicy]:
        """The values that a name or a yes or no may have (None: any), and what becomes of it if not known."""
        if isinstance(node, Literal):
            return (node.value,), UnknownPolicy.OPEN
        if isinstance(node, Name) and node.name not in self.book:
            fact, policy = self.read(node.name, subject, within)
            if fact.unknown is None:
                return (fact.value,), UnknownPolicy.OPEN
            if policy is UnknownPolicy.OPEN:
                return self.choices(fact, subject) or None, policy
            return tuple(fact.options) or self.book.catalogue[node.name].choices or None, policy
        value = self.value(node, subject, within)
        return {TRUE: (True,), FALSE: (False,), UNKNOWN: (True, False)}[value], UnknownPolicy.OPEN

    def exists(self, node: Exists, within: Within) -> Tri:
        """Whether there is a set of studies of a kind."""
        each = {s: both((m, self.value(node.each, s, within))) for s, m in self.members()}
        fit = [s for s, v in each.items() if v is not FALSE]
        if len(fit) < node.size:
            return FALSE
        some = {s: self.value(node.some, s, within) if node.some is not None else TRUE for s in fit}
        best = FALSE
        for group in combinations(fit, node.size):
            value = both((
                *(each[s] for s in group),
                either(some[s] for s in group),
                *(self.apart(a, b, node) for a, b in combinations(group, 2) if node.apart),
            ))  # fmt: skip
            if value is TRUE:
                return TRUE
            best = UNKNOWN if value is UNKNOWN else best
        return best

    def apart(self, a: str, b: str, node: Exists) -> Tri:
        """Whether two studies differ in a fact that is a name, or share it where they must be together."""
        fact, op = Name(node.apart or ""), "==" if node.together else "!="
        return compare_options(op, self.options(fact, a)[0], self.options(fact, b)[0])


PULL = {TRUE: 1, FALSE: -1, UNKNOWN: 0}
"""Which way a study's size pulls a share, by whether the study is inside it."""
