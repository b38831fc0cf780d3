"""A screener's verdict, taken back, changed; a conflict settled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from whatworks.terms import Decision, Stage, Verdict
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import DecisionRow, Openness, Review
from whatworks_site.evidence.rows import next_place
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import may, require

from ..locks import shared
from ..models import QueueHead, Seat, Standing, Vote, WorkRow
from ..models.team import SettledBy
from ..restating import restate
from ..seats import seat_of, ways_of
from .ranking_asked import ask_to_teach, is_due


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person says of a work."""

    verdict: Verdict
    criterion: str | None = None
    note: str | None = None


def decide(*, by: User, review: str, stage: Stage, work: int, said: Said, token: str = "") -> DecisionRow:
    """Add a verdict; the latest by a person counts. The same `token` again is the same verdict, once.

    Raises NotPossible where the work is not there to be read by this person, or the reason is no criterion.
    """
    require(by, "reviews.screen", review=review)
    with transaction.atomic():
        held, standing = _locked(review, stage, work)
        seat = seat_of(by, held)
        same, token = _same(held, seat, said, token)
        if same is not None:
            return same
        _check(held, standing, stage, said)
        if standing.is_shared_out and not standing.work.shares.filter(stage=stage, by=seat.name).exists():
            raise NotPossible("This record is for others to read: the reading is shared out in this review.")
        if standing.is_open and not Vote.objects.filter(work=work, stage=stage, by=seat.name).exists():
            raise NotPossible(
                "This record has been read by as many as were to read it, and what they said can be seen. "
                "Nothing was saved, and nothing is lost: go on to the next."
            )
        row = _add(held, standing.work, stage, seat, said, token=token)
        restate(held, [work])
        _record(by, "reviews.decide", held, row)
        if is_due((row.shown or 0) + 1):
            ask_to_teach(held)
    return row


def settle(*, by: User, review: str, stage: Stage, work: int, said: Said, token: str = "") -> DecisionRow:
    """Settle where screeners differ; what was settled may be settled again, and `maybe` opens it."""
    require(by, "reviews.settle", review=review)
    with transaction.atomic():
        held, standing = _locked(review, stage, work)
        seat = seat_of(by, held)
        same, token = _same(held, seat, said, token)
        if same is not None:
            return same
        if not may_settle(by, held):
            raise NotPossible("In this review a third person settles conflicts: the arbiter.")
        if not standing.is_open:
            raise NotPossible(
                "Not everyone who is to read this record has decided, so nothing is to settle yet."
            )
        if standing.state not in ("conflict", "resolved") and standing.verdict != Verdict.MAYBE:
            raise NotPossible("The screeners agree on this record: there is nothing to settle.")
        _check(held, standing, stage, said)
        row = _add(held, standing.work, stage, seat, said, token=token, resolves=True)
        restate(held, [work])
        _record(by, "reviews.settle", held, row)
    return row


def may_settle(user: Any, review: Review) -> bool:
    """Whether this person settles conflicts here: the arbiter, or where the team says so, its screeners."""
    if may(user, "reviews.arbitrate", review=review.key):
        return True
    together = ways_of(review).settled_by == SettledBy.TOGETHER
    return together and may(user, "reviews.settle", review=review.key)


def undo(*, by: User, review: str, stage: Stage) -> DecisionRow:
    """Take back this person's last verdict of today at this stage; what stood before it stands again.

    Raises NotPossible where there is none.
    """
    require(by, "reviews.screen", review=review)
    with transaction.atomic():
        held = _held(review)
        seat = seat_of(by, held)
        row = _last_of_today(held, stage, seat)
        if row is None:
            raise NotPossible(
                "There is nothing of today left to undo. An older decision can be changed under Decisions."
            )
        row.undone_at, row.openness = timezone.now(), Openness.UNDONE
        row.save(update_fields=["undone_at", "openness"])
        work = WorkRow.objects.filter(references__key=row.reference, review=held).first()
        if work is not None:
            restate(held, [work.pk])
        _record(by, "reviews.undo", held, row)
    return row


def _last_of_today(review: Review, stage: Stage, seat: Seat) -> DecisionRow | None:
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = DecisionRow.objects.select_for_update().filter(
        review=review,
        stage=stage,
        by=seat.name,
        made_here=True,
        resolves=False,
        undone_at=None,
        at__gte=start,
    )
    return rows.exclude(openness=Openness.ADRIFT).order_by("-at", "-pk").first()


def _held(review: str) -> Review:
    held = shared(review)
    if held is None:
        raise NotPossible("There is no review of that name.")
    return held


def _locked(review: str, stage: Stage, work: int) -> tuple[Review, Standing]:
    held = _held(review)
    # The work's row is what two people who decide at once wait for.
    if not WorkRow.objects.select_for_update().filter(pk=work, review=held).exists():
        raise NotPossible(
            "This record is no longer there: it was found to be a copy, or its search was undone."
        )
    standing = Standing.objects.select_related("work").filter(work_id=work, stage=stage).first()
    if standing is None:
        raise NotPossible("This record has not come to this stage.")
    return held, standing


def _same(review: Review, seat: Seat, said: Said, token: str) -> tuple[DecisionRow | None, str]:
    """What this person has already said with the same form, and the token for what is said now.

    A form that came back from the browser's memory may say something else: that is a change, and counts.
    """
    row = DecisionRow.objects.filter(review=review, token=token).first() if token else None
    if row is None:
        return None, token
    as_before = (row.verdict, row.criterion or None) == (said.verdict, said.criterion or None)
    return (row if as_before and row.by == seat.name and row.undone_at is None else None), ""


def _check(review: Review, standing: Standing, stage: Stage, said: Said) -> None:
    if not standing.is_ready:
        raise NotPossible("There is no full text of this record yet, so it cannot be decided on.")
    criteria = [c["id"] for c in review.document.get("criteria", []) if c.get("stage") in (None, stage.value)]
    if said.criterion and said.criterion not in criteria:
        raise NotPossible(
            f"“{said.criterion}” is no reason at this stage. The reasons are: {', '.join(criteria)}."
        )
    if said.verdict is Verdict.EXCLUDE and stage is Stage.FULL_TEXT and criteria and not said.criterion:
        raise NotPossible("Say why it is excluded: at full text every exclusion has a reason.")
    if said.verdict is not Verdict.EXCLUDE and said.criterion:
        raise NotPossible("Only an exclusion has a reason from the list. Put yours in a note.")


def _add(
    review: Review, work: WorkRow, stage: Stage, seat: Seat, said: Said, *, token: str, resolves: bool = False
) -> DecisionRow:
    score = (
        QueueHead.objects.filter(seat=seat, stage=stage, work=work).values_list("score", flat=True).first()
    )
    decision = Decision(
        reference=work.key,
        stage=stage,
        by=seat.name,
        verdict=said.verdict,
        criterion=said.criterion or None,
        at=_now(review, stage, seat),
        resolves=resolves,
        note=said.note or None,
        shown=None if resolves else Vote.objects.filter(review=review, stage=stage, by=seat.name).count(),
        score=score,
    )
    row = DecisionRow.from_record(review, next_place(review, DecisionRow), decision)
    row.openness, row.made_here, row.token = Openness.BLIND, True, token or None
    row.save()
    return row


def _now(review: Review, stage: Stage, seat: Seat) -> dt.datetime:
    """Now, and never before what this person decided last: the latest is the one that counts."""
    last = DecisionRow.objects.filter(review=review, stage=stage, by=seat.name).order_by("-at").first()
    now = timezone.now()
    return max(now, last.at + dt.timedelta(microseconds=1)) if last is not None else now


def _record(by: User, action: str, review: Review, row: DecisionRow) -> None:
    """The event names the decision, never the verdict: the record of who did what is read by others."""
    said = [row.pk, row.verdict, row.criterion, row.note]
    seal = salted_hmac("whatworks_site.reviews.decision", str(said), algorithm="sha256").hexdigest()
    record(
        by=by,
        action=action,
        object_kind="decision",
        object_id=str(row.pk),
        changed={"review": review.key, "stage": row.stage, "reference": row.reference, "seal": seal},
    )
