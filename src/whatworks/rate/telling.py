"""A rating in words: the answer, why, and the criteria tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from whatworks.rules import SET, Evaluator, World, explain, explain_rule
from whatworks.terms import CriterionResult, Fact, Tri, UnknownFact

from .catalogue import CATALOGUE
from .scheme import Adjustment, Rule, Scale, Scheme

NOT_RATED = "none"
R = TypeVar("R", Rule, Adjustment)


def facts_used(scheme: Scheme, scale: Scale, evaluator: Evaluator) -> tuple[Fact, ...]:
    """Every fact that had a say: of a study that does not count, only those by which it does not."""
    book, world = scheme.book, evaluator.world
    rules = (*scale.expressions, *(book[name].rule for name in scale.criteria))
    wanted = sorted(set().union(*(book.facts_of(rule) for rule in rules)))
    found = [world.get(SET, n) for n in wanted if CATALOGUE[n].of == "set"]
    counting = {study for study, _ in evaluator.members()}
    entry = book.facts_of(book[scale.eligible].rule) if scale.eligible else frozenset()
    for study in world.studies:
        asked = wanted if study.study in counting else sorted(entry)
        found.extend(world.get(study.study, n) for n in asked if CATALOGUE[n].of == "study")
    return tuple(found)


def level_words(scale: Scale, evaluator: Evaluator, possible: tuple[str, ...]) -> str:
    """The answer in the scheme's words: of the level, or of the levels still possible, best first."""
    if len(possible) == 1:
        for criterion, variant in scale.level(possible[0]).variants:
            if evaluator.criterion(criterion) is Tri.TRUE:
                return variant
    words = list(dict.fromkeys(scale.level(i).words for i in reversed(possible)))
    if len(words) == 1:
        return words[0]
    if len(words) == len({level.words for level in scale.levels}):
        return "Not known"
    return f"{', '.join(words[:-1])} or {words[-1]}"


def because(
    scale: Scale, evaluator: Evaluator, level: str | None, unknowns: tuple[UnknownFact, ...],
    names: Mapping[str, str],
) -> str:  # fmt: skip
    """Why, in one sentence."""
    if level is not None and scale.combiner == "points":
        return _counted(scale, evaluator, level)
    if level is not None:
        rule = _deciding(scale, evaluator, level)
        return (rule.say if rule else None) or scale.level(level).meaning
    told = [u for u in unknowns if u.matters] or list(unknowns)
    return _depends(told[:2], names) if told else "The facts in hand do not settle it"


def _counted(scale: Scale, evaluator: Evaluator, level: str) -> str:
    """Where it starts, and what was added and taken off."""
    for rule in scale.rules:
        if evaluator.truth(rule.when) is Tri.TRUE:
            return rule.say or scale.level(level).meaning
    starts = [_first_holding(column, evaluator) for column in scale.columns]
    known = [rule for rule in starts if rule is not None]
    lowest = min(known, key=lambda r: scale.level(r.level).rank) if len(known) == len(starts) else None
    start = scale.level(lowest.level if lowest else scale.otherwise)
    said = [f"{(lowest.say if lowest else None) or start.meaning} (it starts at “{start.words}”)"]
    for group in scale.adjust:
        held = _first_holding(group.rules, evaluator)
        if held is not None and held.add:
            said.append(f"{points_words(held.add)}: {held.say or group.name}")
    return "; ".join(said)


def _first_holding(rules: tuple[R, ...], evaluator: Evaluator) -> R | None:
    return next((rule for rule in rules if evaluator.truth(rule.when) is Tri.TRUE), None)


def points_words(points: float) -> str:
    """Points in words: '1 down', '0.5 up'."""
    return f"{abs(points):g} {'up' if points > 0 else 'down'}" if points else "no change"


def _depends(told: list[UnknownFact], names: Mapping[str, str]) -> str:
    """What the level hangs on, one study after another."""
    by_subject: dict[str, list[str]] = {}
    for unknown in told:
        who = names.get(unknown.subject, "")
        by_subject.setdefault(who, []).append(unknown.words.removeprefix(f"{who}: "))
    said = [f"{f' of {who}' if who else ''}: {', and '.join(w)}" for who, w in by_subject.items()]
    return f"It depends on what is not known{'; and on what is not known'.join(said)}"


def _deciding(scale: Scale, evaluator: Evaluator, level: str) -> Rule | None:
    for rules in (scale.rules, *scale.columns):
        for rule in rules:
            if rule.level == level and evaluator.truth(rule.when) is Tri.TRUE:
                return rule
    return None


def basis(scheme: Scheme, scale: Scale, world: World, level: str | None) -> str | None:
    """Whose pooled figure spoke, or the majority of studies; nothing where the scheme asks for neither."""
    if not any("pool.available" in scheme.book.facts_of(rule) for rule in scale.expressions):
        return None
    if world.get(SET, "pool.available").value:
        return str(world.get(SET, "pool.source").value)
    return None if level == NOT_RATED else "the majority of studies and of the people in them"


def criteria(scheme: Scheme, scale: Scale, evaluator: Evaluator) -> tuple[CriterionResult, ...]:
    """The rules in the order they are tried, those that decided marked so."""
    if scale.combiner in ("first", "ladder"):
        return _tried(scheme, scale.id, scale.rules, evaluator, stop=scale.combiner == "first")
    found = list(_tried(scheme, scale.id, scale.rules, evaluator, stop=True))
    if found and found[-1].value is Tri.TRUE:
        return tuple(found)
    for n, rules in enumerate(scale.columns, start=1):
        found += _tried(scheme, f"{scale.id}.{n}", rules, evaluator, stop=True)
    for n, group in enumerate(scale.adjust, start=1):
        found += _tried(scheme, f"{scale.id}.points{n}", group.rules, evaluator, stop=True)
    return tuple(found)


def _tried(
    scheme: Scheme, place: str, rules: Sequence[Rule | Adjustment], evaluator: Evaluator, *, stop: bool
) -> tuple[CriterionResult, ...]:
    found = []
    for number, rule in enumerate(rules, start=1):
        if rule.text in scheme.book:
            result = explain(evaluator, rule.text)
        else:
            result = explain_rule(evaluator, f"{place}.{number}", rule.say or rule.text, rule.when)
        result = replace(result, decided=result.value is not Tri.FALSE)
        if isinstance(rule, Adjustment):
            found.append(replace(result, detail=f"{points_words(rule.add)}, if so"))
        else:
            found.append(replace(result, level=rule.level))
        if stop and result.value is Tri.TRUE:
            break
    return tuple(found)
