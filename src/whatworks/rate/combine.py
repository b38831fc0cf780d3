"""From the values of a scale's rules to the levels they leave open."""

from __future__ import annotations

from itertools import product

from whatworks.rules import Evaluator
from whatworks.terms import Tri

from .scheme import Rule, Scale

Levels = frozenset[str]


def open_levels(scale: Scale, evaluator: Evaluator) -> Levels:
    """The levels that the scale's rules leave open; one where all that matters is decided."""
    if scale.combiner == "ladder":
        return _ladder(scale, evaluator)
    if scale.combiner == "lowest":
        return _lowest(scale, evaluator)
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
