"""The boxes of the PRISMA 2020 flow, counted from where each work stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from whatworks.terms import Prisma, RetrievalState, Search, SearchKind, Verdict

from .errors import CollateError

NO_REASON = "no reason given"


class Box(StrEnum):
    """The last box of the flow that a work has come to."""

    AWAITING = "awaiting"
    EXCLUDED = "excluded"
    AWAITING_RETRIEVAL = "awaiting retrieval"
    NOT_RETRIEVED = "not retrieved"
    AWAITING_FULL_TEXT = "awaiting full text"
    EXCLUDED_FULL_TEXT = "excluded at full text"
    INCLUDED = "included"


class WorkLine(NamedTuple):
    """What the flow needs to know of a work; codes may be given as plain text, as a table keeps them.

    `read`: somebody has given a verdict of their own on its full text, or it was resolved; the text is then
    taken as found.
    """

    search: str
    title: Verdict | str | None = None
    full: Verdict | str | None = None
    criterion: str | None = None
    read: bool = False
    retrieval: RetrievalState | str | None = None

    @property
    def box(self) -> Box:
        """Where it stands."""
        if self.title != Verdict.INCLUDE:
            return Box.EXCLUDED if self.title == Verdict.EXCLUDE else Box.AWAITING
        if self.retrieval == RetrievalState.NOT_FOUND:
            return Box.NOT_RETRIEVED
        if self.retrieval != RetrievalState.FOUND and not self.read:
            return Box.AWAITING_RETRIEVAL
        if self.full == Verdict.INCLUDE:
            return Box.INCLUDED
        return Box.EXCLUDED_FULL_TEXT if self.full == Verdict.EXCLUDE else Box.AWAITING_FULL_TEXT


@dataclass
class _Arm:
    """The counts of one arm of the flow: databases and registers, or other methods."""

    records: int = 0
    works: int = 0
    boxes: Counter[Box] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def sought(self) -> int:
        return self.works - self.boxes[Box.EXCLUDED] - self.boxes[Box.AWAITING]

    @property
    def assessed(self) -> int:
        return self.sought - self.boxes[Box.NOT_RETRIEVED] - self.boxes[Box.AWAITING_RETRIEVAL]


def prisma_of(
    searches: Sequence[Search],
    found: Mapping[str, int],
    rejected: Mapping[str, int],
    works: Iterable[WorkLine] | Mapping[WorkLine, int],
    *,
    new_studies: int = 0,
    reports_without_study: int = 0,
    constructed: bool = False,
    previous_studies: int = 0,
    previous_reports: int = 0,
) -> Prisma:
    """Count every box, as `prisma` does, without its records.

    `found` and `rejected` are the records of each search, by its id. `works` are one line each, or each
    different line with how many works have it. Which studies are included is counted by the caller: those
    with a report whose work stands in Box.INCLUDED. Raises CollateError where a count or a work names a
    search that is not there.
    """
    kinds = {s.id: s.kind for s in searches}
    arms = {True: _Arm(), False: _Arm()}
    for search, records in found.items():
        arms[_kind(kinds, search).is_database_arm].records += records
    for line, number in Counter(works).items():
        arm, box = arms[_kind(kinds, line.search).is_database_arm], line.box
        arm.works += number
        arm.boxes[box] += number
        if box is Box.EXCLUDED_FULL_TEXT:
            arm.reasons[line.criterion or NO_REASON] += number
    dbr, other = arms[True], arms[False]
    new_reports = dbr.boxes[Box.INCLUDED] + other.boxes[Box.INCLUDED]
    return Prisma(
        rejected=sum(rejected.values()),
        other_rejected=sum(n for s, n in rejected.items() if s in kinds and not kinds[s].is_database_arm),
        previous_studies=previous_studies,
        previous_reports=previous_reports,
        **_results(searches, found),
        **_dbr_boxes(dbr),
        **_other_boxes(other),
        new_studies=new_studies,
        new_reports=new_reports,
        reports_without_study=reports_without_study,
        total_studies=previous_studies + new_studies,
        total_reports=previous_reports + new_reports,
        constructed=constructed or any(s.constructed for s in searches),
    )


def _kind(kinds: Mapping[str, SearchKind], search: str) -> SearchKind:
    if search not in kinds:
        raise CollateError(
            f"Records or works are counted for a search “{search}”, which is not in the table of searches. "
            "Add it there, or count again what was found."
        )
    return kinds[search]


def _results(searches: Sequence[Search], found: Mapping[str, int]) -> dict[str, Any]:
    def of(*kinds: SearchKind) -> int:
        return sum(found.get(s.id, 0) for s in searches if s.kind in kinds)

    def each(kind: SearchKind) -> dict[str, int]:
        sources: Counter[str] = Counter()
        for s in searches:
            if s.kind is kind:
                sources[s.source] += found.get(s.id, 0)
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
        "records_excluded": arm.boxes[Box.EXCLUDED],
        "records_awaiting": arm.boxes[Box.AWAITING],
        **_report_boxes("dbr", arm),
    }


def _other_boxes(arm: _Arm) -> dict[str, Any]:
    return {
        "other_duplicates": arm.records - arm.works,
        "other_screened": arm.works,
        "other_records_excluded": arm.boxes[Box.EXCLUDED],
        "other_records_awaiting": arm.boxes[Box.AWAITING],
        **_report_boxes("other", arm),
    }


def _report_boxes(name: str, arm: _Arm) -> dict[str, Any]:
    return {
        f"{name}_sought_reports": arm.sought,
        f"{name}_notretrieved_reports": arm.boxes[Box.NOT_RETRIEVED],
        f"{name}_awaiting_retrieval": arm.boxes[Box.AWAITING_RETRIEVAL],
        f"{name}_assessed": arm.assessed,
        f"{name}_excluded": {reason: arm.reasons[reason] for reason in sorted(arm.reasons)},
        f"{name}_awaiting": arm.boxes[Box.AWAITING_FULL_TEXT],
        f"{name}_included": arm.boxes[Box.INCLUDED],
    }
