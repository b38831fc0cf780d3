"""What is in the way of an answer: the open facts, and the inequalities of sums, that leave it unknown."""

from __future__ import annotations

from collections.abc import Iterator

from whatworks.terms import Tri

from .checks import is_sum
from .evaluate import NOWHERE, Evaluator, Inequality, Place, Within, inequalities
from .kleene import UNKNOWN
from .language import (
    All,
    Any_,
    Compare,
    Count,
    Exists,
    Literal,
    Lookup,
    Name,
    Node,
    Not,
    Share,
    Smallest,
    Tally,
    Total,
)
from .rulebook import UnknownPolicy
from .world import SET

Obstacle = Place | Inequality


def pending(evaluator: Evaluator, node: Node, subject: str, within: Within) -> Iterator[Obstacle]:
    """Everything that leaves an expression unknown, if anything does. May name a thing more than once."""
    if evaluator.value(node, subject, within) is not UNKNOWN:
        return
    match node:
        case Name(name) if name in evaluator.book:
            criterion = evaluator.book[name]
            place = subject if criterion.of == "study" else SET
            yield from pending(evaluator, criterion.rule, place, Within(criterion))
        case Name():
            yield from _open_fact(evaluator, node, subject, within)
        case Not(inner):
            yield from pending(evaluator, inner, subject, within.turned(-1))
        case All(parts) | Any_(parts):
            for part in parts:
                yield from pending(evaluator, part, subject, within)
        case Exists():
            yield from _of_exists(evaluator, node, within)
        case Compare():
            yield from _of_compare(evaluator, node, subject, within)


def _open_fact(evaluator: Evaluator, node: Name, subject: str, within: Within) -> Iterator[Place]:
    options, policy = evaluator.options(node, subject, within)
    if policy is UnknownPolicy.OPEN and (options is None or len(options) > 1):
        yield _place(evaluator, node.name, subject)


def _place(evaluator: Evaluator, name: str, subject: str) -> Place:
    return (SET if evaluator.book.catalogue[name].of == "set" else subject, name)


def _of_studies(evaluator: Evaluator, predicate: Node, within: Within) -> Iterator[Obstacle]:
    for study, member in list(evaluator.members()):
        if member is UNKNOWN and evaluator.eligible:
            yield from pending(evaluator, Name(evaluator.eligible), study, within)
        yield from pending(evaluator, predicate, study, within)


def _of_exists(evaluator: Evaluator, node: Exists, within: Within) -> Iterator[Obstacle]:
    yield from _of_studies(evaluator, node.each, within)
    fit = [s for s, _ in evaluator.members() if evaluator.value(node.each, s, within) is not Tri.FALSE]
    for study in fit:
        if node.some is not None:
            yield from pending(evaluator, node.some, study, within)
        options = evaluator.options(Name(node.apart), study)[0] if node.apart else ()
        if node.apart and node.size > 1 and (options is None or len(options) > 1):
            yield (study, node.apart)


def _of_compare(evaluator: Evaluator, node: Compare, subject: str, within: Within) -> Iterator[Obstacle]:
    if not (evaluator.is_number(node.left) or evaluator.is_number(node.right)):
        for side in (node.left, node.right):
            if isinstance(side, Name) and side.name not in evaluator.book:
                yield from _open_fact(evaluator, side, subject, within)
            elif not isinstance(side, Literal):
                yield from pending(evaluator, side, subject, within)
        return
    for that in inequalities(node, subject, within):
        if evaluator.inequality(that) is UNKNOWN:
            yield from _of_number(evaluator, that.left, subject, within)
            yield from _of_number(evaluator, that.right, subject, within.turned(-1))
            if is_sum(that.left) or is_sum(that.right):
                yield that


def _of_number(evaluator: Evaluator, node: Node, subject: str, within: Within) -> Iterator[Obstacle]:
    match node:
        case Name(name):
            _, policy = evaluator.read(name, subject, within)
            span = evaluator.span(name, subject, within)
            if policy is UnknownPolicy.OPEN and not span.is_point:
                yield _place(evaluator, name, subject)
        case Count(predicate) | Share(predicate, None):
            yield from _of_studies(evaluator, predicate, within)
        case Share(predicate, str(weight)) | Total(weight, predicate):
            yield from _of_studies(evaluator, predicate, within)
            yield from _disputed(evaluator, weight, within)
        case Smallest(parts):
            for part in parts:
                yield from _of_number(evaluator, part, subject, within)
        case Tally(parts):
            for part in parts:
                yield from pending(evaluator, part, subject, within)
        case Lookup(_, fact):
            yield from _of_number(evaluator, Name(fact), subject, within)


def _disputed(evaluator: Evaluator, weight: str, within: Within) -> Iterator[Place]:
    """Sizes that are one of several numbers: they are tried one by one, unlike those within a range."""
    for study, _ in evaluator.members():
        fact, policy = evaluator.read(weight, study, within)
        if not fact.is_known and fact.options and policy is UnknownPolicy.OPEN:
            yield (study, weight)


def in_the_way(evaluator: Evaluator) -> Iterator[Obstacle]:
    """Everything that leaves unknown what the evaluator was asked about the set. May name a thing twice."""
    for node in evaluator.open_roots:
        yield from pending(evaluator, node, SET, NOWHERE)
