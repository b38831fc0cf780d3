"""The PRISMA 2020 flow, every box derived from what was found and decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

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
    Work,
)

from .boxes import Box, WorkLine, prisma_of
from .errors import CollateError
from .screening import StageOutcome, screen, when, work_of


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
    outcomes = screen(works, decisions, screeners_needed=screeners_needed, assignments=assignments)
    fetched = _fetched(works, retrievals)
    lines = {w.id: _line(w, outcomes[w.id], fetched.get(w.id)) for w in works}
    included = {work for work, line in lines.items() if line.box is Box.INCLUDED}
    new_studies, without = _studies(included, works, reports, studies)
    return prisma_of(
        searches,
        Counter(r.search for r in references),
        Counter(r.search for r in rejected),
        lines.values(),
        new_studies=new_studies,
        reports_without_study=without,
        constructed=constructed,
        previous_studies=previous_studies,
        previous_reports=previous_reports,
    )


def _line(work: Work, stages: Mapping[Stage, StageOutcome], state: RetrievalState | None) -> WorkLine:
    title, full = stages[Stage.TITLE], stages[Stage.FULL_TEXT]
    return WorkLine(
        search=work.search,
        title=title.verdict,
        full=full.verdict,
        criterion=full.criterion,
        read=bool(full.verdicts or full.resolved_by),
        retrieval=state,
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
