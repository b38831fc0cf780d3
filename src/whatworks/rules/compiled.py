"""Expressions made ready once: for each, in its place, what gives its value for an evaluator and a subject.

What such a function gives is what `Evaluator` says of the expression; the plain cases, which are most, are
answered here, and the others handed back to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from whatworks.terms import Tri

from .facts import Within
from .kleene import FALSE, TRUE, UNKNOWN, negate
from .language import All, Any_, Compare, Exists, Literal, Lookup, Name, Node, Not
from .rulebook import Rulebook

if TYPE_CHECKING:
    from .evaluate import Evaluator

Truth = Callable[["Evaluator", str], Tri]


class Compiler:
    """Makes ready the expressions of one rulebook, each once."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._made: dict[tuple[int, int, int], tuple[Truth, Node, Within]] = {}
        self._rules: dict[str, Truth] = {}

    def rule(self, id_: str) -> Truth:
        """What tells whether a criterion holds."""
        known = self._rules.get(id_)
        if known is None:
            criterion = self.book[id_]
            known = self._rules[id_] = self.truth(criterion.rule, Within(criterion))
        return known

    def truth(self, node: Node, within: Within) -> Truth:
        """What tells whether an expression holds, in its place."""
        key = (id(node), id(within.criterion), within.sign)
        known = self._made.get(key)
        if known is None:
            known = self._made[key] = (self._truth(node, within), node, within)
        return known[0]

    def _truth(self, node: Node, within: Within) -> Truth:  # noqa: PLR0911 - one line a kind of node
        match node:
            case Name(name) if name in self.book.ids:
                return lambda evaluator, subject: evaluator.ruled(name, subject)
            case Name(name):
                return self._yes_no(name, within)
            case Compare():
                return self._compare(node, within)
            case All(parts):
                return _every([self.truth(p, within) for p in parts])
            case Any_(parts):
                return _any([self.truth(p, within) for p in parts])
            case Not(inner):
                turned = self.truth(inner, within.turned(-1))
                return lambda evaluator, subject: negate(turned(evaluator, subject))
            case Exists():
                return lambda evaluator, subject: evaluator.exists(node, within)
            case Literal(value):
                told = TRUE if value else FALSE
                return lambda evaluator, subject: told
        raise TypeError(f"{node} is a number, not a yes or no")

    def _yes_no(self, name: str, within: Within) -> Truth:
        of_set = self.book.catalogue[name].of == "set"

        def holds(evaluator: Evaluator, subject: str) -> Tri:
            holder = evaluator.world if of_set else evaluator.world.by_study.get(subject)
            fact = holder.facts.get(name) if holder else None
            if fact is not None and fact.unknown is None:
                return TRUE if fact.value is True else FALSE
            return evaluator.yes_no(name, subject, within)

        return holds

    def _compare(self, node: Compare, within: Within) -> Truth:
        if node.op in ("<", "<=", ">", ">=") and not isinstance(node.left, Lookup):
            if isinstance(node.left, Name) and isinstance(node.right, Literal):
                return self._beside_number(node, node.left.name, float(node.right.value), within)
        elif isinstance(node.left, Name) and self._is_name(node.left.name, node.right):
            return self._beside_name(node, node.left.name, within)
        return lambda evaluator, subject: evaluator.compare(node, subject, within)

    def _is_name(self, name: str, right: Node) -> bool:
        """Whether a fact that is no number is set against a plain value."""
        if name in self.book.ids or not isinstance(right, Literal):
            return False
        return isinstance(right.value, bool) or not isinstance(right.value, int | float)

    def _beside_number(self, node: Compare, name: str, limit: float, within: Within) -> Truth:
        """A fact against a plain number: told at once where it is known."""
        of_set = self.book.catalogue[name].of == "set"
        test = _TESTS[node.op]

        def holds(evaluator: Evaluator, subject: str) -> Tri:
            holder = evaluator.world if of_set else evaluator.world.by_study.get(subject)
            fact = holder.facts.get(name) if holder else None
            if fact is not None and fact.unknown is None and fact.value is not None:
                return TRUE if test(float(fact.value), limit) else FALSE
            return evaluator.compare(node, subject, within)

        return holds

    def _beside_name(self, node: Compare, name: str, within: Within) -> Truth:
        """A fact against a name or several: told at once where it is known."""
        of_set = self.book.catalogue[name].of == "set"
        said, op = node.right.value, node.op  # type: ignore[attr-defined]

        def holds(evaluator: Evaluator, subject: str) -> Tri:
            holder = evaluator.world if of_set else evaluator.world.by_study.get(subject)
            fact = holder.facts.get(name) if holder else None
            if fact is None or fact.unknown is not None:
                return evaluator.compare(node, subject, within)
            if op == "in":
                return TRUE if fact.value in said else FALSE
            return TRUE if (fact.value == said) == (op == "==") else FALSE

        return holds


def compiler_of(book: Rulebook) -> Compiler:
    """The compiler that a rulebook keeps."""
    found = book.ready
    if found is None:
        found = book.ready = Compiler(book)
    return cast("Compiler", found)


_TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def _every(parts: list[Truth]) -> Truth:
    def holds(evaluator: Evaluator, subject: str) -> Tri:
        answer = TRUE
        for part in parts:
            value = part(evaluator, subject)
            if value is FALSE:
                return FALSE
            if value is UNKNOWN:
                answer = UNKNOWN
        return answer

    return holds


def _any(parts: list[Truth]) -> Truth:
    def holds(evaluator: Evaluator, subject: str) -> Tri:
        answer = FALSE
        for part in parts:
            value = part(evaluator, subject)
            if value is TRUE:
                return TRUE
            if value is UNKNOWN:
                answer = UNKNOWN
        return answer

    return holds
