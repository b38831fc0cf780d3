"""How a team works: who reads what, in which order, and who settles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction

from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.states import NotPossible
from whatworks_site.jobs.actions import enqueue
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..models import Ways
from ..models.team import Order, SettledBy
from ..restating import restate
from ..seats import ways_of
from ..sharing import hold_readers, readers_of, share_all, share_none
from .starting_question import describe
from .team_parts import locked, name_screeners

INLINE = 2_000
"""The most works that are brought into line while a person waits."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The ways a team has chosen. `overlap`: the share read by two where the reading is split; None: not."""

    order: Order = Order.RANKED
    settled_by: SettledBy = SettledBy.ARBITER
    screeners_needed: int = 2
    overlap: float | None = None
    terms_in: tuple[str, ...] = ()
    terms_out: tuple[str, ...] = ()
    target: float = 0.95
    extractors_needed: int = 2
    appraisers_needed: int = 2


def set_ways(*, by: User, review: str, chosen: Chosen) -> None:
    """Choose how the team works; works that nobody has decided on follow, the others stay as they were."""
    require(by, "reviews.lead", review=review)
    _check(chosen)
    with transaction.atomic():
        held = locked(review)
        was = ways_of(held)
        before = held.document.get("screeners_needed", 2)
        given = asdict(chosen) | {"terms_in": list(chosen.terms_in), "terms_out": list(chosen.terms_out)}
        needed = given.pop("screeners_needed")
        changed = {
            n: {"before": getattr(was, n), "after": v} for n, v in given.items() if getattr(was, n) != v
        }
        overlap = was.overlap
        Ways.objects.update_or_create(review=held, defaults=given)
        if needed != before:
            hold_readers(held, before)
            describe(by, held, "reviews.readers", screeners_needed=needed)
            name_screeners(held)
        moved = _share(held, overlap, chosen.overlap)
        _bring_into_line(by, held, None if needed != before else moved)
        if changed:
            record(by=by, action="reviews.ways", object_kind="review", object_id=held.key, changed=changed)


def share_out(*, by: User, review: str, overlap: float | None = None) -> int:
    """Share the reading out among the screeners of today; how many works were given out.

    Every work that nobody has decided on is given out anew, in the same way whenever it is asked of the same
    team: `overlap` of them to two people each, the rest to one.
    """
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        share = ways_of(held).overlap if overlap is None else overlap
        if share is None:
            raise NotPossible("In this review everyone reads all. Choose to split the reading first.")
        _enough(held, share)
        Ways.objects.update_or_create(review=held, defaults={"overlap": share})
        moved = share_all(held, share)
        _bring_into_line(by, held, moved)
        changed = {"overlap": share, "works": len(moved)}
        record(by=by, action="reviews.share-out", object_kind="review", object_id=held.key, changed=changed)
    return len(moved)


def _share(review: Review, before: float | None, after: float | None) -> list[int]:
    if before == after:
        return []
    if after is None:
        return share_none(review)
    _enough(review, after)
    return share_all(review, after)


def _enough(review: Review, overlap: float) -> None:
    readers = readers_of(review)
    if len(readers) < 2:
        have = f"only {readers[0]} screens" if readers else "nobody screens"
        raise NotPossible(
            f"To split the reading takes two screeners, and {have} here. Add one to the team first."
        )


def _bring_into_line(by: User, review: Review, works: Iterable[int] | None) -> None:
    """None: every work."""
    some = list(review.works.values_list("pk", flat=True) if works is None else works)
    if len(some) <= INLINE:
        restate(review, some)
        return
    key, args = f"restate:{review.key}", {"review": review.key}
    transaction.on_commit(lambda: enqueue(kind="restate-review", args=args, by=by, key=key))


def _check(chosen: Chosen) -> None:
    if chosen.screeners_needed not in (1, 2, 3):
        raise NotPossible("Let one, two or three people read each record.")
    if chosen.overlap is not None and not 0 <= chosen.overlap <= 1:
        raise NotPossible("The share read by two is from 0 to 100%.")
    if not 0.5 <= chosen.target <= 1:
        raise NotPossible("The share of relevant records to find is from 50 to 100%.")
