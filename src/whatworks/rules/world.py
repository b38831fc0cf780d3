"""The facts that a rule looks at: those of the evidence set and those of each study in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from whatworks.terms import Fact, UnknownKind

SET = "set"
"""The subject under which the evidence set's own facts stand."""


Content = tuple[Any, type, UnknownKind | None, tuple[Any, ...], float | None, float | None, str | None]
"""What is known by a fact, whatever it is a fact of and wherever it was read."""


def content_of(fact: Fact) -> Content:
    """What is known by a fact: value and its type, why it is not known, options, bounds and unit."""
    return (fact.value, type(fact.value), fact.unknown, fact.options, fact.low, fact.high, fact.unit)


@dataclass(frozen=True)
class StudyFacts:
    """One study's facts by name. `completed` holds what the search for possible outcomes supposes."""

    study: str
    facts: Mapping[str, Fact]
    completed: Mapping[str, Fact] = field(default_factory=dict)

    @cached_property
    def contents(self) -> dict[str, Content]:
        """What is known by each fact."""
        return {name: content_of(fact) for name, fact in self.facts.items()}


@dataclass(frozen=True)
class World:
    """An evidence set as a rule sees it. A fact that is missing is not yet sought."""

    facts: Mapping[str, Fact]
    studies: tuple[StudyFacts, ...] = field(default=())
    completed: Mapping[str, Fact] = field(default_factory=dict)
    rivals: tuple[Mapping[str, Fact], ...] = field(default=())
    """Sets of facts of which one is true as a whole: what sources that disagree say, each for itself."""

    @cached_property
    def contents(self) -> dict[str, Content]:
        """What is known by each fact of the set."""
        return {name: content_of(fact) for name, fact in self.facts.items()}

    @cached_property
    def by_study(self) -> dict[str, StudyFacts]:
        """Each study's facts by the study's id."""
        return {s.study: s for s in self.studies}

    def holder(self, subject: str) -> World | StudyFacts | None:
        """What holds the facts of a subject: the world itself for the set."""
        return self if subject == SET else self.by_study.get(subject)

    def get(self, subject: str, name: str) -> Fact:
        """A fact of the set (subject `SET`) or of a study."""
        holder = self.holder(subject)
        found = holder.facts.get(name) if holder else None
        return found or Fact(name=name, subject=subject, unknown=UnknownKind.NOT_SOUGHT)

    def having(self, fact: Fact) -> World:
        """The same world with one fact put in place of what was known of it."""
        if fact.subject == SET:
            agreeing = tuple(r for r in self.rivals if fact.name not in r or r[fact.name].value == fact.value)
            return replace(self, facts={**self.facts, fact.name: fact}, rivals=agreeing)
        return self.with_study(fact.subject, lambda s: replace(s, facts={**s.facts, fact.name: fact}))

    def supposing(self, fact: Fact) -> World:
        """The same world with one open fact completed: rules that leave it open read it, others do not."""
        if fact.subject == SET:
            return replace(self, completed={**self.completed, fact.name: fact})
        return self.with_study(fact.subject, lambda s: suppose(s, fact))

    def with_study(self, study: str, change: Callable[[StudyFacts], StudyFacts]) -> World:
        """The same world with one study's facts changed."""
        return replace(self, studies=tuple(change(s) if s.study == study else s for s in self.studies))

    def readings(self) -> Iterator[World]:
        """The world as each of the sources that disagree has it; the world itself where none do."""
        if not self.rivals:
            yield self
        for told in self.rivals:
            yield replace(self, facts={**self.facts, **told}, rivals=())

    def subjects(self) -> Iterator[str]:
        """The set and each study."""
        yield SET
        for study in self.studies:
            yield study.study


def suppose(study: StudyFacts, fact: Fact) -> StudyFacts:
    """The same study with one open fact completed."""
    return replace(study, completed={**study.completed, fact.name: fact})
