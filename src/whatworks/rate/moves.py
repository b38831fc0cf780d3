"""Moves that could change a level: learn an unknown, or add studies of a stated kind. Base facts only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from whatworks.rules import SET, FactType, StudyFacts, World, known
from whatworks.terms import Fact, PoolSource, UnknownKind

from .catalogue import CATALOGUE
from .pooled import unsettled_pool
from .question import Repool
from .scheme import Kind

Toward = Literal["high", "low"]


@dataclass(frozen=True)
class Learn:
    """An unknown fact is learned: its value, or for a number that it is at least or at most so much."""

    fact: Fact
    value: object
    toward: Toward | None = None
    """For a number: 'high' for at least the value, 'low' for at most."""

    def apply(self, world: World) -> World:
        """The world in which it is known."""
        if self.toward is None or not isinstance(self.value, float):
            return world.having(known(self.fact, self.value))
        if self.toward == "high":
            return world.having(replace(self.fact, low=self.value))
        return world.having(replace(self.fact, high=self.value))


@dataclass(frozen=True)
class Add:
    """Some studies of one kind are added."""

    kind: Kind
    number: int

    def apply(self, world: World) -> World:
        """The world with the studies in it, of the size that is typical there."""
        added = tuple(_study(self.kind, i, world) for i in range(self.number))
        return replace(world, studies=(*world.studies, *added))


Move = Learn | Add


def _study(kind: Kind, number: int, world: World) -> StudyFacts:
    """A study of the kind, as large as the median one, if any is told, and counted like the first."""
    name = f"new {kind.id} {number + 1}"
    sizes = [s.facts["n_analysed"] for s in world.studies if "n_analysed" in s.facts]
    told = [f.value for f in sizes if f.is_known] or [f.high for f in sizes if f.high]
    counts = {}
    if told:
        whole = math.ceil(median(told))
        counts = {"n_analysed": whole, "n_intervention": whole // 2, "n_comparison": whole // 2}
    values = {"sample": name, **counts, **kind.facts}
    facts = {n: Fact(name=n, subject=name, value=v) for n, v in values.items()}
    if sizes:
        size = facts.get("n_analysed", Fact(name="n_analysed", subject=name, unknown=UnknownKind.NOT_SOUGHT))
        facts["n_analysed"] = replace(size, unit=sizes[0].unit)
    return StudyFacts(name, facts)


def after(moves: tuple[Move, ...], world: World, repool: Repool | None) -> World:
    """The world after the moves. Our own pooled figure moves with the studies; nobody guesses how."""
    added = [m for m in moves if isinstance(m, Add)]
    for add in added:
        world = add.apply(world)
    for learn in moves:
        if isinstance(learn, Learn):
            world = learn.apply(world)
    if added and world.get(SET, "pool.source").value == PoolSource.OURS.value:
        number = sum(m.number for m in added)
        world = repool(world, number, added[0].kind.better) if repool else unsettled_pool(world, number)
    elif added and repool:
        world = repool(world, sum(m.number for m in added), added[0].kind.better)
    return world


def values_to_learn(fact: Fact, thresholds: tuple[float, ...]) -> list[float]:
    """The numbers worth learning as a bound: at each threshold and next to it, within what is known."""
    definition = CATALOGUE[fact.name]
    lows = [v for v in (fact.low, definition.low) if v is not None]
    highs = [v for v in (fact.high, definition.high) if v is not None]
    ends: set[float] = set()
    for t in thresholds:
        if definition.integer:
            ends |= {math.ceil(t) - 1.0, float(math.floor(t)), float(math.ceil(t)), math.floor(t) + 1.0}
        else:
            ends |= {math.nextafter(t, -math.inf), t, math.nextafter(t, math.inf)}
    return [e for e in sorted(ends) if max(lows, default=e) <= e <= min(highs, default=e)]


def is_learnable(fact: Fact) -> bool:
    """Whether the value may yet be learned by asking or reading on."""
    return fact.is_open or fact.unknown is UnknownKind.DISAGREE


def words_of(moves: tuple[Move, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    """The moves in words: what is learned of one study together, then what is added."""
    learned: dict[str, list[str]] = {}
    for move in moves:
        if isinstance(move, Learn):
            learned.setdefault(move.fact.subject, []).append(_learned(move))
    said = []
    for subject, clauses in learned.items():
        who = f"{names[subject]}: " if subject in names else ""
        said.append(f"{who}we learn that {_listed(clauses)}")
    return (*said, *(_added(m) for m in moves if isinstance(m, Add)))


def _listed(clauses: list[str]) -> str:
    if len(clauses) < 3:
        return " and that ".join(clauses)
    return f"{', that '.join(clauses[:-1])} and that {clauses[-1]}"


def _added(move: Add) -> str:
    return move.kind.words if move.number == 1 else f"{_NUMBERS[move.number]} {move.kind.plural}"


_NUMBERS = {2: "two", 3: "three"}


def _learned(move: Learn) -> str:
    definition = CATALOGUE[move.fact.name]
    if move.toward is None or not isinstance(move.value, float):
        return definition.yes if move.value == definition.good else definition.no
    if not definition.amount:
        return definition.yes if move.toward == "high" else definition.no
    return definition.amount.format(_bound(move.fact.name, move.value, move.toward))


def _bound(name: str, value: float, toward: Toward) -> str:
    definition = CATALOGUE[name]
    near = float(f"{value:.12g}")
    words = {
        ("high", True): "at least", ("low", True): "at most", ("high", False): "more than",
        ("low", False): "less than",
    }[toward, near == value]  # fmt: skip
    is_share = definition.type is FactType.NUMBER and (definition.low, definition.high) == (0, 1)
    return f"{words} {near:.0%}" if is_share else f"{words} {near:,g}"
