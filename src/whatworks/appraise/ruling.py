"""The kinds of rule a file can state: a judgement, lines in order, the worst, a sum, an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from .conditions import Condition, mentions

NOT_APPLICABLE = "NA"
PERSON = "a person decides"
"""In the place of a rule: nothing is proposed, and the judgement is a person's, with a reason."""


@dataclass(frozen=True)
class Worst:
    """The worst of several steps or domains; what is not asked is left out of account."""

    of: tuple[str, ...]
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class Said:
    """What was answered to one question is the judgement, in the words of `names`."""

    question: str
    names: Mapping[str, str]
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class Sum:
    """Points for answers added up, kept within bounds, and read off against thresholds.

    `levels` stand from the highest threshold down; the last has none. Without levels the total itself, as
    text, is the judgement.
    """

    where: str
    points: Mapping[str, Mapping[str, Fraction]]
    levels: tuple[tuple[Fraction | None, str], ...] = ()
    start: Fraction = Fraction(0)
    least: Fraction | None = None
    most: Fraction | None = None

    def points_of(self, name: str, answer: str) -> Fraction:
        """The points of one answer; a question that is not asked adds none unless the rule says so."""
        return self.points[name].get(answer, Fraction(0))

    def total(self, added: Fraction) -> Fraction:
        """The sum with its start, within bounds."""
        total = self.start + added
        if self.least is not None:
            total = max(total, self.least)
        return total if self.most is None else min(total, self.most)

    def level(self, total: Fraction) -> str:
        """What a total is judged."""
        for threshold, judgement in self.levels:
            if threshold is None or total >= threshold:
                return str(judgement)
        return number_words(total)


@dataclass(frozen=True)
class Case:
    """One line of a rule: if this holds, then that. No condition means otherwise."""

    where: str
    when: Condition | None
    then: Rule


@dataclass(frozen=True)
class Cases:
    """Lines read from the top; the first that holds decides."""

    where: str
    cases: tuple[Case, ...]


Rule = str | Worst | Said | Sum | Cases


def number_words(number: Fraction) -> str:
    """A number as a person writes it: '3', '2.5'."""
    return str(number.numerator) if number.denominator == 1 else f"{float(number):g}"


def cases_of(rule: Rule) -> Iterator[Case]:
    """Every line of a rule, those within lines included."""
    if isinstance(rule, Cases):
        for case in rule.cases:
            yield case
            yield from cases_of(case.then)


def parts_of(rule: Rule) -> Iterator[Rule]:
    """The rule and every rule within it."""
    yield rule
    for case in cases_of(rule):
        yield case.then


def names_in(rule: Rule) -> set[str]:
    """The questions, steps or domains that a rule looks at."""
    found = {name for case in cases_of(rule) if case.when for name, _ in mentions(case.when)}
    for part in parts_of(rule):
        if isinstance(part, Worst):
            found.update(part.of)
        elif isinstance(part, Said):
            found.add(part.question)
        elif isinstance(part, Sum):
            found.update(part.points)
    return found
