"""From the values of a scale's rules to the levels they leave open."""

from __future__ import annotations

from itertools import product

from whatworks.rules import Evaluator
from whatworks.terms import Tri

from .scheme import Group, Rule, Scale

Levels = frozenset[str]


def open_levels(scale: Scale, evaluator: Evaluator) -> Levels:
    """The levels that the scale's rules leave open; one where all that matters is decided."""
    if scale.combiner == "ladder":
        return _ladder(scale, evaluator)
    if scale.combiner == "lowest":
        return _lowest(scale, evaluator)
    if scale.combiner == "points":
        return _points(scale, evaluator)
    return _first(scale.rules, scale.otherwise, evaluator)


def _first(rules: tuple[Rule, ...], otherwise: str, evaluator: Evaluator) -> Levels:
    found = set()
    for rule in rules:
        value = evaluator.truth(rule.when)
        if value is not Tri.FALSE:
            found.add(rule.level)
        if value is Tri.TRUE:
            return frozenset(found)
    return frozenset(found | {otherwise})


def _ladder(scale: Scale, evaluator: Evaluator) -> Levels:
    found, reached = set(), scale.otherwise
    for rule in scale.rules:  # lowest first
        value = evaluator.truth(rule.when)
        if value is Tri.FALSE:
            break
        if value is Tri.UNKNOWN:
            found.add(reached)
        reached = rule.level
    return frozenset(found | {reached})


def _lowest(scale: Scale, evaluator: Evaluator) -> Levels:
    columns = [_first(rules, scale.otherwise, evaluator) for rules in scale.columns]
    return frozenset(min(levels, key=lambda i: scale.level(i).rank) for levels in product(*columns))


def _points(scale: Scale, evaluator: Evaluator) -> Levels:
    found = set()
    for rule in scale.rules:
        value = evaluator.truth(rule.when)
        if value is not Tri.FALSE:
            found.add(rule.level)
        if value is Tri.TRUE:
            return frozenset(found)
    totals = {scale.level(level).rank for level in _lowest(scale, evaluator)}
    for group in scale.adjust:
        added = open_points(group, evaluator)
        totals = {round(total + points, 9) for total in totals for points in added}
    least, most = min(scale.by_points), max(scale.by_points)
    return frozenset(found | {scale.by_points[max(least, min(most, total))].id for total in totals})


def open_points(group: Group, evaluator: Evaluator) -> frozenset[float]:
    """The points that a group may add: those of its first rule that holds, or 0."""
    found = set()
    for rule in group.rules:
        value = evaluator.truth(rule.when)
        if value is not Tri.FALSE:
            found.add(rule.add)
        if value is Tri.TRUE:
            return frozenset(found)
    return frozenset(found | {0.0})
