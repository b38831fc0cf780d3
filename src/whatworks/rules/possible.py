"""The outcomes still possible: by definition those over all completions of the open facts, all rules at once.

Kleene's tables bound them from outside. Where that leaves more than one, facts are completed one at a time,
with only the values on either side of each threshold, and a branch is left as soon as its bound holds nothing
new. Sums of numbers that are not known (shares of participants) are left as ranges and settled last: each
comparison of sums is a linear condition, and a set of them is possible where a linear programme has a
solution. Past the budget the answer is the outer bound, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from whatworks.terms import Fact, Tri

from .evaluate import Evaluator, Interval, Place
from .language import All, Any_, Compare, Count, Exists, Literal, Name, Node, Not, Share, Smallest, Total
from .rulebook import Rulebook
from .world import World

Outcomes = frozenset[str]
Bound = Callable[[Evaluator], Outcomes]
"""The outcomes that an evaluator's three-valued answers leave open."""

BUDGET = 4000


@dataclass(frozen=True)
class Possible:
    """The outcomes still possible; `exact` is false where the budget ran out and these are at most."""

    outcomes: Outcomes
    exact: bool


def possible_outcomes(
    book: Rulebook, world: World, bound: Bound, *, rules: Sequence[Node] = (), budget: int = BUDGET
) -> Possible:
    """Every outcome that some completion of the open facts gives.

    Args:
        book: the criteria.
        world: the facts.
        bound: from an evaluator to the outcomes its answers leave open; one outcome where all is decided.
        rules: expressions that `bound` evaluates beside the criteria.
        budget: how many partial completions to look at before settling for the outer bound.
    """
    search = _Search(book, world, bound, tuple(rules), budget)
    outer = bound(Evaluator(book, world))
    search.explore({}, {}, ())
    if search.left < 0:
        return Possible(outer, exact=search.found == outer)
    return Possible(frozenset(search.found), exact=True)


Constraint = tuple[dict[Place, float], str, float]
"""Coefficients by place, an operator, and the constant on the right."""


@dataclass
class _Search:
    book: Rulebook
    world: World
    bound: Bound
    extra: tuple[Node, ...]
    left: int
    found: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        rules = [*(c.rule for c in self.book.values()), *self.extra]
        self.weights = frozenset(w for r in rules for w in _weights(r))
        self.against = _comparands(rules)

    def explore(self, overlay: Mapping[Place, Fact], assumed: Mapping[tuple[Node, str], Tri],
                limits: tuple[Constraint, ...]) -> None:  # fmt: skip
        self.left -= 1
        if self.left < 0:
            return
        evaluator = Evaluator(self.book, self.world, overlay, assumed)
        outcomes = self.bound(evaluator)
        if outcomes <= self.found:
            return
        if len(outcomes) == 1:
            self.found |= outcomes
            return
        place = self._next_fact(evaluator)
        if place is not None:
            for completed in self._completions(evaluator, place):
                self.explore({**overlay, place: completed}, assumed, limits)
            return
        for atom, value, more in self._sum_branches(evaluator, limits):
            self.explore(overlay, {**assumed, atom: value}, more)

    def _next_fact(self, evaluator: Evaluator) -> Place | None:
        for place in evaluator.blocking:
            if place[1] not in self.weights or self._thresholds(evaluator, place):
                return place
        return None

    def _completions(self, evaluator: Evaluator, place: Place) -> Iterator[Fact]:
        subject, name = place
        fact, definition = evaluator.fact(name, subject), self.book.catalogue[name]
        if fact.options or definition.choices:
            yield from (known(fact, v) for v in fact.options or definition.choices)
        elif definition.type == "a number":
            span = evaluator.number(Name(name), subject)
            cells = list(_cells(span, self._thresholds(evaluator, place)))
            if name in self.weights:
                yield from (replace(fact, low=_finite(c.low), high=_finite(c.high)) for c in cells)
            else:
                yield from (known(fact, _inside(cell)) for cell in cells)
        else:
            others = {
                s.facts[name].value for s in self.world.studies if name in s.facts and s.facts[name].is_known
            }
            yield from (known(fact, v) for v in [*sorted(others, key=str), f"{subject}, apart from all"])

    def _thresholds(self, evaluator: Evaluator, place: Place) -> list[float]:
        subject, name = place
        span = evaluator.number(Name(name), subject) if self.book.catalogue[name].type == "a number" else None
        if span is None:
            return []
        found: set[float] = set()
        for node in self.against.get(name, ()):
            probe = Evaluator(self.book, self.world, evaluator.overlay)
            other = probe.number(node, subject)
            found |= {v for v in (other.low, other.high) if math.isfinite(v) and span.low <= v <= span.high}
        if span.low == span.high:
            return []
        done = evaluator.overlay.get(place)
        if done is not None:  # a cell between thresholds is as fine as it gets
            return []
        return sorted(found)

    def _sum_branches(
        self, evaluator: Evaluator, limits: tuple[Constraint, ...]
    ) -> Iterator[tuple[tuple[Node, str], Tri, tuple[Constraint, ...]]]:
        for atom in evaluator.undecided:
            node, _ = atom
            if isinstance(node, Compare) and _is_sum(node):
                for value in (Tri.TRUE, Tri.FALSE):
                    more = (*limits, self._constraint(evaluator, node, value))
                    if _feasible(more, self._ranges(evaluator)):
                        yield atom, value, more
                return

    def _ranges(self, evaluator: Evaluator) -> dict[Place, Interval]:
        return {
            (s.study, w): evaluator.number(Name(w), s.study) for s in self.world.studies for w in self.weights
        }

    def _constraint(self, evaluator: Evaluator, node: Compare, value: Tri) -> Constraint:
        left, op, right = node.left, node.op, node.right
        if isinstance(left, Literal):
            left, op, right = right, _MIRROR[op], left
        if value is Tri.FALSE:
            op = _OPPOSITE[op]
        threshold = float(right.value) if isinstance(right, Literal) else 0.0
        coefficients: dict[Place, float] = {}
        for study in self.world.studies:
            if isinstance(left, Share) and left.weight:
                inside = evaluator.truth(left.predicate, study.study) is Tri.TRUE
                coefficients[(study.study, left.weight)] = (1.0 if inside else 0.0) - threshold
            elif isinstance(left, Total) and evaluator.truth(left.predicate, study.study) is Tri.TRUE:
                coefficients[(study.study, left.fact)] = 1.0
        return coefficients, op, threshold if isinstance(left, Total) else 0.0


def known(fact: Fact, value: object) -> Fact:
    """The fact with a value, as if it had been learned."""
    return replace(fact, value=value, unknown=None, options=(), low=None, high=None)


_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def _is_sum(node: Compare) -> bool:
    sides = (node.left, node.right)
    return any(isinstance(s, Total) or (isinstance(s, Share) and s.weight) for s in sides) and any(
        isinstance(s, Literal) for s in sides
    )


def _feasible(limits: tuple[Constraint, ...], ranges: Mapping[Place, Interval]) -> bool:
    """Whether numbers within their ranges meet every limit, by a linear programme that seeks slack."""
    from scipy.optimize import linprog  # noqa: PLC0415 - slow to import and seldom needed

    places = sorted(ranges)
    rows, right = [], []
    for coefficients, op, constant in limits:
        sign = -1.0 if op in (">", ">=") else 1.0
        row = [sign * coefficients.get(p, 0.0) for p in places]
        rows.append([*row, 1.0 if op in (">", "<", "!=") else 0.0])
        right.append(sign * constant)
    bounds = [(_finite(ranges[p].low), _finite(ranges[p].high)) for p in places]
    answer = linprog([*([0.0] * len(places)), -1.0], A_ub=rows, b_ub=right, bounds=[*bounds, (0, 1)])
    return bool(answer.status == 0 and (answer.x[-1] > 1e-9 or not any(op in "><!=" for _, op, _ in limits)))


def _cells(span: Interval, thresholds: list[float]) -> Iterator[Interval]:
    low = span.low
    for t in thresholds:
        if low < t:
            yield Interval(low, math.nextafter(t, -math.inf))
        yield Interval(t, t)
        low = math.nextafter(t, math.inf)
    if low <= span.high:
        yield Interval(low, span.high)


def _inside(cell: Interval) -> float:
    if math.isinf(cell.low) and math.isinf(cell.high):
        return 0.0
    if math.isinf(cell.low):
        return cell.high - 1.0 if cell.high == math.floor(cell.high) else math.floor(cell.high)
    if math.isinf(cell.high):
        return math.ceil(cell.low) + (1.0 if cell.low == math.ceil(cell.low) else 0.0)
    return cell.low + (cell.high - cell.low) / 2


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _walk(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case Compare(_, left, right):
            parts: tuple[Node, ...] = (left, right)
        case Not(inner) | Count(inner):
            parts = (inner,)
        case All(inner_parts) | Any_(inner_parts) | Smallest(inner_parts):
            parts = inner_parts
        case Share(predicate, _) | Total(_, predicate):
            parts = (predicate,)
        case Exists(_, each, some, _):
            parts = (each, some) if some else (each,)
        case _:
            parts = ()
    for part in parts:
        yield from _walk(part)


def _weights(rule: Node) -> Iterator[str]:
    for node in _walk(rule):
        if isinstance(node, Share) and node.weight:
            yield node.weight
        elif isinstance(node, Total):
            yield node.fact


def _comparands(rules: list[Node]) -> dict[str, list[Node]]:
    """For each fact compared directly with something: what it is compared with."""
    found: dict[str, list[Node]] = {}
    for rule in rules:
        for node in _walk(rule):
            if isinstance(node, Compare):
                for side, other in ((node.left, node.right), (node.right, node.left)):
                    parts = side.parts if isinstance(side, Smallest) else (side,)
                    if isinstance(other, Literal) and not isinstance(other.value, int | float):
                        continue
                    for part in parts:
                        if isinstance(part, Name) and not isinstance(other, Count | Share | Total):
                            found.setdefault(part.name, []).append(other)
    return found


def thresholds_of(book: Rulebook, name: str, rules: Sequence[Node] = ()) -> tuple[float, ...]:
    """The numbers that the rules compare a fact with."""
    nodes = _comparands([*(c.rule for c in book.values()), *rules]).get(name, [])
    found = {float(n.value) for n in nodes if isinstance(n, Literal) and isinstance(n.value, int | float)}
    return tuple(sorted(found))
