"""What follows from other facts of a study, and so is never changed by itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from whatworks.rules import SET, StudyFacts, World
from whatworks.terms import Design, Fact, FactSource, UnknownKind

from .catalogue import CATALOGUE
from .derive_quality import GROUP_DESIGNS

OF_DESIGN = ("randomised", "compared", "strong_comparison", "allocated_in_groups")
ARMS = ("n_intervention", "n_comparison")
COUNTED = ("n_analysed", "n_randomised")
"""From which the share lost follows."""
STRONGER = (("randomised", "strong_comparison"), ("strong_comparison", "compared"))
"""Each first holds only where the second does."""


def is_base(world: World, fact: Fact) -> bool:
    """Whether a fact is one that a person records or judges, and does not follow from others."""
    if fact.subject == SET:
        return not fact.name.startswith("pool.") and not (
            fact.name == "review.exists" and world.get(SET, "review.count").is_known
        )
    study = world.by_study.get(fact.subject)
    return study is not None and not follows(study.facts, fact.name)


def follows(facts: Mapping[str, Fact], name: str) -> bool:
    """Whether a fact of a study is what others of its facts make it."""
    if name in OF_DESIGN:
        design = _value(facts, "design")
        if name == "allocated_in_groups" and design is not None:
            return grouped(Design(design)) in (True, _value(facts, name))
        return design is not None
    if name == "n_analysed":
        return _sum(facts) is not None and _sum(facts) == _value(facts, name)
    if name == "attrition_overall":
        lost = _lost(facts)
        return lost is not None and _value(facts, name) == lost
    return False


def recomputed(study: StudyFacts, changed: str, before: StudyFacts) -> StudyFacts:
    """The study with what follows from a fact that was changed computed again, if it followed before."""
    facts = dict(study.facts)
    if changed == "design":
        _of_design(facts, study.study, _value(before.facts, "design"))
    elif changed in OF_DESIGN:
        _of_comparison(facts, study.study)
    elif changed in (*ARMS, "n_analysed", "n_randomised"):
        _of_counts(facts, study.study, before.facts)
    return replace(study, facts=facts)


def _of_design(facts: dict[str, Fact], study: str, was: object) -> None:
    value = _value(facts, "design")
    if value is None:
        return
    design = Design(value)
    told = (design.is_randomised, design.has_comparison, design.is_strong_comparison)
    for name, follows in zip(OF_DESIGN, told, strict=False):
        facts[name] = _made(name, study, follows, "from the design")
    in_groups = grouped(design)
    if in_groups is not None:
        facts["allocated_in_groups"] = _made("allocated_in_groups", study, in_groups, "from the design")
    elif was in GROUP_DESIGNS or "allocated_in_groups" not in facts:
        unknown = _made("allocated_in_groups", study, None, "not said")
        facts["allocated_in_groups"] = replace(unknown, unknown=UnknownKind.NOT_SOUGHT)


def grouped(design: Design) -> bool | None:
    """Whether groups were allocated, where the design says so."""
    if design in GROUP_DESIGNS:
        return True
    return False if design in (Design.RCT, Design.CROSSOVER) or not design.has_comparison else None


def _of_comparison(facts: dict[str, Fact], study: str) -> None:
    for strong, weak in STRONGER:
        if _value(facts, strong) is True and _value(facts, weak) is None:
            facts[weak] = _made(weak, study, True, f"as {CATALOGUE[strong].yes}")
    for strong, weak in reversed(STRONGER):
        if _value(facts, weak) is False and _value(facts, strong) is None:
            facts[strong] = _made(strong, study, False, f"as {CATALOGUE[weak].no}")


def _of_counts(facts: dict[str, Fact], study: str, before: Mapping[str, Fact]) -> None:
    arms, analysed = _sum(facts), _value(facts, "n_analysed")
    if arms is not None and arms != _sum(before) and (analysed is None or follows(before, "n_analysed")):
        facts["n_analysed"] = replace(_made("n_analysed", study, arms, "both arms added"),
                                      unit=facts[ARMS[0]].unit)  # fmt: skip
    elif arms is not None and analysed is not None and arms > analysed:
        for name in ARMS:
            facts[name] = replace(
                facts[name], value=None, unknown=UnknownKind.NOT_SOUGHT, high=float(analysed)
            )
    if not (follows(before, "attrition_overall") or _value(facts, "attrition_overall") is None):
        return
    if all(facts.get(name) == before.get(name) for name in COUNTED):  # an arm is known better, losses are not
        return
    lost, bounds = _lost(facts), _lost_between(facts)
    if lost is not None:
        facts["attrition_overall"] = _made("attrition_overall", study, lost, "computed again from the counts")
    elif bounds is not None:
        made = _made("attrition_overall", study, None, "computed again from the counts")
        facts["attrition_overall"] = replace(
            made, unknown=UnknownKind.NOT_SOUGHT, low=bounds[0], high=bounds[1]
        )


def _lost_between(facts: Mapping[str, Fact]) -> tuple[float, float] | None:
    """The share lost where the number analysed is only known to lie between two ends."""
    allocated, analysed = _value(facts, "n_randomised"), facts.get("n_analysed")
    if not allocated or analysed is None or analysed.is_known or analysed.options:
        return None
    most = min(allocated, allocated if analysed.high is None else analysed.high)
    least = min(most, analysed.low or 0.0)
    return float(100 * (allocated - most) / allocated), float(100 * (allocated - least) / allocated)


def _sum(facts: Mapping[str, Fact]) -> Any:
    arms = [_value(facts, name) for name in ARMS]
    return None if None in arms else arms[0] + arms[1]


def _lost(facts: Mapping[str, Fact]) -> float | None:
    allocated, analysed = _value(facts, "n_randomised"), _value(facts, "n_analysed")
    if not allocated or analysed is None or analysed > allocated:
        return None
    return float(100 * (allocated - analysed) / allocated)


def _value(facts: Mapping[str, Fact], name: str) -> Any:
    fact = facts.get(name)
    return fact.value if fact is not None and fact.is_known else None


def _made(name: str, study: str, value: Any, how: str) -> Fact:
    return Fact(name=name, subject=study, value=value, unit=CATALOGUE[name].unit, source=FactSource(how=how))


def values_to_learn(fact: Fact, thresholds: tuple[float, ...]) -> list[float]:
    """The numbers worth learning as a bound: at each threshold and next to it, within what is known."""
    definition = CATALOGUE[fact.name]
    lows = [v for v in (fact.low, definition.low) if v is not None]
    highs = [v for v in (fact.high, definition.high) if v is not None]
    ends: set[float] = set()
    for t in thresholds:
        if definition.integer:
            ends |= {math.ceil(t) - 1.0, float(math.floor(t)), float(math.ceil(t)), math.floor(t) + 1.0}
        else:
            ends |= {math.nextafter(t, -math.inf), t, math.nextafter(t, math.inf)}
    return [e for e in sorted(ends) if max(lows, default=e) <= e <= min(highs, default=e)]
