"""Whether an instrument file is sound: every combination of answers leads to exactly one judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .conditions import Condition, mentions
from .errors import listed
from .instrument import Domain, Instrument, Overall, Prompt
from .parsing import Parser
from .sheet import NOT_APPLICABLE, Question, Reading, Rule, Sheet, SilentError, Worst, cases_of

KEYS = (
    "instrument", "version", "name", "covers", "source", "licence", "verified", "verified_note", "answers",
    "usual_answers", "judgements", "effects", "domains", "overall",
)  # fmt: skip
DOMAIN_KEYS = ("id", "name", "effect", "verified", "judgements", "questions", "steps", "rule")
OVERALL_KEYS = ("verified", "judgements", "rule", "steps", "prompts")
VERIFIED = ("yes", "second hand", "no")


def check_instrument(data: Any) -> tuple[str, ...]:
    """What is wrong with an instrument file's content, and where; empty if it is sound.

    Looks for unknown questions and answers, judgements and lines that nothing reaches, questions that no rule
    uses, and answers for which no line of a rule speaks.
    """
    return checked(data)[1]


def checked(data: Any, *, file: str = "") -> tuple[Instrument | None, tuple[str, ...]]:
    """The instrument, where it could be read at all, and what is wrong with it."""
    parser = Parser()
    content = parser.map("the file", data, KEYS)
    if not content:
        parser.wrong("the file", "holds nothing")
        return None, tuple(parser.problems)
    usual = parser.words("usual_answers", content.get("usual_answers"))
    judgements = parser.words("judgements", content.get("judgements"))
    effects = {k: str(v) for k, v in parser.map("effects", content.get("effects", {})).items()}
    listed_domains = content.get("domains")
    if not isinstance(listed_domains, list) or not listed_domains:
        parser.wrong("domains", "should be a list of domains")
        return None, tuple(parser.problems)
    domains = tuple(_domain(parser, value, usual, judgements) for value in listed_domains)
    overalls = _overalls(parser, content.get("overall"), domains, effects, judgements)
    source = parser.map("source", content.get("source", {}))
    instrument = Instrument(
        id=parser.text("the file", content, "instrument"),
        version=parser.text("the file", content, "version"),
        name=parser.text("the file", content, "name"),
        judgements=judgements,
        domains=domains,
        overalls=overalls,
        covers=parser.text("the file", content, "covers", need=False),
        url=parser.text("source", source, "url"),
        licence=parser.text("the file", content, "licence"),
        verified=_verified(parser, "the file", content),
        verified_note=parser.text("the file", content, "verified_note", need=False),
        words={k: str(v) for k, v in parser.map("answers", content.get("answers", {})).items()},
        effects=effects,
        file=file,
    )
    _check_ids(parser, instrument)
    if not parser.problems:
        _check_sheets(parser, instrument)
    return instrument, tuple(dict.fromkeys(parser.problems))


def _verified(parser: Parser, where: str, content: Mapping[str, Any]) -> str:
    mark = content.get("verified")
    word = {"True": "yes", "False": "no", "true": "yes", "false": "no"}.get(str(mark), str(mark))
    if word not in VERIFIED:
        parser.wrong(where, f"'verified' is {mark!r}; use {listed(VERIFIED)}")
    return word


def _domain(parser: Parser, value: Any, usual: tuple[str, ...], judgements: tuple[str, ...]) -> Domain:
    content = parser.map("domains", value, DOMAIN_KEYS)
    effect = content.get("effect")
    where = f"domain {content.get('id')}" + (f" ({effect})" if effect else "")
    own = parser.words(where, content["judgements"]) if "judgements" in content else judgements
    return Domain(
        id=parser.text(where, content, "id"),
        name=parser.text(where, content, "name"),
        sheet=parser.sheet(where, content, usual, own),
        effect=str(effect) if effect else None,
        verified=_verified(parser, where, content),
    )


def _overalls(
    parser: Parser,
    value: Any,
    domains: tuple[Domain, ...],
    effects: Mapping[str, str],
    judgements: tuple[str, ...],
) -> dict[str | None, Overall]:
    content = parser.map("overall", value, OVERALL_KEYS)
    _verified(parser, "overall", content)
    own = parser.words("overall", content["judgements"]) if "judgements" in content else judgements
    variants: tuple[str | None, ...] = tuple(effects) or (None,)
    return {
        effect: _overall(parser, content, [d for d in domains if d.effect in (None, effect)], own)
        for effect in variants
    }


def _overall(
    parser: Parser, content: Mapping[str, Any], domains: list[Domain], own: tuple[str, ...]
) -> Overall:
    questions = {d.id: Question(d.id, d.name, d.sheet.judgements) for d in domains}
    names = tuple(questions)
    steps = {
        n: parser.rule(f"overall, {n}", v, names)
        for n, v in parser.map("overall, steps", content.get("steps", {})).items()
    }
    sheet = Sheet(questions, own, parser.rule("overall, rule", content.get("rule"), names), steps)
    prompts = []
    for number, value in enumerate(content.get("prompts") or [], 1):
        where = f"overall, prompt {number}"
        prompt = parser.map(where, value, ("when", "say", "counting"))
        when = parser.condition(where, prompt.get("when", {}), names)
        counting = parser.words(where, prompt["counting"]) if "counting" in prompt else ()
        if when is not None:
            prompts.append(Prompt(when, parser.text(where, prompt, "say"), counting))
            _check_mentions(parser, where, sheet, [when])
    return Overall(sheet, tuple(prompts))


def _check_ids(parser: Parser, instrument: Instrument) -> None:
    for domain in instrument.domains:
        if domain.effect is not None and domain.effect not in instrument.effects:
            parser.wrong(
                f"domain {domain.id}", f"is for the effect {domain.effect!r}, which 'effects' does not list"
            )
    for effect in instrument.overalls:
        domains = instrument.asked_for(effect)
        ids = [domain.id for domain in domains]
        questions = [question for domain in domains for question in domain.sheet.questions]
        for kind, names in (("domain", ids), ("question", questions)):
            for name in sorted({n for n in names if names.count(n) > 1}):
                parser.wrong(f"{kind} {name}", "is listed more than once")


def _check_sheets(parser: Parser, instrument: Instrument) -> None:
    named = [(f"domain {d.id}" + (f" ({d.effect})" if d.effect else ""), d.sheet) for d in instrument.domains]
    named += [("overall", overall.sheet) for overall in instrument.overalls.values()]
    for where, sheet in named:
        before = len(parser.problems)
        _check_mentions(parser, where, sheet, list(sheet.conditions()))
        _check_order(parser, where, sheet)
        _check_rules(parser, where, sheet)
        if len(parser.problems) == before:
            _check_every_way(parser, where, sheet)


def _check_mentions(parser: Parser, where: str, sheet: Sheet, conditions: list[Condition]) -> None:
    for condition in conditions:
        for name, answers in mentions(condition):
            if name in sheet.steps:
                known: tuple[str, ...] = sheet.judgements
            elif name in sheet.questions:
                question = sheet.questions[name]
                known = question.answers + ((NOT_APPLICABLE,) if question.asked_if else ())
            else:
                parser.wrong(where, f"names the question {name!r}, which it does not list")
                continue
            for answer in answers:
                if answer not in known:
                    parser.wrong(where, f"{name} cannot be {answer!r}; its answers are {listed(known)}")


def _check_order(parser: Parser, where: str, sheet: Sheet) -> None:
    """Questions depend on earlier questions only, steps on earlier steps: nothing goes round in a circle."""
    order = [*sheet.questions, *sheet.steps]
    for name, question in sheet.questions.items():
        for other, _ in mentions(question.asked_if) if question.asked_if else ():
            if other in order and order.index(other) >= order.index(name):
                parser.wrong(f"{where}, question {name}", f"asked_if names {other}, which comes no earlier")
    for name, rule in sheet.steps.items():
        for other in _names(rule):
            if other in sheet.steps and order.index(other) >= order.index(name):
                parser.wrong(f"{where}, {name}", f"names the step {other}, which comes no earlier")


def _names(rule: Rule) -> set[str]:
    """The questions and steps that a rule looks at."""
    if isinstance(rule, Worst):
        return set(rule.steps)
    found: set[str] = set()
    for case in cases_of(rule):
        if case.when is not None:
            found.update(name for name, _ in mentions(case.when))
        if isinstance(case.then, Worst):
            found.update(case.then.steps)
    return found


def _check_rules(parser: Parser, where: str, sheet: Sheet) -> None:
    rules = (sheet.rule, *sheet.steps.values())
    used = set().union(*(_names(rule) for rule in rules))
    for question in sheet.questions.values():
        used.update(name for name, _ in (mentions(question.asked_if) if question.asked_if else ()))
    for name in (*sheet.questions, *sheet.steps):
        if name not in used:
            parser.wrong(where, f"no rule uses {name}")
    for rule in rules:
        for part in (rule, *(case.then for case in cases_of(rule))):
            if isinstance(part, str) and part not in sheet.judgements:
                parser.wrong(where, f"{part!r} is not a judgement; use {listed(sheet.judgements)}")
            for step in part.steps if isinstance(part, Worst) else ():
                if step not in sheet.steps:
                    parser.wrong(where, f"takes the worst of {step!r}, which is not a step")


def _check_every_way(parser: Parser, where: str, sheet: Sheet) -> None:
    reached: set[str] = set()
    spoke: set[str] = set()
    waiting: list[dict[str, str]] = [{}]
    while waiting:
        answers = waiting.pop()
        reading = Reading(sheet, answers)
        try:
            judgement = reading.judgement
        except SilentError as silent:
            given = ", ".join(f"{q} {a}" for q, a in answers.items())
            parser.wrong(silent.where, f"no line speaks for {given or 'any answer'}")
            continue
        spoke.update(reading.spoke)
        if judgement is None:
            name = next(iter(reading.open))
            waiting += [{**answers, name: group[0]} for group in sheet.groups[name]]
        else:
            reached.add(judgement)
    for judgement in sheet.judgements:
        if judgement not in reached:
            parser.wrong(where, f"no answers lead to {judgement!r}")
    for rule in (sheet.rule, *sheet.steps.values()):
        for case in cases_of(rule):
            if case.where not in spoke:
                parser.wrong(case.where, "this line is never reached")
