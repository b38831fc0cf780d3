"""Which references are copies of one work, with the evidence for each link."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from whatworks.terms import DuplicateLink, Reference, Search, Work

from .alike import compare
from .clusters import Pair, cluster, pair_of
from .lines import Progress
from .pairs import candidate_pairs
from .traits import traits_of

_EVERY = 2_000


def deduplicate(
    references: Sequence[Reference],
    *,
    decided: Sequence[DuplicateLink] = (),
    searches: Sequence[Search] = (),
) -> tuple[tuple[Work, ...], tuple[DuplicateLink, ...]]:
    """Works, by id, and every link found or decided, by pair.

    Pairs in the band `same` are merged; `doubtful` ones are kept apart for a person. A person's link (the
    last one of a pair) wins over ours and is kept as it is; one that says `different` also stops the two
    from meeting through others, and the link that was stopped says so. Links to references that are not
    there are left out; `check_duplicate_links` names them. Nothing depends on the order of the references.
    A work stands under its most complete reference and counts for the search that found it first, by date,
    then by the order of `searches`.
    """
    found = compare_references(references, decided=decided)
    return cluster(references, found.links, held=found.held, decided=decided, searches=searches)


@dataclass(frozen=True)
class Comparison:
    """References compared: every link found, by pair, and the pairs that something holds apart.

    A held pair has a link too: `doubtful`, however alike the two are, and not to meet through a third.
    """

    links: tuple[DuplicateLink, ...] = ()
    held: frozenset[Pair] = frozenset()


def compare_references(
    references: Sequence[Reference],
    *,
    decided: Sequence[DuplicateLink] = (),
    among: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare every pair worth comparing: the slow part of `deduplicate`.

    Pairs that a person decided are not compared; leave them out of `decided` where a decision may be taken
    back. Nothing depends on the order of the references. Progress counts pairs (done, total).

    With `among`, only the pairs of which one at least is among those ids, so that a new import is compared
    with all and the old ones not with each other again. Those pairs are exactly the ones that a comparison
    of all finds. The old pairs may differ a little from what a comparison of all would find now, since which
    pairs are worth comparing depends on all records: a title's rarest words may be others, and in a large
    block (LARGEST_BLOCK) only neighbours are compared. Compare all again, in its own time, to be exact.
    """
    known = {r.id: r for r in references}
    skip = {pair_of(link.a, link.b) for link in decided}
    traits = [traits_of(known[key]) for key in sorted(known)]
    new = None if among is None else {i for i, one in enumerate(traits) if one.id in among}
    links: list[DuplicateLink] = []
    held: set[Pair] = set()
    pairs = candidate_pairs(traits, new)
    for number, (p, q) in enumerate(pairs):
        if progress and number % _EVERY == 0:
            progress(number, len(pairs))
        pair = pair_of(traits[p].id, traits[q].id)
        found = None if pair in skip else compare(traits[p], traits[q])
        if found is None:
            continue
        links.append(DuplicateLink(a=pair[0], b=pair[1], band=found.band, score=found.score, why=found.why))
        if found.held:
            held.add(pair)
    if progress:
        progress(len(pairs), len(pairs))
    return Comparison(tuple(links), frozenset(held))


def check_duplicate_links(links: Sequence[DuplicateLink], references: Sequence[Reference]) -> tuple[str, ...]:
    """What is wrong with links that people decided, in words; nothing where all is well."""
    known = {r.id for r in references}
    found = []
    for link in links:
        unknown = [i for i in (link.a, link.b) if i not in known]
        found += [
            f"The link between {link.a} and {link.b} names {i}, and no reference has that id: its export may "
            "have changed. Correct the id, or take the link out."
            for i in unknown
        ]
        if link.a == link.b:
            found.append(f"A link joins {link.a} to itself. Name two references, or take the link out.")
    return tuple(found)
