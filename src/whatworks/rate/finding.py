"""What is found of an evidence set without names, once for all that are the same but for names.

The search for what could still be and for what would change it is the dear part of a rating. What it finds is
kept and said of the studies at hand.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock

from whatworks.rules import SET, Evaluator, Possible, Rulebook, World
from whatworks.terms import Change, Fact

from .change_records import Found, changes_of
from .changes import Finder
from .moves import Add, Learn, Move, Withdraw
from .nameless import Nameless, Stripper
from .question import Question, Repool
from .scheme import Scale, Scheme
from .whatif import WhatIf

MOST_FINDINGS = 20_000
"""Findings kept for one scale; those not asked for longest go first."""
MOST_SCALES = 64
"""Scales of which findings are kept."""
Place = tuple[str, str]
"""A fact's place: subject and name."""


@dataclass(frozen=True)
class Finding:
    """What is found of one world without names."""

    answer: Possible
    matters: Mapping[Place, int]
    """How many levels learning a fact could rule out, at best; 0 for those not in it."""
    sizes_matter: Mapping[str, int]
    """The same for sizes that cannot be added up, because studies count different things."""
    up: tuple[Found, ...]
    down: tuple[Found, ...]


@dataclass(frozen=True)
class Case:
    """One world asked about on one scale, and what was found of it."""

    scale: Scale
    world: World
    called: tuple[str, ...]
    """What each study of the finding is called here."""
    finding: Finding

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """The levels still possible, lowest first."""
        return self.scale.in_order(self.finding.answer.outcomes)

    @cached_property
    def _slots(self) -> dict[str, str]:
        return {study: f"s{i}" for i, study in enumerate(self.called)}

    @cached_property
    def _real(self) -> dict[str, str]:
        return {f"s{i}": study for i, study in enumerate(self.called)}

    def matters(self, fact: Fact) -> int:
        """How many levels learning it could rule out, at best."""
        return self.finding.matters.get((self._slots.get(fact.subject, fact.subject), fact.name), 0)

    def changes(self, sign: int, names: Mapping[str, str]) -> tuple[Change, ...]:
        """The smallest changes upward (sign +1) or downward (-1), said of the studies at hand."""
        found = self.finding.up if sign > 0 else self.finding.down
        named = [replace(f, moves=tuple(self._named(m) for m in f.moves)) for f in found]
        return changes_of(named, self.scale, sign, names, self.world)

    def _named(self, move: Move) -> Move:
        if isinstance(move, Add):
            return move
        if isinstance(move, Withdraw):
            return Withdraw(self._real[move.study])
        return replace(move, fact=self.world.get(self._real.get(move.fact.subject, SET), move.fact.name))


class Findings:
    """What was found on one scale, kept so that the same but for names is found once. Memory is bounded."""

    def __init__(self, book: Rulebook, scale: Scale) -> None:
        self.book, self.scale = book, scale
        self.asked = 0
        """How many worlds were asked about."""
        self.distinct = 0
        """How many of them had to be worked out."""
        self._kept: OrderedDict[object, Finding] = OrderedDict()
        self._one_at_a_time = Lock()
        self._start()

    def _start(self) -> None:
        self.question = Question(self.book, self.scale)
        self._stripper = Stripper(self.question.sight)

    def case(self, world: World, repool: Repool | None = None) -> Case:
        """The world with what is found of it. With `repool` it is worked out for this world alone."""
        with self._one_at_a_time:
            return self._case(world, repool)

    def _case(self, world: World, repool: Repool | None) -> Case:
        if self.question.is_full:
            self._start()
        bare = self._stripper.strip(world)
        self.asked += 1
        found = self._kept.get(bare.key) if repool is None else None
        if found is None:
            found = self._work_out(bare, repool and _of(repool, world))
        if repool is None:
            self._kept[bare.key] = found
            self._kept.move_to_end(bare.key)
            if len(self._kept) > MOST_FINDINGS:
                self._kept.popitem(last=False)
        return Case(self.scale, world, bare.called, found)

    def _work_out(self, bare: Nameless, repool: Repool | None) -> Finding:
        self.distinct += 1
        answer = self.question.levels(bare.world)
        finder = Finder(self.question, bare.world, self.scale.in_order(answer.outcomes), {}, repool)
        return Finding(
            answer, _matters(finder), _sizes_matter(finder), tuple(finder.found(+1)), tuple(finder.found(-1))
        )

    def evaluator(self, world: World) -> Evaluator:
        """An evaluator of the whole scheme for a world."""
        return Evaluator(self.book, world, self.scale.eligible)


def _of(repool: Repool, world: World) -> Repool:
    """The pooled figure of the world itself, which the search knows without names."""
    return lambda _, added, better: repool(world, added, better)


def _matters(finder: Finder) -> dict[Place, int]:
    """For each fact in the way how many levels it could rule out; alike for studies that are alike."""
    if len(finder.possible) < 2:
        return {}
    found: dict[Place, int] = {}
    kinds: dict[object, int] = {}
    for subject, name in finder.in_the_way:
        fact = finder.world.get(subject, name)
        kind = (name, finder.question.kind(finder.world, subject))
        if kind not in kinds:
            values = finder.question.values(finder.world, fact)
            kinds[kind] = _most(finder.what_if, finder.possible, fact, values)
        found[subject, name] = kinds[kind]
    return found


def _most(what_if: WhatIf, possible: tuple[str, ...], fact: Fact, values: list[object]) -> int:
    """How many levels one of the values would rule out."""
    levels = set(possible)
    most = 0
    for value in values:
        moves = (Learn(fact, value),)
        if not what_if.surely(moves, levels.issubset):
            most = max(most, len(levels - what_if.levels(moves).outcomes))
            what_if.remember(moves)
    return most


def _sizes_matter(finder: Finder) -> dict[str, int]:
    """How many levels a common count could rule out: tried with nearly all people in one study."""
    evaluator = finder.question.memory.evaluator(finder.world)
    found = {}
    for name in sorted(n for n in finder.question.memory.sums if not evaluator.counts_alike(n)):
        left = []
        for largest in finder.world.studies:
            world = finder.world
            for study in finder.world.studies:
                size = 1_000_000 if study is largest else 1
                world = world.having(Fact(name=name, subject=study.study, value=size))
            left.append(finder.question.levels(world).outcomes)
        found[name] = max((len(set(finder.possible) - outcomes) for outcomes in left), default=0)
    return found


_KEPT: OrderedDict[int, Findings] = OrderedDict()
_KEEPING = Lock()


def findings_of(scheme: Scheme, scale: Scale) -> Findings:
    """The findings kept for a scale of a scheme."""
    with _KEEPING:
        kept = _KEPT.get(id(scale))
        if kept is None:
            kept = _KEPT[id(scale)] = Findings(scheme.book, scale)
            if len(_KEPT) > MOST_SCALES:
                _KEPT.popitem(last=False)
        _KEPT.move_to_end(id(scale))
        return kept


def forget() -> None:
    """Forget all that was found: the next rating is worked out from nothing."""
    with _KEEPING:
        _KEPT.clear()


def counts() -> tuple[int, int]:
    """How many worlds were asked about, on any scale, and how many of them had to be worked out."""
    return sum(f.asked for f in _KEPT.values()), sum(f.distinct for f in _KEPT.values())


def counts_by_scale() -> list[tuple[str, int, int]]:
    """The same for each scale of which findings are kept, by the scale's name."""
    return [(f.scale.name, f.asked, f.distinct) for f in _KEPT.values()]
