"""The outcomes still possible by counting: which sums the studies can come to, and what each leaves open.

Each study has a few profiles (see `profiles`), and each profile adds a few numbers (see `features`). Study by
study, and block by block where studies share a name, the sums that can be reached are gathered; what the
rules make of a sum is worked out once, on studies that come to it. Nothing is left out, so the answer is
exact. Where sums are too many, or sizes or names are not known, this gives no answer, and the search has to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from .features import Features, Vector, summed
from .kleene import UNKNOWN
from .profiles import Leaf, Way
from .reads import Told
from .world import Content, StudyFacts, World, content_of

if TYPE_CHECKING:
    from .possible import Memory

MOST_SUMS = 3000
"""Sums that are held at one time."""
MOST_STEPS = 60_000
"""Additions after which the search is the better way."""
MOST_PROFILES = 512
"""Profiles of one study."""
MOST_KEPT = 200_000
"""What is made of sums, kept before all is forgotten."""

Outcomes = frozenset[str]
Ways = tuple[Way, ...]
Chain = tuple["Chain | None", tuple[int, Ways] | None]
"""The ways that come to a sum, each with the number of its study, the last first."""
Reached = dict[Vector, Chain]
Pair = tuple[Vector, Vector]
Settle = Callable[[World], Outcomes | None]
"""The outcomes of a world of which nothing about a study is open; None where even that is too much."""


@dataclass(frozen=True, slots=True)
class Adds:
    """What a study can add to the sums, each with the ways that do."""

    pairs: Mapping[Pair, Ways]
    alone: Mapping[Vector, Ways]
    """The same for a study that shares its name with no other."""
    units: tuple[str | None, ...]
    """The units of the sizes that are added up."""


class Counting:
    """Counts what the studies of a world can come to, for one memory's rules."""

    def __init__(self, memory: Memory) -> None:
        self.profiles, book = memory.profiles, memory.book
        self.can = self.profiles.suffice and len(self.profiles.apart) <= 1
        self._apart = next(iter(self.profiles.apart), None)
        self._sums = tuple(sorted(memory.sums))
        rules = memory.completing.rules
        if self.can:
            self.features = Features(book, self.profiles.questions, rules, memory.eligible)
        asked = frozenset[str]().union(*(book.facts_of(r) for r in rules))
        asked |= frozenset[str]().union(*(book.facts_of(c.rule) for c in book.values() if c.of == "set"))
        self._of_set = tuple(sorted(n for n in asked if book.catalogue[n].of == "set"))
        self._adds: dict[object, Adds | None] = {}
        self._settled: dict[object, Outcomes | None] = {}

    def adds(self, leaves: tuple[Leaf, ...], told: Told) -> Adds | None:
        """What a study can add; None where that rests on a size that is not known, or is too much to list."""
        key: object = tuple([leaf.number for leaf in leaves])
        if self._sums:
            key = (key, tuple([_size(told(name)) for name in self._sums]))
        if key not in self._adds:
            self._adds[key] = self._worked_out(leaves, told)
        return self._adds[key]

    def _worked_out(self, leaves: tuple[Leaf, ...], told: Told) -> Adds | None:
        if prod(len(leaf.ways) for leaf in leaves) > MOST_PROFILES:
            return None
        contents = {name: told(name) for name in self._sums}
        known = {n: float(c[0]) for n, c in contents.items() if c is not None and c[2] is None}
        sizes = {n: size for n, size in known.items() if size > 0 and size.is_integer()}
        pairs: dict[Pair, Ways] = {}
        for ways in product(*(leaf.ways for leaf in leaves)):
            answers = self.profiles.answers(ways)
            if UNKNOWN in answers:
                return None
            try:
                pairs.setdefault(self.features.of_study(answers, sizes), ways)
            except KeyError:  # a size that is not known, or no number of people
                return None
        alone: dict[Vector, Ways] = {}
        for pair, ways in pairs.items():
            alone.setdefault(self.features.of_block(*pair), ways)
        return Adds(pairs, alone, tuple(c[6] if c else None for c in contents.values()))

    def outcomes(self, world: World, settle: Settle) -> Outcomes | None:
        """The outcomes possible in a world without rivals; None where counting cannot tell."""
        if not self.can:
            return None
        groups = self._groups(world.studies)
        if groups is None:
            return None
        studies = world.studies
        told = [self._of_study(s) for s in studies]
        contents = world.contents
        ground = tuple([contents.get(n) for n in self._of_set])

        def made(ways: Mapping[int, Ways]) -> World:
            taken = tuple(self.profiles.made(s, ways[i]) for i, s in enumerate(studies))
            return World(world.facts, taken, world.completed)

        return self.outcomes_of(ground, told, groups, lambda ways: settle(made(ways)))

    def _of_study(self, study: StudyFacts) -> Adds | None:
        facts = study.facts

        def told(name: str) -> Content | None:
            fact = facts.get(name)
            return None if fact is None else content_of(fact)

        return self.adds(self.profiles.leaves(study), told)

    def outcomes_of(
        self, ground: object, studies: Sequence[Adds | None], groups: Sequence[object],
        settle: Callable[[Mapping[int, Ways]], Outcomes | None],
    ) -> Outcomes | None:  # fmt: skip
        """The same of studies by what they add, and by which others they share a name with (None: none).

        Args:
            ground: equal for worlds whose own facts are the same to the rules.
            studies: what each adds.
            groups: of each study equal to those of the studies that it shares a name with.
            settle: the outcomes where each study, by its number, turns out in some ways.
        """
        if any(s is None for s in studies) or len({s.units for s in studies if s}) > 1:
            return None
        reached = self._reached([s for s in studies if s], groups)
        if reached is None:
            return None
        if len(self._settled) > MOST_KEPT:
            self._settled.clear()
        found: set[str] = set()
        for total, chain in reached.items():
            key = (ground, self.features.view(total))
            if key in self._settled:
                here = self._settled[key]
            else:
                here = self._settled[key] = settle(dict(_links(chain)))
            if here is None:
                return None
            found |= here
        return frozenset(found)

    def _groups(self, studies: tuple[StudyFacts, ...]) -> list[object] | None:
        """The name that each study shares, or not; None where it may share one that is not known."""
        if self._apart is None or len(studies) < 2:
            return [None] * len(studies)
        told = [s.facts.get(self._apart) for s in studies]
        if any(fact is None or fact.unknown is not None for fact in told):
            return None
        values = [(fact.value,) for fact in told if fact is not None]
        return [v if values.count(v) > 1 else None for v in values]

    def _reached(self, studies: Sequence[Adds], groups: Sequence[object]) -> Reached | None:
        """Every sum that the studies can come to, each with ways that do; None if too many."""
        if not self.features.blocks or len(studies) == 1:
            groups = [None] * len(studies)
        caps = self.features.all_caps
        start: Reached = {(0.0,) * len(caps): (None, None)}
        left = MOST_STEPS
        for place, block in enumerate(_blocks(groups)):
            whole = self._of_block([(i, studies[i]) for i in block])
            left -= len(start) * len(whole)
            if left < 0 or not whole:
                return None
            if place == 0:
                start = whole
                continue
            following: Reached = {}
            for total, chain in start.items():
                for more, links in whole.items():
                    key = summed(total, more, caps)
                    if key not in following:
                        following[key] = _joined(chain, links)
            if len(following) > MOST_SUMS:
                return None
            start = following
        return start

    def _of_block(self, studies: Sequence[tuple[int, Adds]]) -> Reached:
        """What the studies that share a name can add, together, to the sums; nothing if too much."""
        if len(studies) == 1:
            ((number, adds),) = studies
            return {total: (None, (number, ways)) for total, ways in adds.alone.items()}
        found: Reached = {}
        for (own, raw), chain in self._pairs(studies).items():
            found.setdefault(self.features.of_block(own, raw), chain)
        return found

    def _pairs(self, studies: Sequence[tuple[int, Adds]]) -> dict[Pair, Chain]:
        """The same before it is told what the block as a whole adds; nothing if too much."""
        features = self.features
        zero = ((0.0,) * len(features.caps), (0.0,) * len(features.raw_caps))
        reached: dict[Pair, Chain] = {zero: (None, None)}
        for number, adds in studies:
            if len(reached) * len(adds.pairs) > MOST_STEPS:
                return {}
            following: dict[Pair, Chain] = {}
            for (own, raw), chain in reached.items():
                for (more, further), ways in adds.pairs.items():
                    key = (summed(own, more, features.caps), summed(raw, further, features.raw_caps))
                    if key not in following:
                        following[key] = (chain, (number, ways))
            reached = following
        return reached


def _blocks(groups: Sequence[object]) -> list[list[int]]:
    """The numbers of the studies, those together that share a name."""
    found: dict[object, list[int]] = {}
    for i, group in enumerate(groups):
        found.setdefault((i,) if group is None else group, []).append(i)
    return list(found.values())


def _size(content: Content | None) -> object:
    return None if content is None else (content[0], content[2], content[6])


def _joined(chain: Chain, links: Chain) -> Chain:
    """Two chains as one."""
    before, link = links
    if link is None:
        return chain
    return (chain if before is None else _joined(chain, before), link)


def _links(chain: Chain | None) -> Iterator[tuple[int, Ways]]:
    while chain is not None:
        if chain[1] is not None:
            yield chain[1]
        chain = chain[0]
