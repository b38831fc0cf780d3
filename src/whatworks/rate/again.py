"""An old rating computed again: from the facts kept with it, under the scheme that gave it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whatworks.rules import SET, StudyFacts, World
from whatworks.terms import Fact, Rating, UnknownKind

from .question import BUDGET, Question
from .scheme import Scheme
from .telling import level_words


@dataclass(frozen=True)
class Answer:
    """What a scale says of a world: the levels still possible, and the words for them."""

    possible: tuple[str, ...]
    words: str
    exact: bool

    @property
    def level(self) -> str | None:
        """The level; None while several are possible."""
        return self.possible[0] if len(self.possible) == 1 else None

    def is_of(self, rating: Rating) -> bool:
        """Whether it is what a rating says."""
        return (self.possible, self.words) == (rating.possible, rating.words)


@dataclass(frozen=True)
class Again:
    """A rating computed again beside the one that was kept."""

    kept: Rating
    now: Answer
    disputed: bool
    """Whether sources disagree on a pooled figure: which values go together is not among the facts kept."""

    @property
    def same(self) -> bool:
        """Whether it says what was kept. Where sources disagree, whether what was kept is within it."""
        if self.disputed:
            return set(self.kept.possible) <= set(self.now.possible)
        return self.now.is_of(self.kept)


class Judge:
    """One scale of a scheme, asked of worlds made from facts."""

    def __init__(self, scheme: Scheme, scale: str, *, budget: int = BUDGET) -> None:
        """Raises KeyError where the scheme has no scale of that name."""
        found = next((s for s in scheme.scales if s.id == scale), None)
        if found is None:
            raise KeyError(scale)
        self.scheme, self.scale, self.budget = scheme, found, budget
        self._question = Question(scheme.book, found)

    def answer(self, world: World) -> Answer:
        """What the scale says of a world."""
        found = self._question.levels(world, budget=self.budget)
        possible = self.scale.in_order(found.outcomes)
        evaluator = self._question.memory.evaluator(world)
        return Answer(possible, level_words(self.scale, evaluator, possible), found.exact)


def world_of_facts(facts: Iterable[Fact]) -> World:
    """The world that a rating's facts tell of: the set's own, and each study's in the order of their ids."""
    own: dict[str, Fact] = {}
    studies: dict[str, dict[str, Fact]] = {}
    for fact in facts:
        (own if fact.subject == SET else studies.setdefault(fact.subject, {}))[fact.name] = fact
    return World(facts=own, studies=tuple(StudyFacts(s, studies[s]) for s in sorted(studies)))


def judge_again(rating: Rating, scheme: Scheme) -> Again:
    """Compute a rating again from its own facts. Raises KeyError where the scheme has no such scale."""
    now = Judge(scheme, rating.scale).answer(world_of_facts(rating.facts))
    disputed = any(f.unknown is UnknownKind.DISAGREE and is_pooled(f) for f in rating.facts)
    return Again(rating, now, disputed)


def is_pooled(fact: Fact) -> bool:
    """Whether it is a fact of the pooled figure, which comes or goes as a whole."""
    return fact.subject == SET and (
        fact.name.startswith("pool.") or fact.name in ("review.share_for", "review.share_people_for")
    )
