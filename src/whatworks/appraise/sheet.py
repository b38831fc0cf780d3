"""One sheet of questions and the rule that judges it; what is still possible while answers are missing.

What is possible is defined by completions: every way in which the missing answers could be filled in, each
question asked only where it applies. A rule is read with what is known; where that does not settle it, the
search branches on the first open question, one branch for each group of answers that the rules tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .conditions import Condition, mentions

NOT_APPLICABLE = "NA"


@dataclass(frozen=True)
class Question:
    """A signalling question: our paraphrase, the answers the form allows, and when it is asked."""

    id: str
    ask: str
    answers: tuple[str, ...]
    asked_if: Condition | None = None
    read_as: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Worst:
    """The worst of several steps."""

    steps: tuple[str, ...]


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


Rule = str | Worst | Cases


class SilentError(Exception):
    """No line of a rule speaks for these answers."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True)
class Sheet:
    """Questions, named steps and the rule over them. Judgements are listed best first."""

    questions: Mapping[str, Question]
    judgements: tuple[str, ...]
    rule: Rule
    steps: Mapping[str, Rule] = field(default_factory=dict)

    @cached_property
    def groups(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """For each question, its answers in groups that no rule and no condition tells apart."""
        marks: dict[str, list[tuple[str, ...]]] = {}
        for condition in self.conditions():
            for question, answers in mentions(condition):
                marks.setdefault(question, []).append(answers)
        return {
            q.id: _grouped(q.answers, [*marks.get(q.id, []), (NOT_APPLICABLE,)])
            for q in self.questions.values()
        }

    def conditions(self) -> Iterator[Condition]:
        """Every condition of the sheet: of its rule, its steps and its questions."""
        for question in self.questions.values():
            if question.asked_if is not None:
                yield question.asked_if
        for rule in (self.rule, *self.steps.values()):
            yield from (case.when for case in cases_of(rule) if case.when is not None)


def _grouped(answers: tuple[str, ...], marks: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    groups: dict[tuple[bool, ...], list[str]] = {}
    for answer in answers:
        groups.setdefault(tuple(answer in mark for mark in marks), []).append(answer)
    return tuple(tuple(group) for group in groups.values())


def cases_of(rule: Rule) -> Iterator[Case]:
    """Every line of a rule, those within lines included."""
    if isinstance(rule, Cases):
        for case in rule.cases:
            yield case
            yield from cases_of(case.then)


class Reading:
    """A sheet read once with some answers: what was used, what is open, which lines spoke."""

    def __init__(self, sheet: Sheet, answers: Mapping[str, str]) -> None:
        self.sheet, self.answers = sheet, answers
        self.used: dict[str, None] = {}
        self.open: dict[str, None] = {}
        self.spoke: dict[str, None] = {}

    @cached_property
    def judgement(self) -> str | None:
        """What the rule says; None while a question it turns on is open."""
        return self._run(self.sheet.rule)

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
        if isinstance(rule, str):
            return rule
        if isinstance(rule, Worst):
            return self._worst([self.look(step) for step in rule.steps])
        for case in rule.cases:
            holds = True if case.when is None else case.when.holds(self.look)
            if holds is None:
                return None
            if holds:
                self.spoke[case.where] = None
                return self._run(case.then)
        raise SilentError(rule.where)

    def _worst(self, values: list[str | None]) -> str | None:
        order = self.sheet.judgements
        known = [value for value in values if value is not None]
        if order[-1] in known or len(known) == len(values):
            return max(known, key=order.index)
        return None


@dataclass(frozen=True)
class Explored:
    """What is possible, and which of the answers given bear on it, in the order the rule asks for them."""

    possible: frozenset[str]
    used: tuple[str, ...]


def explore(sheet: Sheet, answers: Mapping[str, str]) -> Explored:
    """Every judgement that some completion of the answers gives; none where no completion is consistent."""
    possible: set[str] = set()
    used: dict[str, None] = {}
    for judgement, reading in completions(sheet, answers):
        possible.add(judgement)
        used.update(reading.used)
    return Explored(frozenset(possible), tuple(q for q in used if q in answers))


def completions(sheet: Sheet, answers: Mapping[str, str]) -> Iterator[tuple[str, Reading]]:
    """Judgement and reading for each way of completing the answers, as far as the rules tell ways apart."""
    reading = _read(sheet, answers)
    if reading is None:
        return
    if reading.judgement is None:
        question = next(iter(reading.open))
        for group in sheet.groups[question]:
            yield from completions(sheet, {**answers, question: group[0]})
    elif is_consistent(sheet, answers):
        yield reading.judgement, reading


def _read(sheet: Sheet, answers: Mapping[str, str]) -> Reading | None:
    """One reading; None where no line speaks because the answers do not fit together."""
    reading = Reading(sheet, answers)
    try:
        _ = reading.judgement
    except SilentError:
        if is_consistent(sheet, answers):
            raise
        return None
    return reading


def is_consistent(sheet: Sheet, answers: Mapping[str, str]) -> bool:
    """Whether some completion asks every question that was answered and none that was answered NA."""
    for name, answer in answers.items():
        reading = Reading(sheet, answers)
        applies = reading.applies(name)
        if applies is None:
            question = next(iter(reading.open))
            return any(is_consistent(sheet, {**answers, question: g[0]}) for g in sheet.groups[question])
        if applies is not (answer != NOT_APPLICABLE) and not _may_be_na(sheet, name, answer, applies):
            return False
    return True


def _may_be_na(sheet: Sheet, name: str, answer: str, applies: bool) -> bool:
    return applies and answer == NOT_APPLICABLE and answer in sheet.questions[name].answers


def needed(sheet: Sheet, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The questions to answer next: asked for certain, unanswered, and the judgement may turn on them."""
    if len(explore(sheet, answers).possible) < 2:
        return ()
    asked = [q for q in sheet.questions if q not in answers and Reading(sheet, answers).applies(q)]
    return tuple(q for q in asked if _matters(sheet, answers, q)) or tuple(asked)


def _matters(sheet: Sheet, answers: Mapping[str, str], question: str) -> bool:
    reading = _read(sheet, answers)
    if reading is None or reading.judgement is not None:
        return False
    others = [q for q in reading.open if q != question]
    if others:
        other = others[0]
        return any(_matters(sheet, {**answers, other: g[0]}, question) for g in sheet.groups[other])
    return len(explore(sheet, answers).possible) > 1
