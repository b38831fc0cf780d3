"""What is ready before a page is proposed to the editor: advice; and what holds it back: a bar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from whatworks.publish.numbers import count
from whatworks.terms import ReviewRecords, Stage
from whatworks_site.evidence.desk.review import assess_key
from whatworks_site.evidence.desk.standing import PageLine, Standing, page_lines, standing
from whatworks_site.evidence.models import Review
from whatworks_site.jobs.models import Job
from whatworks_site.jobs.queries import Shown, shown
from whatworks_site.jobs.states import State as JobState

from ..extract_state import ExtractionState, standings
from ..models import Standing as WorkStanding
from .appraisals import appraisal_desk
from .appraisals_held import HeldBack, held_back
from .extract_questions import open_questions
from .overview_counts import stages_of


@dataclass(frozen=True)
class Check:
    """One thing to have done before proposing: whether it is, with a count, and where to do it."""

    words: str
    is_done: bool
    said: str
    place: str
    """The name of the address where it is done."""


@dataclass(frozen=True)
class Readiness:
    """What is ready, and the pages that can be proposed."""

    checks: tuple[Check, ...]
    standing: Standing
    lines: tuple[PageLine, ...]
    job: Shown | None
    held_back: tuple[HeldBack, ...]
    """Appraisals that are begun and not settled: until they are, nothing can be proposed."""

    @property
    def open(self) -> int:
        """How many checks are not done."""
        return sum(not c.is_done for c in self.checks)

    @property
    def can_be_proposed(self) -> tuple[PageLine, ...]:
        """Pages with something new in them."""
        return tuple(line for line in self.lines if line.can_be_proposed)


def readiness(review: Review, records: ReviewRecords) -> Readiness:
    """Everything that the page of proposing shows."""
    last = Job.objects.select_related("asked_by").filter(key=assess_key(review.key)).order_by("-pk").first()
    job = shown(last) if last is not None and last.state != JobState.DONE else None
    return Readiness(
        tuple(_checks(review, records)),
        standing(review),
        page_lines(review),
        job,
        held_back(review, records),
    )


def _checks(review: Review, records: ReviewRecords) -> Iterator[Check]:
    states = _states(review)
    waiting = sum(n for (_, state), n in states.items() if state == "awaiting")
    yield Check(
        "Every record that can be read is decided",
        not waiting,
        f"{count(waiting, 'record awaits', 'records await')} a decision" if waiting else "None is waiting",
        "review-titles",
    )
    to_find = stages_of(review)[Stage.FULL_TEXT].to_find
    yield Check(
        "Every full text is found, or cannot be had",
        not to_find,
        f"{count(to_find, 'full text')} to find" if to_find else "None to find",
        "review-fulltexts",
    )
    conflicts = sum(n for (_, state), n in states.items() if state == "conflict")
    yield Check(
        "No conflict is left",
        not conflicts,
        f"{count(conflicts, 'conflict')} to settle" if conflicts else "None to settle",
        "review-titles",
    )
    yield _extractions(review)
    yield _appraisals(review, records)
    yield _questions(review)
    yield Check(
        "Something is analysed",
        bool(records.evidence_sets),
        count(len(records.evidence_sets), "analysis kept", "analyses kept"),
        "review-analyses",
    )


def _states(review: Review) -> dict[tuple[str, str], int]:
    found = WorkStanding.objects.filter(review=review, is_ready=True).order_by()
    rows = found.values_list("stage", "state").annotate(n=Count("pk"))
    return {(stage, state): n for stage, state, n in rows}


def _extractions(review: Review) -> Check:
    found = standings(review).values()
    done = [s for s in found if s.state in (ExtractionState.AGREED, ExtractionState.IN_FOLDER)]
    left = len(found) - len(done)
    said = f"{count(left, 'study', 'studies')} not agreed yet" if left else f"{len(done)} agreed"
    return Check("Extractions are agreed", not left, said, "review-studies")


def _appraisals(review: Review, records: ReviewRecords) -> Check:
    desk = appraisal_desk(review, records, None)
    settled = desk.settled
    said = f"{settled} of {desk.total} settled" if desk.total else "Nothing to appraise"
    return Check("Appraisals are settled", settled == desk.total, said, "review-appraisals")


def _questions(review: Review) -> Check:
    left = sum(open_questions(review).values())
    said = f"{count(left, 'question')} not answered" if left else "None is open"
    return Check("Questions about printed numbers are answered", not left, said, "review-studies")
