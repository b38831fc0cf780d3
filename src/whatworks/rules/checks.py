"""Whether an expression makes sense: numbers with numbers, a study's facts only where studies are counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .catalogue import FactDef, FactType
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
    names,
    walk,
)  # fmt: skip

if TYPE_CHECKING:
    from .rulebook import Rulebook


class CheckError(ValueError):
    """An expression that reads well and means nothing."""


COUNTING = "count(...), share(...), total(...) or exists(1, each=...)"


def check_truth(book: Rulebook, node: Node, of: str) -> None:
    """Refuse an expression that is not a yes or no about a study or about the set. Raises CheckError."""
    match node:
        case Literal(value):
            if not isinstance(value, bool):
                raise CheckError(f"{value!r} is not a yes or no; compare it with something")
        case Name(name):
            _check_level(book, name, of)
            if name not in book and book.catalogue[name].type is not FactType.YES_NO:
                raise CheckError(
                    f"{name!r} is {book.catalogue[name].type.value}, not a yes or no; "
                    f"compare it with something, as in {_example(book.catalogue[name])}"
                )
        case Not(inner):
            check_truth(book, inner, of)
        case All(parts) | Any_(parts):
            for part in parts:
                check_truth(book, part, of)
        case Compare():
            _check_compare(book, node, of)
        case Exists():
            _check_exists(book, node)
        case _:
            raise CheckError(
                "count, share, total, smallest, lookup, tally are numbers; compare them, as in count() >= 2"
            )


def _example(definition: FactDef) -> str:
    if definition.type is FactType.NUMBER:
        return f"{definition.name} >= 20"
    return f'{definition.name} == "{definition.options[0] if definition.options else "..."}"'


def _check_level(book: Rulebook, name: str, of: str) -> None:
    what = book.get(name) or book.catalogue[name]
    if what.of == "study" and of == "set":
        kind = "criterion" if name in book else "fact"
        raise CheckError(f"{name!r} is a {kind} of a study; say how many must meet it with {COUNTING}")


def _check_exists(book: Rulebook, node: Exists) -> None:
    check_truth(book, node.each, "study")
    if node.some is not None:
        check_truth(book, node.some, "study")
    if node.apart is not None:
        definition = None if node.apart in book else book.catalogue[node.apart]
        if definition is None or definition.of != "study" or definition.type is FactType.NUMBER:
            word = "together" if node.together else "apart"
            raise CheckError(f"{word}={node.apart} must be a fact of a study that is a name, such as sample")


def _check_compare(book: Rulebook, node: Compare, of: str) -> None:
    sides = (node.left, node.right)
    if any(_is_number(book, side) for side in sides):
        if node.op == "in":
            raise CheckError("`in` is for names; compare a number with == < <= > >=")
        for side, other in (sides, sides[::-1]):
            _check_number(book, side, of)
            if isinstance(side, Lookup) and (isinstance(other, Lookup) or names(other) == {side.fact}):
                raise CheckError(f"lookup({side.table}, {side.fact}) is compared with another fact's value")
        return
    if node.op not in ("==", "!=", "in"):
        raise CheckError(f"{node.op} is for numbers; names are compared with == != in")
    for side, other in (sides, sides[::-1]):
        _check_choice(book, side, other, of, op=node.op)
    if node.op == "in" and not (isinstance(node.right, Literal) and isinstance(node.right.value, tuple)):
        raise CheckError('after `in` stands a list, such as ("RCT", "cluster RCT")')


def _is_number(book: Rulebook, node: Node) -> bool:
    match node:
        case Literal(value):
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Name(name):
            return name not in book and book.catalogue[name].type is FactType.NUMBER
    return isinstance(node, Count | Share | Total | Smallest | Lookup | Tally)


def _check_number(book: Rulebook, node: Node, of: str) -> None:
    match node:
        case _ if not _is_number(book, node):
            what = node.name if isinstance(node, Name) else getattr(node, "value", "a yes or no")
            raise CheckError(f"a number is compared with {what!r}, which is not a number")
        case Name(name):
            _check_level(book, name, of)
        case Count(predicate):
            check_truth(book, predicate, "study")
        case Share(predicate, weight):
            check_truth(book, predicate, "study")
            if weight is not None:
                _check_weight(book, weight, least=1)
        case Total(fact, predicate):
            check_truth(book, predicate, "study")
            _check_weight(book, fact, least=0)
        case Lookup(table, fact):
            _check_lookup(book, table, fact, of)
        case Tally(parts):
            for part in parts:
                check_truth(book, part, of)
        case Smallest(parts):
            for part in parts:
                if not isinstance(part, Name | Literal):
                    raise CheckError("smallest takes facts that are numbers")
                _check_number(book, part, of)


def _check_lookup(book: Rulebook, table: str, fact: str, of: str) -> None:
    if table not in book.tables:
        listed = ", ".join(sorted(book.tables)) or "it has none; add one under `tables`"
        raise CheckError(f"{table!r} is not a table of this scheme ({listed})")
    if fact in book or book.catalogue[fact].type is not FactType.NUMBER:
        raise CheckError(f"{fact!r} is looked up in {table!r} and is not a fact that is a number")
    _check_level(book, fact, of)


def _check_weight(book: Rulebook, name: str, *, least: float) -> None:
    definition = None if name in book else book.catalogue[name]
    if definition is None or definition.of != "study" or definition.type is not FactType.NUMBER:
        raise CheckError(f"{name!r} cannot be summed; use a number that studies have, such as n_analysed")
    if definition.low is None or definition.low < least:
        raise CheckError(
            f"{name!r} can be below {least:g}, so a share of it may mean nothing; use n_analysed"
        )


def _check_choice(book: Rulebook, node: Node, other: Node, of: str, *, op: str) -> None:
    """One side of a comparison of names or of yes and no, against what stands on the other side."""
    if isinstance(node, Literal):
        return
    if not isinstance(node, Name) or node.name in book:
        check_truth(book, node, of)
        allowed: tuple[Any, ...] = (True, False)
    else:
        _check_level(book, node.name, of)
        definition = book.catalogue[node.name]
        if definition.type is FactType.TEXT:
            return
        allowed = definition.choices
    if isinstance(other, Literal):
        said = other.value if isinstance(other.value, tuple) else (other.value,)
        for value in said:
            if value not in allowed or isinstance(value, bool) != isinstance(allowed[0], bool):
                raise CheckError(f"{value!r} is no value of {_called(node)}; use one of {_listed(allowed)}")


def _called(node: Node) -> str:
    return repr(node.name) if isinstance(node, Name) else "a yes or no"


def _listed(values: tuple[Any, ...]) -> str:
    return ", ".join({True: "yes", False: "no"}.get(v, repr(v)) for v in values)


def check_sums(book: Rulebook, rule: Node, of: str) -> None:
    """Refuse sums where what could still be true of them cannot be worked out. Raises CheckError."""
    if of == "study" and any(is_sum(n) for n in book.walk(rule)):
        raise CheckError("shares of people and totals belong in a criterion of the set, not of a study")
    for node in walk(rule):
        if isinstance(node, Compare):
            _check_sum_sides(node)
        for predicate in predicates(node):
            if any(is_sum(n) for n in book.walk(predicate)):
                raise CheckError("a share of people or a total cannot stand inside another count or share")


def _check_sum_sides(node: Compare) -> None:
    for side, other in ((node.left, node.right), (node.right, node.left)):
        alike = isinstance(side, Total) == isinstance(other, Total) and (
            not isinstance(other, Share) or other.weight == getattr(side, "weight", None)
        )
        if is_sum(side) and not isinstance(other, Literal) and not (is_sum(other) and alike):
            raise CheckError("a share of people or a total is compared with a number or with another such")


def is_sum(node: Node) -> bool:
    """Whether a node adds a fact up over studies."""
    return isinstance(node, Total) or (isinstance(node, Share) and node.weight is not None)


def predicates(node: Node) -> tuple[Node, ...]:
    """What a node asks of each study."""
    match node:
        case Count(predicate) | Share(predicate, _) | Total(_, predicate):
            return (predicate,)
        case Exists(_, each, some, _):
            return (each, some) if some is not None else (each,)
    return ()


Comparands = Mapping[str, list[Node]]
"""For each fact compared directly with something: what it is compared with."""


def comparands(rules: list[Node]) -> dict[str, list[Node]]:
    """What each fact is compared with, in any of the rules."""
    found: dict[str, list[Node]] = {}
    for node in (n for rule in rules for n in walk(rule)):
        if isinstance(node, Compare):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                for part in side.parts if isinstance(side, Smallest) else (side,):
                    if isinstance(part, Name) and not is_sum(other):
                        found.setdefault(part.name, []).append(other)
    return found
