"""Known facts that could turn out otherwise: what each may turn into, the nearest first."""

from __future__ import annotations

from collections.abc import Iterator

from whatworks.rules import SET, FactDef, FactType, World
from whatworks.terms import Design, Fact

from .catalogue import CATALOGUE
from .follows import is_base
from .moves import Reverse, Toward
from .question import Question

WEAKER_DESIGNS = (Design.MATCHED, Design.COMPARISON, Design.PRE_POST)
"""What a study may turn out to be when its design is read again: each deals less with selection."""


class Reversals:
    """The known facts of a world on which a scale rests, and what each may turn into."""

    def __init__(self, question: Question, world: World) -> None:
        self.question, self.world = question, world

    def facts(self, subject: str) -> Iterator[Fact]:
        """The base facts of the set, or of a study, on which the scale rests and that are known."""
        sight = self.question.sight
        names = sight.set_names if subject == SET else sight.names
        wanted = {*names, *(self._bases(subject) if subject != SET else ())}
        for name in sorted(wanted):
            fact = self.world.get(subject, name)
            if fact.is_known and is_base(self.world, fact):
                yield fact

    def _bases(self, subject: str) -> set[str]:
        """What the facts that are asked for follow from."""
        asked = set(self.question.sight.names)
        found = {"design"} if asked & {"randomised", "compared", "strong_comparison"} else set()
        return found | ({"n_analysed"} if "attrition_overall" in asked else set())

    def of(self, fact: Fact) -> list[Reverse]:
        """What a fact may turn into, the nearest first; nothing where no other value means anything."""
        definition = CATALOGUE[fact.name]
        if definition.name == "design":
            return [Reverse(fact, d.value) for d in self._designs(fact)]
        if definition.type is FactType.YES_NO:
            return [Reverse(fact, not fact.value)]
        if definition.type is FactType.CHOICE:
            return [Reverse(fact, v) for v in _others(definition, fact.value)]
        if definition.type is FactType.NUMBER:
            return [*self._numbers(fact, "low"), *self._numbers(fact, "high")]
        return []

    def _designs(self, fact: Fact) -> list[Design]:
        ladder = (Design(fact.value), *WEAKER_DESIGNS)
        strength = [(d.is_randomised, d.is_strong_comparison, d.has_comparison) for d in ladder]
        return [d for d, how in zip(ladder[1:], strength[1:], strict=True) if how < strength[0]]

    def _numbers(self, fact: Fact, toward: Toward) -> list[Reverse]:
        """Bounds on the far side of each threshold, that nearest to the value first."""
        ends = self.question.ends(self.world, fact)
        if toward == "low":
            return [Reverse(fact, e, toward) for e in sorted(ends, reverse=True) if e < fact.value]
        return [Reverse(fact, e, toward) for e in sorted(ends) if e > fact.value]


def _others(definition: FactDef, value: object) -> list[object]:
    """The other values of a choice, nearest first where they stand in an order."""
    options = list(definition.options)
    if value not in options:
        return []
    at = options.index(value)
    others: list[object] = [o for o in options if o != value]
    return sorted(others, key=lambda o: (abs(options.index(o) - at), options.index(o)))
