"""What was decided on a record, and a person's own decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from whatworks.terms import Stage, Verdict
from whatworks_site.evidence.models import DecisionRow, Openness, Review

from ..models import ReferenceRow, Seat, Standing, Vote, WorkRow
from .screening_record import criteria_words

VERDICTS: Mapping[str, str] = {
    Verdict.INCLUDE: "Include",
    Verdict.EXCLUDE: "Exclude",
    Verdict.MAYBE: "Not sure",
}
KINDS: Mapping[str, str] = {Verdict.INCLUDE: "help", Verdict.EXCLUDE: "harm", Verdict.MAYBE: ""}
AT_A_TIME = 50


@dataclass(frozen=True)
class Told:
    """One decision, as it is told."""

    pk: int
    by: str
    verdict: str
    words: str
    """The verdict and its reason."""
    note: str
    at: dt.datetime
    state: str
    """counts, changed (by a later one), taken back, or settled."""

    @property
    def when(self) -> str:
        """The day and the time, here."""
        at = timezone.localtime(self.at)
        return f"{at.day} {at:%B %Y}, {at:%H:%M}"


def told(row: DecisionRow, names: Mapping[str, str], state: str = "counts") -> Told:
    """A decision in words."""
    reason = names.get(row.criterion or "", row.criterion or "")
    words = VERDICTS[row.verdict] + (f": {reason}" if reason else "")
    return Told(row.pk, row.by, row.verdict, words, row.note or "", row.at, state)


def history_of(review: Review, work: WorkRow, stage: Stage, seat: Seat | None) -> list[Told]:
    """What was decided on a record, newest first: one's own always, others' once all have decided."""
    keys = list(ReferenceRow.objects.filter(work=work).values_list("key", flat=True))
    rows = DecisionRow.objects.filter(review=review, stage=stage, reference__in=keys).order_by("at", "pk")
    is_open = Standing.objects.filter(work=work, stage=stage, is_open=True).exists()
    name = seat.name if seat else None
    shown = [r for r in rows if r.by == name or (is_open and r.openness == Openness.OPEN)]
    names = criteria_words(review)
    last: dict[tuple[str, bool], int] = {}
    for row in shown:
        if row.undone_at is None:
            last[row.by, row.resolves] = row.pk
    return [told(r, names, _state(r, last)) for r in reversed(shown)]


def _state(row: DecisionRow, last: Mapping[tuple[str, bool], int]) -> str:
    if row.undone_at is not None:
        return "taken back"
    if last.get((row.by, row.resolves)) != row.pk:
        return "changed"
    return "settled" if row.resolves else "counts"


def own_vote(work: WorkRow, stage: Stage, seat: Seat) -> Told | None:
    """What this person says of a record now."""
    vote = Vote.objects.filter(work=work, stage=stage, by=seat.name).select_related("decision").first()
    return told(vote.decision, criteria_words(work.review)) if vote else None


@dataclass(frozen=True)
class Last:
    """A person's last decision of today, which can be taken back."""

    pk: int
    words: str
    title: str


def last_of_today(review: Review, stage: Stage, seat: Seat) -> Last | None:
    """What “undo” would take back."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    own = DecisionRow.objects.filter(review=review, stage=stage, by=seat.name, at__gte=start)
    here = own.filter(made_here=True, resolves=False, undone_at=None).exclude(openness=Openness.ADRIFT)
    row = here.order_by("-at", "-pk").first()
    if row is None:
        return None
    number = work_of(review, row.reference)
    title = WorkRow.objects.filter(pk=number).values_list("title", flat=True).first() or "No title"
    return Last(row.pk, told(row, criteria_words(review)).words, title)


def work_of(review: Review, reference: str) -> int | None:
    """The work of which this reference is a copy."""
    return ReferenceRow.objects.filter(review=review, key=reference).values_list("work_id", flat=True).first()


@dataclass(frozen=True)
class OwnLine:
    """One of a person's own decisions in the list."""

    work: int
    title: str
    year: int | None
    told: Told
    kind: str


def own_decisions(
    review: Review, stage: Stage, seat: Seat, *, words: str = "", verdict: str = "", page: Any = 1
) -> Page[OwnLine]:
    """A person's standing verdicts, newest first, by words of the title and by verdict."""
    found = Vote.objects.filter(review=review, stage=stage, by=seat.name)
    for word in words.split()[:8]:
        found = found.filter(work__title__icontains=word)
    if verdict in VERDICTS:
        found = found.filter(verdict=verdict)
    held = Paginator(_lines(found), AT_A_TIME).get_page(page)
    names = criteria_words(review)
    held.object_list = [
        OwnLine(v.work_id, v.work.title or "No title", v.work.year, told(v.decision, names), KINDS[v.verdict])
        for v in held.object_list
    ]
    return held


def _lines(found: QuerySet[Vote]) -> QuerySet[Vote]:
    return found.select_related("work", "decision").order_by("-decision__at", "-pk")


def own_counts(review: Review, stage: Stage, seat: Seat) -> list[tuple[str, str, int]]:
    """How often this person has said what."""
    said = list(
        Vote.objects.filter(review=review, stage=stage, by=seat.name).values_list("verdict", flat=True)
    )
    return [(value, words, said.count(value)) for value, words in VERDICTS.items()]
