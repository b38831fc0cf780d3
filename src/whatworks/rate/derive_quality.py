"""From records to the facts that only some schemes ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whatworks.rules import SET
from whatworks.terms import Design, Fact, FactSource, Scale, Study, UnknownKind

from .catalogue import CATALOGUE
from .recorded import SetEvidence, StudyEvidence, better_of, set_known, source_of, unknown_fact

GROUP_DESIGNS = (Design.CLUSTER_RCT, Design.STEPPED_WEDGE)


def quality_facts(member: StudyEvidence, better: int) -> Iterator[Fact]:
    """A study's year, numbers allocated, whether groups were, and its standardised effect.

    `better` is +1 where a higher value of the outcome is better for people, -1 where a lower one is.
    """
    study = member.study
    yield _known_or_open(study, "year", study.year, "year", "as recorded")
    yield _known_or_open(study, "n_randomised", study.n_randomised, "n_randomised", "as recorded")
    yield _groups(study)
    yield _effect_size(member, better)


def _known_or_open(study: Study, name: str, value: Any, field: str, how: str) -> Fact:
    if value is None:
        because = study.unknown_because.get(field)
        return unknown_fact(study.id, name, because, source_of(study, field, "not recorded"))
    return Fact(
        name=name,
        subject=study.id,
        value=value,
        unit=CATALOGUE[name].unit,
        source=source_of(study, field, how),
    )


def _groups(study: Study) -> Fact:
    name = "allocated_in_groups"
    if study.design in GROUP_DESIGNS:
        return _known_or_open(study, name, True, "design", "from the design")
    allocated, analysed = study.allocation_unit, study.analysis_unit
    if not study.design.has_comparison or (allocated and analysed):
        how = "from what was allocated and what was analysed"
        return _known_or_open(study, name, bool(allocated and analysed and allocated != analysed),
                              "allocation_unit", how)  # fmt: skip
    if study.design in (Design.RCT, Design.CROSSOVER):
        return _known_or_open(study, name, False, "design", "from the design")
    return _known_or_open(study, name, None, "allocation_unit", "not recorded")


def _effect_size(member: StudyEvidence, better: int) -> Fact:
    effect, study = member.effect, member.study
    if effect is None or effect.scale is not Scale.SMD or effect.yi is None:
        source = FactSource(record=study.id, how="no effect on the standardised scale is derived")
        return unknown_fact(study.id, "effect_size", None, source)
    source = FactSource(record=effect.id, field="yi", how="turned so that above 0 is better")
    return Fact(name="effect_size", subject=study.id, value=better * effect.yi, source=source)


def review_facts(evidence: SetEvidence) -> Iterator[Fact]:
    """How many reviews cover it, what it costs in pounds, and the pooled effect standardised."""
    reports = {f.report or f.id for f in evidence.findings}
    yield set_known("review.count", len(reports), evidence.evidence_set, "id", how="reviews on record")
    intervention = evidence.intervention
    if intervention.cost is not None and intervention.currency == "GBP":
        yield set_known("cost_per_unit", intervention.cost, intervention, "cost")
    pool = evidence.pool
    if pool is None:
        none = FactSource(how="no pooled figure is in hand")
        yield Fact(name="pool.effect_size", subject=SET, unknown=UnknownKind.NOT_APPLICABLE, source=none)
    if pool is not None and pool.scale is Scale.SMD and pool.b is not None and not evidence.rivals:
        source = FactSource(record=pool.finding or pool.id, field="b", how=pool.source.value)
        yield Fact(name="pool.effect_size", subject=SET, value=better_of(evidence) * pool.b, source=source)
