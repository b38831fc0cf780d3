"""Works out of links: copies put together, where nothing holds them apart."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from whatworks.terms import DuplicateLink, LinkBand, Reference, Search, Work

Pair = tuple[str, str]
"""Two ids, the lesser first."""


def cluster(
    references: Sequence[Reference],
    links: Sequence[DuplicateLink],
    *,
    held: Collection[Pair] = (),
    decided: Sequence[DuplicateLink] = (),
    searches: Sequence[Search] = (),
) -> tuple[tuple[Work, ...], tuple[DuplicateLink, ...]]:
    """Works, by id, and every link found or decided, by pair: `deduplicate` without comparing again.

    `links` and `held` are those of `compare_references`, as it gave them: a link that came out of here says
    what became of it, and is no link to begin with. A person's link replaces ours of the same pair, so that
    decisions may come and go after the comparison. Of a pair compared twice the last counts. Links, pairs
    and decisions on references that were not handed in are left out.

    References that no chain of links or decisions joins do not touch: handed in by themselves, with what
    lies between them, those of one such component give the same works and links as among all.
    """
    known = {r.id: r for r in references}
    by_person = _between(known, decided)
    found = {p: link for p, link in _between(known, links).items() if p not in by_person}
    kept = {p for p in held if p in found}
    different = {p for p, link in by_person.items() if link.band is LinkBand.DIFFERENT}
    clusters = _Clusters(known)
    merged = [_merge(by_person[pair], clusters, _Apart(different)) for pair in sorted(by_person)]
    apart = _Apart(different, kept)
    by_score = sorted(found.values(), key=lambda link: (-link.score, link.a, link.b))
    merged += [_merge(link, clusters, apart) for link in by_score]
    works = _works(clusters.groups(), known, searches)
    return works, tuple(sorted(merged, key=lambda link: (pair_of(link.a, link.b), link.decided_by or "")))


def pair_of(a: str, b: str) -> Pair:
    """Two ids in the order in which pairs are kept."""
    return (a, b) if a <= b else (b, a)


def _between(known: Mapping[str, Reference], links: Iterable[DuplicateLink]) -> dict[Pair, DuplicateLink]:
    """The last link of each pair of two different references that are there."""
    return {pair_of(x.a, x.b): x for x in links if x.a in known and x.b in known and x.a != x.b}


def _merge(link: DuplicateLink, clusters: _Clusters, apart: _Apart) -> DuplicateLink:
    """Merge the two groups of a link that says `same`; return it, or what it becomes if they may not meet."""
    stopped = clusters.join(link.a, link.b, apart) if link.band is LinkBand.SAME else None
    if stopped is None:
        return link
    words = f"{link.why}; but not merged: {stopped[0]} and {stopped[1]} would meet, {apart.why(stopped)}"
    return dataclasses.replace(link, band=LinkBand.DOUBTFUL, why=words)


class _Apart:
    """Pairs that may not meet in one work: a person says they differ, or the evidence holds them apart."""

    def __init__(self, different: Collection[Pair], held: Collection[Pair] = ()) -> None:
        self._different = different
        self.of: defaultdict[str, set[str]] = defaultdict(set)
        for a, b in (*different, *held):
            self.of[a].add(b)
            self.of[b].add(a)

    def why(self, pair: Pair) -> str:
        if pair in self._different:
            return "which a person decided are different"
        return "which are alike and held apart until a person decides"


class _Clusters:
    """Groups of references that grow together, where no two members may not meet."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._group = {i: i for i in ids}
        self._members = {i: [i] for i in self._group}

    def join(self, a: str, b: str, apart: _Apart) -> Pair | None:
        """Put the two groups together; the pair that forbids it, where one does."""
        one, other = self._group[a], self._group[b]
        if one == other:
            return None
        small, large = sorted((one, other), key=lambda g: (len(self._members[g]), g))
        barred = [pair_of(m, n) for m in self._members[small] for n in apart.of[m] if self._group[n] == large]
        if barred:
            return min(barred)
        for member in self._members.pop(small):
            self._group[member] = large
            self._members[large].append(member)
        return None

    def groups(self) -> list[list[str]]:
        return list(self._members.values())


def _works(
    groups: Iterable[Sequence[str]], known: Mapping[str, Reference], searches: Sequence[Search]
) -> tuple[Work, ...]:
    order = {s.id: (s.date or dt.date.max, i) for i, s in enumerate(searches)}
    last = (dt.date.max, len(order))
    works = []
    for group in groups:
        copies = sorted(group, key=lambda i: (-completeness(known[i]), i))
        found_by = {known[i].search for i in copies}
        first = min(found_by, key=lambda s: (order.get(s, last), s))
        works.append(Work(id=copies[0], references=tuple(copies), search=first))
    return tuple(sorted(works, key=lambda w: w.id))


def completeness(reference: Reference) -> int:
    """How much of a reference is filled in; the title, the abstract and a DOI weigh most."""
    weights = {"title": 6, "abstract": 5, "doi": 4, "authors": 3, "year": 3, "container": 2, "pmid": 2}
    fields = (*weights, "volume", "issue", "pages", "keywords", "isbn", "language", "urls", "type")
    return sum(weights.get(name, 1) for name in fields if getattr(reference, name))
