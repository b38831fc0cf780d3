"""What a page rests on, cut out of a review's records: enough to show it again when they have moved on."""

from __future__ import annotations

from collections.abc import Mapping

from whatworks.terms import Findings, ReviewRecords, SchemeWords, Snapshot

from .shelf import Shelf


def snapshot_of(
    records: ReviewRecords, findings: Findings, schemes: Mapping[str, SchemeWords], intervention: str
) -> Snapshot:
    """The snapshot of an intervention's page. Raises KeyError where the review has no such intervention."""
    own = tuple(i for i in records.interventions if i.id == intervention)
    if not own:
        raise KeyError(intervention)
    studies = tuple(s for s in records.studies if s.intervention == intervention)
    named = {s.id for s in studies}
    results = tuple(r for r in records.results if r.study in named)
    sets = tuple(s for s in records.evidence_sets if s.intervention == intervention)
    findings_of = tuple(f for f in records.review_findings if f.intervention == intervention)
    rated = tuple(p for p in records.published_ratings if p.intervention == intervention)
    pages = tuple(p for p in records.pages if p.intervention == intervention)
    outcomes = {r.outcome for r in results} | {s.outcome for s in sets}
    outcomes |= {f.outcome for f in findings_of if f.outcome} | {r.outcome for r in rated if r.outcome}
    told = [p.answer_sources for p in pages] + [s for p in pages for s in p.section_sources.values()]
    reports = {r for s in studies for r in s.reports} | {f.report for f in findings_of if f.report}
    reports |= {r for sources in told for r in sources}
    reports |= {r.id for r in records.reports if named & set(r.studies)}
    rated_things = named | {s.id for s in sets} | {intervention}
    appraised = rated_things | {r.id for r in results} | {f.id for f in findings_of} | reports
    kept = ReviewRecords(
        review=records.review,
        interventions=own,
        studies=studies,
        populations=tuple(p for p in records.populations if p.study in named),
        results=results,
        evidence_sets=sets,
        review_findings=findings_of,
        published_ratings=rated,
        pages=pages,
        fact_entries=tuple(e for e in records.fact_entries if e.of in rated_things),
        outcomes=tuple(o for o in records.outcomes if o.id in outcomes),
        reports=tuple(r for r in records.reports if r.id in reports),
        appraisals=tuple(a for a in records.appraisals if a.object in appraised),
    )
    return Snapshot(
        intervention=intervention,
        records=kept,
        findings=_findings(findings, {s.id for s in sets}, {r.id for r in results}),
        schemes=dict(schemes),
    )


def _findings(findings: Findings, sets: set[str], results: set[str]) -> Findings:
    members = tuple(m for m in findings.members if m.evidence_set in sets)
    effects = {m.effect for m in members}
    return Findings(
        members=members,
        effects=tuple(e for e in findings.effects if e.id in effects),
        pools=tuple(p for p in findings.pools if p.evidence_set in sets),
        regressions=tuple(r for r in findings.regressions if r.evidence_set in sets),
        ratings=tuple(r for r in findings.ratings if r.object.evidence_set in sets),
        questions=tuple(q for q in findings.questions if any(f"({r})" in q for r in results)),
    )


def review_snapshot(
    records: ReviewRecords, findings: Findings, schemes: Mapping[str, SchemeWords]
) -> Snapshot:
    """The snapshot of a review's own page: its question, its searches and its flow; no single record."""
    kept = ReviewRecords(
        review=records.review,
        searches=records.searches,
        published_ratings=tuple(p for p in records.published_ratings if p.intervention is None),
        interventions=records.interventions,
    )
    return Snapshot(records=kept, findings=Findings(prisma=findings.prisma), schemes=dict(schemes))


def shelf_of(snapshot: Snapshot) -> Shelf:
    """A snapshot where a page can find its records."""
    return Shelf(snapshot.records, snapshot.findings, snapshot.schemes)
