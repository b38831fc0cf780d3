"""The PRISMA flow of a review as it stands, counted by the database; no record is read for it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from whatworks.collate import WorkLine, prisma_of
from whatworks.terms import Prisma, RetrievalState, Search, Stage, Verdict
from whatworks_site.evidence.models import Openness, ReportRow, Review, SearchRow, StudyRow

from ..models import ReferenceRow, RejectedRow, Standing, Vote


def flow_of(review: Review) -> Prisma:
    """Every box of the flow now. What was decided blind awaits, as it does in the folder that leaves."""
    searches: list[Search] = [
        row.to_record()  # type: ignore[misc]
        for row in SearchRow.objects.filter(review=review).order_by("place", "pk")
    ]
    new_studies, without = _studies(review)
    return prisma_of(
        searches,
        _by_search(ReferenceRow.objects.filter(review=review)),
        _by_search(RejectedRow.objects.filter(review=review)),
        lines_of(review),
        new_studies=new_studies,
        reports_without_study=without,
        constructed=any(s.constructed for s in searches),
    )


def lines_of(review: Review) -> Counter[WorkLine]:
    """How many works stand at each different place of the flow."""
    found: Counter[WorkLine] = Counter()
    here = Standing.objects.filter(review=review)
    titles = here.filter(stage=Stage.TITLE).exclude(verdict=Verdict.INCLUDE)
    for search, verdict, n in titles.values_list("work__search", "verdict").annotate(n=Count("pk")):
        found[WorkLine(search, title=verdict or None)] += n
    columns = ("work__search", "work__retrieval", "verdict", "criterion", "was_read")
    for search, retrieval, verdict, criterion, was_read, n in (
        full_texts(review).values_list(*columns).annotate(n=Count("pk"))
    ):
        line = WorkLine(
            search,
            title=Verdict.INCLUDE,
            full=verdict or None,
            criterion=criterion or None,
            read=was_read,
            retrieval=retrieval or None,
        )
        found[line] += n
    return found


def full_texts(review: Review) -> QuerySet[Standing]:
    """Where works stand at full text; `was_read`: somebody's verdict on it may be seen by all."""
    seen = Vote.objects.filter(work=OuterRef("work"), stage=Stage.FULL_TEXT, decision__openness=Openness.OPEN)
    standing = Standing.objects.filter(review=review, stage=Stage.FULL_TEXT)
    return standing.annotate(was_read=Exists(seen) | Q(state="resolved"))


def included(review: Review) -> QuerySet[Standing]:
    """The works that are in: included at full text, whose text was not given up."""
    found = Standing.objects.filter(review=review, stage=Stage.FULL_TEXT, verdict=Verdict.INCLUDE)
    return found.exclude(work__retrieval=RetrievalState.NOT_FOUND)


def undescribed(review: Review) -> set[int]:
    """The numbers of the included works that no study tells of yet."""
    works, joined = _joined(review)
    return works - {work for work, _ in joined}


def studies_included(review: Review) -> int:
    """How many studies have a report that is in."""
    return _studies(review)[0]


def _studies(review: Review) -> tuple[int, int]:
    works, joined = _joined(review)
    return len({study for _, study in joined}), len(works - {work for work, _ in joined})


def _joined(review: Review) -> tuple[set[int], set[tuple[int, str]]]:
    """The included works, and each with the studies that its reports tell of."""
    works = set(included(review).values_list("work_id", flat=True))
    if not works:
        return works, set()
    studies = dict(StudyRow.objects.filter(review=review).values_list("key", "reports"))
    reports = ReportRow.objects.filter(review=review).exclude(reference=None)
    of_work = _works_of(review, reports.values("reference"))
    work_of, pairs = {}, set()
    for key, reference, told in reports.values_list("key", "reference", "studies"):
        if of_work.get(reference) in works:
            work_of[key] = of_work[reference]
            pairs |= {(key, study) for study in told if study in studies}
    pairs |= {(report, study) for study, told in studies.items() for report in told}
    return works, {(work_of[report], study) for report, study in pairs if report in work_of}


def _works_of(review: Review, references: Any) -> dict[str, int]:
    found = ReferenceRow.objects.filter(review=review, key__in=references).exclude(work=None)
    return dict(found.values_list("key", "work_id"))


def _by_search(rows: QuerySet[Any]) -> dict[str, int]:
    return dict(rows.order_by().values_list("search").annotate(n=Count("pk")))
