"""One scale asked of one world: which levels are left, and which values of a fact tell them apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from whatworks.rules import (
    SET,
    Evaluator,
    Ground,
    Memory,
    Pair,
    Possible,
    Rulebook,
    Scene,
    Sight,
    State,
    StudyFacts,
    World,
    in_the_way,
    possible_outcomes,
    settled_outcomes,
    thresholds_of,
)
from whatworks.terms import Fact

from .combine import open_levels
from .follows import follows, values_to_learn
from .scheme import Scale

LOOKS = 400
"""How many partial completions a what-if may look at; the rating itself may look at more."""
BUDGET = 20_000
Levels = frozenset[str]
Repool = Callable[[World, int, int], World]
"""What the pooled figure would be: from a world, how many studies are added, and which way they point."""


MOST_KEPT = 200_000
"""Worlds, states and answers that are kept before all are forgotten, so that memory stays bounded."""
MOVES_LOOK_AT = ("pool.source", "pool.k")
"""Facts of the set that moves look at, whether or not a rule does."""


class Question:
    """A scale with what was found of worlds and studies, so that those which are alike are judged once."""

    def __init__(self, book: Rulebook, scale: Scale) -> None:
        self.book = book.part(scale.expressions, scale.criteria)
        self.scale = scale
        self.memory = Memory(self.book, self.scale.expressions, self.scale.eligible)
        self.sight = Sight(self.memory, MOVES_LOOK_AT)
        self._answers: dict[object, Possible] = {}
        self._not_counted: set[object] = set()
        self._told: dict[str, tuple[float, ...]] = {}

    @property
    def is_full(self) -> bool:
        """Whether so much is kept that it is time to start afresh."""
        return len(self._answers) + len(self.memory.studies) + self.sight.size > MOST_KEPT

    def levels(
        self, world: World, *, budget: int = BUDGET, enough: Callable[[Levels], bool] | None = None
    ) -> Possible:
        """The levels still possible. With `enough`, part of them as soon as they are enough."""
        return self.levels_of(self.sight.scene(world), budget=budget, enough=enough)

    def levels_of(
        self, scene: Scene, *, budget: int = BUDGET, enough: Callable[[Levels], bool] | None = None
    ) -> Possible:
        """The same for a world as the rules see it."""
        return self.answer(scene.shown, lambda: scene, budget=budget, enough=enough)

    def answer(
        self,
        shown: object,
        scene: Callable[[], Scene],
        *,
        budget: int,
        enough: Callable[[Levels], bool] | None,
    ) -> Possible:
        """The same from what a scene shows, and where that was not met before from the scene itself."""
        found = self._answers.get(shown)
        if found is None and shown not in self._not_counted:
            found = self._by_counting(shown, scene())
        if found is None:
            found = self._answers[shown] = self._search(scene(), LOOKS, None)
        if not found.exact and (budget > LOOKS or enough is not None):
            return self._search(scene(), budget, enough)
        return found

    def known(self, shown: object) -> Levels | None:
        """The levels still possible where they were found before; else None."""
        found = self._answers.get(shown)
        return found.outcomes if found is not None and found.exact else None

    def exact(self, shown: object, scene: Callable[[], Scene]) -> Levels | None:
        """The levels still possible where they are found already, or can be counted; else None."""
        found = self._answers.get(shown)
        if found is None and shown not in self._not_counted:
            found = self._by_counting(shown, scene())
        return found.outcomes if found is not None and found.exact else None

    def _by_counting(self, shown: object, scene: Scene) -> Possible | None:
        """The answer by counting; None where that cannot tell."""
        counted = self.sight.counted(scene, self._settle)
        if counted is None:
            self._not_counted.add(shown)
            return None
        found = self._answers[shown] = Possible(counted, True, counted)
        return found

    def examples(self, ground: Ground, states: Sequence[State]) -> list[tuple[Pair, ...]]:
        """For each level possible, what each study adds where it is reached; see `Sight.examples`."""
        return self.sight.examples(ground, states, self._settle)

    def of_examples(
        self, ground: Ground, before: Sequence[State], states: Sequence[State],
        examples: Iterable[Sequence[Pair]],
    ) -> Iterator[Levels]:  # fmt: skip
        """Levels that are possible for sure, as the examples still hold; see `Sight.of_examples`."""
        return self.sight.of_examples(ground, before, states, examples, self._settle)

    def _settle(self, world: World, total: tuple[float, ...] | None) -> Levels | None:
        return settled_outcomes(self.memory, self._bound, world, total)

    def _bound(self, evaluator: Evaluator) -> Levels:
        return open_levels(self.scale, evaluator)

    def _search(self, scene: Scene, budget: int, enough: Callable[[Levels], bool] | None) -> Possible:
        return possible_outcomes(
            self.book, self.sight.world(self.sight.simplified(scene)), self._bound,
            rules=self.scale.expressions, eligible=self.scale.eligible, budget=budget, memory=self.memory,
            enough=enough,
        )  # fmt: skip

    def values(self, world: World, fact: Fact) -> list[object]:
        """The values worth trying of a fact that is not known."""
        evaluator = self.memory.evaluator(world)
        place = (fact.subject, fact.name)
        return [f.value for f in self.memory.completing.completions(evaluator, place, as_values=True)]

    def ends(self, world: World, fact: Fact) -> list[float]:
        """The values of a number at which, or beside which, an answer may change, within what is known."""
        found = set(self._thresholds(fact.name))
        lookups = self.memory.completing.lookups
        if lookups.pairs and (fact.subject in world.by_study or fact.subject == SET):
            found |= lookups.marks(self.memory.evaluator(world), (fact.subject, fact.name))
        if fact.name == "n_analysed" and fact.subject in world.by_study:
            found |= self._counted(world.by_study[fact.subject])
        return values_to_learn(fact, tuple(sorted(found)))

    def _counted(self, study: StudyFacts) -> set[float]:
        """How many must be analysed for the share lost, where it follows, to stand at a threshold."""
        allocated = study.facts.get("n_randomised")
        if allocated is None or not allocated.is_known or not follows(study.facts, "attrition_overall"):
            return set()
        limits = self._thresholds("attrition_overall")
        return {allocated.value * (1 - limit / 100) for limit in limits}

    def _thresholds(self, name: str) -> tuple[float, ...]:
        """The plain numbers that the rules compare a fact with."""
        if name not in self._told:
            self._told[name] = thresholds_of(self.book, name, self.scale.expressions)
        return self._told[name]

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
