"""The rating itself: the levels still possible, the criteria, what is unknown and what would move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whatworks.rules import (
    SET,
    Evaluator,
    World,
    explain,
    known,
    possible_outcomes,
)
from whatworks.terms import (
    CriterionResult,
    Fact,
    Rating,
    RatingObject,
    Tri,
    UnknownFact,
    UnknownKind,
    digest,
)

from .catalogue import CATALOGUE
from .combine import open_levels
from .derive import SetEvidence, eligible, world_of
from .moves import Finder, Repool
from .scheme import Rule, Scale, Scheme

ENGINE = "1"
"""Raised when the engine's answer to the same facts and scheme changes."""
NOT_RATED = "none"


def judge(evidence: SetEvidence, scheme: Scheme, *, repool: Repool | None = None) -> tuple[Rating, ...]:
    """Rate an evidence set under a scheme: one rating for each of the scheme's scales."""
    world = world_of(evidence)
    return tuple(judge_scale(evidence, world, scheme, scale, repool=repool) for scale in scheme.scales)


def judge_scale(
    evidence: SetEvidence, world: World, scheme: Scheme, scale: Scale, *, repool: Repool | None = None
) -> Rating:
    """Rate under one scale, from facts already derived."""
    world = _eligible(world, scheme, scale)
    names = {m.study.id: m.study.name for m in evidence.members}

    def bound(evaluator: Evaluator) -> frozenset[str]:
        return open_levels(scale, evaluator)

    answer = possible_outcomes(scheme.book, world, bound, rules=scale.expressions)
    possible = scale.in_order(answer.outcomes)
    evaluator = Evaluator(scheme.book, world)
    facts = _facts_used(scheme, scale, world)
    finder = Finder(scheme.book, scale, world, possible, names, repool)
    unknowns = _unknowns(_Case(evidence, scheme, scale, world, possible), facts, names)
    level = possible[0] if len(possible) == 1 else None
    return Rating(
        id=_identity(evidence, scheme, scale, facts),
        scheme=scheme.id,
        version=scheme.version,
        scale=scale.id,
        scheme_name=scheme.name,
        scale_name=scale.name,
        object=_object(evidence),
        level=level,
        possible=possible,
        exact=answer.exact,
        words=_words(scale, evaluator, possible),
        because=_because(scale, evaluator, level, unknowns),
        basis=_basis(scheme, scale, world, level),
        criteria=_criteria(scheme, scale, evaluator),
        facts=facts,
        unknowns=unknowns,
        changes_up=finder.changes(+1),
        changes_down=finder.changes(-1),
        unverified=scheme.unverified,
        engine=ENGINE,
    )


def _eligible(world: World, scheme: Scheme, scale: Scale) -> World:
    if scale.eligible is None:
        return world
    evaluator = Evaluator(scheme.book, world)
    kept = [s.study for s in world.studies if evaluator.criterion(scale.eligible, s.study) is not Tri.FALSE]
    return eligible(world, kept)


def _object(evidence: SetEvidence) -> RatingObject:
    return RatingObject(
        evidence_set=evidence.evidence_set.id,
        intervention=evidence.intervention.id,
        intervention_name=evidence.intervention.name,
        outcome=evidence.outcome.id,
        outcome_name=evidence.outcome.name,
    )


def _identity(evidence: SetEvidence, scheme: Scheme, scale: Scale, facts: tuple[Fact, ...]) -> str:
    content = [
        scheme.id,
        scheme.version,
        scale.id,
        evidence.evidence_set.id,
        ENGINE,
        [f.to_json() for f in facts],
    ]
    return f"rating-{digest(content)}"


def _facts_used(scheme: Scheme, scale: Scale, world: World) -> tuple[Fact, ...]:
    wanted = sorted(set().union(*(scheme.book.facts_of(rule) for rule in scale.expressions)))
    found = [world.get(SET, n) for n in wanted if CATALOGUE[n].of == "set"]
    for study in world.studies:
        found.extend(world.get(study.study, n) for n in wanted if CATALOGUE[n].of == "study")
    return tuple(found)


def _words(scale: Scale, evaluator: Evaluator, possible: tuple[str, ...]) -> str:
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


def _because(scale: Scale, evaluator: Evaluator, level: str | None, unknowns: tuple[UnknownFact, ...]) -> str:
    if level is not None:
        rule = _deciding(scale, evaluator, level)
        return (rule.say if rule else None) or scale.level(level).meaning
    open_ones = [u.words for u in unknowns if u.matters] or [u.words for u in unknowns]
    shown = "; ".join(open_ones[:2])
    return f"It depends on what is not known: {shown}" if shown else "The facts in hand do not settle it"


def _deciding(scale: Scale, evaluator: Evaluator, level: str) -> Rule | None:
    for rules in (scale.rules, *scale.columns):
        for rule in rules:
            if rule.level == level and evaluator.truth(rule.when) is Tri.TRUE:
                return rule
    return None


def _basis(scheme: Scheme, scale: Scale, world: World, level: str | None) -> str | None:
    if not any("pool.available" in scheme.book.facts_of(rule) for rule in scale.expressions):
        return None
    if world.get(SET, "pool.available").value:
        return str(world.get(SET, "pool.source").value)
    return None if level == NOT_RATED else "the majority of studies and of the people in them"


def _criteria(scheme: Scheme, scale: Scale, evaluator: Evaluator) -> tuple[CriterionResult, ...]:
    """The rules in the order they are tried, those that decided marked so."""
    if scale.combiner == "lowest":
        return tuple(c for rules in scale.columns for c in _tried(scheme, scale, rules, evaluator, stop=True))
    return _tried(scheme, scale, scale.rules, evaluator, stop=scale.combiner == "first")


def _tried(
    scheme: Scheme, scale: Scale, rules: tuple[Rule, ...], evaluator: Evaluator, *, stop: bool
) -> tuple[CriterionResult, ...]:
    found = []
    for number, rule in enumerate(rules, start=1):
        value = evaluator.truth(rule.when)
        if rule.text in scheme.book:
            result = explain(evaluator, rule.text)
        else:
            result = CriterionResult(
                id=f"{scale.id}.{number}", question=rule.say or rule.text, value=value,
                shown={Tri.TRUE: "Met", Tri.FALSE: "Not met", Tri.UNKNOWN: "Not known"}[value],
            )  # fmt: skip
        fields = {f.name: getattr(result, f.name) for f in result.fields()}
        found.append(CriterionResult(**{**fields, "level": rule.level, "decided": value is not Tri.FALSE}))
        if stop and value is Tri.TRUE:
            break
    return tuple(found)


@dataclass(frozen=True)
class _Case:
    evidence: SetEvidence
    scheme: Scheme
    scale: Scale
    world: World
    possible: tuple[str, ...]


def _unknowns(case: _Case, facts: tuple[Fact, ...], names: Mapping[str, str]) -> tuple[UnknownFact, ...]:
    reports = {m.study.id: (m.study.reports or (None,))[0] for m in case.evidence.members}
    found = [
        UnknownFact(
            subject=f.subject,
            name=f.name,
            words=_unknown_words(f, names),
            matters=_matters(f, case),
            report=reports.get(f.subject),
        )
        for f in facts
        if f.unknown is not None and f.unknown is not UnknownKind.NOT_APPLICABLE
    ]
    return tuple(sorted(found, key=lambda u: (-u.matters, u.subject != SET, u.subject, u.name)))


def _unknown_words(fact: Fact, names: Mapping[str, str]) -> str:
    ask = CATALOGUE[fact.name].ask
    words = ask if fact.subject == SET else f"{names.get(fact.subject, fact.subject)}: {ask}"
    if fact.unknown is UnknownKind.DISAGREE:
        return f"{words} (sources disagree)"
    return f"{words} (sought, not reported)" if fact.unknown is UnknownKind.NOT_REPORTED else words


def _matters(fact: Fact, case: _Case) -> int:
    """How many levels learning it could rule out, at best."""
    if len(case.possible) < 2 or not fact.is_open:
        return 0
    definition, best = CATALOGUE[fact.name], 0
    for value in fact.options or definition.choices or _extremes(fact):
        world = case.world.having(known(fact, value))
        after = open_levels(case.scale, Evaluator(case.scheme.book, world))
        best = max(best, len(set(case.possible) - after))
    return best


def _extremes(fact: Fact) -> tuple[float, ...]:
    definition = CATALOGUE[fact.name]
    if definition.type != "a number":
        return ()
    low = next((v for v in (fact.low, definition.low) if v is not None), -1e9)
    high = next((v for v in (fact.high, definition.high) if v is not None), 1e9)
    return low, high
