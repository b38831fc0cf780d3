"""Why a rating changed: the facts, the scheme, the software or a person; and of the facts, which mattered.

Where several facts changed at once, the smallest set of them that gives the new answer is looked for by
trying: the old facts with some of the new ones put in, judged by the same scheme.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice

from whatworks.terms import Rating

from .again import Answer, Judge, world_of_facts
from .change_words import facts_sentence, is_ours, levels_moved
from .fact_changes import FactChange, Part, changed_facts, parts_of, world_with
from .question import LOOKS
from .scheme import Scheme

MOST_TRIED = 300
"""How many sets of changes are tried before all of them are named."""
MOST_TOGETHER = 3


class ReasonKind(enum.StrEnum):
    """Why a rating changed."""

    FACTS = "facts"
    SCHEME = "scheme"
    ENGINE = "engine"
    PERSON = "person"


@dataclass(frozen=True)
class ChangeReason:
    """Why a rating changed, in one sentence, and every fact that changed with whether it mattered."""

    kind: ReasonKind
    sentence: str
    facts_changed: tuple[FactChange, ...]

    @property
    def mattered(self) -> tuple[FactChange, ...]:
        """The facts that by themselves give the new answer."""
        return tuple(c for c in self.facts_changed if c.mattered)


def explain_change(
    before: Rating,
    after: Rating,
    names: Mapping[str, str],
    *,
    scheme: Scheme | None = None,
    scheme_before: Scheme | None = None,
) -> ChangeReason:
    """Why a rating went from `before` to `after`. `names` says what each study is called.

    `scheme` is the one that gave `after`, `scheme_before` the one that gave `before`, where they are in hand.
    Without them nothing can be tried, and every fact that changed is named. Raises ValueError where the two
    are not ratings of one thing on one scale.
    """
    if _of(before) != _of(after):
        raise ValueError(f"{before.id} and {after.id} are not ratings of the same thing on the same scale")
    old, new = as_computed(before), as_computed(after)
    changes = changed_facts(old.facts, new.facts)
    if _says(old) == _says(new) and _says(before) != _says(after):
        return ChangeReason(ReasonKind.PERSON, _person(before, after), changes)
    found = _Search(old, new, changes=changes, names=names, schemes=(scheme_before, scheme))
    return found.reason()


def as_computed(rating: Rating) -> Rating:
    """A rating as the rule gave it, without what an editor decided instead."""
    rule = rating.decided
    if rule is None:
        return rating
    given = {"level": rule.level, "possible": rule.possible, "words": rule.words, "because": rule.because}
    return replace(rating, **given, decided=None)  # type: ignore[arg-type]


def only_narrows(before: Rating, after: Rating) -> bool:
    """Whether the level stays open, on fewer levels than before, and nothing else is said."""
    return (
        before.level is None
        and after.level is None
        and set(after.possible) < set(before.possible)
        and before.version == after.version
    )


def _says(rating: Rating) -> tuple[str | None, tuple[str, ...], str]:
    return rating.level, rating.possible, rating.words


def _of(rating: Rating) -> tuple[str | None, ...]:
    return rating.scheme, rating.scale, rating.object.evidence_set, rating.object.study


def _person(before: Rating, after: Rating) -> str:
    if after.decided is None:
        return f"What an editor had decided was undone; {levels_moved(before, after)}"
    return f"An editor decided otherwise than the rule, which says “{after.decided.words}”: " + (
        after.decided.reason
    )


class _Search:
    """Two ratings as the rule gave them, and what of the difference between them mattered."""

    def __init__(
        self, before: Rating, after: Rating, *, changes: tuple[FactChange, ...], names: Mapping[str, str],
        schemes: tuple[Scheme | None, Scheme | None],
    ) -> None:  # fmt: skip
        self.before, self.after, self.changes, self.names = before, after, changes, names
        self.parts = parts_of(changes)
        self.now = _judge(schemes[1], after)
        self.then = _judge(schemes[0], before)
        self.old, self.new = world_of_facts(before.facts), world_of_facts(after.facts)
        self.target = self.now.answer(self.new) if self.now else None
        if self.target is not None and not self.target.is_of(after):
            self.now = self.target = None  # what was kept does not give it again: nothing can be tried

    def reason(self) -> ChangeReason:
        if self._is_of_scheme():
            return self._made(ReasonKind.SCHEME, self._scheme_words(), ())
        if self.before.engine != self.after.engine and self._gives(()):
            return self._made(ReasonKind.ENGINE, self._engine_words(), ())
        if not self.parts:
            return self._unchanged()
        mattered = self._smallest()
        said = facts_sentence(mattered, self.before, self.after, self.names)
        if self.before.version != self.after.version and not self._without_scheme(mattered):
            return self._made(ReasonKind.SCHEME, f"{self._scheme_went()}; {said}", mattered)
        return self._made(ReasonKind.FACTS, said, mattered)

    def _made(self, kind: ReasonKind, sentence: str, mattered: Sequence[Part]) -> ChangeReason:
        named = {change.place for part in mattered for change in part.changes}
        told = tuple(replace(c, mattered=c.place in named) for c in self.changes)
        return ChangeReason(kind, sentence, told)

    def _is_of_scheme(self) -> bool:
        """Whether the new scheme gives the new answer from the old facts."""
        if self.before.version == self.after.version:
            return False
        return not self.parts or self._gives(())

    def _without_scheme(self, mattered: Sequence[Part]) -> bool:
        """Whether the old scheme, too, gives the new answer from the facts that mattered."""
        if self.then is None:
            return False
        answer = self.then.answer(world_with(self.old, self.new, mattered, self.parts))
        return self.target is not None and answer.possible == self.target.possible

    def _gives(self, parts: Sequence[Part]) -> bool:
        """Whether these changes of the facts, and no others, give the new answer."""
        if self.now is None:
            return False
        return self._same(self.now.answer(world_with(self.old, self.new, parts, self.parts)))

    def _same(self, answer: Answer) -> bool:
        return self.target is not None and (answer.possible, answer.words) == (
            self.target.possible,
            self.target.words,
        )

    def _smallest(self) -> tuple[Part, ...]:
        for parts in islice(self._sets(), MOST_TRIED):
            if self._gives(parts):
                return self._with_studies(parts)
        return self.parts

    def _with_studies(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """With our own pooled figure go the studies that came or went, since they moved it."""
        if not any(p.kind == "pool" for p in parts) or not is_ours(self.after):
            return parts
        moved = tuple(p for p in self.parts if p.kind in ("added", "removed") and p not in parts)
        return (*moved, *parts)

    def _sets(self) -> Iterator[tuple[Part, ...]]:
        for size in range(1, min(MOST_TOGETHER, len(self.parts)) + 1):
            yield from combinations(self.parts, size)

    def _scheme_went(self) -> str:
        return (
            f"{self.after.scheme_name} went from version {self.before.version} to version "
            f"{self.after.version}"
        )

    def _scheme_words(self) -> str:
        return f"{self._scheme_went()}: from the same facts, {levels_moved(self.before, self.after)}"

    def _engine_words(self) -> str:
        return (
            f"The software that rates went from version {self.before.engine} to version "
            f"{self.after.engine}: from the same facts, {levels_moved(self.before, self.after)}"
        )

    def _unchanged(self) -> ChangeReason:
        """No fact, version or engine differs, and yet the answer does: then the file or its words did."""
        if self.before.engine != self.after.engine:
            return self._made(ReasonKind.ENGINE, self._engine_words(), ())
        said = (
            f"The file of {self.after.scheme_name} changed without a new version: from the same facts, "
            f"{levels_moved(self.before, self.after)}"
        )
        return self._made(ReasonKind.SCHEME, said, ())


def _judge(scheme: Scheme | None, rating: Rating) -> Judge | None:
    if scheme is None or (scheme.id, scheme.version) != (rating.scheme, rating.version):
        return None
    try:
        return Judge(scheme, rating.scale, budget=LOOKS)
    except KeyError:
        return None
