"""Which record a document may belong to, from the file's name alone. Proposed, for a person to confirm."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from whatworks_site.evidence.models import Review

from ..models import ReferenceRow
from .fulltext_list import TO_FIND, WORDS, cited_as, plain, sought, state_of

ALIKE, APART = 80.0, 6.0
"""How like a title a name must be, out of 100, and by how much more than like any other."""
SHORTEST_DOI = 8


@dataclass(frozen=True)
class Candidate:
    """A work that a document may belong to."""

    work: int
    words: str
    title: str
    years: frozenset[str]
    names: frozenset[str]
    dois: frozenset[str]


@dataclass(frozen=True)
class Proposal:
    """The record that a file is taken to belong to, and why; none where it could be several or none."""

    work: int | None
    why: str


def candidates(review: Review) -> list[Candidate]:
    """Every work whose full text is sought; those still to find come first."""
    standings = sorted(sought(review), key=lambda s: list(WORDS).index(state_of(s)))
    works = [s.work_id for s in standings]
    cited, of = cited_as(works), _references(works)
    return [
        Candidate(
            work=s.work_id,
            words=_words(s.work.title, cited[s.work_id].who if s.work_id in cited else "", state_of(s)),
            title=s.work.title,
            years=frozenset(str(year) for _, _, year in of[s.work_id] if year),
            names=frozenset(plain(names[0].split(",")[0]).strip() for _, names, _ in of[s.work_id] if names),
            dois=frozenset(doi for doi, _, _ in of[s.work_id] if len(doi) >= SHORTEST_DOI),
        )
        for s in standings
    ]


def _references(works: Sequence[int]) -> defaultdict[int, list[tuple[str, list[str], int | None]]]:
    """DOI (bare), authors and year of each reference, by work."""
    found: defaultdict[int, list[tuple[str, list[str], int | None]]] = defaultdict(list)
    for start in range(0, len(works), 400):
        rows = ReferenceRow.objects.filter(work_id__in=works[start : start + 400])
        for work, doi, authors, year in rows.values_list("work_id", "doi", "authors", "year"):
            found[work].append((_bare(doi or ""), authors, year))
    return found


def propose(name: str, found: Sequence[Candidate]) -> Proposal:
    """The work whose DOI, first author and year, or title a file's name holds, if there is just one."""
    stem = name.removesuffix(".pdf")
    for matching, why in (
        (_by_doi(stem, found), "Its name holds the DOI."),
        (_by_title(stem, found), "Its name is like the title."),
        (_by_author(stem, found), "Its name holds the first author and the year."),
    ):
        if len(matching) == 1:
            return Proposal(matching[0], why)
        if matching:
            return Proposal(None, f"{len(matching)} records would fit. Choose one.")
    return Proposal(None, "Its name fits no record. Choose one, or leave it out.")


def _by_doi(stem: str, found: Sequence[Candidate]) -> list[int]:
    bare = _bare(stem)
    held = [(len(doi), c.work) for c in found for doi in c.dois if _holds(bare, doi)]
    longest = max((length for length, _ in held), default=0)
    return sorted({work for length, work in held if length == longest})


def _holds(bare: str, doi: str) -> bool:
    """Whether the DOI stands there, and not as the beginning of a longer number."""
    digit = r"(?!\d)" if doi[-1].isdigit() else ""
    return re.search(re.escape(doi) + digit, bare) is not None


def _by_title(stem: str, found: Sequence[Candidate]) -> list[int]:
    titles = {c.work: c.title for c in found if c.title}
    best = process.extract(
        stem.replace("_", " "), titles, scorer=fuzz.token_sort_ratio, processor=utils.default_process, limit=2
    )
    likely = [(score, work) for _, score, work in best if score >= ALIKE]
    if len(likely) == 2 and likely[0][0] - likely[1][0] >= APART:
        likely = likely[:1]
    return [work for _, work in likely]


def _by_author(stem: str, found: Sequence[Candidate]) -> list[int]:
    words = set(re.findall(r"[^\W\d_]+|\d+", plain(stem)))
    return [c.work for c in found if c.years & words and any(set(n.split()) <= words for n in c.names if n)]


def _bare(text: str) -> str:
    return re.sub(r"%2f|[^0-9a-z]", "", plain(text))


def _words(title: str, who: str, state: str) -> str:
    short = title if len(title) <= 90 else f"{title[:88]}…"
    noted = "" if state == TO_FIND else f" ({WORDS[state].lower()})"
    return f"{short or 'Without a title'}{f', {who}' if who else ''}{noted}"
