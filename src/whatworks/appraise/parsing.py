"""From an instrument file's content to questions, conditions and rules. Problems are gathered, not raised."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from .conditions import All, AnyOf, Condition, Count, Is, Not
from .errors import listed
from .gathering import Gatherer
from .places import Place
from .ruling import NOT_APPLICABLE, PERSON, Case, Cases, Rule, Said, Sum, Worst
from .sheet import Question, Sheet

EVERY, CRITICAL, REST = "all", "critical", "not critical"
QUESTION_KEYS = ("ask", "answers", "asked_if", "read_as", "critical", "ordered")


@dataclass(frozen=True)
class Scope:
    """What a rule or condition may name: questions or domains with their answers, in order."""

    answers: Mapping[str, tuple[str, ...]]
    critical: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()
    words: Mapping[str, str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""
        return tuple(self.answers)


class Usual(NamedTuple):
    """The answers a question has unless it says otherwise, and which of them stand on a scale."""

    answers: tuple[str, ...]
    ordered: Any = None


class Parser(Gatherer):
    """Reads the parts of one instrument; `problems` says what is wrong and where."""

    def condition(self, where: Place, value: Any, scope: Scope) -> Condition | None:
        """A condition: {question: [answers]}, any, all, not, count; several keys hold together."""
        parts: list[Condition | None] = []
        for key, inner in self.map(where, value).items():
            place = where.at(key, key)
            if key in ("any", "all"):
                parts.append(self._several(place, key, inner, scope))
            elif key == "not":
                part = self.condition(place, inner, scope)
                parts.append(None if part is None else Not(part))
            elif key == "count":
                parts.append(self._count(place, inner, scope))
            else:
                parts.append(Is(key, self.words(place, inner), place))
        kept = tuple(part for part in parts if part is not None)
        if not kept:
            self.wrong(where, "no condition is stated")
            return None
        return kept[0] if len(kept) == 1 else All(kept)

    def _several(self, where: Place, key: str, value: Any, scope: Scope) -> Condition | None:
        if not isinstance(value, list) or not value:
            self.wrong(where, f"{value!r} should be a list of conditions", value)
            return None
        places = [Place(where, (*where.path, str(n))) for n in range(len(value))]
        parts = [self.condition(place, inner, scope) for place, inner in zip(places, value, strict=True)]
        kept = tuple(part for part in parts if part is not None)
        return AnyOf(kept) if key == "any" else All(kept)

    def _count(self, where: Place, value: Any, scope: Scope) -> Condition:
        content = self.map(where, value, ("of", "in", "at_least", "at_most"))
        of = self.several(Place(where, (*where.path, "of")), content.get("of"), scope)
        answers = self.words(Place(where, (*where.path, "in")), content.get("in"))
        bounds = [content.get("at_least", 0), content.get("at_most", len(of))]
        if not all(str(bound).isdigit() for bound in bounds):
            self.wrong(where, "at_least and at_most should be whole numbers")
            bounds = [0, len(of)]
        return Count(of, answers, int(bounds[0]), int(bounds[1]), where)

    def several(self, where: Place, value: Any, scope: Scope) -> tuple[str, ...]:
        """Names, listed or by 'all', 'critical' or 'not critical'."""
        if value == EVERY:
            return scope.names
        if value in (CRITICAL, REST):
            return tuple(n for n in scope.names if (n in scope.critical) is (value == CRITICAL))
        return self.words(where, value)

    def rule(self, where: Place, value: Any, scope: Scope) -> Rule:
        """A judgement, the worst of several, a sum, an answer, or lines read from the top."""
        if isinstance(value, Mapping):
            return self._one(where, self.map(where, value, ("worst", "sum", "answer")), scope)
        if not isinstance(value, list):
            return Place(str(value), where.path)
        places = [where.at(f"line {n}", str(n - 1)) for n in range(1, len(value) + 1)]
        return Cases(where, tuple(self._case(p, v, scope) for p, v in zip(places, value, strict=True)))

    def _one(self, where: Place, content: Mapping[str, Any], scope: Scope) -> Rule:
        if len(content) != 1:
            self.wrong(where, "should hold one of 'worst', 'sum' and 'answer'")
            return ""
        if "worst" in content:
            return Worst(self.several(where.at("worst", "worst"), content["worst"], scope), where)
        if "sum" in content:
            return self._sum(where.at("sum", "sum"), content["sum"], scope)
        name = str(content.get("answer"))
        words = scope.words or {}
        known = scope.answers.get(name, ())
        return Said(name, {a: words.get(a, a) for a in known if a not in scope.judgements}, where)

    def _case(self, where: Place, value: Any, scope: Scope) -> Case:
        content = self.map(where, value, ("when", "then", "otherwise"))
        if set(content) == {"otherwise"}:
            place = Place(where, (*where.path, "otherwise"))
            return Case(where, None, self.rule(place, content["otherwise"], scope))
        if set(content) != {"when", "then"}:
            self.wrong(where, "should hold 'when' and 'then', or 'otherwise' alone")
            return Case(where, None, "")
        when = self.condition(Place(where, (*where.path, "when")), content["when"], scope)
        return Case(where, when, self.rule(Place(where, (*where.path, "then")), content["then"], scope))

    def _sum(self, where: Place, value: Any, scope: Scope) -> Rule:
        content = self.map(where, value, ("start", "points", "clamp", "levels"))
        least, most = self._clamp(where.at("clamp", "clamp"), content.get("clamp"))
        return Sum(
            where,
            self._points(where.at("points", "points"), content.get("points"), scope),
            self._levels(where.at("levels", "levels"), content["levels"]) if "levels" in content else (),
            self.number(where.at("start", "start"), content.get("start", 0)),
            least,
            most,
        )

    def _clamp(self, where: Place, value: Any) -> tuple[Fraction | None, Fraction | None]:
        if value is None:
            return None, None
        if not isinstance(value, list) or len(value) != 2:
            self.wrong(where, f"{value!r} should be a list of the least and the most", value)
            return None, None
        least, most = (self.number(where, bound) for bound in value)
        if least > most:
            self.wrong(where, "the least is more than the most")
        return least, most

    def _points(self, where: Place, value: Any, scope: Scope) -> dict[str, dict[str, Fraction]]:
        told = self.map(where, value)
        points: dict[str, dict[str, Fraction]] = {}
        for name in scope.names if EVERY in told else ():
            if name not in told:
                points[name] = self._points_of(where.at(EVERY, EVERY), told[EVERY], scope.answers[name])
        for name in told:
            if name != EVERY:
                points[name] = self._points_of(where.at(name, name), told[name], scope.answers.get(name, ()))
        return points

    def _points_of(self, where: Place, value: Any, answers: tuple[str, ...]) -> dict[str, Fraction]:
        if value == "number":
            return {a: self.number(where, a) for a in answers if a != NOT_APPLICABLE}
        return {a: self.number(where.at(a, a), points) for a, points in self.map(where, value).items()}

    def _levels(self, where: Place, value: Any) -> tuple[tuple[Fraction | None, str], ...]:
        levels: list[tuple[Fraction | None, str]] = []
        for number, line in enumerate(value if isinstance(value, list) else [], 1):
            place = where.at(f"line {number}", str(number - 1))
            content = self.map(place, line, ("at_least", "then", "otherwise"))
            if set(content) == {"otherwise"}:
                levels.append((None, Place(str(content["otherwise"]), place.path)))
            elif set(content) == {"at_least", "then"}:
                threshold = self.number(place, content["at_least"])
                levels.append((threshold, Place(str(content["then"]), place.path)))
            else:
                self.wrong(place, "should hold 'at_least' and 'then', or 'otherwise' alone")
        thresholds = [threshold for threshold, _ in levels[:-1] if threshold is not None]
        falling = all(a > b for a, b in itertools.pairwise(thresholds))
        if not levels or levels[-1][0] is not None or len(thresholds) != len(levels) - 1 or not falling:
            self.wrong(where, "should go from the highest 'at_least' down and end with 'otherwise'")
        return tuple(levels)

    def question(self, where: Place, name: str, value: Any, usual: Usual, scope: Scope) -> Question:
        """One question with the answers the form allows."""
        content = self.map(where, value, QUESTION_KEYS)
        own = where.at("answers", "answers")
        answers = self.words(own, content["answers"]) if "answers" in content else usual.answers
        read_as = {k: str(v) for k, v in self.map(where, content.get("read_as", {})).items()}
        for answer in read_as.values():
            if answer not in answers:
                self.wrong(where, f"reads an answer as {answer!r}, which is not one of {listed(answers)}")
        condition = None
        if content.get("asked_if") is not None:
            condition = self.condition(where.at("asked_if", "asked_if"), content["asked_if"], scope)
        return Question(
            id=name,
            ask=self.text(where, content, "ask"),
            answers=answers,
            asked_if=condition,
            read_as=read_as,
            critical=self.flag(where, content, "critical"),
            order=self._order(where, answers, content.get("ordered"), usual.ordered),
        )

    def _order(self, where: Place, answers: tuple[str, ...], own: Any, usual: Any) -> tuple[str, ...]:
        told = usual if own is None else own
        if isinstance(told, list):
            for answer in told if own is not None else ():
                if str(answer) not in answers:
                    self.wrong(where, f"orders {answer!r}, which is not one of {listed(answers)}", answer)
            return tuple(str(answer) for answer in told if str(answer) in answers)
        word = str(told).lower()
        if word not in ("true", "false", "none"):
            self.wrong(where, f"'ordered' is {told!r}; use true, false or a list of answers", told)
        return tuple(a for a in answers if a != NOT_APPLICABLE) if word == "true" else ()

    def sheet(
        self,
        where: Place,
        content: Mapping[str, Any],
        usual: Usual,
        best_first: tuple[str, ...],
        words: Mapping[str, str],
    ) -> Sheet:
        """The questions, steps and rule of one domain; no judgements, no rule."""
        asked = self.map(where.at("questions", "questions"), content.get("questions"))
        bare = Scope(dict.fromkeys(asked, ()))
        questions = {
            n: self.question(
                Place(f"{where}, question {n}", (*where.path, "questions", n)), n, v, usual, bare
            )
            for n, v in asked.items()
        }
        scope = Scope(
            {n: q.answers for n, q in questions.items()},
            tuple(n for n, q in questions.items() if q.critical),
            best_first,
            words,
        )
        return Sheet(questions, best_first, *self.rules(where, content, scope))

    def rules(
        self, where: Place, content: Mapping[str, Any], scope: Scope
    ) -> tuple[Rule | None, dict[str, Rule]]:
        """The rule and the named steps of a domain or of the whole."""
        if not scope.judgements:
            for key in ("rule", "steps"):
                if key in content:
                    self.wrong(where.at(key, key), "a part without judgements has none; take it out")
            return None, {}
        parts = self.map(where.at("steps", "steps"), content.get("steps", {}))
        steps = {
            n: self.rule(Place(f"{where}, {n}", (*where.path, "steps", n)), v, scope)
            for n, v in parts.items()
        }
        if content.get("rule") == PERSON:
            return None, steps
        return self.rule(where.at("rule", "rule"), content.get("rule"), scope), steps
