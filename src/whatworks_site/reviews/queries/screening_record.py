"""One record as a screener reads it: what its source said, with the team's words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from whatworks.review.corrections import corrected
from whatworks.terms import Reference, Search, Stage
from whatworks_site.evidence.models import CorrectionRow, Review, SearchRow

from ..models import ReferenceRow, WorkRow
from ..seats import ways_of
from .screening_marks import Marker, marker, pointed_at

AUTHORS = 6
_LABEL = re.compile(
    r"(?:(?<=\s)|^)((?:(?:BACKGROUND|INTRODUCTION|CONTEXT|OBJECTIVES?|AIMS?|PURPOSE|DESIGN|SETTING|METHODS?|"
    r"PARTICIPANTS?|INTERVENTIONS?|MEASURES|OUTCOMES?|RESULTS?|FINDINGS|DISCUSSION|CONCLUSIONS?|LIMITATIONS|"
    r"INTERPRETATION|IMPLICATIONS|TRIAL REGISTRATION|FUNDING)(?: (?:AND|&) [A-Z]+)?)"
    r"|(?:Background|Introduction|Context|Objectives?|Aims?|Purpose|Design|Setting|Methods?|Participants?|"
    r"Interventions?|Results?|Findings|Discussion|Conclusions?|Limitations|Interpretation|Implications|"
    r"Trial registration|Funding)): ?"
)


@dataclass(frozen=True)
class Paragraph:
    """A part of an abstract, with its label where it has one."""

    label: str
    text: Markup


@dataclass(frozen=True)
class Copy:
    """Another record of the same work."""

    title: str
    found_by: str
    differs: bool


@dataclass(frozen=True)
class Reason:
    """A criterion that a record can be excluded for."""

    number: int
    id: str
    name: str
    text: str
    words: tuple[str, ...]
    """The record's words that point at it."""


@dataclass(frozen=True)
class Shown:
    """A record as a page shows it."""

    work: int
    key: str
    plain_title: str
    title: Markup
    authors: str
    source: str
    doi: str
    links: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    abstract_from: str
    keywords: Markup
    language: str
    found_by: tuple[str, ...]
    copies: tuple[Copy, ...]
    reasons: tuple[Reason, ...]
    has_own_words: bool
    is_marked: tuple[bool, bool]
    """Whether words for, and words against, stand in it."""

    @property
    def doi_href(self) -> str:
        """Where the DOI leads."""
        return "https://doi.org/" + quote(self.doi, safe="/:;().-_")


def shown_of(review: Review, stage: Stage, work: WorkRow) -> Shown:
    """A work as its standing record says, with what its copies add."""
    references = _references(review, work)
    first = references[0]
    found = {row.key: row.to_record() for row in SearchRow.objects.filter(review=review)}
    words = _marker(review)
    told = next((r for r in references if r.abstract), first)
    paragraphs = tuple(_paragraphs(told.abstract or "", words))
    title = words.mark(first.title or "No title")
    keywords = words.mark("; ".join(dict.fromkeys(k for r in references for k in r.keywords)))
    return Shown(
        work=work.pk,
        key=first.id,
        plain_title=first.title or "No title",
        title=title,
        authors=_authors(first),
        source=_source(first),
        doi=next((r.doi for r in references if r.doi), ""),
        links=tuple(dict.fromkeys(u for r in references for u in r.urls if _is_address(u)))[:3],
        paragraphs=paragraphs,
        abstract_from=_search_words(found.get(told.search), told.search) if told is not first else "",
        keywords=keywords,
        language=first.language or "",
        found_by=tuple(dict.fromkeys(_search_words(found.get(r.search), r.search) for r in references)),
        copies=tuple(_copy(r, first, found) for r in references[1:]),
        reasons=reasons_of(review, stage, words.met),
        has_own_words=words.is_own,
        is_marked=(words.met_for, bool(words.met)),
    )


def reasons_of(review: Review, stage: Stage, met: Iterable[str] = ()) -> tuple[Reason, ...]:
    """The criteria of a stage, numbered, and which of a record's words point at each."""
    held = [c for c in review.document.get("criteria", []) if c.get("stage") in (None, stage.value)]
    return tuple(
        Reason(number, c["id"], name_of(c["id"]), c["text"], tuple(pointed_at(c["text"], met)))
        for number, c in enumerate(held, start=1)
    )


def name_of(criterion: str) -> str:
    """A criterion's id as a heading."""
    words = criterion.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def _references(review: Review, work: WorkRow) -> list[Reference]:
    rows = [row.to_record() for row in ReferenceRow.objects.filter(work=work)]
    laid = CorrectionRow.objects.filter(review=review, record__in=[r.id for r in rows]).order_by("place")
    read = corrected(rows, [row.to_record() for row in laid])  # type: ignore[misc]
    return sorted(read, key=lambda r: (r.id != work.key, r.id))


def _marker(review: Review) -> Marker:
    said = review.document
    parts = ("question", "population", "intervention", "outcomes")
    return marker(ways_of(review), *(said.get(part) for part in parts))


def _authors(reference: Reference) -> str:
    named, more = reference.authors[:AUTHORS], len(reference.authors) - AUTHORS
    said = "; ".join(named)
    return f"{said} and {more} other{'s' if more > 1 else ''}" if more > 0 else said


def _source(reference: Reference) -> str:
    volume = reference.volume or ""
    volume += f"({reference.issue})" if reference.issue else ""
    place = ", ".join(part for part in (volume, reference.pages or "") if part)
    held = " ".join(part for part in (reference.container or "", place) if part)
    return " · ".join(part for part in (str(reference.year or ""), held) if part)


def _paragraphs(text: str, words: Marker) -> list[Paragraph]:
    found: list[Paragraph] = []
    for block in re.split(r"\n\s*\n|\r\n\s*\r\n", text.strip()):
        pieces = _LABEL.split(" ".join(block.split()))
        if pieces[0].strip():
            found.append(Paragraph("", words.mark(pieces[0].strip())))
        for label, said in zip(pieces[1::2], pieces[2::2], strict=True):
            found.append(Paragraph(label.capitalize(), words.mark(said.strip())))
    return found


def _copy(reference: Reference, first: Reference, found: dict[str, Search]) -> Copy:
    title = reference.title or "No title"
    return Copy(title, _search_words(found.get(reference.search), reference.search), title != first.title)


def _search_words(search: Search | None, name: str) -> str:
    if search is None:
        return name
    when = f", {search.date.day} {search.date:%B %Y}" if search.date else ""
    return f"{search.source}{when}"


def _is_address(url: str) -> bool:
    return url.startswith(("https://", "http://")) and not any(c in url for c in "\r\n\t \"'<>")


def criteria_words(review: Review) -> dict[str, str]:
    """Each criterion's name in words, by its id."""
    held: Sequence[dict[str, str]] = review.document.get("criteria", [])
    return {c["id"]: name_of(c["id"]) for c in held}
