"""From an instrument file's content to an instrument, as far as it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .conditions import All, Condition
from .errors import listed
from .instrument import KINDS, OBJECTS, Domain, Instrument, Overall, Prompt
from .parsing import Parser, Scope, Usual
from .places import Place
from .sheet import Question, Sheet

KEYS = (
    "instrument", "version", "name", "kind", "object", "covers", "source", "licence", "verified",
    "verified_note", "answers", "usual_answers", "ordered", "judgements", "off_scale", "neutral",
    "effects", "domains", "overall",
)  # fmt: skip
DOMAIN_KEYS = (
    "id", "name", "effect", "verified", "verified_note", "asked_if", "usual_answers", "ordered", "judgements",
    "neutral", "questions", "steps", "rule",
)  # fmt: skip
OVERALL_KEYS = ("verified", "verified_note", "judgements", "rule", "steps", "prompts")
SOURCE_KEYS = ("title", "authors", "where", "doi", "url", "also")
VERIFIED = ("yes", "second hand", "no")
CHECKLIST = "checklist"


def build(parser: Parser, data: Any, file: str) -> Instrument | None:
    """The instrument, where it could be read at all; `parser` is told what is wrong."""
    content = parser.map(Place("the file"), data, KEYS)
    if not content:
        parser.wrong("the file", "holds nothing")
        return None
    listed_domains = content.get("domains")
    if not isinstance(listed_domains, list) or not listed_domains:
        parser.wrong(Place("domains", ("domains",)), "should be a list of domains")
        return None
    return _Build(parser, content).instrument(listed_domains, file)


class _Build:
    def __init__(self, parser: Parser, content: Mapping[str, Any]) -> None:
        self.parser, self.content = parser, content
        self.top = Place("the file")
        self.kind = self._one_of("kind", KINDS)
        self.words = {k: str(v) for k, v in self._map("answers").items()}
        self.usual = Usual((), content.get("ordered"))
        if self.kind != CHECKLIST or "usual_answers" in content:
            self.usual = self.usual._replace(answers=self._words("usual_answers"))
        judges = self.kind != CHECKLIST or "judgements" in content
        self.judgements = self._words("judgements") if judges else ()
        self.effects = {k: str(v) for k, v in self._map("effects").items()}

    def _map(self, key: str) -> dict[str, Any]:
        return self.parser.map(Place(key, (key,)), self.content.get(key, {}))

    def _words(self, key: str) -> tuple[str, ...]:
        return self.parser.words(Place(key, (key,)), self.content.get(key))

    def _one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        word = str(self.content.get(key, allowed[0]))
        if word not in allowed:
            self.parser.wrong(Place("the file", (key,)), f"{key!r} is {word!r}; use {listed(allowed)}", word)
        return word

    def _text(self, key: str, *, need: bool = True) -> str:
        return self.parser.text(self.top, self.content, key, need=need)

    def instrument(self, values: list[Any], file: str) -> Instrument:
        """Everything but the checks."""
        domains = tuple(self._domain(n, value) for n, value in enumerate(values))
        source = self.parser.map(Place("source", ("source",)), self.content.get("source", {}), SOURCE_KEYS)
        return Instrument(
            id=self._text("instrument"),
            version=self._text("version"),
            name=self._text("name"),
            judgements=self.judgements,
            domains=domains,
            overalls=self._overalls(domains),
            kind=self.kind,
            object=self._one_of("object", OBJECTS),
            covers=self._text("covers", need=False),
            url=self.parser.text(Place("source", ("source",)), source, "url"),
            source={k: str(v) for k, v in source.items()},
            licence=self._text("licence"),
            verified=self._verified(self.top, self.content),
            verified_note=self._text("verified_note", need=False),
            words=self.words,
            effects=self.effects,
            off_scale=self._words("off_scale") if "off_scale" in self.content else (),
            file=file,
            raw=self.content,
        )

    def _verified(self, where: Place, content: Mapping[str, Any]) -> str:
        mark = content.get("verified")
        word = {"True": "yes", "False": "no", "true": "yes", "false": "no"}.get(str(mark), str(mark))
        if word not in VERIFIED:
            place = Place(where, (*where.path, "verified"))
            self.parser.wrong(place, f"'verified' is {mark!r}; use {listed(VERIFIED)}", mark)
        return word

    def _domain(self, number: int, value: Any) -> Domain:
        path = ("domains", str(number))
        content = self.parser.map(Place("domains", path), value, DOMAIN_KEYS)
        effect = content.get("effect")
        where = Place(f"domain {content.get('id')}" + (f" ({effect})" if effect else ""), path)
        own = self.judgements
        if "judgements" in content:
            own = self.parser.words(where.at("judgements", "judgements"), content["judgements"])
        usual = self.usual
        if "usual_answers" in content:
            answers = self.parser.words(where.at("usual_answers", "usual_answers"), content["usual_answers"])
            usual = usual._replace(answers=answers)
        if "ordered" in content:
            usual = usual._replace(ordered=content["ordered"])
        return Domain(
            id=self.parser.text(where, content, "id"),
            name=self.parser.text(where, content, "name"),
            sheet=self.parser.sheet(where, content, usual, own, self.words),
            effect=str(effect) if effect else None,
            verified=self._verified(where, content),
            verified_note=self.parser.text(where, content, "verified_note", need=False),
            asked_if=self._asked_if(where, content),
            neutral=self.parser.flag(
                where, {"neutral": self.content.get("neutral", "false")} | content, "neutral"
            ),
        )

    def _asked_if(self, where: Place, content: Mapping[str, Any]) -> Condition | None:
        if content.get("asked_if") is None:
            return None
        return self.parser.condition(where.at("asked_if", "asked_if"), content["asked_if"], Scope({}))

    def _overalls(self, domains: tuple[Domain, ...]) -> dict[str | None, Overall]:
        where = Place("overall", ("overall",))
        if self.kind == CHECKLIST:
            if "overall" in self.content:
                self.parser.wrong(where, "a checklist only counts; take its overall judgement out")
            content: dict[str, Any] = {}
            own: tuple[str, ...] = ()
        else:
            content = self.parser.map(where, self.content.get("overall"), OVERALL_KEYS)
            self._verified(where, content)
            own = self.judgements
            if "judgements" in content:
                own = self.parser.words(where.at("judgements", "judgements"), content["judgements"])
        variants: tuple[str | None, ...] = tuple(self.effects) or (None,)
        return {
            effect: self._overall(where, content, [d for d in domains if d.effect in (None, effect)], own)
            for effect in variants
        }

    def _overall(
        self, where: Place, content: Mapping[str, Any], domains: list[Domain], own: tuple[str, ...]
    ) -> Overall:
        questions = {d.id: Question(d.id, d.name, d.sheet.judgements, d.asked_if) for d in domains}
        scope = Scope(
            {name: question.answers for name, question in questions.items()},
            tuple(d.id for d in domains if d.critical),
            own,
            self.words,
        )
        sheet = Sheet(questions, own, *self.parser.rules(where, content, scope))
        prompts = []
        told = content.get("prompts") or []
        if not isinstance(told, list):
            self.parser.wrong(where.at("prompts", "prompts"), f"{told!r} should be a list", told)
            told = []
        for number, value in enumerate(told, 1):
            place = where.at(f"prompt {number}", "prompts", str(number - 1))
            prompts.append(self._prompt(place, value, scope))
        return Overall(sheet, tuple(prompt for prompt in prompts if prompt is not None))

    def _prompt(self, where: Place, value: Any, scope: Scope) -> Prompt | None:
        prompt = self.parser.map(where, value, ("when", "say", "counting", "of"))
        when: Condition | None = All(())
        if "when" in prompt:
            when = self.parser.condition(Place(where, (*where.path, "when")), prompt["when"], scope)
        counting = self.parser.words(where, prompt["counting"]) if "counting" in prompt else ()
        of = self.parser.several(where, prompt["of"], scope) if "of" in prompt else scope.names
        say = self.parser.text(where, prompt, "say")
        return None if when is None else Prompt(when, say, counting, of)
