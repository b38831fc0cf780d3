"""Which pairs of references are worth comparing, so that 20,000 records do not mean 200 million pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from .traits import Traits

LARGEST_BLOCK = 120
WINDOW = 12


def candidate_pairs(traits: Sequence[Traits], among: Collection[int] | None = None) -> list[tuple[int, int]]:
    """Positions of pairs that share at least one key, each pair once, in order.

    In a block of more than LARGEST_BLOCK only neighbours are compared, in order of title, year and id: copies
    are each other's neighbours there, and clusters are joined through chains. With `among`, only the pairs
    of which one at least has its position there: exactly those of all pairs that do.
    """
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    common = Counter(word for t in traits for word in set(t.title.split()))
    for position, one in enumerate(traits):
        for key in _keys(one, common):
            blocks[key].append(position)
    found: set[tuple[int, int]] = set()
    for block in blocks.values():
        found.update(_pairs_in(block, traits, among))
    return sorted(found)


def _pairs_in(
    block: list[int], traits: Sequence[Traits], among: Collection[int] | None
) -> Iterator[tuple[int, int]]:
    reach = len(block) if len(block) <= LARGEST_BLOCK else WINDOW
    if reach == WINDOW:
        block = sorted(block, key=lambda p: (traits[p].title, traits[p].year or 0, traits[p].id))
    for i, p in enumerate(block):
        for q in block[i + 1 : i + 1 + reach]:
            if among is None or p in among or q in among:
                yield (p, q) if p < q else (q, p)


def _keys(t: Traits, common: Counter[str]) -> Iterable[str]:
    if t.doi:
        yield f"doi {t.doi}"
    if t.pmid:
        yield f"pmid {t.pmid}"
    bare = t.title.replace(" ", "")
    if bare:
        yield f"start {bare[:16]}"
        yield f"end {bare[-16:]}"
        rare = sorted(set(t.title.split()), key=lambda word: (common[word], word))
        yield f"rare {' '.join(sorted(rare[:2]))}"
        yield f"rare {' '.join(sorted(rare[1:3]))}"
        yield f"long {' '.join(sorted(sorted(set(t.title.split()), key=lambda w: (-len(w), w))[:3]))}"
    if t.first and t.year:
        yield f"who {t.first} {t.year}"
    if t.first and t.first_page:
        yield f"who {t.first} {t.first_page}"
    if t.volume and t.first_page:
        yield f"where {t.volume} {t.first_page}"
