"""Which references are copies of one work, with the evidence for each link."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from whatworks.terms import DuplicateLink, LinkBand, Reference, Search, Work

from .alike import compare
from .pairs import candidate_pairs
from .traits import traits_of

Pair = tuple[str, str]


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
    known = {r.id: r for r in references}
    by_person = {_pair(link.a, link.b): link for link in decided if link.a in known and link.b in known}
    by_person = {pair: link for pair, link in by_person.items() if pair[0] != pair[1]}
    found, held = _compare_all([known[key] for key in sorted(known)], by_person)
    different = {p for p, link in by_person.items() if link.band is LinkBand.DIFFERENT}
    clusters = _Clusters(known)
    links = [_merge(by_person[pair], clusters, _Apart(different)) for pair in sorted(by_person)]
    apart = _Apart(different, held)
    links += [_merge(link, clusters, apart) for link in sorted(found, key=lambda x: (-x.score, x.a, x.b))]
    works = _works(clusters.groups(), known, searches)
    return works, tuple(sorted(links, key=lambda link: (_pair(link.a, link.b), link.decided_by or "")))


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a <= b else (b, a)


def _compare_all(
    references: Sequence[Reference], skip: Mapping[Pair, DuplicateLink]
) -> tuple[list[DuplicateLink], set[Pair]]:
    traits = [traits_of(r) for r in references]
    links: list[DuplicateLink] = []
    held: set[Pair] = set()
    for p, q in candidate_pairs(traits):
        pair = _pair(traits[p].id, traits[q].id)
        found = None if pair in skip else compare(traits[p], traits[q])
        if found is None:
            continue
        links.append(DuplicateLink(a=pair[0], b=pair[1], band=found.band, score=found.score, why=found.why))
        if found.held:
            held.add(pair)
    return links, held


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
        barred = [_pair(m, n) for m in self._members[small] for n in apart.of[m] if self._group[n] == large]
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
