"""The outcomes still possible: by definition those over all completions of the open facts, all rules at once.

Kleene's tables bound them from outside. Where that leaves more than one, the search supposes. What the rules
see of one study is a few answers, so each study's open facts are first boiled down to its *profiles*: one
completion for each set of answers that it can give. Then studies take their profiles one at a time, studies
that cannot be told apart in one order only, and a branch is left as soon as its bound holds nothing new. Sums
of numbers that are not known (shares of participants) are settled last, as linear conditions. Past the budget
the answer holds the bound of what was not looked at, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from whatworks.terms import Tri

from .by_sums import SumsEvaluator
from .checks import is_sum
from .completing import Completing
from .counting import Counting
from .evaluate import NOWHERE, Evaluator, Inequality, Place, StudyMemo
from .features import Vector
from .kleene import Interval
from .language import Node, Share, Total, walk
from .pending import in_the_way
from .profiles import Profiles, Question, questions_of
from .rulebook import Rulebook
from .sums import Limit, feasible, limit_of
from .world import SET, StudyFacts, World

Outcomes = frozenset[str]
Bound = Callable[[Evaluator], Outcomes]
"""The outcomes that an evaluator's three-valued answers leave open; one where all that matters is decided."""

BUDGET = 4000
SETTLING = 400
"""How many partial completions of the set's own facts to look at, once nothing about a study is open."""


@dataclass(frozen=True)
class Possible:
    """The outcomes still possible; `exact` is false where the budget ran out and these are at most."""

    outcomes: Outcomes
    exact: bool
    witnessed: Outcomes = frozenset()
    """Those for which a completion was found."""


def possible_outcomes(
    book: Rulebook, world: World, bound: Bound, *, rules: Sequence[Node] = (), eligible: str | None = None,
    budget: int = BUDGET, memory: Memory | None = None, enough: Callable[[Outcomes], bool] | None = None,
) -> Possible:  # fmt: skip
    """Every outcome that some completion of the open facts gives.

    Args:
        book: the criteria.
        world: the facts.
        bound: from an evaluator to the outcomes its answers leave open; one outcome where all is decided.
        rules: expressions that `bound` evaluates beside the criteria.
        eligible: the criterion that a study must meet to count at all.
        budget: how many partial completions to look at before settling for the outer bound.
        memory: what was found of single studies, to use again in a like world; only for the same rules.
        enough: stop as soon as this holds of the outcomes found; the answer is then part of the truth.
    """
    memory = memory or Memory(book, tuple(rules), eligible)
    search = _Search(memory, bound, budget, enough or (lambda found: False))
    for one in world.readings():
        met = memory.met(one)
        counted = memory.counting.outcomes(
            met, lambda settled, total: settled_outcomes(memory, bound, settled, total)
        )
        if counted is None:
            search.explore(_State(met))
        else:
            search.found |= counted
    found = frozenset(search.found)
    return Possible(found | search.unseen, search.unseen <= found, found)


def settled_outcomes(
    memory: Memory, bound: Bound, world: World, total: Vector | None = None
) -> Outcomes | None:
    """The outcomes of a world in which nothing about a study is open; None where there is too much else.

    With `total` the world has no studies: this is what they add up to. Raises NotSummedError where a rule
    asks for more of them.
    """
    search = _Search(memory, bound, SETTLING, lambda found: False, total=total)
    search.explore(_State(world))
    return frozenset(search.found) if search.unseen <= search.found else None


class Memory:
    """What a rulebook's rules say of single studies. It may serve many worlds that share those studies."""

    def __init__(self, book: Rulebook, rules: tuple[Node, ...], eligible: str | None = None) -> None:
        self.book, self.eligible = book, eligible
        everything = [*(c.rule for c in book.values()), *rules]
        self.sums: frozenset[str] = frozenset(
            str(n.weight) if isinstance(n, Share) else n.fact
            for rule in everything for n in walk(rule) if isinstance(n, Share | Total) and is_sum(n)
        )  # fmt: skip
        self.studies: StudyMemo = {}
        self.completing = Completing(book, rules, self.sums)
        questions: tuple[Question, ...] = questions_of(book, rules, eligible)
        self.profiles = Profiles(book, questions, self.completing, self.studies)
        self.counting = Counting(self)

    def met(self, world: World) -> World:
        """The world with each study as met before, where that is all that the rules see of it."""
        if not self.profiles.suffice:
            return world
        return replace(world, studies=tuple(self.profiles.same(s) for s in world.studies))

    def evaluator(
        self, world: World, assumed: Mapping[Inequality, Tri] | None = None, settled: Answered | None = None,
        total: Vector | None = None,
    ) -> Evaluator:  # fmt: skip
        """An evaluator that uses and adds to this memory, and starts from what is settled.

        With `total`, what the studies add up to, it looks at that instead of at them.
        """
        if total is not None:
            return SumsEvaluator(
                self.book, world, self.eligible, assumed or {}, self.studies, answers=dict(settled or {}),
                features=self.counting.features, total=total,
            )  # fmt: skip
        return Evaluator(
            self.book, world, self.eligible, assumed or {}, self.studies, answers=dict(settled or {})
        )


Answered = Mapping[tuple[str, str], Tri]
"""What criteria say, by criterion and subject."""


@dataclass(frozen=True)
class _State:
    world: World
    settled: Answered = field(default_factory=dict)
    """What holds whatever the open facts turn out to be."""
    assumed: Mapping[Inequality, Tri] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    taken: Mapping[str, StudyFacts] = field(default_factory=dict)
    """The studies that have a profile, as they were before."""
    last: Mapping[object, int] = field(default_factory=dict)
    """For each kind of study: the number of the profile taken last."""


@dataclass
class _Search:
    memory: Memory
    bound: Bound
    left: int
    enough: Callable[[Outcomes], bool]
    found: set[str] = field(default_factory=set)
    unseen: Outcomes = frozenset()
    done: bool = False
    total: Vector | None = None
    """What the studies add up to, where the world has none."""

    def explore(self, state: _State) -> None:
        if self.done:
            return
        evaluator = self.memory.evaluator(state.world, state.assumed, state.settled, self.total)
        outcomes = self.bound(evaluator)
        if outcomes <= self.found:
            return
        if state.limits and not feasible(evaluator, state.limits, self._ranges(evaluator)):
            return
        if len(outcomes) == 1:
            self.found |= outcomes
            self.done = self.enough(frozenset(self.found))
            return
        self.left -= 1
        branches = self._branches(evaluator, state) if self.left >= 0 else None
        if branches is None:
            self.unseen |= outcomes
            return
        settled = {key: value for key, value in evaluator.answers.items() if value is not Tri.UNKNOWN}
        for branch in branches:
            self.explore(replace(branch, settled=settled))

    def _branches(self, evaluator: Evaluator, state: _State) -> Iterator[_State] | None:
        """The next step: a fact of the set, a study, a fact that tells studies apart, or a sum."""
        sums: list[Inequality] = []
        for item in in_the_way(evaluator):
            if isinstance(item, Inequality):
                sums.append(item)
            elif self._has_profiles(state, item[0]):
                return self._by_study(state, item[0])
            else:
                return self._by_fact(evaluator, state, item)
        return self._by_sum(evaluator, state, sums[0]) if sums else None

    def _has_profiles(self, state: _State, subject: str) -> bool:
        """Whether to take a study by its profiles: not one alone, of which the outcomes rule out more."""
        alone = len(state.world.studies) == 1 and not self.memory.sums
        suffice = self.memory.profiles.suffice
        return subject != SET and subject not in state.taken and suffice and not alone

    def _by_fact(self, evaluator: Evaluator, state: _State, place: Place) -> Iterator[_State]:
        completions = self.memory.completing.completions(evaluator, place)
        study = state.world.by_study.get(place[0])
        for completed in self.memory.profiles.counted.in_order(study, completions) if study else completions:
            yield replace(state, world=state.world.supposing(completed))

    def _by_study(self, state: _State, study: str) -> Iterator[_State]:
        profiles = self.memory.profiles
        before = state.world.by_study[study]
        kind = profiles.kind(before, state.world)
        if not state.limits:  # of studies that cannot be told apart the first in order goes first
            alike = (s for s in state.world.studies if s.study not in state.taken)
            before = next(s for s in alike if profiles.kind(s, state.world) == kind)
        start = 0 if state.limits else state.last.get(kind, 0)
        taken = {**state.taken, before.study: before}
        for number, profile in list(enumerate(profiles.of(before)))[start:]:
            world = state.world.with_study(before.study, lambda _, p=profile: p)  # type: ignore[misc]
            yield replace(state, world=world, taken=taken, last={**state.last, kind: number})

    def _by_sum(self, evaluator: Evaluator, state: _State, that: Inequality) -> Iterator[_State]:
        for value in (Tri.TRUE, Tri.FALSE):
            limits = (*state.limits, limit_of(evaluator, that, value))
            yield replace(state, assumed={**state.assumed, that: value}, limits=limits)

    def _ranges(self, evaluator: Evaluator) -> dict[Place, Interval]:
        found = {
            (s, w): evaluator.weight(w, s, NOWHERE) for s, _ in evaluator.members() for w in self.memory.sums
        }
        return {place: span for place, span in found.items() if not span.is_point}
