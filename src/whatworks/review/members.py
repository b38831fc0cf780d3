"""Which result speaks for each study in an evidence set, and why: the declared rule, applied alike to all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from whatworks.synthesise import derive_effect
from whatworks.terms import (
    Effect,
    EvidenceSet,
    Member,
    Outcome,
    Result,
    ReviewRecords,
    Scale,
    Study,
)

RULE = (
    "One result a study: the whole sample, never a part of it; the primary outcome before others; one with "
    "an interval or counts before one with a number, and that before words; the time point nearest to the "
    "one the set prefers; adjusted before not adjusted; then the first by id."
)


def members_of(
    evidence_set: EvidenceSet, records: ReviewRecords
) -> tuple[tuple[Study, Member, Result, Effect | None], ...]:
    """The studies of a set, by id, each with the result chosen for it and the effect derived from that."""
    outcome = next(o for o in records.outcomes if o.id == evidence_set.outcome)
    results = [r for r in records.results if r.outcome == outcome.id and _in_window(r, evidence_set)]
    found = []
    for study in sorted(records.studies, key=lambda s: s.id):
        own = [r for r in results if r.study == study.id and r.subgroup is None]
        if study.intervention == evidence_set.intervention and own:
            found.append((study, sorted(own, key=lambda r: _preference(r, evidence_set))))
    scale = evidence_set.scale or _usual_scale([ranked[0] for _, ranked in found], outcome)
    return tuple(_member(study, ranked, evidence_set, outcome, scale) for study, ranked in found)


def _in_window(result: Result, evidence_set: EvidenceSet) -> bool:
    if result.months is None:
        return True
    start, end = evidence_set.months_from, evidence_set.months_to
    return (start is None or result.months >= start) and (end is None or result.months <= end)


def _preference(result: Result, evidence_set: EvidenceSet) -> tuple[object, ...]:
    target = evidence_set.months_target
    away = 0.0 if target is None else abs(result.months - target) if result.months is not None else 1e9
    return (result.primary is not True, _exactness(result), away, result.adjusted is not True, result.id)


def _exactness(result: Result) -> int:
    """0 with an interval, counts or spread; 1 with a number; 2 in words only."""
    counted = None not in (result.events_t, result.total_t, result.events_c, result.total_c)
    measured = None not in (result.mean_t, result.sd_t, result.n_t, result.mean_c, result.sd_c, result.n_c)
    estimated = result.estimate is not None and (result.ci_low is not None or result.se is not None)
    if counted or measured or estimated:
        return 0
    numbers = (result.estimate, result.percent_t, result.mean_t, result.events_t)
    return 1 if any(n is not None for n in numbers) else 2


def _usual_scale(results: Sequence[Result], outcome: Outcome) -> Scale | None:
    """The scale on which most of the results stand as printed; where a result has none it cannot decide."""
    effects = [derive_effect(r, outcome) for r in results]
    counts = Counter(e.scale for e in effects if e is not None and e.vi is not None)
    if not counts:
        counts = Counter(e.scale for e in effects if e is not None)
    order = list(Scale)
    return min(counts, key=lambda s: (-counts[s], order.index(s))) if counts else None


def _member(
    study: Study, ranked: Sequence[Result], evidence_set: EvidenceSet, outcome: Outcome, scale: Scale | None
) -> tuple[Study, Member, Result, Effect | None]:
    chosen, others = ranked[0], ranked[1:]
    effect = derive_effect(chosen, outcome, evidence_set.scale)
    if effect is None:  # said in words only: the scale is beside the point, direction and signal are not
        effect = derive_effect(chosen, outcome, scale or Scale.RR)
    member = Member(
        evidence_set=evidence_set.id,
        study=study.id,
        result=chosen.id,
        effect=effect.id if effect else None,
        why=_why(chosen, others, evidence_set),
        others=tuple(r.id for r in others),
    )
    return study, member, chosen, effect


def _why(chosen: Result, others: Sequence[Result], evidence_set: EvidenceSet) -> str:
    if not others:
        return "the only result of the whole sample"
    best, next_best = _preference(chosen, evidence_set), _preference(others[0], evidence_set)
    reasons = (
        "the primary outcome",
        "the more exact result",
        "the nearest time point",
        "the adjusted result",
    )
    for reason, a, b in zip(reasons, best, next_best, strict=False):
        if a != b:
            return reason
    return "the first of several alike"
