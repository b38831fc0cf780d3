"""A rating scheme: levels, criteria, order, words, source and what is not verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from whatworks.rules import Node, Rulebook

if TYPE_CHECKING:
    from .examples import Example


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a scale. Levels of equal rank are neither above nor below one another."""

    id: str
    rank: float
    words: str
    meaning: str
    verified: bool = True
    variants: tuple[tuple[str, str], ...] = ()
    """Criterion and words: the first that is true gives the level its words."""
    band: str | None = None
    """How it stands to the body's own bar, one of BANDS: for a colour only, never to convert one scale."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When a level is given, and the sentence that says why."""

    level: str
    when: Node
    text: str
    say: str | None = None


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """Points added where a condition holds, and the sentence that says why."""

    add: float
    when: Node
    text: str
    say: str | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """Adjustments of which the first that holds counts; where none does, nothing is added."""

    name: str
    rules: tuple[Adjustment, ...]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of study that could be added, for the search for what would change a level."""

    id: str
    words: str
    plural: str
    facts: Mapping[str, Any]
    better: int
    """+1 for one that favours the intervention, -1 for one that goes against it."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """One of a scheme's scales."""

    id: str
    name: str
    combiner: str
    levels: tuple[Level, ...]
    rules: tuple[Rule, ...]
    otherwise: str
    eligible: str | None
    kinds: tuple[Kind, ...]
    columns: tuple[tuple[Rule, ...], ...] = ()
    about: str | None = None
    of: str = "set"
    """'set', or 'study' where each member is judged alone."""
    adjust: tuple[Group, ...] = ()
    bar: bool = False
    """Whether it is the scheme's headline scale."""

    @property
    def expressions(self) -> tuple[Node, ...]:
        """Every rule's condition, of all columns and adjustments."""
        given = (rule.when for rules in (self.rules, *self.columns) for rule in rules)
        return (*given, *(rule.when for group in self.adjust for rule in group.rules))

    @cached_property
    def off_ladder(self) -> frozenset[str]:
        """Under `points`: the levels that no number of points gives, only a leading rule."""
        on = {self.otherwise, *(r.level for column in self.columns for r in column)}
        return frozenset(r.level for r in self.rules if r.level not in on)

    @cached_property
    def by_points(self) -> Mapping[float, Level]:
        """Under `points`: the numbered levels by rank, lowest first."""
        ordered = sorted(self.levels, key=lambda level: level.rank)
        return {level.rank: level for level in ordered if level.id not in self.off_ladder}

    @property
    def criteria(self) -> tuple[str, ...]:
        """The criteria that it names beside its rules: who counts, and which words a level gets."""
        variants = (name for level in self.levels for name, _ in level.variants)
        return tuple(dict.fromkeys([*([self.eligible] if self.eligible else []), *variants]))

    def level(self, id_: str) -> Level:
        """A level by its id."""
        return next(level for level in self.levels if level.id == id_)

    def in_order(self, ids: frozenset[str] | Sequence[str]) -> tuple[str, ...]:
        """Level ids from the lowest rank to the highest, in the order of the file within a rank."""
        place = {level.id: (level.rank, i) for i, level in enumerate(self.levels)}
        return tuple(sorted(ids, key=lambda i: place[i]))


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A rating scheme, one version of it."""

    id: str
    version: str
    name: str
    by: str
    about: str
    sources: tuple[str, ...]
    licence: str
    verified: bool
    unverified: tuple[str, ...]
    scales: tuple[Scale, ...]
    book: Rulebook
    example: Example | None = None


COMBINERS = {
    "first": "the first rule that holds gives the level",
    "ladder": "the highest level whose rule and all rules below it hold",
    "lowest": "the lowest of several columns, each decided by its first rule that holds",
    "points": "a start, from which points are added and taken off; the level with that number",
}
BANDS = ("cleared", "partly", "mixed", "not", "none")
