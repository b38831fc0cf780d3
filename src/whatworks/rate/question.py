"""One scale asked of one world: which levels are left, and which values of a fact tell them apart."""

from __future__ import annotations

from collections.abc import Callable

from whatworks.rules import Memory, Possible, Rulebook, World, in_the_way, possible_outcomes
from whatworks.terms import Fact

from .combine import open_levels
from .scheme import Scale

LOOKS = 400
"""How many partial completions a what-if may look at; the rating itself may look at more."""
BUDGET = 20_000
Levels = frozenset[str]
Repool = Callable[[World, int, int], World]
"""What the pooled figure would be: from a world, how many studies are added, and which way they point."""


class Question:
    """A scale with what is remembered of each study, so that many like worlds are judged fast."""

    def __init__(self, book: Rulebook, scale: Scale) -> None:
        self.book, self.scale = book, scale
        self.memory = Memory(book, scale.expressions, scale.eligible)

    def levels(
        self, world: World, *, budget: int = BUDGET, enough: Callable[[Levels], bool] | None = None
    ) -> Possible:
        """The levels still possible. With `enough`, part of them as soon as they are enough."""
        return possible_outcomes(
            self.book, world, lambda e: open_levels(self.scale, e), rules=self.scale.expressions,
            eligible=self.scale.eligible, budget=budget, memory=self.memory, enough=enough,
        )  # fmt: skip

    def values(self, world: World, fact: Fact) -> list[object]:
        """The values worth trying of a fact that is not known."""
        evaluator = self.memory.evaluator(world)
        place = (fact.subject, fact.name)
        return [f.value for f in self.memory.completing.completions(evaluator, place, as_values=True)]

    def in_the_way(self, world: World) -> list[tuple[str, str]]:
        """The places (subject, name) of the facts that leave the level open, the set's own first."""
        evaluator = self.memory.evaluator(world)
        open_levels(self.scale, evaluator)
        found = {item for item in in_the_way(evaluator) if isinstance(item, tuple)}
        order = {subject: i for i, subject in enumerate(world.subjects())}
        sizes = {(s, n) for s, _ in evaluator.members() for n in self.memory.sums if (s, n) not in found}
        open_sizes = {p for p in sizes if not world.get(*p).is_known} if self.memory.sums else set()
        return sorted(found | open_sizes, key=lambda p: (order[p[0]], p[1]))

    def kind(self, world: World, subject: str) -> object:
        """Equal for studies that the scale's rules cannot tell apart; the set is a kind of its own."""
        study = world.by_study.get(subject)
        return subject if study is None else self.memory.profiles.kind(study, world)
