"""The rows of works, made what the clustering says; a row stays wherever most of its copies stay together."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.db.models import Max, OuterRef, Subquery

from whatworks.terms import Reference, Work
from whatworks_site.evidence.models import Review

from .actions.ranking_asked import ask_to_teach
from .models import FullText, ReferenceRow, WorkRow

AT_ONCE = 400


def in_parts(items: Iterable[str], size: int = AT_ONCE) -> Iterator[list[str]]:
    """Few enough at once for any database's limit of values in a query."""
    left = iter(items)
    while some := list(islice(left, size)):
        yield some


def keep_works(
    review: Review,
    works: Sequence[Work],
    references: Mapping[str, Reference],
    *,
    among: Collection[str] | None = None,
) -> list[int]:
    """Make the rows of works what `works` says; their numbers.

    `among`: the references that these works are made of, where they are not all of the review's.
    """
    was = _was(review, among)
    rows = _held(review, {w for w in was.values() if w}, among)
    chosen = _rows_for(works, was, rows)
    places = _Places(review, was, rows)
    made = [_row(review, w, references, chosen.get(w.id), places) for w in works]
    gone = set(rows) - {r.pk for r in made if r.pk}
    # A row may take over the name of one that goes or changes: names are freed before they are given.
    WorkRow.objects.filter(pk__in=gone).delete()
    old = [r for r in made if r.pk and _differs(rows[r.pk], r)]
    for row in old:
        WorkRow.objects.filter(pk=row.pk).update(key=f"moving-{row.pk}")
    WorkRow.objects.bulk_update(old, ["key", "search", "title", "year", "chance"], batch_size=100)
    new = [r for r in made if not r.pk]
    WorkRow.objects.bulk_create(new, batch_size=AT_ONCE)
    if new:
        ask_to_teach(review)
    of = _numbers(review, [w.id for w in works])
    wanted = {key: of[w.id] for w in works for key in w.references}
    _move(review, {key: pk for key, pk in wanted.items() if was.get(key) != pk or pk in gone}, of)
    return sorted(set(wanted.values()))


def _was(review: Review, among: Collection[str] | None) -> dict[str, int | None]:
    held = ReferenceRow.objects.filter(review=review)
    if among is None:
        return dict(held.values_list("key", "work_id"))
    return {
        key: work
        for part in in_parts(among)
        for key, work in held.filter(key__in=part).values_list("key", "work_id")
    }


def _held(review: Review, pks: set[int], among: Collection[str] | None) -> dict[int, WorkRow]:
    if among is None:
        return {row.pk: row for row in WorkRow.objects.filter(review=review)}
    return WorkRow.objects.in_bulk(list(pks))


def _numbers(review: Review, keys: Iterable[str]) -> dict[str, int]:
    held = WorkRow.objects.filter(review=review)
    return dict(
        pair for part in in_parts(keys) for pair in held.filter(key__in=part).values_list("key", "pk")
    )


def _move(review: Review, moving: Mapping[str, int], of: Mapping[str, int]) -> None:
    """Hang references on their works, and on these the documents attached to them."""
    named = WorkRow.objects.filter(review=review, key=OuterRef("key")).values("pk")[:1]
    for part in in_parts(key for key in moving if key in of):
        ReferenceRow.objects.filter(review=review, key__in=part).update(work_id=Subquery(named))
    copies: defaultdict[int, list[str]] = defaultdict(list)
    for key, pk in moving.items():
        if key not in of:
            copies[pk].append(key)
    for pk, keys in copies.items():
        ReferenceRow.objects.filter(review=review, key__in=keys).update(work_id=pk)
    attached = FullText.objects.filter(review=review).values_list("pk", "reference")
    for text, reference in attached:
        if reference in moving:
            FullText.objects.filter(pk=text).update(work_id=moving[reference])


def _rows_for(
    works: Sequence[Work], was: Mapping[str, int | None], rows: Mapping[int, WorkRow]
) -> dict[str, int]:
    """Which row goes on as which work: the one that holds most of its copies, each row once."""
    chosen: dict[str, int] = {}
    taken: set[int] = set()
    for work in sorted(works, key=lambda w: (-len(w.references), w.id)):
        held = Counter(pk for key in work.references if (pk := was.get(key)) in rows and pk not in taken)
        if held:
            best = min(held, key=lambda pk: (-held[pk], rows[pk].key != work.id, pk))  # type: ignore[index,operator]
            chosen[work.id] = best  # type: ignore[assignment]
            taken.add(best)  # type: ignore[arg-type]
    return chosen


class _Places:
    """Where a new row stands by likeness to the question, until the ranker has looked at it."""

    def __init__(self, review: Review, was: Mapping[str, int | None], rows: Mapping[int, WorkRow]) -> None:
        self._was, self._rows = was, rows
        last = WorkRow.objects.filter(review=review).aggregate(last=Max("place"))["last"]
        self._after = 0 if last is None else last + 1

    def of(self, work: Work) -> int:
        """The place of the work that it was part of; for one that nobody knew, after all others."""
        before = (self._rows.get(pk) for key in work.references if (pk := self._was.get(key)))
        return next((row.place for row in before if row), self._after)


def _row(
    review: Review, work: Work, references: Mapping[str, Reference], pk: int | None, places: _Places
) -> WorkRow:
    standing = references[work.id]
    return WorkRow(
        pk=pk,
        review=review,
        key=work.id,
        search=work.search,
        title=standing.title or "",
        year=standing.year,
        place=places.of(work),
        chance=int(hashlib.sha256(work.id.encode()).hexdigest()[:7], 16),
    )


def _differs(old: WorkRow, new: WorkRow) -> bool:
    return any(getattr(old, f) != getattr(new, f) for f in ("key", "search", "title", "year"))
