"""Moves that could change a level: learn an unknown, reverse a known fact, add studies, withdraw one.

They touch base facts only. What follows from a fact (from a design, from counts) is computed again; a pooled
figure of our own moves only because a study does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Literal

from whatworks.rules import SET, StudyFacts, World, known
from whatworks.terms import Fact, PoolSource, UnknownKind

from .follows import recomputed
from .pooled import pool_facts, unsettled_pool
from .question import Repool
from .scheme import Kind

Toward = Literal["high", "low"]
IN_POOL = frozenset({"direction", "signal", "effect_size", "n_analysed", "n_intervention", "n_comparison"})
"""Facts of a study from which our own pooled figure is computed."""


@dataclass(frozen=True)
class Learn:
    """An unknown fact is learned: its value, or for a number that it is at least or at most so much."""

    fact: Fact
    value: object
    toward: Toward | None = None
    """For a number: 'high' for at least the value, 'low' for at most."""

    def apply(self, world: World) -> World:
        """The world in which it is known, and what follows from it."""
        return _with(world, _bounded(self.fact, self.value, self.toward))


@dataclass(frozen=True)
class Reverse:
    """A known fact turns out otherwise: another value, or for a number at least or at most so much."""

    fact: Fact
    value: object
    toward: Toward | None = None

    def apply(self, world: World) -> World:
        """The world in which it is otherwise, and what follows from it."""
        if self.toward is None:
            return _with(world, replace(self.fact, value=self.value))
        unknown = replace(self.fact, value=None, unknown=UnknownKind.NOT_SOUGHT)
        return _with(world, _bounded(unknown, self.value, self.toward))


@dataclass(frozen=True)
class Withdraw:
    """A study no longer counts: it was retracted, or should not have been in."""

    study: str

    def apply(self, world: World) -> World:
        """The world without it."""
        return replace(world, studies=tuple(s for s in world.studies if s.study != self.study))


@dataclass(frozen=True)
class Add:
    """Some studies of one kind are added."""

    kind: Kind
    number: int

    def apply(self, world: World) -> World:
        """The world with the studies in it, of the size that is typical there."""
        for _ in range(self.number):
            study = _study(self.kind, world)
            world = replace(world, studies=(*world.studies, study))
        return world


Move = Learn | Reverse | Withdraw | Add


def _bounded(fact: Fact, value: object, toward: Toward | None) -> Fact:
    if toward is None or not isinstance(value, float):
        return known(fact, value)
    return replace(fact, low=value) if toward == "high" else replace(fact, high=value)


def _with(world: World, fact: Fact) -> World:
    before, world = world.by_study.get(fact.subject), world.having(fact)
    if before is None:
        return world
    return world.with_study(fact.subject, lambda s: recomputed(s, fact.name, before))


def typical(kind: Kind, world: World) -> dict[str, Any]:
    """What is known of a study that is added: what its kind says, and as large as the median one."""
    sizes = [s.facts["n_analysed"] for s in world.studies if "n_analysed" in s.facts]
    told = [f.value for f in sizes if f.is_known] or [f.high for f in sizes if f.high]
    counts: dict[str, Any] = {}
    if told:
        whole = math.ceil(median(told))
        counts = {"n_analysed": whole, "n_intervention": whole // 2, "n_comparison": whole // 2}
    return {**counts, **kind.facts}


def _study(kind: Kind, world: World) -> StudyFacts:
    """A study of the kind, under a name that none has, counted like the first."""
    number = 1
    while f"new {kind.id} {number}" in world.by_study:
        number += 1
    name = f"new {kind.id} {number}"
    values = {"sample": name, **typical(kind, world)}
    facts = {n: Fact(name=n, subject=name, value=v) for n, v in values.items()}
    sizes = [s.facts["n_analysed"] for s in world.studies if "n_analysed" in s.facts]
    if sizes:
        size = facts.get("n_analysed", Fact(name="n_analysed", subject=name, unknown=UnknownKind.NOT_SOUGHT))
        facts["n_analysed"] = replace(size, unit=sizes[0].unit)
    return StudyFacts(name, facts)


def is_ours(world: World) -> bool:
    """Whether the pooled figure is our own, so that it moves with the studies."""
    return bool(world.get(SET, "pool.source").value == PoolSource.OURS.value)


def moves_pool(moves: tuple[Move, ...]) -> bool:
    """Whether the moves touch what our own pooled figure is computed from."""
    return any(
        isinstance(m, Add | Withdraw) or (isinstance(m, Reverse) and m.fact.name in IN_POOL) for m in moves
    )


def after(moves: tuple[Move, ...], world: World, repool: Repool | None) -> World:
    """The world after the moves. Our own pooled figure moves with the studies; nobody guesses how."""
    ours, touched = is_ours(world), moves_pool(moves)
    added = [m for m in moves if isinstance(m, Add)]
    gone = sum(isinstance(m, Withdraw) for m in moves)
    for add in added:
        world = add.apply(world)
    for move in moves:
        if not isinstance(move, Add):
            world = move.apply(world)
    number = sum(m.number for m in added)
    only_added = bool(added) and all(isinstance(m, Add | Learn) for m in moves)
    if only_added and repool:
        return repool(world, number, added[0].kind.better)
    return _unsettled(world, number - gone) if ours and touched else world


def _unsettled(world: World, more: int) -> World:
    """Our pooled figure before it is computed again; of fewer than two studies there is none."""
    k = world.get(SET, "pool.k")
    if k.is_known and k.value + more < 2:
        return replace(world, facts={**world.facts, **{f.name: f for f in pool_facts(None, 1)}}, rivals=())
    return unsettled_pool(world, more)


def is_learnable(fact: Fact) -> bool:
    """Whether the value may yet be learned by asking or reading on."""
    return fact.is_open or fact.unknown is UnknownKind.DISAGREE
