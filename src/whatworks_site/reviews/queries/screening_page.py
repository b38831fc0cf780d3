"""What the screening page shows to one person: one record, and where that person stands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from whatworks.terms import Stage
from whatworks_site.evidence.models import Review

from ..models import ReferenceRow, Seat, Share, Standing, WorkRow
from ..restating import words_of
from ..seats import seat_of
from .decisions import Last, Told, history_of, last_of_today, own_vote
from .keys import KeyMap, keys_of
from .overview_counts import GIVEN_UP, IS_TO_SETTLE
from .queue import Progress, beside, next_work, progress
from .screening_left import LeftShown, left_of
from .screening_record import Shown, shown_of

STAGE_WORDS = {Stage.TITLE: "Titles and abstracts", Stage.FULL_TEXT: "Full texts"}
READY, ALL_READ, NOTHING, AWAITS_TEXTS, OTHERS = "ready", "all read", "nothing", "awaits texts", "others"


@dataclass(frozen=True)
class ScreenPage:
    """Everything on the page. `record` is None where there is nothing to read, and `why` says so."""

    stage: Stage
    slug: str
    stage_words: str
    seat: str
    progress: Progress
    keys: KeyMap
    last: Last | None
    token: str
    why: str
    waits: dict[str, int]
    left: LeftShown | None
    record: Shown | None = None
    own: Told | None = None
    is_open: bool = False
    is_ready: bool = True
    may_decide: bool = True
    history: tuple[Told, ...] = ()
    retrieval: str = ""


class NoSuchRecord(Exception):
    """The record that was asked for is not there any more."""


def beside_of(user: Any, review: Review, stage: Stage, work: int, *, back: bool) -> int | None:
    """The record before or after this one, for this person."""
    return beside(review, stage, seat_of(user, review), work, back=back)


def screen_page(
    user: Any, review: Review, stage: Stage, *, work: int | None = None, after: int | None = None
) -> ScreenPage:
    """A given work, else the next. Raises NoSuchRecord, and NotPossible for who has no seat."""
    seat = seat_of(user, review)
    done = progress(review, stage, seat)
    chosen = work if work is not None else next_work(review, stage, seat, after=after)
    if chosen is None and after is not None:
        chosen = next_work(review, stage, seat)
    page: dict[str, Any] = {
        "stage": stage,
        "slug": words_of(stage),
        "stage_words": STAGE_WORDS[stage],
        "seat": seat.name,
        "progress": done,
        "keys": keys_of(user),
        "last": last_of_today(review, stage, seat),
        "token": str(uuid.uuid4()),
        "left": left_of(review, stage, seat, done),
    }
    if chosen is None:
        why, waits = _why_nothing(review, stage, done)
        return ScreenPage(**page, why=why, waits=waits)
    return ScreenPage(**page, why=READY, waits={}, **_record(review, stage, seat, chosen))


def _record(review: Review, stage: Stage, seat: Seat, chosen: int) -> dict[str, Any]:
    row = WorkRow.objects.filter(pk=chosen, review=review).first()
    standing = Standing.objects.filter(work_id=chosen, stage=stage).first()
    if row is None or standing is None:
        raise NoSuchRecord
    row.review = review
    own = own_vote(row, stage, seat)
    shares = Share.objects.filter(work=row, stage=stage, by=seat.name)
    is_mine = not standing.is_shared_out or shares.exists()
    return {
        "record": shown_of(review, stage, row),
        "own": own,
        "is_open": standing.is_open,
        "is_ready": standing.is_ready,
        "may_decide": standing.is_ready and is_mine and (own is not None or not standing.is_open),
        "history": tuple(history_of(review, row, stage, seat)) if own or standing.is_open else (),
        "retrieval": row.retrieval,
    }


def _why_nothing(review: Review, stage: Stage, done: Progress) -> tuple[str, dict[str, int]]:
    here = Standing.objects.filter(review=review, stage=stage)
    waits = {
        "others": here.filter(state="awaiting", is_ready=True).count(),
        "texts": here.filter(state="awaiting", is_ready=False).exclude(GIVEN_UP).count(),
        "conflicts": here.filter(IS_TO_SETTLE).count(),
    }
    if done.read:
        return ALL_READ, waits
    if not ReferenceRow.objects.filter(review=review).exists() or not here.exists():
        return NOTHING, waits
    return (AWAITS_TEXTS if waits["texts"] and not waits["others"] else OTHERS), waits
