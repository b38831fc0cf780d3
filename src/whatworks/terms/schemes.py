"""A rating scheme in words: what a reader is told of its facts, criteria, levels and rules."""

from __future__ import annotations

from dataclasses import dataclass

from .record import Record, term

NOT_RATED = "none"
"""Id of the level that says 'not rated yet', in every scheme that has one."""


@dataclass(frozen=True, kw_only=True)
class FactWords(Record):
    """How a fact is spoken of."""

    ask: str = term("The fact as a thing to know: 'which way it points'")
    doc: str = term("What it means", default="")
    unit: str | None = term("Its unit", default=None)


@dataclass(frozen=True, kw_only=True)
class CriterionWords(Record):
    """A criterion of the scheme, and the criteria or facts under it."""

    id: str = term("The criterion's name in the scheme")
    question: str = term("The criterion as a question")
    of_study: bool = term("Whether it is asked of each study", default=False)
    join: str = term(
        "'all', 'any' or 'none' of its parts; empty where the criterion compares facts", default=""
    )
    parts: tuple[str, ...] = term("The criteria or facts under it", default=())
    not_reported: str = term(
        "What a fact that was sought and not reported means here: 'open', 'fails' or 'meets'", default="open"
    )
    because: str | None = term("Why the scheme asks it", default=None)
    verified: bool = term("Whether its wording was checked against the published scheme", default=True)


@dataclass(frozen=True, kw_only=True)
class LevelWords(Record):
    """One level of a scale."""

    id: str = term("The level's name")
    words: str = term("The level in words")
    meaning: str = term("What it means")
    rank: float = term("Its place in the scale, low to high")
    verified: bool = term("Whether its wording was checked against the published scheme", default=True)
    band: str | None = term(
        "How it stands to the body's own bar: cleared, partly, mixed, not, none; never a conversion",
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class RuleWords(Record):
    """When a level is given."""

    level: str = term("The level")
    words: str = term("The rule in words")
    criterion: str | None = term(
        "The criterion that must hold, where the rule is one criterion", default=None
    )
    column: int = term("Which of the scale's columns it stands in, from 1; 0 for none", default=0)


@dataclass(frozen=True, kw_only=True)
class PointsWords(Record):
    """Points added, or taken off where they are below 0, and when."""

    add: float = term("The points")
    words: str = term("When, in words")


@dataclass(frozen=True, kw_only=True)
class AdjustWords(Record):
    """Points added or taken off: the first of these that holds counts."""

    name: str = term("What they are for")
    rules: tuple[PointsWords, ...] = term("Points, in the order they are tried", default=())


@dataclass(frozen=True, kw_only=True)
class ScaleWords(Record):
    """One of a scheme's scales."""

    id: str = term("The scale's name")
    name: str = term("The scale in words")
    levels: tuple[LevelWords, ...] = term("Its levels")
    rules: tuple[RuleWords, ...] = term("Its rules, in the order they are tried", default=())
    otherwise: str = term("The level where no rule holds", default="")
    how: str = term("How the rules give a level: 'the first rule that holds gives the level'", default="")
    about: str | None = term("What a reader should know of the scale", default=None)
    of: str = term("'set', or 'study' where each study is judged alone", default="set")
    bar: bool = term("Whether it is the scale by which the scheme is set beside others", default=False)
    adjust: tuple[AdjustWords, ...] = term("Points added or taken off, group by group", default=())

    def level(self, id_: str) -> LevelWords | None:
        """A level by its id; None where the scale has none of that name."""
        return next((level for level in self.levels if level.id == id_), None)


@dataclass(frozen=True, kw_only=True)
class SchemeWords(Record):
    """A rating scheme, one version of it."""

    id: str = term("The scheme's name")
    version: str = term("Its version")
    name: str = term("The scheme in words")
    by: str = term("Whose scheme it is")
    about: str = term("What it is for")
    sources: tuple[str, ...] = term("Where it is published")
    licence: str = term("What may be done with its text")
    verified: bool = term("Whether all of it was checked against the published scheme")
    unverified: tuple[str, ...] = term("What was not checked")
    scales: tuple[ScaleWords, ...] = term("Its scales")
    criteria: dict[str, CriterionWords] = term("Its criteria by name", default={})
    facts: dict[str, FactWords] = term("The facts it rests on, by name", default={})

    def scale(self, id_: str) -> ScaleWords | None:
        """A scale by its id; None where the scheme has none of that name."""
        return next((scale for scale in self.scales if scale.id == id_), None)
