"""The rating itself: the levels still possible, the criteria, what is unknown and what would move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from whatworks.rules import World
from whatworks.terms import Fact, Rating, RatingObject, digest

from .changes import Finder
from .derive import world_of
from .question import Question, Repool
from .recorded import SetEvidence
from .scheme import Scale, Scheme
from .telling import basis, because, criteria, facts_used, level_words
from .unknowns import Case, unknowns

ENGINE = "2"
"""Raised when the engine's answer to the same facts and scheme changes."""


def judge(evidence: SetEvidence, scheme: Scheme, *, repool: Repool | None = None) -> tuple[Rating, ...]:
    """Rate an evidence set under a scheme: one rating for each of the scheme's scales.

    A scale of studies gives one for each member, in the order of their ids.
    """
    return judge_world(
        world_of(evidence),
        _object(evidence),
        scheme,
        names={m.study.id: m.study.name for m in evidence.members},
        reports={m.study.id: m.study.reports[0] for m in evidence.members if m.study.reports},
        repool=repool,
    )


def judge_world(
    world: World,
    object_: RatingObject,
    scheme: Scheme,
    *,
    names: Mapping[str, str] | None = None,
    reports: Mapping[str, str] | None = None,
    repool: Repool | None = None,
) -> tuple[Rating, ...]:
    """Rate facts that are in hand already.

    Args:
        world: the facts of the set and of each study; a fact that is missing is not yet sought.
        object_: what the rating is of.
        scheme: the scheme.
        names: how each study is spoken of, by its id.
        reports: the report of each study in which what is not known may stand, by the study's id.
        repool: what our own pooled figure would be with other studies; without it nobody guesses.
    """
    told = _Told(object_, scheme, names or {}, reports or {}, repool)
    found: list[Rating] = []
    for scale in scheme.scales:
        question = Question(scheme.book, scale)
        if scale.of == "set":
            found.append(_rating(told, question, world))
            continue
        for study in sorted(world.studies, key=lambda s: s.study):
            name = told.names.get(study.study, study.study)
            own = replace(told, object=replace(object_, study=study.study, study_name=name), repool=None)
            found.append(_rating(own, question, replace(world, studies=(study,))))
    return tuple(found)


@dataclass(frozen=True)
class _Told:
    """What a rating says beside the facts."""

    object: RatingObject
    scheme: Scheme
    names: Mapping[str, str]
    reports: Mapping[str, str]
    repool: Repool | None


def _rating(told: _Told, question: Question, world: World) -> Rating:
    scheme, scale, names = told.scheme, question.scale, told.names
    answer = question.levels(world)
    possible = scale.in_order(answer.outcomes)
    evaluator = question.memory.evaluator(world)
    facts = facts_used(scheme, scale, evaluator)
    way = frozenset(question.in_the_way(world))
    missing = unknowns(Case(names, told.reports, question, world, possible, way), facts)
    finder = Finder(question, world, possible, names, told.repool)
    level = possible[0] if len(possible) == 1 else None
    return Rating(
        id=_identity(told, scale, facts),
        scheme=scheme.id,
        version=scheme.version,
        scale=scale.id,
        scheme_name=scheme.name,
        scale_name=scale.name,
        object=told.object,
        level=level,
        possible=possible,
        exact=answer.exact,
        words=level_words(scale, evaluator, possible),
        because=because(scale, evaluator, level, missing, names),
        basis=basis(scheme, scale, world, level),
        criteria=criteria(scheme, scale, evaluator),
        facts=facts,
        unknowns=missing,
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


def _identity(told: _Told, scale: Scale, facts: tuple[Fact, ...]) -> str:
    content = [
        told.scheme.id,
        told.scheme.version,
        scale.id,
        told.object.evidence_set,
        *([told.object.study] if told.object.study else []),
        ENGINE,
        [f.to_json() for f in facts],
    ]
    return f"rating-{digest(content)}"
