"""What would change a level: the smallest sets of moves after which its floor (or ceiling) has moved.

A set is kept if no part of it does as much and no weaker move would do. A change is called certain where
every completion of what is still unknown agrees; the other kind says that some completion gets there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

from whatworks.rules import SET, Possible, World
from whatworks.terms import Change, Fact, UnknownKind

from .catalogue import CATALOGUE
from .change_records import Found, changes_of
from .glance import any_possible
from .moves import Add, Learn, Move, Reverse, Withdraw, after, is_learnable
from .question import Levels, Question, Repool
from .reversals import Reversals
from .scheme import Kind
from .weaker import covers, is_part, same_fact
from .whatif import WhatIf

MOST_ADDED = 3
ENOUGH = 4
"""Changes by learning and adding after which combinations of them are not looked for."""
MOST_DOUBTED = 12
"""Reversals and withdrawals that are tried two at a time."""
WEAKENED = ("months_after_end", "n_intervention", "n_comparison", "sites")
"""Numbers of a study to add that may be asked for in a lesser amount."""
MOST_PAIRED = 6
"""Studies whose unknowns are tried two studies at a time."""
PLENTY = 1e8
"""More people than any study has."""
MOST_AT_ONCE = 60
"""Unknowns that are tried all together."""
Moves = tuple[Move, ...]
Does = Callable[[Moves], bool]


MOST_SEARCHES = 60
"""Full searches after which no further candidates for a change are tried."""


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
    _spent: list[None] = field(default_factory=list)
    """One for each full search: after enough of them, no further candidates are tried."""

    def found(self, sign: int) -> list[Found]:
        """The smallest moves upward (sign +1) or downward (-1), certain ones before those that may do it."""
        certain = [Found(m, self._after(m).outcomes, True) for m in self.certain(sign)]
        reach = [Found(m, self._after(m).outcomes, False) for m in self.within_reach(sign)]
        return certain + [f for f in reach if not any(covers(c.moves, f.moves) for c in certain)]

    def changes(self, sign: int) -> tuple[Change, ...]:
        """The smallest changes upward (sign +1) or downward (-1), fewest moves first, certain ones first."""
        return changes_of(self.found(sign), self.question.scale, sign, self.names, self.world)

    def certain(self, sign: int) -> list[Moves]:
        """Smallest sets of moves after which the floor is higher (sign +1), or the ceiling lower (-1)."""
        floor = min(sign * self._rank(i) for i in self.possible)
        if floor == max(sign * level.rank for level in self.question.scale.levels):
            return []

        def raises(moves: Moves) -> bool:
            def stays(found: Levels) -> bool:
                return any(sign * self._rank(i) <= floor for i in found)

            if self.what_if.surely(moves, stays):
                return False
            found = self.what_if.exact(moves)
            if found is not None:
                if stays(found):
                    self.what_if.remember(moves)
                return not stays(found)
            told = any_possible(self.question, self.world_after(moves), stays, sign=-sign)
            return not (stays(self._searched(moves, stays).outcomes) if told is None else told)

        kept: list[Moves] = []
        for candidates in self._stages(sign):
            self._minimal(candidates, raises, kept)
            if len(kept) >= ENOUGH:
                break
        if sign < 0 or not kept:
            self._minimal(self._doubts(sign, raises, kept), raises, kept)
        return [self._lessened(moves, sign) for moves in kept]

    def _lessened(self, moves: Moves, sign: int) -> Moves:
        """The same with studies to add that ask for less and lead to as good a level."""
        for place, move in enumerate(moves):
            if isinstance(move, Add):
                good = self._floor(moves, sign)
                lesser = (Add(kind, move.number) for kind in self._lesser(move.kind))
                asked = ((*moves[:place], less, *moves[place + 1 :]) for less in lesser)
                moves = next((less for less in asked if self._floor(less, sign) >= good), moves)
        return moves

    def _floor(self, moves: Moves, sign: int) -> float:
        return min(sign * self._rank(i) for i in self._after(moves).outcomes)

    def _doubts(self, sign: int, does: Does, kept: list[Moves]) -> Iterator[Moves]:
        """Known facts that turn out otherwise, each in turn and then by twos, and studies withdrawn."""
        first, second = self._of_kinds(self.world.by_study)
        far = [self._furthest(f, does) for who in (*first, SET) for f in self._reversals.facts(who)]
        singles: list[Move] = [move for moves in far for move in moves]
        singles += [Withdraw(study) for study in first if self.question.scale.of == "set"]
        yield from ((one,) for one in singles)
        if not kept:
            yield from self._two_doubts(singles, second, does)

    def _two_doubts(self, singles: list[Move], second: list[str], does: Does) -> Iterator[Moves]:
        twins: list[Move] = [Withdraw(study) for study in second if self.question.scale.of == "set"]
        facts = [fact for who in second for fact in self._reversals.facts(who)]
        twins += [move for fact in facts for move in self._furthest(fact, does)]
        for a, b in combinations([*singles, *twins][:MOST_DOUBTED], 2):
            if not same_fact(a, b):
                yield (a, b)

    def _furthest(self, fact: Fact, does: Does) -> list[Move]:
        """The furthest that a fact may turn out from what it is: each value that is a thing of its own."""
        options = self._reversals.of(fact)
        ends = {move.toward: move for move in options if move.toward}
        if ends:
            return list(ends.values())
        doing = next((move for move in options if does((move,))), None)
        return [doing] if doing else list(options[-1:])

    @cached_property
    def _reversals(self) -> Reversals:
        return Reversals(self.question, self.world)

    def within_reach(self, sign: int) -> list[Moves]:
        """Smallest additions of studies after which a level higher (or lower) than all now is possible."""
        ceiling = max(sign * self._rank(i) for i in self.possible)
        if ceiling == max(sign * level.rank for level in self.question.scale.levels):
            return []

        def reaches(moves: Moves) -> bool:
            def higher(found: Levels) -> bool:
                return any(sign * self._rank(i) > ceiling for i in found)

            if self.what_if.surely(moves, higher):
                return True
            found = self.what_if.exact(moves)
            if found is not None:
                return higher(found)
            told = any_possible(self.question, self.world_after(moves), higher, sign=sign)
            return higher(self._searched(moves, higher).witnessed) if told is None else told

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

    def _searched(self, moves: Moves, enough: Callable[[Levels], bool]) -> Possible:
        self._spent.append(None)
        return self._after(moves, enough)

    def _minimal(self, candidates: Iterable[Moves], does: Does, kept: list[Moves]) -> list[Moves]:
        """Add to those kept the smallest sets in the candidates that do it."""
        for moves in candidates:
            if (
                len(self._spent) > MOST_SEARCHES
            ):  # what is kept is whole: only further candidates are left out
                break
            if not any(covers(k, moves) for k in kept) and does(moves):
                for smaller in self._smallest(moves, does):
                    if not self._is_absurd(smaller) and not any(covers(k, smaller) for k in kept):
                        kept.append(smaller)
        return kept

    def _smallest(self, moves: Moves, does: Does) -> Iterator[Moves]:
        """A smallest part of the moves that does it, and those that do so without one of its moves."""
        first = self._shrink(moves, does)
        yield first
        for move in first if len(moves) > len(first) else ():
            rest = tuple(m for m in moves if not same_fact(m, move))
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
        for place in sorted(range(len(moves)), key=lambda i: not self._is_looked_up(moves[i])):
            move = moves[place]
            weaker = ((*moves[:place], w, *moves[place + 1 :]) for w in self._weaker(move))
            moves = next((w for w in weaker if does(w)), moves)
            if self._is_size(move):
                moves = self._loosen(moves, place, does)
        return moves

    def _is_looked_up(self, move: Move) -> bool:
        """Whether a table is entered by the fact: it is bounded before that which the table bounds."""
        keys = self.question.memory.completing.lookups.keys
        return isinstance(move, Learn | Reverse) and move.fact.name in keys

    def _weaker(self, move: Move) -> list[Move]:
        if isinstance(move, Add):
            fewer = [Add(move.kind, n) for n in range(1, move.number)]
            plainer = [Add(k, move.number) for k in self._kinds(move.kind.better) if is_part(k, move.kind)]
            both = [Add(k.kind, n.number) for k in plainer for n in fewer]
            return [*both, *fewer, *plainer]
        if isinstance(move, Withdraw):
            return []
        if isinstance(move, Reverse):
            nearer = [r for r in self._reversals.of(move.fact) if r.toward == move.toward]
            return list(nearer[: nearer.index(move)]) if move in nearer else []
        if move.toward and isinstance(move.value, float):
            up = move.toward == "high"
            ends = [v for v in self._ends(move.fact) if v != move.value and (v < move.value) == up]
            return [Learn(move.fact, v, move.toward) for v in sorted(ends, reverse=not up)]
        return []

    def _lesser(self, kind: Kind) -> Iterator[Kind]:
        """The kind with a number that asks for less, the least first: months, sizes."""
        for name in (n for n in WEAKENED if n in kind.facts and n in self.question.sight.names):
            said = Fact(name=name, subject="", unknown=UnknownKind.NOT_SOUGHT)
            for value in self.question.ends(self.world, said):
                if value < kind.facts[name] and value == int(value):
                    told = CATALOGUE[name].amount.format(f"at least {value:,g}")
                    yield replace(
                        kind, id=f"{kind.id}, {name} {value:g}", facts={**kind.facts, name: value},
                        words=f"{kind.words} (enough if {told})", plural=f"{kind.plural} (enough if {told})",
                    )  # fmt: skip

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
        adds = [*self._adds(sign), *self._adds(-sign)]  # what favours it may lower a level all the same
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
        return self.question.ends(self.world, fact)
