"""Where screeners differ, or agree that they are not sure: what is to settle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from whatworks.terms import Stage, Verdict
from whatworks_site.evidence.models import Review

from ..models import Standing, Vote, WorkRow
from .decisions import Told, history_of, told
from .screening_record import Shown, criteria_words, shown_of

AT_A_TIME = 50
_SHORT = {Verdict.INCLUDE: "include", Verdict.EXCLUDE: "exclude", Verdict.MAYBE: "not sure"}


@dataclass(frozen=True)
class ConflictLine:
    """One record in the list of what is to settle."""

    work: int
    title: str
    year: int | None
    words: str
    """Include v exclude."""
    who: str
    """Who says what, and why."""


@dataclass(frozen=True)
class Conflict:
    """One record that is to be settled, or was."""

    work: int
    record: Shown
    votes: tuple[Told, ...]
    history: tuple[Told, ...]
    state: str
    words: str
    settled: Told | None


def to_settle(review: Review, stage: Stage) -> QuerySet[Standing]:
    """Records at this stage that are to be settled, in order. All of them are open."""
    found = Standing.objects.filter(review=review, stage=stage, is_open=True)
    return found.filter(Q(state="conflict") | Q(state="agreed", verdict=Verdict.MAYBE)).order_by("work_id")


def conflict_lines(review: Review, stage: Stage, *, page: Any = 1) -> Page[ConflictLine]:
    """What is to settle, page by page."""
    held = Paginator(to_settle(review, stage).select_related("work"), AT_A_TIME).get_page(page)
    votes: dict[int, list[Vote]] = {}
    works = [s.work_id for s in held.object_list]
    for vote in Vote.objects.filter(work_id__in=works, stage=stage).select_related("decision").order_by("by"):
        votes.setdefault(vote.work_id, []).append(vote)
    names = criteria_words(review)
    held.object_list = [_line(s.work, votes.get(s.work_id, []), names) for s in held.object_list]
    return held


def _line(work: WorkRow, votes: list[Vote], names: dict[str, str]) -> ConflictLine:
    who = "; ".join(f"{v.by}: {told(v.decision, names).words.lower()}" for v in votes)
    return ConflictLine(
        work.pk, work.title or "No title", work.year, _against([v.verdict for v in votes]), who
    )


def _against(verdicts: list[str]) -> str:
    said = [words for value, words in _SHORT.items() if value in verdicts]
    words = " v ".join(said) if len(said) > 1 else "both not sure" if len(verdicts) == 2 else "not sure"
    return words[:1].upper() + words[1:]


def conflict_of(review: Review, stage: Stage, work: int) -> Conflict | None:
    """A record on which people differ or differed; None where there is none that may be seen."""
    standing = (
        Standing.objects.filter(review=review, stage=stage, work_id=work, is_open=True)
        .select_related("work")
        .first()
    )
    if standing is None or not _was_to_settle(standing):
        return None
    row = standing.work
    row.review = review
    names = criteria_words(review)
    votes = Vote.objects.filter(work=row, stage=stage).select_related("decision").order_by("by")
    history = history_of(review, row, stage, None)
    settled = next((t for t in history if t.state == "settled"), None)
    return Conflict(
        work=row.pk,
        record=shown_of(review, stage, row),
        votes=tuple(told(v.decision, names) for v in votes),
        history=tuple(history),
        state=standing.state,
        words=_against([v.verdict for v in votes]),
        settled=settled if standing.state == "resolved" else None,
    )


def _was_to_settle(standing: Standing) -> bool:
    return standing.state in ("conflict", "resolved") or standing.verdict == Verdict.MAYBE


def next_to_settle(review: Review, stage: Stage, after: int) -> int | None:
    """The record to settle after this one; from the start again after the last."""
    found = to_settle(review, stage).exclude(work_id=after).values_list("work_id", flat=True)
    return found.filter(work_id__gt=after).first() or found.first()


@dataclass(frozen=True)
class OtherReason:
    """A record that all excluded, for different reasons. It is out; this is only to be known."""

    work: int
    title: str
    reasons: str


def other_reasons(review: Review, stage: Stage, *, most: int = 20) -> tuple[int, list[OtherReason]]:
    """How many were excluded for different reasons, and the first of them."""
    votes = Vote.objects.filter(review=review, stage=stage, verdict=Verdict.EXCLUDE)
    settled = Standing.objects.filter(
        review=review, stage=stage, is_open=True, state="agreed", verdict=Verdict.EXCLUDE
    )
    named = votes.exclude(decision__criterion=None).filter(work__in=settled.values("work"))
    grouped = named.order_by().values("work").annotate(n=Count("decision__criterion", distinct=True))
    works = list(grouped.filter(n__gt=1).order_by("work").values_list("work", flat=True))
    names = criteria_words(review)
    shown = named.filter(work__in=works[:most]).select_related("work", "decision").order_by("work_id", "by")
    found: dict[int, tuple[str, list[str]]] = {}
    for vote in shown:
        reason = names.get(vote.decision.criterion or "", vote.decision.criterion or "")
        found.setdefault(vote.work_id, (vote.work.title, []))[1].append(f"{vote.by}: {reason}")
    lines = [OtherReason(work, title or "No title", "; ".join(who)) for work, (title, who) in found.items()]
    return len(works), lines
