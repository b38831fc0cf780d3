"""Which references are one work: the comparison's links and people's word, turned into rows.

`Link` keeps what the comparison itself found, of every pair, also of those that a person decided: so a
decision may come and go, and the works follow by clustering alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from whatworks.collate import Comparison, cluster, compare_references
from whatworks.collate.clusters import pair_of
from whatworks.review.corrections import corrected
from whatworks.terms import Correction, DuplicateLink, LinkBand, Reference, Search
from whatworks_site.evidence.models import CorrectionRow, DuplicateLinkRow, Review, SearchRow

from .models import Link, ReferenceRow
from .restating import AT_ONCE, restate, restate_all
from .sharing import share_out_new
from .works import in_parts, keep_works


def recluster(review: Review) -> None:
    """Compare all references of a review, and bring its works into line. Inside the caller's transaction."""
    references = read_as(review)
    found = compare_references(references)
    Link.objects.filter(review=review).delete()
    keep_links(review, found)
    works, _ = cluster(
        references, found.links, held=found.held, decided=decided(review), searches=searches(review)
    )
    keep_works(review, works, {r.id: r for r in references})
    share_out_new(review)
    restate_all(review)


def recluster_around(
    review: Review, keys: Collection[str], *, known: Mapping[str, Reference] | None = None
) -> list[int]:
    """Bring the works of these references, and of all that links join to them, into line; their numbers.

    The links of the comparison are taken as they are kept: nothing is compared. `known`: references already
    read, so that they need not be read again. Inside the caller's transaction.
    """
    some = joined_to(review, keys)
    references = _references(review, some, known or {})
    kept, held = links_among(review, references.keys())
    works, _ = cluster(
        list(references.values()),
        kept,
        held=held,
        decided=decided_among(review, references.keys()),
        searches=searches(review),
    )
    touched = keep_works(review, works, references, among=references.keys())
    restate(review, {*touched, *share_out_new(review)})
    return touched


def joined_to(review: Review, keys: Collection[str]) -> set[str]:
    """These references and all that a chain of links or decisions joins to them."""
    beside: defaultdict[str, list[str]] = defaultdict(list)
    pairs = list(Link.objects.filter(review=review).order_by().values_list("a", "b"))
    pairs += list(DuplicateLinkRow.objects.filter(review=review).order_by().values_list("a", "b"))
    for a, b in pairs:
        beside[a].append(b)
        beside[b].append(a)
    found, edge = set(keys), list(keys)
    while edge:
        new = [other for other in beside.get(edge.pop(), ()) if other not in found]
        found.update(new)
        edge.extend(new)
    return found


def read_as(review: Review) -> list[Reference]:
    """The review's references, with corrections laid over them."""
    found = [row.to_record() for row in ReferenceRow.objects.filter(review=review).order_by("key")]
    return list(corrected(found, _corrections(review)))


def _references(review: Review, keys: Iterable[str], known: Mapping[str, Reference]) -> dict[str, Reference]:
    """Those of these references that are there, as they should read."""
    lacking = [key for key in keys if key not in known]
    rows = [
        row.to_record()
        for part in in_parts(lacking)
        for row in ReferenceRow.objects.filter(review=review, key__in=part)
    ]
    read = {r.id: r for r in corrected(rows, _corrections(review))}
    return {key: r for key in sorted(keys) if (r := known.get(key) or read.get(key)) is not None}


def _corrections(review: Review) -> list[Correction]:
    return [row.to_record() for row in CorrectionRow.objects.filter(review=review).order_by("place")]  # type: ignore[misc]


def decided(review: Review) -> list[DuplicateLink]:
    """The links that people decided, in order."""
    rows = DuplicateLinkRow.objects.filter(review=review).order_by("place", "pk")
    return [row.to_record() for row in rows]  # type: ignore[misc]


def decided_among(review: Review, keys: Collection[str]) -> list[DuplicateLink]:
    """The links between these references that people decided, in order."""
    return [link for link in decided(review) if link.a in keys and link.b in keys]


def searches(review: Review) -> list[Search]:
    """The review's searches, in order."""
    return [row.to_record() for row in SearchRow.objects.filter(review=review).order_by("place", "pk")]  # type: ignore[misc]


def links_among(review: Review, keys: Collection[str]) -> tuple[list[DuplicateLink], set[tuple[str, str]]]:
    """What the comparison found between these references, and the pairs that something holds apart."""
    rows = [
        row
        for part in in_parts(sorted(keys))
        for row in Link.objects.filter(review=review, a__in=part)
        if row.b in keys
    ]
    links = [DuplicateLink(a=r.a, b=r.b, band=LinkBand(r.band), score=r.score, why=r.why) for r in rows]
    return links, {pair_of(r.a, r.b) for r in rows if r.held}


def keep_links(review: Review, found: Comparison) -> None:
    """Keep what a comparison found, beside what is kept already."""
    rows = [
        Link(
            review=review, a=x.a, b=x.b, band=x.band, score=x.score, why=x.why,
            held=pair_of(x.a, x.b) in found.held,
        )
        for x in found.links
    ]  # fmt: skip
    Link.objects.bulk_create(rows, batch_size=AT_ONCE)
