"""The rating itself: the levels still possible, the criteria, what is unknown and what would move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from whatworks.rules import SET, Evaluator, World, explain, explain_rule, known
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
from .changes import Finder
from .derive import world_of
from .question import LOOKS, Question, Repool
from .recorded import SetEvidence
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
    names = {m.study.id: m.study.name for m in evidence.members}
    question = Question(scheme.book, scale)
    answer = question.levels(world)
    possible = scale.in_order(answer.outcomes)
    evaluator = question.memory.evaluator(world)
    facts = _facts_used(scheme, scale, evaluator)
    way = frozenset(question.in_the_way(world))
    unknowns = _unknowns(_Case(evidence, question, world, possible, way), facts, names)
    finder = Finder(question, world, possible, names, repool)
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
        words=level_words(scale, evaluator, possible),
        because=_because(scale, evaluator, level, unknowns, names),
        basis=_basis(scheme, scale, world, level),
        criteria=_criteria(scheme, scale, evaluator),
        facts=facts,
        unknowns=unknowns,
        changes_up=finder.changes(+1),
        changes_down=finder.changes(-1),
        unverified=scheme.unverified,
        engine=ENGINE,
    )


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


def _facts_used(scheme: Scheme, scale: Scale, evaluator: Evaluator) -> tuple[Fact, ...]:
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


def _because(
    scale: Scale, evaluator: Evaluator, level: str | None, unknowns: tuple[UnknownFact, ...],
    names: Mapping[str, str],
) -> str:  # fmt: skip

    if level is not None:
        rule = _deciding(scale, evaluator, level)
        return (rule.say if rule else None) or scale.level(level).meaning
    told = [u for u in unknowns if u.matters] or list(unknowns)
    return _depends(told[:2], names) if told else "The facts in hand do not settle it"


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


def _basis(scheme: Scheme, scale: Scale, world: World, level: str | None) -> str | None:
    if not any("pool.available" in scheme.book.facts_of(rule) for rule in scale.expressions):
        return None
    if world.get(SET, "pool.available").value:
        return str(world.get(SET, "pool.source").value)
    return None if level == NOT_RATED else "the majority of studies and of the people in them"


def _criteria(scheme: Scheme, scale: Scale, evaluator: Evaluator) -> tuple[CriterionResult, ...]:
    """The rules in the order they are tried, those that decided marked so."""
    if scale.combiner != "lowest":
        return _tried(scheme, scale.id, scale.rules, evaluator, stop=scale.combiner == "first")
    columns = enumerate(scale.columns, start=1)
    tried = (_tried(scheme, f"{scale.id}.{n}", rules, evaluator, stop=True) for n, rules in columns)
    return tuple(c for column in tried for c in column)


def _tried(
    scheme: Scheme, place: str, rules: tuple[Rule, ...], evaluator: Evaluator, *, stop: bool
) -> tuple[CriterionResult, ...]:
    found = []
    for number, rule in enumerate(rules, start=1):
        if rule.text in scheme.book:
            result = explain(evaluator, rule.text)
        else:
            result = explain_rule(evaluator, f"{place}.{number}", rule.say or rule.text, rule.when)
        found.append(replace(result, level=rule.level, decided=result.value is not Tri.FALSE))
        if stop and result.value is Tri.TRUE:
            break
    return tuple(found)


@dataclass(frozen=True)
class _Case:
    evidence: SetEvidence
    question: Question
    world: World
    possible: tuple[str, ...]
    in_the_way: frozenset[tuple[str, str]]
    """Subject and name of each fact that leaves the level open."""


def _unknowns(case: _Case, facts: tuple[Fact, ...], names: Mapping[str, str]) -> tuple[UnknownFact, ...]:
    reports = {m.study.id: (m.study.reports or (None,))[0] for m in case.evidence.members}
    matters: dict[object, int] = {}  # studies that cannot be told apart matter alike
    found = []
    for fact in facts:
        if fact.unknown is None or fact.unknown is UnknownKind.NOT_APPLICABLE:
            continue
        kind = (fact.name, case.question.kind(case.world, fact.subject))
        if kind not in matters:
            matters[kind] = _matters(fact, case)
        found.append(
            UnknownFact(
                subject=fact.subject,
                name=fact.name,
                words=_unknown_words(fact, names),
                matters=matters[kind],
                report=reports.get(fact.subject),
            )
        )
    found += _unlike_units(case)
    found.sort(key=lambda u: (-u.matters, u.subject != SET, u.subject, u.name))
    return tuple({u.words: u for u in reversed(found)}[w] for w in dict.fromkeys(u.words for u in found))


def _unknown_words(fact: Fact, names: Mapping[str, str]) -> str:
    ask = CATALOGUE[fact.name].ask
    words = ask if fact.subject == SET else f"{names.get(fact.subject, fact.subject)}: {ask}"
    if fact.unknown is UnknownKind.DISAGREE:
        return f"{words} (sources disagree)"
    return f"{words} (sought, not reported)" if fact.unknown is UnknownKind.NOT_REPORTED else words


def _unlike_units(case: _Case) -> list[UnknownFact]:
    """Sizes that are known and cannot be added up, because studies count different things."""
    evaluator = case.question.memory.evaluator(case.world)
    found = []
    for name in sorted(n for n in case.question.memory.sums if not evaluator.counts_alike(n)):
        units = sorted({s.facts[name].unit or "not said" for s in case.world.studies if name in s.facts})
        words = (
            f"how large the studies are beside one another: they count different things ({', '.join(units)})"
        )
        fact = UnknownFact(subject=SET, name=name, words=words, matters=_matter_of_sizes(name, case))
        found.append(fact)
    return found


def _matter_of_sizes(name: str, case: _Case) -> int:
    """How many levels a common count could rule out: tried with nearly all people in one study."""
    worlds = []
    for largest in case.world.studies:
        world = case.world
        for study in case.world.studies:
            size = 1_000_000 if study is largest else 1
            world = world.having(Fact(name=name, subject=study.study, value=size))
        worlds.append(world)
    return _ruled_out(case, worlds)


def _matters(fact: Fact, case: _Case) -> int:
    """How many levels learning it could rule out, at best."""
    if len(case.possible) < 2 or (fact.subject, fact.name) not in case.in_the_way:
        return 0
    values = case.question.values(case.world, fact)
    return _ruled_out(case, [case.world.having(known(fact, v)) for v in values])


def _ruled_out(case: _Case, worlds: list[World]) -> int:
    best, possible = 0, set(case.possible)
    for world in worlds:

        def no_better(found: frozenset[str], best: int = best) -> bool:
            return len(possible - found) <= best

        left = case.question.levels(world, budget=LOOKS, enough=no_better)
        best = max(best, len(possible - left.outcomes))
    return best
