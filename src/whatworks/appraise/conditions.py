"""Conditions on answers, in three values: an answer not yet known makes a condition unknown, not false."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .errors import listed

Look = Callable[[str], str | None]
"""What was answered to a question; None while it is not known."""


@dataclass(frozen=True)
class Is:
    """The answer to a question is one of these."""

    question: str
    answers: tuple[str, ...]
    where: str = field(default="", compare=False)

    def holds(self, look: Look) -> bool | None:
        """True, false, or None while not known."""
        answer = look(self.question)
        return None if answer is None else answer in self.answers

    def words(self) -> str:
        """The condition in words."""
        return f"{self.question} is {listed(self.answers)}"


@dataclass(frozen=True)
class All:
    """Every one of these holds."""

    of: tuple[Condition, ...]

    def holds(self, look: Look) -> bool | None:
        """Kleene's and. Every part is looked at, so that all that is still open shows."""
        values = [part.holds(look) for part in self.of]
        return False if False in values else None if None in values else True

    def words(self) -> str:
        """The condition in words."""
        return ", and ".join(part.words() for part in self.of)


@dataclass(frozen=True)
class AnyOf:
    """At least one of these holds."""

    of: tuple[Condition, ...]

    def holds(self, look: Look) -> bool | None:
        """Kleene's or."""
        values = [part.holds(look) for part in self.of]
        return True if True in values else None if None in values else False

    def words(self) -> str:
        """The condition in words."""
        return ", or ".join(part.words() for part in self.of)


@dataclass(frozen=True)
class Not:
    """This does not hold."""

    of: Condition

    def holds(self, look: Look) -> bool | None:
        """Kleene's not."""
        value = self.of.holds(look)
        return None if value is None else not value

    def words(self) -> str:
        """The condition in words."""
        return f"not ({self.of.words()})"


@dataclass(frozen=True)
class Count:
    """How many of these questions have one of these answers lies between two numbers."""

    questions: tuple[str, ...]
    answers: tuple[str, ...]
    at_least: int
    at_most: int
    where: str = field(default="", compare=False)

    def holds(self, look: Look) -> bool | None:
        """True or false as soon as the open questions cannot change it."""
        answers = [look(question) for question in self.questions]
        sure = sum(answer in self.answers for answer in answers)
        perhaps = sure + answers.count(None)
        if sure > self.at_most or perhaps < self.at_least:
            return False
        return True if sure >= self.at_least and perhaps <= self.at_most else None

    def words(self) -> str:
        """The condition in words."""
        every = self.at_most >= len(self.questions)
        number = f"at least {self.at_least}" if every else f"{self.at_least} to {self.at_most}"
        return f"{number} of {', '.join(self.questions)} are {listed(self.answers)}"


Condition = Is | All | AnyOf | Not | Count


def leaves(condition: Condition) -> Iterator[Is | Count]:
    """The parts of a condition that look at answers."""
    if isinstance(condition, Is | Count):
        yield condition
    elif isinstance(condition, Not):
        yield from leaves(condition.of)
    else:
        for part in condition.of:
            yield from leaves(part)


def mentions(condition: Condition) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every question a condition looks at, with the answers it sets apart from the rest."""
    for leaf in leaves(condition):
        for question in (leaf.question,) if isinstance(leaf, Is) else leaf.questions:
            yield question, leaf.answers
