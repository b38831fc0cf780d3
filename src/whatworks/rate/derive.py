"""From records to facts, in one place. Each fact says which record and field it comes from, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from whatworks.rules import SET, StudyFacts, World
from whatworks.terms import (
    Effect,
    EvidenceSet,
    Fact,
    FactSource,
    Intervention,
    Outcome,
    Pool,
    PoolSource,
    Result,
    ReviewFinding,
    Study,
    UnknownKind,
)

from .catalogue import CATALOGUE


@dataclass(frozen=True, kw_only=True)
class StudyEvidence:
    """One member of an evidence set: the study, and the result and effect that speak for it, if any."""

    study: Study
    result: Result | None = None
    effect: Effect | None = None


@dataclass(frozen=True, kw_only=True)
class SetEvidence:
    """All that a rating rests on: the records of one evidence set."""

    evidence_set: EvidenceSet
    intervention: Intervention
    outcome: Outcome
    members: tuple[StudyEvidence, ...] = ()
    pool: Pool | None = None
    rivals: tuple[Pool, ...] = ()
    """Other pooled figures with the same claim to speak: where they differ, sources disagree."""
    finding: ReviewFinding | None = None
    findings: tuple[ReviewFinding, ...] = ()


def world_of(evidence: SetEvidence) -> World:
    """The facts of an evidence set and of each study in it."""
    units = {m.study.unit for m in evidence.members}
    return World(
        facts={f.name: f for f in _set_facts(evidence)},
        studies=tuple(_study_facts(m, same_unit=len(units) <= 1) for m in evidence.members),
    )


def _study_facts(member: StudyEvidence, *, same_unit: bool) -> StudyFacts:
    study = member.study
    facts = [
        _known(study, "design", study.design.value, "design"),
        _known(study, "randomised", study.design.is_randomised, "design", how="from the design"),
        _known(study, "compared", study.design.has_comparison, "design", how="from the design"),
        _known(
            study, "strong_comparison", study.design.is_strong_comparison, "design", how="from the design"
        ),
        _known(study, "sample", study.sample or study.id, "sample"),
        _direction(member),
        _signal(member),
        _analysed(member, same_unit=same_unit),
        _arm(study, "n_intervention"),
        _arm(study, "n_comparison"),
        _attrition(study),
        _months(member),
        _field(study, "comparator", "comparator_kind"),
    ]
    plain = (
        "attrition_difference", "baseline_equivalent", "intention_to_treat", "measure_standardised",
        "measure_independent", "independent", "peer_reviewed", "registered_before",
    )  # fmt: skip
    facts.extend(_field(study, name, name) for name in plain)
    return StudyFacts(study.id, {f.name: f for f in facts})


def _source(record: Any, field: str, how: str) -> FactSource:
    report = record.reports[0] if isinstance(record, Study) and record.reports else None
    return FactSource(
        record=record.id, field=field, how=how, report=report,
        url=getattr(record, "source_url", None), seen=getattr(record, "seen", None),
    )  # fmt: skip


def _known(study: Study, name: str, value: Any, field: str, *, how: str = "as recorded") -> Fact:
    return Fact(
        name=name, subject=study.id, value=value, unit=CATALOGUE[name].unit, source=_source(study, field, how)
    )


def _field(study: Study, name: str, field: str) -> Fact:
    value = getattr(study, field)
    if value is None:
        return unknown_fact(
            study.id, name, study.unknown_because.get(field), _source(study, field, "not recorded")
        )
    return _known(study, name, getattr(value, "value", value), field)


def unknown_fact(
    subject: str, name: str, because: str | None, source: FactSource | None, **bounds: Any
) -> Fact:
    """A fact that is not known, from the reason its record gives. 'a|b' means that sources disagree."""
    kind, options = UnknownKind.NOT_SOUGHT, ()
    if because and "|" in because:
        kind, options = (
            UnknownKind.DISAGREE,
            tuple(_option(name, part.strip()) for part in because.split("|")),
        )
    elif because:
        kind = UnknownKind(because)
    definition = CATALOGUE[name]
    return Fact(
        name=name,
        subject=subject,
        unit=definition.unit,
        unknown=kind,
        options=options,
        source=source,
        **bounds,
    )


def _option(name: str, text: str) -> Any:
    definition = CATALOGUE[name]
    if definition.type == "yes or no":
        return text in ("yes", "true", "True")
    return float(text) if definition.type == "a number" else text


def _direction(member: StudyEvidence) -> Fact:
    return _of_effect(member, "direction", "from the point estimate and which way is good")


def _signal(member: StudyEvidence) -> Fact:
    return _of_effect(member, "signal", "from the interval, or as the source words it")


def _of_effect(member: StudyEvidence, name: str, how: str) -> Fact:
    study, result = member.study, member.result
    report = study.reports[0] if study.reports else None
    source = FactSource(record=study.id, field=None, how="no result recorded", report=report)
    if result is not None:
        source = FactSource(
            record=result.id, field=name, how=how, url=result.source_url, seen=result.seen, report=report
        )
    value = getattr(member.effect, name) if member.effect else None
    if value is None:
        because = result.unknown_because.get(name) if result else None
        return unknown_fact(study.id, name, because, source)
    return Fact(name=name, subject=study.id, value=value.value, source=source)


def _analysed(member: StudyEvidence, *, same_unit: bool) -> Fact:
    study, result = member.study, member.result
    name = "n_analysed"
    if not same_unit:
        why = f"studies count different things (here {study.unit or 'not known'}), so they are not added up"
        return unknown_fact(study.id, name, None, _source(study, name, why), low=1.0)
    if study.n_analysed is not None:
        return _known(study, name, study.n_analysed, name)
    printed = _both(result.n_t, result.n_c) or _both(result.total_t, result.total_c) if result else None
    if printed is not None:
        return _known(study, name, printed, name, how="both arms of the result added")
    arms = _both(study.n_intervention, study.n_comparison)
    if arms is not None:
        return _known(study, name, arms, name, how="both arms added")
    if study.n_randomised is not None:
        how = f"not known; {study.n_randomised:,} were allocated, so at most that many"
        return unknown_fact(study.id, name, study.unknown_because.get(name), _source(study, name, how),
                            low=1.0, high=float(study.n_randomised))  # fmt: skip
    return unknown_fact(
        study.id, name, study.unknown_because.get(name), _source(study, name, "not recorded"), low=1.0
    )


def _both(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a + b


def _arm(study: Study, name: str) -> Fact:
    value = getattr(study, name)
    if value is not None:
        return _known(study, name, value, name)
    high = study.n_analysed if study.n_analysed is not None else study.n_randomised
    bounds = {"low": 0.0} if high is None else {"low": 0.0, "high": float(high)}
    return unknown_fact(
        study.id, name, study.unknown_because.get(name), _source(study, name, "not recorded"), **bounds
    )


def _attrition(study: Study) -> Fact:
    name = "attrition_overall"
    if study.attrition_overall is None and study.n_randomised and study.n_analysed is not None:
        lost = 100 * (study.n_randomised - study.n_analysed) / study.n_randomised
        if 0 <= lost <= 100:
            how = f"{study.n_randomised:,} allocated, {study.n_analysed:,} analysed"
            return _known(study, name, lost, "n_analysed", how=how)
    return _field(study, name, name)


def _months(member: StudyEvidence) -> Fact:
    result = member.result
    if result is not None and result.months_after_end is not None:
        return Fact(
            name="months_after_end", subject=member.study.id, value=result.months_after_end, unit="months",
            source=_source(result, "months_after_end", "as recorded"),
        )  # fmt: skip
    return _field(member.study, "months_after_end", "months_after_end")


def _set_facts(evidence: SetEvidence) -> list[Fact]:
    intervention, outcome = evidence.intervention, evidence.outcome
    facts = [
        _set_known("child_outcome", outcome.of_child, outcome, "of_child"),
        _set_known("described", intervention.description is not None, intervention, "description"),
        _set_known("cost_known", intervention.cost is not None, intervention, "cost"),
        _set_field("manualised", intervention, "manualised"),
        _set_field("scale_procedures", intervention, "scale_procedures"),
        _set_open("cost_reasonable", intervention, "cost", "a person's judgement; nobody has made it"),
        _set_known("review.exists", bool(evidence.findings), intervention, "id", how="reviews on record"),
        _emmie(evidence),
        *_worthwhile(evidence),
    ]
    facts.append(
        _set_known("reasoned", True, intervention, "why")
        if intervention.why
        else _set_open("reasoned", intervention, "why", "not recorded")
    )
    facts.extend(_pooled(evidence))
    facts.extend(_review_shares(evidence))
    return facts


def better_of(evidence: SetEvidence) -> int:
    """+1 where a higher value is better for people, -1 where a lower one is."""
    return 1 if evidence.outcome.good.value == "higher" else -1


def _set_known(name: str, value: Any, record: Any, field: str, *, how: str = "as recorded") -> Fact:
    return Fact(
        name=name, subject=SET, value=value, unit=CATALOGUE[name].unit, source=_source(record, field, how)
    )


def _set_open(name: str, record: Any, field: str, how: str) -> Fact:
    because = getattr(record, "unknown_because", {}).get(field)
    return unknown_fact(SET, name, because, _source(record, field, how))


def _set_field(name: str, record: Any, field: str) -> Fact:
    value = getattr(record, field)
    if value is None:
        return _set_open(name, record, field, "not recorded")
    return _set_known(name, value, record, field)


def _emmie(evidence: SetEvidence) -> Fact:
    scored = [f for f in evidence.findings if f.emmie_q_effect is not None]
    if scored:
        best = max(scored, key=lambda f: (f.emmie_q_effect or 0, f.id))
        return _set_known(
            "emmie_q_effect", best.emmie_q_effect, best, "emmie_q_effect", how="the best review's"
        )
    how = "no published appraisal of a review is in hand" if evidence.findings else "no review on record"
    return unknown_fact(SET, "emmie_q_effect", None, FactSource(record=evidence.evidence_set.id, how=how))


def pool_facts(pool: Pool | None, better: int) -> list[Fact]:
    """The facts of a pooled figure, turned so that above 0 is better. Without one they do not apply."""
    names = ("pool.source", "pool.k", "pool.estimate", "pool.low", "pool.high", "pool.pi_low", "pool.pi_high")
    if pool is None or pool.ci_lb is None or pool.ci_ub is None:
        none = FactSource(how="no pooled figure with its interval is in hand")
        return [
            Fact(name="pool.available", subject=SET, value=False, source=none),
            *(Fact(name=n, subject=SET, unknown=UnknownKind.NOT_APPLICABLE, source=none) for n in names),
        ]
    source = FactSource(record=pool.finding or pool.id, how=pool.source.value)
    low, high = sorted((better * pool.ci_lb, better * pool.ci_ub))
    facts = [
        _pool_fact("pool.available", True, source),
        _pool_fact("pool.source", pool.source.value, source),
        _pool_fact("pool.estimate", None if pool.b is None else better * pool.b, source),
        _pool_fact("pool.low", low, source),
        _pool_fact("pool.high", high, source),
        _pool_fact("pool.k", pool.k, source),
    ]
    return facts + _prediction(pool, better, low, high, source)


def _prediction(pool: Pool, better: int, low: float, high: float, source: FactSource) -> list[Fact]:
    lb, ub = (pool.pi_hts_lb, pool.pi_hts_ub) if pool.pi_hts_lb is not None else (pool.pi_lb, pool.pi_ub)
    if lb is not None and ub is not None:
        pi_low, pi_high = sorted((better * lb, better * ub))
        return [_pool_fact("pool.pi_low", pi_low, source), _pool_fact("pool.pi_high", pi_high, source)]
    kind = UnknownKind.NOT_SOUGHT
    if pool.source is PoolSource.OURS:  # too few studies for one
        kind = UnknownKind.NOT_APPLICABLE
    return [
        Fact(name="pool.pi_low", subject=SET, unknown=kind, high=low, source=source),
        Fact(name="pool.pi_high", subject=SET, unknown=kind, low=high, source=source),
    ]


def _pool_fact(name: str, value: Any, source: FactSource) -> Fact:
    if value is None:
        return unknown_fact(SET, name, None, source)
    return Fact(name=name, subject=SET, value=value, unit=CATALOGUE[name].unit, source=source)


def _pooled(evidence: SetEvidence) -> list[Fact]:
    """The pooled figure's facts; values on which several figures with the same claim differ are in dispute."""
    first, *others = (pool_facts(p, better_of(evidence)) for p in (evidence.pool, *evidence.rivals))
    facts = []
    for fact in first:
        told = [fact, *(f for rival in others for f in rival if f.name == fact.name)]
        values = {f.value for f in told if f.is_known}
        if fact.is_known and len(values) > 1:
            options = tuple(sorted(values, key=str))
            facts.append(replace(fact, value=None, unknown=UnknownKind.DISAGREE, options=options))
        else:
            facts.append(fact)
    return facts


def _worthwhile(evidence: SetEvidence) -> list[Fact]:
    pool, worth = evidence.pool, evidence.outcome.smallest_worthwhile
    names = ("pool.inside_worthwhile", "pool.spans_worthwhile")
    if pool is None or pool.ci_lb is None or pool.ci_ub is None or worth is None:
        how = "no centre has set a smallest effect worth having" if worth is None else "no pooled figure"
        return [
            Fact(name=n, subject=SET, unknown=UnknownKind.NOT_APPLICABLE, source=FactSource(how=how))
            for n in names
        ]
    source = FactSource(record=pool.id, how=f"interval against {worth:g} either way")
    inside = -worth < pool.ci_lb and pool.ci_ub < worth
    spans = pool.ci_lb < -worth and worth < pool.ci_ub
    return [_pool_fact(names[0], inside, source), _pool_fact(names[1], spans, source)]


def _review_shares(evidence: SetEvidence) -> list[Fact]:
    finding, names = evidence.finding, ("review.share_for", "review.share_people_for")
    if finding is None:
        none = FactSource(how="no published review's pooled figure is in hand")
        return [Fact(name=n, subject=SET, unknown=UnknownKind.NOT_APPLICABLE, source=none) for n in names]
    return [
        _set_field("review.share_for", finding, "share_studies_favouring"),
        _set_field("review.share_people_for", finding, "share_participants_favouring"),
    ]


def with_pool(world: World, pool: Pool | None, better: int) -> World:
    """The same world with another pooled figure: what a new study would make of it."""
    facts: Mapping[str, Fact] = {**world.facts, **{f.name: f for f in pool_facts(pool, better)}}
    return World(facts=facts, studies=world.studies)


def eligible(world: World, studies: Sequence[str]) -> World:
    """The same world with only some of its studies."""
    return World(facts=world.facts, studies=tuple(s for s in world.studies if s.study in set(studies)))
