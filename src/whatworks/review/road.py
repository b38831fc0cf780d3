"""The road between the rooms: from a review folder's records to ratings, each step handing on records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import log
from pathlib import Path
from statistics import median

from whatworks.collate import deduplicate, prisma, rank, read
from whatworks.rate import Scheme, SetEvidence, StudyEvidence, better_of, judge, load_scheme, with_pool
from whatworks.rules import World
from whatworks.synthesise import pool, poolable, question_result, what_if
from whatworks.terms import (
    Effect,
    EvidenceSet,
    Findings,
    Member,
    Pool,
    PoolSource,
    Rating,
    Reference,
    Regression,
    RejectedRecord,
    ReviewFinding,
    ReviewRecords,
    digest,
)

from .checks import scheme_name
from .corrections import corrected
from .members import members_of
from .moderators import regressions

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how far it is and how far it goes."""


def _silent(what: str, done: int, total: int) -> None:
    return None


@dataclass(frozen=True)
class Assessed:
    """One evidence set as far as the ratings: its members, pool and ratings."""

    evidence: SetEvidence
    members: tuple[Member, ...]
    effects: tuple[Effect, ...]
    regressions: tuple[Regression, ...]
    ratings: tuple[Rating, ...]


def travel(records: ReviewRecords, folder: Path, *, progress: Progress = _silent) -> Findings:
    """Take a review's records down the whole road.

    Raises CollateError where a search's export cannot be read, SchemeError where a scheme cannot.
    """
    found = screened(records, folder, progress=progress)
    ranking = rank(
        found.works,
        corrected(found.references, records.corrections),
        records.decisions,
        question=records.review.question,
        screeners_needed=records.review.screeners_needed,
        assignments=records.assignments,
    )
    progress("Ordering what is worth reading", 1, 1)
    assessed = tuple(assess_all(records, folder, progress=progress))
    return replace(
        found,
        ranking=ranking,
        members=tuple(m for a in assessed for m in a.members),
        effects=_once(e for a in assessed for e in a.effects),
        pools=tuple(a.evidence.pool for a in assessed if a.evidence.pool),
        regressions=tuple(r for a in assessed for r in a.regressions),
        ratings=tuple(r for a in assessed for r in a.ratings),
        questions=tuple(_questions(records)),
    )


def screened(records: ReviewRecords, folder: Path, *, progress: Progress = _silent) -> Findings:
    """The first half of the road: exports read, copies found, the flow counted."""
    references, rejected = _read_all(records, folder, progress)
    read_as = corrected(references, records.corrections)
    works, links = deduplicate(read_as, decided=records.duplicate_decisions, searches=records.searches)
    progress("Looking for duplicates", 1, 1)
    flow = prisma(
        records.searches, references, rejected, works, records.decisions, records.retrievals, records.reports,
        records.studies, screeners_needed=records.review.screeners_needed, assignments=records.assignments,
        constructed=any(s.constructed for s in records.searches),
    )  # fmt: skip
    return Findings(references=references, rejected=rejected, duplicate_links=links, works=works, prisma=flow)


def _once(effects: Iterator[Effect]) -> tuple[Effect, ...]:
    return tuple({e.id: e for e in effects}.values())


def _read_all(
    records: ReviewRecords, folder: Path, progress: Progress
) -> tuple[tuple[Reference, ...], tuple[RejectedRecord, ...]]:
    references: list[Reference] = []
    rejected: list[RejectedRecord] = []
    for number, search in enumerate(records.searches, start=1):
        for record in read(search, folder):
            if isinstance(record, Reference):
                references.append(record)
            else:
                rejected.append(record)
        progress("Reading search exports", number, len(records.searches))
    return tuple(references), tuple(rejected)


def assess_all(records: ReviewRecords, folder: Path, *, progress: Progress = _silent) -> Iterator[Assessed]:
    """Every evidence set, in the order of its table."""
    schemes = [load_scheme(scheme_name(s, folder)) for s in records.review.schemes]
    for number, evidence_set in enumerate(records.evidence_sets, start=1):
        yield assess(evidence_set, records, schemes)
        progress("Pooling and rating", number, len(records.evidence_sets))


def assess(evidence_set: EvidenceSet, records: ReviewRecords, schemes: list[Scheme]) -> Assessed:
    """One evidence set under each scheme."""
    chosen = members_of(evidence_set, records)
    effects = tuple(effect for _, _, _, effect in chosen if effect is not None)
    findings = tuple(
        f
        for f in records.review_findings
        if f.intervention == evidence_set.intervention and f.outcome == evidence_set.outcome
    )
    leading = _leading(findings)
    own = _own_pool(evidence_set, effects, records)
    evidence = SetEvidence(
        evidence_set=evidence_set,
        intervention=next(i for i in records.interventions if i.id == evidence_set.intervention),
        outcome=next(o for o in records.outcomes if o.id == evidence_set.outcome),
        members=tuple(StudyEvidence(study=s, result=r, effect=e) for s, _, r, e in chosen),
        pool=own or (_published_pool(leading[0], evidence_set) if leading else None),
        rivals=() if own else tuple(_published_pool(f, evidence_set) for f in leading[1:]),
        finding=None if own or not leading else leading[0],
        findings=findings,
        entries=records.fact_entries,
        appraisals=records.appraisals,
    )
    repool = _repool(evidence, poolable(effects), records) if own else None
    ratings = tuple(r for scheme in schemes for r in judge(evidence, scheme, repool=repool))
    tested = regressions(
        evidence_set, poolable(effects), [s for s, _, _, _ in chosen], records.review.methods
    )
    return Assessed(evidence, tuple(m for _, m, _, _ in chosen), effects, tuple(tested), ratings)


def _own_pool(evidence_set: EvidenceSet, effects: tuple[Effect, ...], records: ReviewRecords) -> Pool | None:
    together = poolable(effects)
    if not together:
        return None
    methods = records.review.methods
    return pool(together, method=methods.method, test=methods.test, evidence_set=evidence_set.id).pool


def _leading(findings: tuple[ReviewFinding, ...]) -> tuple[ReviewFinding, ...]:
    """The published pooled figures that speak: the headline, else those that pool most. Several may tie."""
    whole = [f for f in findings if None not in (f.scale, f.estimate, f.ci_low, f.ci_high)]
    most = min(((not f.headline, -(f.k or 0)) for f in whole), default=None)
    tied = [f for f in whole if (not f.headline, -(f.k or 0)) == most]
    return tuple(sorted(tied, key=lambda f: f.id))


def _published_pool(finding: ReviewFinding, evidence_set: EvidenceSet) -> Pool:
    ratio = bool(finding.scale and finding.scale.is_ratio)

    def on_scale(value: float | None) -> float | None:
        return None if value is None else log(value) if ratio else value

    return Pool(
        id=f"published-{digest(finding.to_json())}",
        source=PoolSource.REVIEW,
        evidence_set=evidence_set.id,
        scale=finding.scale,
        k=finding.k,
        b=on_scale(finding.estimate),
        ci_lb=on_scale(finding.ci_low),
        ci_ub=on_scale(finding.ci_high),
        pi_lb=on_scale(finding.pi_low),
        pi_ub=on_scale(finding.pi_high),
        I2=finding.i2,
        p=finding.p,
        finding=finding.id,
        diagnostics=("as printed by the review; its studies were not pooled again here",),
    )


def _repool(
    evidence: SetEvidence, effects: tuple[Effect, ...], records: ReviewRecords
) -> Callable[[World, int, int], World]:
    """What the pooled figure would be with more studies, each as large and as exact as the median one."""
    better, methods = better_of(evidence), records.review.methods
    size = median(abs(e.yi) for e in effects if e.yi is not None)
    spread = median(e.vi for e in effects if e.vi is not None)

    @cache
    def supposed(added: int, favours: int) -> Pool:
        extra = [(better * favours * size, spread)] * added
        return what_if(effects, extra, methods.method, methods.test)

    def repool(world: World, added: int, favours: int) -> World:
        return with_pool(world, supposed(added, favours), better)

    return repool


def _questions(records: ReviewRecords) -> Iterator[str]:
    outcomes = {o.id: o for o in records.outcomes}
    names = {s.id: s.name for s in records.studies}
    for result in records.results:
        for words in question_result(result, outcomes[result.outcome]):
            yield f"{names[result.study]} ({result.id}): {words}"
