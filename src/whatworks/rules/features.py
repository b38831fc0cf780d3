"""What rules over a set see of its studies together: counts, capped where more makes no difference.

A rule over the set asks how many studies are such and such, which share of them is, whether some are found
that lie apart, or what their sizes add up to. So of each study it sees a few numbers to add; and two sets
of studies with the same sums are one to it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from whatworks.terms import Tri

from .evaluate import NOWHERE, Within
from .kleene import TRUE
from .language import Compare, Count, Exists, Literal, Name, Node, Share, Total, walk
from .ranges import MOST_SUMS, Ranges, SizeSum
from .rulebook import Rulebook

T = TypeVar("T")
MEMBERS = "members"
"""The sum that counts the studies that count at all."""
Vector = tuple[float, ...]
Answers = tuple[Tri, ...]
Sizes = Mapping[str, float]
Adds = Callable[[Answers, Sizes], float]
"""What a study adds to a number, by its answers and its sizes."""


@dataclass
class Sum:
    """One number to add up over studies, and what rules make of it."""

    adds: Adds
    marks: set[float] = field(default_factory=set)
    """The numbers that it is set against."""
    is_whole: bool = False
    """Whether it counts beyond the last of them: what is left of it may yet be taken away, or divided."""
    is_bare: bool = False
    """Whether rules see the number itself."""

    @property
    def cap(self) -> float:
        """Beyond this, more makes no difference."""
        return math.inf if self.is_whole or self.is_bare else math.floor(max(self.marks)) + 1.0


@dataclass(frozen=True)
class Block:
    """Whether some studies that share a name, or do not, are such and such: counted within each block."""

    each: Adds
    some: Adds
    size: int
    together: bool


class Features:
    """The numbers to add for each study, and for each block of studies that share a name."""

    def __init__(
        self, book: Rulebook, questions: Sequence[tuple[Node, Within]], rules: Sequence[Node],
        eligible: str | None,
    ) -> None:  # fmt: skip
        self._book = book
        self._at = {question: i for i, question in enumerate(questions)}
        self._member = None if eligible is None else self._at[Name(eligible), NOWHERE]
        self._sums: dict[object, Sum] = {}
        self._ratios: dict[tuple[object, object, float], None] = {}
        self._blocks: dict[object, Block] = {}
        self._sized: dict[object, tuple[str, Callable[[Answers], bool]]] = {}
        self._from: dict[object, tuple[Node, Within]] = {}
        self._found: dict[object, tuple[object, object]] = {}
        places = [(c.rule, Within(c)) for c in book.values() if c.of == "set"]
        for rule, within in [*places, *((r, NOWHERE) for r in rules)]:
            for place in (within, within.turned(-1)):
                self._of_rule(rule, place)
        self.adds = tuple(s.adds for s in self._sums.values())
        at = self._place = {key: i for i, key in enumerate(self._sums)}
        self.ranges = self._ranges()
        self.caps = (*(s.cap for s in self._sums.values()), *(self.ranges.caps if self.ranges else ()))
        """The cap of each number that studies add to, those of sizes within a range last."""
        self.blocks = tuple(self._blocks.values())
        self.raw_caps = tuple(cap for b in self.blocks for cap in (b.size if b.together else 1.0, 1.0))
        self.all_caps = (
            *self.caps,
            *(cap for b in self.blocks for cap in ((1.0, 1.0) if b.together else (float(b.size), 1.0))),
        )
        """The cap of each number of a vector for the whole set."""
        self._views = [
            (i, None if s.is_bare else sorted(s.marks)) for i, s in enumerate(self._sums.values())
            if s.is_bare or s.marks
        ]  # fmt: skip
        self._shares = [(at[inside], at[whole], limit) for inside, whole, limit in self._ratios]

    def _ranges(self) -> Ranges | None:
        """Sums of one size that are only set against plain numbers; None where there are others, or none."""
        told = [(key, one) for key, one in self._sums.items() if key in self._sized]
        facts = {self._sized[key][0] for key, _ in told}
        plain = all(math.isfinite(one.cap) for _, one in told)
        weighed = any(isinstance(key, tuple) and key[0] == "all" for key in self._sums)
        if len(facts) != 1 or not plain or weighed or len(told) > MOST_SUMS:
            return None
        sums = [SizeSum(self._place[key], self._sized[key][1], tuple(sorted(one.marks))) for key, one in told]
        return Ranges(next(iter(facts)), sums)

    def of_study(
        self, answers: Answers, sizes: Sizes, within: tuple[float, float] | None = None
    ) -> tuple[Vector, Vector]:
        """What one study adds: to the set's numbers, and to those of its block.

        `within` is where its size lies, if that is not known. Raises KeyError where what it adds rests on a
        size that is not among those given.
        """
        if self._member is not None and answers[self._member] is not TRUE:
            return (0.0,) * len(self.caps), (0.0,) * len(self.raw_caps)
        further: Vector = self.ranges.nothing if self.ranges else ()
        if self.ranges and within is not None:
            further = self.ranges.of_study(answers, *within)
            sizes = {**sizes, self.ranges.fact: 0.0}
        told = (*(add(answers, sizes) for add in self.adds), *further)
        own = tuple([min(cap, number) for cap, number in zip(self.caps, told, strict=True)])
        raw: list[float] = []
        for block in self.blocks:
            raw += (block.each(answers, sizes), block.some(answers, sizes))
        return own, tuple(raw)

    def of_block(self, own: Vector, raw: Vector) -> Vector:
        """What a block of studies adds to the numbers of the set."""
        found = list(own)
        for i, block in enumerate(self.blocks):
            each, some = raw[2 * i], raw[2 * i + 1]
            if block.together:
                found += (float(each >= block.size), float(each >= block.size and some >= 1))
            else:
                found += (min(1.0, each), min(1.0, some))
        return tuple(found)

    def points(self, total: Vector) -> Iterator[Vector]:
        """The vector once for each way in which its sums can lie, where some sizes are open."""
        return iter((total,)) if self.ranges is None else self.ranges.points(total, len(self.adds))

    def view(self, total: Vector) -> tuple[float, ...]:
        """What rules see of a vector for the set: how its numbers stand to what they are set against."""
        seen = [
            total[i] if marks is None else float(bisect_left(marks, total[i]) + bisect_right(marks, total[i]))
            for i, marks in self._views
        ]
        for inside, whole, limit in self._shares:
            share = total[inside] / total[whole] if total[inside] else 0.0
            seen.append(float((share > limit) - (share < limit)))
        return (*seen, *total[len(self.caps) :])

    def number(self, total: Vector, node: Node, within: Within) -> float | None:
        """What a count, share or sum in its place comes to in a vector for the set; None if not told."""
        inside, whole = self._kept((node, within), lambda: self._places(node, within))
        if inside is None or whole is None:
            return None
        if isinstance(node, Share):
            return total[inside] / total[whole] if total[inside] else 0.0
        return total[inside]

    def _places(self, node: Node, within: Within) -> tuple[int | None, int | None]:
        """Where the number stands in a vector, and where that which it is a share of."""
        place = self._place.get
        match node:
            case Count(predicate):
                at = place(("count", predicate, self._placed(predicate, within)))
                return at, at
            case Total(fact, predicate):
                at = place(("sum", fact, predicate, self._placed(predicate, within)))
                return at, at
            case Share(predicate, None):
                return place(("count", predicate, self._placed(predicate, within))), place(MEMBERS)
            case Share(predicate, str(weight)):
                inside = place(("sum", weight, predicate, self._placed(predicate, within)))
                return inside, place(("all", weight))
        return None, None

    def distance(self, total: Vector, one: tuple[Node, Within], other: tuple[Node, Within]) -> float | None:
        """By how much one count exceeds another in a vector for the set; None if not told."""

        def found() -> tuple[int | None, bool]:
            ends = tuple((p, self._placed(p, place)) for p, place in (one, other))
            key = frozenset(ends)
            return self._place.get(("distance", key)), self._from.get(key) == ends[0]

        at, is_forward = self._kept((*one, *other), found)
        if at is None:
            return None
        return total[at] if is_forward else -total[at]

    def exists(self, total: Vector, node: Exists, within: Within) -> bool | None:
        """Whether there is a set of studies of a kind, by a vector for the set; None if not told."""
        each, some, needed = self._kept((node, within), lambda: self._places_of_exists(node, within))
        if each is None or some is None:
            return None
        return total[each] >= needed and total[some] >= 1

    def _places_of_exists(self, node: Exists, within: Within) -> tuple[int | None, int | None, int]:
        if node.apart and node.size > 1:
            if (node, within) not in self._blocks:
                return None, None, 0
            at = len(self.caps) + 2 * list(self._blocks).index((node, within))
            return at, at + 1, 1 if node.together else node.size
        each = self._place.get(("count", node.each, self._placed(node.each, within)))
        return each, each if node.some is None else self._place.get((node, within)), node.size

    def _kept(self, where: tuple[Node | Within, ...], find: Callable[[], T]) -> T:
        """What was found for expressions in their places, found once: they are told by what they are."""
        key = tuple([
            (id(part.criterion), part.sign) if isinstance(part, Within) else id(part) for part in where
        ])  # fmt: skip
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = (find(), where)
        return cast("T", known[0])

    def _of_rule(self, rule: Node, within: Within) -> None:
        beside: set[int] = set()
        for node in walk(rule):
            if isinstance(node, Compare):
                for sides in ((node.left, node.right), (node.right, node.left)):
                    self._of_side(*sides, within, beside)
        for node in walk(rule):
            if isinstance(node, Exists):
                self._of_exists(node, within)
            elif isinstance(node, Count | Share | Total) and id(node) not in beside:
                self._of_number(node, within, None)

    def _of_side(self, side: Node, other: Node, within: Within, beside: set[int]) -> None:
        """A number set against a plain one, or a count against another of which only the distance tells."""
        if not isinstance(side, Count | Share | Total):
            return
        if isinstance(other, Literal):
            beside.add(id(side))
            self._of_number(side, within, float(other.value))
        elif isinstance(side, Count) and isinstance(other, Count):
            beside |= {id(side), id(other)}
            for turned in (1, -1):
                ends = ((side.predicate, within.turned(turned)), (other.predicate, within.turned(-turned)))
                key = ("distance", frozenset((p, self._placed(p, place)) for p, place in ends))
                first, second = (self._holds(p, place) for p, place in ends)
                self._from.setdefault(key[1], (ends[0][0], self._placed(*ends[0])))
                self._add(key, _distance(first, second), 0.0, is_whole=True)

    def _of_number(self, node: Node, within: Within, mark: float | None) -> None:
        """A count, share or sum; `mark` is the number that it is set against, None for anything else."""
        for place in (within, within.turned(-1)):
            match node:
                case Count(predicate):
                    self._count(predicate, place, mark)
                case Share(predicate, None):
                    whole: object = MEMBERS
                    self._add(whole, lambda answers, sizes: 1.0, None, is_whole=True, is_bare=mark is None)
                    inside = self._count(predicate, place, None, is_bare=mark is None)
                    if mark is not None:
                        self._ratios[inside, whole, mark] = None
                case Share(predicate, str(weight)):
                    whole = ("all", weight)
                    self._add(whole, _size_of(weight), None, is_whole=True, is_bare=mark is None)
                    inside = self._of_sum(weight, predicate, place, None, is_bare=mark is None)
                    if mark is not None:
                        self._ratios[inside, whole, mark] = None
                case Total(fact, predicate):
                    self._of_sum(fact, predicate, place, mark, is_bare=mark is None)

    def _count(self, predicate: Node, place: Within, mark: float | None, *, is_bare: bool = True) -> object:
        key = ("count", predicate, self._placed(predicate, place))
        bare = mark is None and is_bare
        return self._add(key, self._holds(predicate, place), mark, is_whole=mark is None, is_bare=bare)

    def _of_sum(
        self, fact: str, predicate: Node, place: Within, mark: float | None, *, is_bare: bool
    ) -> object:
        holds = self._holds(predicate, place)
        key = ("sum", fact, predicate, self._placed(predicate, place))
        self._sized.setdefault(key, (fact, lambda answers: bool(holds(answers, {}))))

        def adds(answers: Answers, sizes: Sizes) -> float:
            return sizes[fact] if holds(answers, sizes) else 0.0

        return self._add(key, adds, mark, is_whole=mark is None, is_bare=is_bare)

    def _of_exists(self, node: Exists, within: Within) -> None:
        for place in (within, within.turned(-1)):
            each = self._holds(node.each, place)
            some = each if node.some is None else _and(each, self._holds(node.some, place))
            if node.apart and node.size > 1:
                self._blocks.setdefault((node, place), Block(each, some, node.size, node.together))
            else:
                self._count(node.each, place, node.size - 0.5)
                if node.some is not None:
                    self._add((node, place), some, 0.5)

    def _placed(self, predicate: Node, place: Within) -> Within:
        return NOWHERE if isinstance(predicate, Name) and predicate.name in self._book else place

    def _holds(self, predicate: Node, place: Within) -> Adds:
        at = self._at[predicate, self._placed(predicate, place)]
        return lambda answers, sizes: 1.0 if answers[at] is TRUE else 0.0

    def _add(
        self, key: object, adds: Adds, mark: float | None, *, is_whole: bool = False, is_bare: bool = False
    ) -> object:
        one = self._sums.setdefault(key, Sum(adds))
        one.marks |= set() if mark is None else {mark}
        one.is_whole, one.is_bare = one.is_whole or is_whole, one.is_bare or is_bare
        return key


def _size_of(weight: str) -> Adds:
    return lambda answers, sizes: sizes[weight]


def _distance(first: Adds, second: Adds) -> Adds:
    return lambda answers, sizes: first(answers, sizes) - second(answers, sizes)


def _and(first: Adds, second: Adds) -> Adds:
    return lambda answers, sizes: first(answers, sizes) * second(answers, sizes)


def summed(one: Vector, other: Vector, caps: Vector) -> Vector:
    """Two vectors added, each number up to its cap."""
    return tuple([x + y if x + y < cap else cap for x, y, cap in zip(one, other, caps, strict=True)])


class Vectors:
    """Vectors by number, and what two of them add up to, so that no two are added twice."""

    def __init__(self, caps: Vector) -> None:
        self.caps = caps
        self.vectors: list[Vector] = []
        """Each vector, by its number."""
        self._numbers: dict[Vector, int] = {}
        self._sums: dict[int, dict[int, int]] = {}

    def number(self, vector: Vector) -> int:
        """The number of a vector."""
        found = self._numbers.setdefault(vector, len(self.vectors))
        if found == len(self.vectors):
            self.vectors.append(vector)
        return found

    def with_(self, number: int) -> dict[int, int]:
        """The sums with one vector that are known already, by the other vector."""
        return self._sums.setdefault(number, {})

    def add(self, one: int, other: int) -> int:
        """The number of the sum of two vectors."""
        total = self.number(summed(self.vectors[one], self.vectors[other], self.caps))
        self._sums.setdefault(other, {})[one] = total
        return total
