"""One analysis as its page shows it: what enters and why, the plot, the words, and what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from whatworks.publish import Shelf
from whatworks.publish.moderators import ModeratorView, moderators_of
from whatworks.publish.numbers import NO_NUMBER, direction_words, months, result_words
from whatworks.publish.plots import FigureView, evidence_set_name, forest_of
from whatworks.publish.prose import finding_of
from whatworks.review import Assessed, assess
from whatworks.synthesise import poolable, question_result
from whatworks.terms import (
    Effect,
    EvidenceSet,
    Findings,
    Member,
    Methods,
    Pool,
    PoolSource,
    ReviewRecords,
    Study,
)

from .analyses_words import Spread, methods_words, plainly, spread_of
from .sensitivity import ModelLine, Omitted, models_of, omitted_of


@dataclass(frozen=True)
class MemberLine:
    """A study in an analysis: the result that speaks for it, why that one, and whether it is pooled."""

    study: str
    result: str
    printed: str
    when: str
    why: str
    others: int
    not_pooled: str
    """Why it is not in the pooled figure; empty where it is."""


@dataclass(frozen=True)
class OutLine:
    """A study of the intervention that is not in the analysis, and why."""

    study: str
    why: str


@dataclass(frozen=True)
class Analysis:
    """Everything that the page of an analysis shows."""

    evidence_set: EvidenceSet
    methods: Methods
    name: str
    intervention: str
    finding: str
    model: str
    plainly: str
    """What is to be said where nothing could be pooled; empty where it was."""
    pool: Pool | None
    spread: Spread | None
    plot: FigureView | None
    members: tuple[MemberLine, ...]
    outside: tuple[OutLine, ...]
    omitted: tuple[Omitted, ...]
    models: tuple[ModelLine, ...]
    moderators: tuple[ModeratorView, ...]
    questions: tuple[str, ...]


def with_methods(records: ReviewRecords, methods: Methods) -> ReviewRecords:
    """The records as if the review pooled in this way."""
    return replace(records, review=replace(records.review, methods=methods))


def shelf_for(records: ReviewRecords, assessed: Sequence[Assessed]) -> Shelf:
    """What was computed of some sets, where the report's builders find it."""
    findings = Findings(
        members=tuple(m for a in assessed for m in a.members),
        effects=tuple({e.id: e for a in assessed for e in a.effects}.values()),
        pools=tuple(p for a in assessed for p in (a.evidence.pool, *a.evidence.rivals) if p),
        regressions=tuple(r for a in assessed for r in a.regressions),
        ratings=tuple(r for a in assessed for r in a.ratings),
    )
    sets = tuple(a.evidence.evidence_set for a in assessed)
    return Shelf(replace(records, evidence_sets=sets), findings, {})


def analysis_of(records: ReviewRecords, evidence_set: EvidenceSet, methods: Methods) -> Analysis:
    """An analysis computed now, for one set alone."""
    assessed = assess(evidence_set, with_methods(records, methods), [])
    shelf = shelf_for(records, [assessed])
    pool = assessed.evidence.pool
    own = pool if pool and pool.source is PoolSource.OURS else None
    together = poolable(assessed.effects) if own else ()
    outcome = shelf.outcomes[evidence_set.outcome]
    effects = {e.id: e for e in assessed.effects}
    chosen = [shelf.results[m.result] for m in assessed.members if m.result]
    names = {s.id: s.name for s in records.studies}
    return Analysis(
        evidence_set=evidence_set,
        methods=methods,
        name=evidence_set_name(shelf, evidence_set),
        intervention=next(i.name for i in records.interventions if i.id == evidence_set.intervention),
        finding=finding_of(shelf, evidence_set).words,
        model=methods_words(methods),
        plainly="" if own else plainly(assessed),
        pool=own,
        spread=spread_of(own, outcome) if own else None,
        plot=forest_of(shelf, evidence_set, "plot"),
        members=tuple(
            _member(shelf, m, effects.get(m.effect or ""), own, is_alone=len(assessed.members) == 1)
            for m in assessed.members
        ),
        outside=tuple(_outside(records, evidence_set, {m.study for m in assessed.members})),
        omitted=omitted_of(together, methods, names),
        models=models_of(together, methods),
        moderators=moderators_of(shelf, evidence_set.id),
        questions=tuple(
            f"{names[r.study]} ({r.id}): {words}" for r in chosen for words in question_result(r, outcome)
        ),
    )


def _member(
    shelf: Shelf, member: Member, effect: Effect | None, own: Pool | None, *, is_alone: bool
) -> MemberLine:
    result = shelf.results[member.result or ""]
    printed = result_words(result)
    if printed == NO_NUMBER and effect is not None:
        printed = f"{direction_words(effect.direction, effect.signal)}. {printed}"
    return MemberLine(
        study=shelf.studies[member.study].name,
        result=result.id,
        printed=printed,
        when=months(result.months),
        why=member.why,
        others=len(member.others),
        not_pooled=""
        if own and effect and effect.id in own.effects
        else _not_pooled(effect, is_alone=is_alone),
    )


def _not_pooled(effect: Effect | None, *, is_alone: bool) -> str:
    if effect is None:
        return "No number is printed and no direction is said."
    if effect.yi is None:
        return f"{effect.formula[:1].upper()}{effect.formula[1:]}."
    if effect.vi is None:
        return "No interval, count or error is printed: it is drawn, not pooled."
    if is_alone:
        return "It is the only study."
    return "It stands on another scale than most, or alone on its scale."


def _outside(records: ReviewRecords, evidence_set: EvidenceSet, inside: set[str]) -> list[OutLine]:
    own = [s for s in records.studies if s.intervention == evidence_set.intervention and s.id not in inside]
    return [
        OutLine(s.name, _why_outside(records, evidence_set, s)) for s in sorted(own, key=lambda s: s.name)
    ]


def _why_outside(records: ReviewRecords, evidence_set: EvidenceSet, study: Study) -> str:
    results = [r for r in records.results if r.study == study.id and r.outcome == evidence_set.outcome]
    if not results:
        return "It has no result on this outcome."
    if all(r.subgroup for r in results):
        return "Its results on this outcome are of parts of the sample only."
    points = sorted({months(r.months) for r in results if r.months is not None})
    return f"Its results lie outside the time window ({', '.join(points)})."
