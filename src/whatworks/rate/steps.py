"""Moves in words and as records, and records carried out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from whatworks.rules import SET, FactType, World
from whatworks.terms import Design, Step

from .catalogue import CATALOGUE
from .moves import Add, Learn, Move, Reverse, Toward, Withdraw, after, typical
from .question import Repool
from .scheme import Kind

Moves = tuple[Move, ...]


def apply_steps(world: World, steps: Iterable[Step], repool: Repool | None = None) -> World:
    """The world after the steps of a change, ready to be judged again.

    Raises ValueError where a step is of a study that the world does not have, or of an unknown kind.
    """
    return after(tuple(_move(world, step) for step in steps), world, repool)


def steps_of(moves: Moves, world: World, names: Mapping[str, str]) -> tuple[Step, ...]:
    """The moves as records."""
    return tuple(_step(move, world, names) for move in moves)


def _step(move: Move, world: World, names: Mapping[str, str]) -> Step:
    (words,) = words_of((move,), names)
    match move:
        case Learn(fact, value, toward) | Reverse(fact, value, toward):
            kind = "learn" if isinstance(move, Learn) else "reverse"
            return Step(
                kind=kind, subject=fact.subject, name=fact.name, value=value, toward=toward, words=words
            )
        case Withdraw(study):
            return Step(kind="withdraw", subject=study, words=words)
        case Add(kind, number):
            return Step(
                kind="add", name=kind.id, number=number, facts=typical(kind, world), words=words,
                toward="high" if kind.better > 0 else "low",
            )  # fmt: skip


def _move(world: World, step: Step) -> Move:
    subject, toward = step.subject or SET, cast("Toward | None", step.toward)
    if step.kind == "add":
        better = -1 if step.toward == "low" else 1
        kind = Kind(
            id=step.name or "study", words=step.words, plural=step.words, facts=step.facts, better=better
        )
        return Add(kind, step.number)
    if subject != SET and subject not in world.by_study:
        raise ValueError(f"step {step.words!r}: there is no study {subject}; name one of the set")
    if step.kind == "withdraw":
        return Withdraw(subject)
    if step.kind not in ("learn", "reverse"):
        raise ValueError(f"step {step.words!r}: {step.kind!r} is not one of learn, reverse, add, withdraw")
    fact = world.get(subject, step.name or "")
    value: Any = float(step.value) if toward else step.value
    return Learn(fact, value, toward) if step.kind == "learn" else Reverse(fact, value, toward)


def words_of(moves: Moves, names: Mapping[str, str]) -> tuple[str, ...]:
    """The moves in words: what is learned of one study together, and so on."""
    said = [
        *_of_facts(moves, names, Learn, "we learn that"),
        *_of_facts(moves, names, Reverse, "it turns out that"),
    ]
    gone = [f"{names.get(m.study, m.study)} is withdrawn" for m in moves if isinstance(m, Withdraw)]
    return (*said, *gone, *(_added(m) for m in moves if isinstance(m, Add)))


def _of_facts(moves: Moves, names: Mapping[str, str], kind: type[Learn | Reverse], lead: str) -> list[str]:
    told: dict[str, list[str]] = {}
    for move in moves:
        if isinstance(move, Learn | Reverse) and isinstance(move, kind):
            told.setdefault(move.fact.subject, []).append(clause(move))
    said = []
    for subject, clauses in told.items():
        who = "" if subject == SET else f"{names.get(subject, subject)}: "
        said.append(f"{who}{lead} {_listed(clauses)}")
    return said


def _listed(clauses: list[str]) -> str:
    if len(clauses) < 3:
        return " and that ".join(clauses)
    return f"{', that '.join(clauses[:-1])} and that {clauses[-1]}"


def _added(move: Add) -> str:
    return (
        move.kind.words
        if move.number == 1
        else f"{_NUMBERS.get(move.number, move.number)} {move.kind.plural}"
    )


_NUMBERS = {2: "two", 3: "three"}
_DESIGNS = {
    Design.RDD: "it rests on a threshold, not on chance",
    Design.IV: "it rests on an instrument, not on chance",
    Design.DID: "it compares changes over time, without chance",
    Design.MATCHED: "its groups were matched, not randomised",
    Design.ADJUSTED: "it adjusts for differences between groups, without chance or matching",
    Design.COMPARISON: "its comparison group does not deal with selection",
    Design.PRE_POST: "it had no comparison group",
}


def clause(move: Learn | Reverse) -> str:  # noqa: PLR0911 - one line a kind of fact
    """What is then the case, as a clause: 'it points in favour'."""
    definition, value = CATALOGUE[move.fact.name], move.value
    if move.toward is not None and isinstance(value, float):
        if not definition.amount:
            return definition.yes if move.toward == "high" else definition.no
        return definition.amount.format(_bound(move.fact.name, value, move.toward))
    if definition.name == "design":
        return (
            _DESIGNS.get(Design(value), f"its design is {value}")
            if isinstance(value, str)
            else definition.yes
        )
    if definition.name == "direction" and value == "exactly null":
        return "it shows exactly no difference"
    if value == definition.good and definition.yes:
        return definition.yes
    if (value == definition.worst or value is False) and definition.no:
        return definition.no
    if value is True and definition.yes:
        return definition.yes
    told = f"{value:,g}" if isinstance(value, int | float) and not isinstance(value, bool) else f"“{value}”"
    return definition.amount.format(told) if definition.amount else f"{definition.ask}: {told}"


def _bound(name: str, value: float, toward: Toward) -> str:
    definition = CATALOGUE[name]
    near = float(f"{value:.12g}")
    words = {
        ("high", True): "at least", ("low", True): "at most", ("high", False): "more than",
        ("low", False): "less than",
    }[toward, near == value]  # fmt: skip
    is_share = definition.type is FactType.NUMBER and (definition.low, definition.high) == (0, 1)
    return f"{words} {near:.0%}" if is_share else f"{words} {near:,g}"
