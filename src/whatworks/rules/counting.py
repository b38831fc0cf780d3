"""The outcomes still possible by counting: which sums the studies can come to, and what each leaves open.

Each study has a few profiles (see `profiles`), and each profile adds a few numbers (see `features`). Study by
study, and block by block where studies share a name, the sums that can be reached are gathered; what the
rules make of a sum is worked out once, on studies that come to it. Nothing is left out, so the answer is
exact. Where sums are too many, or sizes or names are not known, this gives no answer, and the search has to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, product
from math import prod
from typing import TYPE_CHECKING, cast

from whatworks.terms import UnknownKind

from .by_sums import NotSummedError
from .features import Features, Vector, Vectors, summed
from .kleene import UNKNOWN
from .profiles import Answers, Leaf, Way
from .reads import Told
from .world import Content, StudyFacts, World, content_of

if TYPE_CHECKING:
    from .possible import Memory

MOST_SUMS = 60_000
"""Sums that are held at one time."""
MOST_STEPS = 1_000_000
"""Additions after which the search is the better way."""
MOST_PROFILES = 512
"""Profiles of one study."""
MOST_KEPT = 200_000
"""What is made of sums, kept before all is forgotten."""
MOST_HELD = 2_000_000
"""Sums and additions held for sets of studies that begin alike, before they are forgotten."""

Outcomes = frozenset[str]
Ways = tuple[Way, ...]
Pair = tuple[Vector, Vector]
"""What a study adds: to the numbers of the set, and to those of its block."""
Chain = tuple["Chain | None", tuple[Pair, ...]]
"""What the studies of one block add to come to a sum, after those of the blocks before."""
Settle = Callable[[World, Vector | None], Outcomes | None]
"""The outcomes of a world of which nothing about a study is open; None where even that is too much.

With a vector the world has no studies: the vector is what they add up to."""
Made = Callable[[Mapping[int, Ways] | None], World]
"""A world in which each study, by its number, turns out in some ways; without any, one of no studies."""


@dataclass(frozen=True, slots=True)
class Adds:
    """What a study can add to the sums, each with the ways that do."""

    pairs: Mapping[Pair, Ways]
    units: tuple[str | None, ...]
    """The units of the sizes that are added up."""
    number: int
    """Its own."""
    order: tuple[int, str]
    """What it is sorted by: the same in every run."""


Reached = dict[int, Chain]
"""Every sum that some studies can come to, by its number, each with what they add to do so."""


@dataclass(eq=False, slots=True)
class _Together:
    """What the studies up to here come to, kept for every set of studies that begins with these."""

    reached: Reached
    left: int
    """Additions that may still be made."""
    views: dict[int, tuple[Vector, Chain]] | None = None
    """What rules see of the sums, each with one sum and what studies add to come to it."""
    next: dict[tuple[int, ...], _Together | None] = field(default_factory=dict)


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
        self._number = count()
        self._settled: dict[tuple[object, int], Outcomes | None] = {}
        self._views: dict[object, int] = {}
        if self.can:
            self._begin()

    def _begin(self) -> None:
        """Forget what studies come to together."""
        self._sums_of = Vectors(self.features.all_caps)
        self._seen: dict[int, list[tuple[int, Vector]]] = {}
        self._alone: dict[Pair, int] = {}
        self._of_blocks: dict[tuple[int, ...], Reached] = {}
        zero = self._sums_of.number((0.0,) * len(self.features.all_caps))
        self._start = _Together({zero: (None, ())}, MOST_STEPS)
        self._held = 0

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
        pairs: dict[Pair, Ways] = {}
        for ways in product(*(leaf.ways for leaf in leaves)):
            pair = self._pair(self.profiles.answers(ways), ways, contents)
            if pair is None:
                return None
            pairs.setdefault(pair, ways)
        told_of = tuple(c[6] if c else None for c in contents.values())
        return Adds(pairs, told_of, next(self._number), (len(pairs), repr(sorted(pairs))))

    def pair_of(self, study: StudyFacts, ways: Ways, told: Told) -> Pair | None:
        """What a completed study adds, its open sizes as in these ways; None where that is not settled."""
        return self._pair(self.profiles.answers_of(study), ways, {name: told(name) for name in self._sums})

    def _pair(
        self, answers: Answers, ways: Ways, contents: Mapping[str, Content | None]
    ) -> Pair | None:  # fmt: skip
        if UNKNOWN in answers:
            return None
        known = {n: float(c[0]) for n, c in contents.items() if c is not None and c[2] is None}
        sizes = {n: size for n, size in known.items() if size > 0 and size.is_integer()}
        try:
            return self.features.of_study(answers, sizes, self._within(ways, contents))
        except KeyError:  # a size that is not known, or no number of people
            return None

    def _within(
        self, ways: Ways, contents: Mapping[str, Content | None]
    ) -> tuple[float, float] | None:  # fmt: skip
        """Between which whole numbers the one size that is added up lies, where it is open."""
        if self.features.ranges is None or len(contents) != 1 or len(ways) != 1:
            return None
        (content,) = contents.values()
        if content is not None and content[2] is not UnknownKind.NOT_SOUGHT:
            return None
        ((low, high),) = cast("tuple[tuple[float, float]]", ways[0].sizes)
        return (low, high) if low > 0 and low == int(low) else None

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

        def made(ways: Mapping[int, Ways] | None) -> World:
            taken = () if ways is None else (self.profiles.made(s, ways[i]) for i, s in enumerate(studies))
            return World(world.facts, tuple(taken), world.completed)

        return self.outcomes_of(ground, told, groups, made, settle)

    def _of_study(self, study: StudyFacts) -> Adds | None:
        facts = study.facts

        def told(name: str) -> Content | None:
            fact = facts.get(name)
            return None if fact is None else content_of(fact)

        return self.adds(self.profiles.leaves(study), told)

    def outcomes_of(
        self, ground: object, studies: Sequence[Adds | None], groups: Sequence[object],
        made: Made, settle: Settle,
    ) -> Outcomes | None:  # fmt: skip
        """The same of studies by what they add, and by which others they share a name with (None: none).

        Args:
            ground: equal for worlds whose own facts are the same to the rules.
            studies: what each adds.
            groups: of each study equal to those of the studies that it shares a name with.
            made: the world where they turn out in some ways.
            settle: the outcomes of such a world.
        """
        if any(s is None for s in studies) or len({s.units for s in studies if s}) > 1:
            return None
        known = [s for s in studies if s]
        blocks = self._in_order(known, groups)
        together = self._together(known, blocks)
        if together is None:
            return None
        if len(self._settled) > MOST_KEPT:
            self._settled.clear()
        found: set[str] = set()
        for view, (total, chain) in self._views_of(together).items():

            def ways(chain: Chain = chain) -> dict[int, Ways]:
                return {i: known[i].pairs[pair] for i, pair in _told(chain, blocks)}

            here = self._settle(ground, view, total, made, settle, ways)
            if here is None:
                return None
            found |= here
        return frozenset(found)

    def _settle(  # noqa: PLR0917 - where it stands, and how to go on
        self, ground: object, view: int, total: Vector, made: Made, settle: Settle,
        ways: Callable[[], Mapping[int, Ways]] | None,
    ) -> Outcomes | None:  # fmt: skip
        """The outcomes of what rules see, found once; `ways` makes a world that comes to it."""
        key = (ground, view)
        if key not in self._settled:
            try:
                here = settle(made(None), total)
            except NotSummedError:
                if ways is None:
                    return None
                here = settle(made(ways()), None)
            self._settled[key] = here
        return self._settled[key]

    def examples(
        self, ground: object, studies: Sequence[Adds], made: Made, settle: Settle
    ) -> list[tuple[Pair, ...]]:  # fmt: skip
        """For each outcome that is possible, what each study adds where it comes about.

        Of studies of which no two share a name. None for outcomes that counting cannot tell.
        """
        blocks = self._in_order(studies, [None] * len(studies))
        together = self._together(studies, blocks)
        found: list[tuple[Pair, ...]] = []
        met: set[str] = set()
        for view, (total, chain) in self._views_of(together).items() if together else ():
            here = self._settle(ground, view, total, made, settle, None) or frozenset()
            if not here <= met:
                met |= here
                told = dict(_told(chain, blocks))
                found.append(tuple(told[i] for i in range(len(studies))))
        return found

    def of_example(self, ground: object, pairs: Sequence[Pair], made: Made, settle: Settle) -> Outcomes:
        """The outcomes where studies, of which no two share a name, add this; none where it cannot tell."""
        total = self._sums_of.number((0.0,) * len(self.features.all_caps))
        for pair in pairs:
            more = self._alone.get(pair)
            if more is None:
                more = self._alone[pair] = self._sums_of.number(self.features.of_block(*pair))
            total = self._sum(total, more)
        found: Outcomes = frozenset()
        for view, point in self._points(total):
            found |= self._settle(ground, view, point, made, settle, None) or frozenset()
        return found

    def _sum(self, total: int, more: int) -> int:
        known = self._sums_of.with_(more).get(total)
        return self._sums_of.add(total, more) if known is None else known

    def _views_of(self, together: _Together) -> dict[int, tuple[Vector, Chain]]:
        if together.views is None:
            together.views = {}
            for total, chain in together.reached.items():
                for view, point in self._points(total):
                    together.views.setdefault(view, (point, chain))
        return together.views

    def _points(self, total: int) -> list[tuple[int, Vector]]:
        """What rules see of a sum, with the numbers that they see: several where some sizes are open."""
        seen = self._seen.get(total)
        if seen is None:
            points = [(self.features.view(p), p) for p in self.features.points(self._sums_of.vectors[total])]
            seen = [(self._views.setdefault(view, len(self._views)), point) for view, point in points]
            self._seen[total] = seen
        return seen

    def _groups(self, studies: tuple[StudyFacts, ...]) -> list[object] | None:
        """The name that each study shares, or not; None where it may share one that is not known."""
        if self._apart is None or len(studies) < 2:
            return [None] * len(studies)
        told = [s.facts.get(self._apart) for s in studies]
        if any(fact is None or fact.unknown is not None for fact in told):
            return None
        values = [(fact.value,) for fact in told if fact is not None]
        return [v if values.count(v) > 1 else None for v in values]

    def _in_order(self, studies: Sequence[Adds], groups: Sequence[object]) -> list[list[int]]:
        """The numbers of the studies in blocks that share a name, in an order that rests on what they add."""
        if not self.features.blocks or len(studies) == 1:
            groups = [None] * len(studies)
        blocks = [sorted(block, key=lambda i: studies[i].order) for block in _blocks(groups)]
        return sorted(blocks, key=lambda block: [studies[i].order for i in block])

    def _together(self, studies: Sequence[Adds], blocks: Sequence[Sequence[int]]) -> _Together | None:
        """Every sum that the studies can come to, each with ways that do; None if too many."""
        if self._held > MOST_HELD:
            self._begin()
        here = self._start
        for block in blocks:
            key = tuple([studies[i].number for i in block])
            if key not in here.next:
                here.next[key] = self._joined(here, self._of_block(key, [studies[i] for i in block]))
            after = here.next[key]
            if after is None:
                return None
            here = after
        return here

    def _joined(self, start: _Together, block: Reached) -> _Together | None:
        """What is reached with one more block of studies; None if too much."""
        left = start.left - len(start.reached) * len(block)
        if left < 0 or not block:
            return None
        found: Reached = {}
        for more, (_, pairs) in block.items():
            sums = self._sums_of.with_(more)
            for total, chain in start.reached.items():
                key = sums.get(total)
                if key is None:
                    key = self._sums_of.add(total, more)
                if key not in found:
                    found[key] = (chain, pairs)
        if len(found) > MOST_SUMS:
            return None
        self._held += len(found) + start.left - left
        return _Together(found, left)

    def _of_block(self, key: tuple[int, ...], studies: Sequence[Adds]) -> Reached:
        """What the studies that share a name can add, together, to the sums; nothing if too much."""
        found = self._of_blocks.get(key)
        if found is None:
            found = self._of_blocks[key] = {}
            for (own, raw), pairs in self._pairs(studies).items():
                number = self._sums_of.number(self.features.of_block(own, raw))
                found.setdefault(number, (None, pairs))
            self._held += len(found)
        return found

    def _pairs(self, studies: Sequence[Adds]) -> dict[Pair, tuple[Pair, ...]]:
        """The same before it is told what the block as a whole adds; nothing if too much."""
        features = self.features
        if len(studies) == 1:
            return {pair: (pair,) for pair in studies[0].pairs}
        zero = ((0.0,) * len(features.caps), (0.0,) * len(features.raw_caps))
        reached: dict[Pair, tuple[Pair, ...]] = {zero: ()}
        for adds in studies:
            if len(reached) * len(adds.pairs) > MOST_STEPS:
                return {}
            following: dict[Pair, tuple[Pair, ...]] = {}
            for (own, raw), chain in reached.items():
                for more, further in adds.pairs:
                    key = (summed(own, more, features.caps), summed(raw, further, features.raw_caps))
                    if key not in following:
                        following[key] = (*chain, (more, further))
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


def _told(chain: Chain | None, blocks: Sequence[Sequence[int]]) -> Iterator[tuple[int, Pair]]:
    """What each study adds, by its number."""
    found: list[tuple[Pair, ...]] = []
    while chain is not None:
        found.append(chain[1])
        chain = chain[0]
    pairs = (pair for block in reversed(found) for pair in block)
    return zip((i for block in blocks for i in block), pairs, strict=True)
