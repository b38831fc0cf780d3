"""The small language in which schemes write their criteria.

It borrows Python's expression syntax, is parsed by Python's own parser and never executed:

    pool.available and pool.low > 0
    share(direction == "favours") > 1/2
    share(direction == "favours", n_analysed) >= 3/4
    exists(2, each=rigorous and favourable, some=months_after_end >= 12, apart=sample)
    attrition_difference <= lookup(cautious, attrition_overall)
    tally(search_transparent, bias_assessed, effects_compared) >= 2
"""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

LONGEST = 2000
"""Characters in an expression; a longer one is better written as several criteria."""
LARGEST = 1e15
"""The largest number that may be written: beyond it whole numbers are no longer told apart."""


class ExpressionError(ValueError):
    """An expression that cannot be read. Carries the expression and what to write instead."""


@dataclass(frozen=True)
class Node:
    """A part of an expression."""


@dataclass(frozen=True)
class Literal(Node):
    """A number, a text, yes or no, or a list of them."""

    value: Any


@dataclass(frozen=True)
class Name(Node):
    """A fact or a criterion, by name."""

    name: str


@dataclass(frozen=True)
class Compare(Node):
    """Two values compared; `op` is one of == != < <= > >= in."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Not(Node):
    """The opposite."""

    inner: Node


@dataclass(frozen=True)
class All(Node):
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Any_(Node):
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Count(Node):
    """How many studies meet a predicate."""

    predicate: Node


@dataclass(frozen=True)
class Share(Node):
    """Which share of the studies, or of a fact summed over them, meets a predicate."""

    predicate: Node
    weight: str | None


@dataclass(frozen=True)
class Total(Node):
    """A fact summed over the studies that meet a predicate."""

    fact: str
    predicate: Node


@dataclass(frozen=True)
class Exists(Node):
    """There is a set of `size` studies, each of one kind, some of another, pairwise apart by a fact.

    With `together` they all share that fact instead.
    """

    size: int
    each: Node
    some: Node | None
    apart: str | None
    together: bool = False


@dataclass(frozen=True)
class Smallest(Node):
    """The smallest of several values."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Lookup(Node):
    """The number that one of the scheme's tables gives for a fact; beyond the table there is none."""

    table: str
    fact: str


@dataclass(frozen=True)
class Tally(Node):
    """How many of several conditions hold."""

    parts: tuple[Node, ...]


def parse(text: str) -> Node:
    """Read an expression. Raises ExpressionError saying what is wrong and what is allowed."""
    text = str(text)
    if len(text) > LONGEST:
        raise ExpressionError(
            f"an expression of {len(text):,} characters ({text[:30]!r} ...) is too long; "
            f"{LONGEST:,} are allowed. Give its parts names of their own as criteria"
        )
    try:
        with warnings.catch_warnings():  # Python's own advice about odd spellings is of no use here
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval")
        return _node(tree.body, text)
    except ExpressionError:
        raise
    except (SyntaxError, ValueError) as error:
        raise ExpressionError(f"cannot read {text!r}: {error}") from None
    except (RecursionError, MemoryError):
        raise ExpressionError(
            f"{text[:30]!r} ... is nested too deeply; give its parts names of their own as criteria"
        ) from None


_OPS: dict[type, str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in",
}  # fmt: skip


def _node(tree: ast.AST, text: str) -> Node:  # noqa: PLR0911 - one line a kind of node
    match tree:
        case ast.Constant(value=bool() | str() as value):
            return Literal(value)
        case ast.Constant(value=int() | float()):
            return Literal(_arithmetic(tree, text))
        case ast.Name(id="yes"):
            return Literal(True)
        case ast.Name(id="no"):
            return Literal(False)
        case ast.Name() | ast.Attribute():
            return Name(_dotted(tree, text))
        case ast.UnaryOp(op=ast.USub()) | ast.BinOp():
            return Literal(_arithmetic(tree, text))
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return Literal(tuple(_constant(item, text) for item in items))
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return Not(_node(inner, text))
        case ast.BoolOp(op=op, values=values):
            parts = tuple(_node(v, text) for v in values)
            return All(parts) if isinstance(op, ast.And) else Any_(parts)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPS:
            return _compare(_OPS[type(op)], _node(left, text), _node(right, text))
        case ast.Call(func=ast.Name(id=name)):
            return _call(name, tree, text)
    raise ExpressionError(
        f"{_shown(tree, text)} is not allowed; use facts, numbers, "
        "== != < <= > >= in, and, or, not, count, share, total, exists, smallest, lookup, tally"
    )


def _compare(op: str, left: Node, right: Node) -> Node:
    """A comparison; that of a yes or no with `yes` or `no` is the thing itself or its opposite."""
    if isinstance(left, Literal) and op in MIRROR:
        left, right, op = right, left, MIRROR[op]
    said = right.value if isinstance(right, Literal) else None
    if (
        op in ("==", "!=")
        and isinstance(said, bool)
        and isinstance(left, Not | All | Any_ | Compare | Exists)
    ):
        return left if (op == "==") == said else Not(left)
    return Compare(op, left, right)


MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def _shown(tree: ast.AST, text: str) -> str:
    """The part of an expression that a message is about, and the whole where that is more."""
    part = ast.unparse(tree)
    return repr(part) if part == text.strip() else f"{part!r} in {text!r}"


def _sized(value: float, text: str) -> float:
    if abs(value) <= LARGEST:
        return value
    raise ExpressionError(f"a number in {text!r} is too large")


def _arithmetic(tree: ast.AST, text: str) -> float:
    match tree:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _sized(value, text)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_arithmetic(inner, text)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            below = _arithmetic(right, text)
            if below:
                return _sized(_arithmetic(left, text) / below, text)
    raise ExpressionError(
        f"{_shown(tree, text)}: only numbers, minus signs and fractions such as 3/4 may stand here"
    )


def _constant(tree: ast.AST, text: str) -> Any:
    node = _node(tree, text)
    if isinstance(node, Literal) and not isinstance(node.value, tuple):
        return node.value
    raise ExpressionError(
        f"a list in {text!r} holds {ast.unparse(tree)!r}; only texts in quotes and numbers may stand there"
    )


def _dotted(tree: ast.AST, text: str) -> str:
    match tree:
        case ast.Name(id=name) if not name.startswith("_"):
            return name
        case ast.Attribute(value=value, attr=attr) if not attr.startswith("_"):
            return f"{_dotted(value, text)}.{attr}"
    raise ExpressionError(f"{_shown(tree, text)} is not a fact's name")


def _call(name: str, call: ast.Call, text: str) -> Node:
    if name not in _FUNCTIONS:
        raise ExpressionError(
            f"{name}() in {text!r} is not known; use one of {', '.join(sorted(_FUNCTIONS))}"
        )
    named = {str(k.arg): k.value for k in call.keywords}
    least, most, allowed = _SHAPES[name]
    if not least <= len(call.args) <= most or set(named) - allowed or len(named) < len(call.keywords):
        raise _usage(name, call, text)
    return _FUNCTIONS[name](call, named, text)


def _usage(name: str, call: ast.Call, text: str) -> ExpressionError:
    return ExpressionError(f"{_shown(call, text)}: {name} is written {_USAGE[name]}")


def _count(call: ast.Call, named: dict[str, ast.expr], text: str) -> Node:
    return Count(_node(call.args[0], text)) if call.args else Count(Literal(True))


def _share(call: ast.Call, named: dict[str, ast.expr], text: str) -> Node:
    predicate, *weight = call.args
    return Share(_node(predicate, text), _dotted(weight[0], text) if weight else None)


def _total(call: ast.Call, named: dict[str, ast.expr], text: str) -> Node:
    fact, *predicate = call.args
    return Total(_dotted(fact, text), _node(predicate[0], text) if predicate else Literal(True))


def _exists(call: ast.Call, named: dict[str, ast.expr], text: str) -> Node:
    if "each" not in named:
        raise _usage("exists", call, text)
    size = _arithmetic(call.args[0], text)
    if size < 1 or size != int(size):
        raise ExpressionError(f"{_shown(call, text)}: write how many studies as a whole number, 1 or more")
    if {"apart", "together"} <= set(named):
        raise ExpressionError(f"{_shown(call, text)}: studies are apart or together; write one of the two")
    by = named.get("apart") or named.get("together")
    return Exists(
        size=int(size),
        each=_node(named["each"], text),
        some=_node(named["some"], text) if "some" in named else None,
        apart=_dotted(by, text) if by else None,
        together="together" in named,
    )


def _smallest(call: ast.Call, named: dict[str, ast.expr], text: str) -> Node:
    return Smallest(tuple(_node(a, text) for a in call.args))


def _lookup(call: ast.Call, named: dict[str, ast.expr], text: str) -> Node:
    table, fact = call.args
    return Lookup(_dotted(table, text), _dotted(fact, text))


def _tally(call: ast.Call, named: dict[str, ast.expr], text: str) -> Node:
    return Tally(tuple(_node(a, text) for a in call.args))


_FUNCTIONS: dict[str, Callable[[ast.Call, dict[str, ast.expr], str], Node]] = {
    "count": _count, "share": _share, "total": _total, "exists": _exists, "smallest": _smallest,
    "lookup": _lookup, "tally": _tally,
}  # fmt: skip
_USAGE = {
    "count": 'count(direction == "favours")',
    "share": 'share(direction == "favours") or share(direction == "favours", n_analysed)',
    "total": "total(n_analysed, is_randomised)",
    "exists": "exists(2, each=..., some=..., apart=sample), or together=sample",
    "smallest": "smallest(n_intervention, n_comparison)",
    "lookup": "lookup(cautious, attrition_overall): a table of the scheme, then a fact",
    "tally": "tally(randomised, independent, months_after_end >= 12)",
}


_SHAPES: dict[str, tuple[int, float, frozenset[str]]] = {
    "count": (0, 1, frozenset()), "share": (1, 2, frozenset()), "total": (1, 2, frozenset()),
    "exists": (1, 1, frozenset({"each", "some", "apart", "together"})),
    "smallest": (1, math.inf, frozenset()), "lookup": (2, 2, frozenset()),
    "tally": (1, math.inf, frozenset()),
}  # fmt: skip
"""How many values each takes, at least and at most, and which of them by name."""


def parts(node: Node) -> tuple[Node, ...]:
    """The expressions directly within an expression."""
    match node:
        case Compare(_, left, right):
            return (left, right)
        case Not(inner) | Count(inner) | Share(inner, _) | Total(_, inner):
            return (inner,)
        case All(inner) | Any_(inner) | Smallest(inner) | Tally(inner):
            return inner
        case Exists(_, each, some, _):
            return (each, some) if some else (each,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """An expression and everything in it, from the left."""
    yield node
    for part in parts(node):
        yield from walk(part)


def names(node: Node) -> frozenset[str]:
    """Every fact or criterion that an expression names."""
    found: set[str] = set()
    for part in walk(node):
        match part:
            case Name(name):
                found.add(name)
            case Share(_, str(weight)):
                found.add(weight)
            case Total(fact, _) | Lookup(_, fact):
                found.add(fact)
            case Exists(_, _, _, str(apart)):
                found.add(apart)
    return frozenset(found)


def structure(node: Node) -> tuple[str, tuple[str, ...]]:
    """How an expression joins the facts or criteria it names: 'all', 'any', 'none' or nothing, and which."""
    match node:
        case All(parts) | Any_(parts):
            join = "all" if isinstance(node, All) else "any"
            return join, tuple(n for part in parts for n in sorted(names(part)))
        case Not(Any_(parts)):
            return "none", tuple(n for part in parts for n in sorted(names(part)))
    return "", tuple(sorted(names(node)))
