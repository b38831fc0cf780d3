"""A review's studies: what is to be gathered, and how far each is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from whatworks.terms import Reference, Report, Stage, Study, Verdict
from whatworks_site.evidence.models import InterventionRow, ReportRow, ResultRow, Review, StudyRow

from ..extract_naming import family, short_of, standing_reference
from ..extract_state import ExtractionStanding, ExtractionState, standings
from ..models import FullText, GatherStep, ReferenceRow, Seat, Standing, WorkRow
from .extract_questions import open_questions

_REGISTERED = re.compile(
    r"\b(NCT\s?\d{8}|ISRCTN\s?\d{5,8}|ACTRN\s?\d{10,14}|NTR\s?\d{3,5}|DRKS\d{8})\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Waiting:
    """A work that was included and tells of no study yet."""

    work: int
    short: str
    title: str
    has_text: bool
    alike: tuple[str, ...]
    """Why it may be a report of a study that is there: questions, one a sentence."""


@dataclass(frozen=True)
class StudyLine:
    """A study in the list."""

    key: str
    name: str
    design: str
    intervention: str
    reports: tuple[Report, ...]
    standing: ExtractionStanding
    results: int
    questions: int


@dataclass(frozen=True)
class StudiesPage:
    """What the list of studies shows."""

    waiting: tuple[Waiting, ...]
    lines: tuple[StudyLine, ...]
    last_step: str
    questions: int


def studies_page(review: Review, seat: Seat | None) -> StudiesPage:
    """Works to gather, and studies with how far they are."""
    held = standings(review, seat)
    reports = {row.key: row.to_record() for row in ReportRow.objects.filter(review=review)}
    names = dict(InterventionRow.objects.filter(review=review).values_list("key", "name"))
    counts: dict[str, int] = {}
    for study in ResultRow.objects.filter(review=review).values_list("study", flat=True):
        counts[study] = counts.get(study, 0) + 1
    asked = open_questions(review)
    studies: list[Study] = [
        row.to_record() for row in StudyRow.objects.filter(review=review).order_by("place")
    ]
    lines = tuple(
        StudyLine(
            study.id, study.name, study.design.value, names.get(study.intervention, study.intervention),
            tuple(reports[key] for key in study.reports if key in reports), held[study.id],
            counts.get(study.id, 0), asked.get(study.id, 0),
        )
        for study in studies
    )  # fmt: skip
    step = GatherStep.objects.filter(review=review, undone_at=None).order_by("-pk").first()
    waiting = tuple(_waiting(review, work, studies, reports) for work in to_gather(review))
    return StudiesPage(waiting, lines, step.words if step else "", sum(asked.values()))


def to_gather(review: Review) -> list[WorkRow]:
    """Works included at full text that no report with a study stands for, by author."""
    told = ReportRow.objects.filter(review=review).exclude(studies=[])
    references = {key for key in told.values_list("reference", flat=True) if key}
    done = set(
        ReferenceRow.objects.filter(review=review, key__in=references).values_list("work_id", flat=True)
    )
    included = Standing.objects.filter(
        review=review, stage=Stage.FULL_TEXT, verdict=Verdict.INCLUDE, state__in=["agreed", "resolved"]
    ).select_related("work")
    return [held.work for held in included.order_by("work__title", "work_id") if held.work_id not in done]


def _waiting(review: Review, work: WorkRow, studies: list[Study], reports: dict[str, Report]) -> Waiting:
    reference = standing_reference(work)
    has_text = FullText.objects.filter(review=review, work=work, removed_at=None).exists()
    alike = tuple(why for study in studies if (why := _likeness(reference, study, reports)))
    return Waiting(work.pk, short_of(reference), reference.title or work.title, has_text, alike[:3])


def _likeness(reference: Reference, study: Study, reports: dict[str, Report]) -> str:
    """Why a reference may tell of a study that is there already; empty where nothing says so."""
    if study.registration:
        words = " ".join([reference.abstract or "", reference.title or "", str(reference.raw)])
        numbers = {_bare(found) for found in _REGISTERED.findall(words)}
        if numbers & {_bare(found) for found in _REGISTERED.findall(study.registration)}:
            return f"It names {study.registration}, the registration of “{study.name}”. Is it the same study?"
    main = [reports[key] for key in study.reports if key in reports]
    if not reference.authors or reference.year is None:
        return ""
    first = family(reference.authors[0]).casefold()
    for report in main:
        who, _, year = report.short.rpartition(" ")
        close = year[:4].isdigit() and abs(int(year[:4]) - reference.year) <= 3
        if close and who.casefold().startswith(first):
            return f"{report.short}, of “{study.name}”, has the same first author. Is it the same study?"
    return ""


def _bare(number: str) -> str:
    return re.sub(r"\s", "", number).upper()


@dataclass(frozen=True)
class ExtractingWaits:
    """What waits for a person, for their front page."""

    to_gather: int
    to_begin: int
    to_finish: int
    to_reconcile: int
    questions: int


def extracting_waits(review: Review, seat: Seat | None) -> ExtractingWaits:
    """Counts of what waits for this person in the studies of a review."""
    held = list(standings(review, seat).values())
    begun = [each for each in held if each.mine is None and each.begun < each.needed]
    return ExtractingWaits(
        to_gather=len(to_gather(review)),
        to_begin=sum(each.state in (ExtractionState.WAITING, ExtractionState.BEGUN) for each in begun),
        to_finish=sum(each.mine is not None and each.mine.handed_in_at is None for each in held),
        to_reconcile=sum(each.state is ExtractionState.TO_RECONCILE for each in held),
        questions=sum(open_questions(review).values()),
    )


def intervention_choices(review: Review) -> list[tuple[str, str]]:
    """The review's interventions, by name."""
    return _choices(InterventionRow, review)


def report_choices(review: Review, besides: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The review's reports that are not among those named, and works still to be gathered, to choose from."""
    works = [(f"work:{work.pk}", _words(work)) for work in to_gather(review)]
    rows = ReportRow.objects.filter(review=review).exclude(key__in=besides).order_by("short", "key")
    return [*works, *((f"report:{row.key}", f"{row.short} ({row.key})") for row in rows)]


def _words(work: WorkRow) -> str:
    reference = standing_reference(work)
    title = reference.title or work.title
    return f"{short_of(reference)}: {title[:80]}{'…' if len(title) > 80 else ''}"


def _choices(table: Any, review: Review) -> list[tuple[str, str]]:
    return list(table.objects.filter(review=review).order_by("name", "key").values_list("key", "name"))
