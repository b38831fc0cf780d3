"""The rating itself: the levels still possible, the criteria, what is unknown and what would move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from whatworks.rules import World
from whatworks.terms import Fact, Rating, RatingObject, digest

from .derive import world_of
from .finding import Findings, findings_of
from .question import Repool
from .recorded import SetEvidence
from .scheme import Scale, Scheme
from .telling import basis, because, criteria, facts_used, level_words
from .unknowns import unknowns

ENGINE = "5"
"""Raised when the engine's answer to the same facts and scheme changes."""


def judge(evidence: SetEvidence, scheme: Scheme, *, repool: Repool | None = None) -> tuple[Rating, ...]:
    """Rate an evidence set under a scheme: one rating for each of the scheme's scales.

    A scale of studies gives one for each member, in the order of their ids.
    """
    return judge_world(
        world_of(evidence),
        object_of(evidence),
        scheme,
        names=names_of(evidence),
        reports=reports_of(evidence),
        repool=repool,
    )


def names_of(evidence: SetEvidence) -> dict[str, str]:
    """How each study is spoken of, by its id."""
    return {m.study.id: m.study.name for m in evidence.members}


def reports_of(evidence: SetEvidence) -> dict[str, str]:
    """The main report of each study that has one, by the study's id."""
    return {m.study.id: m.study.reports[0] for m in evidence.members if m.study.reports}


def judge_world(
    world: World,
    object_: RatingObject,
    scheme: Scheme,
    *,
    names: Mapping[str, str] | None = None,
    reports: Mapping[str, str] | None = None,
    repool: Repool | None = None,
    explained: bool = True,
) -> tuple[Rating, ...]:
    """Rate facts that are in hand already.

    Args:
        world: the facts of the set and of each study; a fact that is missing is not yet sought.
        object_: what the rating is of.
        scheme: the scheme.
        names: how each study is spoken of, by its id.
        reports: the report of each study in which what is not known may stand, by the study's id.
        repool: what our own pooled figure would be with other studies; without it nobody guesses.
        explained: whether the rating carries its criteria with their values.
    """
    told = _Told(object_, scheme, names or {}, reports or {}, repool, explained)
    found: list[Rating] = []
    for scale in scheme.scales:
        findings = findings_of(scheme, scale)
        if scale.of == "set":
            found.append(_rating(told, findings, world))
            continue
        for study in sorted(world.studies, key=lambda s: s.study):
            name = told.names.get(study.study, study.study)
            own = replace(told, object=replace(object_, study=study.study, study_name=name), repool=None)
            found.append(_rating(own, findings, replace(world, studies=(study,))))
    return tuple(found)


@dataclass(frozen=True)
class _Told:
    """What a rating says beside the facts."""

    object: RatingObject
    scheme: Scheme
    names: Mapping[str, str]
    reports: Mapping[str, str]
    repool: Repool | None
    explained: bool


def _rating(told: _Told, findings: Findings, world: World) -> Rating:
    scheme, scale, names = told.scheme, findings.scale, told.names
    case = findings.case(world, told.repool)
    possible = case.possible
    evaluator = findings.evaluator(world)
    facts = facts_used(scheme, scale, evaluator)
    missing = unknowns(case, facts, names, told.reports)
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
        exact=case.finding.answer.exact,
        words=level_words(scale, evaluator, possible),
        because=because(scale, evaluator, level, missing, names),
        basis=basis(scheme, scale, world, level),
        criteria=criteria(scheme, scale, evaluator) if told.explained else (),
        facts=facts,
        unknowns=missing,
        changes_up=case.changes(+1, names),
        changes_down=case.changes(-1, names),
        unverified=scheme.unverified,
        engine=ENGINE,
    )


def object_of(evidence: SetEvidence) -> RatingObject:
    """What a rating of an evidence set is of."""
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
