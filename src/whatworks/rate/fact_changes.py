"""What differs between the facts of two ratings, and the parts in which such changes come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from whatworks.rules import SET, StudyFacts, World
from whatworks.terms import Fact

from .again import is_pooled

Place = tuple[str, str]
"""Subject and name of a fact."""


@dataclass(frozen=True)
class FactChange:
    """A fact that is not what it was. `before` or `after` is empty where the study came or went."""

    subject: str
    name: str
    before: Fact | None
    after: Fact | None
    mattered: bool = False
    """Whether it is among those that by themselves give the new answer."""

    @property
    def place(self) -> Place:
        """Where the fact stands."""
        return self.subject, self.name


@dataclass(frozen=True)
class Part:
    """Changes that come together: a study that came or went, the pooled figure, or one fact."""

    kind: str
    """'added', 'removed', 'pool' or 'fact'."""
    subject: str
    changes: tuple[FactChange, ...]


def changed_facts(before: Iterable[Fact], after: Iterable[Fact]) -> tuple[FactChange, ...]:
    """Every fact that changed, the set's own first, then study by study.

    A fact that only one of the two ratings used, of a study that both have, is not known to have changed.
    """
    was, now = _placed(before), _placed(after)
    old, new = {s for s, _ in was} | {SET}, {s for s, _ in now} | {SET}
    found = []
    for place in {**was, **now}:
        a, b = was.get(place), now.get(place)
        if a is not None and b is not None:
            if _value(a) != _value(b):
                found.append(FactChange(*place, a, b))
        elif place[0] not in old or place[0] not in new:
            found.append(FactChange(*place, a, b))
    return tuple(sorted(found, key=lambda c: (c.subject != SET, c.subject, c.name)))


def _placed(facts: Iterable[Fact]) -> dict[Place, Fact]:
    return {(f.subject, f.name): f for f in facts}


def _value(fact: Fact) -> tuple[object, ...]:
    value = round(fact.value, 12) if isinstance(fact.value, float) else fact.value
    return value, fact.unit, fact.unknown, fact.options, fact.low, fact.high


def parts_of(changes: Sequence[FactChange]) -> tuple[Part, ...]:
    """The changes by what they come with: studies first, then the set's own facts, then the pooled figure."""
    studies: dict[tuple[str, str], list[FactChange]] = {}
    pool, single = [], []
    for change in changes:
        fact = change.after or change.before
        if change.before is None:
            studies.setdefault(("added", change.subject), []).append(change)
        elif change.after is None:
            studies.setdefault(("removed", change.subject), []).append(change)
        elif fact is not None and is_pooled(fact):
            pool.append(change)
        else:
            single.append(change)
    found = [Part(kind, subject, tuple(held)) for (kind, subject), held in studies.items()]
    found += [Part("fact", c.subject, (c,)) for c in sorted(single, key=lambda c: c.subject == SET)]
    return (*found, *([Part("pool", SET, tuple(pool))] if pool else []))


def world_with(old: World, new: World, parts: Sequence[Part], every: Sequence[Part]) -> World:
    """The old world with some changes made, and with facts that only the newer rating used put in."""
    taken = {c.place for part in parts for c in part.changes}
    kept = {c.place for part in every for c in part.changes} - taken
    gone = {p.subject for p in parts if p.kind == "removed"}
    came = {p.subject for p in parts if p.kind == "added"}
    subjects = sorted(({s.study for s in old.studies} - gone) | came)
    held_old, held_new = old.by_study, new.by_study
    return World(
        facts=_mixed(SET, old.facts, new.facts, kept),
        studies=tuple(
            StudyFacts(
                s,
                _mixed(
                    s,
                    held_old[s].facts if s in held_old else {},
                    held_new[s].facts if s in held_new else {},
                    kept,
                ),
            )
            for s in subjects
        ),
    )


def _mixed(
    subject: str, old: Mapping[str, Fact], new: Mapping[str, Fact], kept: set[Place]
) -> dict[str, Fact]:
    """The new values, but the old ones in the places that stay as they were."""
    return {
        name: old[name] if name in old and ((subject, name) in kept or name not in new) else new[name]
        for name in {**old, **new}
    }
