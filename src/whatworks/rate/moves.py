"""What would change a level: the smallest sets of moves after which its floor (or ceiling) has moved.

Moves touch base facts only: learn an unknown, or add a study of a stated kind. A set is kept if no part of it
does as much and no weaker move would do. Levels after a move are read off the outer bound, so a change that
is called certain is certain; the other kind says only that the rules leave the level within reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median
from typing import Literal

from whatworks.rules import Evaluator, Rulebook, StudyFacts, World, known, thresholds_of
from whatworks.terms import Change, Fact

from .catalogue import CATALOGUE
from .combine import open_levels
from .scheme import Kind, Scale

MOST_ADDED = 3
MOST_SHOWN = 4
Repool = Callable[[World, int, int], World]
"""What the pooled figure would be: from a world, how many studies are added, and which way they point."""


@dataclass(frozen=True)
class Learn:
    """An unknown fact is learned to have a value."""

    fact: Fact
    value: object
    toward: Literal["high", "low"] | None = None
    """For a number: whether a higher or a lower one does more."""

    def apply(self, world: World) -> World:
        """The world in which it is known."""
        return world.having(known(self.fact, self.value))


@dataclass(frozen=True)
class Add:
    """Some studies of one kind are added."""

    kind: Kind
    number: int

    def apply(self, world: World) -> World:
        """The world with the studies in it."""
        typical = _typical_size(world)
        added = tuple(_study(self.kind, i, typical) for i in range(self.number))
        return replace(world, studies=(*world.studies, *added))


Move = Learn | Add


def _typical_size(world: World) -> float:
    sizes = [s.facts["n_analysed"].value for s in world.studies if s.facts["n_analysed"].is_known]
    bounds = [s.facts["n_analysed"].high for s in world.studies if s.facts["n_analysed"].high]
    return float(median(sizes or bounds or [200]))


def _study(kind: Kind, number: int, typical: float) -> StudyFacts:
    name = f"new {kind.id} {number + 1}"
    size = {"n_analysed": typical, "n_intervention": typical / 2, "n_comparison": typical / 2}
    values = {"sample": name, **size, **kind.facts}
    return StudyFacts(name, {n: Fact(name=n, subject=name, value=v) for n, v in values.items()})


@dataclass(frozen=True)
class Finder:
    """Looks for the changes of one scale in one world."""

    book: Rulebook
    scale: Scale
    world: World
    possible: tuple[str, ...]
    names: dict[str, str]
    """How each study is spoken of."""
    repool: Repool | None = None

    def changes(self, sign: int) -> tuple[Change, ...]:
        """The smallest changes upward (sign +1) or downward (-1), fewest moves first, certain ones first."""
        ranks = [self.scale.level(i).rank for i in self.possible]
        floor, ceiling = min(sign * r for r in ranks), max(sign * r for r in ranks)
        certain = list(self._minimal(sign, lambda levels: self._end(levels, sign, min) > floor))
        reach = list(
            self._minimal(sign, lambda levels: self._end(levels, sign, max) > ceiling, adds_only=True)
        )
        found = [self._change(moves, sign, certain=True) for moves in certain]
        found += [self._change(moves, sign, certain=False) for moves in reach if moves not in certain]
        found.sort(key=lambda c: (not c.certain, c.size, c.words))
        return tuple(found[:MOST_SHOWN])

    def _end(self, levels: frozenset[str], sign: int, pick: Callable[[Iterable[float]], float]) -> float:
        return pick([sign * self.scale.level(i).rank for i in levels])

    def levels_after(self, moves: tuple[Move, ...]) -> frozenset[str]:
        """The levels still open, at most, after the moves."""
        world = self.world
        for move in moves:
            world = move.apply(world)
        added = [m for m in moves if isinstance(m, Add)]
        if added and self.repool:
            world = self.repool(world, sum(m.number for m in added), added[0].kind.better)
        return open_levels(self.scale, Evaluator(self.book, world))

    def _minimal(
        self, sign: int, does: Callable[[frozenset[str]], bool], *, adds_only: bool = False
    ) -> Iterator[tuple[Move, ...]]:
        kept: list[tuple[Move, ...]] = []
        for moves in self._candidates(sign, adds_only=adds_only):
            if does(self.levels_after(moves)):
                smaller = self._shrink(moves, does)
                if smaller not in kept and not any(_covers(k, smaller) for k in kept):
                    kept.append(smaller)
                    yield smaller

    def _shrink(self, moves: tuple[Move, ...], does: Callable[[frozenset[str]], bool]) -> tuple[Move, ...]:
        """Drop and weaken moves while what is left still does it."""
        changed = True
        while changed:
            changed = False
            for i, move in enumerate(moves):
                rest = (*moves[:i], *moves[i + 1 :])
                weaker = [rest] if rest else []
                weaker += [(*moves[:i], w, *moves[i + 1 :]) for w in self._weaker(move)]
                found = next((w for w in weaker if does(self.levels_after(w))), None)
                if found is not None:
                    moves, changed = found, True
                    break
        return moves

    def _weaker(self, move: Move) -> list[Move]:
        if isinstance(move, Add):
            fewer = [Add(move.kind, n) for n in range(1, move.number)]
            plainer = [Add(k, move.number) for k in self._kinds(move.kind.better) if _is_part(k, move.kind)]
            return [*fewer, *plainer]
        if isinstance(move.value, float):
            up = move.toward == "high"
            ends = [v for v in self._ends(move.fact) if v != move.value and (v < move.value) == up]
            return [Learn(move.fact, v, move.toward) for v in sorted(ends, reverse=not up)]
        return []

    def _candidates(self, sign: int, *, adds_only: bool) -> Iterator[tuple[Move, ...]]:
        learns = [] if adds_only else list(self._learns(sign))
        for one in learns:
            yield (one,)
        adds = [Add(k, n) for n in range(1, MOST_ADDED + 1) for k in self._kinds(sign)]
        for add in adds:
            yield (add,)
        by_subject: dict[str, list[Move]] = {}
        for learn in learns:
            by_subject.setdefault(learn.fact.subject, []).append(learn)
        for group in by_subject.values():
            if len(group) > 1:
                yield tuple(group)
        for a, b in combinations(by_subject, 2):
            yield (*by_subject[a], *by_subject[b])
        if learns:
            yield tuple(learns)
            for add in adds:
                yield (*learns, add)

    def _kinds(self, sign: int) -> list[Kind]:
        return [k for k in self.scale.kinds if k.better == sign]

    def _learns(self, sign: int) -> Iterator[Learn]:
        wanted: set[str] = set()
        wanted = wanted.union(*(self.book.facts_of(rule) for rule in self.scale.expressions))
        for subject in self.world.subjects():
            for name in sorted(wanted):
                definition = CATALOGUE[name]
                if (definition.of == "set") != (subject == "set"):
                    continue
                fact = self.world.get(subject, name)
                value = definition.good if sign > 0 else definition.worst
                if not fact.is_open or value is None or (fact.options and value not in fact.options):
                    continue
                if value in ("high", "low"):
                    ends = self._ends(fact)
                    if ends:
                        yield Learn(fact, max(ends) if value == "high" else min(ends), value)
                else:
                    yield Learn(fact, value)

    def _ends(self, fact: Fact) -> list[float]:
        """The values worth learning of a number: at, below and above each threshold, within its bounds."""
        low = fact.low if fact.low is not None else CATALOGUE[fact.name].low
        high = fact.high if fact.high is not None else CATALOGUE[fact.name].high
        step = 1.0 if CATALOGUE[fact.name].whole else 0.01
        ends = {t + d for t in self._thresholds(fact.name) for d in (-step, 0.0, step)}
        return [e for e in sorted(ends) if (low is None or e >= low) and (high is None or e <= high)]

    def _thresholds(self, name: str) -> tuple[float, ...]:
        return thresholds_of(self.book, name, self.scale.expressions)

    def _change(self, moves: tuple[Move, ...], sign: int, *, certain: bool) -> Change:
        levels = self.scale.in_order(self.levels_after(moves))
        words = self._words(moves)
        low, high = self.scale.level(levels[0]).words, self.scale.level(levels[-1]).words
        verb = ("at least" if sign > 0 else "at most") if certain else "could reach"
        end = (low if sign > 0 else high) if certain else (high if sign > 0 else low)
        return Change(
            moves=words,
            size=sum(m.number if isinstance(m, Add) else 1 for m in moves),
            floor=levels[0],
            ceiling=levels[-1],
            certain=certain,
            words=f"{_join(words)}: {verb} “{end}”",
        )

    def _words(self, moves: tuple[Move, ...]) -> tuple[str, ...]:
        """The moves in words: what is learned of one study together, then what is added."""
        learned: dict[str, list[str]] = {}
        for move in moves:
            if isinstance(move, Learn):
                learned.setdefault(move.fact.subject, []).append(_learned(move))
        said = []
        for subject, clauses in learned.items():
            who = f"{self.names[subject]}: " if subject in self.names else ""
            listed = "; ".join(clauses) if len(clauses) > 1 else clauses[0]
            said.append(f"{who}we learn that {listed}")
        return (*said, *(_added(m) for m in moves if isinstance(m, Add)))


def _added(move: Add) -> str:
    return move.kind.words if move.number == 1 else f"{_NUMBERS[move.number]} {move.kind.plural}"


def _learned(move: Learn) -> str:
    definition = CATALOGUE[move.fact.name]
    if move.toward is None:
        return definition.yes if move.value == definition.good else definition.no
    bound = "at least" if move.toward == "high" else "at most"
    if definition.amount:
        return definition.amount.format(f"{bound} {move.value:g}")
    return definition.yes if move.toward == "high" else definition.no


def _is_part(weak: Kind, strong: Kind) -> bool:
    return weak.id != strong.id and all(
        n in strong.facts and _asks_less(n, v, strong.facts[n]) for n, v in weak.facts.items()
    )


def _asks_less(name: str, weak: object, strong: object) -> bool:
    good = CATALOGUE[name].good
    if isinstance(weak, int | float) and isinstance(strong, int | float) and good in ("high", "low"):
        return weak <= strong if good == "high" else weak >= strong
    return weak == strong


def _covers(kept: tuple[Move, ...], moves: tuple[Move, ...]) -> bool:
    return set(map(repr, kept)) <= set(map(repr, moves))


_NUMBERS = {2: "two", 3: "three"}


def _join(words: tuple[str, ...]) -> str:
    joined = "; and ".join(words)
    return joined[0].upper() + joined[1:]
