"""A study's page, and one extractor's own draft of it. Nobody else's draft is read here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whatworks.terms import Report, Result
from whatworks_site.evidence.models import InterventionRow, OutcomeRow, ReportRow, Review

from ..extract_draft import Draft, draft_of_record
from ..extract_state import ExtractionStanding, standing_of
from ..models import Reconciliation, Seat
from .extract_questions import Asked, asked_of_draft, asked_of_record
from .fulltexts import File
from .report_texts import texts_of_reports
from .studies import to_gather


def my_seat(user: Any, review: Review) -> Seat | None:
    """This person's seat in a review; None without one."""
    return Seat.objects.filter(review=review, user_id=user.pk).first()


@dataclass(frozen=True)
class StudyPage:
    """A study as it is kept, its reports, and how far it is."""

    draft: Draft
    reports: tuple[Report, ...]
    intervention: str
    outcomes: Mapping[str, str]
    standing: ExtractionStanding
    asked: tuple[Asked, ...]
    versions: tuple[tuple[int, dt.datetime, str], ...]
    texts: Mapping[str, tuple[File, ...]]
    """The documents attached to the reports, by the report's id."""

    @property
    def open_questions(self) -> int:
        """How many questions nobody has answered."""
        return sum(each.is_open for each in self.asked)


def study_page(review: Review, study: str, user: Any) -> StudyPage | None:
    """A study by its name; None where there is none."""
    draft = draft_of_record(review, study)
    if draft is None:
        return None
    held = {
        row.key: row.to_record()
        for row in ReportRow.objects.filter(review=review, key__in=draft.study.reports)
    }
    reports = tuple(held[key] for key in draft.study.reports if key in held)
    name = InterventionRow.objects.filter(review=review, key=draft.study.intervention).first()
    kept = Reconciliation.objects.filter(review=review, study=study, kept_at__isnull=False).select_related(
        "by"
    )
    return StudyPage(
        draft,
        reports,
        name.name if name is not None else draft.study.intervention,
        outcome_names(review),
        standing_of(review, study, my_seat(user, review)),
        asked_of_record(review, study),
        tuple(
            (each.number, each.kept_at, each.by.name if each.by else "Somebody")
            for each in kept.order_by("-number")
        ),
        texts_of_reports(review, reports),
    )


@dataclass(frozen=True)
class DraftPage:
    """One's own draft."""

    draft: Draft
    standing: ExtractionStanding
    asked: tuple[Asked, ...]
    reports: tuple[Report, ...]
    outcomes: Mapping[str, str]
    changed_at: dt.datetime
    handed_in_at: dt.datetime | None
    texts: Mapping[str, tuple[File, ...]]
    """The documents attached to the reports, by the report's id."""

    def about(self, result: str) -> dict[str, list[Asked]]:
        """The questions about a result (or the study: empty), by the field beside which each is shown."""
        found: dict[str, list[Asked]] = {}
        for each in self.asked:
            if each.result == result:
                found.setdefault(each.fields[0] if each.fields else "", []).append(each)
        return found

    def questions(self, result: str) -> int:
        """How many questions about a result nobody has answered."""
        return sum(each.is_open for each in self.asked if each.result == result)

    @property
    def open_questions(self) -> int:
        """How many questions nobody has answered."""
        return sum(each.is_open for each in self.asked)


def draft_page(review: Review, study: str, user: Any) -> DraftPage | None:
    """One's own draft of a study; None where one has not begun."""
    standing = standing_of(review, study, my_seat(user, review))
    mine = standing.mine
    if mine is None:
        return None
    draft = Draft.from_document(mine.document)
    reports = tuple(
        row.to_record() for row in ReportRow.objects.filter(review=review, key__in=draft.study.reports)
    )
    asked = asked_of_draft(mine)
    names = outcome_names(review)
    texts = texts_of_reports(review, reports)
    return DraftPage(draft, standing, asked, reports, names, mine.changed_at, mine.handed_in_at, texts)


def outcome_names(review: Review) -> dict[str, str]:
    """The review's outcomes: their names by their ids."""
    return dict(OutcomeRow.objects.filter(review=review).order_by("name").values_list("key", "name"))


def record_choices(review: Review, draft: Draft) -> dict[str, list[tuple[str, str]]]:
    """What fields that name another record may name."""
    arms = [(arm.id, arm.name) for arm in draft.arms]
    interventions = InterventionRow.objects.filter(review=review).order_by("name").values_list("key", "name")
    return {
        "outcome": list(outcome_names(review).items()),
        "intervention": list(interventions),
        "arm_t": arms,
        "arm_c": arms,
    }


CARRIED = (
    "outcome", "measure", "arm_t", "arm_c", "primary", "subgroup", "months_from", "unit", "scale", "adjusted",
    "ci_level", "source_url", "seen",
)  # fmt: skip


def next_time_point(result: Result) -> Result:
    """A result as the start of the next: what was measured and how, without its time and its numbers."""
    held = {name: getattr(result, name) for name in CARRIED}
    return Result(id="", study=result.study, **held)


def works_waiting(review: Review) -> dict[int, str]:
    """Works still to be gathered, by number."""
    return {work.pk: work.title for work in to_gather(review)}
