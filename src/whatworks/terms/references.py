"""From search to study: what was found, which copies it came in, and what was decided of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from .codes import LinkBand, RetrievalState, SearchKind, Seen, Stage, Verdict
from .record import Record, term


@dataclass(frozen=True, kw_only=True)
class Search(Record):
    """One search of one source, and the file it came back as."""

    table: ClassVar[str] = "searches"
    id: str = term("The search's name in this review")
    kind: SearchKind = term("Where it looked")
    source: str = term("The database, register, website or person")
    platform: str | None = term("The service through which the source was searched", default=None)
    query: str | None = term("The exact words searched for", default=None)
    date: dt.date | None = term("The day of the search", default=None)
    hits: int | None = term("How many records the source said it found", unit="records", default=None)
    file: str = term("The export, from the review folder")
    format: str | None = term("ris, nbib or csv; read from the file's name when empty", default=None)
    columns: dict[str, str] = term("For CSV: our field = the file's column", default={})
    constructed: bool = term("Made up around real references, for an example", default=False)
    note: str | None = term("Anything a reader should know", default=None)


@dataclass(frozen=True, kw_only=True)
class Reference(Record):
    """One bibliographic record as one source gave it. Never edited; corrections are a layer."""

    table: ClassVar[str] = "references"
    id: str = term("Digest of the search and the record's content")
    search: str = term("The search that found it")
    line: int = term("The line of the export where the record starts", unit="line")
    doi: str | None = term("Digital object identifier, bare and in lower case", default=None)
    pmid: str | None = term("PubMed's number", default=None)
    isbn: str | None = term("ISBN or ISSN as printed", default=None)
    source_id: str | None = term("The source's own number", default=None)
    type: str | None = term("Kind of document, in the source's word", default=None)
    title: str | None = term("Title", default=None)
    authors: tuple[str, ...] = term("Authors, family name first, in order", default=())
    year: int | None = term("Year of publication", unit="year", default=None)
    container: str | None = term("Journal, book or series", default=None)
    volume: str | None = term("Volume", default=None)
    issue: str | None = term("Issue", default=None)
    pages: str | None = term("Pages or article number", default=None)
    abstract: str | None = term("Abstract", default=None)
    keywords: tuple[str, ...] = term("Keywords", default=())
    language: str | None = term("Language, in the source's word", default=None)
    urls: tuple[str, ...] = term("Addresses", default=())
    raw: dict[str, tuple[str, ...]] = term("Every field as the file had it", default={})


@dataclass(frozen=True, kw_only=True)
class RejectedRecord(Record):
    """What a file held that could not be read. It counts."""

    table: ClassVar[str] = "rejected"
    search: str = term("The search whose export it stood in")
    file: str = term("The file")
    line: int = term("The line where the record starts", unit="line")
    field: str | None = term("The field that could not be read; empty for the whole record", default=None)
    value: str | None = term("What stood there, cut to 200 characters", default=None)
    reason: str = term("What is wrong, and what to do about it")


@dataclass(frozen=True, kw_only=True)
class DuplicateLink(Record):
    """Two references compared, with the evidence that they are copies of one work."""

    table: ClassVar[str] = "duplicate_links"
    a: str = term("One reference")
    b: str = term("The other")
    band: LinkBand = term("Same, doubtful or different")
    score: float = term("How alike, from 0 to 1")
    why: str = term("The evidence, in words")
    decided_by: str | None = term("The person who decided, where one did", default=None)


@dataclass(frozen=True, kw_only=True)
class Work(Record):
    """What one or more references are copies of."""

    table: ClassVar[str] = "works"
    id: str = term("Id of the reference that stands for the work")
    references: tuple[str, ...] = term("All copies, the standing one first")
    search: str = term("The search that counts as having found it: the first by date")


@dataclass(frozen=True, kw_only=True)
class Decision(Record):
    """A screener's verdict on a work at a stage. Append-only; the latest by that person counts."""

    table: ClassVar[str] = "decisions"
    reference: str = term("Any reference of the work")
    stage: Stage = term("Title and abstract, or full text")
    by: str = term("The screener")
    verdict: Verdict = term("Include, exclude or maybe")
    criterion: str | None = term("Id of the criterion that excludes it", default=None)
    at: dt.datetime = term("When")
    resolves: bool = term("Whether it settles a conflict between screeners", default=False)
    note: str | None = term("Why, in the screener's words", default=None)
    shown: int | None = term("How many works this screener had decided at the stage before it", default=None)
    score: float | None = term("What the ranker made of the work then, from 0 to 1", default=None)


@dataclass(frozen=True, kw_only=True)
class Assignment(Record):
    """A work given to a screener, where the reading is shared out. Where none is, everybody reads all."""

    table: ClassVar[str] = "assignments"
    reference: str = term("Any reference of the work")
    stage: Stage = term("Title and abstract, or full text")
    by: str = term("The screener who is to read it")


@dataclass(frozen=True, kw_only=True)
class Retrieval(Record):
    """Full text sought for a work."""

    table: ClassVar[str] = "retrievals"
    reference: str = term("Any reference of the work")
    state: RetrievalState = term("Found, not found or asked for")
    where: str | None = term("Where it was found", default=None)
    at: dt.datetime | None = term("When", default=None)


@dataclass(frozen=True, kw_only=True)
class Report(Record):
    """A work as a document: what was read of it, and which studies it tells of."""

    table: ClassVar[str] = "reports"
    id: str = term("The report's name in this review")
    reference: str | None = term(
        "Any reference of the work; empty if found outside the searches", default=None
    )
    citation: str = term("Authors, year, title and where published, for readers")
    short: str = term("Author and year, for a chip")
    doi: str | None = term("Digital object identifier", default=None)
    url: str | None = term("Where a reader can find it", default=None)
    seen: Seen | None = term("How much of it was read", default=None)
    studies: tuple[str, ...] = term("The studies it reports", default=())


@dataclass(frozen=True, kw_only=True)
class Correction(Record):
    """A layer over a record that must not be edited."""

    table: ClassVar[str] = "corrections"
    record: str = term("Id of the record")
    field: str = term("The field corrected")
    value: str | None = term("What it should say", default=None)
    why: str = term("Why")
    by: str = term("Who")
    at: dt.datetime = term("When")
