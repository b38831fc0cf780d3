"""From an instrument file's content to questions, conditions and rules. Problems are gathered, not raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .conditions import All, AnyOf, Condition, Count, Is, Not
from .errors import listed
from .sheet import Case, Cases, Question, Rule, Sheet, Worst

EVERY = "all"


class Parser:
    """Reads the parts of one instrument; `problems` says what is wrong and where."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def wrong(self, where: str, problem: str) -> None:
        """Note a problem."""
        self.problems.append(f"{where}: {problem}")

    def map(self, where: str, value: Any, allowed: tuple[str, ...] = ()) -> dict[str, Any]:
        """A map of names to values; with `allowed`, no other names."""
        if not isinstance(value, Mapping):
            self.wrong(where, f"{value!r} should be a map of names to values")
            return {}
        for key in value:
            if allowed and str(key) not in allowed:
                self.wrong(where, f"{key!r} is not a part of it; use {listed(allowed)}")
        return {str(key): inner for key, inner in value.items()}

    def words(self, where: str, value: Any) -> tuple[str, ...]:
        """A list of words, not empty."""
        if not isinstance(value, list | tuple) or not value:
            self.wrong(where, f"{value!r} should be a list of words")
            return ()
        return tuple(str(word) for word in value)

    def text(self, where: str, content: Mapping[str, Any], key: str, *, need: bool = True) -> str:
        """One text of a map."""
        value = content.get(key)
        if value is None or isinstance(value, Mapping | list):
            if need or value is not None:
                self.wrong(where, f"{key!r} is missing or is not text")
            return ""
        return str(value)

    def condition(self, where: str, value: Any, names: tuple[str, ...]) -> Condition | None:
        """A condition: {question: [answers]}, any, all, not, count; several keys hold together."""
        parts: list[Condition | None] = []
        for key, inner in self.map(where, value).items():
            if key in ("any", "all"):
                parts.append(self._several(f"{where}, {key}", key, inner, names))
            elif key == "not":
                part = self.condition(f"{where}, not", inner, names)
                parts.append(None if part is None else Not(part))
            elif key == "count":
                parts.append(self._count(f"{where}, count", inner, names))
            else:
                parts.append(Is(key, self.words(f"{where}, {key}", inner)))
        kept = tuple(part for part in parts if part is not None)
        if not kept:
            self.wrong(where, "no condition is stated")
            return None
        return kept[0] if len(kept) == 1 else All(kept)

    def _several(self, where: str, key: str, value: Any, names: tuple[str, ...]) -> Condition | None:
        if not isinstance(value, list) or not value:
            self.wrong(where, f"{value!r} should be a list of conditions")
            return None
        parts = [self.condition(where, inner, names) for inner in value]
        kept = tuple(part for part in parts if part is not None)
        return AnyOf(kept) if key == "any" else All(kept)

    def _count(self, where: str, value: Any, names: tuple[str, ...]) -> Condition:
        content = self.map(where, value, ("of", "in", "at_least", "at_most"))
        of = names if content.get("of") == EVERY else self.words(where, content.get("of"))
        answers = self.words(where, content.get("in"))
        bounds = [content.get("at_least", 0), content.get("at_most", len(of))]
        if not all(str(bound).isdigit() for bound in bounds):
            self.wrong(where, "at_least and at_most should be whole numbers")
            bounds = [0, len(of)]
        return Count(of, answers, int(bounds[0]), int(bounds[1]))

    def rule(self, where: str, value: Any, names: tuple[str, ...]) -> Rule:
        """A judgement, the worst of named steps, or lines read from the top."""
        if isinstance(value, Mapping):
            return Worst(self.words(where, self.map(where, value, ("worst",)).get("worst")))
        if not isinstance(value, list):
            return str(value)
        return Cases(where, tuple(self._case(f"{where}, line {n}", v, names) for n, v in enumerate(value, 1)))

    def _case(self, where: str, value: Any, names: tuple[str, ...]) -> Case:
        content = self.map(where, value, ("when", "then", "otherwise"))
        if set(content) == {"otherwise"}:
            return Case(where, None, self.rule(where, content["otherwise"], names))
        if set(content) != {"when", "then"}:
            self.wrong(where, "should hold 'when' and 'then', or 'otherwise' alone")
            return Case(where, None, "")
        when = self.condition(where, content["when"], names)
        return Case(where, when, self.rule(where, content["then"], names))

    def question(
        self, where: str, name: str, value: Any, usual: tuple[str, ...], names: tuple[str, ...]
    ) -> Question:
        """One question with the answers the form allows."""
        content = self.map(where, value, ("ask", "answers", "asked_if", "read_as"))
        answers = self.words(where, content["answers"]) if "answers" in content else usual
        read_as = {k: str(v) for k, v in self.map(where, content.get("read_as", {})).items()}
        for answer in read_as.values():
            if answer not in answers:
                self.wrong(where, f"reads an answer as {answer!r}, which is not one of {listed(answers)}")
        asked_if = content.get("asked_if")
        condition = None if asked_if is None else self.condition(f"{where}, asked_if", asked_if, names)
        return Question(name, self.text(where, content, "ask"), answers, condition, read_as)

    def sheet(
        self, where: str, content: Mapping[str, Any], usual: tuple[str, ...], best_first: tuple[str, ...]
    ) -> Sheet:
        """The questions, steps and rule of one domain."""
        asked = self.map(f"{where}, questions", content.get("questions"))
        names = tuple(asked)
        questions = {n: self.question(f"{where}, question {n}", n, v, usual, names) for n, v in asked.items()}
        parts = self.map(f"{where}, steps", content.get("steps", {}))
        steps = {n: self.rule(f"{where}, {n}", v, names) for n, v in parts.items()}
        rule = self.rule(f"{where}, rule", content.get("rule"), names)
        return Sheet(questions, best_first, rule, steps)
