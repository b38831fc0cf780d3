"""What would change a level: the smallest sets of moves after which its floor (or ceiling) has moved.

A set is kept if no part of it does as much and no weaker move would do. A change is called certain where
every completion of what is still unknown agrees; the other kind says that some completion gets there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

from whatworks.rules import Possible, World, thresholds_of
from whatworks.terms import Change, Fact

from .catalogue import CATALOGUE
from .moves import Add, Learn, Move, after, is_learnable, values_to_learn, words_of
from .question import Levels, Question, Repool
from .scheme import Kind, Scale
from .whatif import WhatIf

MOST_ADDED = 3
MOST_SHOWN = 4
MOST_PAIRED = 6
"""Studies whose unknowns are tried two studies at a time."""
PLENTY = 1e8
"""More people than any study has."""
MOST_AT_ONCE = 60
"""Unknowns that are tried all together."""
Moves = tuple[Move, ...]
Does = Callable[[Moves], bool]


@dataclass(frozen=True)
class Found:
    """Moves, the levels possible after them, and whether what they do is certain."""

    moves: Moves
    outcomes: Levels
    certain: bool


@dataclass(frozen=True)
class Finder:
    """Looks for the changes of one scale in one world."""

    question: Question
    world: World
    possible: tuple[str, ...]
    names: Mapping[str, str]
    """How each study is spoken of."""
    repool: Repool | None = None
    _pools: dict[tuple[int, int], Mapping[str, Fact]] = field(default_factory=dict)

    def found(self, sign: int) -> list[Found]:
        """The smallest moves upward (sign +1) or downward (-1), certain ones before those that may do it."""
        certain = [Found(m, self._after(m).outcomes, True) for m in self.certain(sign)]
        reach = [Found(m, self._after(m).outcomes, False) for m in self.within_reach(sign)]
        return certain + reach

    def changes(self, sign: int) -> tuple[Change, ...]:
        """The smallest changes upward (sign +1) or downward (-1), fewest moves first, certain ones first."""
        return changes_of(self.found(sign), self.question.scale, sign, self.names)

    def certain(self, sign: int) -> list[Moves]:
        """Smallest sets of moves after which the floor is higher (sign +1), or the ceiling lower (-1)."""
        floor = min(sign * self._rank(i) for i in self.possible)

        def raises(moves: Moves) -> bool:
            def stays(found: Levels) -> bool:
                return any(sign * self._rank(i) <= floor for i in found)

            return not stays(self._after(moves, stays).outcomes)

        kept: list[Moves] = []
        for candidates in self._stages(sign):
            self._minimal(candidates, raises, kept)
            if len(kept) >= MOST_SHOWN:
                break
        return kept

    def within_reach(self, sign: int) -> list[Moves]:
        """Smallest additions of studies after which a level higher (or lower) than all now is possible."""
        ceiling = max(sign * self._rank(i) for i in self.possible)

        def reaches(moves: Moves) -> bool:
            def higher(found: Levels) -> bool:
                return any(sign * self._rank(i) > ceiling for i in found)

            return higher(self._after(moves, higher).witnessed)

        return self._minimal(((a,) for a in self._adds(sign)), reaches, [])

    def _rank(self, level: str) -> float:
        return self.question.scale.level(level).rank

    def world_after(self, moves: Moves) -> World:
        """The world after the moves; what a pooled figure would be is asked once."""
        return after(moves, self.world, self._remembered if self.repool else None)

    def _remembered(self, world: World, number: int, better: int) -> World:
        if self.repool is None:
            return world
        if (number, better) not in self._pools:
            facts = self.repool(self.world, number, better).facts
            self._pools[number, better] = {n: f for n, f in facts.items() if n.startswith("pool.")}
        return replace(world, facts={**world.facts, **self._pools[number, better]}, rivals=())

    @cached_property
    def in_the_way(self) -> list[tuple[str, str]]:
        """Subject and name of each fact that leaves the level open."""
        return self.question.in_the_way(self.world)

    @cached_property
    def what_if(self) -> WhatIf:
        """What moves make of the world."""
        return WhatIf(self.question, self.world, self.world_after)

    def _after(self, moves: Moves, enough: Callable[[Levels], bool] | None = None) -> Possible:
        return self.what_if.levels(moves, enough)

    def _minimal(self, candidates: Iterable[Moves], does: Does, kept: list[Moves]) -> list[Moves]:
        """Add to those kept the smallest sets in the candidates that do it."""
        for moves in candidates:
            if not any(_covers(k, moves) for k in kept) and does(moves):
                for smaller in self._smallest(moves, does):
                    if not self._is_absurd(smaller) and not any(_covers(k, smaller) for k in kept):
                        kept.append(smaller)
        return kept

    def _smallest(self, moves: Moves, does: Does) -> Iterator[Moves]:
        """A smallest part of the moves that does it, and those that do so without one of its moves."""
        first = self._shrink(moves, does)
        yield first
        for move in first if len(moves) > len(first) else ():
            rest = tuple(m for m in moves if not _same_fact(m, move))
            if rest and does(rest):
                yield self._shrink(rest, does)

    def _shrink(self, moves: Moves, does: Does) -> Moves:
        """Drop moves while what is left still does it, then weaken what cannot be dropped."""
        place = 0
        while place < len(moves):
            rest = (*moves[:place], *moves[place + 1 :])
            if rest and does(rest):
                moves = rest
            else:
                place += 1
        for place, move in enumerate(moves):
            weaker = ((*moves[:place], w, *moves[place + 1 :]) for w in self._weaker(move))
            moves = next((w for w in weaker if does(w)), moves)
            if self._is_size(move):
                moves = self._loosen(moves, place, does)
        return moves

    def _weaker(self, move: Move) -> list[Move]:
        if isinstance(move, Add):
            fewer = [Add(move.kind, n) for n in range(1, move.number)]
            plainer = [Add(k, move.number) for k in self._kinds(move.kind.better) if _is_part(k, move.kind)]
            both = [Add(k.kind, n.number) for k in plainer for n in fewer]
            return [*both, *fewer, *plainer]
        if move.toward and isinstance(move.value, float):
            up = move.toward == "high"
            ends = [v for v in self._ends(move.fact) if v != move.value and (v < move.value) == up]
            return [Learn(move.fact, v, move.toward) for v in sorted(ends, reverse=not up)]
        return []

    def _loosen(self, moves: Moves, place: int, does: Does) -> Moves:
        """The weakest bound on a size that still does it, by halving."""
        move = moves[place]
        if not isinstance(move, Learn) or not isinstance(move.value, float):
            return moves
        low, high = self._size_bounds(move.fact)
        bad, good = (low, move.value) if move.toward == "high" else (high, move.value)

        def at(value: float) -> Moves:
            return (*moves[:place], replace(move, value=value), *moves[place + 1 :])

        while abs(good - bad) > 1:
            middle = float((good + bad) // 2)
            bad, good = (bad, middle) if does(at(middle)) else (middle, good)
        return at(good)

    def _stages(self, sign: int) -> Iterator[list[Moves]]:
        """Sets of moves to try, smaller ones first; later stages only where earlier ones give too little."""
        adds = list(self._adds(sign))
        by_subject: dict[str, list[Move]] = {}
        for learn in self._learns(sign):
            by_subject.setdefault(learn.fact.subject, []).append(learn)
        first, second = self._of_kinds(by_subject)
        singles = [learn for subject in first for learn in by_subject[subject]]
        yield [(one,) for one in singles]
        groups = [tuple(by_subject[subject]) for subject in first]
        yield [(one,) for one in adds] + [group for group in groups if len(group) > 1]
        some = [*groups, *(tuple(by_subject[subject]) for subject in second)][:MOST_PAIRED]
        yield [(*a, *b) for a, b in combinations(some, 2)]
        yield [(learn, add) for add in adds for learn in singles if not self._is_size(learn)]
        everything = tuple(learn for group in by_subject.values() for learn in group)
        if 0 < len(everything) <= MOST_AT_ONCE:
            facts = tuple(learn for learn in everything if not self._is_size(learn))
            yield [everything, *((*facts, add) for add in adds if facts)]

    def _of_kinds(self, subjects: Iterable[str]) -> tuple[list[str], list[str]]:
        """Of the studies that cannot be told apart, the first ones and the second ones."""
        seen: dict[object, int] = {}
        found: tuple[list[str], list[str]] = ([], [])
        for subject in subjects:
            kind = self.question.kind(self.world, subject)
            place = seen[kind] = seen.get(kind, -1) + 1
            if place < 2:
                found[place].append(subject)
        return found

    def _adds(self, sign: int) -> Iterator[Add]:
        for number in range(1, MOST_ADDED + 1):
            for kind in self._kinds(sign):
                yield Add(kind, number)

    def _kinds(self, sign: int) -> list[Kind]:
        return [k for k in self.question.scale.kinds if k.better == sign]

    def _learns(self, sign: int) -> Iterator[Learn]:
        for subject, name in self.in_the_way:
            fact = self.world.get(subject, name)
            if is_learnable(fact):
                yield from self._learn(fact, sign)

    def _learn(self, fact: Fact, sign: int) -> Iterator[Learn]:
        definition = CATALOGUE[fact.name]
        value = definition.good if sign > 0 else definition.worst
        if value is None:
            return
        if value not in ("high", "low"):
            if not fact.options or value in fact.options:
                yield Learn(fact, value)
        elif fact.options:
            yield Learn(fact, max(fact.options) if value == "high" else min(fact.options), value)
        elif ends := self._ends(fact):
            yield Learn(fact, max(ends) if value == "high" else min(ends), value)
        elif fact.name in self.question.memory.sums:
            low, high = self._size_bounds(fact)
            yield from (Learn(fact, high, "high"), Learn(fact, low, "low"))

    def _size_bounds(self, fact: Fact) -> tuple[float, float]:
        low = fact.low if fact.low is not None else CATALOGUE[fact.name].low or 0.0
        return float(low), float(fact.high if fact.high is not None else max(low, PLENTY))

    def _is_absurd(self, moves: Moves) -> bool:
        """Whether a study would have to be as small, or as large, as none is."""
        return any(self._is_size(m) and isinstance(m, Learn) and m.value in (1.0, PLENTY) for m in moves)

    def _is_size(self, move: Move) -> bool:
        """Whether a move is a bound on a size, which no rule compares with anything by itself."""
        return isinstance(move, Learn) and move.toward is not None and not self._ends(move.fact)

    def _ends(self, fact: Fact) -> list[float]:
        return values_to_learn(
            fact, thresholds_of(self.question.book, fact.name, self.question.scale.expressions)
        )


def changes_of(
    found: Iterable[Found], scale: Scale, sign: int, names: Mapping[str, str]
) -> tuple[Change, ...]:
    """What was found in words, fewest moves first, certain ones first; no more than are shown."""
    told: dict[tuple[str, ...], Change] = {}
    for one in found:
        change = _change(one, scale, sign, names)
        told.setdefault(change.moves, change)
    return tuple(sorted(told.values(), key=lambda c: (not c.certain, c.size, c.words))[:MOST_SHOWN])


def _change(found: Found, scale: Scale, sign: int, names: Mapping[str, str]) -> Change:
    levels = scale.in_order(found.outcomes)
    words = words_of(found.moves, names)
    end = scale.level(levels[0 if found.certain == (sign > 0) else -1])
    called = [scale.level(i).words for i in levels if scale.level(i).rank == end.rank]
    verb = ("at least" if sign > 0 else "at most") if found.certain else "could reach"
    quoted = " or ".join(f"“{w}”" for w in dict.fromkeys(called))
    return Change(
        moves=words,
        size=sum(m.number if isinstance(m, Add) else 1 for m in found.moves),
        floor=levels[0],
        ceiling=levels[-1],
        certain=found.certain,
        words=f"{_joined(words)}: {verb} {quoted}",
    )


def _is_part(weak: Kind, strong: Kind) -> bool:
    """Whether a kind of study asks for less than another."""
    return weak.facts != strong.facts and all(
        n in strong.facts and _asks_less(n, v, strong.facts[n]) for n, v in weak.facts.items()
    )


def _asks_less(name: str, weak: object, strong: object) -> bool:
    good = CATALOGUE[name].good
    if isinstance(weak, int | float) and isinstance(strong, int | float) and good in ("high", "low"):
        return weak <= strong if good == "high" else weak >= strong
    return weak == strong


def _same_fact(a: Move, b: Move) -> bool:
    if isinstance(a, Learn) and isinstance(b, Learn):
        return (a.fact.subject, a.fact.name) == (b.fact.subject, b.fact.name)
    return a == b


def _covers(kept: Moves, moves: Moves) -> bool:
    """Whether every move kept is among the moves, or one that asks for more is."""
    return all(any(_is_weaker(move, other) for other in moves) for move in kept)


def _is_weaker(weak: Move, strong: Move) -> bool:
    """Whether a move asks for no more than another."""
    if isinstance(weak, Add) and isinstance(strong, Add):
        same = weak.kind == strong.kind or _is_part(weak.kind, strong.kind)
        return same and weak.number <= strong.number and weak.kind.better == strong.kind.better
    if isinstance(weak, Learn) and isinstance(strong, Learn) and weak.fact == strong.fact:
        if weak.toward is None or not isinstance(weak.value, float) or not isinstance(strong.value, float):
            return weak == strong
        within = weak.value <= strong.value if weak.toward == "high" else weak.value >= strong.value
        return weak.toward == strong.toward and within
    return False


def _joined(words: tuple[str, ...]) -> str:
    joined = "; and ".join(words)
    return joined[0].upper() + joined[1:]
