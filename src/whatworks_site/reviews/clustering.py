"""Which references are one work: the comparison's links and people's word, turned into rows."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from whatworks.collate import deduplicate
from whatworks.review.corrections import corrected
from whatworks.terms import DuplicateLink, Reference, Search, Work
from whatworks_site.evidence.models import CorrectionRow, DuplicateLinkRow, Review, SearchRow

from .models import Link, ReferenceRow, WorkRow
from .restating import AT_ONCE, restate_all


def recluster(review: Review) -> None:
    """Compare all references of a review, and bring its works into line. Inside the caller's transaction."""
    references = read_as(review)
    works, links = deduplicate(references, decided=decided(review), searches=searches(review))
    keep_links(review, links)
    keep_works(review, works, {r.id: r for r in references})
    restate_all(review)


def read_as(review: Review) -> list[Reference]:
    """The review's references, with corrections laid over them."""
    found = tuple(row.to_record() for row in ReferenceRow.objects.filter(review=review).order_by("key"))
    corrections = [row.to_record() for row in CorrectionRow.objects.filter(review=review).order_by("place")]
    return list(corrected(found, corrections))  # type: ignore[arg-type]


def decided(review: Review) -> list[DuplicateLink]:
    """The links that people decided, in order."""
    rows = DuplicateLinkRow.objects.filter(review=review).order_by("place", "pk")
    return [row.to_record() for row in rows]  # type: ignore[misc]


def searches(review: Review) -> list[Search]:
    """The review's searches, in order."""
    return [row.to_record() for row in SearchRow.objects.filter(review=review).order_by("place", "pk")]  # type: ignore[misc]


def keep_links(review: Review, links: Iterable[DuplicateLink]) -> None:
    """Keep what the comparison found; what people decided is kept among the records."""
    Link.objects.filter(review=review).delete()
    Link.objects.bulk_create(
        [
            Link(review=review, a=x.a, b=x.b, band=x.band, score=x.score, why=x.why)
            for x in links
            if x.decided_by is None
        ],
        batch_size=AT_ONCE,
    )


def keep_works(
    review: Review,
    works: Sequence[Work],
    references: dict[str, Reference],
    *,
    among: Collection[str] | None = None,
) -> list[int]:
    """Make the rows of works what `works` says, keeping a row wherever most of its copies stay together.

    `among`: the references that these works are made of, where they are not all of the review's.
    """
    held = ReferenceRow.objects.filter(review=review)
    held = held if among is None else held.filter(key__in=among)
    was: dict[str, int | None] = dict(held.values_list("key", "work_id"))
    rows = {row.pk: row for row in WorkRow.objects.filter(pk__in={w for w in was.values() if w})}
    chosen = _rows_for(works, was, rows)
    made = [_row(review, w, references, chosen.get(w.id)) for w in works]
    gone = set(rows) - {r.pk for r in made if r.pk}
    # A row may take over the name of one that goes or changes: names are freed before they are given.
    WorkRow.objects.filter(pk__in=gone).delete()
    old = [r for r in made if r.pk and _differs(rows[r.pk], r)]
    for row in old:
        WorkRow.objects.filter(pk=row.pk).update(key=f"moving-{row.pk}")
    WorkRow.objects.bulk_update(old, ["key", "search", "title", "year", "chance"], batch_size=100)
    WorkRow.objects.bulk_create([r for r in made if not r.pk], batch_size=AT_ONCE)
    of = dict(WorkRow.objects.filter(review=review, key__in=[w.id for w in works]).values_list("key", "pk"))
    wanted = {key: of[w.id] for w in works for key in w.references}
    moving: defaultdict[int, list[str]] = defaultdict(list)
    for key, pk in wanted.items():
        if was.get(key) != pk:
            moving[pk].append(key)
    _move(review, moving)
    return sorted(set(wanted.values()))


def _move(review: Review, moving: dict[int, list[str]]) -> None:
    pks = dict(ReferenceRow.objects.filter(review=review).values_list("key", "pk"))
    rows = [ReferenceRow(pk=pks[key], work_id=pk) for pk, keys in moving.items() for key in keys]
    ReferenceRow.objects.bulk_update(rows, ["work"], batch_size=200)


def _rows_for(works: Sequence[Work], was: dict[str, int | None], rows: dict[int, WorkRow]) -> dict[str, int]:
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


def _row(review: Review, work: Work, references: dict[str, Reference], pk: int | None) -> WorkRow:
    standing = references[work.id]
    return WorkRow(
        pk=pk,
        review=review,
        key=work.id,
        search=work.search,
        title=standing.title or "",
        year=standing.year,
        chance=int(hashlib.sha256(work.id.encode()).hexdigest()[:7], 16),
    )


def _differs(old: WorkRow, new: WorkRow) -> bool:
    return any(getattr(old, f) != getattr(new, f) for f in ("key", "search", "title", "year"))
