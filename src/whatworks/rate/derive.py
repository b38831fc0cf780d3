"""From records to facts, in one place. Each fact says which record and field it comes from, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from whatworks.rules import SET, StudyFacts, World
from whatworks.terms import Fact, FactSource, Study

from .appraised import appraised
from .catalogue import CATALOGUE
from .derive_quality import quality_facts, review_facts
from .entered import entered
from .pooled import pooled_facts, rival_facts
from .recorded import (
    SetEvidence,
    StudyEvidence,
    better_of,
    set_field,
    set_known,
    set_open,
    source_of,
    unknown_fact,
)


def world_of(evidence: SetEvidence) -> World:
    """The facts of an evidence set and of each study in it, in the order of the studies' ids.

    Raises ValueError if a study is in the set twice, or has the name under which the set's own facts stand.
    """
    members = sorted(evidence.members, key=lambda m: m.study.id)
    ids = [m.study.id for m in members]
    for id_ in ids:
        if ids.count(id_) > 1:
            raise ValueError(
                f"evidence set {evidence.evidence_set.id}: study {id_} is in it twice; "
                "let the set's rule pick or combine one result for each study"
            )
        if id_ == SET:
            raise ValueError(f"a study cannot be called {SET!r}; give it another id")
    return World(
        facts=_all_set_facts(evidence),
        studies=tuple(_study_facts(m, evidence) for m in members),
        rivals=rival_facts(evidence),
    )


def _study_facts(member: StudyEvidence, evidence: SetEvidence) -> StudyFacts:
    study, better = member.study, better_of(evidence)
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
        _analysed(member),
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
    found = {f.name: f for f in (*facts, *quality_facts(member, better))}
    told = entered(evidence.entries, {study.id: 0}, study.id, "study")
    objects = [member.result.id] if member.result else []
    judged = appraised(evidence.appraisals, [*objects, study.id], study.id)
    return StudyFacts(study.id, _with(found, told, judged, study.id, "study"))


def _with(
    found: dict[str, Fact], told: dict[str, Fact], judged: dict[str, Fact], subject: str, kind: str
) -> dict[str, Fact]:
    """The facts from fields, then from appraisals, then as entered; every other one is not yet sought."""
    nowhere = FactSource(how="no record holds it")
    facts = {**told, **judged, **found}
    rest = (n for n, d in CATALOGUE.items() if d.of == kind and n not in facts)
    return {**facts, **{n: unknown_fact(subject, n, None, nowhere) for n in rest}}


def _known(study: Study, name: str, value: Any, field: str, *, how: str = "as recorded") -> Fact:
    return Fact(
        name=name,
        subject=study.id,
        value=value,
        unit=CATALOGUE[name].unit,
        source=source_of(study, field, how),
    )


def _field(study: Study, name: str, field: str) -> Fact:
    value = getattr(study, field)
    if value is None:
        return unknown_fact(
            study.id, name, study.unknown_because.get(field), source_of(study, field, "not recorded")
        )
    return _known(study, name, getattr(value, "value", value), field)


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


def _analysed(member: StudyEvidence) -> Fact:
    study, result = member.study, member.result
    name = "n_analysed"
    if study.n_analysed is not None:
        return _count(study, name, study.n_analysed, "as recorded")
    printed = _both(result.n_t, result.n_c) or _both(result.total_t, result.total_c) if result else None
    if printed is not None:
        return _count(study, name, printed, "both arms of the result added")
    arms = _both(study.n_intervention, study.n_comparison)
    if arms is not None:
        return _count(study, name, arms, "both arms added")
    how, bounds = "not recorded", {"low": 1.0}
    if study.n_randomised is not None and study.n_randomised >= 1:
        how = f"not known; {study.n_randomised:,} were allocated, so at most that many"
        bounds["high"] = float(study.n_randomised)
    return _count_unknown(study, name, how, bounds)


def _both(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a + b


def _count(study: Study, name: str, value: float, how: str) -> Fact:
    """A number of whatever the study counts: children, families. Unlike units are never added up."""
    return Fact(name=name, subject=study.id, value=value, unit=study.unit, source=source_of(study, name, how))


def _count_unknown(study: Study, name: str, how: str, bounds: Mapping[str, float]) -> Fact:
    source = source_of(study, name, how)
    fact = unknown_fact(study.id, name, study.unknown_because.get(name), source, **bounds)
    return replace(fact, unit=study.unit)


def _arm(study: Study, name: str) -> Fact:
    value = getattr(study, name)
    if value is not None:
        return _count(study, name, value, "as recorded")
    high = study.n_analysed if study.n_analysed is not None else study.n_randomised
    bounds = {"low": 0.0} if high is None else {"low": 0.0, "high": float(high)}
    return _count_unknown(study, name, "not recorded", bounds)


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
            source=source_of(result, "months_after_end", "as recorded"),
        )  # fmt: skip
    return _field(member.study, "months_after_end", "months_after_end")


def _all_set_facts(evidence: SetEvidence) -> dict[str, Fact]:
    found = {f.name: f for f in (*_set_facts(evidence), *review_facts(evidence))}
    ranks = {evidence.evidence_set.id: 0, evidence.intervention.id: 1}
    told = entered(evidence.entries, ranks, SET, "set")
    reviews = [f.report for f in evidence.findings if f.report] + [f.id for f in evidence.findings]
    judged = appraised(evidence.appraisals, [evidence.evidence_set.id, *reviews], SET)
    known = {n: f for n, f in found.items() if f.is_known or n not in {**told, **judged}}
    return _with(known, told, judged, SET, "set")


def _set_facts(evidence: SetEvidence) -> list[Fact]:
    intervention, outcome = evidence.intervention, evidence.outcome
    facts = [
        set_known("child_outcome", outcome.of_child, outcome, "of_child"),
        set_known("described", intervention.description is not None, intervention, "description"),
        set_known("cost_known", intervention.cost is not None, intervention, "cost"),
        set_field("manualised", intervention, "manualised"),
        set_field("scale_procedures", intervention, "scale_procedures"),
        set_open("cost_reasonable", intervention, "cost", "a person's judgement; nobody has made it"),
        set_known("review.exists", bool(evidence.findings), intervention, "id", how="reviews on record"),
        _emmie(evidence),
    ]
    facts.append(
        set_known("reasoned", True, intervention, "why")
        if intervention.why
        else set_open("reasoned", intervention, "why", "not recorded")
    )
    facts.extend(pooled_facts(evidence))
    return facts


def _emmie(evidence: SetEvidence) -> Fact:
    scored = [f for f in evidence.findings if f.emmie_q_effect is not None]
    if scored:
        best = max(scored, key=lambda f: (f.emmie_q_effect or 0, f.id))
        return set_known(
            "emmie_q_effect", best.emmie_q_effect, best, "emmie_q_effect", how="the best review's"
        )
    how = "no published appraisal of a review is in hand" if evidence.findings else "no review on record"
    return unknown_fact(SET, "emmie_q_effect", None, FactSource(record=evidence.evidence_set.id, how=how))
