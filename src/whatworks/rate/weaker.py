"""Which of two moves asks for less."""

from __future__ import annotations

from .catalogue import CATALOGUE
from .moves import Add, Learn, Move, Reverse
from .scheme import Kind

Moves = tuple[Move, ...]


def is_part(weak: Kind, strong: Kind) -> bool:
    """Whether a kind of study asks for less than another."""
    return weak.facts != strong.facts and all(
        n in strong.facts and _asks_less(n, v, strong.facts[n]) for n, v in weak.facts.items()
    )


def _asks_less(name: str, weak: object, strong: object) -> bool:
    good = CATALOGUE[name].good
    if isinstance(weak, int | float) and isinstance(strong, int | float) and good in ("high", "low"):
        return weak <= strong if good == "high" else weak >= strong
    return weak == strong


def same_fact(a: Move, b: Move) -> bool:
    """Whether two moves are of one fact."""
    if isinstance(a, Learn | Reverse) and isinstance(b, Learn | Reverse):
        return (a.fact.subject, a.fact.name) == (b.fact.subject, b.fact.name)
    return a == b


def covers(kept: Moves, moves: Moves) -> bool:
    """Whether every move kept is among the moves, or one that asks for more is."""
    return all(any(is_weaker(move, other) for other in moves) for move in kept)


def is_weaker(weak: Move, strong: Move) -> bool:
    """Whether a move asks for no more than another."""
    if isinstance(weak, Add) and isinstance(strong, Add):
        same = weak.kind == strong.kind or is_part(weak.kind, strong.kind)
        return same and weak.number <= strong.number and weak.kind.better == strong.kind.better
    if isinstance(weak, Learn | Reverse) and type(weak) is type(strong) and weak.fact == strong.fact:
        if weak.toward is None or not isinstance(weak.value, float) or not isinstance(strong.value, float):
            return weak == strong
        within = weak.value <= strong.value if weak.toward == "high" else weak.value >= strong.value
        return weak.toward == strong.toward and within
    return weak == strong
