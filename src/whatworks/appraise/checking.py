"""Whether an instrument file is sound: every combination of answers leads to exactly one judgement."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .building import build
from .conditions import Condition, Is, leaves, mentions
from .errors import AppraisalError, listed
from .exploring import Answers, ways
from .instrument import Instrument
from .parsing import Parser
from .places import Place, Problem, path_of
from .ruling import NOT_APPLICABLE, Cases, Rule, Said, Sum, Worst, cases_of, names_in, parts_of
from .sheet import Sheet, SilentError
from .yamltext import read_yaml


def check_instrument(data: Any) -> tuple[str, ...]:
    """What is wrong with an instrument file's content, and where; empty if it is sound.

    Looks for unknown questions and answers, judgements and lines that nothing reaches, questions that no rule
    uses, answers without points, and answers for which no line of a rule speaks.
    """
    return tuple(str(problem) for problem in checked(data)[1])


def check_file(path: Path) -> tuple[Problem, ...]:
    """What is wrong with an instrument file, each problem with its line; empty if it is sound."""
    try:
        content, lines = read_yaml(path)
    except AppraisalError as error:
        return (Problem("", error.problem, file=str(path), line=error.line),)
    return tuple(problem.seen_in(str(path), lines) for problem in checked(content, file=str(path))[1])


def checked(
    data: Any, *, file: str = "", reachable: bool = True
) -> tuple[Instrument | None, tuple[Problem, ...]]:
    """The instrument, where it could be read at all, and what is wrong with it.

    Without `reachable`, judgements and lines that nothing reaches are let be.
    """
    parser = Parser()
    instrument = build(parser, data, file)
    if instrument is not None:
        _check_ids(parser, instrument)
        _check_kind(parser, instrument)
        if not parser.problems:
            _check_sheets(parser, instrument, reachable)
    return instrument, tuple(dict.fromkeys(parser.problems))


def _check_kind(parser: Parser, instrument: Instrument) -> None:
    if instrument.kind == "score":
        rules = [rule for overall in instrument.overalls.values() for rule in overall.sheet.parts()]
        if not any(isinstance(rule, Sum) for rule in rules):
            place = Place("overall", ("overall", "rule"))
            parser.wrong(place, "a score adds points up; state a 'sum', or the kind as 'judgement'")
    known = {j for d in instrument.domains for j in d.sheet.judgements} | set(instrument.judgements)
    for judgement in instrument.off_scale:
        if judgement not in known:
            parser.wrong(Place("off_scale", ("off_scale",)), f"{judgement!r} is not a judgement", judgement)


def _check_ids(parser: Parser, instrument: Instrument) -> None:
    for number, domain in enumerate(instrument.domains):
        if domain.effect is not None and domain.effect not in instrument.effects:
            parser.wrong(
                Place(f"domain {domain.id}", ("domains", str(number), "effect")),
                f"is for the effect {domain.effect!r}, which 'effects' does not list",
                domain.effect,
            )
    for effect in instrument.overalls:
        domains = instrument.asked_for(effect)
        ids = [domain.id for domain in domains]
        questions = [question for domain in domains for question in domain.sheet.questions]
        for kind, names in (("domain", ids), ("question", questions)):
            for name in sorted({n for n in names if names.count(n) > 1}):
                parser.wrong(Place(f"{kind} {name}", ("domains",)), "is listed more than once", name)


def _check_sheets(parser: Parser, instrument: Instrument, reachable: bool) -> None:
    named = [
        (Place(f"domain {d.id}" + (f" ({d.effect})" if d.effect else ""), ("domains", str(n))), d.sheet)
        for n, d in enumerate(instrument.domains)
    ]
    overall = Place("overall", ("overall",))
    named += [(overall, part.sheet) for part in instrument.overalls.values()]
    for where, sheet in named:
        before = len(parser.problems)
        _check_mentions(parser, where, sheet, sheet.conditions())
        _check_order(parser, where, sheet)
        if sheet.rule is not None:
            _check_rules(parser, where, sheet)
            if len(parser.problems) == before:
                _check_every_way(parser, where, sheet, reachable)
    for part in instrument.overalls.values():
        for number, prompt in enumerate(part.prompts, 1):
            place = overall.at(f"prompt {number}", "prompts", str(number - 1))
            _check_mentions(parser, place, part.sheet, [prompt.when])


def _check_mentions(parser: Parser, where: Place, sheet: Sheet, conditions: Iterable[Condition]) -> None:
    for leaf in (leaf for condition in conditions for leaf in leaves(condition)):
        at = _within(where, leaf.where)
        names = (leaf.question,) if isinstance(leaf, Is) else leaf.questions
        known: dict[str, None] = {}
        for name in names:
            answers = _answers_to(sheet, name)
            known.update(dict.fromkeys(answers or ()))
            if answers is None:
                parser.wrong(at, f"names the question {name!r}, which it does not list", name)
        if known:
            for answer in (a for a in leaf.answers if a not in known):
                says = f"{', '.join(names)} cannot be {answer!r}; its answers are {listed(tuple(known))}"
                parser.wrong(at, says, answer)


def _within(where: Place, part: str) -> Place:
    """A place in the words of the whole, with the path of a part where it has one."""
    return Place(where, path_of(part) or where.path)


def _answers_to(sheet: Sheet, name: str) -> tuple[str, ...] | None:
    if name in sheet.steps:
        return sheet.judgements
    if name not in sheet.questions:
        return None
    question = sheet.questions[name]
    return question.answers + ((NOT_APPLICABLE,) if question.asked_if else ())


def _check_order(parser: Parser, where: Place, sheet: Sheet) -> None:
    """Questions depend on earlier questions only, steps on earlier steps: nothing goes round in a circle."""
    order = [*sheet.questions, *sheet.steps]
    for name, question in sheet.questions.items():
        for other, _ in mentions(question.asked_if) if question.asked_if else ():
            if other in order and order.index(other) >= order.index(name):
                place = Place(f"{where}, question {name}", (*where.path, "questions", name, "asked_if"))
                parser.wrong(place, f"asked_if names {other}, which comes no earlier", other)
    for name, rule in sheet.steps.items():
        for other in names_in(rule):
            if other in sheet.steps and order.index(other) >= order.index(name):
                place = Place(f"{where}, {name}", (*where.path, "steps", name))
                parser.wrong(place, f"names the step {other}, which comes no earlier", other)


def _check_rules(parser: Parser, where: Place, sheet: Sheet) -> None:
    used = set().union(*(names_in(rule) for rule in sheet.rules))
    for question in sheet.questions.values():
        used.update(name for name, _ in (mentions(question.asked_if) if question.asked_if else ()))
    for name in (*sheet.questions, *sheet.steps):
        if name not in used:
            kind = "questions" if name in sheet.questions else "steps"
            parser.wrong(Place(where, (*where.path, kind, name)), f"no rule uses {name}", name)
    for part in sheet.parts():
        if isinstance(part, str):
            _check_judgement(parser, _within(where, part), sheet, part)
        elif isinstance(part, Worst):
            _check_worst(parser, _within(where, part.where), sheet, part)
        elif isinstance(part, Said):
            _check_said(parser, _within(where, part.where), sheet, part)
        elif isinstance(part, Sum):
            _check_sum(parser, where, sheet, part)


def _check_judgement(parser: Parser, where: Place, sheet: Sheet, judgement: str) -> None:
    if judgement not in sheet.judgements:
        parser.wrong(where, f"{judgement!r} is not a judgement; use {listed(sheet.judgements)}", judgement)


def _check_worst(parser: Parser, where: Place, sheet: Sheet, rule: Worst) -> None:
    for name in rule.of:
        if name not in sheet.steps and name not in sheet.questions:
            parser.wrong(where, f"takes the worst of {name!r}, which is not a step", name)
        elif name in sheet.questions:
            for answer in sheet.questions[name].answers:
                if answer != NOT_APPLICABLE:
                    _check_judgement(parser, where, sheet, answer)


def _check_said(parser: Parser, where: Place, sheet: Sheet, rule: Said) -> None:
    if rule.question not in sheet.questions:
        parser.wrong(where, f"takes the answer to {rule.question!r}, which it does not list", rule.question)
        return
    for answer in _answers_to(sheet, rule.question) or ():
        _check_judgement(parser, where, sheet, rule.names.get(answer, answer))


def _check_sum(parser: Parser, where: Place, sheet: Sheet, rule: Sum) -> None:
    place = rule.where if isinstance(rule.where, Place) else where
    for _, judgement in rule.levels:
        _check_judgement(parser, _within(place, judgement), sheet, judgement)
    for name, points in rule.points.items():
        known = _answers_to(sheet, name)
        at = place.at(f"points, {name}", "points", name)
        if known is None:
            parser.wrong(at, f"gives points to {name!r}, which it does not list", name)
            continue
        if name in sheet.steps:
            known = tuple(j for j in sheet.judgements if j in _outcomes(sheet, sheet.steps[name]))
        for answer in points:
            if answer not in (*known, NOT_APPLICABLE):
                parser.wrong(at, f"{name} cannot be {answer!r}; its answers are {listed(known)}", answer)
        missing = tuple(a for a in known if a not in points and a != NOT_APPLICABLE)
        if missing:
            parser.wrong(at, f"says no points for {listed(missing)}; say 0 if it adds none", missing[0])


def _outcomes(sheet: Sheet, rule: Rule) -> set[str]:
    """The judgements that a rule can name."""
    found: set[str] = set()
    for part in parts_of(rule):
        if isinstance(part, str):
            found.add(part)
        elif not isinstance(part, Cases):
            found.update(sheet.judgements)
    return found


def _check_every_way(parser: Parser, where: Place, sheet: Sheet, reachable: bool) -> None:
    reached: set[str] = set()
    spoke: set[str] = set()

    def silent(error: SilentError, answers: Answers) -> None:
        given = ", ".join(f"{q} {a}" for q, a in answers.items())
        parser.wrong(error.where, f"no line speaks for {given or 'any answer'}")

    for _, reading in ways(sheet, {}, silent):
        spoke.update(reading.spoke)
        if reading.judgement is not None:
            reached.add(reading.judgement)
    for judgement in reached - set(sheet.judgements):
        parser.wrong(where, f"{judgement!r} is not a judgement; use {listed(sheet.judgements)}", judgement)
    if not reachable:
        return
    for judgement in sheet.judgements:
        if judgement not in reached:
            parser.wrong(where, f"no answers lead to {judgement!r}", judgement)
    for rule in sheet.rules:
        for case in cases_of(rule):
            if case.where not in spoke:
                parser.wrong(case.where, "this line is never reached")
