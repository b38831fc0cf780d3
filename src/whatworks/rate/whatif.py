"""What a scale would say after a few moves, without looking again at what they leave as it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from whatworks.rules import SET, Ground, Pair, Possible, Scene, State, World

from .follows import ARMS, COUNTED
from .moves import IN_POOL, Add, Learn, Move, Reverse, Withdraw, is_ours
from .question import LOOKS, Levels, Question

MOST_EXAMPLES = 16
"""Examples after which no more are kept."""
Moves = tuple[Move, ...]
Enough = Callable[[Levels], bool]


class WhatIf:
    """One world and what moves make of it, as a scale's rules see them."""

    def __init__(self, question: Question, world: World, after: Callable[[Moves], World]) -> None:
        self.question, self.world, self.after = question, world, after
        sight = question.sight
        self._ground = sight.ground(world)
        self._states = [sight.state(s) for s in world.studies]
        self._place = {s.study: i for i, s in enumerate(world.studies)}
        self._added: dict[str, State] = {}
        self._raised: dict[tuple[int, int], Ground] = {}

    @cached_property
    def _told(self) -> list[tuple[object, ...]]:
        return [self.question.sight.told_apart(s) for s in self.world.studies]

    @cached_property
    def _groups(self) -> list[object]:
        return self.question.sight.blocks(self._told)  # type: ignore[arg-type]

    @cached_property
    def _is_plain(self) -> bool:
        """Whether no study shares, or may share, what tells it apart."""
        return all(g is None for g in self._groups)

    def levels(self, moves: Moves, enough: Enough | None = None) -> Possible:
        """The levels possible after the moves; part of them, with `enough`, where that is dear to find."""
        key, scene = self._shown(moves)
        return self.question.answer(key, scene, budget=LOOKS, enough=enough)

    def exact(self, moves: Moves) -> Levels | None:
        """The levels possible after the moves where that is quick to say for sure; else None."""
        return self.question.exact(*self._shown(moves))

    def surely(self, moves: Moves, enough: Enough) -> bool:
        """Whether enough is possible after the moves for sure, as what was met before still leads there."""
        seen = self._seen(moves) if self._is_plain else None
        if seen is None:
            return False
        gone = [self._place[m.study] for m in moves if type(m) is Withdraw]
        ground, states = seen
        if all(s.is_looked_at for s in states):
            known = self.question.known(self._key(ground, states))
            if known is not None:
                return enough(known)
        if len(states) < 2:
            return False
        before = [s for i, s in enumerate(self._states) if i not in gone]
        examples = [tuple(p for i, p in enumerate(e) if i not in gone) for e in self._examples]
        found: Levels = frozenset()
        for levels in self.question.of_examples(ground, before, states, examples):
            found |= levels
            if enough(found):
                return True
        return False

    def remember(self, moves: Moves) -> None:
        """Keep what led to the levels possible after the moves, to be met again after others."""
        seen = self._seen(moves) if self._is_plain else None
        if seen is None or len(self._examples) > MOST_EXAMPLES or any(type(m) is Withdraw for m in moves):
            return
        number = len(self._states)
        found = dict.fromkeys(example[:number] for example in self.question.examples(*seen))
        self._examples += [example for example in found if example not in self._examples]

    @cached_property
    def _examples(self) -> list[tuple[Pair, ...]]:
        return self.question.examples(self._ground, self._states) if self._is_plain else []

    def _shown(self, moves: Moves) -> tuple[object, Callable[[], Scene]]:
        """What the rules see after the moves, and the scene in which they see it."""
        seen = self._seen(moves) if self._is_plain else None
        if seen is None:
            scene = self.question.sight.scene(self.after(moves))
            return scene.shown, lambda: scene
        ground, states = seen
        return self._key(ground, states), lambda: self._scene(ground, states)

    @staticmethod
    def _key(ground: Ground, states: list[State]) -> object:
        return (ground.number, tuple(sorted([s.shows for s in states])))

    def _scene(self, ground: Ground, states: list[State]) -> Scene:
        told = [
            ((f"of {i}", str, None, (), None, None, None),) * len(self.question.sight.apart)
            for i in range(len(states))
        ]
        return self.question.sight.arranged(ground, states, told, [f"{i:06}" for i in range(len(states))])

    def _seen(self, moves: Moves) -> tuple[Ground, list[State]] | None:
        """The set's facts and the studies after the moves; None where that takes a closer look."""
        ground, states, adds = self._ground, self._states, 0
        for move in moves:
            if type(move) is Add:
                adds += 1
                states = [*states, *[self._study(move)] * move.number]
                ground = self._more(ground, move)
            elif type(move) is Withdraw and not self._ours and len(moves) == 1:
                states = [s for i, s in enumerate(states) if i != self._place[move.study]]
            elif isinstance(move, Learn | Reverse) and self._is_own(move):
                if move.fact.subject == SET:
                    ground = self._learned_of_set(ground, move)
                else:
                    at = self._place[move.fact.subject]
                    states = [*states]
                    states[at] = self._learned(states[at], move)
            else:
                return None
        return (
            None if adds > 1 or (adds and ground is not self._ground and len(moves) > 1) else (ground, states)
        )

    @cached_property
    def _ours(self) -> bool:
        """Whether a pooled figure of our own moves with the studies."""
        return "pool.source" in self.question.sight.set_names and is_ours(self.world)

    def _is_own(self, move: Learn | Reverse) -> bool:
        """Whether a fact changes nothing but itself, as far as the rules see."""
        sight, name = self.question.sight, move.fact.name
        if name in sight.apart or (
            isinstance(move, Reverse) and move.fact.subject != SET and name not in sight.names
        ):
            return False
        if name in (*ARMS, *COUNTED) and "attrition_overall" in sight.names:
            return False
        return not (isinstance(move, Reverse) and name in IN_POOL and self._ours)

    def _learned(self, state: State, move: Learn | Reverse) -> State:
        key = (move.fact.name, move.value, move.toward)
        found = state.learned.get(key)
        if found is None:
            sight = self.question.sight
            study = sight.placed(state, move.fact.subject, None)
            (after,) = move.apply(World({}, (study,))).studies
            found = state.learned[key] = sight.state(after)
        return found

    def _learned_of_set(self, ground: Ground, move: Learn | Reverse) -> Ground:
        key = (move.fact.name, move.value, move.toward)
        found = ground.learned.get(key)
        if found is None:
            sight = self.question.sight
            found = ground.learned[key] = sight.ground(move.apply(sight.world(Scene(ground, (), (), ()))))
        return found

    def _study(self, move: Add) -> State:
        found = self._added.get(move.kind.id)
        if found is None:
            study = Add(move.kind, 1).apply(self.world).studies[-1]
            found = self._added[move.kind.id] = self.question.sight.state(study)
        return found

    def _more(self, ground: Ground, move: Add) -> Ground:
        """The set's facts when studies are added: a pooled figure moves with them."""
        if ground is not self._ground:
            return ground
        key = (move.number, move.kind.better)
        found = self._raised.get(key)
        if found is None:
            found = self._raised[key] = self.question.sight.ground(self.after((move,)))
        return found
