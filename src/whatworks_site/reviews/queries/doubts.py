"""Pairs that the software cannot tell, for a person to look at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from whatworks.collate.clusters import pair_of
from whatworks.terms import LinkBand
from whatworks_site.evidence.models import Review

from ..clustering import decided
from ..models import Link, ReferenceRow


@dataclass(frozen=True)
class Doubt:
    """A pair that a person has to look at."""

    number: int
    a: str
    b: str
    works: tuple[int, int]
    score: float
    why: str
    is_stopped: bool


def doubts(review: Review) -> list[Doubt]:
    """The pairs of works that are alike and that nobody has decided on, the most alike first.

    Of two works with several copies only the pair of copies that is most alike is asked about.
    """
    mine = ReferenceRow.objects.filter(review_id=OuterRef("review_id"))
    rows = (
        Link.objects.filter(review=review)
        .annotate(
            one=Subquery(mine.filter(key=OuterRef("a")).values("work_id")[:1]),
            other=Subquery(mine.filter(key=OuterRef("b")).values("work_id")[:1]),
        )
        .exclude(one=F("other"))
        .exclude(one=None)
        .exclude(other=None)
        .order_by("-score", "a", "b")
    )
    settled, found = _settled(review), dict[frozenset[int], Doubt]()
    for row in rows:
        works = frozenset((row.one, row.other))
        if works not in settled and works not in found:
            stopped = row.band == LinkBand.SAME
            found[works] = Doubt(row.pk, row.a, row.b, (row.one, row.other), row.score, row.why, stopped)
    return list(found.values())


def _settled(review: Review) -> set[frozenset[int]]:
    said = {pair_of(x.a, x.b) for x in decided(review)}
    keys = {key for pair in said for key in pair}
    rows = ReferenceRow.objects.filter(review=review, key__in=keys).values_list("key", "work_id")
    of = dict(rows)
    return {frozenset((of[a], of[b])) for a, b in said if a in of and b in of}


def doubt_after(review: Review, found: list[Doubt], after: int | None) -> Doubt | None:
    """The pair that comes after one; the first where none does."""
    if after is None or not found:
        return found[0] if found else None
    last = Link.objects.filter(review=review, pk=after).values_list("score", "a", "b").first()
    if last is None:
        return found[0]
    place = (-last[0], last[1], last[2])
    return next((d for d in found if (-d.score, d.a, d.b) > place), found[0])


def link_of(review: Review, number: int) -> tuple[str, str] | None:
    """The two references of a link."""
    return Link.objects.filter(review=review, pk=number).values_list("a", "b").first()


def link_between(review: Review, keys: Collection[str]) -> int | None:
    """The link among these references, where there is one."""
    found = Link.objects.filter(review=review, a__in=keys, b__in=keys)
    return found.order_by("-score").values_list("pk", flat=True).first()
