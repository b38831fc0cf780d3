"""A person's word on what is a copy of what: merged, taken apart, and taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import combinations

from django.db import transaction
from django.utils import timezone

from whatworks.collate.clusters import Pair, pair_of
from whatworks.terms import DuplicateLink, LinkBand
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import DecisionRow, DuplicateLinkRow, Openness, Review
from whatworks_site.evidence.rows import next_place, touch
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..clustering import decided_among, joined_to, links_among, recluster_around
from ..models import ReferenceRow, Seat, WorkRow
from ..seats import seat_of

MERGED, APART, OUT = "Put together by hand", "Said to be another work", "Taken out by hand"
_MADE_HERE = (MERGED, APART, OUT)
MOST_APART = 40
"""Copies of one work that may be taken apart at once: every pair of them is decided."""


def merge(*, by: User, review: str, a: str, b: str) -> int:
    """Say that two references, and so their works, are one; the work's number."""
    with _deciding(by, review) as (held, seat):
        one, other = _copies(held, a), _copies(held, b)
        if b in one:
            raise NotPossible("These are copies of one work already.")
        _write(held, seat, _in_the_way(held, one, other, pair_of(a, b)), LinkBand.SAME, MERGED)
        _bring_into_line(held, seat, {a, b})
        work = _work(held, a)
        if work != _work(held, b):
            raise NotPossible(
                "These cannot become one: something else holds their copies apart. Look at both, and take "
                "apart what does not belong."
            )
        _note(by, "reviews.merge", held, a, b)
    return work


def keep_apart(*, by: User, review: str, a: str, b: str) -> None:
    """Say that two references are not copies of one work."""
    with _deciding(by, review) as (held, seat):
        _copies(held, a), _copies(held, b)
        _write(held, seat, [pair_of(a, b)], LinkBand.DIFFERENT, APART)
        _bring_into_line(held, seat, {a, b})
        _note(by, "reviews.keep_apart", held, a, b)


def split(*, by: User, review: str, work: int, out: str = "") -> list[int]:
    """Take one copy out of a work, or without `out` take all its copies apart; the works' numbers."""
    with _deciding(by, review) as (held, seat):
        copies = sorted(ReferenceRow.objects.filter(review=held, work_id=work).values_list("key", flat=True))
        if len(copies) < 2 or (out and out not in copies):
            raise NotPossible("This is no longer so: someone may have changed it a moment ago. Look again.")
        if not out and len(copies) > MOST_APART:
            raise NotPossible(f"More than {MOST_APART} copies are taken out one at a time.")
        pairs = [pair_of(out, c) for c in copies if c != out] if out else list(combinations(copies, 2))
        _write(held, seat, pairs, LinkBand.DIFFERENT, OUT)
        _bring_into_line(held, seat, copies)
        found = ReferenceRow.objects.filter(review=held, key__in=copies)
        _note(by, "reviews.split", held, *copies)
    return sorted(set(found.values_list("work_id", flat=True)))


def undo_last(*, by: User, review: str, around: str = "") -> list[str]:
    """Take back this person's last word on copies, of those that hang together with `around` or of all.

    What was decided of the same pairs before stands again. Returns the references it was about.
    """
    with _deciding(by, review) as (held, seat):
        rows = last_act(held, seat.name, joined_to(held, {around}) if around else None)
        if not rows:
            raise NotPossible("There is no decision of yours left to undo here.")
        pairs = [(row.a, row.b) for row in rows]  # type: ignore[attr-defined]
        keys = sorted({key for pair in pairs for key in pair})
        DuplicateLinkRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
        touch(held)
        _bring_into_line(held, seat, keys)
        _note(by, "reviews.undo_duplicates", held, *keys)
    return keys


def last_act(review: Review, seat: str, among: Collection[str] | None = None) -> list[DuplicateLinkRow]:
    """The rows of what a person decided last, all that one press of a button wrote."""
    mine = [
        row
        for row in DuplicateLinkRow.objects.filter(review=review, decided_by=seat).order_by("-place", "-pk")
        if among is None or (row.a in among and row.b in among)
    ]
    if not mine or not mine[0].why.startswith(_MADE_HERE):
        return mine[:1]
    return [row for row in mine if row.why == mine[0].why]


@contextmanager
def _deciding(by: User, review: str) -> Iterator[tuple[Review, Seat]]:
    """The transaction in which a person with the right to decides; others who would decide wait."""
    require(by, "reviews.duplicates", review=review)
    with transaction.atomic():
        held = Review.objects.select_for_update().filter(key=review).first()
        if held is None:
            raise NotPossible("There is no review of that name.")
        yield held, seat_of(by, held)


def _bring_into_line(review: Review, seat: Seat, keys: Collection[str]) -> None:
    """Make the works what is now said of these references. Raises NotPossible where that opens a verdict.

    Of two people who each read one of two records, neither has read what the other did: together they would
    show to everyone what was said blind.
    """
    since = timezone.now()
    works = recluster_around(review, keys)
    copies = ReferenceRow.objects.filter(work__in=works).values("key")
    opened = DecisionRow.objects.filter(review=review, made_here=True, opened_at__gte=since)
    if opened.filter(openness=Openness.OPEN, reference__in=copies).exclude(by=seat.name).exists():
        raise NotPossible(
            "Somebody has read one of these records, and what they said may not be seen yet. Say this once "
            "everyone who is to read them has."
        )


def _copies(review: Review, key: str) -> set[str]:
    work = _work(review, key)
    return set(ReferenceRow.objects.filter(work_id=work).values_list("key", flat=True))


def _work(review: Review, key: str) -> int:
    work = ReferenceRow.objects.filter(review=review, key=key).values_list("work_id", flat=True).first()
    if work is None or not WorkRow.objects.filter(pk=work).exists():
        raise NotPossible("One of these records is no longer here: its search was undone. Look again.")
    return int(work)


def _in_the_way(review: Review, one: Collection[str], other: Collection[str], asked: Pair) -> list[Pair]:
    """The pair that was asked about, and every pair of the two works' copies that would hold them apart."""
    both = {*one, *other}
    _, held = links_among(review, both)
    said = {pair_of(x.a, x.b): x.band for x in decided_among(review, both)}
    apart = {pair for pair, band in said.items() if band is LinkBand.DIFFERENT}
    apart |= {pair for pair in held if said.get(pair) is not LinkBand.SAME}
    return sorted({asked, *(p for p in apart if (p[0] in one) != (p[1] in one))})


def _write(review: Review, seat: Seat, pairs: Iterable[Pair], band: LinkBand, what: str) -> None:
    now, place = timezone.localtime(), next_place(review, DuplicateLinkRow)
    why = f"{what} on {now.day} {now:%B %Y} (decision {place})"
    rows = [
        DuplicateLinkRow.from_record(
            review,
            place + n,
            DuplicateLink(
                a=a, b=b, band=band, score=float(band is LinkBand.SAME), why=why, decided_by=seat.name
            ),
        )
        for n, (a, b) in enumerate(pairs)
    ]
    DuplicateLinkRow.objects.bulk_create(rows, batch_size=200)
    touch(review)


def _note(by: User, action: str, review: Review, *keys: str) -> None:
    changed = {"review": review.key, "references": list(keys)}
    record(by=by, action=action, object_kind="duplicates", object_id=keys[0], changed=changed)
