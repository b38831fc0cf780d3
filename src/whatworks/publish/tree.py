"""The criteria of a rating as a page shows them: what decided it open, the rest folded, nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whatworks.terms import CriterionResult

from .facts import FactRow, Facts
from .numbers import count

VALUE_KINDS = {"true": "yes", "false": "no", "unknown": "unk"}
_AT = "@"


def _shown(criteria: Sequence[CriterionResult]) -> frozenset[str]:
    """What stands open: what decided, and every study of which the same was asked."""
    decided = {c.id.partition(_AT)[0] for c in criteria if c.decided}
    return frozenset(
        c.id for c in criteria if c.decided or (_AT in c.id and c.id.partition(_AT)[0] in decided)
    )


@dataclass(frozen=True)
class Branch:
    """A criterion, its value, and what is under it."""

    anchor: str
    question: str
    study: tuple[str, str] | None
    kind: str
    shown: str
    detail: str | None
    verified: bool
    level: str | None
    rows: tuple[FactRow, ...]
    groups: tuple[Group, ...]
    folded: tuple[Group, ...]
    repeats: str | None = None
    """Where the same criterion is already shown in full."""

    @property
    def folded_words(self) -> str:
        """How much did not decide it."""
        return f"What did not decide it ({sum(len(g.branches) for g in self.folded)})"

    @property
    def is_leaf(self) -> bool:
        """Whether nothing but facts stands under it."""
        return not (self.groups or self.folded)


@dataclass(frozen=True)
class Group:
    """Criteria side by side: one question asked of each study, or one criterion on its own."""

    question: str | None
    branches: tuple[Branch, ...]

    @property
    def words(self) -> str:
        """The question put to each study."""
        return f"Asked of {count(len(self.branches), 'study', 'studies')}: {self.question}"


class Planter:
    """Builds the branches of one rating. Keeps what was shown, so that it is shown once."""

    def __init__(self, facts: Facts, prefix: str, level_words: dict[str, str]) -> None:
        self.facts, self.prefix, self.level_words = facts, prefix, level_words
        self._shown: dict[str, str] = {}
        self._number = 0

    def branch(self, criterion: CriterionResult) -> Branch:
        """A criterion with everything under it."""
        self._number += 1
        anchor = f"{self.prefix}-{self._number}"
        repeats = self._shown.get(criterion.id)
        heavy = bool(criterion.children) or len(criterion.facts) > 1
        if heavy and not repeats:
            self._shown[criterion.id] = anchor
        shows_all = not (heavy and repeats)
        rows = tuple(self.facts.row(f) for f in criterion.facts) if shows_all else ()
        children = criterion.children if shows_all else ()
        shown = _shown(children)
        return Branch(
            anchor=anchor,
            question=criterion.question,
            study=self._study(criterion.id),
            kind=VALUE_KINDS[criterion.value.value],
            shown=criterion.shown,
            detail=criterion.detail,
            verified=criterion.verified,
            level=self.level_words.get(criterion.level or "", criterion.level),
            rows=rows,
            groups=self.groups([c for c in children if c.id in shown]),
            folded=self.groups([c for c in children if c.id not in shown]),
            repeats=None if shows_all else repeats,
        )

    def groups(self, criteria: Sequence[CriterionResult]) -> tuple[Group, ...]:
        """Criteria in their order; those asked of each study together."""
        found: list[tuple[str | None, list[CriterionResult]]] = []
        for criterion in criteria:
            base, at, _ = criterion.id.partition(_AT)
            if at and found and found[-1][0] == base:
                found[-1][1].append(criterion)
            else:
                found.append((base if at else None, [criterion]))
        return tuple(
            Group(members[0].question if base else None, tuple(self.branch(c) for c in members))
            for base, members in found
        )

    def _study(self, id_: str) -> tuple[str, str] | None:
        study = self.facts.sources.shelf.studies.get(id_.partition(_AT)[2])
        return (study.name, self.facts.sources.links.study(study.id)) if study else None
