"""The PRISMA 2020 flow, every box derived from what was found and decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from whatworks.terms import (
    Assignment,
    Decision,
    Prisma,
    Reference,
    RejectedRecord,
    Report,
    Retrieval,
    RetrievalState,
    Search,
    SearchKind,
    Stage,
    Study,
    Verdict,
    Work,
)

from .errors import CollateError
from .screening import StageOutcome, screen, when, work_of

NO_REASON = "no reason given"


@dataclass
class _Arm:
    """The counts of one arm of the flow: databases and registers, or other methods."""

    records: int = 0
    works: int = 0
    excluded: int = 0
    awaiting: int = 0
    sought: int = 0
    not_retrieved: int = 0
    awaiting_retrieval: int = 0
    assessed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    awaiting_full_text: int = 0
    included: list[str] = field(default_factory=list)


def prisma(  # noqa: PLR0917 - the signature that the road calls
    searches: Sequence[Search],
    references: Sequence[Reference],
    rejected: Sequence[RejectedRecord],
    works: Sequence[Work],
    decisions: Sequence[Decision],
    retrievals: Sequence[Retrieval],
    reports: Sequence[Report],
    studies: Sequence[Study],
    *,
    screeners_needed: int = 2,
    assignments: Sequence[Assignment] = (),
    constructed: bool = False,
    previous_studies: int = 0,
    previous_reports: int = 0,
) -> Prisma:
    """Count every box.

    A work counts in the arm of the search that found it first (`Work.search`); its other copies are
    duplicates in the arm of the search that gave them. Rejected records stand before the first box. At each
    step the boxes and what awaits sum to the box before. A work is sought once it is included on title and
    abstract; the latest retrieval by time, then by order, counts; with none, or only asked for, it awaits,
    unless somebody has already decided on its full text, which is then taken as found. An exclusion at full
    text counts under its criterion. Reports found outside the searches are in no box: add a search for
    them. Raises CollateError where a reference or a work names a search that is not there, or works do not
    fit the references.
    """
    kinds = {s.id: s.kind for s in searches}
    _fits(kinds, references, works)
    arms = {True: _Arm(), False: _Arm()}
    for reference in references:
        arms[kinds[reference.search].is_database_arm].records += 1
    outcomes = screen(works, decisions, screeners_needed=screeners_needed, assignments=assignments)
    fetched = _fetched(works, retrievals)
    for work in works:
        _follow(arms[kinds[work.search].is_database_arm], work.id, outcomes[work.id], fetched.get(work.id))
    dbr, other = arms[True], arms[False]
    new = _studies({*dbr.included, *other.included}, works, reports, studies)
    new_reports = len(dbr.included) + len(other.included)
    return Prisma(
        rejected=len(rejected),
        other_rejected=sum(r.search in kinds and not kinds[r.search].is_database_arm for r in rejected),
        previous_studies=previous_studies,
        previous_reports=previous_reports,
        **_results(searches, references),
        **_dbr_boxes(dbr),
        **_other_boxes(other),
        new_studies=new[0],
        new_reports=new_reports,
        reports_without_study=new[1],
        total_studies=previous_studies + new[0],
        total_reports=previous_reports + new_reports,
        constructed=constructed or any(s.constructed for s in searches),
    )


def _fits(kinds: Mapping[str, SearchKind], references: Sequence[Reference], works: Sequence[Work]) -> None:
    records: list[Reference | Work] = [*references, *works]
    for record in records:
        if record.search not in kinds:
            raise CollateError(
                f"{type(record).__name__} {record.id} belongs to a search “{record.search}”, which is not "
                "in the table of searches. Add it there, or read the exports again."
            )
    found_by = {r.id: r.search for r in references}
    placed = [i for w in works for i in w.references]
    if len(placed) != len(references) or set(placed) != found_by.keys():
        raise CollateError(
            f"The works hold {len(placed)} references and {len(references)} were read: each must stand in "
            "exactly one work. Find duplicates again on what was read."
        )
    for work in works:
        if work.search not in {found_by[i] for i in work.references}:
            raise CollateError(
                f"Work {work.id} counts for the search “{work.search}”, which gave none of its references. "
                "Find duplicates again on what was read."
            )


def _fetched(works: Sequence[Work], retrievals: Sequence[Retrieval]) -> dict[str, RetrievalState]:
    owner = work_of(works)
    ordered = sorted(retrievals, key=lambda r: when(r.at))
    return {owner[r.reference]: r.state for r in ordered if r.reference in owner}


def _follow(arm: _Arm, work: str, stages: Mapping[Stage, StageOutcome], state: RetrievalState | None) -> None:
    title, full = stages[Stage.TITLE], stages[Stage.FULL_TEXT]
    arm.works += 1
    if title.verdict is Verdict.EXCLUDE:
        arm.excluded += 1
    elif title.verdict is not Verdict.INCLUDE:
        arm.awaiting += 1
    else:
        arm.sought += 1
        if state is RetrievalState.NOT_FOUND:
            arm.not_retrieved += 1
        elif state is RetrievalState.FOUND or full.verdicts or full.resolved_by:
            _assess(arm, work, full)
        else:
            arm.awaiting_retrieval += 1


def _assess(arm: _Arm, work: str, full: StageOutcome) -> None:
    arm.assessed += 1
    if full.verdict is Verdict.EXCLUDE:
        arm.reasons[full.criterion or NO_REASON] += 1
    elif full.verdict is Verdict.INCLUDE:
        arm.included.append(work)
    else:
        arm.awaiting_full_text += 1


def _studies(
    included: set[str], works: Sequence[Work], reports: Sequence[Report], studies: Sequence[Study]
) -> tuple[int, int]:
    """Studies with an included report, and included reports without a study."""
    owner = work_of(works)
    work_of_report = {r.id: owner[r.reference] for r in reports if r.reference in owner}
    known = {s.id for s in studies}
    pairs = {(r.id, s) for r in reports for s in r.studies if s in known}
    pairs |= {(r, s.id) for s in studies for r in s.reports}
    joined = {(work_of_report[r], s) for r, s in pairs if work_of_report.get(r) in included}
    return len({s for _, s in joined}), len(included - {w for w, _ in joined})


def _results(searches: Sequence[Search], references: Sequence[Reference]) -> dict[str, Any]:
    found = Counter(r.search for r in references)

    def of(*kinds: SearchKind) -> int:
        return sum(found[s.id] for s in searches if s.kind in kinds)

    def each(kind: SearchKind) -> dict[str, int]:
        sources: Counter[str] = Counter()
        for s in searches:
            if s.kind is kind:
                sources[s.source] += found[s.id]
        return dict(sources)

    return {
        "database_results": of(SearchKind.DATABASE),
        "database_specific_results": each(SearchKind.DATABASE),
        "register_results": of(SearchKind.REGISTER),
        "register_specific_results": each(SearchKind.REGISTER),
        "website_results": of(SearchKind.WEBSITE),
        "organisation_results": of(SearchKind.ORGANISATION, SearchKind.EXPERT),
        "citations_results": of(SearchKind.CITATION, SearchKind.HAND),
    }


def _dbr_boxes(arm: _Arm) -> dict[str, Any]:
    return {
        "duplicates": arm.records - arm.works,
        "records_screened": arm.works,
        "records_excluded": arm.excluded,
        "records_awaiting": arm.awaiting,
        **_report_boxes("dbr", arm),
    }


def _other_boxes(arm: _Arm) -> dict[str, Any]:
    return {
        "other_duplicates": arm.records - arm.works,
        "other_screened": arm.works,
        "other_records_excluded": arm.excluded,
        "other_records_awaiting": arm.awaiting,
        **_report_boxes("other", arm),
    }


def _report_boxes(name: str, arm: _Arm) -> dict[str, Any]:
    return {
        f"{name}_sought_reports": arm.sought,
        f"{name}_notretrieved_reports": arm.not_retrieved,
        f"{name}_awaiting_retrieval": arm.awaiting_retrieval,
        f"{name}_assessed": arm.assessed,
        f"{name}_excluded": {reason: arm.reasons[reason] for reason in sorted(arm.reasons)},
        f"{name}_awaiting": arm.awaiting_full_text,
        f"{name}_included": len(arm.included),
    }
