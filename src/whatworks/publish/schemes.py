"""What the report says of a rating scheme. The road fills it in: publishing knows no scheme of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOT_RATED = "none"
"""Id of the level that says 'not rated yet', in every scheme that has one."""


@dataclass(frozen=True, kw_only=True)
class FactWords:
    """How a fact is spoken of."""

    ask: str
    """The fact as a thing to know: 'which way it points'."""
    doc: str = ""
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class CriterionWords:
    """A criterion of the scheme, and the criteria or facts under it."""

    id: str
    question: str
    of_study: bool = False
    join: str = ""
    """'all', 'any' or 'none' of `parts`; empty where the criterion compares facts."""
    parts: tuple[str, ...] = ()
    not_reported: str = "open"
    """What a fact that was sought and not reported means here: 'open', 'fails' or 'meets'."""
    because: str | None = None
    verified: bool = True


@dataclass(frozen=True, kw_only=True)
class LevelWords:
    """One level of a scale."""

    id: str
    words: str
    meaning: str
    rank: float
    verified: bool = True


@dataclass(frozen=True, kw_only=True)
class RuleWords:
    """When a level is given."""

    level: str
    words: str
    criterion: str | None = None
    """The criterion that must hold, where the rule is one criterion."""


@dataclass(frozen=True, kw_only=True)
class ScaleWords:
    """One of a scheme's scales."""

    id: str
    name: str
    levels: tuple[LevelWords, ...]
    rules: tuple[RuleWords, ...] = ()
    otherwise: str = ""
    how: str = ""
    """How the rules give a level: 'the first rule that holds gives the level'."""
    about: str | None = None

    def level(self, id_: str) -> LevelWords | None:
        """A level by its id; None where the scale has none of that name."""
        return next((level for level in self.levels if level.id == id_), None)


@dataclass(frozen=True, kw_only=True)
class SchemeWords:
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
    scales: tuple[ScaleWords, ...]
    criteria: Mapping[str, CriterionWords] = field(default_factory=dict)
    facts: Mapping[str, FactWords] = field(default_factory=dict)

    def scale(self, id_: str) -> ScaleWords | None:
        """A scale by its id; None where the scheme has none of that name."""
        return next((scale for scale in self.scales if scale.id == id_), None)
