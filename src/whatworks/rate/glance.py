"""Whether a level is possible, the short way: likely completions first, and only where that is sure.

Kleene's tables never leave out a possible level, so what they rule out is ruled out, and where they leave
only levels of one kind, one of that kind is possible. In between, one open fact after another is supposed,
from the end that is likely to tell. Where that takes too long, the full search has to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from whatworks.rules import FactType, World, in_the_way
from whatworks.terms import Fact

from .catalogue import CATALOGUE
from .combine import Levels, open_levels
from .question import Question

MOST_LOOKS = 400
"""Worlds that are looked at before the full search takes over."""
Holds = Callable[[Levels], bool]
"""Whether any of some levels is one that is asked about."""


def any_possible(question: Question, world: World, holds: Holds, *, sign: int) -> bool | None:
    """Whether a level of the kind asked about is possible; None where that takes the full search.

    `sign` is +1 to suppose open facts from their best end, -1 from their worst.
    """
    if world.rivals:
        return None
    return _Glance(question, holds, sign).look(world)


class _Glance:
    def __init__(self, question: Question, holds: Holds, sign: int) -> None:
        self.question, self.holds, self.sign = question, holds, sign
        self.looks = 0

    def look(self, world: World) -> bool | None:
        self.looks += 1
        if self.looks > MOST_LOOKS:
            return None
        evaluator = self.question.memory.evaluator(world)
        outer = open_levels(self.question.scale, evaluator)
        if not self.holds(outer):
            return False
        if all(self.holds(frozenset({level})) for level in outer):
            return True
        place = next((item for item in in_the_way(evaluator) if isinstance(item, tuple)), None)
        if place is None or place[1] in self.question.memory.sums:
            return None
        return self._among(world, self.question.memory.completing.completions(evaluator, place))

    def _among(self, world: World, completions: Iterable[Fact]) -> bool | None:
        sure = True
        for fact in self._from_the_end(completions):
            found = self.look(world.supposing(fact))
            if found:
                return True
            sure = sure and found is not None
            if self.looks > MOST_LOOKS:
                return None
        return False if sure else None

    def _from_the_end(self, facts: Iterable[Fact]) -> list[Fact]:
        """The completions of a fact, the one that is likely to tell first."""
        told = list(facts)
        definition = CATALOGUE[told[0].name] if told else None
        if definition is None:
            return told
        wanted = definition.good if self.sign > 0 else definition.worst
        if definition.type is not FactType.NUMBER:
            return sorted(told, key=lambda f: f.value != wanted)
        if wanted not in ("high", "low") or any(f.value is None for f in told):
            return told
        return sorted(told, key=lambda f: f.value, reverse=wanted == "high")
