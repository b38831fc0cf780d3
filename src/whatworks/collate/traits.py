"""What of a reference is compared when looking for copies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from whatworks.terms import Reference, normalise_doi, plain_words

LONGEST_TITLE, MOST_AUTHORS = 600, 100
"""What is compared of a title, in characters, and of the authors."""

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_ROMAN_AFTER = {"part", "phase", "study", "chapter", "volume", "section", "type", "paper", "stage", "level"}
_BRACKETED = re.compile(r"[\[(][^\])]{1,40}[\])]\s*\.?\s*$")
_KINDS = {
    "a correction": {
        "erratum",
        "corrigendum",
        "correction",
        "corrected",
        "errata",
        "retraction",
        "retracted",
    },
    "a reply": {"reply", "response", "rejoinder", "responds", "replies", "rebuttal"},
    "a comment": {"comment", "comments", "commentary", "letter", "editorial"},
    "a protocol": {"protocol"},
    "an update": {"update", "updated", "revisited"},
}
_GENERIC = _KINDS["a comment"] | {
    "foreword", "introduction", "preface", "index", "contents", "reviewers", "abstracts", "news", "obituary",
    "remarks",
}  # fmt: skip
_SMALL = {"the", "of", "and", "in", "for", "on", "a", "an", "to", "&", "journal", "j"}


@dataclass(frozen=True)
class Traits:
    """A reference, ready to compare. Empty where the reference does not say."""

    id: str
    doi: str
    pmid: str
    title: str
    generic: bool
    numbers: tuple[str, ...]
    kinds: frozenset[str]
    families: tuple[str, ...]
    names: frozenset[str]
    year: int | None
    container: str
    volume: str
    first_page: str
    abstract: str

    @property
    def first(self) -> str:
        """The first author's family name."""
        return self.families[0] if self.families else ""


def traits_of(reference: Reference) -> Traits:
    """Everything of the reference that takes part in a comparison, made plain once."""
    whole = (reference.title or "")[:LONGEST_TITLE]
    title = plain_words(_BRACKETED.sub("", whole) or whole)
    authors = reference.authors[:MOST_AUTHORS]
    words = title.split()
    ends = words[:3] + words[-2:]
    return Traits(
        id=reference.id,
        doi=normalise_doi(reference.doi) or "",
        pmid=reference.pmid or "",
        title=title,
        generic=len(words) <= 2 or (len(words) <= 8 and bool(_GENERIC & set(words))),
        numbers=tuple(sorted(_numbers(words))),
        kinds=frozenset(kind for kind, marks in _KINDS.items() if marks.intersection(ends)),
        families=tuple(f for f in map(family_name, authors) if f),
        names=frozenset(w for author in authors for w in plain_words(author).split() if len(w) > 1),
        year=reference.year,
        container=" ".join(w for w in plain_words(reference.container or "").split() if w not in _SMALL),
        volume=_digits(reference.volume),
        first_page=_first_page(reference.pages),
        abstract=plain_words((reference.abstract or "")[:300]),
    )


def family_name(author: str) -> str:
    """The family name in plain words: before the comma, else what is no initial, else the last word."""
    if "," in author:
        return plain_words(author.split(",", 1)[0])
    bare = author.replace(".", ". ").split()
    words = [plain_words(w) for w in bare]
    long = [w for w, b in zip(words, bare, strict=True) if len(w) > 1 and not (b.isupper() and len(b) <= 3)]
    if not long:
        return " ".join(words)
    last_is_initial = words[-1] != long[-1]
    return " ".join(long) if last_is_initial else long[-1]


def _numbers(words: list[str]) -> set[str]:
    found = {run.lstrip("0") or "0" for w in words for run in re.findall(r"\d+", w)}
    follows = pairwise(words)
    found |= {_ROMAN[b] for a, b in follows if a in _ROMAN_AFTER and b in _ROMAN}
    if words and words[-1] in _ROMAN and len(words[-1]) > 1:
        found.add(_ROMAN[words[-1]])
    return found


def _digits(value: str | None) -> str:
    found = re.search(r"\d+", value or "")
    return found.group().lstrip("0") if found else ""


def _first_page(pages: str | None) -> str:
    found = re.match(r"\W*(?:pp?\.?\s*)?([a-z]{0,3}\d+)", (pages or "").casefold())
    return re.sub(r"^([a-z]*)0+(?=\d)", r"\1", found.group(1)) if found else ""
