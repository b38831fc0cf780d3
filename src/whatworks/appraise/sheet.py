"""One sheet of questions, and its rule read once with the answers that are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from .conditions import Condition, mentions
from .ruling import NOT_APPLICABLE, Cases, Rule, Said, Sum, Worst, cases_of, parts_of


@dataclass(frozen=True)
class Question:
    """A signalling question or item: our paraphrase, the answers the form allows, and when it is asked.

    `order` lists the answers that stand on a scale, in order; empty for answers that have none. Answers not
    in it (no information, not applicable) lie off the scale.
    """

    id: str
    ask: str
    answers: tuple[str, ...]
    asked_if: Condition | None = None
    read_as: Mapping[str, str] = field(default_factory=dict)
    critical: bool = False
    order: tuple[str, ...] = ()


class SilentError(Exception):
    """No line of a rule speaks for these answers."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True)
class Sheet:
    """Questions, named steps and the rule over them. Judgements are listed best first.

    Without a rule nothing is proposed: of a checklist, which has no judgements either, the questions are only
    counted; otherwise a person judges.
    """

    questions: Mapping[str, Question]
    judgements: tuple[str, ...]
    rule: Rule | None
    steps: Mapping[str, Rule] = field(default_factory=dict)

    @cached_property
    def groups(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """For each question, its answers in groups that no rule and no condition tells apart."""
        marks: dict[str, list[tuple[str, ...]]] = {name: [(NOT_APPLICABLE,)] for name in self.questions}
        for condition in self.conditions():
            for question, answers in mentions(condition):
                marks.setdefault(question, []).append(answers)
        for part in self.parts():
            for name, asked in self.questions.items():
                marks[name] += _marks(part, name, asked.answers)
        return {q.id: _grouped(q.answers, marks[q.id]) for q in self.questions.values()}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rule and the steps' rules."""
        return (*(() if self.rule is None else (self.rule,)), *self.steps.values())

    def parts(self) -> Iterator[Rule]:
        """Every rule of the sheet, those within rules included."""
        for rule in self.rules:
            yield from parts_of(rule)

    def conditions(self) -> Iterator[Condition]:
        """Every condition of the sheet: of its rule, its steps and its questions."""
        for question in self.questions.values():
            if question.asked_if is not None:
                yield question.asked_if
        for rule in self.rules:
            yield from (case.when for case in cases_of(rule) if case.when is not None)


def _marks(part: Rule, name: str, answers: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The sets of answers to a question that one rule tells apart."""
    if (isinstance(part, Worst) and name in part.of) or (isinstance(part, Said) and part.question == name):
        return [(answer,) for answer in answers]
    if isinstance(part, Sum) and name in part.points:
        by_points: dict[Fraction, list[str]] = {}
        for answer in answers:
            by_points.setdefault(part.points_of(name, answer), []).append(answer)
        return [tuple(same) for same in by_points.values()]
    return []


def _grouped(answers: tuple[str, ...], marks: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    groups: dict[tuple[bool, ...], list[str]] = {}
    for answer in answers:
        groups.setdefault(tuple(answer in mark for mark in marks), []).append(answer)
    return tuple(tuple(group) for group in groups.values())


class Reading:
    """A sheet read once with some answers: what was used, what is open, which lines spoke."""

    def __init__(self, sheet: Sheet, answers: Mapping[str, str]) -> None:
        self.sheet, self.answers = sheet, answers
        self.used: dict[str, None] = {}
        self.open: dict[str, None] = {}
        self.spoke: dict[str, None] = {}
        self.total: Fraction | None = None

    @cached_property
    def judgement(self) -> str | None:
        """What the rule says; None while a question it turns on is open."""
        return None if self.sheet.rule is None else self._run(self.sheet.rule)

    def look(self, name: str) -> str | None:
        """What a question was answered or a step was judged; None while that is open."""
        if name in self.sheet.steps:
            return self._run(self.sheet.steps[name])
        if name in self.answers:
            self.used[name] = None
            return self.answers[name]
        applies = self.applies(name)
        if applies:
            self.open[name] = None
        return NOT_APPLICABLE if applies is False else None

    def applies(self, name: str) -> bool | None:
        """Whether a question is asked, as far as the answers tell."""
        condition = self.sheet.questions[name].asked_if
        return True if condition is None else condition.holds(self.look)

    def _run(self, rule: Rule) -> str | None:
        if isinstance(rule, Sum):
            return self._sum(rule)
        if not isinstance(rule, Cases):
            found = self._found(rule)
            self.total = None
            return found
        for case in rule.cases:
            holds = True if case.when is None else case.when.holds(self.look)
            if holds is None:
                return None
            if holds:
                self.spoke[case.where] = None
                return self._run(case.then)
        raise SilentError(rule.where)

    def _found(self, rule: str | Worst | Said) -> str | None:
        if isinstance(rule, str):
            return str(rule)
        if isinstance(rule, Worst):
            return self._worst([self.look(name) for name in rule.of])
        answer = self.look(rule.question)
        return None if answer is None else rule.names.get(answer, answer)

    def _worst(self, values: list[str | None]) -> str | None:
        order = self.sheet.judgements
        asked = [value for value in values if value != NOT_APPLICABLE]
        known = [value for value in asked if value is not None]
        if order[-1] in known or len(known) == len(asked):
            return max(known, key=order.index, default=order[0])
        return None

    def _sum(self, rule: Sum) -> str | None:
        """The level as soon as whatever is still open cannot change it."""
        low = high = Fraction(0)
        self.total = None
        for name in rule.points:
            answer = self.look(name)
            could = self._could_add(rule, name) if answer is None else [rule.points_of(name, answer)]
            low, high = low + min(could), high + max(could)
        lowest, highest = rule.total(low), rule.total(high)
        if low == high:
            self.total = lowest
        level = rule.level(lowest)
        settled = lowest == highest or (bool(rule.levels) and level == rule.level(highest))
        return level if settled and self._between(rule, lowest, highest, level) else None

    def _between(self, rule: Sum, lowest: Fraction, highest: Fraction, level: str) -> bool:
        return all(
            judgement == level
            for threshold, judgement in rule.levels
            if threshold is not None and lowest < threshold <= highest
        )

    def _could_add(self, rule: Sum, name: str) -> list[Fraction]:
        if name in self.sheet.steps:
            return [rule.points_of(name, judgement) for judgement in rule.points[name]]
        question = self.sheet.questions[name]
        may_not_apply = (NOT_APPLICABLE,) if question.asked_if is not None else ()
        return [rule.points_of(name, answer) for answer in (*question.answers, *may_not_apply)]
