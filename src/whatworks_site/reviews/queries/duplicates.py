"""Copies of one work, and pairs that a person has to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from whatworks.collate.clusters import Pair, completeness, pair_of
from whatworks.terms import DuplicateLink, LinkBand, Reference
from whatworks_site.evidence.models import Review, SearchRow

from ..actions.duplicates import last_act
from ..clustering import decided_among, joined_to, links_among
from ..models import ReferenceRow, Seat, Standing, WorkRow
from .comparing import FieldRow, side_by_side

PER_PAGE = 25


@dataclass(frozen=True)
class Why:
    """Why two copies are taken for one, or held apart; `who` decided, where a person did."""

    pair: str
    words: str
    score: str
    who: str
    says: str


@dataclass(frozen=True)
class ClusterLine:
    """A work with its copies, in the list."""

    work: int
    title: str
    year: int | None
    copies: int
    sources: tuple[str, ...]
    whys: tuple[Why, ...]


@dataclass(frozen=True)
class Copy:
    """One reference of a work."""

    key: str
    number: int
    title: str
    source: str
    link: str
    stands: bool


@dataclass(frozen=True)
class Cluster:
    """A work's copies side by side, and why they are together."""

    work: int
    title: str
    copies: tuple[Copy, ...]
    fields: tuple[FieldRow, ...]
    whys: tuple[Why, ...]
    can_undo: bool


@dataclass(frozen=True)
class PairShown:
    """Two records, field by field."""

    copies: tuple[Copy, Copy]
    fields: tuple[FieldRow, ...]
    warnings: tuple[str, ...]


def clusters(
    review: Review, *, words: str = "", search: str = "", with_single: bool = False, page: Any = 1
) -> tuple[Page[Any], list[ClusterLine]]:
    """A page of the works that have copies; with `with_single` also of those that have none."""
    found = _matching(review, words, search).annotate(copies=Count("references", distinct=True))
    if not with_single:
        found = found.filter(copies__gt=1)
    shown = Paginator(found.order_by("-copies", "title", "pk"), PER_PAGE).get_page(page)
    return shown, _lines(review, list(shown.object_list))


def _matching(review: Review, words: str, search: str) -> QuerySet[WorkRow]:
    found, copies = WorkRow.objects.filter(review=review), ReferenceRow.objects.filter(review=review)
    if words:
        plain = words.strip()
        told = Q(title__icontains=plain) | Q(doi__icontains=plain.lower()) | Q(pmid=plain) | Q(key=plain)
        found = found.filter(pk__in=copies.filter(told).values("work"))
    return found.filter(pk__in=copies.filter(search=search).values("work")) if search else found


def _lines(review: Review, works: list[WorkRow]) -> list[ClusterLine]:
    copies = _copies_of(review, [work.pk for work in works])
    names = sources(review)
    keys = {key for held in copies.values() for key, _ in held}
    found = _evidence(review, keys)
    lines = []
    for work in works:
        held = dict(copies[work.pk])
        numbers = {key: n for n, key in enumerate(sorted(held, key=lambda k: (k != work.key, k)), start=1)}
        lines.append(
            ClusterLine(
                work.pk,
                work.title or "No title",
                work.year,
                len(held),
                tuple(dict.fromkeys(names.get(s, s) for s in held.values())),
                _whys(found, numbers),
            )
        )
    return lines


def _copies_of(review: Review, works: list[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {work: [] for work in works}
    rows = ReferenceRow.objects.filter(review=review, work__in=works).order_by("key")
    for work, key, search in rows.values_list("work_id", "key", "search"):
        found[work].append((key, search))
    return found


def sources(review: Review) -> dict[str, str]:
    """What each search looked in, with its day, by its name."""
    rows = SearchRow.objects.filter(review=review).order_by("place")
    return {s.key: f"{s.source}, {s.date:%-d %B %Y}" if s.date else s.source for s in rows}  # type: ignore[attr-defined]


def _evidence(review: Review, keys: Collection[str]) -> dict[Pair, DuplicateLink]:
    found, _ = links_among(review, keys)
    by_person = decided_among(review, keys)
    return {pair_of(x.a, x.b): x for x in (*found, *by_person)}


def _whys(found: dict[Pair, DuplicateLink], numbers: dict[str, int]) -> tuple[Why, ...]:
    said = [
        (*sorted((numbers[a], numbers[b])), link)
        for (a, b), link in found.items()
        if {a, b} <= numbers.keys()
    ]
    said.sort(key=lambda each: each[:2])
    return tuple(
        Why(
            f"{p} and {q}",
            link.why,
            "" if link.decided_by else f"{link.score:.2f}",
            link.decided_by or "",
            _SAYS[link.band],
        )
        for p, q, link in said
    )


_SAYS = {LinkBand.SAME: "the same", LinkBand.DOUBTFUL: "perhaps the same", LinkBand.DIFFERENT: "different"}


def cluster_of(review: Review, work: int, user: Any) -> Cluster | None:
    """A work's copies side by side; None where there is no such work."""
    row = WorkRow.objects.filter(review=review, pk=work).first()
    if row is None:
        return None
    held = _records(ReferenceRow.objects.filter(review=review, work=row))
    held.sort(key=lambda r: (r.id != row.key, -completeness(r), r.id))
    copies = _shown(review, held, row.key)
    numbers = {copy.key: copy.number for copy in copies}
    seat = Seat.objects.filter(review=review, user_id=user.pk).first()
    around = joined_to(review, numbers)
    return Cluster(
        work=row.pk,
        title=row.title or "No title",
        copies=copies,
        fields=tuple(side_by_side(held)),
        whys=_whys(_evidence(review, numbers.keys()), numbers),
        can_undo=bool(seat and last_act(review, seat.name, around)),
    )


def _records(rows: Iterable[Any]) -> list[Reference]:
    return [row.to_record() for row in rows]


def _shown(review: Review, held: list[Reference], stands: str = "") -> tuple[Copy, ...]:
    names = sources(review)
    return tuple(
        Copy(
            r.id, n, r.title or "No title", names.get(r.search, r.search),
            f"https://doi.org/{r.doi}" if r.doi else "", r.id == stands,
        )
        for n, r in enumerate(held, start=1)
    )  # fmt: skip


def pair_shown(review: Review, a: str, b: str) -> PairShown | None:
    """Two records side by side; None where one is no longer here."""
    found = {r.id: r for r in _records(ReferenceRow.objects.filter(review=review, key__in=[a, b]))}
    if len(found) < 2:
        return None
    held = [found[a], found[b]]
    one, other = _shown(review, held)
    return PairShown((one, other), tuple(side_by_side(held)), _warnings(review, a, b))


def _warnings(review: Review, a: str, b: str) -> tuple[str, ...]:
    """What to know before two works become one: only what everybody may see."""
    works = ReferenceRow.objects.filter(review=review, key__in=[a, b]).values("work")
    standings = Standing.objects.filter(work__in=works, is_open=True).exclude(verdict="")
    by_stage: dict[str, list[str]] = {}
    for stage, verdict in standings.order_by("work_id").values_list("stage", "verdict"):
        by_stage.setdefault(stage, []).append(verdict)
    return tuple(
        f"Both were decided on at {stage}: {said[0]} and {said[1]}."
        + (" As one work they may conflict." if said[0] != said[1] else "")
        for stage, said in by_stage.items()
        if len(said) == 2
    )


def can_undo(review: Review, user: Any) -> bool:
    """Whether this person has decided anything on copies."""
    seat = Seat.objects.filter(review=review, user_id=user.pk).first()
    return bool(seat and last_act(review, seat.name))


def others_like(review: Review, work: int, words: str) -> list[ClusterLine]:
    """Works that a person looks for, to put one together with this one."""
    if not words.strip():
        return []
    found = _matching(review, words, "").exclude(pk=work).annotate(copies=Count("references"))
    return _lines(review, list(found.order_by("title", "pk")[:20]))


def standing_reference(review: Review, work: int) -> str | None:
    """The reference that stands for a work."""
    return WorkRow.objects.filter(review=review, pk=work).values_list("key", flat=True).first()


def work_of(review: Review, reference: str) -> int | None:
    """The number of the work that a reference is a copy of."""
    held = ReferenceRow.objects.filter(review=review, key=reference)
    return held.values_list("work_id", flat=True).first()
