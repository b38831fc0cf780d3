"""The small language in which schemes write their criteria.

It borrows Python's expression syntax, is parsed by Python's own parser and never executed:

    pool.available and pool.low > 0
    share(direction == "favours") > 1/2
    share(direction == "favours", n_analysed) >= 3/4
    exists(2, each=rigorous and favourable, some=months_after_end >= 12, apart=sample)
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


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
    """There is a set of `size` studies, each of one kind, some of another, pairwise apart by a fact."""

    size: int
    each: Node
    some: Node | None
    apart: str | None


@dataclass(frozen=True)
class Smallest(Node):
    """The smallest of several values."""

    parts: tuple[Node, ...]


def parse(text: str) -> Node:
    """Read an expression. Raises ExpressionError saying what is wrong and what is allowed."""
    try:
        tree = ast.parse(str(text).strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"cannot read {text!r}: {error}") from None
    return _node(tree.body, text)


_OPS: dict[type, str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in",
}  # fmt: skip


def _node(tree: ast.AST, text: str) -> Node:  # noqa: PLR0911 - one line a kind of node
    match tree:
        case ast.Constant(value=bool() | int() | float() | str() as value):
            return Literal(value)
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
            return Compare(_OPS[type(op)], _node(left, text), _node(right, text))
        case ast.Call(func=ast.Name(id=name)):
            return _call(name, tree, text)
    raise ExpressionError(
        f"{ast.unparse(tree)!r} in {text!r} is not allowed; use facts, numbers, "
        "== != < <= > >= in, and, or, not, count, share, total, exists, smallest"
    )


def _arithmetic(tree: ast.AST, text: str) -> float:
    match tree:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_arithmetic(inner, text)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            below = _arithmetic(right, text)
            if below:
                return _arithmetic(left, text) / below
    raise ExpressionError(
        f"{ast.unparse(tree)!r} in {text!r}: only numbers, minus signs and fractions such as 3/4"
    )


def _constant(tree: ast.AST, text: str) -> Any:
    node = _node(tree, text)
    if isinstance(node, Literal):
        return node.value
    raise ExpressionError(
        f"a list in {text!r} holds {ast.unparse(tree)!r}; only texts and numbers may stand there"
    )


def _dotted(tree: ast.AST, text: str) -> str:
    match tree:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{_dotted(value, text)}.{attr}"
    raise ExpressionError(f"{ast.unparse(tree)!r} in {text!r} is not a fact's name")


def _call(name: str, call: ast.Call, text: str) -> Node:
    if name not in _FUNCTIONS:
        raise ExpressionError(
            f"{name}() in {text!r} is not known; use one of {', '.join(sorted(_FUNCTIONS))}"
        )
    named = {k.arg: k.value for k in call.keywords if k.arg}
    try:
        return _FUNCTIONS[name](call.args, named, text)
    except (IndexError, KeyError, TypeError):
        raise ExpressionError(
            f"{ast.unparse(call)!r} in {text!r}: {name} is written {_USAGE[name]}"
        ) from None


def _count(args: list[ast.expr], named: dict[str, ast.expr], text: str) -> Node:
    return Count(_node(args[0], text)) if args else Count(Literal(True))


def _share(args: list[ast.expr], named: dict[str, ast.expr], text: str) -> Node:
    return Share(_node(args[0], text), _dotted(args[1], text) if len(args) > 1 else None)


def _total(args: list[ast.expr], named: dict[str, ast.expr], text: str) -> Node:
    return Total(_dotted(args[0], text), _node(args[1], text) if len(args) > 1 else Literal(True))


def _exists(args: list[ast.expr], named: dict[str, ast.expr], text: str) -> Node:
    if set(named) - {"each", "some", "apart"}:
        raise KeyError
    return Exists(
        size=int(_arithmetic(args[0], text)),
        each=_node(named["each"], text),
        some=_node(named["some"], text) if "some" in named else None,
        apart=_dotted(named["apart"], text) if "apart" in named else None,
    )


def _smallest(args: list[ast.expr], named: dict[str, ast.expr], text: str) -> Node:
    return Smallest(tuple(_node(a, text) for a in [args[0], *args[1:]]))


_FUNCTIONS: dict[str, Callable[[list[ast.expr], dict[str, ast.expr], str], Node]] = {
    "count": _count, "share": _share, "total": _total, "exists": _exists, "smallest": _smallest,
}  # fmt: skip
_USAGE = {
    "count": 'count(direction == "favours")',
    "share": 'share(direction == "favours") or share(direction == "favours", n_analysed)',
    "total": "total(n_analysed, is_randomised)",
    "exists": "exists(2, each=..., some=..., apart=sample)",
    "smallest": "smallest(n_intervention, n_comparison)",
}


def names(node: Node) -> frozenset[str]:  # noqa: PLR0911 - one line a kind of node
    """Every fact or criterion that an expression names."""
    match node:
        case Name(name):
            return frozenset({name})
        case Compare(_, left, right):
            return names(left) | names(right)
        case Not(inner) | Count(inner):
            return names(inner)
        case All(parts) | Any_(parts) | Smallest(parts):
            return frozenset().union(*(names(p) for p in parts))
        case Share(predicate, weight):
            return names(predicate) | ({weight} if weight else frozenset())
        case Total(fact, predicate):
            return names(predicate) | {fact}
        case Exists(_, each, some, apart):
            return names(each) | (names(some) if some else frozenset()) | ({apart} if apart else frozenset())
    return frozenset()


def structure(node: Node) -> tuple[str, tuple[str, ...]]:
    """How an expression joins the facts or criteria it names: 'all', 'any', 'none' or nothing, and which."""
    match node:
        case All(parts) | Any_(parts):
            join = "all" if isinstance(node, All) else "any"
            return join, tuple(n for part in parts for n in sorted(names(part)))
        case Not(Any_(parts)):
            return "none", tuple(n for part in parts for n in sorted(names(part)))
    return "", tuple(sorted(names(node)))
