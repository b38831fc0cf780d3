"""The full texts of a review: what is to be found, where it may be, and what is attached."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from whatworks.terms import RetrievalState, Stage
from whatworks_site.evidence.models import RetrievalRow, Review

from ..models import FullText, ReferenceRow, Standing
from ..restating import OLDEST_FIRST

A_PAGE = 50
TO_FIND = "to-find"
SLUGS = {
    "": TO_FIND,
    RetrievalState.ASKED.value: "asked-for",
    RetrievalState.FOUND.value: "found",
    RetrievalState.NOT_FOUND.value: "not-found",
}
WORDS = {TO_FIND: "To find", "asked-for": "Asked for", "found": "Found", "not-found": "Not to be had"}
KINDS = {TO_FIND: "open", "asked-for": "", "found": "help", "not-found": "harm"}
"""How a state's tag looks."""
_AS_READ = ("agreed", "conflict", "resolved")


@dataclass(frozen=True)
class Line:
    """A work in the list."""

    work: int
    key: str
    title: str
    who: str
    state: str
    where: str
    files: int

    @property
    def words(self) -> str:
        """Where the search for it stands, in words."""
        return WORDS[self.state]

    @property
    def kind(self) -> str:
        """How that looks."""
        return KINDS[self.state]


@dataclass(frozen=True)
class Counts:
    """How many works stand where."""

    to_find: int
    asked_for: int
    found: int
    not_found: int
    with_file: int

    @property
    def total(self) -> int:
        """All works that came through titles and abstracts."""
        return self.to_find + self.asked_for + self.found + self.not_found

    @property
    def sentence(self) -> str:
        """The counts as a sentence."""
        return (
            f"{self.to_find:,} to find, {self.asked_for:,} asked for, {self.found:,} found, "
            f"{self.not_found:,} not to be had"
        )


def sought(review: Review) -> QuerySet[Standing]:
    """Works that came through titles and abstracts, the likeliest first."""
    found = Standing.objects.filter(review=review, stage=Stage.FULL_TEXT).select_related("work")
    return found.order_by("work__place", "work__title", "work_id")


def state_of(standing: Standing) -> str:
    """Where the search for a work's full text stands. What was read was found, whoever forgot to say so."""
    if not standing.work.retrieval and standing.state in _AS_READ:
        return SLUGS[RetrievalState.FOUND.value]
    return SLUGS[standing.work.retrieval]


def counts_of(review: Review) -> Counts:
    """How many works stand where."""
    found = [(s.work_id, state_of(s)) for s in sought(review)]
    states = [state for _, state in found]
    filed = _files_of(review, [work for work, _ in found])
    to_find, asked_for, there, missing = (states.count(slug) for slug in WORDS)
    return Counts(to_find, asked_for, there, missing, with_file=len(filed))


def listed(review: Review, *, state: str = "", words: str = "", page: Any = 1) -> Page[Line]:
    """The works in this state that hold all of these words in title, authors, year or DOI."""
    standings = [s for s in sought(review) if not state or state_of(s) == state]
    cited = cited_as(s.work_id for s in standings)
    if wanted := plain(words).split():
        standings = [s for s in standings if _holds(s, cited, wanted)]
    shown = Paginator(standings, A_PAGE).get_page(page)
    works = [s.work_id for s in shown]
    files, where = _files_of(review, works), _where(review, works)
    lines = [
        Line(
            s.work_id,
            s.work.key,
            s.work.title or "Without a title",
            cited[s.work_id].who if s.work_id in cited else "",
            state_of(s),
            where.get(s.work_id, ""),
            files.get(s.work_id, 0),
        )
        for s in shown
    ]
    shown.object_list = lines
    return shown


def next_to_find(review: Review, *, after: int | None = None) -> int | None:
    """The likeliest work still to find; `after`: the one that follows this in the list, if there is one."""
    waiting = [s.work_id for s in sought(review) if state_of(s) == TO_FIND or s.work_id == after]
    if after not in waiting:
        return waiting[0] if waiting else None
    at = waiting.index(after)
    others = waiting[at + 1 :] + waiting[:at]
    return others[0] if others else None


@dataclass(frozen=True)
class Cited:
    """What tells one work from another in a list."""

    who: str
    text: str


def cited_as(works: Iterable[int]) -> dict[int, Cited]:
    """Authors, year and journal of works, and everything of them that is searched."""
    found: dict[int, Cited] = {}
    wanted = list(works)
    for start in range(0, len(wanted), 400):
        rows = ReferenceRow.objects.filter(work_id__in=wanted[start : start + 400]).select_related("work")
        for row in rows.order_by("key"):
            old = found.get(row.work_id)
            text = plain(f"{row.title or ''} {' '.join(row.authors)} {row.year or ''} {row.doi or ''}")
            if old is None or row.key == row.work.key:
                found[row.work_id] = Cited(who(row), f"{old.text} {text}" if old else text)
            else:
                found[row.work_id] = Cited(old.who, f"{old.text} {text}")
    return found


def who(reference: Any) -> str:
    """Authors, year and journal, short."""
    names = [name.split(",")[0].strip() for name in reference.authors if name.strip(" ,")]
    authors = f"{names[0]} and others" if len(names) > 2 else " and ".join(names)
    dated = f"{authors} ({reference.year})" if reference.year and authors else authors or reference.year or ""
    return ". ".join(str(part) for part in (dated, reference.container) if part)


def plain(text: str) -> str:
    """Text as it is compared: without accents, in lower case."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def _holds(standing: Standing, cited: dict[int, Cited], wanted: list[str]) -> bool:
    held = (
        plain(standing.work.title) + " " + (cited[standing.work_id].text if standing.work_id in cited else "")
    )
    return all(word in held for word in wanted)


def _owners(review: Review, works: list[int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(works), 400):
        rows = ReferenceRow.objects.filter(review=review, work_id__in=works[start : start + 400])
        found.update(rows.values_list("key", "work_id"))
    return found


def _files_of(review: Review, works: list[int]) -> dict[int, int]:
    """How many documents each of these works has; works without any are left out."""
    owners, found = _owners(review, works), dict[int, int]()
    attached = FullText.objects.filter(review=review, removed_at=None)
    for key in attached.values_list("reference", flat=True):
        if key in owners:
            found[owners[key]] = found.get(owners[key], 0) + 1
    return found


def _where(review: Review, works: list[int]) -> dict[int, str]:
    owners, found = _owners(review, works), dict[int, str]()
    rows = RetrievalRow.objects.filter(review=review).order_by(*OLDEST_FIRST)
    for key, where in rows.values_list("reference", "where"):
        if key in owners:
            found[owners[key]] = where or ""
    return found
