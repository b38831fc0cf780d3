"""How alike two references are, and the evidence in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rapidfuzz import fuzz

from whatworks.terms import LinkBand

from .traits import Traits

SAME, DOUBTFUL = 0.75, 0.35
"""Scores from which a pair is called the same, and from which it is doubtful."""


@dataclass(frozen=True)
class Likeness:
    """Two references compared: a score from 0 to 1, its band, and why.

    `held`: something speaks against their being copies, however alike they are.
    """

    score: float
    band: LinkBand
    why: str
    held: bool = False


@dataclass
class _Evidence:
    points: float
    words: list[str]
    doubts: list[str]

    def add(self, points: float, words: str) -> None:
        self.points += points
        self.words.append(words)


def compare(a: Traits, b: Traits) -> Likeness | None:
    """Compare two references; None where they are plainly different works.

    The points are ours, set once so that a pair needs agreement on the title and on at least two of author,
    year, journal, volume and page. What makes copies look alike that are not (another DOI, numbers in the
    title, a correction, a reply) holds the pair back as doubtful however alike the rest.
    """
    shared = (a.doi and a.doi == b.doi) or (a.pmid and a.pmid == b.pmid)
    titles = _title_likeness(a, b)
    if titles is not None and titles < (30 if shared else 75):
        return None if not shared else _doubtful_identifier(a, b, titles)
    evidence = _Evidence(-5.0, [], [])
    _identifiers(evidence, a, b)
    _titles(evidence, a, b, titles)
    _people(evidence, a, b)
    _when(evidence, a, b)
    _where(evidence, a, b)
    _abstracts(evidence, a, b)
    _guards(evidence, a, b, titles, bool(shared))
    return _judge(evidence)


def _judge(evidence: _Evidence) -> Likeness | None:
    score = round(1 / (1 + math.exp(-evidence.points)), 4)
    if score < DOUBTFUL:
        return None
    band = LinkBand.SAME if score >= SAME and not evidence.doubts else LinkBand.DOUBTFUL
    if evidence.doubts:
        score = min(score, SAME - 0.01)
    words = "; ".join([*evidence.words, *(f"but {doubt}" for doubt in evidence.doubts)])
    return Likeness(score, band, words, held=bool(evidence.doubts))


def _doubtful_identifier(a: Traits, b: Traits, titles: float) -> Likeness:
    name = f"same DOI {a.doi}" if a.doi and a.doi == b.doi else f"same PMID {a.pmid}"
    why = f"{name}; but the titles are only {titles:.0f}% alike, as with a chapter, a correction or a slip"
    return Likeness(0.5, LinkBand.DOUBTFUL, why, held=True)


def _title_likeness(a: Traits, b: Traits) -> float | None:
    if not a.title or not b.title:
        return None
    if a.title == b.title:
        return 100.0
    alike = max(
        fuzz.ratio(a.title, b.title),
        fuzz.token_sort_ratio(a.title, b.title) - 1,
        fuzz.ratio(a.title.replace(" ", ""), b.title.replace(" ", "")),
    )
    short, long = sorted((a.title, b.title), key=len)
    at_one_place = a.first_page and a.first_page == b.first_page and a.year == b.year
    if len(short) >= (12 if at_one_place else 35) and (long.startswith(short) or long.endswith(short)):
        alike = max(alike, 92.0)
    return alike


def _titles(evidence: _Evidence, a: Traits, b: Traits, titles: float | None) -> None:
    if titles is None:
        return
    points = (
        4.5
        if titles >= 99
        else 4.0
        if titles >= 95
        else 3.2
        if titles >= 90
        else 2.0
        if titles >= 85
        else 0.0
    )
    long_enough = min(len(a.title), len(b.title)) >= 25
    words = "same title" if titles == 100 else f"titles {titles:.0f}% alike"
    evidence.add(points if long_enough else points - 1.5, words)


def _identifiers(evidence: _Evidence, a: Traits, b: Traits) -> None:
    if a.doi and b.doi:
        if a.doi == b.doi:
            evidence.add(5.0, f"same DOI {a.doi}")
        else:
            evidence.add(-2.0, f"DOIs {a.doi} and {b.doi}")
    if a.pmid and b.pmid:
        if a.pmid == b.pmid:
            evidence.add(5.0, f"same PMID {a.pmid}")
        else:
            evidence.add(-2.0, f"PMIDs {a.pmid} and {b.pmid}")


def _people(evidence: _Evidence, a: Traits, b: Traits) -> None:
    if not a.families or not b.families:
        return
    shared = len(set(a.families) & set(b.families)) / min(len(set(a.families)), len(set(b.families)))
    if a.first == b.first or fuzz.ratio(a.first, b.first) >= 85:
        evidence.add(1.5, "same first author")
    elif shared >= 0.5:
        evidence.add(1.0, f"{shared:.0%} of authors shared")
    elif shared > 0 or a.names & b.names:
        evidence.add(0.3, "some authors shared")
    else:
        evidence.add(-2.5, "no author shared")


def _when(evidence: _Evidence, a: Traits, b: Traits) -> None:
    if a.year is None or b.year is None:
        return
    gap = abs(a.year - b.year)
    if gap == 0:
        evidence.add(1.0, f"both {a.year}")
    else:
        evidence.add(0.0 if gap == 1 else -2.0, f"years {min(a.year, b.year)} and {max(a.year, b.year)}")


def _where(evidence: _Evidence, a: Traits, b: Traits) -> None:
    if a.container and b.container:
        if same_container(a.container, b.container):
            evidence.add(0.8, "same journal")
        else:
            evidence.add(-1.2, "another journal or book")
    if a.volume and b.volume:
        evidence.add(0.7 if a.volume == b.volume else -1.2, _versus("volume", a.volume, b.volume))
    if a.first_page and b.first_page:
        same = a.first_page == b.first_page
        evidence.add(1.2 if same else -1.5, _versus("first page", a.first_page, b.first_page))


def _abstracts(evidence: _Evidence, a: Traits, b: Traits) -> None:
    if min(len(a.abstract), len(b.abstract)) < 100:
        return
    alike = fuzz.ratio(a.abstract, b.abstract)
    if alike >= 90:
        evidence.add(1.5, "same abstract")
    elif alike < 50:
        evidence.add(-0.7, "abstracts differ")


def _versus(name: str, a: str, b: str) -> str:
    return f"same {name}" if a == b else f"{name}s {' and '.join(sorted((a, b)))}"


def same_container(a: str, b: str) -> bool:
    """Whether two journals are likely one: alike, one inside the other, or one short for the other."""
    if fuzz.token_set_ratio(a, b) >= 85:
        return True
    short, long = sorted((a.split(), b.split()), key=lambda words: (sum(map(len, words)), words))
    if (
        len(short) == 1
        and len(short[0]) == len(long)
        and all(w[0] == c for w, c in zip(long, short[0], strict=True))
    ):
        return True
    rest = iter(long)
    return bool(short) and all(any(_shortens(part, word) for word in rest) for part in short)


def _shortens(part: str, word: str) -> bool:
    if part[:2] != word[:2]:
        return False
    rest = iter(word)
    return all(letter in rest for letter in part)


def _guards(evidence: _Evidence, a: Traits, b: Traits, titles: float | None, shared: bool) -> None:
    if a.doi and b.doi and a.doi != b.doi and (a.generic or not _same_place(a, b)):
        evidence.doubts.append("their DOIs differ: perhaps two versions")
    if a.numbers != b.numbers and titles is not None and titles < 100 and not _one_is_cut(a, b):
        differ = sorted(set(a.numbers) ^ set(b.numbers))
        evidence.doubts.append(f"the titles differ in {', '.join(differ)}")
    placed = a.first_page or b.first_page or shared
    if (a.generic or b.generic) and not placed and "same abstract" not in evidence.words:
        evidence.doubts.append(
            "such a title is used again and again, and no page or identifier tells them apart"
        )
    if a.kinds != b.kinds and not _one_is_cut(a, b):
        evidence.doubts.append(f"only one calls itself {' and '.join(sorted(a.kinds ^ b.kinds))}")
    if shared and titles is not None and titles < 75:
        evidence.doubts.append("the titles are plainly different for one DOI or PMID")
    allowed = (5 if titles == 100 else 2) if shared else 1
    if a.year and b.year and abs(a.year - b.year) > allowed:
        evidence.doubts.append("the years lie apart")


def _same_place(a: Traits, b: Traits) -> bool:
    return bool(a.volume and a.volume == b.volume and a.first_page and a.first_page == b.first_page)


def _one_is_cut(a: Traits, b: Traits) -> bool:
    """Whether one title is the other cut short, at the same place in the same journal."""
    short, long = sorted((a.title, b.title), key=len)
    return _same_place(a, b) and long.startswith(short) and a.year == b.year
