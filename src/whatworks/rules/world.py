"""The facts that a rule looks at: those of the evidence set and those of each study in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from whatworks.terms import Fact, UnknownKind

SET = "set"
"""The subject under which the evidence set's own facts stand."""


@dataclass(frozen=True)
class StudyFacts:
    """One study's facts by name."""

    study: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class World:
    """An evidence set as a rule sees it. A fact that is missing is not yet sought."""

    facts: Mapping[str, Fact]
    studies: tuple[StudyFacts, ...] = field(default=())

    def get(self, subject: str, name: str) -> Fact:
        """A fact of the set (subject `SET`) or of a study."""
        if subject == SET:
            found = self.facts.get(name)
        else:
            found = next((s.facts.get(name) for s in self.studies if s.study == subject), None)
        return found or Fact(name=name, subject=subject, unknown=UnknownKind.NOT_SOUGHT)

    def having(self, fact: Fact) -> World:
        """The same world with one fact put in place of what was known of it."""
        if fact.subject == SET:
            return replace(self, facts={**self.facts, fact.name: fact})
        studies = tuple(
            StudyFacts(s.study, {**s.facts, fact.name: fact}) if s.study == fact.subject else s
            for s in self.studies
        )
        return replace(self, studies=studies)

    def subjects(self) -> Iterator[str]:
        """The set and each study."""
        yield SET
        for study in self.studies:
            yield study.study
